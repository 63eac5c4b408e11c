#include <algorithm>
#include <cmath>
#include <functional>

#include "yugong/base/text.hpp"
#include "yugong/regression/design.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;
using Values = std::vector<double>;

/// Evaluates one expression on all rows of a panel.
class Evaluator {
 public:
  Evaluator(const data::Panel& panel, const Formula& formula) : panel_(panel), formula_(formula) {}

  Values values(const Expr& e) {
    switch (e.op) {
      case Op::number:
        return Values(panel_.rows(), e.value);
      case Op::variable:
        return variable(e);
      case Op::call:
        return call(e);
      case Op::negate:
        return map(values(e.args[0]), [](double v) { return -v; });
      case Op::lag:
        return lagged(values(e.args[0]), e.by);
      case Op::difference:
        return difference(values(e.args[0]));
      case Op::add:
        return both(e, [](double a, double b) { return a + b; });
      case Op::subtract:
        return both(e, [](double a, double b) { return a - b; });
      case Op::multiply:
        return both(e, [](double a, double b) { return a * b; });
      case Op::divide:
        return both(e, [](double a, double b) { return a / b; });
      case Op::power:
        return both(e, [](double a, double b) { return std::pow(a, b); });
      case Op::dummies:
        break;
    }
    throw Error(error("YG9001", {"dummies inside arithmetic", "算术式中出现虚拟变量"}));
  }

  std::vector<Evaluated> columns(const Expr& e) {
    undefined_ = 0;
    if (e.op == Op::dummies) return dummies(e);
    if (e.op == Op::variable) return {{e.name, variable(e), 0, nullptr}};
    std::string name = canonical(e);
    if (e.op == Op::add || e.op == Op::subtract || e.op == Op::multiply || e.op == Op::negate)
      name = "I(" + name + ")";
    Values made = values(e);
    return {made_column(std::move(name), std::move(made), undefined_)};
  }

 private:
  const Values& variable(const Expr& e) const {
    const data::DataColumn& column =
        panel_.table().column(e.name, place_in(formula_, e.begin, e.length));
    if (!column.is_text) return column.numbers;
    throw Error(
        error("YG3109",
              {"'" + e.name + "' holds text and cannot enter a regression as a number",
               "“" + e.name + "”是文本变量，不能直接作为数值进入回归"},
              {"write i(" + e.name +
                   ") for one dummy per value, or put it among the fixed effects: | " + e.name,
               "写 i(" + e.name + ") 生成虚拟变量，或作为固定效应：| " + e.name},
              place_in(formula_, e.begin, e.length))
            .about(e.name));
  }

  /// A result that is not finite though its arguments were there is missing, and counted.
  double settle(double result) {
    if (std::isfinite(result)) return result;
    ++undefined_;
    return missing;
  }

  Values map(Values v, const std::function<double(double)>& f) {
    for (double& x : v)
      if (!is_missing(x)) x = settle(f(x));
    return v;
  }

  Values both(const Expr& e, double (*f)(double, double)) {
    Values a = values(e.args[0]);
    const Values b = values(e.args[1]);
    for (std::size_t i = 0; i < a.size(); ++i)
      a[i] = is_missing(a[i]) || is_missing(b[i]) ? missing : settle(f(a[i], b[i]));
    return a;
  }

  Values call(const Expr& e) {
    Values v = values(e.args[0]);
    if (e.name == "ln" || e.name == "log")
      return map(std::move(v), [](double x) { return std::log(x); });
    if (e.name == "log10") return map(std::move(v), [](double x) { return std::log10(x); });
    if (e.name == "exp") return map(std::move(v), [](double x) { return std::exp(x); });
    if (e.name == "sqrt") return map(std::move(v), [](double x) { return std::sqrt(x); });
    return map(std::move(v), [](double x) { return std::abs(x); });
  }

  Values lagged(const Values& v, long by) const {
    Values out(v.size(), missing);
    for (std::size_t i = 0; i < v.size(); ++i) {
      const std::int64_t from = panel_.lagged(i, by);
      if (from >= 0) out[i] = v[static_cast<std::size_t>(from)];
    }
    return out;
  }

  Values difference(const Values& v) const {
    Values out = lagged(v, 1);
    for (std::size_t i = 0; i < v.size(); ++i) out[i] = v[i] - out[i];
    return out;
  }

