// The statistics beneath the estimates: observations, R², tests with their p-values or critical
// values.
#include <algorithm>

#include <fmt/format.h>

#include "yugong/report/regression_parts.hpp"
#include "yugong/report/result_parts.hpp"
#include "yugong/report/vcov_note.hpp"

namespace yugong::report {
namespace {

/// N and the R² that suits: within where effects are absorbed, plain where a column has no within
/// R².
std::vector<StatisticRow> usual_rows(const Making& making) {
  bool within = false, plain = false, nobs = false;
  for (std::size_t i = 0; i < making.size(); ++i) {
    if (making.failed(i)) continue;
    const Result& result = *making.columns[i].result;
    const auto has = [&](const char* name) {
      const auto value = statistic_of(result, name);
      return value && !is_missing(*value);
    };
    const bool has_within = has("r2_within") && !making.effects_of(i).empty();
    within = within || has_within;
    plain = plain || (!has_within && has("r2"));
    nobs = nobs || has("nobs");
  }
  std::vector<StatisticRow> rows;
  const auto add = [&](const char* name, bool wanted) {
    if (!wanted) return;
    rows.emplace_back();
    rows.back().stat = name;
  };
  add("nobs", nobs);
  add("r2_within", within);
  add("r2", plain);
  return rows;
}

/// True when the first stage of the same model stands in the table and the statistic is about it.
bool printed_elsewhere(const Making& making, std::size_t column, const std::string& stat) {
  const RegressionColumn& own = making.columns[column];
  if (own.result == nullptr || !own.part.empty() || !of_first_stage(stat)) return false;
  const std::string& id = own.of.empty() ? own.result->id : own.of;
  return std::ranges::any_of(making.columns, [&](const RegressionColumn& other) {
    return other.of == id && other.part.starts_with("first");
  });
}

[[noreturn]] void refuse(const Making& making, const std::string& name) {
  NameList known;
  for (const RegressionColumn& column : making.columns) {
    if (column.result == nullptr) continue;
    for (const std::string& one : statistic_names(*column.result)) {
      if (std::ranges::find(known, one) == known.end()) known.push_back(one);
    }
  }
  const Text near = text::did_you_mean(name, known);
  const std::string list = text::join(known, ", ");
  const std::string& number = making.context.number;
  throw Error{error("YG4022",
                    {"no column of table " + number + " has the statistic '" + name + "'",
                     "表 " + number + " 的各列均无统计量“" + name + "”"},
                    {"the models have: " + list + near.en, "模型提供：" + list + near.zh})
                  .about(name)};
}

/// The classical names of tests that are robust only with a robust covariance: where every column
/// that has the statistic is classical, the test is Anderson's, Cragg and Donald's or Sargan's.
std::string spoken_name(const Making& making, const std::string& stat) {
  const bool robust_name = stat == "kp_lm" || stat == "kp_f" || stat == "hansen_j";
  if (!robust_name) return stat;
  for (std::size_t i = 0; i < making.size(); ++i) {
    if (making.failed(i) || !statistic_of(*making.columns[i].result, stat)) continue;
    if (text_statistic_of(*making.columns[i].result, "vcov").value_or("") != "iid") return stat;
  }
  return stat == "kp_lm" ? "anderson_lm" : stat == "kp_f" ? "cd_f" : "sargan";
}

int digits_of(const Making& making, const StatisticRow& row) {
  if (row.digits) return *row.digits;
  const bool own = making.options.digits_of.contains(row.stat);
  return is_count(row.stat) && !own ? 0 : making.digits(row.stat);
}

Cell value_cell(const Making& making, const StatisticRow& row, std::size_t i) {
  const Result& result = *making.columns[i].result;
  const Text& absent = making.word("absent.row");
  if (const auto text = text_statistic_of(result, row.stat)) {
    if (row.stat != "vcov") return Cell::of(Text(*text));
    return Cell::of(spoken_vcov(*text, making.context.labels, making.context.words));
  }
  const auto value = statistic_of(result, row.stat);
  if (!value) return Cell::blank(absent);
  const int digits = digits_of(making, row);
  if (!is_count(row.stat)) return making.number(*value, digits, absent);
  Cell cell = Cell::of(*value, digits, absent);
  cell.grouped = making.options.thousands;
  return cell;
}

void add_bracketed(const Making& making,
                   const StatisticRow& row,
                   std::size_t i,
                   bool beside,
                   Cell& cell,
                   Row& beneath) {
  const Result& result = *making.columns[i].result;
  const auto value = bracketed_of(result, row);
  const int digits = making.digits(row.bracketed == "p" ? "p" : row.stat);
  Cell inner =
      value ? Cell::of(*value,
                       is_count(row.bracketed)       ? 0
                       : row.bracketed == "critical" ? making.options.digits_of.contains("critical")
                                                           ? making.options.digits_of.at("critical")
                                                           : 2
                                                     : digits,
                       making.word("absent.value"))
            : Cell::blank(making.word("absent.row"));
  if (inner.kind == Cell::Kind::number) {
    inner.prefix = row.marks.substr(0, 1);
    inner.suffix = row.marks.substr(1, 1);
    if (beside) cell.after = " " + inner.plain(Lang::en);
  }
  if (!beside) beneath.cells.push_back(std::move(inner));
}

/// A statistic, or what stands in its brackets, that no column has.
void require_somewhere(const Making& making, const StatisticRow& row) {
  bool any = false, any_bracketed = row.bracketed.empty(), all_failed = true;
  for (std::size_t i = 0; i < making.size(); ++i) {
    if (making.failed(i)) continue;
    all_failed = false;
    const Result& result = *making.columns[i].result;
    any = any || statistic_of(result, row.stat) || text_statistic_of(result, row.stat);
    any_bracketed = any_bracketed || bracketed_of(result, row);
  }
  if (!any && !all_failed) refuse(making, row.stat);
  if (!any_bracketed && !row.bracketed.empty() && !all_failed)
    refuse(making, row.bracketed == "p" ? row.stat + "_p" : row.bracketed);
}

void add_statistic(Making& making, const StatisticRow& row) {
  require_somewhere(making, row);
  const bool beside = row.beside.value_or(making.options.beside);
  const bool two_lines = !row.bracketed.empty() && !beside;
  Row line{two_lines ? RowKind::estimate : RowKind::values,
           {Cell::of(statistic_label(making, row))}};
  Row beneath{RowKind::statistic, {Cell::blank()}};
  for (std::size_t i = 0; i < making.size(); ++i) {
    const bool elsewhere = printed_elsewhere(making, i, row.stat);
    if (making.failed(i) || elsewhere) {
      const Cell blank =
          Cell::blank(making.why_absent(i, elsewhere ? "absent.first" : "absent.row"));
      line.cells.push_back(blank);
      beneath.cells.push_back(blank);
      continue;
    }
    Cell cell = value_cell(making, row, i);
    if (cell.kind == Cell::Kind::blank) {
      beneath.cells.push_back(cell);
      line.cells.push_back(std::move(cell));
      continue;
    }
    if (row.stars) {
      StatisticRow p = row;
      p.bracketed = "p";
      cell.stars = mark_of(bracketed_of(*making.columns[i].result, p).value_or(missing),
                           making.options.levels,
                           making.options.symbols);
    }
    if (cell.kind == Cell::Kind::number)
      making.sheet.add(i, making.columns[i], row.stat, "statistic_row", cell.value, cell.stars);
    if (!row.bracketed.empty()) {
      add_bracketed(making, row, i, beside, cell, beneath);
      if (const auto inner = bracketed_of(*making.columns[i].result, row);
          inner && !is_missing(*inner))
        making.sheet.add(i, making.columns[i], row.stat, row.bracketed, *inner, "");
    }
    line.cells.push_back(std::move(cell));
  }
  making.table.rows.push_back(std::move(line));
  if (two_lines) making.table.rows.push_back(std::move(beneath));
}

}  // namespace

std::vector<StatisticRow> usual_and_asked(const Making& making) {
  std::vector<StatisticRow> asked;
  for (std::size_t k = 0; k < making.options.rows.size(); ++k)
    asked.push_back(statistic_row_of(making.options.rows[k], fmt::format("rows[{}]", k + 1)));
  const bool replaces = std::ranges::any_of(asked, [](const StatisticRow& r) { return !r.adds; });
  std::vector<StatisticRow> rows = replaces ? std::vector<StatisticRow>{} : usual_rows(making);
  for (StatisticRow& row : asked) {
    const auto same = std::ranges::find(rows, row.stat, &StatisticRow::stat);
    if (same == rows.end())
      rows.push_back(std::move(row));
    else if (row.adds)
      *same = std::move(row);
  }
  return rows;
}

Text statistic_label(const Making& making, const StatisticRow& row) {
  if (!row.label.empty()) return row.label;
  if (making.has_own_label(row.stat)) return making.own_label(row.stat);
  const std::string name = spoken_name(making, row.stat);
  if (making.context.words.has(name)) return making.word(name);
  for (const RegressionColumn& column : making.columns) {
    if (column.result == nullptr) continue;
    for (const Test& test : column.result->tests) {
      Text label = test.label.empty() ? Text(test.name) : test.label;
      if (name == test.name) return label;
      if (name == test.name + "_p") {
        const Text& ending = making.word("p_of_test");
        return {label.en + ending.en, label.in(Lang::zh) + ending.in(Lang::zh)};
      }
    }
  }
  for (const GlossaryEntry& entry : glossary()) {
    if (entry.name == name) return entry.meaning;
  }
  return name;
}

Cell statistic_cell(const Making& making, const StatisticRow& row, std::size_t column) {
  require_somewhere(making, row);
  return value_cell(making, row, column);
}

void add_statistics(Making& making) {
  making.statistics = usual_and_asked(making);
  for (StatisticRow& row : making.statistics) {
    // Under classical errors the Wald F is Cragg and Donald's, which has a column of its own.
    if (row.stat == "kp_f" && spoken_name(making, row.stat) == "cd_f") row.stat = "cd_f";
    add_statistic(making, row);
  }
}

}  // namespace yugong::report
