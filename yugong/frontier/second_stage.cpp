#include "yugong/frontier/second_stage.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "yugong/base/progress.hpp"
#include "yugong/frontier/bootstrap.hpp"
#include "yugong/frontier/truncated_stage.hpp"

namespace yugong::frontier::second_stage {

namespace {

RadialRequest request_of(const Options& o) {
  return {o.inputs,
          o.outputs,
          o.undesirable,
          o.returns,
          o.bounds,
          o.frontier,
          o.orientation,
          o.missing};
}

/// Covariates in the rows of a panel, with the names of their coefficients.
struct Design {
  std::vector<std::string> names;  // the constant first
  std::vector<std::vector<double>> columns;
};

void refuse_wrong_columns(const data::Panel& panel, const Options& o) {
  std::vector<Problem> problems;
  const auto check = [&](const std::vector<std::string>& names, bool numbers) {
    for (const std::string& name : names) try {
        if (panel.table().column(name).is_text && numbers)
          problems.push_back(
              error("YG3316",
                    {fmt::format("'{}' is a text column; a covariate is a number", name),
                     fmt::format("'{}' 是文本列，解释变量须为数值", name)},
                    {"name it under dummies, or use a numeric column",
                     "请写入 dummies，或换用数值列"})
                  .about(name));
      } catch (const Error& e) {
        problems.insert(problems.end(), e.problems().begin(), e.problems().end());
      }
  };
  check(o.covariates, true);
  check(o.dummies, false);
  if (!problems.empty()) throw Error{std::move(problems)};
}

/// Rows with every covariate; the others are left out of the frontier too, and named.
std::vector<std::uint32_t> whole_rows(const data::Panel& panel, Fit& fit) {
  std::vector<std::string> names = fit.options.covariates;
  names.insert(names.end(), fit.options.dummies.begin(), fit.options.dummies.end());
  std::vector<std::uint32_t> whole;
  std::map<std::string, std::vector<std::size_t>> lacking;
  for (std::size_t row = 0; row < panel.rows(); ++row) {
    const auto absent = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      const Column& c = panel.table().column(name);
      return c.is_text ? c.texts[row].empty() : !std::isfinite(c.numbers[row]);
    });
    if (absent == names.end())
      whole.push_back(static_cast<std::uint32_t>(row));
    else
      lacking[*absent].push_back(row);
  }
  for (auto& [name, rows] : lacking) {
    fit.notes.push_back(
        warning(
            "YG3356",
            {fmt::format(
                 "{} rows have no '{}' and are left out, of the frontier too", rows.size(), name),
             fmt::format("{} 行缺少 '{}'，已剔除（也不进入前沿）", rows.size(), name)},
            {"interpolate or filter, if the frontier should keep them",
             "若前沿须保留这些行，请先插值或筛选"})
            .about(name));
    fit.dropped.push_back({"missing:" + name, {"missing " + name, name + " 缺失"}, rows});
  }
  return whole;
}

std::string cell(const Column& column, std::size_t row) {
  return column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
}

Design design_of(const data::Panel& panel,
                 const std::vector<std::uint32_t>& rows,
                 const Options& o) {
  Design d;
  const auto add = [&](const std::string& name, const auto& value) {
    d.names.push_back(name);
    std::vector<double>& column = d.columns.emplace_back();
    for (const std::uint32_t row : rows) column.push_back(value(row));
  };
  add("(constant)", [](std::size_t) { return 1.0; });
  for (const std::string& name : o.covariates)
    add(name, [&](std::size_t row) { return panel.table().column(name).numbers[row]; });
  for (const std::string& name : o.dummies) {
    const Column& column = panel.table().column(name);
    std::vector<std::uint32_t> sorted = rows;
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
      return column.is_text ? column.texts[a] < column.texts[b]
                            : column.numbers[a] < column.numbers[b];
    });
    std::vector<std::string> values;
    for (const std::uint32_t row : sorted)
      if (values.empty() || cell(column, row) != values.back()) values.push_back(cell(column, row));
    for (std::size_t v = 1; v < values.size(); ++v)
      add(name + "=" + values[v],
          [&](std::size_t row) { return cell(column, row) == values[v] ? 1.0 : 0.0; });
  }
  return d;
}

