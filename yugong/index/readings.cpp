#include "yugong/index/readings.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace yugong::index {

namespace {

constexpr std::size_t keys_named = 5;

/// The column as numbers, or nullptr with the reason appended.
const data::DataColumn* numeric_column(const data::Panel& panel,
                                       const std::string& name,
                                       std::vector<Problem>& problems) {
  try {
    const data::DataColumn& c = panel.table().column(name);
    if (!c.is_text) return &c;
    problems.push_back(
        error("YG3214",
              {fmt::format("'{}' is a column of texts, not of numbers", name),
               fmt::format("'{}' 是文本列，不是数值列", name)},
              {"leave it out, or correct the cells that are no numbers where the file is read",
               "请去掉该列，或在原始数据中改正非数值单元格"})
            .about(name));
  } catch (const Error& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
  return nullptr;
}

void check_values(const data::Panel& panel,
                  const data::DataColumn& c,
                  std::vector<Problem>& problems) {
  std::vector<std::size_t> infinite;
  bool any = false;
  for (std::size_t i = 0; i < c.numbers.size(); ++i) {
    any = any || !is_missing(c.numbers[i]);
    if (std::isinf(c.numbers[i])) infinite.push_back(i);
  }
  if (!any)
    problems.push_back(error("YG3203",
                             {fmt::format("'{}' has no value in any row", c.name),
                              fmt::format("'{}' 在所有行中均缺失", c.name)},
                             {"leave it out, or fill it where the data are read or prepared",
                              "请去掉该变量，或在数据读取、整理时补全"})
                           .about(c.name));
  if (!infinite.empty())
    problems.push_back(error("YG3215",
                             {fmt::format("'{}' is infinite in {} rows: {}",
                                          c.name,
                                          infinite.size(),
                                          first_keys(panel, infinite)),
                              fmt::format("'{}' 在 {} 行中为无穷大：{}",
                                          c.name,
                                          infinite.size(),
                                          first_keys(panel, infinite))},
                             {"it was divided by zero or is the logarithm of zero: mend its "
                              "formula, or filter those rows",
                              "该值由除以零或零取对数而来：请修改公式，或剔除这些行"})
                           .about(c.name));
}

void count_units(const data::Panel& panel, Readings& out) {
  std::set<std::int32_t> units, periods;
  for (const std::uint32_t row : out.rows) {
    units.insert(panel.unit()[row]);
    periods.insert(panel.time()[row]);
  }
  out.sample.rows = panel.rows();
  out.sample.used = out.rows.size();
  out.sample.units = units.size();
  out.sample.periods = periods.size();
}

void note_dropped(const data::Panel& panel, Readings& out) {
  if (out.sample.dropped.empty()) return;
  std::vector<std::size_t> all;
  std::vector<std::string> counts;
  for (const Dropped& d : out.sample.dropped) {
    all.insert(all.end(), d.rows.begin(), d.rows.end());
    counts.push_back(fmt::format("{} {}", d.reason.substr(d.reason.find(':') + 1), d.rows.size()));
  }
  std::sort(all.begin(), all.end());
  const std::string by_column = text::join(counts, ", "), keys = first_keys(panel, all);
  out.notes.push_back(
      note("YG3206",
           {fmt::format("{} of {} rows have no result because a value is missing ({}): {}",
                        all.size(),
                        panel.rows(),
                        by_column,
                        keys),
            fmt::format("{} 行（共 {} 行）因数据缺失没有结果（{}）：{}",
                        all.size(),
                        panel.rows(),
                        by_column,
                        keys)},
           {"fill gaps with interpolate in [prepare], or leave the column out",
            "可在 [prepare] 中用 interpolate 补全，或去掉该列"}));
}

}  // namespace

Readings complete_rows(const data::Panel& panel,
                       const std::vector<std::string>& columns,
                       const std::string& group,
                       std::size_t fewest,
                       std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  std::vector<const data::DataColumn*> sources;
  for (const std::string& name : columns) {
    sources.push_back(numeric_column(panel, name, problems));
    if (sources.back() != nullptr) check_values(panel, *sources.back(), problems);
  }
  try {
    if (!group.empty()) sources.push_back(&panel.table().column(group));
  } catch (const Error& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
  Readings out;
  if (problems.size() > before) return out;

  std::vector<Dropped> dropped(sources.size());
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    const auto lacking = std::find_if(
        sources.begin(), sources.end(), [&](const auto* c) { return c->missing_at(i); });
    if (lacking == sources.end())
      out.rows.push_back(static_cast<std::uint32_t>(i));
    else
      dropped[static_cast<std::size_t>(lacking - sources.begin())].rows.push_back(i);
  }
  for (std::size_t j = 0; j < sources.size(); ++j) {
    if (dropped[j].rows.empty()) continue;
    const std::string& name = sources[j]->name;
    dropped[j].reason = "missing:" + name;
    dropped[j].label = {fmt::format("missing {}", name), fmt::format("{} 缺失", name)};
    out.sample.dropped.push_back(std::move(dropped[j]));
  }
  out.values.resize(columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (const std::uint32_t row : out.rows) out.values[j].push_back(sources[j]->numbers[row]);
  count_units(panel, out);
  note_dropped(panel, out);
  if (out.rows.size() < fewest)
    problems.push_back(
        error("YG3204",
              {fmt::format("{} complete rows, at least {} are needed", out.rows.size(), fewest),
               fmt::format("完整的行只有 {} 个，至少需要 {} 个", out.rows.size(), fewest)},
              {"widen the sample, or leave out the column with the most gaps",
               "请扩大样本，或去掉缺失最多的列"}));
  return out;
}

Frame with_keys(const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  return out;
}

std::string first_keys(const data::Panel& panel, const std::vector<std::size_t>& rows) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::min(keys_named, rows.size()); ++i)
    keys.push_back(panel.key(rows[i]));
  const std::string out = text::join(keys, "; ");
  return rows.size() > keys_named ? fmt::format("{}; ... ({})", out, rows.size()) : out;
}

void throw_any(std::vector<Problem>& problems) {
  if (!problems.empty()) throw Error(std::move(problems));
}

}  // namespace yugong::index
