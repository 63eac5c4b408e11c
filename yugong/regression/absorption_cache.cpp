#include "yugong/regression/absorption_cache.hpp"

#include <algorithm>

namespace yugong::regression {
namespace {

/// Samples that are kept: steps of effects or regressors alternate between a few.
constexpr std::size_t most_samples = 8;

bool equal(std::span<const double> a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

std::vector<std::string> names_of_effects(const std::vector<Factor>& factors) {
  std::vector<std::string> out;
  for (const Factor& f : factors) {
    std::string name = f.intercept ? "1" : "0";
    for (const std::string& v : f.variables) name += "\n" + v;
    for (const std::string& z : f.slope_names) name += "\n[" + z;
    out.push_back(std::move(name));
  }
  return out;
}

}  // namespace

std::vector<Factor> with_constant_factor(std::vector<Factor> effects,
                                         std::size_t rows,
                                         bool constant) {
  const bool level =
      std::any_of(effects.begin(), effects.end(), [](const Factor& f) { return f.intercept; });
  if (effects.empty() || level || !constant) return effects;
  Factor one;
  one.name = "_cons";
  one.level.assign(rows, 0);
  one.levels = 1;
  one.example = {0};
  effects.push_back(std::move(one));
  return effects;
}

void SharedSample::residualise(const std::vector<std::string>& names,
                               Matrix& columns,
                               const Executor& executor) {
  if (!keeps_columns_) {
    absorption_->residualise(columns, executor);
    return;
  }
  std::vector<std::size_t> fresh;
  for (std::size_t j = 0; j < columns.cols; ++j) {
    const auto known = columns_.find(names[j]);
    if (known == columns_.end() || !equal(columns.column(j), known->second.raw))
      fresh.push_back(j);
    else
      std::copy(
          known->second.residual.begin(), known->second.residual.end(), columns.column(j).begin());
  }
  Matrix todo(columns.rows, fresh.size());
  for (std::size_t k = 0; k < fresh.size(); ++k) {
    const std::span<const double> raw = columns.column(fresh[k]);
    columns_[names[fresh[k]]].raw.assign(raw.begin(), raw.end());
    std::copy(raw.begin(), raw.end(), todo.column(k).begin());
  }
  if (!fresh.empty()) absorption_->residualise(todo, executor);
  for (std::size_t k = 0; k < fresh.size(); ++k) {
    const std::span<const double> done = todo.column(k);
    columns_[names[fresh[k]]].residual.assign(done.begin(), done.end());
    std::copy(done.begin(), done.end(), columns.column(fresh[k]).begin());
  }
}

const AbsorbedDf& SharedSample::absorbed(bool constant) {
  if (!absorbed_) absorbed_ = absorbed_df(*absorption_, constant);
  return *absorbed_;
}

const ClusteredDf& SharedSample::clustered(bool constant,
                                           const std::vector<Factor>& clusters,
                                           DfRule rule,
                                           NestedRelief relief) {
  if (!clustered_)
    clustered_ = clustered_df(*absorption_, absorbed(constant), clusters, rule, relief);
  return *clustered_;
}

SharedSample& AbsorptionCache::sample(const Design& design,
                                      const std::vector<Factor>& factors,
                                      bool constant,
                                      const Executor& executor) {
  executor.check_stop();
  const std::vector<std::string> effects = names_of_effects(factors);
  for (auto e = entries_.begin(); e != entries_.end(); ++e) {
    if (e->effects != effects || e->rows != design.rows) continue;
    entries_.splice(entries_.begin(), entries_, e);
    return entries_.front().shared;
  }
  Absorption::Settings how;
  how.constant = constant;
  auto absorption =
      std::make_shared<const Absorption>(factors, design.weights, design.rows.size(), how);
  entries_.push_front({design.rows, effects, SharedSample(std::move(absorption), several_)});
  if (entries_.size() > most_samples) entries_.pop_back();
  return entries_.front().shared;
}

}  // namespace yugong::regression
