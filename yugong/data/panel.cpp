#include "yugong/data/panel.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "yugong/data/reshape.hpp"
#include "yugong/data/unit_names.hpp"

namespace yugong::data {
namespace {

constexpr std::size_t named_rows = 5;  ///< rows spelt out in one message; the rest are counted

/// Rows by their address in the file where it is known, else by number (the first row of data is
/// 1).
std::string row_name(const Table& table, const std::string& column, std::size_t row) {
  const std::string address = table.address(column, row);
  return address.empty() ? std::to_string(row + 1) : address;
}

std::string first_rows(const Table& table,
                       const std::string& column,
                       const std::vector<std::uint32_t>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min(named_rows, rows.size()); ++i)
    out += (i == 0 ? "" : ", ") + row_name(table, column, rows[i]);
  return rows.size() > named_rows ? out + fmt::format(", ... ({})", rows.size()) : out;
}

std::string key_text(const DataColumn& c, std::size_t row) {
  return c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]);
}

bool same_key(const DataColumn& c, std::size_t a, std::size_t b) {
  return c.is_text ? c.texts[a] == c.texts[b] : c.numbers[a] == c.numbers[b];
}

/// Numbers the values key(0), ..., key(rows - 1) in order of their first appearance.
template <class Hash, class Key>
std::vector<std::int32_t> by_appearance(std::size_t rows, const Key& key) {
  std::unordered_map<Hash, std::int32_t> codes;
  std::vector<std::int32_t> out(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0 && key(i) == key(i - 1))
      out[i] = out[i - 1];
    else
      out[i] = codes.emplace(key(i), static_cast<std::int32_t>(codes.size())).first->second;
  }
  return out;
}

std::vector<std::int32_t> unit_codes(const DataColumn& c) {
  if (c.is_text)
    return by_appearance<std::string_view>(
        c.size(), [&](std::size_t i) { return std::string_view(c.texts[i]); });
  return by_appearance<double>(c.size(), [&](std::size_t i) { return c.numbers[i]; });
}

/// The distinct periods, sorted, and the place of each row's period among them.
std::vector<long> periods_of(const std::vector<double>& time, std::vector<std::int32_t>& place) {
  std::vector<long> out;
  if (time.empty()) return out;
  const auto [low, high] = std::minmax_element(time.begin(), time.end());
  const long first = std::lround(*low), last = std::lround(*high);
  constexpr long most_years = 1L << 20;  // a table by year, else a search for each row
  if (last - first < most_years) {
    std::vector<std::int32_t> code(static_cast<std::size_t>(last - first + 1), -1);
    for (const double t : time) code[static_cast<std::size_t>(std::lround(t) - first)] = 0;
    for (std::size_t k = 0; k < code.size(); ++k) {
      if (code[k] < 0) continue;
      code[k] = static_cast<std::int32_t>(out.size());
      out.push_back(first + static_cast<long>(k));
    }
    for (std::size_t i = 0; i < time.size(); ++i)
      place[i] = code[static_cast<std::size_t>(std::lround(time[i]) - first)];
    return out;
  }
  for (const double t : time) out.push_back(std::lround(t));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  for (std::size_t i = 0; i < time.size(); ++i)
    place[i] = static_cast<std::int32_t>(
        std::lower_bound(out.begin(), out.end(), std::lround(time[i])) - out.begin());
  return out;
}

void check_missing_keys(const Table& table,
                        const DataColumn& c,
                        const std::string& role,
                        const std::string& role_zh,
                        std::vector<Problem>& problems) {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < c.size(); ++i)
    if (c.missing_at(i)) rows.push_back(static_cast<std::uint32_t>(i));
  if (rows.empty()) return;
  problems.push_back(error("YG1303",
                           {fmt::format("the {} '{}' is missing in {} rows: {}",
                                        role,
                                        c.name,
                                        rows.size(),
                                        first_rows(table, c.name, rows)),
                            fmt::format("{} '{}' 在 {} 行中缺失：第 {} 行",
                                        role_zh,
                                        c.name,
                                        rows.size(),
                                        first_rows(table, c.name, rows))},
                           {"fill it in, or drop those rows with a filter when the file is read",
                            "请补全，或在读取时剔除这些行"})
                         .about(c.name));
}

