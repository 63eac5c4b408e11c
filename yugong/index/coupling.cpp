#include "yugong/index/coupling.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "yugong/data/panel.hpp"
#include "yugong/index/moments.hpp"
#include "yugong/index/readings.hpp"

namespace yugong::index::coupling {

namespace {

// A degree that meets a cut but for rounding belongs to the grade above it.
constexpr double rounding = 1e-12;

const std::vector<Text>& ten_grades() {
  static const std::vector<Text> names = {{"extreme imbalance", "极度失调"},
                                          {"severe imbalance", "严重失调"},
                                          {"moderate imbalance", "中度失调"},
                                          {"slight imbalance", "轻度失调"},
                                          {"near imbalance", "濒临失调"},
                                          {"bare coordination", "勉强协调"},
                                          {"primary coordination", "初级协调"},
                                          {"intermediate coordination", "中级协调"},
                                          {"good coordination", "良好协调"},
                                          {"quality coordination", "优质协调"}};
  return names;
}

void check_systems(const Options& options, std::vector<Problem>& problems) {
  const std::set<std::string> distinct(options.systems.begin(), options.systems.end());
  if (distinct.size() < 2 || distinct.size() < options.systems.size())
    problems.push_back(error(
        "YG3221",
        {"coupling needs two or more different subsystems", "耦合协调度至少需要两个不同的子系统"},
        {"list each subsystem's index once under systems",
         "请在 systems 中列出各子系统指数，每个一次"}));
  for (const std::string& name : options.rescale)
    if (!distinct.contains(name)) {
      const Text hint = text::did_you_mean(name, options.systems);
      problems.push_back(
          error("YG3221",
                {fmt::format("rescale names '{}', which is no subsystem", name),
                 fmt::format("rescale 中的 '{}' 不是子系统", name)},
                {"use names from systems" + hint.en, "请使用 systems 中的名称" + hint.zh})
              .about(name));
    }
}

void check_weights(const Options& options, std::vector<Problem>& problems) {
  if (options.weights.empty()) return;
  const bool bad = std::any_of(options.weights.begin(), options.weights.end(), [](double w) {
    return !(w >= 0) || w > 1e300;
  });
  if (options.weights.size() == options.systems.size() && !bad && sum(options.weights) > 0) return;
  problems.push_back(error("YG3209",
                           {fmt::format("{} weights do not fit {} subsystems, or are not positive",
                                        options.weights.size(),
                                        options.systems.size()),
                            fmt::format("{} 个权重与 {} 个子系统不符，或不为正",
                                        options.weights.size(),
                                        options.systems.size())},
                           {"give one positive weight per subsystem, in the order of systems",
                            "请按 systems 的次序为每个子系统给出一个正权重"})
                         .about("weights"));
}

void check_grades(const Options& options, std::vector<Problem>& problems) {
  const bool rising =
      std::adjacent_find(options.cuts.begin(), options.cuts.end(), [](double a, double b) {
        return !(a < b);
      }) == options.cuts.end();
  if (!rising)
    problems.push_back(error("YG3225",
                             {"the cuts between grades do not rise", "等级分界点没有递增"},
                             {"write them from the lowest to the highest", "请自低至高书写"})
                           .about("cuts"));
  if (!options.grades.empty() && options.grades.size() != options.cuts.size() + 1)
    problems.push_back(
        error("YG3225",
              {fmt::format(
                   "{} names of grades for {} cuts", options.grades.size(), options.cuts.size()),
               fmt::format(
                   "{} 个等级名称与 {} 个分界点不符", options.grades.size(), options.cuts.size())},
              {fmt::format("give {} names", options.cuts.size() + 1),
               fmt::format("请给出 {} 个名称", options.cuts.size() + 1)})
            .about("grades"));
}

std::vector<Text> grade_names(const Options& options) {
  if (!options.grades.empty()) return {options.grades.begin(), options.grades.end()};
  if (options.cuts == Options{}.cuts) return ten_grades();
  std::vector<Text> names;
  for (std::size_t g = 0; g <= options.cuts.size(); ++g)
    names.emplace_back(fmt::format("[{}, {}{}",
                                   g == 0 ? 0.0 : options.cuts[g - 1],
                                   g == options.cuts.size() ? 1.0 : options.cuts[g],
                                   g == options.cuts.size() ? ']' : ')'));
  return names;
}

void rescale(std::vector<double>& x, const std::string& name, std::vector<Problem>& problems) {
  const Moments m = moments(x);
  if (is_constant(m)) {
    problems.push_back(error("YG3201",
                             {fmt::format("subsystem '{}' is constant ({})", name, m.min),
                              fmt::format("子系统 '{}' 没有变化（恒为 {}）", name, m.min)},
                             {"take it out of rescale", "请将其从 rescale 中去掉"})
                           .about(name));
    return;
  }
  for (double& v : x) v = 0.98 * (v - m.min) / (m.max - m.min) + 0.01;
}

/// Refuses values outside [0, 1], naming the rows; above one the standard form only warns.
void check_range(const data::Panel& panel,
                 const Readings& readings,
                 const Options& options,
                 std::vector<Problem>& problems,
                 std::vector<Problem>& notes) {
  for (std::size_t a = 0; a < readings.values.size(); ++a) {
    const std::string& name = options.systems[a];
    std::vector<std::size_t> negative, large;
    for (std::size_t i = 0; i < readings.rows.size(); ++i) {
      if (readings.values[a][i] < 0) negative.push_back(readings.rows[i]);
      if (readings.values[a][i] > 1 + rounding) large.push_back(readings.rows[i]);
    }
    const Text mend{fmt::format("bring it to [0.01, 0.99] first: rescale = [\"{}\"]", name),
                    fmt::format("请先变换到 [0.01, 0.99]：rescale = [\"{}\"]", name)};
    if (!negative.empty())
      problems.push_back(error("YG3222",
                               {fmt::format("subsystem '{}' is negative in {} rows: {}",
                                            name,
                                            negative.size(),
                                            first_keys(panel, negative)),
                                fmt::format("子系统 '{}' 在 {} 行中为负：{}",
                                            name,
                                            negative.size(),
                                            first_keys(panel, negative))},
                               mend)
                             .about(name));
    if (large.empty()) continue;
    const Text what{
        fmt::format("subsystem '{}' is above one in {} rows: {}",
                    name,
                    large.size(),
                    first_keys(panel, large)),
        fmt::format(
            "子系统 '{}' 在 {} 行中大于 1：{}", name, large.size(), first_keys(panel, large))};
    if (options.form == Form::modified)
      problems.push_back(error("YG3224", what, mend).about(name));
    else
      notes.push_back(warning("YG3224", what, mend).about(name));
  }
}

void check_zeros(const data::Panel& panel,
                 const Readings& readings,
                 std::vector<Problem>& problems) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < readings.rows.size(); ++i)
    if (std::all_of(readings.values.begin(), readings.values.end(), [&](const auto& u) {
          return u[i] == 0;
        }))
      rows.push_back(readings.rows[i]);
  if (rows.empty()) return;
  problems.push_back(error(
      "YG3223",
      {fmt::format("all subsystems are zero in {} rows: {}", rows.size(), first_keys(panel, rows)),
       fmt::format("{} 行的子系统全部为零：{}", rows.size(), first_keys(panel, rows))},
      {"coupling is undefined there: rescale the subsystems, or filter those rows",
       "此时耦合度无定义：请使用 rescale，或剔除这些行"}));
}

