#include "yugong/stationarity/series.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::stationarity {
namespace {

/// Rows [begin, end) of the panel.
struct Run {
  std::size_t begin = 0, end = 0;
};

bool complete(const std::vector<std::span<const double>>& columns, std::size_t row) {
  return std::none_of(
      columns.begin(), columns.end(), [&](const auto& c) { return is_missing(c[row]); });
}

long period_of(const data::Panel& panel, std::size_t row) {
  return panel.periods()[static_cast<std::size_t>(panel.time()[row])];
}

/// The consecutive complete rows of a unit.
std::vector<Run> runs_of(const data::Panel& panel,
                         const std::vector<std::span<const double>>& columns,
                         std::size_t unit) {
  std::vector<Run> runs;
  bool open = false;
  for (std::size_t r = panel.first(unit); r < panel.first(unit + 1); ++r) {
    if (!complete(columns, r)) {
      open = false;
      continue;
    }
    if (open && period_of(panel, r) == period_of(panel, r - 1) + 1) {
      ++runs.back().end;
    } else {
      runs.push_back({r, r + 1});
    }
    open = true;
  }
  return runs;
}

/// Without variation: differences of values are rounding.
bool constant(std::span<const double> x) {
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  return *high - *low <= 1e-12 * std::max(std::abs(*high), std::abs(*low));
}

void difference(std::vector<double>& x, int order) {
  for (int d = 0; d < order && !x.empty(); ++d) {
    for (std::size_t t = 0; t + 1 < x.size(); ++t) x[t] = x[t + 1] - x[t];
    x.pop_back();
  }
}

/// Subtracts from every value the mean over the series that have that period.
void demean(std::vector<Series>& series, std::size_t columns) {
  for (std::size_t c = 0; c < columns; ++c) {
    std::map<long, std::pair<double, double>> sums;
    for (const Series& s : series)
      for (std::size_t t = 0; t < s.length(); ++t) {
        auto& [sum, count] = sums[s.first + static_cast<long>(t)];
        sum += s.columns[c][t];
        ++count;
      }
    for (Series& s : series)
      for (std::size_t t = 0; t < s.length(); ++t) {
        const auto& [sum, count] = sums[s.first + static_cast<long>(t)];
        s.columns[c][t] -= sum / count;
      }
  }
}

/// Collects what is left out for one reason.
class Left {
 public:
  Left(std::string reason, Text label) : dropped_{std::move(reason), std::move(label), {}} {}

  void row(std::size_t r) { dropped_.rows.push_back(r); }

  void unit(const std::string& name) { names_.push_back(name); }

  const std::vector<std::string>& names() const { return names_; }

  void give(std::vector<Dropped>& to) {
    std::sort(dropped_.rows.begin(), dropped_.rows.end());
    if (!dropped_.rows.empty()) to.push_back(std::move(dropped_));
  }

 private:
  Dropped dropped_;
  std::vector<std::string> names_;
};

class Maker {
 public:
  Maker(const data::Panel& panel,
        const std::vector<std::span<const double>>& columns,
        const SeriesSettings& settings)
      : panel_(panel),
        columns_(columns),
        settings_(settings),
        absent_("missing:" + settings.about, {"missing values", "缺失值"}),
        gap_("gap:" + settings.about,
             {"outside the longest run without a gap", "不在最长连续段内"}),
        short_("short:" + settings.about, {"series too short", "序列过短"}),
        constant_("constant:" + settings.about, {"series without variation", "序列没有变化"}) {}

  SeriesSet make() {
    if (panel_.unit_name().empty() || panel_.time_name().empty())
      throw Error(error("YG3181",
                        {"unit-root and cointegration tests need a panel with units and periods",
                         "单位根与协整检验需要指定个体与时间的面板"},
                        {"name both columns: --panel city,year", "请指定两列：--panel city,year"}));
    for (std::size_t u = 0; u < panel_.units().size(); ++u) take(u);
    if (settings_.demean && !out_.series.empty()) demean(out_.series, columns_.size());
    leave_constant();
    say();
    finish();
    return std::move(out_);
  }

 private:
  void take(std::size_t unit) {
    const std::vector<Run> runs = runs_of(panel_, columns_, unit);
    const std::size_t begin = panel_.first(unit), end = panel_.first(unit + 1);
    for (std::size_t r = begin; r < end; ++r)
      if (!complete(columns_, r)) absent_.row(r);
    if (runs.empty()) {
      short_.unit(panel_.units()[unit]);
      return;
    }
    const Run best = *std::max_element(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
      return a.end - a.begin < b.end - b.begin;
    });
    if (runs.size() > 1) {
      gap_.unit(panel_.units()[unit]);
      for (const Run& run : runs)
        for (std::size_t r = run.begin; r < run.end && run.begin != best.begin; ++r) gap_.row(r);
    }
    const auto order = static_cast<std::size_t>(settings_.difference);
    if (best.end - best.begin < settings_.shortest + order) {
      short_.unit(panel_.units()[unit]);
      for (std::size_t r = best.begin; r < best.end; ++r) short_.row(r);
      return;
    }
    Series s;
    s.unit = unit;
    s.first = period_of(panel_, best.begin) + settings_.difference;
    for (const auto& column : columns_) {
      const auto part = column.subspan(best.begin, best.end - best.begin);
      s.columns.emplace_back(part.begin(), part.end());
      difference(s.columns.back(), settings_.difference);
    }
    out_.series.push_back(std::move(s));
    runs_.push_back(best);
  }

