#include "yugong/study/build_regressions.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/report/compare_table.hpp"
#include "yugong/study/draft.hpp"

namespace yugong::study {
namespace {

/// `@controls` replaced by its members wherever a list has it.
Value with_sets(const Value& value, const Sets& sets) {
  Value out = value;
  if (value.is_table()) {
    for (auto& [key, member] : out.members) member = with_sets(member, sets);
  } else if (value.is_array()) {
    out.items.clear();
    for (const Value& item : value.items) {
      const bool named = item.is_text() && item.text.starts_with("@");
      if (!named) {
        out.items.push_back(with_sets(item, sets));
        continue;
      }
      for (const Mention& m : items_of(item, sets, "")) {
        out.items.push_back(Value::of(m.name));
        out.items.back().place = item.place;
      }
    }
  }
  return out;
}

/// A column as it is written: the estimates that it names, and the part of them.
struct Naming {
  std::vector<const Variant*> variants;
  std::string part;
};

/// `base1`, `region.*`, `region.上游`; with a part behind: `iv1.first`, `region.上游.first`,
/// `region.*.first`.
Naming naming_of(const Made& made, const std::string& column) {
  std::string entry = column;
  while (made.variants.count(entry) == 0 && entry.find('.') != std::string::npos)
    entry = entry.substr(0, entry.rfind('.'));
  Naming out;
  const auto found = made.variants.find(entry);
  if (found == made.variants.end()) return out;
  std::string rest = column.size() > entry.size() ? column.substr(entry.size() + 1) : "";
  if (rest == "*" || rest.starts_with("*.")) {
    for (const Variant& v : found->second) out.variants.push_back(&v);
    out.part = rest.size() > 2 ? rest.substr(2) : "";
    return out;
  }
  for (const Variant& v : found->second) {
    const bool own = column == v.id || column.starts_with(v.id + ".");
    if (v.id == entry || !own) continue;
    out.variants.push_back(&v);
    out.part = column.size() > v.id.size() ? column.substr(v.id.size() + 1) : "";
    return out;
  }
  for (const Variant& v : found->second) out.variants.push_back(&v);
  out.part = rest;
  return out;
}

/// The title that a table gives a column, by position or by name.
Text given_title(const TableKeys& keys,
                 const std::vector<std::string>& names,
                 std::size_t position) {
  std::vector<Problem> ignored;
  if (keys.titles.is_array() && position < keys.titles.items.size())
    return text_of(keys.titles.items[position], "titles", ignored);
  if (keys.titles.is_table()) {
    for (const std::string& name : names) {
      if (const Value* title = keys.titles.find(name)) return text_of(*title, "titles", ignored);
    }
  }
  return {};
}

/// Under fsplit the group "full" is all rows; the others are values of the column.
Text title_of_group(const Study& study, const Variant& variant) {
  const std::string entry = variant.id.substr(0, variant.id.find('.'));
  for (const ModelSpec& m : study.models) {
    if (m.name == entry && m.full && variant.group == "full") return {"Full sample", "全样本"};
  }
  return {variant.group};
}

Text heading_of(const Made& made,
                const TableKeys& keys,
                const Variant& variant,
                const std::string& column,
                std::size_t position) {
  if (Text title = given_title(keys, {variant.id, column}, position); !title.empty()) return title;
  if (!variant.group.empty()) return title_of_group(made.study, variant);
  for (const ModelSpec& m : made.study.models) {
    if (m.name == column || m.name + ".*" == column) return m.label;
  }
  return {};
}

/// The stages of one model beside each other are told apart by their names.
void name_second_stages(const report::Words& words, NamedColumns& named) {
  for (report::RegressionColumn& column : named.columns) {
    if (column.result == nullptr || !column.part.empty() || !column.title.empty()) continue;
    const bool staged =
        std::any_of(named.columns.begin(), named.columns.end(), [&](const auto& other) {
          return other.of == column.of && other.part.starts_with("first");
        });
    if (staged) column.title = words("second_stage");
  }
}

void add_parts(const Made& made,
               const TableKeys& keys,
               const Variant& variant,
               const Result& result,
               const std::string& name,
               const std::string& part,
               const report::Words& words,
               NamedColumns& out) {
  for (report::Part& one : report::parts_of(result, part, words)) {
    out.parts.push_back(std::move(one));
    const report::Part& kept = out.parts.back();
    report::RegressionColumn column;
    column.result = &kept.result;
    column.of = kept.of;
    column.part = kept.name;
    const std::size_t position = out.columns.size();
    if (kept.name.empty() && part.empty())
      column.title = heading_of(made, keys, variant, name, position);
    else
      column.title = given_title(keys, {kept.result.id, name}, position);
    if (column.title.empty()) column.title = kept.title;
    out.columns.push_back(std::move(column));
  }
}

report::RegressionTableOptions options_in(const Value& settings, const std::string& path) {
  return read_options<report::RegressionTableOptions>(settings, path);
}

/// A panel of a table as a table of its own: its keys over those of the table.
ExhibitSpec panel_spec(const ExhibitSpec& spec, const Value& panel) {
  ExhibitSpec out = spec;
  for (const char* key : {"panels", "columns", "titles"})
    std::erase_if(out.settings.members, [&](const auto& member) { return member.first == key; });
  for (const auto& [key, value] : panel.members) {
    if (key != "title") out.settings.set(key, value);
  }
  return out;
}

const Value* panels_of(const ExhibitSpec& spec) {
  const Value* panels = spec.settings.find("panels");
  return panels != nullptr && panels->is_array() ? panels : nullptr;
}

/// The tables whose columns stand side by side in a study: of a table with panels, each panel.
std::vector<ExhibitSpec> parts_of_table(const ExhibitSpec& spec) {
  const Value* panels = panels_of(spec);
  if (panels == nullptr) return {spec};
  std::vector<ExhibitSpec> out;
  for (const Value& panel : panels->items) out.push_back(panel_spec(spec, panel));
  return out;
}

void require_some(const std::vector<const report::RegressionColumn*>& columns, const Place& place) {
  if (std::any_of(
          columns.begin(), columns.end(), [](const auto* c) { return c->result != nullptr; }))
    return;
  throw Error{error("YG4014",
                    {"none of its estimates could be made", "所列模型均未能估计"},
                    {"Mend the models first", "请先修正各模型"},
                    place)};
}

std::vector<const report::RegressionColumn*> pointers(const NamedColumns& named) {
  std::vector<const report::RegressionColumn*> out;
  for (const report::RegressionColumn& column : named.columns) out.push_back(&column);
  return out;
}

/// Where the study asks for a term: in the table, else in [style].
Place place_of_term(const Made& made, const ExhibitSpec& spec, const std::string& term) {
  for (const Value* settings : {&spec.settings, &made.study.style}) {
    for (const char* key : {"show", "drop", "order", "controls"}) {
      const Value* list = settings->find(key);
      if (list == nullptr) continue;
      for (const Value& item : list->items) {
        if (item.text == term) return item.place;
      }
    }
  }
  return spec.place;
}

}  // namespace

Value table_settings(const Made& made, const ExhibitSpec& spec, bool with_style) {
  const std::set<std::string> own = key_names<TableKeys>();
  Value out = Value::table();
  const auto add = [&](const Value& table) {
    for (const auto& [key, value] : table.members) {
      if (own.count(key) > 0 || key == "words") continue;
      out.set(key, with_sets(value, made.study.sets));
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

NamedColumns columns_of(const Made& made, const ExhibitSpec& spec, const TableKeys& keys) {
  const report::Words words = words_of(made.study);
  NamedColumns out;
  for (const std::string& name : keys.columns) {
    const Naming naming = naming_of(made, name);
    for (const Variant* v : naming.variants) {
      const auto result = made.results.find(v->id);
      if (result == made.results.end()) {
        report::RegressionColumn column;
        column.title = heading_of(made, keys, *v, name, out.columns.size());
        column.of = v->id;
        column.reason =
            v->problems.empty() ? Text{"not estimated", "未估计"} : v->problems.front().what;
        out.columns.push_back(std::move(column));
        continue;
      }
      try {
        add_parts(made, keys, *v, result->second, name, naming.part, words, out);
      } catch (const Error& e) {
        std::vector<Problem> problems = e.problems();
        for (Problem& p : problems) {
          if (!p.place.known()) p.place = spec.place;
        }
        throw Error{std::move(problems)};
      }
    }
  }
  name_second_stages(words, out);
  return out;
}

report::Table regression_exhibit(const Made& made, const ExhibitSpec& spec) {
  const std::string path = "table." + spec.id;
  const report::TableContext context = context_of(made, spec);
  const Value* panels = panels_of(spec);
  if (panels == nullptr) {
    const NamedColumns named = columns_of(made, spec, keys_of(spec));
    require_some(pointers(named), spec.place);
    return report::regression_table(
        named.columns, options_in(table_settings(made, spec, true), path), context);
  }
  std::deque<NamedColumns> kept;
  std::vector<report::RegressionPanel> made_panels;
  std::vector<const report::RegressionColumn*> all;
  for (const Value& panel : panels->items) {
    const ExhibitSpec own = panel_spec(spec, panel);
    kept.push_back(columns_of(made, own, keys_of(own)));
    std::vector<Problem> ignored;
    const Value* title = panel.find("title");
    report::RegressionPanel one;
    if (title != nullptr) one.title = text_of(*title, path + ".title", ignored);
    one.columns = kept.back().columns;
    one.options = options_in(table_settings(made, own, true), path);
    for (const auto* column : pointers(kept.back())) all.push_back(column);
    made_panels.push_back(std::move(one));
  }
  require_some(all, spec.place);
  return report::panelled_table(made_panels, context);
}

report::Table compare_exhibit(const Made& made, const ExhibitSpec& spec) {
  NamedColumns named = columns_of(made, spec, keys_of(spec));
  require_some(pointers(named), spec.place);
  // Models go by name: the heading, else what the report calls them.
  for (report::RegressionColumn& column : named.columns) {
    if (!column.title.empty()) continue;
    for (const auto& [entry, variants] : made.variants) {
      for (const Variant& v : variants) {
        if (v.id == column.of) column.title = column_name(made, v);
      }
    }
    if (!column.part.empty())
      column.title = {column.title.en + ", " + column.part,
                      column.title.in(Lang::zh) + "，" + column.part};
  }
  Value settings = table_settings(made, spec, false);
  for (const OptionInfo& info : option_infos<report::CompareOptions>()) {
    const Value* style = made.study.style.find(info.name);
    const bool shared = info.name != "rows" && info.name != "sort" && info.name != "term";
    if (shared && style != nullptr && settings.find(info.name) == nullptr)
      settings.set(info.name, with_sets(*style, made.study.sets));
  }
  return report::compare_table(named.columns,
                               read_options<report::CompareOptions>(settings, "table." + spec.id),
                               context_of(made, spec));
}

Text column_name(const Made& made, const Variant& variant) {
  const std::string entry = variant.id.substr(0, variant.id.find('.'));
  for (const ModelSpec& m : made.study.models) {
    if (m.name == entry && !m.label.empty() && variant.group.empty()) return m.label;
  }
  if (!variant.group.empty()) return title_of_group(made.study, variant);
  Text numbered;
  for (const ExhibitSpec& spec : made.study.tables) {
    if (spec.kind != "regression") continue;
    for (const ExhibitSpec& part : parts_of_table(spec)) {
      const TableKeys keys = keys_of(part);
      std::size_t position = 0;
      for (const std::string& name : keys.columns) {
        const Naming naming = naming_of(made, name);
        for (const Variant* v : naming.variants) {
          const std::size_t here = position++;
          if (v->id != variant.id || !naming.part.empty()) continue;
          Text title = heading_of(made, keys, *v, name, here);
          if (!title.empty()) return title;
          if (numbered.empty() && !spec.title.empty())
            numbered = {fmt::format("{} ({})", spec.title.en, here + 1),
                        fmt::format("{}({})", spec.title.in(Lang::zh), here + 1)};
        }
      }
    }
  }
  return numbered.empty() ? Text{variant.id} : numbered;
}

std::vector<Problem> terms_in_no_table(const Made& made) {
  std::set<std::string> found;
  std::map<std::string, Place> absent;
  std::set<std::string> all;
  for (const ExhibitSpec& table : made.study.tables) {
    if (table.kind != "regression") continue;
    for (const ExhibitSpec& spec : parts_of_table(table)) {
      try {
        const report::RegressionTableOptions options =
            options_in(table_settings(made, spec, true), "table." + spec.id);
        const NamedColumns named = columns_of(made, spec, keys_of(spec));
        const std::vector<std::string> not_here = report::terms_not_found(named.columns, options);
        for (const std::string& term : report::terms_asked(options)) {
          if (std::find(not_here.begin(), not_here.end(), term) == not_here.end())
            found.insert(term);
        }
        for (const std::string& term : not_here)
          absent.try_emplace(term, place_of_term(made, spec, term));
        for (const report::RegressionColumn& column : named.columns) {
          if (column.result == nullptr) continue;
          const std::vector<std::string> names = report::row_names(column.result->tidy);
          all.insert(names.begin(), names.end());
        }
      } catch (const Error&) {
        // What is wrong with the table is told where the table is made.
      }
    }
  }
  const std::vector<std::string> terms(all.begin(), all.end());
  std::vector<Problem> problems;
  for (const auto& [term, place] : absent) {
    if (found.count(term) > 0) continue;
    const Text hint = text::did_you_mean(term, terms);
    problems.push_back(
        warning("YG2104",
                {fmt::format("no model has the term '{}' that a table asks for", term),
                 fmt::format("表中所列的“{}”不是任何模型的变量", term)},
                {"the terms are " + text::join(terms, ", ") + hint.en,
                 "现有变量：" + text::join(terms, "、") + hint.zh},
                place)
            .about(term));
  }
  return problems;
}

}  // namespace yugong::study
