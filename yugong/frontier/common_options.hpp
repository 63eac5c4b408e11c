#pragma once

#include "yugong/base/common_options.hpp"

/// Options that the methods of this room share, each declared once. `O` is an Options struct with a
/// member of that name.
namespace yugong::frontier {

template <class O>
auto inputs_option() {
  return option("inputs", &O::inputs, {"input columns", "投入变量"})
      .required()
      .columns()
      .min_items(1);
}

template <class O>
auto outputs_option() {
  return option("outputs", &O::outputs, {"columns of good outputs", "期望产出变量"})
      .required()
      .columns()
      .min_items(1);
}

template <class O>
auto undesirable_option() {
  return option("undesirable", &O::undesirable, {"columns of bad outputs", "非期望产出变量"})
      .columns();
}

/// Of the radial methods without a disposal of their own.
template <class O>
auto undesirable_as_inputs_option() {
  return option("undesirable",
                &O::undesirable,
                {"columns of bad outputs, treated as inputs", "非期望产出变量（按投入处理）"})
      .columns();
}

template <class O>
auto returns_option() {
  return option(
             "returns", &O::returns, {"returns to scale; must be stated", "规模报酬（必须写明）"})
      .required();
}

template <class O>
auto bounds_option() {
  return option("bounds",
                &O::bounds,
                {"lowest and highest sum of intensities, for returns = grs",
                 "广义规模报酬下强度之和的上下限"});
}

template <class O>
auto orientation_option() {
  return option("orientation",
                &O::orientation,
                {"input or output for radial models; side on which slacks count for sbm and ebm",
                 "导向：径向模型须写 input 或 output；sbm、ebm 默认非导向"});
}

template <class O>
auto radial_orientation_option() {
  return option("orientation", &O::orientation, {"input or output", "导向：input 或 output"})
      .required();
}

/// Of the methods that choose their reference set as dea does.
template <class O>
auto frontier_option() {
  return option("frontier", &O::frontier, {"reference set, as in dea", "参照集，写法同 dea"});
}

template <class O>
auto weights_option() {
  return option("weights",
                &O::weights,
                {"weights: {good = a, bad = c} by side (nddf: also input), or one per variable",
                 "权重：{good = a, bad = c} 按类别（nddf 可含 input），或逐变量给出"});
}

template <class O>
auto super_option() {
  return option("super", &O::super, {"form of the super-efficiency program", "超效率形式"});
}

template <class O>
auto affinity_option() {
  return option(
      "affinity",
      &O::affinity,
      {"columns from which ebm computes epsilon and weights", "ebm 计算 epsilon 与权重所用的数据"});
}

template <class O>
auto epsilon_option() {
  return option("epsilon",
                &O::epsilon,
                {"of ebm, in place of the computed one: a number, or { input = , good = , bad = }",
                 "ebm 的 epsilon（不给则由数据计算）：数值，或 { input = , good = , bad = }"});
}

template <class O>
auto ebm_bad_option() {
  return option("ebm_bad",
                &O::ebm_bad,
                {"right side of bad outputs in ebm: (2 - phi) b, or phi b as often printed",
                 "ebm 中非期望产出约束：reduce 为 (2 - φ) b，printed 为文献常见的 φ b"});
}

template <class O>
auto missing_option() {
  return option("missing", &O::missing, {"rows with a missing amount", "缺失行的处理"});
}

}  // namespace yugong::frontier