double standard_form(const std::vector<double>& u) {
  double total = 0, logs = 0;
  for (const double v : u) {
    if (v == 0) return 0;
    total += v;
    logs += std::log(v);
  }
  const double k = static_cast<double>(u.size());
  // The square root is exact to the last digit where the logarithm is not.
  const double geometric = u.size() == 2 ? std::sqrt(u[0] * u[1]) : std::exp(logs / k);
  return std::min(1.0, k * geometric / total);
}

double modified_form(const std::vector<double>& u) {
  const double largest = *std::max_element(u.begin(), u.end());
  double apart = 0, product = 1;
  for (std::size_t a = 0; a < u.size(); ++a) {
    product *= u[a] / largest;
    for (std::size_t b = 0; b < a; ++b) apart += std::abs(u[a] - u[b]);
  }
  const double k = static_cast<double>(u.size());
  const double pairs = k * (k - 1) / 2;
  return std::sqrt((1 - apart / pairs) * std::pow(product, 1 / (k - 1)));
}

int grade_of(double degree, const std::vector<double>& cuts) {
  return static_cast<int>(std::count_if(
      cuts.begin(), cuts.end(), [&](double cut) { return degree >= cut - rounding; }));
}

std::string lagging_system(const std::vector<double>& u, const std::vector<std::string>& names) {
  const auto [low, high] = std::minmax_element(u.begin(), u.end());
  return *low == *high ? "" : names[static_cast<std::size_t>(low - u.begin())];
}

void measure_row(Fit& fit, std::size_t row, const std::vector<double>& u) {
  double level = 0;
  for (std::size_t a = 0; a < u.size(); ++a) {
    level += fit.weights[a] * u[a];
    fit.values[a][row] = u[a];
  }
  const double c = fit.options.form == Form::standard ? standard_form(u) : modified_form(u);
  fit.coupling[row] = c;
  fit.development[row] = level;
  fit.coordination[row] = std::sqrt(c * level);
  fit.grade[row] = grade_of(fit.coordination[row], fit.options.cuts);
  fit.lagging[row] = lagging_system(u, fit.systems);
}

}  // namespace

