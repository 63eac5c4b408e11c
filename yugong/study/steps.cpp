#include "yugong/study/steps.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/winsorise.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"
#include "yugong/study/methods.hpp"

namespace yugong::study {
namespace {

template <class T>
std::vector<T> tail(const std::vector<T>& list, std::size_t from) {
  return {list.begin() + static_cast<std::ptrdiff_t>(from), list.end()};
}

/// Problems of a method, with the place of the entry where the method knew none.
std::vector<Problem> located(const Error& e,
                             const Place& formula,
                             const Place& entry,
                             const std::string& id) {
  std::vector<Problem> out;
  for (const Problem& p : e.problems()) {
    Problem q = moved(p, p.place.column > 0 && formula.line > 0 ? formula : entry);
    if (q.term.empty()) q.term = id;
    out.push_back(std::move(q));
  }
  return out;
}

/// Notes of a result without a place are told with the step they belong to.
void place_notes(Result& result, const std::string& step) {
  for (Problem& p : result.notes) {
    if (!p.place.known()) p.place.path = step;
  }
}

std::string group_text(const data::DataColumn& column, std::size_t row) {
  return column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
}

/// Values of the split column in the order wanted; values that `order` leaves out are named in a
/// note.
std::vector<std::string> groups_of(const ModelSpec& spec,
                                   const data::Panel& panel,
                                   std::vector<Problem>& notes) {
  const data::DataColumn& column = panel.table().column(spec.split, spec.place);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    if (column.missing_at(i)) continue;
    const std::string value = group_text(column, i);
    if (std::find(found.begin(), found.end(), value) == found.end()) found.push_back(value);
  }
  if (spec.order.empty()) return found;
  for (const std::string& wanted : spec.order) {
    if (std::find(found.begin(), found.end(), wanted) != found.end()) continue;
    const Text hint = text::did_you_mean(wanted, found);
    throw Error{error("YG1207",
                      {fmt::format("model {}: no row has {} = '{}'", spec.name, spec.split, wanted),
                       fmt::format("模型 {}：没有 {} 为“{}”的样本", spec.name, spec.split, wanted)},
                      {"the values are " + text::join(found, ", ") + hint.en,
                       "现有取值：" + text::join(found, "、") + hint.zh},
                      spec.place)};
  }
  for (const std::string& value : found) {
    if (std::find(spec.order.begin(), spec.order.end(), value) != spec.order.end()) continue;
    notes.push_back(
        note("YG1208",
             {fmt::format(
                  "model {}: the group '{}' is not in `order` and was left out", spec.name, value),
              fmt::format("模型 {}：分组“{}”不在 order 中，未予估计", spec.name, value)})
            .about(spec.name));
  }
  return spec.order;
}

std::vector<std::uint32_t> rows_of_group(const data::Panel& panel,
                                         const std::string& split,
                                         const std::string& value) {
  const data::DataColumn& column = panel.table().column(split);
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    if (!column.missing_at(i) && group_text(column, i) == value)
      rows.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

std::vector<std::uint32_t> complement(std::size_t count, const std::vector<std::uint32_t>& rows) {
  std::vector<std::uint32_t> out;
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (next < rows.size() && rows[next] == i) {
      ++next;
    } else {
      out.push_back(i);
    }
  }
  return out;
}

/// Row numbers of a result on part of the panel, told in the numbering of the whole panel; rows
/// outside are a reason too.
void renumber(Result& result,
              const std::vector<std::uint32_t>& rows,
              std::size_t all,
              const std::string& reason,
              Text label) {
  for (Dropped& d : result.sample.dropped) {
    for (std::size_t& row : d.rows) row = rows[row];
  }
  const std::vector<std::uint32_t> outside = complement(all, rows);
  result.sample.rows = all;
  if (outside.empty()) return;
  Dropped dropped{reason, std::move(label), {outside.begin(), outside.end()}};
  result.sample.dropped.insert(result.sample.dropped.begin(), std::move(dropped));
}

/// A column of a result on part of the panel, on the whole panel.
data::DataColumn spread(const Column& column,
                        const std::vector<std::uint32_t>& rows,
                        std::size_t all) {
  if (rows.size() == all) return column;
  data::DataColumn out(column);
  out.numbers.assign(column.is_text ? 0 : all, missing);
  out.texts.assign(column.is_text ? all : 0, "");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (column.is_text) {
      out.texts[rows[i]] = column.texts[i];
    } else {
      out.numbers[rows[i]] = column.numbers[i];
    }
  }
  return out;
}

