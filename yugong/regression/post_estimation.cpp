#include "yugong/regression/post_estimation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <Eigen/Dense>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/formula_expression.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::regression {
namespace {

using Dense = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;
using Op = Expr::Op;
using Type = Token::Type;

/// Reads expressions whose names are terms of a model: `a`, `L.a`, `a:b`.
class Reader : private Expressions {
 public:
  explicit Reader(const std::string& text) : Expressions(text, base_of(text, {})) { join(); }

  /// Left and right side of each equation; without "=" the right side is zero.
  std::vector<Expr> equations() {
    std::vector<Expr> out;
    while (true) {
      Expr left = sum();
      if (symbol("=")) {
        take();
        left = binary(Op::subtract, std::move(left), sum());
      }
      out.push_back(std::move(left));
      if (!symbol(",")) break;
      take();
    }
    if (peek().type != Type::end) unexpected();
    return out;
  }

  /// "name = expression", or an expression, which names itself.
  std::pair<std::string, Expr> named() {
    std::string name;
    if (peek().type == Type::name && symbol("=", 1)) {
      name = take().text;
      take();
    }
    Expr e = sum();
    if (peek().type != Type::end) unexpected();
    return {name.empty() ? canonical(e) : name, std::move(e)};
  }

 private:
  /// Products a:b become one name.
  void join() {
    for (std::size_t i = 1; i + 1 < tokens_.size();) {
      const bool colon = tokens_[i].type == Type::symbol && tokens_[i].text == ":";
      if (!colon || tokens_[i - 1].type != Type::name || tokens_[i + 1].type != Type::name) {
        ++i;
        continue;
      }
      Token& left = tokens_[i - 1];
      left.text += ":" + tokens_[i + 1].text;
      left.quoted = true;
      left.length = tokens_[i + 1].begin + tokens_[i + 1].length - left.begin;
      tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(i),
                    tokens_.begin() + static_cast<std::ptrdiff_t>(i) + 2);
    }
  }
};

/// A value with its derivatives.
struct Dual {
  double value = 0;
  Vector slope;
};

Dual apply(const Dual& a, double value, double derivative) {
  return {value, derivative * a.slope};
}

Dual called(const std::string& name, const Dual& a) {
  if (name == "ln" || name == "log") return apply(a, std::log(a.value), 1 / a.value);
  if (name == "log10") return apply(a, std::log10(a.value), 1 / (a.value * std::log(10.0)));
  if (name == "exp") return apply(a, std::exp(a.value), std::exp(a.value));
  if (name == "sqrt") return apply(a, std::sqrt(a.value), 0.5 / std::sqrt(a.value));
  return apply(a, std::abs(a.value), a.value < 0 ? -1 : 1);
}

Dual power(const Dual& a, const Dual& b) {
  const double value = std::pow(a.value, b.value);
  Vector slope = b.value * std::pow(a.value, b.value - 1) * a.slope;
  if (!b.slope.isZero(0)) slope += value * std::log(a.value) * b.slope;
  return {value, slope};
}

/// Value and derivatives of an expression; `leaf` gives those of names, and of expressions that are
/// taken whole (it returns false for others).
using Leaf = std::function<bool(const Expr&, Dual&)>;

Dual evaluate_dual(const Expr& e, Index size, const Leaf& leaf) {
  Dual out;
  if (leaf(e, out)) return out;
  const auto argument = [&](std::size_t k) { return evaluate_dual(e.args[k], size, leaf); };
  switch (e.op) {
    case Op::number:
      return {e.value, Vector::Zero(size)};
    case Op::negate:
      return apply(argument(0), -argument(0).value, -1);
    case Op::call:
      return called(e.name, argument(0));
    case Op::add:
      return {argument(0).value + argument(1).value, argument(0).slope + argument(1).slope};
    case Op::subtract:
      return {argument(0).value - argument(1).value, argument(0).slope - argument(1).slope};
    case Op::multiply: {
      const Dual a = argument(0), b = argument(1);
      return {a.value * b.value, a.value * b.slope + b.value * a.slope};
    }
    case Op::divide: {
      const Dual a = argument(0), b = argument(1);
      return {a.value / b.value, a.slope / b.value - a.value / (b.value * b.value) * b.slope};
    }
    case Op::power:
      return power(argument(0), argument(1));
    default:
      throw Error(error(
          "YG3157",
          {"'" + canonical(e) + "' is no term of the model",
           "“" + canonical(e) + "”不是模型中的项"},
          {"write terms as they stand in the table of coefficients", "请按系数表中的写法书写"}));
  }
}

/// The terms of a model as leaves.
class Coefficients {
 public:
  explicit Coefficients(const Estimated& model) : m_(model) {}

  Index size() const { return static_cast<Index>(m_.terms.size()); }

