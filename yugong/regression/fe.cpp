#include "yugong/regression/fe.hpp"

#include <algorithm>

#include "yugong/base/attempts.hpp"
#include "yugong/base/text.hpp"
#include "yugong/regression/model_errors.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/panel_columns.hpp"
#include "yugong/regression/panel_parts.hpp"

namespace yugong::regression::fe {
namespace {

Convention resolved(const Options& options) {
  Convention c = convention(options.convention);
  if (options.constant) c.constant = *options.constant;
  if (options.singletons) c.singletons = *options.singletons;
  if (options.distribution) c.distribution = *options.distribution;
  return c;
}

void refuse_what_is_not_ours(const Formula& formula, const Vcov& vcov, const Options& options) {
  if (!formula.endogenous.empty())
    throw Error(error("YG2258",
                      {"least squares takes no instruments, but the formula has a part '| "
                       "endogenous ~ instruments'",
                       "最小二乘不使用工具变量，但公式含有“| 内生变量 ~ 工具变量”"},
                      {"estimate it as an instrumental-variables model, or remove that part",
                       "请改用工具变量估计，或删去该部分"},
                      formula.origin));
  if (vcov.kind == Vcov::Kind::iid && !options.weights.empty() &&
      options.weight_kind == WeightKind::probability)
    throw Error(
        error("YG3114",
              {"iid standard errors do not hold with probability weights",
               "抽样权重下不能使用 iid 标准误"},
              {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"},
              at_path("vcov")));
}

void refuse_nothing_to_estimate(const Formula& formula) {
  if (!formula.terms.empty() || !formula.term_steps.word.empty() || formula.constant) return;
  throw Error(error("YG2254",
                    {"the formula has no regressor", "公式没有解释变量"},
                    {"write y ~ x", "写成 y ~ x"},
                    formula.origin));
}

Questions questions_of(const Options& o) {
  return {o.test, o.combine, {o.margins_of, o.margins_at, o.margins_values}};
}

/// Columns named outside the formula, with the options that name them.
std::vector<Named> named_by(const Options& options, const Vcov& vcov) {
  std::vector<Named> out = named_columns(vcov, options.weights);
  if (!options.margins_of.empty()) out.emplace_back(options.margins_of, "margins_of");
  if (!options.margins_at.empty()) out.emplace_back(options.margins_at, "margins_at");
  return out;
}

PartOptions parts_of(const Options& o) {
  return {o.subset, o.split, o.fsplit};
}

LinearSettings settings_of(const Options& options, const Fit& fit) {
  LinearSettings out;
  out.convention = fit.convention;
  out.vcov = fit.vcov;
  out.weight_kind = options.weight_kind;
  out.level = options.level;
  out.constant_in_model = fit.formula.constant;
  out.effects = options.effects || options.predict;
  out.small_sample = options.small_sample;
  out.seed = options.seed;
  return out;
}

/// The parts of a model's name that differ between the models of one call.
ModelKey key_of(const Formula& model, const Fit& fit, const std::string& group, std::size_t step) {
  ModelKey out;
  out.group = group;
  out.formula = model;
  const Expr& y = model.outcomes.front();
  out.outcome = y.op == Expr::Op::variable ? y.name : canonical(y);
  const bool steps = !fit.formula.term_steps.word.empty() || !fit.formula.effect_steps.word.empty();
  out.step = steps ? static_cast<int>(step) : 0;
  std::vector<std::string> parts;
  if (!group.empty()) parts.push_back(group);
  if (fit.formula.outcomes.size() > 1) parts.push_back(out.outcome);
  if (steps) parts.push_back(std::to_string(step));
  out.name = text::join(parts, ".");
  return out;
}

/// Runs every model of a call; they share what they read from the panel and the columns without the
/// effects.
class Run {
 public:
  Run(const data::Panel& panel, const Options& options, const Executor& executor, Fit& out)
      : panel_(panel),
        options_(options),
        executor_(executor),
        out_(out),
        models_(each_model(out.formula)),
        groups_(groups_of(panel, parts_of(options))),
        settings_(settings_of(options, out)),
        columns_(panel, models_.size() > 1),
        cache_(models_.size() > 1) {
    design_.clusters = out.vcov.clusters;
    design_.weights = options.weights;
    design_.weight_kind = options.weight_kind;
    design_.singletons = out.convention.singletons;
    design_.slopes = true;
    design_.complete = coordinate_columns(out.vcov, panel.table().names());
  }

  void all() {
    const std::size_t steps = models_.size() / out_.formula.outcomes.size();
    for (const Group& group : groups_) {
      design_.parts = group.parts;
      for (std::size_t i = 0; i < models_.size(); ++i) {
        executor_.check_stop();
        one(key_of(models_[i], out_, group.name, 1 + i % steps));
      }
    }
    if (out_.models.empty()) throw Error(std::move(problems_));
  }

 private:
  /// A model that cannot be estimated is named and the others go on; alone it is an error.
  void one(ModelKey key) {
    try {
      estimate_one(key);
      out_.keys.push_back(std::move(key));
    } catch (const Error& e) {
      if (models_.size() * groups_.size() == 1) throw;
      for (const Problem& p : e.problems()) {
        problems_.push_back(p);
        out_.notes.push_back(warning("YG3125",
                                     {key.name + " could not be estimated: " + p.what.en,
                                      key.name + " 未能估计：" + p.what.in(Lang::zh)},
                                     p.mend)
                                 .about(p.term.empty() ? key.name : p.term));
      }
    }
  }

  void estimate_one(const ModelKey& key) {
    LinearModel m =
        estimate(panel_, make_design(columns_, key.formula, design_), settings_, executor_, cache_);
    Answers answers = answer({m.terms, m.estimates, &m.covariance, m.df_t, options_.level},
                             questions_of(options_),
                             panel_,
                             m.design.rows,
                             key.formula);
    if (options_.predict) {
      out_.predictions.push_back(predict(m, columns_, key.formula));
      if (!options_.effects) m.effects.clear();
    }
    out_.answers.push_back(std::move(answers));
    out_.models.push_back(std::move(m));
  }

  const data::Panel& panel_;
  const Options& options_;
  const Executor& executor_;
  Fit& out_;
  std::vector<Formula> models_;
  std::vector<Group> groups_;
  LinearSettings settings_;
  DesignOptions design_;
  PanelColumns columns_;
  AbsorptionCache cache_;
  std::vector<Problem> problems_;
};

/// Columns named outside the formula.
std::vector<Named> all_named(const Options& options, const Vcov& vcov) {
  std::vector<Named> out = named_by(options, vcov);
  for (const std::string& name : columns_of(parts_of(options)))
    out.emplace_back(name,
                     name == options.split    ? "split"
                     : name == options.fsplit ? "fsplit"
                                              : "subset");
  return out;
}

}  // namespace

Verb verb() {
  return {"fe", {"least squares with fixed effects", "固定效应最小二乘回归"}, "model", "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.formula = parse_formula(options.formula, options.sets);
  out.vcov = parse_vcov(options.vcov);
  out.convention = resolved(options);
  out.level = options.level;
  refuse_what_is_not_ours(out.formula, out.vcov, options);
  refuse_nothing_to_estimate(out.formula);
  require_known(out.formula, all_named(options, out.vcov), panel.table().names());
  Run(panel, options, executor, out).all();
  return out;
}

/// All mistakes that can be found without data come out together.
std::vector<std::string> uses(const Options& options) {
  Attempts attempt;
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(options.formula, options.sets); });
  attempt([&] { vcov = parse_vcov(options.vcov); });
  attempt([&] { static_cast<void>(convention(options.convention)); });
  attempt([&] { static_cast<void>(columns_of(parts_of(options))); });
  if (attempt.clean()) attempt([&] { refuse_what_is_not_ours(formula, vcov, options); });
  attempt.raise();
  return columns_read(formula, all_named(options, vcov));
}

}  // namespace yugong::regression::fe
