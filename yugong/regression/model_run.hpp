#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "yugong/base/frame.hpp"
#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/vcov.hpp"

/// What the verbs that take a formula have in common: checking names, and laying out frames with
/// one row per model. A model has `design` and `notes`.
namespace yugong::regression {

/// A column named outside the formula, and the option that names it.
using Named = std::pair<std::string, std::string>;

/// Columns of the covariance and of the weights.
std::vector<Named> named_columns(const Vcov& vcov, const std::string& weights);

/// Throws all unknown names of the formula and of the options together (YG2104).
void require_known(const Formula& formula,
                   const std::vector<Named>& named,
                   const std::vector<std::string>& known);

/// Columns that a formula and options read, each once.
std::vector<std::string> columns_read(const Formula& formula, const std::vector<Named>& named);

/// "city 242, year 12".
std::string levels_text(const std::vector<Factor>& factors);

/// "inf" for the normal.
std::string freedom_text(double df);

/// A column of one number per model.
template <class Model, class Get>
Column per_model(const std::string& name, const std::vector<Model>& models, Get get) {
  std::vector<double> v;
  for (const Model& m : models) v.push_back(static_cast<double>(get(m)));
  return Column::of(name, std::move(v));
}

template <class Model, class Get>
Column texts_per_model(const std::string& name, const std::vector<Model>& models, Get get) {
  std::vector<std::string> v;
  for (const Model& m : models) v.push_back(get(m));
  return Column::of(name, std::move(v));
}

/// Names that tell models apart: those given, else the outcomes when there are several; empty for a
/// single model.
template <class Model>
std::vector<std::string> names_apart(const std::vector<Model>& models,
                                     const std::vector<std::string>& names) {
  std::vector<std::string> out = names;
  for (const Model& m : models)
    if (names.empty()) out.push_back(models.size() > 1 ? m.design.outcome : "");
  return out;
}

/// Samples and notes of all models, the model named where there are several.
template <class Model>
void merge_samples(const std::vector<Model>& models,
                   Result& result,
                   const std::vector<std::string>& names = {}) {
  result.sample = models.front().design.sample;
  const std::vector<std::string> name = names_apart(models, names);
  const bool several = !name.front().empty();
  if (several) result.sample.dropped.clear();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Sample& s = models[i].design.sample;
    result.sample.used = std::max(result.sample.used, s.used);
    result.sample.units = std::max(result.sample.units, s.units);
    result.sample.periods = std::max(result.sample.periods, s.periods);
    for (Dropped d : s.dropped) {
      if (!several) break;
      d.reason = name[i] + "/" + d.reason;
      d.label = {name[i] + ": " + d.label.en, name[i] + "：" + d.label.in(Lang::zh)};
      result.sample.dropped.push_back(std::move(d));
    }
    for (Problem p : models[i].notes) {
      if (several) p.what = {name[i] + ": " + p.what.en, name[i] + "：" + p.what.in(Lang::zh)};
      result.notes.push_back(std::move(p));
    }
  }
}

/// Key columns of the panel, then fitted, resid and used of each model on all rows.
template <class Model, class Residuals>
Frame augment_models(const std::vector<Model>& models,
                     const data::Panel& panel,
                     Residuals residuals,
                     const std::vector<std::string>& names = {}) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  const std::vector<std::string> name = names_apart(models, names);
  for (std::size_t k = 0; k < models.size(); ++k) {
    const Model& m = models[k];
    const std::string suffix = name[k].empty() ? "" : "." + name[k];
    std::vector<double> fitted(panel.rows(), missing), resid(panel.rows(), missing),
        used(panel.rows(), 0.0);
    const std::vector<double>& rest = residuals(m);
    for (std::size_t i = 0; i < m.design.rows.size(); ++i) {
      fitted[m.design.rows[i]] = m.fitted[i];
      resid[m.design.rows[i]] = rest[i];
      used[m.design.rows[i]] = 1.0;
    }
    out.add("fitted" + suffix, std::move(fitted))
        .add("resid" + suffix, std::move(resid))
        .add("used" + suffix, std::move(used));
  }
  return out;
}

}  // namespace yugong::regression
