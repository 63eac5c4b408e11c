#include "yugong/stationarity/unit_root.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::stationarity::unit_root {
namespace {

const std::vector<std::string>& known_tests() {
  static const std::vector<std::string> all = {
      "llc", "ips", "fisher_adf", "fisher_pp", "breitung", "ht", "hadri", "cips"};
  return all;
}

/// The tests asked for, in their own order.
std::vector<std::string> chosen_tests(const Options& options) {
  if (options.tests.empty()) return {"llc", "ips", "fisher_adf", "fisher_pp", "cips"};
  const auto& known = known_tests();
  std::vector<std::string> out;
  for (const std::string& name : options.tests) {
    if (name == "all") return known;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const Text near = text::did_you_mean(name, known);
      Place p;
      p.path = "tests";
      throw Error(error("YG3182",
                        {fmt::format("there is no unit-root test '{}'{}", name, near.en),
                         fmt::format("没有单位根检验“{}”{}", name, near.zh)},
                        {"choose from " + text::join(known, ", ") + ", all",
                         "可选：" + text::join(known, "、") + "、all"},
                        p));
    }
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

std::string name_of(const std::string& variable, int difference) {
  if (difference == 0) return variable;
  return difference == 1 ? "D." + variable : fmt::format("D{}.{}", difference, variable);
}

/// Tests of one variable at one order of differences.
class Run {
 public:
  Run(const data::Panel& panel, const Options& options, const LagChoice& lags)
      : panel_(panel),
        options_(options),
        lags_(lags) {}

  Tested make(const std::string& variable,
              int difference,
              const std::vector<std::string>& tests) const {
    Tested out;
    out.variable = variable;
    out.difference = difference;
    out.name = name_of(variable, difference);
    const data::DataColumn& column = panel_.table().column(variable);
    if (column.is_text)
      throw Error(error("YG3109",
                        {fmt::format("'{}' is text: a unit-root test needs numbers", variable),
                         fmt::format("“{}”是文本，单位根检验需要数值", variable)},
                        {"name a column of numbers", "请使用数值列"}));
    SeriesSettings settings;
    settings.gaps = options_.gaps;
    settings.demean = options_.demean;
    settings.difference = difference;
    settings.shortest =
        shortest_series(options_.deterministic, lags_.rule == LagRule::fixed ? lags_.lags : 0);
    settings.about = out.name;
    out.set = make_series(panel_, {std::span<const double>(column.numbers)}, settings);
    out.notes = out.set.notes;
    regressions(out);
    statistics(out, tests);
    return out;
  }

 private:
  /// ADF and Phillips-Perron of every series; series that follow their regressors exactly are left
  /// out.
  void regressions(Tested& out) const {
    std::vector<Series> kept;
    std::vector<std::string> exact;
    for (Series& s : out.set.series) {
      const int lags = choose_lags(s.values(), options_.deterministic, lags_);
      Adf a = adf(s.values(), options_.deterministic, lags, options_.dfcor);
      if (!a.defined) {
        exact.push_back(panel_.units()[s.unit]);
        for (std::size_t r = panel_.first(s.unit); r < panel_.first(s.unit + 1); ++r)
          out.set.used[r] = 0;
        continue;
      }
      const int window =
          options_.pp_window.value_or(newey_west_window(static_cast<double>(s.length())));
      out.pp.push_back(phillips_perron(s.values(), options_.deterministic, window));
      out.adf.push_back(std::move(a));
      kept.push_back(std::move(s));
    }
    out.set.series = std::move(kept);
    if (exact.empty()) return;
    const Text list = some_of(exact);
    const Text what = {
        fmt::format("{}: {} units are left out (their regression leaves no residual): {}",
                    out.name,
                    exact.size(),
                    list.en),
        fmt::format("{}：剔除 {} 个个体（回归没有残差）：{}", out.name, exact.size(), list.zh)};
    if (out.set.series.empty())
      throw Error(error("YG3188",
                        {fmt::format("{}: no series is left to test", out.name),
                         fmt::format("{}：没有可检验的序列", out.name)},
                        {"their values follow a line or their own lags exactly",
                         "其取值完全服从直线或自身滞后"}));
    out.notes.push_back(warning("YG3185", what).about(out.name));
  }

  void statistics(Tested& out, const std::vector<std::string>& tests) const {
    TestInput in;
    in.series = &out.set.series;
    in.adf = &out.adf;
    in.pp = &out.pp;
    in.balanced = out.set.balanced();
    in.settings.deterministic = options_.deterministic;
    in.settings.convention = options_.convention;
    in.settings.by_df = options_.dfcor;
    in.settings.window = options_.window;
    in.settings.pp_window = options_.pp_window;
    in.settings.hadri_window = options_.hadri_window;
    in.about = out.name;
    for (const std::string& test : tests) {
      Statistics rows;
      if (test == "llc") {
        rows = levin_lin_chu(in, out.notes);
      } else if (test == "ips") {
        rows = im_pesaran_shin(in, out.notes);
      } else if (test == "fisher_adf" || test == "fisher_pp") {
        rows = fisher(in, test == "fisher_pp", out.notes);
      } else if (test == "breitung") {
        rows = breitung(in, out.notes);
      } else if (test == "ht") {
        rows = harris_tzavalis(in, out.notes);
      } else if (test == "hadri") {
        rows = hadri(in, out.notes);
      } else {
        out.cadf = cadf(in);
        rows = cips(in, out.cadf, out.notes);
      }
      std::move(rows.begin(), rows.end(), std::back_inserter(out.statistics));
    }
  }

  const data::Panel& panel_;
  const Options& options_;
  const LagChoice& lags_;
};

/// Rows, dropped rows and notes of all variables together.
void describe_sample(const data::Panel& panel, Fit& fit) {
  fit.used.assign(panel.rows(), 0);
  std::vector<char> units(panel.units().size(), 0), periods(panel.periods().size(), 0);
  for (Tested& t : fit.tested) {
    for (std::size_t r = 0; r < panel.rows(); ++r)
      if (t.set.used[r] != 0) fit.used[r] = 1;
    if (t.difference == fit.tested.front().difference)
      fit.sample.dropped.insert(
          fit.sample.dropped.end(), t.set.dropped.begin(), t.set.dropped.end());
  }
  for (std::size_t r = 0; r < panel.rows(); ++r) {
    if (fit.used[r] == 0) continue;
    ++fit.sample.used;
    units[static_cast<std::size_t>(panel.unit()[r])] = 1;
    periods[static_cast<std::size_t>(panel.time()[r])] = 1;
  }
  fit.sample.rows = panel.rows();
  fit.sample.units = static_cast<std::size_t>(std::count(units.begin(), units.end(), 1));
  fit.sample.periods = static_cast<std::size_t>(std::count(periods.begin(), periods.end(), 1));
}

}  // namespace

Verb verb() {
  return {"unit-root",
          {"panel unit-root tests: LLC, IPS, Fisher, Breitung, Harris-Tzavalis, Hadri, CIPS",
           "面板单位根检验：LLC、IPS、Fisher、Breitung、Harris-Tzavalis、Hadri、CIPS"},
          "model",
          "variables"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.options = options;
  out.unit = panel.unit_name();
  out.units = panel.units();
  const std::vector<std::string> tests = chosen_tests(options);
  const LagChoice lags = lag_choice(options.lags, options.max_lags, options.significance);
  for (const std::string& name : options.variables) static_cast<void>(panel.table().column(name));
  const std::size_t orders = options.difference.size();
  const std::size_t count = options.variables.size() * orders;
  out.tested.resize(count);
  std::vector<std::vector<Problem>> failed(count);
  const Run run(panel, options, lags);
  executor.for_blocks(count, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      try {
        out.tested[i] =
            run.make(options.variables[i / orders], options.difference[i % orders], tests);
      } catch (const Error& e) {
        failed[i] = e.problems();
      }
    }
  });
  std::vector<Problem> problems;
  for (std::vector<Problem>& some : failed)
    for (Problem& p : some)
      // What holds for the whole panel is said once.
      if (p.code != "YG3181" || problems.empty()) problems.push_back(std::move(p));
  if (!problems.empty()) throw Error(std::move(problems));
  describe_sample(panel, out);
  return out;
}

std::vector<std::string> uses(const Options& options) {
  // What is wrong with the other settings is said before any data are read.
  static_cast<void>(chosen_tests(options));
  static_cast<void>(lag_choice(options.lags, options.max_lags, options.significance));
  return options.variables;
}

}  // namespace yugong::stationarity::unit_root
