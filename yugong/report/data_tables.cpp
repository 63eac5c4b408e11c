#include "yugong/report/data_tables.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/report/label.hpp"

namespace yugong::report {
namespace {

Table headed(const TableContext& context) {
  Table table;
  table.id = context.id;
  table.number = context.number;
  table.title = context.title;
  table.simulated = context.simulated;
  return table;
}

/// Merges equal neighbours of a dimension column downwards; an inner cell never reaches over the
/// edge of an outer one.
void merge_dimensions(Table& table,
                      const std::vector<IndicatorRow>& indicators,
                      std::size_t depth) {
  const auto same = [&](std::size_t a, std::size_t b, std::size_t level) {
    for (std::size_t k = 0; k <= level; ++k) {
      if (!(indicators[a].dimensions[k] == indicators[b].dimensions[k])) return false;
    }
    return true;
  };
  for (std::size_t level = 0; level < depth; ++level) {
    for (std::size_t first = 0; first < indicators.size();) {
      std::size_t last = first;
      while (last + 1 < indicators.size() && same(first, last + 1, level)) ++last;
      table.rows[first].cells[level].rows = static_cast<int>(last - first + 1);
      for (std::size_t i = first + 1; i <= last; ++i) table.rows[i].cells[level].covered = true;
      first = last + 1;
    }
  }
}

bool whole(const Column& column) {
  return std::ranges::all_of(column.numbers,
                             [](double v) { return is_missing(v) || v == std::floor(v); });
}

/// "label_zh" beside "label": the same column in Chinese.
bool is_translation(const Frame& frame, const Column& column) {
  if (!column.is_text || !column.name.ends_with("_zh")) return false;
  const std::string name = column.name.substr(0, column.name.size() - 3);
  return frame.has(name) && frame.column(name).is_text;
}

const Column& named(const Frame& frame, const std::string& name) {
  if (frame.has(name)) return frame.column(name);
  std::vector<std::string> known;
  for (const Column& column : frame.columns()) known.push_back(column.name);
  const Text near = text::did_you_mean(name, known);
  const std::string list = text::join(known, ", ");
  throw Error{error("YG2104",
                    {"there is no column '" + name + "' to print", "没有可列示的列“" + name + "”"},
                    {"the columns are " + list + near.en, "现有列：" + list + near.zh})
                  .about(name)};
}

Text title_of(const Column& column, const TableContext& context) {
  if (const auto label = context.labels.find(column.name); label != context.labels.end())
    return label->second;
  if (context.words.has(column.name)) return context.words(column.name);
  if (!column.label.empty()) return column.label;
  for (const GlossaryEntry& entry : glossary()) {
    if (entry.name == column.name && entry.meaning.en.size() <= 24) return entry.meaning;
  }
  return column.name;
}

}  // namespace

Table weights_table(const std::vector<IndicatorRow>& indicators,
                    const WeightsTableOptions& options,
                    const TableContext& context) {
  std::size_t depth = 0;
  for (const IndicatorRow& indicator : indicators)
    depth = std::max(depth, indicator.dimensions.size());
  std::vector<IndicatorRow> rows = indicators;
  for (IndicatorRow& row : rows) row.dimensions.resize(depth);

  Table table = headed(context);
  std::vector<HeaderCell> header;
  for (std::size_t k = 0; k < depth; ++k) {
    header.push_back({k < options.dimension_titles.size() ? options.dimension_titles[k]
                                                          : context.words("dimension"),
                      1,
                      false});
  }
  header.push_back({context.words("indicator"), 1, false});
  table.label_columns = static_cast<int>(depth) + 1;
  table.align.assign(depth + 1, Align::left);
  const auto add_column = [&](std::string_view key) {
    header.push_back({context.words(key), 1, false});
    table.align.push_back(Align::centre);
  };
  const bool units = options.show_unit && std::ranges::any_of(rows, [](const IndicatorRow& row) {
                       return !row.unit.empty();
                     });
  if (units) add_column("unit_of_measure");
  add_column("direction");
  if (options.show_weight) add_column("weight");
  table.header.push_back(std::move(header));

  std::vector<std::string> names, directions;
  std::vector<double> weights;
  for (const IndicatorRow& indicator : rows) {
    Row row;
    for (const Text& dimension : indicator.dimensions) row.cells.push_back(Cell::of(dimension));
    row.cells.push_back(
        Cell::of(indicator.label.empty() ? Text(indicator.variable) : indicator.label));
    if (units) row.cells.push_back(Cell::of(Text(indicator.unit)));
    row.cells.push_back(Cell::of(context.words(indicator.positive ? "positive" : "negative")));
    if (options.show_weight) {
      row.cells.push_back(
          Cell::of(indicator.weight, options.digits, context.words("absent.value")));
    }
    table.rows.push_back(std::move(row));
    names.push_back(indicator.variable);
    directions.emplace_back(indicator.positive ? "positive" : "negative");
    weights.push_back(indicator.weight);
  }
  merge_dimensions(table, rows, depth);
  table.tidy.add("variable", names).add("direction", directions).add("weight", weights);
  check(table);
  return table;
}

std::vector<IndicatorRow> indicators_of(const Frame& tidy, const TableContext& context) {
  const std::string key = tidy.has("term") ? "term" : "variable";
  std::vector<IndicatorRow> rows(tidy.rows());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    IndicatorRow& row = rows[i];
    row.variable = tidy.text(key, i);
    row.label = label_of(row.variable, Naming::label, context);
    // An index made by group, such as by year, has a block of rows for each.
    if (tidy.has("group")) row.dimensions.emplace_back(tidy.text("group", i));
    if (tidy.has("dimension") && tidy.column("dimension").is_text &&
        !tidy.text("dimension", i).empty()) {
      for (const std::string& part : text::split(tidy.text("dimension", i), '/'))
        row.dimensions.push_back(label_of(part, Naming::label, context));
    }
    if (tidy.has("unit")) row.unit = tidy.text("unit", i);
    if (tidy.has("direction")) {
      const Column& direction = tidy.column("direction");
      row.positive =
          direction.is_text ? direction.texts[i] != "negative" : direction.numbers[i] >= 0;
    }
    if (tidy.has("weight")) row.weight = tidy.number("weight", i);
  }
  return rows;
}

