#include "yugong/index/composite.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "yugong/data/panel.hpp"
#include "yugong/index/composite_settings.hpp"
#include "yugong/index/moments.hpp"
#include "yugong/index/principal_components.hpp"
#include "yugong/index/readings.hpp"
#include "yugong/index/weighting.hpp"

namespace yugong::index::composite {

namespace {

/// What one method makes of one set of columns.
struct Measured {
  Entropy entropy;             ///< of entropy and topsis
  std::vector<double> weight;  ///< [columns]
  std::vector<double> score;   ///< [rows]
  Columns values;              ///< what the weights multiply, [columns][rows]
  std::optional<Components> components;
};

template <class T>
std::vector<T> pick(const std::vector<T>& from, const std::vector<std::size_t>& which) {
  std::vector<T> out;
  for (const std::size_t j : which) out.push_back(from[j]);
  return out;
}

/// Direction-aligned z-scores, divisor n - 1.
Columns z_scores(const Columns& x, const std::vector<bool>& positive, const Executor& executor) {
  Columns z(x.size());
  executor.for_blocks(x.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = begin; j < end; ++j) {
      const Moments m = moments(x[j]);
      for (const double v : x[j]) z[j].push_back((positive[j] ? v - m.mean : m.mean - v) / m.sd);
    }
  });
  return z;
}

std::size_t components_kept(const Options& options, const std::vector<double>& eigenvalues) {
  if (options.components)
    return std::min(static_cast<std::size_t>(*options.components), eigenvalues.size());
  if (options.keep == Keep::variance) return reaching(eigenvalues, options.variance);
  const auto above_one =
      std::count_if(eigenvalues.begin(), eigenvalues.end(), [](double v) { return v > 1 + 1e-12; });
  return std::max<std::size_t>(1, static_cast<std::size_t>(above_one));
}

Measured measure_components(const Columns& x,
                            const std::vector<bool>& positive,
                            const Options& options,
                            const Executor& executor) {
  Measured out;
  out.values = z_scores(x, positive, executor);
  const auto r = correlation(out.values, executor);
  EigenPairs pairs = symmetric_eigen(r, options.sign == Sign::sum);
  const Adequacy fitness = adequacy(r, x.front().size());

  Components c;
  c.kept = components_kept(options, pairs.values);
  c.kmo = fitness.kmo;
  c.bartlett = fitness.statistic;
  c.bartlett_df = fitness.df;
  double kept_variance = 0;
  for (std::size_t k = 0; k < c.kept; ++k) kept_variance += pairs.values[k];
  out.weight.assign(x.size(), 0.0);
  for (std::size_t k = 0; k < c.kept; ++k)
    for (std::size_t j = 0; j < x.size(); ++j)
      out.weight[j] += pairs.values[k] / kept_variance * pairs.vectors[k][j];
  c.eigenvalues = std::move(pairs.values);
  pairs.vectors.resize(c.kept);
  c.loadings = std::move(pairs.vectors);
  out.components = std::move(c);
  out.score = weighted_sum(out.values, out.weight, executor);
  return out;
}

Measured measure(const Columns& x,
                 const std::vector<bool>& positive,
                 const std::vector<double>& given,
                 const Options& options,
                 const Executor& executor) {
  if (options.method == Weighting::pca) return measure_components(x, positive, options, executor);
  Measured out;
  const bool entropic = options.method == Weighting::entropy ||
                        (options.method == Weighting::topsis && given.empty());
  if (entropic) {
    out.values = min_max(x, positive, options.shift, executor);
    out.entropy = entropy_weights(out.values, executor);
    out.weight = out.entropy.weight;
  }
  if (options.method != Weighting::entropy) out.values = min_max(x, positive, 0.0, executor);
  if (options.method == Weighting::critic) out.weight = critic_weights(out.values, executor);
  if (options.method == Weighting::cv) out.weight = variation_weights(x, executor);
  if (options.method == Weighting::equal)
    out.weight.assign(x.size(), 1.0 / static_cast<double>(x.size()));
  if (!given.empty()) out.weight = given;
  out.score = options.method == Weighting::topsis ? closeness(out.values, out.weight, executor)
                                                  : weighted_sum(out.values, out.weight, executor);
  return out;
}