/// The name that a column of `augment` has in the panel, or empty when it stays in the result.
std::string panel_name(const std::string& name, const std::string& column) {
  if (column == "score") return name;
  if (column.rfind("score.", 0) == 0) return name + column.substr(5);
  if (column == "index") return name;  // of productivity
  if (column == "cumulative.index") return name + ".cumulative";
  for (const char* part :
       {"coupling", "development", "ec", "tc", "pec", "sec", "tc_vrs", "sc", "bpg"})
    if (column == part) return name + "." + column;
  return "";
}

Text made_label(const Study& study, const std::string& name, const Text& given) {
  const auto label = study.labels.find(name);
  return label != study.labels.end() ? label->second : given;
}

/// What one estimate of a model runs on.
struct Part {
  data::Panel panel;
  std::vector<std::uint32_t> rows;  ///< of the whole panel
  bool all = false;                 ///< every row that `where` leaves, though there are groups
};

Part part_of(const data::Panel& panel, const std::vector<std::uint32_t>& rows) {
  return {rows.size() == panel.rows() ? panel : panel.keep(rows), rows, false};
}

std::vector<std::uint32_t> common(const std::vector<std::uint32_t>& a,
                                  const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

/// Estimates of one part of the panel: one for each model of the formula.
void run_models(const ModelSpec& spec,
                const Method& method,
                const Part& part,
                std::size_t all_rows,
                const Variant& variant,
                const Executor& executor,
                Product& product,
                std::vector<Variant>& variants) {
  std::vector<SingleModel> models = spec.models;
  if (models.empty()) models.emplace_back();
  for (const SingleModel& model : models) {
    executor.check_stop();
    Variant mine = variant;
    Value settings = spec.settings;
    if (!model.id.empty()) {
      mine.id += "." + model.id;
      Value formula = Value::of(model.formula);
      formula.place = spec.formula_place;
      settings.set("formula", formula);
    }
    try {
      Result result =
          method.run(part.panel, settings, "model." + mine.id, executor, key_names<ModelKeys>());
      result.id = mine.id;
      place_notes(result, "model " + mine.id);
      const bool whole = part.rows.size() == all_rows;
      const std::string why =
          mine.group.empty() || part.all ? spec.where : spec.split + " = " + mine.group;
      if (!whole)
        renumber(result, part.rows, all_rows, "filter", {"outside " + why, "不满足 " + why});
      product.results.push_back(std::move(result));
    } catch (const Error& e) {
      mine.problems = located(e, spec.formula_place, spec.place, mine.id);
    }
    variants.push_back(std::move(mine));
  }
}

}  // namespace