  void leave_constant() {
    std::vector<Series> kept;
    std::vector<Run> kept_runs;
    for (std::size_t i = 0; i < out_.series.size(); ++i) {
      Series& s = out_.series[i];
      const bool flat = std::any_of(
          s.columns.begin(), s.columns.end(), [](const auto& c) { return constant(c); });
      if (flat) {
        constant_.unit(panel_.units()[s.unit]);
        for (std::size_t r = runs_[i].begin; r < runs_[i].end; ++r) constant_.row(r);
        continue;
      }
      kept.push_back(std::move(s));
      kept_runs.push_back(runs_[i]);
    }
    out_.series = std::move(kept);
    runs_ = std::move(kept_runs);
  }

  void say() {
    const std::string& about = settings_.about;
    if (!gap_.names().empty()) {
      const Text list = some_of(gap_.names());
      const Text what = {
          fmt::format("{}: {} units have gaps: {}", about, gap_.names().size(), list.en),
          fmt::format("{}：{} 个个体存在间断：{}", about, gap_.names().size(), list.zh)};
      if (settings_.gaps == Gaps::refuse)
        throw Error(error("YG3183",
                          what,
                          {"fill the gaps, or write gaps = \"longest\" to use the longest run",
                           "请补全间断，或写 gaps = \"longest\" 使用最长连续段"}));
      out_.notes.push_back(
          warning("YG3183",
                  {what.en + "; the longest run of each is used", what.zh + "；各取最长连续段"},
                  {"gaps = \"refuse\" stops instead", "写 gaps = \"refuse\" 则停止"})
              .about(about));
    }
    tell_left_out(
        short_,
        "YG3184",
        {fmt::format("fewer than {} consecutive periods",
                     settings_.shortest + static_cast<std::size_t>(settings_.difference)),
         fmt::format("连续时期少于 {} 期",
                     settings_.shortest + static_cast<std::size_t>(settings_.difference))});
    tell_left_out(constant_, "YG3185", {"no variation over time", "没有时间变化"});
  }

  void tell_left_out(const Left& left, const std::string& code, const Text& why) {
    if (left.names().empty()) return;
    const Text list = some_of(left.names());
    out_.notes.push_back(warning(code,
                                 {fmt::format("{}: {} units are left out ({}): {}",
                                              settings_.about,
                                              left.names().size(),
                                              why.en,
                                              list.en),
                                  fmt::format("{}：剔除 {} 个个体（{}）：{}",
                                              settings_.about,
                                              left.names().size(),
                                              why.zh,
                                              list.zh)})
                             .about(settings_.about));
  }

  void finish() {
    if (out_.series.empty())
      throw Error(error(
          "YG3188",
          {fmt::format("{}: no series is left to test", settings_.about),
           fmt::format("{}：没有可检验的序列", settings_.about)},
          {fmt::format("a unit needs at least {} consecutive periods with variation; "
                       "periods one apart are numbered 1, 2, 3",
                       settings_.shortest + static_cast<std::size_t>(settings_.difference)),
           fmt::format("每个个体至少需要 {} 个有变化的连续时期；相邻时期应相差 1",
                       settings_.shortest + static_cast<std::size_t>(settings_.difference))}));
    out_.used.assign(panel_.rows(), 0);
    for (const Run& run : runs_)
      for (std::size_t r = run.begin; r < run.end; ++r) out_.used[r] = 1;
    absent_.give(out_.dropped);
    gap_.give(out_.dropped);
    short_.give(out_.dropped);
    constant_.give(out_.dropped);
  }

  const data::Panel& panel_;
  const std::vector<std::span<const double>>& columns_;
  const SeriesSettings& settings_;
  Left absent_, gap_, short_, constant_;
  std::vector<Run> runs_;  ///< of out_.series
  SeriesSet out_;
};

}  // namespace

bool SeriesSet::balanced() const {
  return std::all_of(series.begin(), series.end(), [&](const Series& s) {
    return s.first == series.front().first && s.length() == series.front().length();
  });
}

double SeriesSet::mean_length() const {
  double sum = 0;
  for (const Series& s : series) sum += static_cast<double>(s.length());
  return sum / static_cast<double>(series.size());
}

SeriesSet make_series(const data::Panel& panel,
                      const std::vector<std::span<const double>>& columns,
                      const SeriesSettings& settings) {
  return Maker(panel, columns, settings).make();
}

Text some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 5;
  const std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
  Text out{text::join(shown, ", "), text::join(shown, "、")};
  if (names.size() > most) {
    out.en += fmt::format(" and {} more", names.size() - most);
    out.zh += fmt::format("等（另有 {} 个）", names.size() - most);
  }
  return out;
}

}  // namespace yugong::stationarity