/// Estimates of every unit against its own reference set.
std::vector<double> measure(const RadialSample& sample, Orientation orientation) {
  std::vector<double> delta(sample.technology.units, missing);
  for (const Reference& set : sample.sets) {
    const std::vector<double> factor = radial_factors(sample.technology, set.members, orientation);
    for (const std::uint32_t k : set.evaluated)
      delta[k] = orientation == Orientation::input ? 1 / factor[k] : factor[k];
  }
  return delta;
}

[[noreturn]] void refuse_fit(const StageFit& stage) {
  throw Error{error("YG3357",
                    {fmt::format("the truncated regression has no estimate: {}",
                                 numeric::word(stage.fit.status)),
                     fmt::format("截断回归没有估计值：{}", numeric::word(stage.fit.status))},
                    {"leave out covariates that are collinear, or use fewer of them",
                     "请剔除共线变量或减少解释变量"})
                  .about("covariates")};
}

void correct_bias(Fit& fit, const StageData& data, const Executor& executor) {
  const Options& o = fit.options;
  const StageFit first = fit_stage(data);
  if (first.fit.status != numeric::LimitedStatus::converged) refuse_fit(first);
  fit.delta_corrected = fit.delta;
  for (const Reference& set : fit.sample.sets) {
    if (set.members != set.evaluated)
      throw Error{error("YG3353",
                        {"frontier = \"" + o.frontier +
                             "\": algorithm 2 draws for the rows that form a frontier, which must "
                             "be the rows it measures",
                         "frontier = \"" + o.frontier + "\"：算法 2 要求构成前沿的行即被评价的行"},
                        {"write pooled, yearly or group(column), or algorithm = 1",
                         "请写 pooled、yearly 或 group(列)，或取 algorithm = 1"})
                      .about("frontier")};
    const std::vector<double> mean = pseudo_means(fit.sample.technology,
                                                  set.members,
                                                  data,
                                                  first,
                                                  orientation_of(o.orientation),
                                                  static_cast<std::size_t>(o.bias_reps),
                                                  o.seed,
                                                  executor);
    for (std::size_t i = 0; i < mean.size(); ++i)
      fit.delta_corrected[set.members[i]] = 2 * fit.delta[set.members[i]] - mean[i];
  }
}

Term term_of(std::string name, double estimate, std::vector<double> star, const Options& o) {
  Term t;
  t.name = std::move(name);
  t.estimate = estimate;
  const double count = static_cast<double>(star.size());
  if (star.size() < 2) return t;
  double mean = 0, squares = 0, below = 0, above = 0;
  for (const double s : star) {
    mean += s / count;
    below += s <= 0 ? 1 : 0;
    above += s >= 0 ? 1 : 0;
  }
  for (const double s : star) squares += (s - mean) * (s - mean);
  t.std_error = std::sqrt(squares / (count - 1));
  t.p_value = std::min(1.0, 2 * std::min(below, above) / count);
  const double low = quantile_in_place(star, (1 - o.level) / 2);
  const double high = quantile_in_place(star, (1 + o.level) / 2);
  const bool basic = o.interval == Interval::basic;
  t.low = basic ? 2 * estimate - high : low;
  t.high = basic ? 2 * estimate - low : high;
  return t;
}

void infer(Fit& fit,
           const Design& design,
           const StageData& data,
           const StageFit& stage,
           const Executor& executor) {
  const std::size_t reps = static_cast<std::size_t>(fit.options.reps), width = data.p + 1;
  const std::vector<double> all = redraw_stage(data, stage, reps, fit.options.seed, executor);
  for (std::size_t r = 0; r < reps; ++r) fit.failed += is_missing(all[r * width]) ? 1u : 0u;
  for (std::size_t c = 0; c < width; ++c) {
    std::vector<double> star;
    for (std::size_t r = 0; r < reps; ++r)
      if (!is_missing(all[r * width])) star.push_back(all[r * width + c]);
    fit.terms.push_back(c < data.p ? term_of(design.names[c], stage.beta[c], star, fit.options)
                                   : term_of("sigma", stage.sigma, star, fit.options));
  }
  if (fit.failed > 0)
    fit.notes.push_back(
        warning("YG3358",
                {fmt::format("{} of {} replicates have no maximum of the likelihood and are left "
                             "out",
                             fit.failed,
                             reps),
                 fmt::format("{1} 次重复中有 {0} 次似然没有极大值，已剔除", fit.failed, reps)},
                {"with many of them the intervals are too narrow; use fewer covariates",
                 "次数较多时置信区间偏窄，请减少解释变量"}));
}

