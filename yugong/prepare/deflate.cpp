#include "yugong/prepare/deflate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/prepare/percentile.hpp"

namespace yugong::prepare {

namespace {

template <std::size_t n>
bool holds_any(const std::string& s, const std::array<const char*, n>& words) {
  return std::any_of(
      words.begin(), words.end(), [&](const char* w) { return s.find(w) != std::string::npos; });
}

bool digits_at(const std::string& s, std::size_t i, std::size_t n) {
  if (i + n > s.size()) return false;
  return std::all_of(s.begin() + static_cast<std::ptrdiff_t>(i),
                     s.begin() + static_cast<std::ptrdiff_t>(i + n),
                     [](char c) { return c >= '0' && c <= '9'; });
}

/// "2010=100", "1952年=1": a year, perhaps 年, and an equals sign (blanks are already gone).
bool names_a_base_year(const std::string& s) {
  for (std::size_t i = 0; i + 4 < s.size(); ++i) {
    if (!digits_at(s, i, 4) || (s[i] != '1' && s[i] != '2')) continue;
    const std::string rest = s.substr(i + 4);
    if (rest.starts_with("=1") || rest.starts_with("年=1") || rest.starts_with("_1")) return true;
  }
  return false;
}

/// Lower case, NFKC, without blanks.
std::string packed(const std::string& s) {
  std::string out;
  for (char c : text::lower(text::normalise(s)))
    if (c != ' ') out += c;
  return out;
}

bool ends_with_year(const std::string& name) {
  return name.size() > 5 && digits_at(name, name.size() - 4, 4) && name[name.size() - 5] == '_' &&
         (name[name.size() - 4] == '1' || name[name.size() - 4] == '2');
}

[[noreturn]] void ambiguous(const IndexColumn& index,
                            Text why,
                            const std::string& argument,
                            const Place& place) {
  const std::string choice = argument == "index"
                                 ? "index = previous (上年=100) / index = fixed (2010=100)"
                                 : "kind = price / kind = volume";
  throw Error(error("YG1401",
                    {"cannot tell how to read the index " + index.name + ": " + why.en,
                     "无法判断指数 " + index.name + " 的口径：" + why.zh},
                    {"say which it is: " + choice, "请明确写出：" + choice},
                    place)
                  .about(index.name));
}

/// Words that decide; nothing when there are none. `clash` is set when they contradict each other.
std::optional<IndexBase> base_in_words(const IndexColumn& index, bool& clash) {
  static constexpr std::array previous = {
      "上年=1", "上年同期=1", "previousyear", "prev_year", "prev100", "环比", "lastyear"};
  const std::string words =
      packed(index.label.zh + "|" + index.label.en + "|" + index.unit + "|" + index.name);
  const bool a = holds_any(words, previous);
  const bool b = names_a_base_year(words) || words.find("定基") != std::string::npos ||
                 ends_with_year(packed(index.name));
  clash = a && b;
  if (a && !b) return IndexBase::previous;
  if (b && !a) return IndexBase::fixed;
  return std::nullopt;
}

std::optional<IndexKind> kind_in(const std::string& words, bool& clash) {
  static constexpr std::array price = {"价格", "平减", "物价", "price", "deflat", "cpi", "ppi"};
  static constexpr std::array volume = {"生产总值指数",
                                        "增加值指数",
                                        "发展速度",
                                        "物量",
                                        "可比价",
                                        "不变价",
                                        "volume",
                                        "realg",
                                        "real_g",
                                        "gdp指数",
                                        "gdp_index",
                                        "grp_index",
                                        "gdpindex"};
  const bool a = holds_any(words, price), b = holds_any(words, volume);
  clash = a && b;
  if (a && !b) return IndexKind::price;
  if (b && !a) return IndexKind::volume;
  return std::nullopt;
}

std::vector<double> present_values(const data::Panel& panel,
                                   const IndexColumn& index,
                                   const Place& place) {
  std::vector<double> values;
  for (std::size_t i = 0; i < index.values.size(); ++i) {
    if (is_missing(index.values[i])) continue;
    if (index.values[i] <= 0)
      throw Error(error("YG1403",
                        {"the index " + index.name + " is " + text::round_trip(index.values[i]) +
                             " at " + panel.key(i) + "; an index is positive",
                         "指数 " + index.name + " 在 " + panel.key(i) + " 为 " +
                             text::round_trip(index.values[i]) + "，指数应为正数"},
                        {"correct the cell; a growth rate r in percent becomes an index by 100 + r",
                         "请更正该单元格；若为百分比增长率 r，请用 100 + r 换算为指数"},
                        place)
                      .about(index.name));
    values.push_back(index.values[i]);
  }
  if (values.empty())
    throw Error(
        error("YG1403",
              {"the index " + index.name + " has no value", "指数 " + index.name + " 全部缺失"},
              {"check the column and the join", "请检查该变量及数据合并"},
              place)
            .about(index.name));
  return values;
}

/// Drift: median over units of |ln(last / first)|; distance: median over cells of |ln(x / scale)|.
struct Shape {
  double drift = 0;
  double distance = 0;
  double rising = 0;          ///< share of steps from one value to the next that go up
  bool has_base_row = false;  ///< a period in which every unit stands at the scale exactly
  std::size_t periods = 0;    ///< most periods with values in one unit
};

Shape shape_of(const data::Panel& panel, std::span<const double> x, double scale) {
  Shape s;
  std::vector<double> drifts, distances;
  std::vector<bool> at_scale(panel.periods().size(), true), seen(panel.periods().size(), false);
  std::size_t steps = 0, up = 0;
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    double first = missing, last = missing;
    std::size_t n = 0;
    for (std::size_t i = panel.first(u); i < panel.first(u + 1); ++i) {
      if (is_missing(x[i])) continue;
      const auto t = static_cast<std::size_t>(panel.time()[i]);
      seen[t] = true;
      at_scale[t] = at_scale[t] && x[i] == scale;
      if (is_missing(first)) {
        first = x[i];
      } else {
        ++steps;
        up += x[i] > last ? 1u : 0u;
      }
      last = x[i];
      ++n;
      if (x[i] != scale) distances.push_back(std::abs(std::log(x[i] / scale)));
    }
    s.periods = std::max(s.periods, n);
    if (n > 1) drifts.push_back(std::abs(std::log(last / first)));
  }
  for (std::size_t t = 0; t < seen.size(); ++t)
    s.has_base_row = s.has_base_row || (seen[t] && at_scale[t]);
  s.rising = steps == 0 ? 0 : static_cast<double>(up) / static_cast<double>(steps);
  s.drift = drifts.empty() ? 0 : percentile(drifts, 50);
  s.distance = distances.empty() ? 0 : percentile(distances, 50);
  return s;
}

IndexBase base_in_values(const data::Panel& panel,
                         const IndexColumn& index,
                         double scale,
                         double middle,
                         const Place& place) {
  // No year-on-year index has half of its values beyond 16 % of change; one to a distant year has.
  if (std::abs(std::log(middle / scale)) > std::log(1.16)) return IndexBase::fixed;
  const Shape s = shape_of(panel, index.values, scale);
  const double ratio = s.distance > 0 ? s.drift / s.distance : 0;
  if (s.periods >= 4) {
    // A year-on-year index wanders around its usual rate; one to a fixed year adds the rates up.
    if (ratio >= 1.3) return IndexBase::fixed;
    if (ratio <= 0.75 && s.rising <= 0.7 && !s.has_base_row) return IndexBase::previous;
  }
  ambiguous(index, {"its values fit both conventions", "其取值与两种口径都相符"}, "index", place);
}

double scale_of(const IndexColumn& index,
                double middle,
                std::optional<IndexBase> base,
                const Place& place) {
  const bool hundred = middle > 50 && middle<200, one = middle> 0.5 && middle < 2;
  if (hundred) return 100;
  if (one) return 1;
  if (base == IndexBase::fixed) return middle > 10 ? 100 : 1;
  if (base == IndexBase::previous)
    throw Error(error("YG1401",
                      {"the index " + index.name + " has median " + text::round_trip(middle) +
                           ", which is no index with the year before as 100 or 1",
                       "指数 " + index.name + " 的中位数为 " + text::round_trip(middle) +
                           "，不像以上年为 100（或 1）的指数"},
                      {"growth rates in percent become an index by 100 + x; an index to a fixed "
                       "year is index = fixed",
                       "百分比增长率请用 100 + x 换算；定基指数请写 index = fixed"},
                      place)
                    .about(index.name));
  return middle > 10 ? 100 : 1;
}

}  // namespace