  Dual value(const Expr& e) const {
    return evaluate_dual(e, size(), [&](const Expr& x, Dual& out) { return find(x, out); });
  }

  Dense covariance() const {
    Dense v(size(), size());
    for (Index i = 0; i < size(); ++i)
      for (Index j = 0; j < size(); ++j)
        v(i, j) = (*m_.covariance)(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    return v;
  }

 private:
  bool find(const Expr& e, Dual& out) const {
    if (e.op == Op::number) return false;
    const std::string name = e.op == Op::variable ? e.name : canonical(e);
    for (std::size_t k = 0; k < m_.terms.size(); ++k) {
      if (m_.terms[k] != name && m_.terms[k] != "I(" + name + ")") continue;
      out.value = m_.estimates[k];
      out.slope = Vector::Unit(size(), static_cast<Index>(k));
      return true;
    }
    if (e.op == Op::variable) refuse(name);
    return false;
  }

  [[noreturn]] void refuse(const std::string& name) const {
    const std::vector<std::string> known(m_.terms.begin(), m_.terms.end());
    const Text near = text::did_you_mean(name, known);
    throw Error(error("YG3157",
                      {"'" + name + "' is no term of the model", "“" + name + "”不是模型中的项"},
                      {"terms: " + text::join(known, ", ") + near.en,
                       "模型中的项：" + text::join(known, "、") + near.in(Lang::zh)})
                    .about(name));
  }

  const Estimated& m_;
};

/// The row of an expression with this value and variance.
Coefficient row_of(const Estimated& m, double value, double variance) {
  return coefficient(value, std::sqrt(variance), m.df, m.level);
}

/// The variables of an expression, lags and functions inside looked through.
void names_in(const Expr& e, std::vector<std::string>& out) {
  if (e.op == Op::variable) out.push_back(e.name);
  for (const Expr& a : e.args) names_in(a, out);
}

bool mentions(const Expr& e, const std::string& name) {
  std::vector<std::string> names;
  names_in(e, names);
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Terms as functions of the panel's variables: values at a point and derivatives in `of`.
class Surface {
 public:
  Surface(const Estimated& model,
          const data::Panel& panel,
          std::span<const std::uint32_t> rows,
          const Formula& formula)
      : m_(model),
        panel_(panel),
        rows_(rows),
        formula_(formula) {}

  std::vector<double> sample(const std::string& name) const {
    const std::vector<double>& all = panel_.table().column(name).numbers;
    std::vector<double> out;
    for (const std::uint32_t r : rows_)
      if (std::isfinite(all[r])) out.push_back(all[r]);
    return out;
  }

  bool stands(const std::string& of) const {
    for (const std::vector<Term>* list : {&formula_.terms, &formula_.endogenous})
      for (const Term& t : *list)
        for (const Expr& f : t.factors)
          if (mentions(f, of)) return true;
    return false;
  }

  /// dy/dx as a linear function of the coefficients: its weights.
  Vector weights(const std::string& of, const std::map<std::string, double>& at) {
    Vector out = Vector::Zero(static_cast<Index>(m_.terms.size()));
    for (const std::vector<Term>* list : {&formula_.terms, &formula_.endogenous})
      for (const Term& t : *list) {
        const auto position = std::find(m_.terms.begin(), m_.terms.end(), t.name);
        if (position == m_.terms.end()) continue;
        Dual product{1, Vector::Zero(1)};
        bool here = false;
        for (const Expr& f : t.factors) {
          here = here || mentions(f, of);
          const Dual d = value(f, of, at);
          product = {product.value * d.value, product.value * d.slope + d.value * product.slope};
        }
        if (here) out[position - m_.terms.begin()] = product.slope[0];
      }
    return out;
  }

 private:
  Dual value(const Expr& e, const std::string& of, const std::map<std::string, double>& at) {
    return evaluate_dual(e, 1, [&](const Expr& x, Dual& out) {
      if (x.op != Op::variable) return false;
      const auto given = at.find(x.name);
      out.value = given != at.end() ? given->second : mean(x.name);
      out.slope = Vector::Constant(1, x.name == of ? 1.0 : 0.0);
      return true;
    });
  }

  double mean(const std::string& name) {
    const auto known = means_.find(name);
    if (known != means_.end()) return known->second;
    const std::vector<double> v = sample(name);
    double sum = 0;
    for (const double x : v) sum += x / static_cast<double>(v.size());
    return means_[name] = sum;
  }

  const Estimated& m_;
  const data::Panel& panel_;
  std::span<const std::uint32_t> rows_;
  const Formula& formula_;
  std::map<std::string, double> means_;
};

/// Stata's percentile: the mean of two neighbours where n p is whole.
double percentile(std::vector<double> v, double p) {
  std::sort(v.begin(), v.end());
  const double position = static_cast<double>(v.size()) * p / 100;
  const auto below = static_cast<std::size_t>(std::floor(position));
  if (position == std::floor(position) && below > 0 && below < v.size())
    return 0.5 * (v[below - 1] + v[below]);
  return v[std::min(below, v.size() - 1)];
}

}  // namespace

Test joint_test(const Estimated& model, const std::string& hypothesis) {
  const Coefficients coefficients(model);
  const std::vector<Expr> equations = Reader(hypothesis).equations();
  const auto q = static_cast<Index>(equations.size());
  Vector g(q);
  Dense r(q, coefficients.size());
  for (Index i = 0; i < q; ++i) {
    const Dual d = coefficients.value(equations[static_cast<std::size_t>(i)]);
    g[i] = d.value;
    r.row(i) = d.slope.transpose();
  }
  const Eigen::ColPivHouseholderQR<Dense> rank(r.transpose());
  if (rank.rank() < q)
    throw Error(
        error("YG3158",
              {"the hypothesis '" + hypothesis + "' repeats a restriction, or has none",
               "假设“" + hypothesis + "”存在重复的约束或不含系数"},
              {"write restrictions that do not follow from each other", "请写互不蕴含的约束"}));
  const Dense v = r * coefficients.covariance() * r.transpose();
  const double wald = g.dot(v.fullPivLu().solve(g));
  const auto df = static_cast<double>(q);
  Test out;
  out.name = hypothesis;
  out.label = {hypothesis, hypothesis};
  if (std::isinf(model.df)) {
    out.statistic = wald;
    out.distribution = "chi2(" + text::round_trip(df) + ")";
    out.p_value = numeric::chi2_upper(wald, df);
  } else {
    out.statistic = wald / df;
    out.distribution = "F(" + text::round_trip(df) + "," + freedom_text(model.df) + ")";
    out.p_value = numeric::f_upper(out.statistic, df, model.df);
  }
  return out;
}

Frame combinations(const Estimated& model, const std::vector<std::string>& expressions) {
  const Coefficients coefficients(model);
  const Dense v = coefficients.covariance();
  TidyRows rows;
  for (const std::string& text : expressions) {
    const auto [name, e] = Reader(text).named();
    const Dual d = coefficients.value(e);
    rows.add({}, name, row_of(model, d.value, d.slope.dot(v * d.slope)));
  }
  return rows.frame();
}

Frame margins(const Estimated& model,
              const MarginsRequest& request,
              const data::Panel& panel,
              std::span<const std::uint32_t> rows,
              const Formula& formula) {
  Surface surface(model, panel, rows, formula);
  const Dense v = Coefficients(model).covariance();
  std::vector<double> values = request.values, percentiles(values.size(), missing);
  if (request.at.empty()) {
    values = {missing};
    percentiles = {missing};
  } else if (values.empty()) {
    const std::vector<double> sample = surface.sample(request.at);
    percentiles = {10, 25, 50, 75, 90};
    for (const double p : percentiles) values.push_back(percentile(sample, p));
  }
  TidyRows rows_at;
  std::vector<std::string> at(values.size(), request.at);
  const Eigen::Map<const Vector> b(model.estimates.data(),
                                   static_cast<Index>(model.estimates.size()));
  for (const double value : values) {
    std::map<std::string, double> point;
    if (!request.at.empty()) point[request.at] = value;
    const Vector w = surface.weights(request.of, point);
    if (!surface.stands(request.of))
      throw Error(error("YG3157",
                        {"'" + request.of + "' stands in no term of the model",
                         "模型各项中没有“" + request.of + "”"},
                        {"name a variable of the formula", "请指定公式中的变量"})
                      .about(request.of));
    rows_at.add({}, request.of, row_of(model, w.dot(b), w.dot(v * w)));
  }
  Frame out;
  out.add("term", std::vector<std::string>(at.size(), request.of));
  out.add("at", std::move(at));
  out.add("value", std::move(values)).add("percentile", std::move(percentiles));
  rows_at.into(out);
  return out;
}

Answers answer(const Estimated& model,
               const Questions& questions,
               const data::Panel& panel,
               std::span<const std::uint32_t> rows,
               const Formula& formula) {
  Answers out;
  for (const std::string& hypothesis : questions.tests)
    out.tests.push_back(joint_test(model, hypothesis));
  if (!questions.combine.empty())
    out.tables["combinations"] = combinations(model, questions.combine);
  if (!questions.margins.of.empty())
    out.tables["margins"] = margins(model, questions.margins, panel, rows, formula);
  return out;
}

void add_answers(const Answers& answers, const std::string& outcome, Result& result) {
  const std::string suffix = outcome.empty() ? "" : ":" + outcome;
  for (Test t : answers.tests) {
    t.name += suffix;
    result.tests.push_back(std::move(t));
  }
  for (const auto& [name, frame] : answers.tables) result.tables[name + suffix] = frame;
}

}  // namespace yugong::regression