void check_whole_periods(const Table& table, const DataColumn& c, std::vector<Problem>& problems) {
  std::vector<std::uint32_t> rows;
  std::string example;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const bool bad =
        c.is_text ? true : !is_missing(c.numbers[i]) && c.numbers[i] != std::floor(c.numbers[i]);
    if (bad && rows.empty()) example = key_text(c, i);
    if (bad) rows.push_back(static_cast<std::uint32_t>(i));
  }
  if (rows.empty()) return;
  problems.push_back(
      error("YG1304",
            {fmt::format("the time '{}' is not a whole number in {} rows (rows {}; e.g. '{}')",
                         c.name,
                         rows.size(),
                         first_rows(table, c.name, rows),
                         example),
             fmt::format("时间 '{}' 在 {} 行中不是整数（第 {} 行；例如 '{}'）",
                         c.name,
                         rows.size(),
                         first_rows(table, c.name, rows),
                         example)},
            {"give the year as a number, e.g. 2015", "请把年份写成数字，例如 2015"})
          .about(c.name));
}

void check_suffixes(const Table& table,
                    const std::string& column,
                    const std::vector<std::string>& units,
                    std::vector<Problem>& problems) {
  for (const std::vector<std::string>& twins : suffix_twins(units)) {
    std::string list;
    for (const std::string& name : twins) {
      const std::vector<std::string>& texts = table.column(column).texts;
      const auto row = std::find(texts.begin(), texts.end(), name) - texts.begin();
      list += fmt::format("{}'{}' ({})",
                          list.empty() ? "" : ", ",
                          name,
                          row_name(table, column, static_cast<std::size_t>(row)));
    }
    problems.push_back(
        error(
            "YG1305",
            {fmt::format("units differ only by a suffix: {}", list),
             fmt::format("个体名称只差后缀：{}", list)},
            {"if they are one place, write suffix = \"strip\" or an alias file in [prepare]; else "
             "make the names differ",
             "若为同一地区，请在 [prepare] 中写 suffix = \"strip\" 或别名文件；否则请区分名称"})
            .about(twins.front()));
  }
}

/// What two rows with the same key disagree on, e.g. "gdp differs: 1003.2 / 1003.4".
std::string difference(const Table& table, std::size_t a, std::size_t b) {
  for (const DataColumn& c : table.columns())
    if (!(c.missing_at(a) && c.missing_at(b)) && key_text(c, a) != key_text(c, b))
      return fmt::format("{}: {} / {}", c.name, key_text(c, a), key_text(c, b));
  return "";
}

/// `order` sorts the rows by unit code and period; `period` is empty without a time column.
void check_repeated_keys(const Table& table,
                         const PanelOptions& options,
                         const std::vector<std::uint32_t>& order,
                         const std::vector<std::int32_t>& code,
                         const std::vector<double>& period,
                         std::vector<Problem>& problems) {
  const auto period_of = [&](std::uint32_t r) { return period.empty() ? 0.0 : period[r]; };
  if (options.unit.empty()) return;  // every row is a unit of its own
  const std::string key =
      options.time.empty() ? options.unit : fmt::format("({}, {})", options.unit, options.time);
  std::size_t repeated = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint32_t a = order[i - 1], b = order[i];
    if (code[a] != code[b] || period_of(a) != period_of(b)) continue;
    if (++repeated > named_rows) continue;
    const std::string unit = key_text(table.column(options.unit), a);
    const std::string time = options.time.empty() ? "" : " " + text::round_trip(period_of(a));
    const std::string rows = first_rows(table, options.unit, {a, b});
    const std::string differs = difference(table, a, b);
    problems.push_back(
        error("YG1302",
              {fmt::format("{} is not unique: {}{} occurs twice (rows {}{}{})",
                           key,
                           unit,
                           time,
                           rows,
                           differs.empty() ? "; identical" : "; they differ in ",
                           differs),
               fmt::format("{} 不唯一：{}{} 出现两次（行 {}{}{}）",
                           key,
                           unit,
                           time,
                           rows,
                           differs.empty() ? "；内容相同" : "；不同之处 ",
                           differs)},
              {"remove one of them, or keep the first: unique = \"first\" in its [source.*]",
               "请删去其中一行，或在 [source.*] 中写 unique = \"first\" 保留第一行"})
            .about(unit));
  }
  if (repeated > named_rows)
    problems.push_back(error("YG1302",
                             {fmt::format("{} further repeated keys", repeated - named_rows),
                              fmt::format("另有 {} 处重复", repeated - named_rows)}));
}

}  // namespace