/// The sub-index of a dimension, given what was measured over all indicators.
std::vector<double> sub_score(const Dimension& dimension,
                              const Measured& whole,
                              const Columns& x,
                              const std::vector<bool>& positive,
                              const std::vector<double>& given,
                              const Options& options,
                              const Executor& executor) {
  const std::vector<std::size_t>& members = dimension.indicators;
  const Sub sub = sub_of(options);
  if (sub == Sub::own) {
    std::vector<double> own = given.empty() ? given : pick(given, members);
    const double total = sum(own);
    for (double& w : own) w /= total;
    return measure(pick(x, members), pick(positive, members), own, options, executor).score;
  }
  std::vector<double> weight = pick(whole.weight, members);
  const Columns values = pick(whole.values, members);
  if (options.method == Weighting::topsis) return closeness(values, weight, executor);
  const double total = sub == Sub::share ? sum(weight) : 1.0;
  for (double& w : weight) w /= total;
  return weighted_sum(values, weight, executor);
}

/// Rows of `readings` by the value of the grouping column: numbers rising, texts as they come.
std::vector<std::pair<std::string, std::vector<std::size_t>>> groups_of(const data::Panel& panel,
                                                                        const std::string& by,
                                                                        const Readings& readings) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
  if (by.empty()) {
    groups.emplace_back("", std::vector<std::size_t>(readings.rows.size()));
    for (std::size_t i = 0; i < readings.rows.size(); ++i) groups[0].second[i] = i;
    return groups;
  }
  const data::DataColumn& c = panel.table().column(by);
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < readings.rows.size(); ++i) {
    const std::size_t row = readings.rows[i];
    const std::string name = c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]);
    const auto [at, fresh] = known.emplace(name, groups.size());
    if (fresh) groups.emplace_back(name, std::vector<std::size_t>{});
    groups[at->second].second.push_back(i);
  }
  if (!c.is_text)
    std::sort(groups.begin(), groups.end(), [&](const auto& a, const auto& b) {
      return c.numbers[readings.rows[a.second.front()]] <
             c.numbers[readings.rows[b.second.front()]];
    });
  return groups;
}

Text inside(const std::string& by, const std::string& group) {
  if (by.empty()) return {"", ""};
  return {fmt::format(" where {} is {}", by, group), fmt::format("（{} = {}）", by, group)};
}

/// The moments of a group's indicators, with what makes weights impossible appended.
void describe_group(Group& group,
                    const Columns& x,
                    const std::vector<Indicator>& indicators,
                    const Options& options,
                    std::vector<Problem>& problems) {
  const Text where = inside(options.by, group.name);
  if (group.rows.size() < 2) {
    problems.push_back(error("YG3204",
                             {fmt::format("only one row{}: an index compares rows", where.en),
                              fmt::format("只有一行{}，无法比较", where.zh)},
                             {"widen the sample, or pool the rows (leave by out)",
                              "请扩大样本，或不分组（去掉 by）"})
                           .about(group.name));
    return;
  }
  for (std::size_t j = 0; j < indicators.size(); ++j) {
    const std::string& name = indicators[j].name;
    const Moments m = moments(x[j]);
    group.min.push_back(m.min);
    group.max.push_back(m.max);
    group.mean.push_back(m.mean);
    group.sd.push_back(m.sd);
    if (is_constant(m))
      problems.push_back(
          error("YG3201",
                {fmt::format("indicator '{}' is constant ({}){}", name, m.min, where.en),
                 fmt::format("指标 '{}' 没有变化（恒为 {}）{}", name, m.min, where.zh)},
                options.by.empty() ? Text{"leave it out: it cannot tell rows apart",
                                          "请去掉该指标：它无法区分样本"}
                                   : Text{"leave it out, or pool the rows (leave by out)",
                                          "请去掉该指标，或不分组（去掉 by）"})
              .about(name));
    else if (options.method == Weighting::cv && std::abs(m.mean) <= 1e-12 * m.sd)
      problems.push_back(
          error("YG3211",
                {fmt::format("the mean of '{}' is zero{}: it has no coefficient of variation",
                             name,
                             where.en),
                 fmt::format("'{}' 的均值为零{}，变异系数无定义", name, where.zh)},
                {"use another method, or an indicator measured from zero upwards",
                 "请改用其他方法，或采用自零起计的指标"})
              .about(name));
  }
}

