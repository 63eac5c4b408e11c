#include "yugong/regression/predictions.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace yugong::regression {
namespace {

constexpr std::int32_t unknown_level = -1;

std::size_t at(std::int32_t level) {
  return static_cast<std::size_t>(level);
}

/// A factor of the sample, seen from every row of the panel.
struct SeenFactor {
  const Factor* sample = nullptr;
  std::vector<std::int32_t> level;                   ///< [panel rows] level of the sample, or -1
  std::vector<const Evaluated*> slopes;              ///< on every row of the panel
  std::vector<std::vector<double>> lowest, highest;  ///< [slope][level] on the sample
};

SeenFactor seen(const Factor& sample, PanelColumns& columns, const Formula& formula) {
  SeenFactor out;
  out.sample = &sample;
  const std::size_t rows = columns.panel().rows();
  if (sample.variables.empty()) {
    out.level.assign(rows, 0);
    return out;
  }
  const Factor& full = columns.factor(sample.variables, {});
  std::vector<std::int32_t> of(at(full.levels), unknown_level);
  for (std::int32_t l = 0; l < sample.levels; ++l) of[at(full.level[sample.example[at(l)]])] = l;
  out.level.resize(rows);
  for (std::size_t i = 0; i < rows; ++i)
    out.level[i] = full.level[i] < 0 ? unknown_level : of[at(full.level[i])];
  for (const FixedEffect& fe : formula.fixed_effects)
    if (fe.name == sample.name)
      for (const Expr& z : fe.slopes) out.slopes.push_back(&columns.of(z, formula).front());
  for (const std::vector<double>& z : sample.slopes) {
    std::vector<double>& low = out.lowest.emplace_back(at(sample.levels), INFINITY);
    std::vector<double>& high = out.highest.emplace_back(at(sample.levels), -INFINITY);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const std::size_t l = at(sample.level[i]);
      low[l] = std::min(low[l], z[i]);
      high[l] = std::max(high[l], z[i]);
    }
  }
  return out;
}

/// Parts of the bipartite graph of two factors: the part of each level of a, then of each of b.
std::vector<std::int32_t> parts_of(const Factor& a, const Factor& b) {
  std::vector<std::int32_t> parent(at(a.levels + b.levels));
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](std::int32_t i) {
    while (parent[at(i)] != i) {
      parent[at(i)] = parent[at(parent[at(i)])];
      i = parent[at(i)];
    }
    return i;
  };
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    const std::int32_t x = root(a.level[i]), y = root(a.levels + b.level[i]);
    parent[at(std::max(x, y))] = std::min(x, y);
  }
  std::vector<std::int32_t> out(parent.size());
  for (std::size_t i = 0; i < parent.size(); ++i) out[i] = root(static_cast<std::int32_t>(i));
  return out;
}

class Predictor {
 public:
  Predictor(const LinearModel& m, PanelColumns& columns, const Formula& formula)
      : m_(m),
        rows_(columns.panel().rows()) {
    find_columns(columns, formula);
    for (const Factor& f : m.absorbed_factors) factors_.push_back(seen(f, columns, formula));
    for (std::size_t p = 0; p < factors_.size(); ++p)
      for (std::size_t q = p + 1; q < factors_.size(); ++q)
        if (factors_[p].sample->intercept && factors_[q].sample->intercept)
          ties_.push_back({p, q, parts_of(*factors_[p].sample, *factors_[q].sample)});
  }

  Predictions run() {
    Predictions out;
    for (auto* list : {&out.xb, &out.stdp, &out.effects, &out.xbd}) list->assign(rows_, missing);
    std::vector<char> used(rows_, 0);
    for (const std::uint32_t r : m_.design.rows) used[r] = 1;
    std::vector<double> x(m_.terms.size());
    for (std::size_t i = 0; i < rows_; ++i) {
      if (!regressors(i, x)) continue;
      linear(x, out.xb[i], out.stdp[i]);
      out.effects[i] = effects(i);
      out.xbd[i] = out.xb[i] + out.effects[i];
      if (used[i] != 0) continue;
      ++(is_missing(out.xbd[i]) ? out.unknown : out.predicted);
    }
    return out;
  }