  /// The level written as `wanted`; numbers may be written in any way.
  std::int32_t level_of(const Expr& e,
                        const std::string& wanted,
                        const std::vector<std::string>& labels) const {
    double number = 0, value = 0;
    const bool numeric = text::parse_number(wanted, number);
    for (std::size_t l = 0; l < labels.size(); ++l)
      if (labels[l] == wanted ||
          (numeric && text::parse_number(labels[l], value) && value == number))
        return static_cast<std::int32_t>(l);
    const Text near = text::did_you_mean(wanted, labels);
    throw Error(error("YG3113",
                      {"'" + e.name + "' has no level '" + wanted + "'",
                       "“" + e.name + "”没有取值“" + wanted + "”"},
                      {"its " + std::to_string(labels.size()) + " levels run from " +
                           labels.front() + " to " + labels.back() + near.en,
                       "其 " + std::to_string(labels.size()) + " 个取值从 " + labels.front() +
                           " 到 " + labels.back() + near.in(Lang::zh)},
                      place_in(formula_, e.begin, e.length))
                    .about(e.name));
  }

  /// [levels] which get a column. Without references the lowest is left out, unless `keep` names
  /// those that enter.
  std::vector<bool> chosen(const Expr& e, const std::vector<std::string>& labels) const {
    std::vector<bool> out(labels.size(), e.keep.empty());
    for (const std::string& level : e.keep)
      out[static_cast<std::size_t>(level_of(e, level, labels))] = true;
    for (const std::string& level : e.references)
      out[static_cast<std::size_t>(level_of(e, level, labels))] = false;
    if (e.keep.empty() && e.references.empty()) out[0] = false;
    return out;
  }

  std::vector<Evaluated> dummies(const Expr& e) {
    const Factor f = encode(panel_, {e.name}, place_in(formula_, e.begin, e.length));
    if (f.levels == 0) return {made_column(e.name, Values(panel_.rows(), missing))};
    std::vector<std::string> labels;
    for (std::int32_t l = 0; l < f.levels; ++l) labels.push_back(level_label(panel_, f, l));
    const std::vector<bool> enters = chosen(e, labels);
    const Values times = e.args.empty() ? Values(panel_.rows(), 1.0) : values(e.args[0]);
    std::vector<Evaluated> out;
    for (std::int32_t l = 0; l < f.levels; ++l) {
      if (!enters[static_cast<std::size_t>(l)]) continue;
      Values column(panel_.rows());
      for (std::size_t i = 0; i < column.size(); ++i)
        column[i] = f.level[i] < 0         ? missing
                    : f.level[i] == l      ? times[i]
                    : is_missing(times[i]) ? missing
                                           : 0.0;
      out.push_back(made_column(labels[static_cast<std::size_t>(l)] + "." + e.name +
                                    (e.args.empty() ? "" : ":" + canonical(e.args[0])),
                                std::move(column),
                                undefined_));
    }
    return out;
  }

  const data::Panel& panel_;
  const Formula& formula_;
  std::size_t undefined_ = 0;
};

}  // namespace

Evaluated made_column(std::string name, std::vector<double> values, std::size_t undefined) {
  auto made = std::make_shared<const std::vector<double>>(std::move(values));
  return {std::move(name), *made, undefined, made};
}

std::vector<Evaluated> evaluate(const data::Panel& panel,
                                const Expr& expr,
                                const Formula& formula) {
  return Evaluator(panel, formula).columns(expr);
}

std::vector<Evaluated> evaluate(const data::Panel& panel,
                                const Term& term,
                                const Formula& formula) {
  std::vector<Evaluated> out = evaluate(panel, term.factors.front(), formula);
  for (std::size_t k = 1; k < term.factors.size(); ++k) {
    const std::vector<Evaluated> right = evaluate(panel, term.factors[k], formula);
    std::vector<Evaluated> products;
    for (const Evaluated& a : out)
      for (const Evaluated& b : right) {
        Values product(a.values.begin(), a.values.end());
        for (std::size_t i = 0; i < product.size(); ++i) product[i] *= b.values[i];
        products.push_back(
            made_column(a.name + ":" + b.name, std::move(product), a.undefined + b.undefined));
      }
    out = std::move(products);
  }
  return out;
}

}  // namespace yugong::regression
