#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {
namespace {

/// The keys of a table without those of the study, over those of [style]; `@set` items replaced.
Value table_settings(const Made& made, const ExhibitSpec& spec, bool with_style) {
  const std::set<std::string> own = key_names<TableKeys>();
  Value out = Value::table();
  const auto add = [&](const Value& table) {
    for (const auto& [key, value] : table.members) {
      if (own.count(key) > 0 || key == "words") continue;
      Value resolved = value;
      if (value.is_array() &&
          std::any_of(
              value.items.begin(), value.items.end(), [](const Value& v) { return v.is_text(); })) {
        resolved.items.clear();
        for (const Mention& m : items_of(value, made.study.sets, ""))
          resolved.items.push_back(Value::of(m.name));
      }
      out.set(key, resolved);
    }
  };
  if (with_style) add(made.study.style);
  add(spec.settings);
  return out;
}

TableKeys keys_of(const ExhibitSpec& spec) {
  std::vector<Problem> ignored;
  std::set<std::string> others;
  for (const auto& [key, value] : spec.settings.members) others.insert(key);
  return read_options<TableKeys>(spec.settings, "table." + spec.id, ignored, others);
}

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

/// Variants that `base1`, `region.*` or `region.上游` names, in order.
std::vector<const Variant*> variants_of(const Made& made, const std::string& column) {
  std::vector<const Variant*> out;
  const std::string entry =
      made.variants.count(column) > 0 ? column : column.substr(0, column.find('.'));
  const auto found = made.variants.find(entry);
  if (found == made.variants.end()) return out;
  const bool all = column == entry || column == entry + ".*";
  for (const Variant& v : found->second) {
    if (all || v.id == column) out.push_back(&v);
  }
  return out;
}

Text heading_of(const Made& made,
                const TableKeys& keys,
                const Variant& variant,
                const std::string& column,
                std::size_t position) {
  std::vector<Problem> ignored;
  if (keys.titles.is_array() && position < keys.titles.items.size())
    return text_of(keys.titles.items[position], "titles", ignored);
  if (keys.titles.is_table()) {
    for (const std::string& name : {variant.id, column}) {
      if (const Value* title = keys.titles.find(name)) return text_of(*title, "titles", ignored);
    }
  }
  if (!variant.group.empty()) return {variant.group};
  for (const ModelSpec& m : made.study.models) {
    if (m.name == column || m.name + ".*" == column) return m.label;
  }
  return {};
}

std::vector<report::RegressionColumn> columns_of(const Made& made, const TableKeys& keys) {
  std::vector<report::RegressionColumn> columns;
  for (const std::string& name : keys.columns) {
    for (const Variant* v : variants_of(made, name)) {
      report::RegressionColumn column;
      column.title = heading_of(made, keys, *v, name, columns.size());
      const auto result = made.results.find(v->id);
      if (result != made.results.end()) {
        column.result = &result->second;
      } else {
        column.reason =
            v->problems.empty() ? Text{"not estimated", "未估计"} : v->problems.front().what;
      }
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

report::RegressionTableOptions regression_options(const Made& made, const ExhibitSpec& spec) {
  return read_options<report::RegressionTableOptions>(table_settings(made, spec, true),
                                                      "table." + spec.id);
}

report::Table regression(const Made& made, const ExhibitSpec& spec, const TableKeys& keys) {
  const std::vector<report::RegressionColumn> columns = columns_of(made, keys);
  const bool none =
      std::none_of(columns.begin(), columns.end(), [](const report::RegressionColumn& c) {
        return c.result != nullptr;
      });
  if (none) {
    throw Error{error("YG4014",
                      {"none of its estimates could be made", "所列模型均未能估计"},
                      {"Mend the models first", "请先修正各模型"},
                      spec.place)};
  }
  return report::regression_table(columns, regression_options(made, spec), context_of(made, spec));
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

/// Where the study asks for a term: in the table, else in [style].
Place place_of_term(const Made& made, const ExhibitSpec& spec, const std::string& term) {
  for (const Value* settings : {&spec.settings, &made.study.style}) {
    const Value* show = settings->find("show");
    if (show == nullptr) continue;
    for (const Value& item : show->items) {
      if (item.text == term) return item.place;
    }
  }
  return spec.place;
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

Text column_name(const Made& made, const Variant& variant) {
  const std::string entry = variant.id.substr(0, variant.id.find('.'));
  for (const ModelSpec& m : made.study.models) {
    if (m.name == entry && !m.label.empty() && variant.group.empty()) return m.label;
  }
  if (!variant.group.empty()) return {variant.group};
  Text numbered;
  for (const ExhibitSpec& spec : made.study.tables) {
    if (spec.kind != "regression") continue;
    const TableKeys keys = keys_of(spec);
    std::size_t position = 0;
    for (const std::string& name : keys.columns) {
      for (const Variant* v : variants_of(made, name)) {
        const std::size_t here = position++;
        if (v->id != variant.id) continue;
        Text title = heading_of(made, keys, *v, name, here);
        if (!title.empty()) return title;
        if (numbered.empty() && !spec.title.empty())
          numbered = {fmt::format("{} ({})", spec.title.en, here + 1),
                      fmt::format("{}({})", spec.title.in(Lang::zh), here + 1)};
      }
    }
  }
  return numbered.empty() ? Text{variant.id} : numbered;
}

std::vector<Problem> terms_in_no_table(const Made& made) {
  std::set<std::string> found;
  std::map<std::string, Place> absent;
  std::set<std::string> all;
  for (const ExhibitSpec& spec : made.study.tables) {
    if (spec.kind != "regression") continue;
    const report::RegressionTableOptions options = regression_options(made, spec);
    const std::vector<report::RegressionColumn> columns = columns_of(made, keys_of(spec));
    const std::vector<std::string> not_here = report::terms_not_found(columns, options);
    for (const std::string& term : options.show) {
      if (std::find(not_here.begin(), not_here.end(), term) == not_here.end()) found.insert(term);
    }
    for (const std::string& term : not_here)
      absent.try_emplace(term, place_of_term(made, spec, term));
    for (const report::RegressionColumn& column : columns) {
      if (column.result == nullptr || !column.result->tidy.has("term")) continue;
      const std::vector<std::string>& terms = column.result->tidy.column("term").texts;
      all.insert(terms.begin(), terms.end());
    }
  }
  const std::vector<std::string> terms(all.begin(), all.end());
  std::vector<Problem> problems;
  for (const auto& [term, place] : absent) {
    if (found.count(term) > 0) continue;
    const Text hint = text::did_you_mean(term, terms);
    problems.push_back(
        warning("YG2104",
                {fmt::format("no model has the term '{}' that `show` asks for", term),
                 fmt::format("show 中的“{}”不是任何模型的变量", term)},
                {"the terms are " + text::join(terms, ", ") + hint.en,
                 "现有变量：" + text::join(terms, "、") + hint.zh},
                place)
            .about(term));
  }
  return problems;
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
  } else {
    table = regression(made, spec, keys);
  }
  std::vector<Problem> ignored;
  const Text note = text_of(keys.note, path + ".note", ignored);
  if (!note.empty()) table.notes.push_back(note);
  return table;
}

}  // namespace yugong::study