std::vector<std::uint32_t> rows_where(const data::Panel& panel,
                                      const std::string& where,
                                      const Place& place) {
  std::vector<std::uint32_t> rows(panel.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  if (where.empty()) return rows;
  const std::vector<bool> keep = prepare::condition(prepare::parse_expression(where, place), panel);
  std::erase_if(rows, [&](std::uint32_t row) { return !keep[row]; });
  if (!rows.empty()) return rows;
  throw Error{error(
      "YG1206",
      {"no row fulfils the condition '" + where + "'", "没有样本满足条件“" + where + "”"},
      {"Check the spelling of values and the periods of the panel", "请检查取值的写法与面板的时期"},
      place)};
}

Product run_derive(const Study& study, const DeriveSpec& spec, const data::Panel& panel) {
  const prepare::Expression expression = prepare::parse_expression(spec.expression, spec.place);
  Product product;
  data::DataColumn column = prepare::evaluate(expression, panel, &product.notes);
  for (Problem& p : product.notes) {
    if (p.term.empty()) p.term = spec.name;
  }
  column.name = spec.name;
  column.formula = spec.expression;
  column.label = made_label(study, spec.name, column.label);
  data::Change change{"derive", spec.name, {spec.expression, spec.expression}, column.size(), {}};
  data::Table& table = product.table.emplace();
  table.add(std::move(column));
  table.changes().push_back(std::move(change));
  return product;
}

Product run_computed(const Study& study,
                     const ComputedSpec& spec,
                     const data::Panel& panel,
                     const Executor& executor) {
  const Method* method = find_method(spec.verb);
  const std::string path = spec.section + "." + spec.name;
  Product product;
  try {
    const Part part = part_of(panel, rows_where(panel, spec.where, spec.where_place));
    Result result =
        method->run(part.panel, spec.settings, path, executor, key_names<ComputedKeys>());
    result.id = spec.name;
    place_notes(result, spec.section + " " + spec.name);
    data::Table& table = product.table.emplace();
    for (const Column& column : result.augment.columns()) {
      const std::string name = panel_name(spec.name, column.name);
      if (name.empty()) continue;
      data::DataColumn made = spread(column, part.rows, panel.rows());
      made.name = name;
      made.formula = spec.verb + " " + path;
      made.label = made_label(study, name, name == spec.name ? spec.label : Text{name});
      for (std::size_t i = 0; i < made.size(); ++i) {
        if (!made.missing_at(i)) made.set_mark(i, data::Mark::derived);
      }
      table.add(std::move(made));
    }
    if (part.rows.size() < panel.rows())
      renumber(result,
               part.rows,
               panel.rows(),
               "filter",
               {"outside " + spec.where, "不满足 " + spec.where});
    const Value* how = spec.settings.find(spec.section == "index" ? "method" : "model");
    table.changes().push_back({spec.section,
                               spec.name,
                               Text{how != nullptr ? how->text : spec.verb},
                               part.rows.size(),
                               {}});
    product.results.push_back(std::move(result));
  } catch (const Error& e) {
    throw Error{located(e, spec.place, spec.place, spec.name)};
  }
  return product;
}

Product run_model(const Study& study,
                  const ModelSpec& spec,
                  const data::Panel& panel,
                  const Executor& executor,
                  std::vector<Variant>& variants) {
  static_cast<void>(study);
  const Method* method = find_method(spec.verb);
  Product product;
  try {
    data::Panel own;
    if (spec.winsor) {
      own = panel;
      const std::string path = "model." + spec.name + ".winsor";
      prepare::winsorise::apply(
          own, read_options<prepare::winsorise::Options>(*spec.winsor, path), executor);
    }
    const data::Panel& base = spec.winsor ? own : panel;
    const std::vector<std::uint32_t> rows = rows_where(base, spec.where, spec.where_place);
    if (spec.split.empty()) {
      run_models(spec,
                 *method,
                 part_of(base, rows),
                 panel.rows(),
                 {spec.name, "", {}},
                 executor,
                 product,
                 variants);
      return product;
    }
    if (spec.full) {
      Part all = part_of(base, rows);
      all.all = true;
      const Variant variant{spec.name + ".full", "full", {}};
      run_models(spec, *method, all, panel.rows(), variant, executor, product, variants);
    }
    for (const std::string& group : groups_of(spec, base, product.notes)) {
      const Variant variant{spec.name + "." + group, group, {}};
      const std::vector<std::uint32_t> mine = common(rows, rows_of_group(base, spec.split, group));
      if (mine.empty()) {
        variants.push_back(variant);
        variants.back().problems = {
            error("YG1206",
                  {"no row is left in group '" + group + "'", "分组“" + group + "”没有样本"},
                  {"Check `where` of the model", "请检查模型的 where 条件"},
                  spec.place)};
        continue;
      }
      run_models(
          spec, *method, part_of(base, mine), panel.rows(), variant, executor, product, variants);
    }
  } catch (const Error& e) {
    variants.push_back({spec.name, "", located(e, spec.formula_place, spec.place, spec.name)});
  }
  return product;
}

void put_into(data::Panel& panel, const Product& product) {
  data::Table& table = panel.table();
  if (product.table) {
    for (const data::DataColumn& column : product.table->columns()) table.add(column);
    const std::vector<data::Change>& changes = product.table->changes();
    table.changes().insert(table.changes().end(), changes.begin(), changes.end());
  }
  table.notes().insert(table.notes().end(), product.notes.begin(), product.notes.end());
}

}  // namespace yugong::study