void note_components(const Group& group, const Fit& fit, std::vector<Problem>& notes) {
  const Text where = inside(fit.options.by, group.name);
  if (is_missing(group.components->kmo)) {
    const Text reason =
        fit.indicators.size() == 1
            ? Text{"there is one indicator only", "只有一个指标"}
            : Text{
                  "some indicators are linear combinations of others, or rows are fewer than "
                  "indicators",
                  "部分指标线性相关，或行数少于指标数"};
    notes.push_back(
        warning("YG3213",
                {"KMO and Bartlett's test cannot be computed" + where.en + ": " + reason.en,
                 "无法计算 KMO 与 Bartlett 检验" + where.zh + "：" + reason.zh},
                {"list several indicators that do not say the same", "请列出多个互不重复的指标"}));
  }
  std::vector<std::string> backward;
  for (std::size_t j = 0; j < group.weight.size(); ++j)
    if (group.weight[j] < 0) backward.push_back(fit.indicators[j].name);
  if (!backward.empty())
    notes.push_back(warning(
        "YG3216",
        {fmt::format("the index falls when these indicators improve{}: {}",
                     where.en,
                     text::join(backward, ", ")),
         fmt::format("以下指标改善时指数反而下降{}：{}", where.zh, text::join(backward, "、"))},
        {"check their direction, or keep fewer components", "请核对指标方向，或减少主成分个数"}));
}

void note_outside_dimensions(Fit& fit) {
  if (fit.dimensions.empty()) return;
  std::vector<std::string> outside;
  for (const Indicator& indicator : fit.indicators)
    if (indicator.dimension.empty()) outside.push_back(indicator.name);
  if (outside.empty()) return;
  const std::string names = text::join(outside, ", ");
  fit.notes.push_back(
      note("YG3208",
           {fmt::format("{} indicators stand in no dimension: {}", outside.size(), names),
            fmt::format("{} 个指标不属于任何维度：{}", outside.size(), names)},
           {"they enter the index and no sub-index", "它们计入总指数，但不计入分维度指数"}));
}

/// Ranks of the scores within each period, 1 = highest; ties share the better rank.
std::vector<double> rank_within_periods(const data::Panel& panel,
                                        const std::vector<double>& score) {
  std::vector<std::vector<std::size_t>> rows(panel.periods().size());
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!is_missing(score[i])) rows[static_cast<std::size_t>(panel.time()[i])].push_back(i);
  std::vector<double> rank(score.size(), missing);
  for (std::vector<std::size_t>& period : rows) {
    std::stable_sort(period.begin(), period.end(), [&](std::size_t a, std::size_t b) {
      return score[a] > score[b];
    });
    for (std::size_t k = 0; k < period.size(); ++k) {
      const bool tied = k > 0 && score[period[k]] == score[period[k - 1]];
      rank[period[k]] = tied ? rank[period[k - 1]] : static_cast<double>(k + 1);
    }
  }
  return rank;
}

std::vector<bool> directions(const std::vector<Indicator>& indicators) {
  std::vector<bool> positive;
  for (const Indicator& indicator : indicators) positive.push_back(indicator.positive);
  return positive;
}

