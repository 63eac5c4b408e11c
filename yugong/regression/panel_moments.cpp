#include "yugong/regression/panel_moments.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

/// Means of a column by level, on the levels.
std::vector<double> means_by(std::span<const double> v, const Factor& f) {
  std::vector<double> sum(static_cast<std::size_t>(f.levels), 0.0), count(sum.size(), 0.0);
  for (std::size_t i = 0; i < v.size(); ++i) {
    sum[static_cast<std::size_t>(f.level[i])] += v[i];
    ++count[static_cast<std::size_t>(f.level[i])];
  }
  for (std::size_t l = 0; l < sum.size(); ++l) sum[l] /= count[l];
  return sum;
}

std::vector<double> rows_by(const Factor& f) {
  std::vector<double> count(static_cast<std::size_t>(f.levels), 0.0);
  for (const std::int32_t l : f.level) ++count[static_cast<std::size_t>(l)];
  return count;
}

/// Fits columns that are transformed already; the constant, where there is one, stands first so
/// that no regressor pushes it out, and is moved to the end.
PanelRegression regress(Matrix x,
                        std::vector<double> y,
                        const std::vector<double>& constant,
                        double absorbed) {
  PanelRegression out;
  out.constant = !constant.empty();
  Matrix all(x.rows, x.cols + (out.constant ? 1 : 0));
  std::copy(constant.begin(), constant.end(), all.values.begin());
  std::copy(x.values.begin(),
            x.values.end(),
            all.values.begin() + static_cast<std::ptrdiff_t>(constant.size()));
  const LeastSquares fit = least_squares(all, y, {});
  std::vector<std::size_t> order;  // of the kept columns: regressors, then the constant
  for (std::size_t k = 0; k < fit.kept.size(); ++k)
    if (!out.constant || fit.kept[k] > 0) order.push_back(k);
  for (const std::size_t k : order) out.kept.push_back(fit.kept[k] - (out.constant ? 1 : 0));
  if (out.constant) order.insert(order.end(), 0);
  const std::size_t p = order.size();
  out.x = Matrix(x.rows, p);
  out.bread = Matrix(p, p);
  for (std::size_t a = 0; a < p; ++a) {
    const std::span<const double> from = all.column(fit.kept[order[a]]);
    std::copy(from.begin(), from.end(), out.x.column(a).begin());
    out.coefficients.push_back(fit.coefficients[order[a]]);
    for (std::size_t b = 0; b < p; ++b) out.bread(a, b) = fit.bread(order[a], order[b]);
  }
  out.y = std::move(y);
  out.residuals = fit.residuals;
  out.rss = fit.rss;
  out.df_resid = static_cast<double>(x.rows) - static_cast<double>(p) - absorbed;
  if (!(out.df_resid > 0))
    throw Error(
        error("YG3102",
              {"more parameters than rows: " + std::to_string(p) + " parameters and " +
                   text::round_trip(absorbed) + " effects, " + std::to_string(x.rows) + " rows",
               "参数多于观测：参数 " + std::to_string(p) + " 个，效应 " +
                   text::round_trip(absorbed) + " 个，观测 " + std::to_string(x.rows) + " 行"},
              {"leave out regressors, or use a larger sample", "请减少解释变量或扩大样本"}));
  return out;
}

std::vector<double> ones(std::size_t n) {
  return std::vector<double>(n, 1.0);
}

/// A factor on some rows of the sample, levels as they are.
Factor picked(const Factor& f, const std::vector<std::size_t>& rows) {
  std::vector<std::uint32_t> which(rows.begin(), rows.end());
  return restrict_to(f, which);
}

}  // namespace

PanelIndex::PanelIndex(const data::Panel& panel, const Design& design) {
  unit = restrict_to(encode(panel, {panel.unit_name()}), design.rows);
  if (!panel.time_name().empty())
    period = restrict_to(encode(panel, {panel.time_name()}), design.rows);
  for (const std::uint32_t r : design.rows)
    time.push_back(panel.periods()[static_cast<std::size_t>(panel.time()[r])]);
}

PanelRegression pooled(const Design& design) {
  PanelRegression out = regress(design.x, design.y, ones(design.y.size()), 0);
  out.rows = design.rows;
  out.clusters = design.clusters;
  return out;
}

