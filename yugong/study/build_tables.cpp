#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/build_regressions.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {
namespace {

/// Data of the panel as a frame, on the rows of `where`.
Frame data_frame(const Made& made, const TableKeys& keys, const ExhibitSpec& spec) {
  const Value* where = spec.settings.find("where");
  const std::vector<std::uint32_t> rows =
      rows_where(made.panel, keys.where, where != nullptr ? where->place : spec.place);
  Frame frame;
  if (rows.size() == made.panel.rows()) {
    for (const data::DataColumn& c : made.panel.table().columns())
      frame.add(static_cast<const Column&>(c));
  } else {
    const data::Table part = made.panel.table().take(rows);
    for (const data::DataColumn& c : part.columns()) frame.add(static_cast<const Column&>(c));
  }
  return frame;
}

report::Table frame_part(const Made& made, const ExhibitSpec& spec, const TableKeys& keys) {
  const Result& result = subject(made, keys.of, spec);
  const std::string part = keys.part.empty() ? "tidy" : keys.part;
  report::FrameTableOptions options;
  options.columns = keys.columns;
  if (const Value* digits = spec.settings.find("digits"))
    options.digits = static_cast<int>(digits->integer);
  if (const Value* most = spec.settings.find("most_rows"))
    options.most_rows = static_cast<std::size_t>(std::max<std::int64_t>(0, most->integer));
  const report::TableContext context = context_of(made, spec);
  if (part == "tidy") return report::frame_table(result.tidy, options, context);
  if (part == "glance") return report::frame_table(result.glance, options, context);
  if (part == "augment") return report::frame_table(result.augment, options, context);
  const auto table = result.tables.find(part);
  if (table != result.tables.end()) return report::frame_table(table->second, options, context);
  std::vector<std::string> parts = {"tidy", "glance", "augment"};
  for (const auto& [name, frame] : result.tables) parts.push_back(name);
  throw Error{error("YG2114",
                    {fmt::format("'{}' has no part '{}'", keys.of, part),
                     fmt::format("“{}”没有“{}”这一部分", keys.of, part)},
                    {"parts: " + text::join(parts, ", "), "可用：" + text::join(parts, "、")},
                    spec.place)};
}

/// True parameters of simulated data beside the estimates of every model on the whole sample whose
/// outcome has some.
report::Table truth(const Made& made, const ExhibitSpec& spec, const TableKeys& keys) {
  if (made.study.heading.truth.empty()) {
    throw Error{
        error("YG2206",
              {"a table of kind truth needs [study] truth", "truth 类型的表需要 [study] truth"},
              {"Write:  truth = \"truth.json\"", "请写：  truth = \"truth.json\""},
              spec.place)};
  }
  const std::string name = as_written(made.study.heading.truth, made.study.places);
  const Value tree = value_from_json(read_whole(made.study.heading.truth), name);
  const Value* parameters = tree.find("parameters");
  const report::TableContext context = context_of(made, spec);
  std::vector<report::TruthRow> rows;
  for (const ModelSpec& model : made.study.models) {
    const bool chosen =
        std::find(keys.columns.begin(), keys.columns.end(), model.name) != keys.columns.end();
    const bool plain = model.where.empty() && !model.winsor && model.split.empty();
    if (parameters == nullptr || (keys.columns.empty() ? !plain : !chosen)) continue;
    const auto variants = made.variants.find(model.name);
    if (variants == made.variants.end()) continue;
    for (const Variant& v : variants->second) {
      const auto result = made.results.find(v.id);
      if (result == made.results.end() || !result->second.tidy.has("term")) continue;
      // Parameters of a model of that name come before those of its outcome.
      const Value* values = parameters->find(v.id);
      if (values == nullptr) values = parameters->find(report::outcome_of(result->second.formula));
      if (values == nullptr) continue;
      const Frame& tidy = result->second.tidy;
      for (std::size_t i = 0; i < tidy.rows(); ++i) {
        const std::string& term = tidy.text("term", i);
        const Value* value = values->find(term);
        if (value == nullptr || !value->is_number()) continue;
        const auto label = context.labels.find(term);
        const auto cell = [&](const char* column) {
          return tidy.has(column) ? tidy.number(column, i) : missing;
        };
        rows.push_back({v.id,
                        label == context.labels.end() ? Text{term} : label->second,
                        value->number(),
                        cell("estimate"),
                        cell("std_error"),
                        cell("conf_low"),
                        cell("conf_high")});
      }
    }
  }
  if (rows.empty()) {
    throw Error{
        error("YG4014",
              {"no estimate has a true parameter in " + name, name + " 中没有与估计对应的真实参数"},
              {"Name the models in `columns`", "请在 columns 中写明模型"},
              spec.place)};
  }
  return report::truth_table(rows, context);
}

}  // namespace