/// Columns of one group's rows; the readings themselves are moved when there is one group only.
std::vector<Columns> split_columns(
    Readings& readings,
    const std::vector<std::pair<std::string, std::vector<std::size_t>>>& groups) {
  std::vector<Columns> out;
  if (groups.size() == 1) {
    out.push_back(std::move(readings.values));
    return out;
  }
  for (const auto& [name, rows] : groups) {
    Columns x;
    for (const std::vector<double>& column : readings.values) x.push_back(pick(column, rows));
    out.push_back(std::move(x));
  }
  return out;
}

void check_weights_made(const Group& group,
                        const Options& options,
                        std::vector<Problem>& problems) {
  if (options.method == Weighting::pca || sum(group.weight) > 0) return;
  const Text where = inside(options.by, group.name);
  problems.push_back(
      error("YG3212",
            {"no weights can be made" + where.en +
                 ": all indicators are perfectly correlated, so none adds information",
             "无法确定权重" + where.zh + "：所有指标完全相关，没有指标提供额外信息"},
            {"use another method, or leave out indicators that say the same",
             "请改用其他方法，或去掉重复的指标"})
          .about(group.name));
}

void measure_group(Fit& fit,
                   Group& group,
                   const Columns& x,
                   const Executor& executor,
                   std::vector<Problem>& problems) {
  const std::vector<bool> positive = directions(fit.indicators);
  const std::vector<double> given = fit.options.weights.empty()
                                        ? std::vector<double>{}
                                        : given_weights(fit.options, fit.indicators);
  Measured whole = measure(x, positive, given, fit.options, executor);
  group.weight = whole.weight;
  check_weights_made(group, fit.options, problems);
  if (!problems.empty()) return;
  for (std::size_t i = 0; i < group.rows.size(); ++i) fit.score[group.rows[i]] = whole.score[i];
  for (std::size_t d = 0; d < fit.dimensions.size(); ++d) {
    const std::vector<double> sub =
        sub_score(fit.dimensions[d], whole, x, positive, given, fit.options, executor);
    for (std::size_t i = 0; i < group.rows.size(); ++i) fit.sub_scores[d][group.rows[i]] = sub[i];
  }
  group.entropy = std::move(whole.entropy.entropy);
  group.redundancy = std::move(whole.entropy.redundancy);
  group.components = std::move(whole.components);
  if (group.components) note_components(group, fit, fit.notes);
}

}  // namespace

Verb verb() {
  return {"index",
          {"Makes a composite index with weights: entropy, principal components, TOPSIS, CRITIC, "
           "variation, equal or given",
           "构造综合指数并给出权重：熵值法、主成分、熵权 TOPSIS、CRITIC、变异系数、等权或给定权重"},
          "index",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  std::vector<std::string> out = options.positive;
  out.insert(out.end(), options.negative.begin(), options.negative.end());
  if (!options.by.empty()) out.push_back(options.by);
  return out;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  std::vector<Problem> problems;
  check_settings(options, problems);
  std::vector<std::string> names = options.positive;
  names.insert(names.end(), options.negative.begin(), options.negative.end());
  Readings readings = complete_rows(panel, names, options.by, 2, problems);
  throw_any(problems);

  Fit out;
  out.options = options;
  out.indicators = indicators_of(options, panel);
  out.dimensions = dimensions_of(out.indicators);
  out.sample = std::move(readings.sample);
  out.notes = std::move(readings.notes);
  note_outside_dimensions(out);
  out.score.assign(panel.rows(), missing);
  out.sub_scores.assign(out.dimensions.size(), std::vector<double>(panel.rows(), missing));

  const auto groups = groups_of(panel, options.by, readings);
  const std::vector<Columns> columns = split_columns(readings, groups);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Group group;
    group.name = groups[g].first;
    for (const std::size_t i : groups[g].second) group.rows.push_back(readings.rows[i]);
    describe_group(group, columns[g], out.indicators, options, problems);
    out.groups.push_back(std::move(group));
  }
  throw_any(problems);
  for (std::size_t g = 0; g < groups.size(); ++g)
    measure_group(out, out.groups[g], columns[g], executor, problems);
  throw_any(problems);
  out.rank = rank_within_periods(panel, out.score);
  return out;
}

}  // namespace yugong::index::composite
