#include "yugong/regression/tobit.hpp"

namespace yugong::regression::tobit {
namespace {

LimitedRequest request_of(const Options& o) {
  LimitedRequest out;
  out.formula = o.formula;
  out.sets = o.sets;
  out.vcov = o.vcov;
  out.weights = o.weights;
  out.settings.kind = numeric::LimitKind::censored;
  out.settings.left = limit_of(o.left, "min");
  out.settings.right = limit_of(o.right, "max");
  out.settings.weight_kind = o.weight_kind;
  out.settings.distribution = o.distribution;
  out.settings.level = o.level;
  out.settings.random_effects = o.unit_effects == UnitEffects::random;
  out.settings.points = o.points;
  return out;
}

void require_a_limit(const LimitedRequest& r) {
  if (r.settings.left.kind != Limit::Kind::none || r.settings.right.kind != Limit::Kind::none)
    return;
  throw Error(error("YG3148",
                    {"tobit needs a limit: neither left nor right is given",
                     "tobit 需要界限：left 与 right 均未给出"},
                    {"write left = 0, right = 1, or both; without a limit use fe",
                     "请写 left = 0、right = 1 或两者；无界限时请用 fe"}));
}

}  // namespace

Verb verb() {
  return {"tobit",
          {"censored (Tobit) regression by maximum likelihood", "删失（Tobit）回归，极大似然估计"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  const LimitedRequest request = request_of(options);
  require_a_limit(request);
  return run_limited(panel, request, executor);
}

Frame tidy(const Fit& fit) {
  return tidy_of(fit);
}

Frame glance(const Fit& fit) {
  return glance_of(fit);
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  return augment_of(fit, panel);
}

void complete(const Fit& fit, Result& result) {
  complete_with(fit, result);
}

std::vector<std::string> uses(const Options& options) {
  const LimitedRequest request = request_of(options);
  require_a_limit(request);
  return columns_of(request);
}

}  // namespace yugong::regression::tobit