const Result& subject(const Made& made, const std::string& of, const ExhibitSpec& spec) {
  const auto found = made.results.find(of);
  if (found != made.results.end()) return found->second;
  throw Error{
      error("YG4014",
            {fmt::format("the result '{}' was not made", of), fmt::format("未得到“{}”的结果", of)},
            {"Mend that step first", "请先修正该步骤"},
            spec.place)};
}

report::Words words_of(const Study& study) {
  report::Words words;
  const Value* given = study.style.find("words");
  if (given == nullptr) return words;
  std::vector<Problem> problems;
  for (const auto& [key, value] : given->members) {
    try {
      words.set(key, text_of(value, "style.words." + key, problems));
    } catch (const Error& e) {
      for (Problem p : e.problems()) {
        p.place = value.key_place;
        problems.push_back(std::move(p));
      }
    }
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  return words;
}

report::TableContext context_of(const Made& made, const ExhibitSpec& spec) {
  report::TableContext context;
  context.id = "t" + spec.id;
  context.number = spec.id;
  context.title = spec.title;
  for (const data::DataColumn& c : made.panel.table().columns()) {
    if (!c.label.empty()) context.labels[c.name] = c.label;
  }
  for (const auto& [name, label] : made.study.labels) context.labels[name] = label;
  context.unit = made.study.panel.unit;
  context.time = made.study.panel.time;
  context.simulated = made.study.heading.simulated;
  context.words = words_of(made.study);
  return context;
}

report::Table build_table(const Made& made, const ExhibitSpec& spec) {
  const TableKeys keys = keys_of(spec);
  const std::string path = "table." + spec.id;
  report::Table table;
  if (spec.kind == "summary") {
    const auto options =
        read_options<report::SummaryOptions>(table_settings(made, spec, false), path);
    table = report::summary_table(data_frame(made, keys, spec), options, context_of(made, spec));
  } else if (spec.kind == "correlation") {
    const auto options =
        read_options<report::CorrelationOptions>(table_settings(made, spec, false), path);
    table =
        report::correlation_table(data_frame(made, keys, spec), options, context_of(made, spec));
  } else if (spec.kind == "weights") {
    const Result& result = subject(made, keys.of, spec);
    const auto own = result.tables.find("weights");
    const report::TableContext context = context_of(made, spec);
    table = report::weights_table(
        report::indicators_of(own == result.tables.end() ? result.tidy : own->second, context),
        {},
        context);
  } else if (spec.kind == "frame") {
    table = frame_part(made, spec, keys);
  } else if (spec.kind == "truth") {
    table = truth(made, spec, keys);
  } else if (spec.kind == "compare") {
    table = compare_exhibit(made, spec);
  } else {
    table = regression_exhibit(made, spec);
  }
  std::vector<Problem> ignored;
  const Text note = text_of(keys.note, path + ".note", ignored);
  if (!note.empty()) table.notes.push_back(note);
  return table;
}

}  // namespace yugong::study
