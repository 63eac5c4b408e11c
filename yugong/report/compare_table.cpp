#include "yugong/report/compare_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/report/label.hpp"
#include "yugong/report/name_patterns.hpp"
#include "yugong/report/regression_parts.hpp"
#include "yugong/report/vcov_note.hpp"

namespace yugong::report {
namespace {

RegressionTableOptions table_options(const CompareOptions& options) {
  RegressionTableOptions out;
  out.preset = Preset::plain;
  out.merge = options.merge;
  out.labels = options.labels;
  out.rows = options.rows;
  out.levels = options.levels;
  out.symbols = options.symbols;
  out.digits = options.digits;
  out.naming = options.naming;
  out.show = options.term;
  return out;
}

double number_at(const Frame& frame, const char* name, std::ptrdiff_t row) {
  return frame.has(name) ? frame.number(name, static_cast<std::size_t>(row)) : missing;
}

class Comparison {
 public:
  Comparison(const Making& making, const CompareOptions& options)
      : making_(making),
        options_(options) {
    rows_ = usual_and_asked(making_);
    for (std::size_t i = 0; i < making_.size(); ++i) {
      if (making_.failed(i)) continue;
      const std::string outcome = outcome_of(making_.columns[i].result->formula);
      if (outcomes_.empty()) outcomes_.push_back(outcome);
      if (outcome != outcomes_.front()) outcomes_.push_back(outcome);
    }
  }

  Table build() {
    const TableContext& context = making_.context;
    table_.id = context.id;
    table_.number = context.number;
    table_.title = context.title;
    table_.simulated = context.simulated;
    head();
    for (const std::string& term : making_.shown) {
      if (making_.shown.size() > 1)
        table_.rows.push_back({RowKind::panel, {Cell::of(making_.label_of(term))}});
      for (const std::size_t i : in_order(term)) add(term, i);
    }
    notes();
    table_.tidy = sheet_.frame();
    check(table_);
    return std::move(table_);
  }

 private:
  const Text& word(std::string_view key) const { return making_.word(key); }

  void head() {
    std::vector<HeaderCell> line;
    const auto add = [&](const Text& text) { line.push_back({text, 1, false}); };
    add(word("model"));
    if (outcomes_.size() > 1) add(word("outcome"));
    add(word("estimator"));
    add(making_.shown.size() == 1 ? making_.label_of(making_.shown.front()) : word("estimate"));
    add(word("std_error"));
    add(word("interval"));
    for (const StatisticRow& row : rows_) add(statistic_label(making_, row));
    add(word("vcov"));
    table_.header.push_back(std::move(line));
    table_.align.assign(table_.columns(), Align::centre);
    table_.align.front() = Align::left;
    table_.align.back() = Align::left;
  }

