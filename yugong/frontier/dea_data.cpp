#include "yugong/frontier/dea_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

constexpr std::size_t named = 5;  // rows spelt out in one message
constexpr std::size_t zero_named =
    20;  // warnings about single zero cells; the rest are counted in one

std::string keys_of(const data::Panel& panel, const std::vector<std::size_t>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min(named, rows.size()); ++i)
    out += (i == 0 ? "" : "; ") + panel.key(rows[i]);
  return rows.size() > named ? out + "; …" : out;
}

/// The columns of the variables; every unknown name and text column is reported together.
std::vector<const data::DataColumn*> columns_of(const data::Panel& panel,
                                                const std::vector<Variable>& variables) {
  std::vector<Problem> problems;
  std::vector<const data::DataColumn*> columns;
  for (const Variable& v : variables) {
    try {
      const data::DataColumn& column = panel.table().column(v.name);
      columns.push_back(&column);
      if (column.is_text)
        problems.push_back(error("YG3316",
                                 {fmt::format("'{}' is a text column; amounts are numbers", v.name),
                                  fmt::format("'{}' 是文本列，投入产出须为数值", v.name)},
                                 {"check the cells with `yugong look`, or name another column",
                                  "请用 `yugong look` 检查该列，或换用数值列"})
                               .about(v.name));
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  return columns;
}

void drop_missing(const data::Panel& panel,
                  const std::vector<const data::DataColumn*>& columns,
                  Fit& fit) {
  std::vector<std::vector<std::size_t>> lacking(columns.size());
  for (std::size_t row = 0; row < panel.rows(); ++row) {
    bool whole = true;
    for (std::size_t v = 0; v < columns.size(); ++v) {
      if (std::isfinite(columns[v]->numbers[row])) continue;
      if (whole) lacking[v].push_back(row);
      whole = false;
    }
    if (whole) fit.rows.push_back(static_cast<std::uint32_t>(row));
  }
  std::vector<Problem> problems;
  for (std::size_t v = 0; v < columns.size(); ++v) {
    if (lacking[v].empty()) continue;
    const std::string& name = fit.variables[v].name;
    const Text what{
        fmt::format("{} rows have no amount of '{}': {}",
                    lacking[v].size(),
                    name,
                    keys_of(panel, lacking[v])),
        fmt::format("{} 行缺少 '{}'：{}", lacking[v].size(), name, keys_of(panel, lacking[v]))};
    if (fit.options.missing == Missing::error)
      problems.push_back(error("YG3306",
                               what,
                               {"interpolate, filter, or write missing = \"drop\"",
                                "请插值、筛选，或写 missing = \"drop\""})
                             .about(name));
    else
      fit.notes.push_back(warning("YG3306",
                                  what,
                                  {"they are left out of evaluation and of every reference set",
                                   "这些行既不评价，也不进入任何参照集"})
                              .about(name));
    fit.dropped.push_back({"missing:" + name, {"missing " + name, name + " 缺失"}, lacking[v]});
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  if (fit.rows.empty())
    throw Error{error("YG3313",
                      {"no row has all the inputs and outputs", "没有一行具备全部投入产出数据"},
                      {"check the columns named, or interpolate", "请检查所列变量，或先插值"})};
}

void read_amounts(const data::Panel& panel,
                  const std::vector<const data::DataColumn*>& columns,
                  Fit& fit) {
  Technology& t = fit.technology;
  t.units = fit.rows.size();
  t.returns = fit.options.returns;
  if (t.returns == Returns::grs) {
    t.lower = fit.options.bounds[0];
    t.upper = fit.options.bounds[1];
  }
  std::vector<Problem> problems;
  for (std::size_t v = 0; v < columns.size(); ++v) {
    t.side.push_back(fit.variables[v].side);
    std::vector<std::size_t> negative;
    for (const std::uint32_t row : fit.rows) {
      const double amount = columns[v]->numbers[row];
      if (amount < 0) negative.push_back(row);
      t.value.push_back(amount);
    }
    if (negative.empty()) continue;
    problems.push_back(error("YG3302",
                             {fmt::format("'{}' is negative in {} rows: {} ({})",
                                          fit.variables[v].name,
                                          negative.size(),
                                          keys_of(panel, negative),
                                          text::round_trip(columns[v]->numbers[negative[0]])),
                              fmt::format("'{}' 有 {} 行为负：{}（{}）",
                                          fit.variables[v].name,
                                          negative.size(),
                                          keys_of(panel, negative),
                                          text::round_trip(columns[v]->numbers[negative[0]]))},
                             {"ratio models need amounts that are not negative: correct the cells, "
                              "or filter the rows",
                              "比率型模型要求非负数据：请更正或筛除这些行"})
                           .about(fit.variables[v].name));
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  for (const std::uint32_t row : fit.rows) fit.keys.push_back(panel.key(row));
}

void warn_zero(const Fit& fit, std::size_t v, std::size_t j, std::vector<Problem>& notes) {
  const std::string& name = fit.variables[v].name;
  const bool kept = zero_rule(fit.options.zero).kind == ZeroRule::Kind::keep_count;
  notes.push_back(
      warning(
          "YG3301",
          {fmt::format("{} has {} = 0; its ratio term is dropped{}",
                       fit.keys[j],
                       name,
                       kept ? "" : " and its weight shared among the other terms"),
           fmt::format("{} 的 {} = 0；该比率项被剔除{}",
                       fit.keys[j],
                       name,
                       kept ? "" : "，权重由其余各项分担")},
          {"check whether the zero is real; or exclude the row, or write zero = \"small(0.01)\"",
           "请核实该零值；或筛除该行，或写 zero = \"small(0.01)\""})
          .about(name));
}

void treat_zeros(Fit& fit) {
  Technology& t = fit.technology;
  const ZeroRule rule = zero_rule(fit.options.zero);
  std::vector<Problem> notes;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < t.units; ++j)
      if (t.at(v, j) > 0) least = std::min(least, t.at(v, j));
    for (std::size_t j = 0; j < t.units; ++j) {
      if (t.at(v, j) != 0) continue;
      ++fit.zero_cells;
      if (rule.kind != ZeroRule::Kind::small) {
        if (notes.size() < zero_named) warn_zero(fit, v, j, notes);
        continue;
      }
      if (std::isfinite(least)) t.value[v * t.units + j] = rule.factor * least;
    }
  }
  fit.notes.insert(fit.notes.end(), notes.begin(), notes.end());
  if (rule.kind == ZeroRule::Kind::small && fit.zero_cells > 0)
    fit.notes.push_back(warning(
        "YG3301",
        {fmt::format("{} zero amounts were replaced by {} times the smallest positive amount of "
                     "their column",
                     fit.zero_cells,
                     rule.factor),
         fmt::format("{} 个零值已替换为该列最小正值的 {} 倍", fit.zero_cells, rule.factor)}));
  else if (fit.zero_cells > zero_named)
    fit.notes.push_back(warning(
        "YG3301",
        {fmt::format(
             "{} zero amounts in all; the first {} are named above", fit.zero_cells, zero_named),
         fmt::format("零值共 {} 个，以上只列出前 {} 个", fit.zero_cells, zero_named)}));
}

/// A unit without any input, and a reference set without any good output, have no meaning.
void refuse_empty_sides(const Fit& fit, const std::vector<Reference>& sets) {
  const Technology& t = fit.technology;
  std::vector<Problem> problems;
  const auto all_zero = [&](Side side, std::size_t j) {
    for (std::size_t v = 0; v < t.variables(); ++v)
      if (t.side[v] == side && t.at(v, j) > 0) return false;
    return true;
  };
  for (std::size_t j = 0; j < t.units && problems.size() < named; ++j)
    if (all_zero(Side::input, j))
      problems.push_back(error("YG3303",
                               {fmt::format("{} has all inputs zero", fit.keys[j]),
                                fmt::format("{} 的全部投入为零", fit.keys[j])},
                               {"correct the data or filter the row", "请更正数据或筛除该行"})
                             .about(fit.keys[j]));
  for (const Reference& set : sets)
    if (std::all_of(set.members.begin(), set.members.end(), [&](std::uint32_t j) {
          return all_zero(Side::good, j);
        }))
      problems.push_back(
          error(
              "YG3303",
              {fmt::format("all good outputs are zero in the reference set of {}",
                           fit.keys[set.evaluated[0]]),
               fmt::format("{} 所在参照集的全部期望产出为零", fit.keys[set.evaluated[0]])},
              {"correct the data or choose a wider reference set", "请更正数据或选用更大的参照集"})
              .about(fit.keys[set.evaluated[0]]));
  if (!problems.empty()) throw Error{std::move(problems)};
}

void warn_spread(Fit& fit) {
  const Technology& t = fit.technology;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    for (std::size_t j = 0; j < t.units; ++j) {
      if (t.at(v, j) > 0) low = std::min(low, t.at(v, j));
      high = std::max(high, t.at(v, j));
    }
    if (high > 1e12 * low)
      fit.notes.push_back(
          warning("YG3305",
                  {fmt::format("'{}' ranges over more than twelve orders of magnitude ({} to {})",
                               fit.variables[v].name,
                               text::round_trip(low),
                               text::round_trip(high)),
                   fmt::format("'{}' 的取值跨越十二个以上数量级（{} 至 {}）",
                               fit.variables[v].name,
                               text::round_trip(low),
                               text::round_trip(high))},
                  {"check the units of measure of its cells", "请检查各行计量单位是否一致"})
              .about(fit.variables[v].name));
  }
}

/// Ratios and concentrations do not add up, so that scaling units up and down (constant returns)
/// has no meaning for them.
void warn_intensive(Fit& fit, const std::vector<const data::DataColumn*>& columns) {
  if (fit.options.returns != Returns::crs) return;
  for (std::size_t v = 0; v < columns.size(); ++v) {
    const std::string words =
        columns[v]->unit + " " + columns[v]->label.zh + " " + columns[v]->name;
    const std::string lowered = text::lower(words);
    bool found = columns[v]->unit.find('/') != std::string::npos;
    for (const char* mark : {"%",
                             "‰",
                             "浓度",
                             "比重",
                             "强度",
                             "人均",
                             "占比",
                             "pm2.5",
                             "pm25",
                             "per capita",
                             "concentration"})
      found = found || lowered.find(mark) != std::string::npos;
    if (!found) continue;
    fit.notes.push_back(
        warning(
            "YG3312",
            {fmt::format("'{}' looks like a ratio or a concentration; constant returns scale it "
                         "like an amount",
                         fit.variables[v].name),
             fmt::format("'{}' 像是比率或浓度；规模报酬不变会把它当作总量来缩放",
                         fit.variables[v].name)},
            {"use the total amount, or returns = \"vrs\"", "请改用总量，或取 returns = \"vrs\""})
            .about(fit.variables[v].name));
  }
}

void warn_few(Fit& fit, const std::vector<Reference>& sets) {
  const Options& o = fit.options;
  const std::size_t m = o.inputs.size(), s = o.outputs.size() + o.undesirable.size();
  const std::size_t wanted = std::max(m * s, 3 * (m + s));
  std::size_t few = 0, smallest = std::numeric_limits<std::size_t>::max();
  for (const Reference& set : sets) {
    few += set.members.size() < wanted;
    smallest = std::min(smallest, set.members.size());
  }
  if (few > 0)
    fit.notes.push_back(
        warning("YG3304",
                {fmt::format("{} of {} reference sets have fewer than {} rows (smallest: {}); many "
                             "rows will look efficient",
                             few,
                             sets.size(),
                             wanted,
                             smallest),
                 fmt::format("{1} 个参照集中有 {0} 个少于 {2} 行（最少 {3} 行），有效单元会偏多",
                             few,
                             sets.size(),
                             wanted,
                             smallest)},
                {"use fewer variables, or a wider reference set such as frontier = \"pooled\"",
                 "请减少变量，或扩大参照集，如 frontier = \"pooled\""}));
}

void note_identical(Fit& fit) {
  const Technology& t = fit.technology;
  std::vector<std::uint32_t> order(t.units);
  std::iota(order.begin(), order.end(), 0u);
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t v = 0; v < t.variables(); ++v)
      if (t.at(v, a) != t.at(v, b)) return t.at(v, a) < t.at(v, b) ? -1 : 1;
    return 0;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return compare(a, b) < 0;
  });
  std::size_t copies = 0;
  std::string example;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (compare(order[i - 1], order[i]) != 0) continue;
    if (copies++ == 0) example = fit.keys[order[i - 1]] + " = " + fit.keys[order[i]];
  }
  if (copies > 0)
    fit.notes.push_back(
        note("YG3315",
             {fmt::format("{} rows repeat the amounts of another row ({}); each stays in the "
                          "other's reference set",
                          copies,
                          example),
              fmt::format("{} 行与其他行数据完全相同（{}）；均保留，互为参照", copies, example)}));
}