 private:
  struct Tie {
    std::size_t p, q;
    std::vector<std::int32_t> part;
  };

  /// A dummy of the xtreg form: one where the row has this level.
  struct Dummy {
    std::size_t factor = 0;
    std::int32_t level = 0;
  };

  void find_columns(PanelColumns& columns, const Formula& formula) {
    std::map<std::string, const Evaluated*> by_name;
    for (const Term& t : formula.terms)
      for (const Evaluated& e : columns.of(t, formula)) by_name.try_emplace(e.name, &e);
    for (std::size_t k = 0; k < m_.regressors; ++k) regressors_.push_back(by_name.at(m_.terms[k]));
    if (m_.slopes == m_.regressors) return;
    std::map<std::string, Dummy> dummies;
    for (const Factor& f : m_.design.effects) {
      for (std::int32_t l = 0; l < f.levels; ++l)
        dummies[level_label(columns.panel(), f, l) + "." + f.name] = {dummy_factors_.size(), l};
      dummy_factors_.push_back(seen(f, columns, formula));
    }
    for (std::size_t k = m_.regressors; k < m_.slopes; ++k)
      dummies_.push_back(dummies.at(m_.terms[k]));
  }

  bool regressors(std::size_t row, std::vector<double>& x) const {
    for (std::size_t k = 0; k < m_.regressors; ++k) {
      x[k] = regressors_[k]->values[row];
      if (!std::isfinite(x[k])) return false;
    }
    for (const SeenFactor& f : dummy_factors_)
      if (f.level[row] < 0) return false;
    for (std::size_t k = 0; k < dummies_.size(); ++k)
      x[m_.regressors + k] =
          dummy_factors_[dummies_[k].factor].level[row] == dummies_[k].level ? 1.0 : 0.0;
    for (std::size_t k = m_.slopes; k < x.size(); ++k) x[k] = 1.0;
    return true;
  }

  void linear(const std::vector<double>& x, double& xb, double& stdp) const {
    double sum = 0, variance = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += x[j] * m_.estimates[j];
      for (std::size_t k = 0; k < x.size(); ++k) variance += x[j] * x[k] * m_.covariance(j, k);
    }
    xb = sum;
    stdp = variance >= 0 ? std::sqrt(variance) : missing;
  }

  double effects(std::size_t row) const {
    for (const SeenFactor& f : factors_)
      if (f.level[row] < 0) return missing;
    for (const Tie& t : ties_) {
      const Factor& first = *factors_[t.p].sample;
      const std::int32_t a = factors_[t.p].level[row], b = factors_[t.q].level[row];
      if (t.part[at(a)] != t.part[at(first.levels + b)]) return missing;
    }
    double sum = 0;
    for (std::size_t q = 0; q < factors_.size(); ++q) sum += effect(q, row);
    return sum;
  }

  double effect(std::size_t q, std::size_t row) const {
    const SeenFactor& f = factors_[q];
    const std::vector<double>& values = m_.level_effects[q];
    const std::size_t l = at(f.level[row]), levels = at(f.sample->levels);
    std::size_t part = 0;
    double sum = f.sample->intercept ? values[levels * part++ + l] : 0.0;
    for (std::size_t k = 0; k < f.slopes.size(); ++k, ++part) {
      const double z = f.slopes[k]->values[row];
      // A level where z does not vary says nothing about other values of z.
      if (f.sample->intercept && f.lowest[k][l] == f.highest[k][l] && z != f.lowest[k][l])
        return missing;
      sum += values[levels * part + l] * z;
    }
    return sum;
  }

  const LinearModel& m_;
  std::size_t rows_;
  std::vector<const Evaluated*> regressors_;
  std::vector<SeenFactor> dummy_factors_;
  std::vector<Dummy> dummies_;
  std::vector<SeenFactor> factors_;
  std::vector<Tie> ties_;
};

}  // namespace

Predictions predict(const LinearModel& m, PanelColumns& columns, const Formula& formula) {
  return Predictor(m, columns, formula).run();
}

}  // namespace yugong::regression