IndexReading read_index(const data::Panel& panel,
                        const IndexColumn& index,
                        std::optional<IndexBase> base,
                        std::optional<IndexKind> kind,
                        const Place& place) {
  std::vector<double> values = present_values(panel, index, place);
  const double middle = percentile(values, 50);
  IndexReading r;
  bool clash = false;
  Text base_why{"as asked", "按设定"}, kind_why = base_why;
  if (!base) {
    base = base_in_words(index, clash);
    if (clash)
      ambiguous(index,
                {"its label or name speaks of both conventions", "标签或名称同时提到两种口径"},
                "index",
                place);
    base_why = {"by its label or name", "据标签或名称"};
  }
  r.scale = scale_of(index, middle, base, place);
  if (!base) {
    base = base_in_values(panel, index, r.scale, middle, place);
    base_why = {"judged by its values", "据取值判断"};
  }
  if (!kind) {
    // The label is closer to the source than a short name.
    for (const std::string& words :
         {packed(index.label.zh + "|" + index.label.en + "|" + index.unit), packed(index.name)}) {
      if (!kind) kind = kind_in(words, clash);
      if (clash)
        ambiguous(index,
                  {"its label or name speaks of prices and of volumes",
                   "标签或名称既像价格指数又像物量指数"},
                  "kind",
                  place);
    }
    kind_why = kind ? Text{"by its label or name", "据标签或名称"} : Text{"assumed", "默认"};
  }
  r.base = *base;
  r.kind = kind.value_or(IndexKind::price);
  const std::string scale = r.scale == 100 ? "100" : "1";
  const bool price = r.kind == IndexKind::price, previous = r.base == IndexBase::previous;
  r.because = {index.name + " read as a " + (price ? "price" : "volume") + " index (" +
                   kind_why.en + "), " + (previous ? "previous year = " : "fixed year = ") + scale +
                   " (" + base_why.en + ")",
               index.name + " 按" + (price ? "价格指数" : "物量指数") + "（" + kind_why.zh +
                   "）、" + (previous ? "上年=" : "定基=") + scale + "（" + base_why.zh + "）处理"};
  return r;
}