  std::vector<std::size_t> in_order(const std::string& term) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < making_.size(); ++i) {
      if (making_.failed(i) || making_.row_of(i, term) >= 0) order.push_back(i);
    }
    if (options_.sort == CompareSort::given) return order;
    const auto estimate = [&](std::size_t i) {
      const std::ptrdiff_t row = making_.failed(i) ? -1 : making_.row_of(i, term);
      return row < 0 ? missing : number_at(making_.tidy[i], "estimate", row);
    };
    // Failed models, which have no estimate, come last.
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
      const double x = estimate(a), y = estimate(b);
      return is_missing(y) ? !is_missing(x) : !is_missing(x) && x < y;
    });
    return order;
  }

  Text name(std::size_t i) const {
    const RegressionColumn& column = making_.columns[i];
    if (!column.title.empty()) return column.title;
    return column.result != nullptr ? Text{column.result->id} : Text{fmt::format("({})", i + 1)};
  }

  void add(const std::string& term, std::size_t i) {
    Row row{RowKind::values, {Cell::of(name(i))}};
    if (making_.failed(i)) {
      row.cells.resize(table_.columns(), Cell::blank(making_.why_absent(i, "absent.failed")));
      table_.rows.push_back(std::move(row));
      return;
    }
    const Result& result = *making_.columns[i].result;
    const Frame& tidy = making_.tidy[i];
    const std::ptrdiff_t at = making_.row_of(i, term);
    const Text& absent = word("absent.value");
    if (outcomes_.size() > 1)
      row.cells.push_back(Cell::of(making_.label_of(outcome_of(result.formula))));
    row.cells.push_back(Cell::of(estimator_name(result, making_.context.words)));
    Cell estimate = Cell::of(number_at(tidy, "estimate", at), options_.digits, absent);
    if (options_.stars && estimate.kind == Cell::Kind::number)
      estimate.stars = mark_of(number_at(tidy, "p_value", at), options_.levels, options_.symbols);
    const std::string stars = estimate.stars;
    row.cells.push_back(std::move(estimate));
    row.cells.push_back(Cell::of(number_at(tidy, "std_error", at), options_.digits, absent));
    const double low = number_at(tidy, "conf_low", at), high = number_at(tidy, "conf_high", at);
    row.cells.push_back(is_missing(low) || is_missing(high)
                            ? Cell::blank(absent)
                            : Cell::of(Text(fmt::format("[{}, {}]",
                                                        text::fixed(low, options_.digits),
                                                        text::fixed(high, options_.digits)))));
    for (const char* part : {"estimate", "std_error", "conf_low", "conf_high"})
      sheet_.add(i,
                 making_.columns[i],
                 term,
                 part,
                 number_at(tidy, part, at),
                 std::string_view(part) == "estimate" ? stars : "");
    for (const StatisticRow& statistic : rows_) {
      row.cells.push_back(statistic_cell(making_, statistic, i));
      if (row.cells.back().kind == Cell::Kind::number)
        sheet_.add(
            i, making_.columns[i], statistic.stat, "statistic_row", row.cells.back().value, "");
    }
    const auto vcov = text_statistic_of(result, "vcov");
    row.cells.push_back(
        vcov ? Cell::of(spoken_vcov(*vcov, making_.context.labels, making_.context.words))
             : Cell::blank(word("absent.row")));
    table_.rows.push_back(std::move(row));
  }

  void notes() {
    if (options_.stars && !options_.levels.empty())
      table_.notes.push_back(levels_note(options_.levels, options_.symbols));
    for (std::size_t i = 0; i < making_.size(); ++i) {
      if (!making_.failed(i)) continue;
      const Text who = name(i), why = making_.why_absent(i, "absent.failed");
      table_.notes.emplace_back(who.en + ": " + why.en + ".",
                                who.in(Lang::zh) + "：" + why.in(Lang::zh) + "。");
    }
  }

  const Making& making_;
  const CompareOptions& options_;
  std::vector<StatisticRow> rows_;
  std::vector<std::string> outcomes_;
  Table table_;
  TidySheet sheet_;
};

void require_terms(const Making& making, const CompareOptions& options) {
  NameList known;
  for (const NameList& keys : making.keys) {
    for (const std::string& name : keys) {
      if (std::ranges::find(known, name) == known.end()) known.push_back(name);
    }
  }
  for (const std::string& term : options.term) {
    const bool found = making.somewhere(term) || std::ranges::any_of(known, [&](const auto& name) {
                         return matches(term, name);
                       });
    if (found) continue;
    const Text near = text::did_you_mean(term, known);
    const std::string list = text::join(known, ", ");
    throw Error{
        error("YG2104",
              {"no model of table " + making.context.number + " has the term '" + term + "'",
               "表 " + making.context.number + " 的模型均无变量“" + term + "”"},
              {"the terms are " + list + near.en, "现有变量：" + list + near.in(Lang::zh)})
            .about(term)};
  }
}

}  // namespace

Text estimator_name(const Result& result, const Words& words) {
  std::string which = text_statistic_of(result, "estimator").value_or("");
  if (result.kind == "gmm") which = text_statistic_of(result, "equation").value_or("");
  if (result.kind == "fe" && fixed_effects_of(result.formula).empty())
    return words("estimator.ols");
  for (const std::string& key :
       {"estimator." + result.kind + "." + which, "estimator." + result.kind}) {
    if (words.has(key)) return words(key);
  }
  return which.empty() ? Text{result.kind} : Text{result.kind + " " + which};
}

Table compare_table(const std::vector<RegressionColumn>& columns,
                    const CompareOptions& options,
                    const TableContext& context) {
  const RegressionTableOptions settings = table_options(options);
  std::vector<Problem> problems = problems_of(settings, "table " + context.number);
  if (!problems.empty()) throw Error{std::move(problems)};
  if (columns.empty())
    throw Error{error(
        "YG4021",
        {"table " + context.number + " has no columns", "表 " + context.number + " 没有任何列"},
        {"give it models: columns = [\"base1\", \"base2\"]",
         "请指定模型：columns = [\"base1\", \"base2\"]"})};
  const Making making = make(columns, settings, context);
  require_terms(making, options);
  return Comparison(making, options).build();
}

}  // namespace yugong::report
