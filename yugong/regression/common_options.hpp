#pragma once

#include "yugong/base/common_options.hpp"

/// Options that the methods with a formula share, each declared once. `O` is an Options struct with
/// a member of that name.
namespace yugong::regression {

template <class O>
auto sets_option() {
  return option("sets",
                &O::sets,
                {"named sets of terms for @name in the formula", "公式中 @name 所指的变量集合"});
}

template <class O>
auto weights_option() {
  return option("weights", &O::weights, {"column of weights", "权重变量"}).columns();
}

template <class O>
auto weight_kind_option() {
  return option("weight_kind",
                &O::weight_kind,
                {"what the weights mean: analytic, frequency or probability",
                 "权重的含义：分析、频数或抽样概率"});
}

template <class O>
auto test_option() {
  return option(
      "test",
      &O::test,
      {"joint hypotheses, e.g. \"nqp = 0, er = open\"", "联合假设检验，如 \"nqp = 0, er = open\""});
}

template <class O>
auto combine_option() {
  return option("combine",
                &O::combine,
                {"functions of coefficients with errors by the delta method, e.g. \"nqp + er\"",
                 "系数的函数（delta 法求标准误），如 \"nqp + er\""});
}

template <class O>
auto margins_of_option() {
  return option("margins_of",
                &O::margins_of,
                {"variable whose marginal effect is reported", "报告边际效应的变量"});
}

template <class O>
auto margins_at_option() {
  return option("margins_at",
                &O::margins_at,
                {"variable at whose values it is reported; by default all stand at their means",
                 "在该变量的不同取值处报告边际效应；默认各变量取均值"});
}

template <class O>
auto margins_values_option() {
  return option("margins_values",
                &O::margins_values,
                {"these values; by default its 10th, 25th, 50th, 75th and 90th percentiles",
                 "取值；默认取其 10、25、50、75、90 分位数"});
}

}  // namespace yugong::regression
