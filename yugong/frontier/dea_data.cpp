#include "yugong/frontier/dea_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

constexpr std::size_t named = 5;  // rows spelt out in one message

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

/// Columns that the direction names, by variable; null where it names none.
std::vector<const data::DataColumn*> direction_columns(const data::Panel& panel, const Fit& fit) {
  std::vector<const data::DataColumn*> columns(fit.variables.size(), nullptr);
  if (!fit.options.direction.is_table() || !is_directional(fit.options.model)) return columns;
  const DirectionRule rule = direction_rule(fit.options);
  for (std::size_t v = 0; v < columns.size(); ++v)
    if (rule.entry[v].kind == DirectionRule::Entry::Kind::column)
      columns[v] = columns_of(panel, {{rule.entry[v].column, fit.variables[v].side, {}}})[0];
  return columns;
}

/// Rows without an amount, or (when zeros count as missing) with a zero one, by column.
class Lacking {
 public:
  Lacking(const data::Panel& panel, Fit& fit) : panel_(panel), fit_(fit) {}

  /// Whether the row lacks the amount; written down once for each row, under the first column.
  bool note_row(const std::string& name, double amount, bool zero_lacks, std::size_t row) {
    const bool zero = zero_lacks && amount == 0;
    if (std::isfinite(amount) && !zero) return false;
    auto& list = (zero ? zero_ : missing_)[name];
    list.push_back(row);
    return true;
  }

  void report() {
    std::vector<Problem> problems;
    for (const auto& [name, rows] : missing_) {
      const Text what{
          fmt::format("{} rows have no amount of '{}': {}", rows.size(), name, keys(rows)),
          fmt::format("{} 行缺少 '{}'：{}", rows.size(), name, keys(rows))};
      if (fit_.options.missing == Missing::error)
        problems.push_back(error("YG3306",
                                 what,
                                 {"interpolate, filter, or write missing = \"drop\"",
                                  "请插值、筛选，或写 missing = \"drop\""})
                               .about(name));
      else
        leave_out("missing:" + name, {"missing " + name, name + " 缺失"}, what, name, rows);
    }
    for (const auto& [name, rows] : zero_)
      leave_out("zero:" + name,
                {name + " is zero", name + " 为零"},
                {fmt::format(
                     "{} rows have '{}' = 0, taken as missing: {}", rows.size(), name, keys(rows)),
                 fmt::format("{} 行的 '{}' 为 0，按缺失处理：{}", rows.size(), name, keys(rows))},
                name,
                rows);
    if (!problems.empty()) throw Error{std::move(problems)};
  }

 private:
  std::string keys(const std::vector<std::size_t>& rows) const { return keys_of(panel_, rows); }

  void leave_out(const std::string& reason,
                 const Text& label,
                 const Text& what,
                 const std::string& name,
                 const std::vector<std::size_t>& rows) {
    fit_.notes.push_back(warning("YG3306",
                                 what,
                                 {"they are left out of evaluation and of every reference set",
                                  "这些行既不评价，也不进入任何参照集"})
                             .about(name));
    fit_.dropped.push_back({reason, label, rows});
  }

  const data::Panel& panel_;
  Fit& fit_;
  std::map<std::string, std::vector<std::size_t>> missing_, zero_;
};

void choose_rows(const data::Panel& panel,
                 const std::vector<const data::DataColumn*>& columns,
                 const std::vector<const data::DataColumn*>& direction,
                 Fit& fit) {
  const bool zero_lacks = zero_rule(fit.options.zero).kind == ZeroRule::Kind::missing;
  Lacking lacking(panel, fit);
  for (std::size_t row = 0; row < panel.rows(); ++row) {
    bool lacks = false;
    for (std::size_t v = 0; v < columns.size() && !lacks; ++v) {
      lacks = lacking.note_row(fit.variables[v].name, columns[v]->numbers[row], zero_lacks, row);
      if (!lacks && direction[v] != nullptr)
        lacks = lacking.note_row(direction[v]->name, direction[v]->numbers[row], false, row);
    }
    if (!lacks) fit.rows.push_back(static_cast<std::uint32_t>(row));
  }
  lacking.report();
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
  for (std::size_t v = 0; v < columns.size(); ++v) {
    t.side.push_back(fit.variables[v].side);
    for (const std::uint32_t row : fit.rows) t.value.push_back(columns[v]->numbers[row]);
  }
  for (const std::uint32_t row : fit.rows) {
    fit.keys.push_back(panel.key(row));
    fit.period.push_back(panel.periods()[static_cast<std::size_t>(panel.time()[row])]);
    if (fit.options.exclude == Exclude::unit) fit.owner.push_back(panel.unit()[row]);
  }
}