/// Rows without an estimate take no part in the regression.
StageData scored_rows(Fit& fit, const Design& design, std::vector<std::uint32_t>& unit) {
  for (std::uint32_t i = 0; i < fit.delta.size(); ++i)
    if (std::isfinite(fit.delta[i])) unit.push_back(i);
  if (unit.size() < fit.delta.size()) {
    const std::size_t without = fit.delta.size() - unit.size();
    fit.notes.push_back(
        warning("YG3307",
                {fmt::format("{} rows have no score and take no part in the regression", without),
                 fmt::format("{} 行没有得分，不参与回归", without)}));
  }
  StageData data;
  data.p = design.names.size();
  for (const std::uint32_t i : unit) data.delta.push_back(fit.delta[i]);
  for (const std::vector<double>& column : design.columns)
    for (const std::uint32_t i : unit) data.z.push_back(column[i]);
  return data;
}

}  // namespace

Verb verb() {
  return {"second-stage",
          {"What explains radial efficiency: truncated regression with bootstrap inference",
           "径向效率的影响因素：截断回归与自助法推断（Simar-Wilson 2007）"},
          "efficiency",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  std::vector<std::string> names = columns_of(request_of(options));
  names.insert(names.end(), options.covariates.begin(), options.covariates.end());
  names.insert(names.end(), options.dummies.begin(), options.dummies.end());
  return names;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit fit;
  fit.options = options;
  fit.panel_rows = panel.rows();
  refuse_wrong_columns(panel, options);
  const std::vector<std::uint32_t> whole = whole_rows(panel, fit);
  if (whole.empty())
    throw Error{error("YG3313",
                      {"no row has all the covariates", "没有一行具备全部解释变量"},
                      {"check the columns named", "请检查所列变量"})};
  const data::Panel kept = panel.keep(whole);
  fit.sample = read_radial(kept, request_of(options));
  for (const std::uint32_t row : fit.sample.row) fit.row.push_back(whole[row]);
  fit.notes.insert(fit.notes.end(), fit.sample.data.notes.begin(), fit.sample.data.notes.end());
  for (Dropped dropped : fit.sample.data.dropped) {
    for (std::size_t& row : dropped.rows) row = whole[row];
    fit.dropped.push_back(std::move(dropped));
  }
  executor.progress().begin("second-stage", "stages", 2);
  fit.delta = measure(fit.sample, orientation_of(options.orientation));
  for (const double d : fit.delta) fit.efficient += d <= 1 + 1e-9 ? 1u : 0u;
  const Design design = design_of(panel, fit.row, options);
  std::vector<std::uint32_t> unit;
  StageData data = scored_rows(fit, design, unit);
  if (options.algorithm == 2) {
    if (unit.size() < fit.delta.size())
      throw Error{error("YG3353",
                        {"algorithm 2 needs a score of every row", "算法 2 要求每行都有得分"},
                        {"write algorithm = 1, or another frontier",
                         "请取 algorithm = 1，或改用其他参照集"})
                      .about("algorithm")};
    correct_bias(fit, data, executor);
    data.delta = fit.delta_corrected;
  }
  const StageFit stage = fit_stage(data);
  if (stage.fit.status != numeric::LimitedStatus::converged) refuse_fit(stage);
  fit.loglik = stage.fit.loglik;
  fit.used.assign(fit.delta.size(), 0);
  fit.fitted.assign(fit.delta.size(), 0.0);
  for (std::size_t i = 0; i < unit.size(); ++i) fit.used[unit[i]] = data.delta[i] > 1 + 1e-9;
  for (std::size_t c = 0; c < data.p; ++c)
    for (std::size_t i = 0; i < fit.fitted.size(); ++i)
      fit.fitted[i] += design.columns[c][i] * stage.beta[c];
  infer(fit, design, data, stage, executor);
  executor.progress().finish("second-stage", "");
  return fit;
}

}  // namespace yugong::frontier::second_stage
