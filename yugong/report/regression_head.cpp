// The head of a table of estimates and the notes beneath it.
#include <algorithm>

#include <fmt/format.h>

#include "yugong/report/label.hpp"
#include "yugong/report/regression_parts.hpp"
#include "yugong/report/vcov_note.hpp"

namespace yugong::report {
namespace {

std::vector<HeaderCell> group_line(const Making& making) {
  std::vector<Text> given = groups_of(making.options, "table " + making.context.number);
  if (given.size() > making.size()) {
    throw Error{
        error("YG4026",
              {fmt::format("groups head {} columns of {}", given.size(), making.size()),
               fmt::format("groups 共 {} 列，而表有 {} 列", given.size(), making.size())},
              {"make the spans add up to the number of columns", "请使各 span 之和等于列数"})
            .about("groups")};
  }
  given.resize(making.size());
  std::vector<HeaderCell> line{{Text(), 1, false}};
  const Text* before = nullptr;
  for (std::size_t i = 0; i < making.size(); ++i) {
    const Text& own = making.columns[i].group.empty() ? given[i] : making.columns[i].group;
    if (before != nullptr && !own.empty() && *before == own)
      ++line.back().columns;
    else
      line.push_back({own, 1, !own.empty()});
    before = &own;
  }
  return line;
}

/// "括号内" + "为" + what is there, with a space before Latin letters.
std::string held_in(const Text& place, const Text& inside) {
  const std::string& what = inside.in(Lang::zh);
  const bool latin = !what.empty() && static_cast<unsigned char>(what[0]) < 0x80;
  return place.in(Lang::zh) + (latin ? "为 " : "为") + what;
}

bool says_something(const std::vector<HeaderCell>& line) {
  return std::ranges::any_of(line, [](const HeaderCell& cell) { return !cell.text.empty(); });
}

/// What stands beneath the estimates: "standard errors in parentheses, p-values in square
/// brackets".
Text beneath_note(const Making& making) {
  const std::vector<Parentheses>& parts = making.house.parentheses;
  const std::string marks = brackets_of(making, 0);
  const std::string usual = parts.front() == Parentheses::ci ? "[]" : "()";
  if (parts.size() == 1 && marks == usual)
    return making.word(std::string("note.") + name_of(parts.front()));
  Text all;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Text& part = making.word(std::string("part.") + name_of(parts[k]));
    const Text& place = making.word("bracket." + brackets_of(making, k));
    all.en += (k ? ", " : "") + part.en + " " + place.en;
    all.zh += (k ? "，" : "") + held_in(place, part);
  }
  return all;
}

Text stars_note(const Making& making) {
  const Text inside = beneath_note(making);
  if (!making.house.stars || making.options.levels.empty())
    return {inside.en + ".", inside.in(Lang::zh) + "。"};
  return levels_note(making.options.levels, making.options.symbols, inside);
}

/// What the brackets of the statistics hold.
Text brackets_note(const Making& making) {
  Text all;
  NameList said;
  for (const StatisticRow& row : making.statistics) {
    if (row.bracketed.empty()) continue;
    Text inside = making.word("tests.p");
    if (row.bracketed == "critical")
      inside = making.word(row.stat == "kp_f" || row.stat == "cd_f" ? "critical.stock_yogo"
                                                                    : "critical");
    else if (row.bracketed != "p")
      inside = making.context.words.has(row.bracketed) ? making.word(row.bracketed)
                                                       : Text(row.bracketed);
    const std::string key = row.marks + inside.en;
    if (std::ranges::find(said, key) != said.end()) continue;
    said.push_back(key);
    const Text& place = making.word("bracket." + row.marks);
    all.en += (all.en.empty() ? "" : ", ") + inside.en + " " + place.en;
    all.zh += (all.zh.empty() ? "" : "，") + held_in(place, inside);
  }
  if (all.empty()) return {};
  // A sentence of its own; "p-values" stays as it is.
  if (all.en[0] >= 'a' && all.en[0] <= 'z' && !all.en.starts_with("p-"))
    all.en[0] = static_cast<char>(all.en[0] - 'a' + 'A');
  return {all.en + ".", all.zh + "。"};
}

Text vcov_of_columns(const Making& making) {
  NameList kinds;
  for (std::size_t i = 0; i < making.size(); ++i)
    kinds.push_back(
        making.failed(i) ? "" : text_statistic_of(*making.columns[i].result, "vcov").value_or(""));
  return vcov_note(kinds, making.context.labels, making.context.words);
}

void add_column_notes(Making& making) {
  std::vector<Text>& notes = making.table.notes;
  for (std::size_t i = 0; i < making.size(); ++i) {
    const std::string number = fmt::format("({}) ", i + 1);
    if (making.failed(i)) {
      const Text& failed = making.word("absent.failed");
      const Text& why = making.columns[i].reason;
      notes.emplace_back(
          number + failed.en + (why.empty() ? "" : ": " + why.en) + ".",
          number + failed.in(Lang::zh) + (why.empty() ? "" : "：" + why.in(Lang::zh)) + "。");
      continue;
    }
    if (making.options.notes == AutomaticNotes::none) continue;
    // The parts of a model repeat its warnings once.
    const RegressionColumn& own = making.columns[i];
    const bool repeated =
        std::any_of(making.columns.begin(),
                    making.columns.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const RegressionColumn& c) { return !own.of.empty() && c.of == own.of; });
    if (repeated) continue;
    for (const Problem& problem : own.result->notes) {
      if (problem.level != Level::warning) continue;
      notes.emplace_back(number + problem.what.en + ".", number + problem.what.in(Lang::zh) + "。");
    }
  }
}

}  // namespace

void add_head(Making& making) {
  std::vector<HeaderCell> numbers{{making.word("variable"), 1, false}}, titles{{Text(), 1, false}},
      outcomes{{Text(), 1, false}};
  for (std::size_t i = 0; i < making.size(); ++i) {
    const RegressionColumn& column = making.columns[i];
    numbers.push_back({Text(fmt::format("({})", i + 1)), 1, false});
    titles.push_back({column.title, 1, false});
    Text outcome = column.outcome;
    if (outcome.empty() && column.result != nullptr)
      outcome = making.label_of(outcome_of(column.result->formula));
    outcomes.push_back({outcome, 1, false});
  }
  auto& header = making.table.header;
  if (std::vector<HeaderCell> groups = group_line(making); says_something(groups))
    header.push_back(std::move(groups));
  const Text variable = numbers.front().text;
  if (making.options.column_numbers) header.push_back(std::move(numbers));
  if (says_something(titles)) header.push_back(std::move(titles));
  if (making.options.outcome_row && says_something(outcomes)) header.push_back(std::move(outcomes));
  // Without numbers the word for the first column moves to the last line.
  if (header.empty()) {
    numbers.assign(making.size() + 1, HeaderCell{});
    header.push_back(std::move(numbers));
  }
  if (!making.options.column_numbers) header.back().front().text = variable;
}

void add_notes(Making& making) {
  std::vector<Text>& notes = making.table.notes;
  if (making.options.notes == AutomaticNotes::automatic) {
    notes.push_back(stars_note(making));
    if (making.by_critical_values) notes.push_back(making.word("note.critical"));
    for (Text& note : std::vector<Text>{brackets_note(making), vcov_of_columns(making)}) {
      if (!note.empty()) notes.push_back(std::move(note));
    }
  }
  add_column_notes(making);
}

}  // namespace yugong::report