Verb verb() {
  return {"coupling",
          {"Measures the coupling coordination degree of two or more subsystems",
           "测度两个或多个子系统的耦合协调度"},
          "index",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  return options.systems;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  std::vector<Problem> problems;
  check_systems(options, problems);
  check_weights(options, problems);
  check_grades(options, problems);
  Readings readings = complete_rows(panel, options.systems, "", 1, problems);
  throw_any(problems);
  for (std::size_t a = 0; a < options.systems.size(); ++a)
    if (std::find(options.rescale.begin(), options.rescale.end(), options.systems[a]) !=
        options.rescale.end())
      rescale(readings.values[a], options.systems[a], problems);
  throw_any(problems);
  check_range(panel, readings, options, problems, readings.notes);
  check_zeros(panel, readings, problems);
  throw_any(problems);

  Fit out;
  out.options = options;
  out.systems = options.systems;
  out.weights =
      options.weights.empty() ? std::vector<double>(options.systems.size(), 1.0) : options.weights;
  const double total = sum(out.weights);
  for (double& w : out.weights) w /= total;
  out.grade_names = grade_names(options);
  out.coupling = out.development = out.coordination = std::vector<double>(panel.rows(), missing);
  out.grade.assign(panel.rows(), -1);
  out.lagging.assign(panel.rows(), "");
  out.values.assign(options.systems.size(), std::vector<double>(panel.rows(), missing));
  executor.for_blocks(readings.rows.size(), 1024, [&](std::size_t begin, std::size_t end) {
    std::vector<double> u(options.systems.size());
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t a = 0; a < u.size(); ++a) u[a] = readings.values[a][i];
      measure_row(out, readings.rows[i], u);
    }
  });
  out.sample = std::move(readings.sample);
  out.notes = std::move(readings.notes);
  return out;
}

Frame tidy(const Fit& fit) {
  std::vector<double> mean, sd, low, high;
  for (const std::vector<double>& u : fit.values) {
    const Moments m = moments(u);
    mean.push_back(m.mean);
    sd.push_back(m.sd);
    low.push_back(m.min);
    high.push_back(m.max);
  }
  Frame out;
  out.add("term", fit.systems).add("weight", fit.weights);
  out.add("mean", std::move(mean)).add("sd", std::move(sd));
  return out.add("min", std::move(low)).add("max", std::move(high));
}

Frame glance(const Fit& fit) {
  Frame out;
  out.put("nobs", static_cast<double>(fit.sample.used));
  out.put("units", static_cast<double>(fit.sample.units));
  out.put("periods", static_cast<double>(fit.sample.periods));
  out.put("coupling", moments(fit.coupling).mean);
  out.put("development", moments(fit.development).mean);
  return out.put("score", moments(fit.coordination).mean);
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  std::vector<std::string> grade, grade_zh;
  for (const int g : fit.grade) {
    const Text name = g < 0 ? Text{} : fit.grade_names[static_cast<std::size_t>(g)];
    grade.push_back(name.in(Lang::en));
    grade_zh.push_back(name.in(Lang::zh));
  }
  Frame out = with_keys(panel);
  out.add("score", fit.coordination).add("coupling", fit.coupling);
  out.add("development", fit.development).add("grade", std::move(grade));
  return out.add("grade_zh", std::move(grade_zh)).add("lagging", fit.lagging);
}

void complete(const Fit& fit, Result& result) {
  result.sample = fit.sample;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  std::vector<std::string> name, name_zh;
  std::vector<double> low, high, count, share;
  for (std::size_t g = 0; g < fit.grade_names.size(); ++g) {
    name.push_back(fit.grade_names[g].in(Lang::en));
    name_zh.push_back(fit.grade_names[g].in(Lang::zh));
    low.push_back(g == 0 ? 0.0 : fit.options.cuts[g - 1]);
    high.push_back(g == fit.options.cuts.size() ? 1.0 : fit.options.cuts[g]);
    count.push_back(
        static_cast<double>(std::count(fit.grade.begin(), fit.grade.end(), static_cast<int>(g))));
    share.push_back(count.back() / static_cast<double>(fit.sample.used));
  }
  Frame grades;
  grades.add("grade", std::move(name)).add("grade_zh", std::move(name_zh));
  grades.add("low", std::move(low)).add("high", std::move(high));
  grades.add("count", std::move(count)).add("share", std::move(share));
  result.tables["grades"] = std::move(grades);
}

}  // namespace yugong::index::coupling
