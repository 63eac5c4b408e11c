#include "yugong/dynamic/lsdvc.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "yugong/base/random.hpp"
#include "yugong/base/text.hpp"
#include "yugong/dynamic/dynamic_model.hpp"
#include "yugong/regression/design.hpp"

namespace yugong::dynamic::lsdvc {
namespace {

using regression::Formula;

[[noreturn]] void refuse(Text what, Text mend) {
  Place p;
  p.path = "formula";
  throw Error(error("YG3176", std::move(what), std::move(mend), p));
}

/// The formula with the lagged outcome in front. Refuses what the bias approximation does not
/// cover.
Formula checked(const Options& options) {
  Formula f = regression::parse_formula(options.formula, options.sets);
  regression::refuse_steps(f);
  const std::string y = canonical(f.outcomes.front());
  if (f.outcomes.size() > 1 || !f.endogenous.empty())
    refuse({"bias correction takes one outcome and no instruments",
            "偏误修正只接受一个被解释变量，且不使用工具变量"},
           {fmt::format("write {} ~ L.{} + x", y, y), fmt::format("请写 {} ~ L.{} + x", y, y)});
  const auto lag = std::find_if(f.terms.begin(), f.terms.end(), [&](const regression::Term& t) {
    return t.name == "L." + y;
  });
  if (lag == f.terms.end())
    refuse({fmt::format("the formula has no L.{}", y), fmt::format("公式中没有 L.{}", y)},
           {fmt::format("write {} ~ L.{} + x", y, y), fmt::format("请写 {} ~ L.{} + x", y, y)});
  std::rotate(f.terms.begin(), lag, lag + 1);
  Formula outcome;
  outcome.outcomes = f.outcomes;
  const std::vector<std::string> own = regression::variables(outcome);
  for (std::size_t i = 1; i < f.terms.size(); ++i) {
    Formula one;
    one.terms = {f.terms[i]};
    for (const std::string& name : regression::variables(one))
      if (std::find(own.begin(), own.end(), name) != own.end())
        refuse({fmt::format("'{}' is another function of the outcome", f.terms[i].name),
                fmt::format("“{}”是被解释变量的另一函数", f.terms[i].name)},
               {"the approximation covers one lag; use gmm for more",
                "偏误近似只适用于一阶滞后；更多滞后请用 gmm"});
  }
  return f;
}

bool time_dummies(const Formula& f, const data::Panel& panel) {
  bool time = false;
  for (const regression::FixedEffect& fe : f.fixed_effects) {
    if (fe.slopes.empty() && fe.variables == std::vector<std::string>{panel.time_name()})
      time = true;
    else if (!fe.slopes.empty() || fe.variables != std::vector<std::string>{panel.unit_name()})
      refuse({fmt::format("'| {}' is no effect of this model", fe.name),
              fmt::format("该模型不能使用“| {}”", fe.name)},
             {fmt::format("write | {} for time dummies", panel.time_name()),
              fmt::format("时间虚拟变量写 | {}", panel.time_name())});
  }
  return time;
}

/// Level rows of a stack, without the regressors that are not kept.
Rows level_rows(const Stack& s, const std::vector<std::size_t>& kept) {
  Rows out;
  out.first.push_back(0);
  for (std::size_t u = 0; u < s.units(); ++u) {
    for (std::size_t r = s.level_first[u]; r < s.rows.first[u + 1]; ++r) {
      out.slot.push_back(s.rows.slot[r]);
      out.y.push_back(s.rows.y[r]);
      for (const std::size_t a : kept) out.x.push_back(s.rows.x[r * s.regressors + a]);
    }
    out.first.push_back(out.slot.size());
  }
  return out;
}

/// The model on plain columns: unit, time, y and the regressors beside the lag, so that simulated
/// outcomes can take the place of y.
struct Plain {
  data::Table table;
  Formula formula;
  std::vector<InstrumentGroup> groups;
  Equation equation = Equation::difference;
  int h = 3;
};

InstrumentGroup group_of(const std::string& terms) {
  InstrumentGroup g;
  g.variables = regression::parse_formula("y ~ " + terms);
  g.variables.outcomes.clear();
  return g;
}

Plain plain_model(const data::Panel& panel, const Fit& fit) {
  Plain out;
  std::vector<double> unit, time;
  for (std::size_t r = 0; r < panel.rows(); ++r) {
    unit.push_back(panel.unit()[r]);
    time.push_back(static_cast<double>(panel.periods()[static_cast<std::size_t>(panel.time()[r])]));
  }
  out.table.add(Column::of("unit", std::move(unit)));
  out.table.add(Column::of("time", std::move(time)));
  const std::vector<regression::Evaluated> y =
      regression::evaluate(panel, fit.formula.outcomes.front(), fit.formula);
  out.table.add(
      Column::of("y", std::vector<double>(y.front().values.begin(), y.front().values.end())));
  const std::size_t k = fit.terms.size();
  std::string others;
  for (std::size_t a = 1; a < k; ++a) {
    std::vector<double> values(panel.rows(), missing);
    for (std::size_t u = 0, i = 0; u < fit.stack.units(); ++u)
      for (std::size_t r = fit.stack.level_first[u]; r < fit.stack.rows.first[u + 1]; ++r, ++i)
        values[static_cast<std::size_t>(fit.stack.panel_row[r])] = fit.rows.x[i * k + a];
    const std::string name = fmt::format("x{}", a);
    out.table.add(Column::of(name, std::move(values)));
    others += " + " + name;
  }
  out.formula = regression::parse_formula("y ~ L.y" + others);
  const Initial initial = fit.options.initial;
  if (k > 1) {
    InstrumentGroup iv = group_of(others.substr(3));
    iv.style = InstrumentGroup::Style::iv;
    out.groups.push_back(std::move(iv));
  }
  InstrumentGroup gmm = group_of("y");
  gmm.from = 2;
  if (initial == Initial::anderson_hsiao) {
    gmm.to = 2;
    gmm.collapse = true;
    out.h = 1;
  }
  out.groups.push_back(std::move(gmm));
  if (initial == Initial::blundell_bond) out.equation = Equation::both;
  return out;
}

/// One-step coefficients of the initial estimator, in the order of the terms.
std::vector<double> initial_estimate(const Plain& model, data::Table table) {
  const data::Panel panel = data::Panel::make(std::move(table), {"unit", "time"});
  StackInput in;
  in.formula = &model.formula;
  in.groups = model.groups;
  in.equation = model.equation;
  DynamicSettings settings;
  settings.steps = 1;
  settings.h = model.h;
  settings.errors = Errors::conventional;
  settings.ar = 0;
  const DynamicModel m = estimate(make_stack(panel, in), settings, Executor::serial());
  std::vector<double> out;
  for (std::size_t a = 0; a < model.table.columns().size() - 2; ++a) {
    const std::string name = a == 0 ? "L.y" : fmt::format("x{}", a);
    const auto at = std::find(m.terms.begin(), m.terms.end(), name);
    out.push_back(
        at == m.terms.end() ? 0.0 : m.estimates[static_cast<std::size_t>(at - m.terms.begin())]);
  }
  return out;
}

struct Corrected {
  std::vector<double> within, b;
  double sigma2 = missing;
};

Corrected correct(const Rows& rows, const std::vector<double>& initial, int order) {
  Corrected out;
  out.within = within_least_squares(rows, initial.size()).b;
  out.sigma2 = within_variance(rows, initial);
  const std::vector<double> bias =
      within_bias(rows, initial, out.sigma2, static_cast<BiasOrder>(order));
  for (std::size_t a = 0; a < bias.size(); ++a) out.b.push_back(out.within[a] - bias[a]);
  return out;
}

/// A stream of draws for a unit that does not depend on the order of units.
std::uint64_t stream_of(const std::string& name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

/// Draws outcomes at the estimate, holding the regressors, the unit effects and the outcomes before
/// each stretch.
class Bootstrap {
 public:
  Bootstrap(const data::Panel& panel, const Fit& fit, const Plain& plain)
      : panel_(panel),
        fit_(fit),
        plain_(plain),
        effects_(unit_effects(fit.rows, fit.estimates)) {}

  std::optional<std::vector<double>> replicate(std::uint64_t number) const {
    Rows rows = fit_.rows;
    data::Table table = plain_.table;
    simulate(number, rows, table.edit("y").numbers);
    try {
      std::vector<double> b =
          correct(rows, initial_estimate(plain_, std::move(table)), fit_.options.order).b;
      if (std::all_of(b.begin(), b.end(), [](double v) { return std::isfinite(v); })) return b;
    } catch (const Error&) {
      // Counted by the caller: a draw may leave the initial estimator unidentified.
    }
    return std::nullopt;
  }

 private:
  void simulate(std::uint64_t number, Rows& rows, std::vector<double>& y) const {
    const std::size_t k = fit_.terms.size();
    const double sigma = std::sqrt(fit_.sigma2);
    const Stack& s = fit_.stack;
    for (std::size_t u = 0, i = 0; u < s.units(); ++u) {
      const Random draws(
          fit_.options.seed, Purpose::bootstrap, number, stream_of(panel_.units()[s.unit[u]]));
      for (std::size_t r = s.level_first[u]; r < s.rows.first[u + 1]; ++r, ++i) {
        if (i > rows.first[u] && rows.slot[i] == rows.slot[i - 1] + 1)
          rows.x[i * k] = rows.y[i - 1];
        double value = effects_[u] + sigma * draws.normal(static_cast<std::uint64_t>(rows.slot[i]));
        for (std::size_t a = 0; a < k; ++a) value += fit_.estimates[a] * rows.x[i * k + a];
        rows.y[i] = value;
        y[static_cast<std::size_t>(s.panel_row[r])] = value;
      }
    }
  }

  const data::Panel& panel_;
  const Fit& fit_;
  const Plain& plain_;
  std::vector<double> effects_;
};

void bootstrap(const data::Panel& panel, const Plain& plain, const Executor& executor, Fit& out) {
  const std::size_t k = out.terms.size();
  out.std_errors.assign(k, missing);
  out.covariance = regression::Matrix(k, k);
  const auto wanted = static_cast<std::size_t>(out.options.replications);
  if (wanted == 0) return;
  const Bootstrap draws(panel, out, plain);
  std::vector<std::optional<std::vector<double>>> all(wanted);
  executor.for_blocks(wanted, 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) all[i] = draws.replicate(i);
  });
  std::vector<double> mean(k, 0.0);
  for (const auto& b : all) out.replications += b.has_value() ? 1 : 0;
  if (const std::size_t lost = wanted - static_cast<std::size_t>(out.replications); lost > 0)
    out.notes.push_back(
        warning("YG3178",
                {fmt::format("{} of {} bootstrap replications gave no estimate", lost, wanted),
                 fmt::format("{} 次自助抽样中有 {} 次没有得到估计", wanted, lost)}));
  if (out.replications < 2) return;
  const double count = out.replications;
  for (const auto& b : all)
    for (std::size_t a = 0; b && a < k; ++a) mean[a] += (*b)[a] / count;
  for (const auto& b : all)
    for (std::size_t a = 0; b && a < k; ++a)
      for (std::size_t c = 0; c < k; ++c)
        out.covariance(a, c) += ((*b)[a] - mean[a]) * ((*b)[c] - mean[c]) / (count - 1);
  for (std::size_t a = 0; a < k; ++a) out.std_errors[a] = std::sqrt(out.covariance(a, a));
}

/// Keeps the regressors that vary within units.
void choose_regressors(Fit& out) {
  std::vector<std::size_t> all(out.stack.regressors), kept;
  for (std::size_t a = 0; a < all.size(); ++a) all[a] = a;
  const WithinFit within = within_least_squares(level_rows(out.stack, all), all.size());
  for (const std::size_t a : all) {
    if (!is_missing(within.b[a])) {
      kept.push_back(a);
      out.terms.push_back(out.stack.names[a]);
      continue;
    }
    out.notes.push_back(
        note("YG1203",
             {fmt::format("'{}' is left out: it does not vary within units, or is linear in others",
                          out.stack.names[a]),
              fmt::format("剔除“{}”：个体内取值不变，或与其他变量完全共线", out.stack.names[a])})
            .about(out.stack.names[a]));
  }
  if (kept.empty() || kept.front() != 0)
    refuse({"the lagged outcome does not vary within units", "被解释变量的滞后在个体内没有变化"},
           {"choose another outcome or a wider sample", "请更换被解释变量或扩大样本"});
  out.rows = level_rows(out.stack, kept);
}

void warn_unstable(Fit& out) {
  if (std::abs(out.initial.front()) < 1 && std::abs(out.estimates.front()) < 1) return;
  out.notes.push_back(warning(
      "YG3177",
      {fmt::format("the lag is {} at the start and {} after correction: the approximation holds "
                   "between -1 and 1",
                   text::fixed(out.initial.front(), 3),
                   text::fixed(out.estimates.front(), 3)),
       fmt::format("滞后系数初始为 {}，修正后为 {}：近似只在 -1 与 1 之间成立",
                   text::fixed(out.initial.front(), 3),
                   text::fixed(out.estimates.front(), 3))},
      {"choose another initial estimator: ah, ab or bb", "请更换初始估计：ah、ab 或 bb"}));
}

}  // namespace

Verb verb() {
  return {"lsdvc",
          {"dynamic panel by bias-corrected least squares with unit effects",
           "动态面板的偏误修正最小二乘虚拟变量估计"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.formula = checked(options);
  out.options = options;
  if (std::vector<Problem> problems =
          regression::unknown_variables(out.formula, panel.table().names());
      !problems.empty())
    throw Error(std::move(problems));
  Formula slopes = out.formula;
  slopes.constant = false;
  StackInput in;
  in.formula = &slopes;
  in.time_dummies = time_dummies(out.formula, panel);
  in.equation = Equation::level;
  out.stack = make_stack(panel, in);
  out.notes = out.stack.notes;
  choose_regressors(out);
  const Plain plain = plain_model(panel, out);
  out.initial = initial_estimate(plain, plain.table);
  const Corrected c = correct(out.rows, out.initial, options.order);
  out.uncorrected = c.within;
  out.estimates = c.b;
  out.sigma2 = c.sigma2;
  warn_unstable(out);
  bootstrap(panel, plain, executor, out);
  return out;
}

std::vector<std::string> uses(const Options& options) {
  return regression::variables(checked(options));
}

}  // namespace yugong::dynamic::lsdvc