PanelRegression within(const Design& design,
                       const std::vector<Factor>& effects,
                       const Executor& executor) {
  const Absorption absorption(effects, {}, design.y.size());
  Matrix all = design.x;
  all.rows = design.y.size();
  all.values.insert(all.values.end(), design.y.begin(), design.y.end());
  ++all.cols;
  absorption.residualise(all, executor);
  const std::span<const double> last = all.column(all.cols - 1);
  std::vector<double> y(last.begin(), last.end());
  all.values.resize(all.values.size() - y.size());
  --all.cols;
  // What the effects leave nothing of is left out before the QR sees its rounding.
  Matrix x(all.rows, 0);
  std::vector<std::size_t> varying;
  for (std::size_t j = 0; j < all.cols; ++j) {
    const double size = dot(design.x.column(j), design.x.column(j));
    if (dot(all.column(j), all.column(j)) <= 1e-18 * size) continue;
    varying.push_back(j);
    x.values.insert(x.values.end(), all.column(j).begin(), all.column(j).end());
    ++x.cols;
  }
  const long rank = absorption.rank();
  long levels = 0;
  for (const Factor& f : effects) levels += f.levels;
  PanelRegression out =
      regress(std::move(x), std::move(y), {}, static_cast<double>(rank >= 0 ? rank : levels));
  for (std::size_t& k : out.kept) k = varying[k];
  out.rows = design.rows;
  out.clusters = design.clusters;
  return out;
}

PanelRegression between(const Design& design, const PanelIndex& index) {
  const auto units = static_cast<std::size_t>(index.unit.levels);
  Matrix x(units, design.x.cols);
  for (std::size_t j = 0; j < x.cols; ++j) {
    const std::vector<double> mean = means_by(design.x.column(j), index.unit);
    std::copy(mean.begin(), mean.end(), x.column(j).begin());
  }
  PanelRegression out = regress(std::move(x), means_by(design.y, index.unit), ones(units), 0);
  std::vector<std::size_t> first(units, design.rows.size());
  for (std::size_t i = design.rows.size(); i-- > 0;)
    first[static_cast<std::size_t>(index.unit.level[i])] = i;
  for (const std::size_t i : first) out.rows.push_back(design.rows[i]);
  for (const Factor& f : design.clusters) out.clusters.push_back(picked(f, first));
  return out;
}

PanelRegression differences(const Design& design, const PanelIndex& index, bool constant) {
  std::map<std::pair<std::int32_t, long>, std::size_t> at;
  for (std::size_t i = 0; i < design.rows.size(); ++i) at[{index.unit.level[i], index.time[i]}] = i;
  std::vector<std::size_t> now, before;
  for (std::size_t i = 0; i < design.rows.size(); ++i) {
    const auto found = at.find({index.unit.level[i], index.time[i] - 1});
    if (found == at.end()) continue;
    now.push_back(i);
    before.push_back(found->second);
  }
  if (now.empty())
    throw Error(error("YG3151",
                      {"no unit has two periods in a row", "没有个体具有相邻两期"},
                      {"differences need consecutive periods", "差分需要连续的时期"}));
  Matrix x(now.size(), design.x.cols);
  std::vector<double> y(now.size());
  for (std::size_t k = 0; k < now.size(); ++k) {
    y[k] = design.y[now[k]] - design.y[before[k]];
    for (std::size_t j = 0; j < x.cols; ++j) x(k, j) = design.x(now[k], j) - design.x(before[k], j);
  }
  PanelRegression out =
      regress(std::move(x), std::move(y), constant ? ones(now.size()) : std::vector<double>{}, 0);
  for (const std::size_t i : now) out.rows.push_back(design.rows[i]);
  for (const Factor& f : design.clusters) out.clusters.push_back(picked(f, now));
  return out;
}

RandomEffects random_effects(const Design& design,
                             const PanelIndex& index,
                             const Executor& executor) {
  RandomEffects out;
  out.idiosyncratic = within(design, {index.unit}, executor).variance();
  const PanelRegression means = between(design, index);
  const std::vector<double> rows = rows_by(index.unit);
  double inverse = 0;
  for (const double t : rows) inverse += 1 / t;
  const double harmonic = static_cast<double>(rows.size()) / inverse;
  out.individual = means.variance() - out.idiosyncratic / harmonic;
  out.cut = out.individual < 0;
  out.individual = std::max(0.0, out.individual);
  for (const double t : rows)
    out.theta.push_back(1 -
                        std::sqrt(out.idiosyncratic / (t * out.individual + out.idiosyncratic)));
  const auto quasi = [&](std::span<const double> v) {
    const std::vector<double> mean = means_by(v, index.unit);
    std::vector<double> result(v.begin(), v.end());
    for (std::size_t i = 0; i < v.size(); ++i) {
      const auto u = static_cast<std::size_t>(index.unit.level[i]);
      result[i] -= out.theta[u] * mean[u];
    }
    return result;
  };
  Matrix x(design.y.size(), design.x.cols);
  for (std::size_t j = 0; j < x.cols; ++j) {
    const std::vector<double> column = quasi(design.x.column(j));
    std::copy(column.begin(), column.end(), x.column(j).begin());
  }
  out.gls = regress(std::move(x), quasi(design.y), quasi(ones(design.y.size())), 0);
  out.gls.rows = design.rows;
  out.gls.clusters = design.clusters;
  return out;
}

}  // namespace yugong::regression