namespace {

[[noreturn]] void refuse_base(const data::Panel& panel,
                              std::optional<long> base,
                              const Place& place) {
  const std::string span =
      std::to_string(panel.periods().front()) + "-" + std::to_string(panel.periods().back());
  if (!base)
    throw Error(
        error("YG1402",
              {"an index to the year before needs a base year", "环比（上年=100）指数需要指定基期"},
              {"write base = " + std::to_string(panel.periods().front()),
               "请写 base = " + std::to_string(panel.periods().front())},
              place));
  throw Error(
      error("YG1402",
            {"the base year " + std::to_string(*base) + " is not in the data (" + span + ")",
             "基期 " + std::to_string(*base) + " 不在数据中（" + span + "）"},
            {"choose a year of the data, e.g. base = " + std::to_string(panel.periods().front()),
             "请选择数据内的年份，如 base = " + std::to_string(panel.periods().front())},
            place));
}

long period_at(const data::Panel& panel, std::size_t row) {
  return panel.periods()[static_cast<std::size_t>(panel.time()[row])];
}

/// Levels of one unit by chaining in both directions from the base row.
void chain(const data::Panel& panel,
           std::span<const double> x,
           double scale,
           std::size_t u,
           long base,
           std::vector<double>& level) {
  const std::size_t begin = panel.first(u), end = panel.first(u + 1);
  const std::int64_t at = panel.row_of(u, base);
  std::size_t start = 0;
  if (at >= 0) {
    start = static_cast<std::size_t>(at);
    level[start] = 1;
  } else if (period_at(panel, begin) == base + 1 && !is_missing(x[begin])) {
    start = begin;
    level[start] = x[begin] / scale;
  } else {
    return;
  }
  for (std::size_t i = start + 1; i < end && period_at(panel, i) == period_at(panel, i - 1) + 1;
       ++i)
    level[i] = level[i - 1] * x[i] / scale;
  for (std::size_t i = start; i > begin && period_at(panel, i) == period_at(panel, i - 1) + 1; --i)
    level[i - 1] = level[i] / (x[i] / scale);
}

}  // namespace

std::vector<double> index_level(const data::Panel& panel,
                                std::span<const double> index,
                                const IndexReading& reading,
                                std::optional<long> base,
                                const Place& place) {
  std::vector<double> level(panel.rows(), missing);
  const bool previous = reading.base == IndexBase::previous;
  if (!base && previous) refuse_base(panel, base, place);
  if (!base) {
    for (std::size_t i = 0; i < level.size(); ++i) level[i] = index[i] / reading.scale;
    return level;
  }
  const bool inside = std::binary_search(panel.periods().begin(), panel.periods().end(), *base);
  if (!inside && !(previous && *base + 1 == panel.periods().front()))
    refuse_base(panel, base, place);
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    if (previous) {
      chain(panel, index, reading.scale, u, *base, level);
      continue;
    }
    const std::int64_t at = panel.row_of(u, *base);
    if (at < 0) continue;
    for (std::size_t i = panel.first(u); i < panel.first(u + 1); ++i)
      level[i] = index[i] / index[static_cast<std::size_t>(at)];
  }
  return level;
}

std::vector<double> deflate(const data::Panel& panel,
                            std::span<const double> nominal,
                            std::span<const double> level,
                            IndexKind kind,
                            std::optional<long> base) {
  std::vector<double> real(panel.rows(), missing);
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    const std::int64_t at = base ? panel.row_of(u, *base) : -1;
    for (std::size_t i = panel.first(u); i < panel.first(u + 1); ++i) {
      if (kind == IndexKind::price)
        real[i] = nominal[i] / level[i];
      else if (at >= 0)
        real[i] = nominal[static_cast<std::size_t>(at)] * level[i];
    }
  }
  return real;
}

}  // namespace yugong::prepare
