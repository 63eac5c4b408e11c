// The parts of a study file that say what is printed, and the check of definitions against each
// other.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/report/compare_table.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {
namespace {

const Value& table_of(const Draft& draft, const std::string& name) {
  static const Value nothing = Value::table();
  const Value* found = draft.tree.find(name);
  return found != nullptr && found->is_table() ? *found : nothing;
}

std::vector<std::string> model_names(const Study& study) {
  std::vector<std::string> names;
  for (const ModelSpec& m : study.models) names.push_back(m.name);
  return names;
}

/// Entries of [model] are looked up as written, so that an entry with a mistake of its own is not
/// reported as missing too.
bool has_entry(const Draft& draft, const std::string& section, const std::string& name) {
  return table_of(draft, section).find(name) != nullptr;
}

/// The entry that `base1`, `region.*` or `region.上游` names, or empty with a problem.
std::string entry_of(Draft& draft, const Mention& column, const std::string& path) {
  if (has_entry(draft, "model", column.name)) return column.name;
  std::string entry = column.name.substr(0, column.name.find('.'));
  if (has_entry(draft, "model", entry)) return entry;
  const std::vector<std::string> names = model_names(draft.study);
  const Text hint = text::did_you_mean(entry, names);
  draft.problems.push_back(
      error("YG2108",
            {fmt::format("{} names model '{}', which does not exist", path, column.name),
             fmt::format("{} 所列的模型“{}”不存在", path, column.name)},
            {hint.empty() ? "models: " + text::join(names, ", ") : hint.en.substr(2),
             hint.empty() ? "已有模型：" + text::join(names, "、") : hint.zh.substr(3)},
            column.place)
          .about(column.name));
  return "";
}

/// An index, efficiency or model that a table is about.
void check_subject(Draft& draft,
                   const std::string& of,
                   const Place& place,
                   const std::string& path,
                   ExhibitSpec& spec) {
  const std::string entry = of.substr(0, of.find('.'));
  for (const char* section : {"index", "efficiency", "model"}) {
    if (!has_entry(draft, section, of) && !has_entry(draft, section, entry)) continue;
    spec.uses.push_back(has_entry(draft, section, of) ? of : entry);
    return;
  }
  std::vector<std::string> names = model_names(draft.study);
  for (const ComputedSpec& c : draft.study.computed) names.push_back(c.name);
  const Text hint = text::did_you_mean(of, names);
  draft.problems.push_back(
      error("YG2108",
            {fmt::format("{} is about '{}', which does not exist", path, of),
             fmt::format("{} 所指的“{}”不存在", path, of)},
            {hint.empty() ? "known: " + text::join(names, ", ") : hint.en.substr(2),
             hint.empty() ? "可用：" + text::join(names, "、") : hint.zh.substr(3)},
            place)
          .about(of));
}

void use_variables(Draft& draft, const Value* list, const std::string& path, ExhibitSpec& spec) {
  if (list == nullptr) return;
  for (const Mention& m : items_of(*list, draft.study.sets, path)) {
    spec.uses.push_back(m.name);
    draft.study.mentions.push_back(m);
  }
}

Value only(const Value& table, const std::set<std::string>& names) {
  Value out = Value::table();
  out.place = table.place;
  out.key_place = table.key_place;
  for (const auto& [key, value] : table.members) {
    if (names.count(key) > 0) out.set(key, value);
  }
  return out;
}

/// The options of a table of estimates, and whether they fit each other.
void check_regression(Draft& draft,
                      const Value& table,
                      const std::string& path,
                      const std::set<std::string>& own) {
  const std::size_t before = draft.problems.size();
  const auto options =
      read_options<report::RegressionTableOptions>(table, path, draft.problems, own);
  if (draft.problems.size() > before) return;
  for (Problem& problem : report::problems_of(options, path)) {
    const Value* about = table.find(problem.term);
    if (!problem.place.known()) problem.place = about != nullptr ? about->place : table.place;
    draft.problems.push_back(std::move(problem));
  }
}

void check_kind_options(Draft& draft,
                        const std::string& kind,
                        const Value& table,
                        const std::string& path) {
  const std::set<std::string> own = key_names<TableKeys>();
  if (kind == "regression") check_regression(draft, table, path, own);
  if (kind == "compare")
    static_cast<void>(read_options<report::CompareOptions>(table, path, draft.problems, own));
  if (kind == "summary")
    static_cast<void>(read_options<report::SummaryOptions>(table, path, draft.problems, own));
  if (kind == "correlation")
    static_cast<void>(read_options<report::CorrelationOptions>(table, path, draft.problems, own));
  if (kind == "weights" || kind == "frame" || kind == "truth") {
    std::set<std::string> also = own;
    also.insert({"digits", "most_rows"});
    Value rest = Value::table();
    for (const auto& [key, value] : table.members) rest.set(key, value);
    static_cast<void>(read_options<TableKeys>(only(rest, own), path, draft.problems));
    for (const auto& [key, value] : table.members) {
      if (also.count(key) > 0) continue;
      const std::vector<std::string> known(also.begin(), also.end());
      const Text hint = text::did_you_mean(key, known);
      draft.problems.push_back(
          error("YG2201",
                {fmt::format("unknown option '{}' in {}", key, path),
                 fmt::format("{} 中有未知选项“{}”", path, key)},
                {hint.empty() ? "known here: " + text::join(known, ", ") : hint.en.substr(2),
                 hint.empty() ? "此处可用：" + text::join(known, "、") : hint.zh.substr(3)},
                value.key_place)
              .about(key));
    }
  }
}

bool known_kind(Draft& draft,
                const std::string& kind,
                const Value& table,
                const std::vector<std::string>& kinds,
                const std::string& path) {
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return true;
  const Text hint = text::did_you_mean(kind, kinds);
  const Value* written = table.find("kind");
  draft.problems.push_back(error("YG2112",
                                 {fmt::format("{}: unknown kind '{}'", path, kind),
                                  fmt::format("{}：未知的 kind“{}”", path, kind)},
                                 {"available: " + text::join(kinds, ", ") + hint.en,
                                  "可用：" + text::join(kinds, "、") + hint.zh},
                                 written != nullptr ? written->place : table.place)
                               .about(kind));
  return false;
}

void use_models(Draft& draft, const Value& columns, const std::string& path, ExhibitSpec& spec) {
  for (const Mention& m : items_of(columns, {}, path)) {
    const std::string entry = entry_of(draft, m, path);
    if (!entry.empty()) spec.uses.push_back(entry);
  }
}

/// Panels are tables of their own in the place of `columns`.
void read_panels(Draft& draft, const Value& panels, const std::string& path, ExhibitSpec& spec) {
  const Text mend{
      "Write:  panels = [{ title = \"Panel A\", columns = [\"base1\"] }, { title = \"Panel B\", "
      "columns = [\"base2\"] }]",
      "请写：  panels = [{ title = \"A\", columns = [\"base1\"] }, { title = \"B\", columns = "
      "[\"base2\"] }]"};
  const bool tables = panels.is_array() && !panels.items.empty() &&
                      std::all_of(panels.items.begin(), panels.items.end(), [](const Value& v) {
                        return v.is_table() && v.find("columns") != nullptr;
                      });
  if (!tables) {
    draft.problems.push_back(error("YG2202",
                                   {path + ": panels is a list of tables with columns",
                                    path + "：panels 应为若干含 columns 的表"},
                                   mend,
                                   panels.place)
                                 .about("panels"));
    return;
  }
  for (std::size_t i = 0; i < panels.items.size(); ++i) {
    const Value& panel = panels.items[i];
    const std::string where = fmt::format("{}.panels[{}]", path, i + 1);
    check_regression(draft, panel, where, {"title", "titles", "columns"});
    if (const Value* title = panel.find("title"))
      static_cast<void>(text_of(*title, where + ".title", draft.problems));
    use_models(draft, *panel.find("columns"), where, spec);
  }
}

/// What is missing for the kind, or what it names.
void read_subject(Draft& draft,
                  const TableKeys& keys,
                  const Value& table,
                  const std::string& path,
                  ExhibitSpec& spec) {
  const Value* panels = table.find("panels");
  if (panels != nullptr && (keys.kind != "regression" || table.find("columns") != nullptr)) {
    draft.problems.push_back(
        error("YG2201",
              {path + ": panels stand in the place of columns, in a table of kind regression",
               path + "：panels 用于 regression 类型的表，代替 columns"},
              {"Give one of `columns` and `panels`", "columns 与 panels 只写其一"},
              panels->key_place)
            .about("panels"));
  } else if (panels != nullptr) {
    read_panels(draft, *panels, path, spec);
  } else if (keys.kind == "regression" || keys.kind == "compare") {
    const Value* columns = table.find("columns");
    if (columns == nullptr || keys.columns.empty()) {
      draft.problems.push_back(error(
          "YG2206",
          {"'columns' is missing in " + path, path + " 缺少 columns"},
          {"Write:  columns = [\"base1\", \"base2\"]", "请写：  columns = [\"base1\", \"base2\"]"},
          spec.place));
      return;
    }
    use_models(draft, *columns, path, spec);
  } else if (keys.kind == "summary" || keys.kind == "correlation") {
    if (const Value* columns = table.find("columns")) {
      draft.problems.push_back(
          error("YG2201",
                {"a table of kind " + keys.kind + " has no columns (" + path + ")",
                 path + "：" + keys.kind + " 类型的表没有 columns"},
                {"Write:  vars = [...]", "请写：  vars = [...]"},
                columns->key_place)
              .about("columns"));
    }
    use_variables(draft, table.find("vars"), path, spec);
    if (!keys.where.empty()) {
      for (const std::string& n :
           expression_names(draft, keys.where, table.find("where")->place, path + ".where"))
        spec.uses.push_back(n);
    }
  } else if (keys.kind == "truth") {
    spec.uses = model_names(draft.study);
    if (const Value* columns = table.find("columns")) {
      spec.uses.clear();
      use_models(draft, *columns, path, spec);
    }
  } else if (keys.of.empty()) {
    draft.problems.push_back(error("YG2206",
                                   {"'of' is missing in " + path, path + " 缺少 of"},
                                   {"Write:  of = \"NQP\"", "请写：  of = \"NQP\""},
                                   spec.place));
  } else {
    check_subject(draft, keys.of, table.find("of")->place, path, spec);
  }
}

void read_table(Draft& draft, const std::string& id, const Value& table) {
  const std::string path = "table." + id;
  if (!table.is_table()) {
    draft.problems.push_back(error("YG2202",
                                   {path + " must be a table", path + " 应为表"},
                                   {"Write:  " + id + " = { columns = [\"base1\"] }",
                                    "请写：  " + id + " = { columns = [\"base1\"] }"},
                                   table.place));
    return;
  }
  const TableKeys keys =
      read_options<TableKeys>(only(table, key_names<TableKeys>()), path, draft.problems);
  ExhibitSpec spec;
  spec.id = id;
  spec.kind = keys.kind;
  spec.settings = table;
  spec.place = table.key_place.known() ? table.key_place : table.place;
  if (!known_kind(draft,
                  keys.kind,
                  table,
                  {"regression", "compare", "summary", "correlation", "weights", "frame", "truth"},
                  path))
    return;
  check_kind_options(draft, keys.kind, table, path);
  spec.title = text_of(keys.title, path + ".title", draft.problems);
  read_subject(draft, keys, table, path, spec);
  draft.study.tables.push_back(std::move(spec));
}

/// What each kind of figure cannot be drawn without.
std::vector<std::string> needed_by(const std::string& kind) {
  if (kind == "coefficients") return {"models"};
  if (kind == "slacks" || kind == "productivity") return {"of"};
  if (kind == "projection") return {"of", "x", "y"};
  return {"y"};
}

void read_figure_subject(Draft& draft,
                         const FigureKeys& keys,
                         const Value& table,
                         const std::string& path,
                         ExhibitSpec& spec) {
  for (const std::string& key : needed_by(keys.kind)) {
    if (table.find(key) != nullptr) continue;
    const std::string line = key + (key == "of" || key == "x" ? " = \"...\"" : " = [\"...\"]");
    draft.problems.push_back(error("YG2206",
                                   {"'" + key + "' is missing in " + path, path + " 缺少 " + key},
                                   {"Write:  " + line, "请写：  " + line},
                                   spec.place));
  }
  if (const Value* of = table.find("of")) check_subject(draft, keys.of, of->place, path, spec);
  const Value* models = table.find("models");
  if (keys.kind != "coefficients" || models == nullptr) return;
  for (const Mention& m : items_of(*models, {}, path)) {
    const std::string entry = entry_of(draft, m, path);
    if (!entry.empty()) spec.uses.push_back(entry);
  }
}

void read_figure(Draft& draft, const std::string& id, const Value& table) {
  const std::string path = "figure." + id;
  if (!table.is_table()) {
    draft.problems.push_back(
        error("YG2202",
              {path + " must be a table", path + " 应为表"},
              {"Write:  " + id + " = { y = \"NQP\" }", "请写：  " + id + " = { y = \"NQP\" }"},
              table.place));
    return;
  }
  const FigureKeys keys = read_options<FigureKeys>(table, path, draft.problems);
  ExhibitSpec spec;
  spec.id = id;
  spec.kind = keys.kind;
  spec.settings = table;
  spec.place = table.key_place.known() ? table.key_place : table.place;
  if (!known_kind(draft,
                  keys.kind,
                  table,
                  {"line",
                   "bar",
                   "scatter",
                   "histogram",
                   "density",
                   "ridgeline",
                   "coefficients",
                   "map",
                   "slacks",
                   "projection",
                   "productivity"},
                  path)) {
    return;
  }
  spec.title = text_of(keys.title, path + ".title", draft.problems);
  for (const char* key : {"y", "x", "by"}) use_variables(draft, table.find(key), path, spec);
  if (!keys.where.empty()) {
    for (const std::string& n :
         expression_names(draft, keys.where, table.find("where")->place, path + ".where"))
      spec.uses.push_back(n);
  }
  read_figure_subject(draft, keys, table, path, spec);
  if (keys.kind == "map") {
    if (keys.map.empty()) {
      draft.problems.push_back(error(
          "YG2206",
          {"'map' is missing in " + path, path + " 缺少 map"},
          {"Write:  map = \"raw/provinces.geojson\"", "请写：  map = \"raw/provinces.geojson\""},
          spec.place));
    } else {
      spec.settings.set("map", Value::of(file_of(draft, keys.map, table.find("map")->place)));
    }
  }
  draft.study.figures.push_back(std::move(spec));
}

/// [style.words] may replace the words that there are.
void check_words(Draft& draft) {
  const Value* given = draft.study.style.find("words");
  if (given == nullptr) return;
  const report::Words words;
  for (const auto& [key, value] : given->members) {
    static_cast<void>(text_of(value, "style.words." + key, draft.problems));
    if (words.has(key)) continue;
    const Text hint = text::did_you_mean(key, words.keys());
    draft.problems.push_back(
        error("YG2201",
              {fmt::format("unknown word '{}' in style.words", key),
               fmt::format("style.words 中有未知词“{}”", key)},
              {hint.empty() ? "known: " + text::join(words.keys(), ", ") : hint.en.substr(2),
               hint.empty() ? "可用：" + text::join(words.keys(), "、") : hint.zh.substr(3)},
              value.key_place)
            .about(key));
  }
}

/// Names that are made, with what they are made from.
struct Definition {
  std::string name;
  std::vector<std::string> uses;
  Place place;
};

std::vector<Definition> definitions(const Study& study) {
  std::vector<Definition> all;
  for (const DeriveSpec& d : study.derive) all.push_back({d.name, d.uses, d.place});
  for (const ComputedSpec& c : study.computed) all.push_back({c.name, c.uses, c.place});
  return all;
}

void check_twice(Draft& draft, const std::vector<Definition>& all) {
  std::set<std::string> seen;
  std::vector<Definition> names = all;
  for (const ModelSpec& m : draft.study.models) names.push_back({m.name, {}, m.place});
  for (const Definition& d : names) {
    if (seen.insert(d.name).second) continue;
    draft.problems.push_back(error("YG2106",
                                   {fmt::format("'{}' is defined twice", d.name),
                                    fmt::format("“{}”被定义了两次", d.name)},
                                   {"Give one of the two another name", "请为其中一个另起名称"},
                                   d.place)
                                 .about(d.name));
  }
}

void check_cycles(Draft& draft, const std::vector<Definition>& all) {
  std::map<std::string, const Definition*> by_name;
  for (const Definition& d : all) by_name[d.name] = &d;
  std::map<std::string, int> state;  // 1 = on the way, 2 = done
  std::vector<std::string> way;
  const std::function<void(const Definition&)> visit = [&](const Definition& d) {
    state[d.name] = 1;
    way.push_back(d.name);
    for (const std::string& used : d.uses) {
      const auto found = by_name.find(used);
      if (found == by_name.end() || state[used] == 2) continue;
      if (state[used] == 0) {
        visit(*found->second);
        continue;
      }
      std::vector<std::string> circle(std::find(way.begin(), way.end(), used), way.end());
      circle.push_back(used);
      const std::string shown = text::join(circle, " <- ");
      draft.problems.push_back(
          error("YG2107",
                {"definitions go in a circle: " + shown, "定义循环引用：" + shown},
                {"Give the variable that is made a name that is not among those it is made from",
                 "请为新变量取一个不同于其来源变量的名称"},
                d.place)
              .about(d.name));
    }
    way.pop_back();
    state[d.name] = 2;
  };
  for (const Definition& d : all) {
    if (state[d.name] == 0) visit(d);
  }
}

}  // namespace

void read_exhibits(Draft& draft) {
  check_regression(draft, draft.study.style, "style", {"words"});
  check_words(draft);
  for (const auto& [id, value] : table_of(draft, "table").members) read_table(draft, id, value);
  for (const auto& [id, value] : table_of(draft, "figure").members) read_figure(draft, id, value);
}

void check_definitions(Draft& draft) {
  const std::vector<Definition> all = definitions(draft.study);
  check_twice(draft, all);
  check_cycles(draft, all);
}

}  // namespace yugong::study