void read_direction(const std::vector<const data::DataColumn*>& columns, Fit& fit) {
  if (std::all_of(columns.begin(), columns.end(), [](const auto* c) { return c == nullptr; }))
    return;
  fit.direction.assign(fit.variables.size() * fit.rows.size(), 0.0);
  for (std::size_t v = 0; v < columns.size(); ++v) {
    if (columns[v] == nullptr) continue;
    for (std::size_t i = 0; i < fit.rows.size(); ++i) {
      const double g = columns[v]->numbers[fit.rows[i]];
      if (g < 0)
        throw Error{
            error("YG3331",
                  {fmt::format("the direction '{}' of {} is {}; directions are not negative "
                               "(inputs and bad outputs fall, goods rise)",
                               columns[v]->name,
                               fit.keys[i],
                               text::round_trip(g)),
                   fmt::format(
                       "{} 的方向 '{}' 为 {}；方向须非负（投入与非期望产出减少，期望产出增加）",
                       fit.keys[i],
                       columns[v]->name,
                       text::round_trip(g))},
                  {"correct the column, or filter the row", "请更正该列或筛除该行"})
                .about(columns[v]->name)};
      fit.direction[v * fit.rows.size() + i] = g;
    }
  }
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

/// Codes of the labels of a group column; refuses rows without a label.
std::vector<std::int32_t> groups_of(const data::Panel& panel,
                                    const std::string& name,
                                    const Fit& fit) {
  const data::DataColumn& column = panel.table().column(name);
  std::map<std::string, std::int32_t> codes;
  std::vector<std::int32_t> group;
  std::vector<std::size_t> unlabelled;
  for (const std::uint32_t row : fit.rows) {
    const bool none = column.is_text ? column.texts[row].empty() : is_missing(column.numbers[row]);
    if (none) unlabelled.push_back(row);
    const std::string label =
        column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
    group.push_back(codes.emplace(label, static_cast<std::int32_t>(codes.size())).first->second);
  }
  if (!unlabelled.empty())
    throw Error{error("YG3334",
                      {fmt::format("{} rows have no group in '{}': {}",
                                   unlabelled.size(),
                                   name,
                                   keys_of(panel, unlabelled)),
                       fmt::format("{} 行在 '{}' 中没有分组：{}",
                                   unlabelled.size(),
                                   name,
                                   keys_of(panel, unlabelled))},
                      {"fill in the column, or filter these rows", "请补齐该列，或筛除这些行"})
                    .about(name)};
  return group;
}

/// One where the flag is a number other than zero.
std::vector<std::int32_t> flags_of(const data::Panel& panel,
                                   const std::string& name,
                                   const Fit& fit) {
  const data::DataColumn& column = panel.table().column(name);
  std::vector<std::int32_t> flag;
  for (const std::uint32_t row : fit.rows)
    flag.push_back(!column.is_text && !is_missing(column.numbers[row]) && column.numbers[row] != 0);
  if (std::find(flag.begin(), flag.end(), 1) == flag.end())
    throw Error{
        error("YG3334",
              {"no row in use has '" + name + "' other than zero: the reference set is empty",
               "没有一行的 '" + name + "' 非零：参照集为空"},
              {"mark the rows of the reference set with 1 in a numeric column",
               "请在数值列中以 1 标记参照集的行"})
            .about(name)};
  return flag;
}

void check_periods(const data::Panel& panel, const FrontierRule& rule, const Fit& fit) {
  if (rule.by_period() && panel.time_name().empty())
    throw Error{
        error("YG3310",
              {fmt::format("frontier = \"{}\" compares periods, but the data have no time column",
                           fit.options.frontier),
               fmt::format("frontier = \"{}\" 需要时间列，但数据没有指定时间变量",
                           fit.options.frontier)},
              {"name the time column, or write frontier = \"pooled\"",
               "请指定时间列，或写 frontier = \"pooled\""})
            .about("frontier")};
  if (rule.kind == FrontierRule::Kind::fixed &&
      std::find(fit.period.begin(), fit.period.end(), rule.base) == fit.period.end())
    throw Error{
        error("YG3334",
              {fmt::format("no row in use is of period {}: the reference set is empty", rule.base),
               fmt::format("没有一行属于 {} 期：参照集为空", rule.base)},
              {fmt::format("the periods in use are {} to {}",
                           *std::min_element(fit.period.begin(), fit.period.end()),
                           *std::max_element(fit.period.begin(), fit.period.end())),
               fmt::format("所用时期为 {} 至 {}",
                           *std::min_element(fit.period.begin(), fit.period.end()),
                           *std::max_element(fit.period.begin(), fit.period.end()))})
            .about("frontier")};
}

std::vector<Reference> reference_sets(const data::Panel& panel, Fit& fit) {
  const FrontierRule rule = frontier_rule(fit.options.frontier);
  check_periods(panel, rule, fit);
  std::vector<std::int32_t> group;
  if (rule.kind == FrontierRule::Kind::custom)
    group = flags_of(panel, rule.column, fit);
  else if (!rule.column.empty())
    group = groups_of(panel, rule.column, fit);
  if (!fit.options.technology_gap.empty())
    fit.group = groups_of(panel, fit.options.technology_gap, fit);
  return references(rule, fit.period, group);
}

}  // namespace

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

std::vector<Reference> read_panel(const data::Panel& panel, Fit& fit) {
  fit.variables = variables_of(fit.options);
  const std::vector<const data::DataColumn*> columns = columns_of(panel, fit.variables);
  for (std::size_t v = 0; v < columns.size(); ++v)
    if (!columns[v]->label.empty()) fit.variables[v].label = columns[v]->label;
  const std::vector<const data::DataColumn*> direction = direction_columns(panel, fit);
  fit.panel_rows = panel.rows();
  choose_rows(panel, columns, direction, fit);
  read_amounts(panel, columns, fit);
  read_direction(direction, fit);
  std::set<std::int32_t> units, periods;
  for (const std::uint32_t row : fit.rows) {
    units.insert(panel.unit()[row]);
    periods.insert(panel.time()[row]);
  }
  fit.units = units.size();
  fit.periods = periods.size();
  treat_negatives(fit);
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