Panel Panel::make(Table table, const PanelOptions& options) {
  std::vector<Problem> problems;
  if (!options.time.empty()) years_as_numbers(table, options.time);
  if (!options.unit.empty())
    check_missing_keys(table, table.column(options.unit), "unit", "个体", problems);
  if (!options.time.empty()) {
    check_missing_keys(table, table.column(options.time), "time", "时间", problems);
    check_whole_periods(table, table.column(options.time), problems);
  }
  if (!problems.empty()) throw Error(std::move(problems));

  std::vector<std::uint32_t> order(table.rows());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<std::int32_t> code(table.rows());
  if (options.unit.empty()) {
    std::iota(code.begin(), code.end(), 0);
  } else {
    code = unit_codes(table.column(options.unit));
  }
  const std::vector<double> no_time;
  const std::vector<double>& period =
      options.time.empty() ? no_time : table.column(options.time).numbers;
  auto period_of = [&](std::uint32_t r) { return period.empty() ? 0.0 : period[r]; };
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return code[a] != code[b] ? code[a] < code[b] : period_of(a) < period_of(b);
  };
  if (!std::is_sorted(order.begin(), order.end(), before))
    std::stable_sort(order.begin(), order.end(), before);

  check_repeated_keys(table, options, order, code, period, problems);
  Panel out;
  out.options_ = options;
  out.table_ = std::is_sorted(order.begin(), order.end()) ? std::move(table) : table.take(order);
  out.index();
  if (!options.unit.empty() && out.table_.column(options.unit).is_text)
    check_suffixes(out.table_, options.unit, out.units_, problems);
  if (!problems.empty()) throw Error(std::move(problems));
  return out;
}

void Panel::index() {
  const std::size_t n = table_.rows();
  unit_.assign(n, 0);
  time_.assign(n, 0);
  units_.clear();
  periods_.clear();
  first_.clear();
  const DataColumn* unit = options_.unit.empty() ? nullptr : &table_.column(options_.unit);
  const DataColumn* time = options_.time.empty() ? nullptr : &table_.column(options_.time);
  for (std::size_t i = 0; i < n; ++i) {
    if (i == 0 || unit == nullptr || !same_key(*unit, i, i - 1)) {
      units_.push_back(unit == nullptr ? std::to_string(i + 1) : key_text(*unit, i));
      first_.push_back(i);
    }
    unit_[i] = static_cast<std::int32_t>(units_.size() - 1);
  }
  first_.push_back(n);
  if (time == nullptr) {
    periods_ = {0};
    return;
  }
  periods_ = periods_of(time->numbers, time_);
}

std::int64_t Panel::row_of(std::size_t unit, long period) const {
  const auto begin = time_.begin() + static_cast<std::ptrdiff_t>(first_[unit]),
             end = time_.begin() + static_cast<std::ptrdiff_t>(first_[unit + 1]);
  const auto position = std::lower_bound(periods_.begin(), periods_.end(), period);
  if (position == periods_.end() || *position != period) return -1;
  const auto code = static_cast<std::int32_t>(position - periods_.begin());
  const auto found = std::lower_bound(begin, end, code);
  return found != end && *found == code ? found - time_.begin() : -1;
}

std::int64_t Panel::lagged(std::size_t row, long lag) const {
  return row_of(static_cast<std::size_t>(unit_[row]),
                periods_[static_cast<std::size_t>(time_[row])] - lag);
}

bool Panel::balanced() const {
  return rows() == units_.size() * periods_.size();
}

std::size_t Panel::gaps() const {
  std::size_t count = 0;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const std::size_t held = first_[u + 1] - first_[u];
    const long span = periods_[static_cast<std::size_t>(time_[first_[u + 1] - 1])] -
                      periods_[static_cast<std::size_t>(time_[first_[u]])] + 1;
    count += static_cast<std::size_t>(span) - held;
  }
  return count;
}

Panel Panel::keep(const std::vector<std::uint32_t>& rows) const {
  Panel out;
  out.options_ = options_;
  out.table_ = table_.take(rows);
  out.index();
  return out;
}

std::string Panel::key(std::size_t row) const {
  const std::string& unit = units_[static_cast<std::size_t>(unit_[row])];
  if (options_.time.empty()) return unit;
  return fmt::format("{}, {}", unit, periods_[static_cast<std::size_t>(time_[row])]);
}

}  // namespace yugong::data