Table frame_table(const Frame& frame,
                  const FrameTableOptions& options,
                  const TableContext& context) {
  Table table = headed(context);
  std::vector<const Column*> shown;
  for (const std::string& name : options.columns) shown.push_back(&named(frame, name));
  for (const Column& column : frame.columns()) {
    if (options.columns.empty() && !is_translation(frame, column)) shown.push_back(&column);
  }
  std::vector<HeaderCell> header;
  std::vector<bool> counts;
  std::vector<const Column*> translations;
  for (const Column* column : shown) {
    header.push_back({title_of(*column, context), 1, false});
    counts.push_back(!column->is_text && whole(*column));
    table.align.push_back(column->is_text ? Align::left : Align::centre);
    table.tidy.add(*column);
    const std::string zh = column->name + "_zh";
    translations.push_back(frame.has(zh) && frame.column(zh).is_text ? &frame.column(zh) : nullptr);
  }
  table.header.push_back(std::move(header));
  const std::size_t count =
      options.most_rows == 0 ? frame.rows() : std::min(frame.rows(), options.most_rows);
  for (std::size_t i = 0; i < count; ++i) {
    Row row;
    for (std::size_t k = 0; k < shown.size(); ++k) {
      if (translations[k] != nullptr) {
        row.cells.push_back(Cell::of(Text{shown[k]->texts[i], translations[k]->texts[i]}));
      } else if (shown[k]->is_text) {
        row.cells.push_back(Cell::of(label_of(shown[k]->texts[i], Naming::symbol, context)));
      } else {
        row.cells.push_back(Cell::of(
            shown[k]->numbers[i], counts[k] ? 0 : options.digits, context.words("absent.value")));
      }
    }
    table.rows.push_back(std::move(row));
  }
  if (count < frame.rows()) {
    const Text& more = context.words("rows_not_shown");
    const std::string rest = std::to_string(frame.rows() - count);
    table.notes.emplace_back(rest + more.en + ".", rest + more.in(Lang::zh) + "。");
  }
  check(table);
  return table;
}

Table truth_table(const std::vector<TruthRow>& rows, const TableContext& context, int digits) {
  Table table = headed(context);
  table.label_columns = 2;
  table.align = {Align::left,
                 Align::left,
                 Align::centre,
                 Align::centre,
                 Align::centre,
                 Align::centre,
                 Align::centre};
  std::vector<HeaderCell> header;
  for (const char* key :
       {"model", "term", "truth", "estimate", "std_error", "distance", "covered"}) {
    header.push_back({context.words(key), 1, false});
  }
  table.header.push_back(std::move(header));
  std::vector<std::string> models, terms;
  std::vector<double> truths, estimates, errors;
  for (const TruthRow& r : rows) {
    const Text& absent = context.words("absent.value");
    Row row{RowKind::values, {Cell::of(Text(r.model)), Cell::of(r.label)}};
    row.cells.push_back(Cell::of(r.truth, digits, absent));
    row.cells.push_back(Cell::of(r.estimate, digits, absent));
    row.cells.push_back(Cell::of(r.std_error, digits, absent));
    const double distance = r.std_error > 0 ? (r.estimate - r.truth) / r.std_error : missing;
    row.cells.push_back(Cell::of(distance, 2, absent));
    const bool known = !is_missing(r.conf_low) && !is_missing(r.conf_high) && !is_missing(r.truth);
    const bool covers = r.conf_low <= r.truth && r.truth <= r.conf_high;
    row.cells.push_back(known ? Cell::of(context.words(covers ? "yes" : "no"))
                              : Cell::blank(absent));
    table.rows.push_back(std::move(row));
    models.push_back(r.model);
    terms.push_back(r.label.en);
    truths.push_back(r.truth);
    estimates.push_back(r.estimate);
    errors.push_back(r.std_error);
  }
  table.tidy.add("model", models)
      .add("term", terms)
      .add("truth", truths)
      .add("estimate", estimates)
      .add("std_error", errors);
  const Text& note = context.words("note.truth");
  table.notes.emplace_back(note.en + ".", note.in(Lang::zh) + "。");
  check(table);
  return table;
}

}  // namespace yugong::report