std::vector<Reference> reference_sets(const data::Panel& panel, Fit& fit) {
  const FrontierRule rule = frontier_rule(fit.options.frontier);
  const bool by_period =
      rule.kind != FrontierRule::Kind::pooled && rule.kind != FrontierRule::Kind::group;
  if (by_period && panel.time_name().empty())
    throw Error{
        error("YG3310",
              {fmt::format("frontier = \"{}\" compares periods, but the data have no time column",
                           fit.options.frontier),
               fmt::format("frontier = \"{}\" 需要时间列，但数据没有指定时间变量",
                           fit.options.frontier)},
              {"name the time column, or write frontier = \"pooled\"",
               "请指定时间列，或写 frontier = \"pooled\""})
            .about("frontier")};
  std::vector<long> period;
  for (const std::uint32_t row : fit.rows)
    period.push_back(panel.periods()[static_cast<std::size_t>(panel.time()[row])]);
  std::vector<std::int32_t> group;
  if (!rule.column.empty()) {
    const data::DataColumn& column = panel.table().column(rule.column);
    std::map<std::string, std::int32_t> codes;
    for (const std::uint32_t row : fit.rows) {
      const std::string label =
          column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
      group.push_back(codes.emplace(label, static_cast<std::int32_t>(codes.size())).first->second);
    }
  }
  return references(rule, period, group);
}

}  // namespace

std::vector<Reference> read_panel(const data::Panel& panel, Fit& fit) {
  fit.variables = variables_of(fit.options);
  const std::vector<const data::DataColumn*> columns = columns_of(panel, fit.variables);
  for (std::size_t v = 0; v < columns.size(); ++v)
    if (!columns[v]->label.empty()) fit.variables[v].label = columns[v]->label;
  fit.panel_rows = panel.rows();
  drop_missing(panel, columns, fit);
  read_amounts(panel, columns, fit);
  std::set<std::int32_t> units, periods;
  for (const std::uint32_t row : fit.rows) {
    units.insert(panel.unit()[row]);
    periods.insert(panel.time()[row]);
  }
  fit.units = units.size();
  fit.periods = periods.size();
  std::vector<Reference> sets = reference_sets(panel, fit);
  refuse_empty_sides(fit, sets);
  treat_zeros(fit);
  warn_spread(fit);
  warn_intensive(fit, columns);
  warn_few(fit, sets);
  note_identical(fit);
  return sets;
}

}  // namespace yugong::frontier::dea
