// The parts of a study file that say where the data come from and how they are prepared.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/data/join.hpp"
#include "yugong/data/read.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/prepare/interpolate.hpp"
#include "yugong/prepare/scale.hpp"
#include "yugong/prepare/winsorise.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"
#include "yugong/study/paths.hpp"

namespace yugong::study {
namespace {

const Value& section(const Draft& draft, const std::string& name) {
  static const Value nothing = Value::table();
  const Value* found = draft.tree.find(name);
  return found != nullptr && found->is_table() ? *found : nothing;
}

void missing_section(Draft& draft, const std::string& name, const std::string& example) {
  Place place;
  place.file = draft.study.path;
  draft.problems.push_back(
      error("YG2206",
            {fmt::format("the section [{}] is missing", name), fmt::format("缺少 [{}] 部分", name)},
            {"Write:  " + example, "请写：  " + example},
            place)
          .about(name));
}

void read_panel(Draft& draft) {
  if (draft.tree.find("panel") == nullptr) {
    missing_section(draft, "panel", "[panel] unit = \"city\" and time = \"year\"");
    return;
  }
  const Value& table = section(draft, "panel");
  const PanelKeys keys = read_options<PanelKeys>(table, "panel", draft.problems);
  PanelSpec& panel = draft.study.panel;
  panel.unit = keys.unit;
  panel.time = keys.time;
  panel.place = table.key_place;
  if (keys.range.size() == 2) {
    const Value* range = table.find("range");
    if (keys.range[0] > keys.range[1]) {
      draft.problems.push_back(
          error("YG2203",
                {"panel.range begins after it ends", "panel.range 的起点晚于终点"},
                {fmt::format("Write:  range = [{}, {}]", keys.range[1], keys.range[0]),
                 fmt::format("请写：  range = [{}, {}]", keys.range[1], keys.range[0])},
                range->place));
    }
    panel.range =
        std::array<long, 2>{static_cast<long>(keys.range[0]), static_cast<long>(keys.range[1])};
  } else if (keys.range.size() > 2) {
    draft.problems.push_back(error("YG2203",
                                   {"panel.range takes two periods", "panel.range 只取首末两期"},
                                   {"Write:  range = [2010, 2023]", "请写：  range = [2010, 2023]"},
                                   table.find("range")->place));
  }
  if (keys.expect.type == Value::Type::null) return;
  const ExpectKeys expect = read_options<ExpectKeys>(keys.expect, "panel.expect", draft.problems);
  if (expect.units) panel.expect_units = static_cast<long>(*expect.units);
  if (expect.periods) panel.expect_periods = static_cast<long>(*expect.periods);
  if (expect.rows) panel.expect_rows = static_cast<long>(*expect.rows);
}

void read_sets(Draft& draft) {
  for (const auto& [name, value] : section(draft, "sets").members) {
    std::vector<std::string>& members = draft.study.sets[name];
    for (const Mention& item : items_of(value, {}, "set " + name)) {
      if (item.name.size() > 1 && item.name[0] == '@') {
        const auto other = draft.study.sets.find(item.name.substr(1));
        if (other != draft.study.sets.end())
          members.insert(members.end(), other->second.begin(), other->second.end());
        continue;
      }
      members.push_back(item.name);
      for (const NameUse& use : names_in(item.name)) {
        draft.study.mentions.push_back(
            {use.name, place_inside(item.place, use), "the set " + name});
      }
    }
    if (!members.empty()) continue;
    draft.problems.push_back(error("YG2202",
                                   {fmt::format("the set {} must be a list of variables", name),
                                    fmt::format("变量集合 {} 应为变量列表", name)},
                                   {fmt::format("Write:  {} = [\"x1\", \"x2\"]", name),
                                    fmt::format("请写：  {} = [\"x1\", \"x2\"]", name)},
                                   value.place));
  }
}

/// One prepare step, its options checked by the room that runs it.
template <class Options>
void add_step(Draft& draft,
              const std::string& what,
              const Value& settings,
              const std::string& path) {
  if (!settings.is_table()) {
    draft.problems.push_back(error(
        "YG2202",
        {path + " must be a table", path + " 应为表"},
        {"Write:  " + what + " = { vars = [\"x\"] }", "请写：  " + what + " = { vars = [\"x\"] }"},
        settings.place));
    return;
  }
  static_cast<void>(read_options<Options>(settings, path, draft.problems));
  for (const OptionInfo& info : option_infos<Options>()) {
    const Value* value = info.columns ? settings.find(info.name) : nullptr;
    if (value == nullptr) continue;
    for (const Mention& item : items_of(*value, draft.study.sets, path)) {
      if (item.name != "all") draft.study.mentions.push_back(item);
    }
  }
  draft.study.prepare.push_back(
      {what, settings, settings.key_place.known() ? settings.key_place : settings.place});
}

void read_step(Draft& draft, const std::string& key, const Value& value) {
  const std::string path = "prepare." + key;
  const std::vector<Value> steps = value.is_array() ? value.items : std::vector<Value>{value};
  for (const Value& step : steps) {
    if (key == "interpolate") add_step<prepare::interpolate::Options>(draft, key, step, path);
    if (key == "winsorise") add_step<prepare::winsorise::Options>(draft, key, step, path);
    if (key == "scale") add_step<prepare::scale::Options>(draft, key, step, path);
    if (key != "filter") continue;
    Value settings = step;
    if (step.is_text()) {
      settings = Value::table();
      settings.set("where", step);
      settings.place = step.place;
    }
    const Value* where = settings.find("where");
    if (where == nullptr || !where->is_text()) {
      draft.problems.push_back(
          error("YG2202",
                {"prepare.filter must be a condition in quotes", "prepare.filter 应为引号内的条件"},
                {"Write:  filter = \"year >= 2010\"", "请写：  filter = \"year >= 2010\""},
                step.place));
      continue;
    }
    expression_names(draft, where->text, where->place, "prepare.filter");
    draft.study.prepare.push_back({key, settings, where->place});
  }
}

void read_derive(Draft& draft) {
  for (const auto& [name, value] : section(draft, "derive").members) {
    if (!value.is_text()) {
      draft.problems.push_back(
          error("YG2202",
                {fmt::format("derive.{} must be an expression in quotes", name),
                 fmt::format("derive.{} 应为引号内的表达式", name)},
                {fmt::format("Write:  {} = \"trade / gdp\"", name),
                 fmt::format("请写：  {} = \"trade / gdp\"", name)},
                value.place));
      continue;
    }
    DeriveSpec spec;
    spec.name = name;
    spec.expression = value.text;
    spec.place = value.place;
    spec.uses = expression_names(draft, value.text, value.place, "the definition of " + name);
    draft.study.derive.push_back(std::move(spec));
  }
}

}  // namespace

std::vector<std::string> expression_names(Draft& draft,
                                          const std::string& text,
                                          const Place& place,
                                          const std::string& inside) {
  try {
    const std::vector<std::string> names = prepare::names(prepare::parse_expression(text, place));
    const std::vector<NameUse> uses = names_in(text);
    for (const std::string& name : names) {
      const auto use =
          std::find_if(uses.begin(), uses.end(), [&](const NameUse& u) { return u.name == name; });
      draft.study.mentions.push_back(
          {name, use == uses.end() ? place : place_inside(place, *use), inside});
    }
    return names;
  } catch (const Error& e) {
    for (const Problem& p : e.problems()) draft.problems.push_back(moved(p, place));
    return {};
  }
}

std::string file_of(Draft& draft, const std::string& written, const Place& place, bool must_exist) {
  std::string unset;
  const std::string path = under(draft.study.folder, expand_environment(written, unset));
  if (!unset.empty()) {
    draft.problems.push_back(
        error("YG0104",
              {fmt::format("the environment variable {} is not set", unset),
               fmt::format("环境变量 {} 未设置", unset)},
              {fmt::format("Say where the files are:  export {}=/folder/of/the/data", unset),
               fmt::format("请指明数据所在文件夹：  export {}=/数据所在文件夹", unset)},
              place)
            .about(unset));
    return "";
  }
  for (const std::string& name : environment_names(written)) {
    const char* value = std::getenv(name.c_str());
    if (value != nullptr) add_place(draft.study.places, value, "${" + name + "}");
  }
  std::error_code ignored;
  if (must_exist && !std::filesystem::exists(path, ignored)) {
    draft.problems.push_back(
        error("YG1001",
              {fmt::format("there is no file '{}'", path), fmt::format("找不到文件“{}”", path)},
              {"Check the name; paths start at the folder of the study file",
               "请检查文件名；相对路径从研究文件所在文件夹算起"},
              place));
    return "";
  }
  return path;
}

void read_heading(Draft& draft) {
  const StudyKeys keys = read_options<StudyKeys>(section(draft, "study"), "study", draft.problems);
  Heading& heading = draft.study.heading;
  heading.title = text_of(keys.title, "study.title", draft.problems);
  heading.lang = keys.lang == StudyLang::both ? "both" : keys.lang == StudyLang::zh ? "zh" : "en";
  heading.seed = keys.seed;
  heading.simulated = keys.simulated;
  if (!keys.truth.empty()) {
    heading.truth = file_of(draft, keys.truth, section(draft, "study").find("truth")->place);
    heading.simulated = true;
  }
  read_panel(draft);
  read_sets(draft);
  for (const auto& [name, value] : section(draft, "labels").members) {
    draft.study.labels[name] = text_of(value, "labels." + name, draft.problems);
  }
  draft.study.style = section(draft, "style");
}

void read_sources(Draft& draft) {
  if (section(draft, "source").members.empty()) {
    missing_section(draft, "source.x", "[source.yearbook] files = \"raw/*.xlsx\"");
    return;
  }
  for (const auto& [name, value] : section(draft, "source").members) {
    const std::string path = "source." + name;
    if (!value.is_table()) {
      draft.problems.push_back(error("YG2202",
                                     {path + " must be a section of its own", path + " 应单独成节"},
                                     {"Write [" + path + "] and below it files = \"...\"",
                                      "请写 [" + path + "]，下一行写 files = \"...\""},
                                     value.place));
      continue;
    }
    SourceSpec spec;
    spec.name = name;
    spec.settings = value;
    spec.place = value.key_place.known() ? value.key_place : value.place;
    const data::ReadOptions options = read_options<data::ReadOptions>(
        value, path, draft.problems, {"private", "unmatched", "by"});
    const Value* files = value.find("files");
    if (files == nullptr) {
      draft.problems.push_back(
          error("YG2206",
                {"'files' is missing in " + path, path + " 缺少 files"},
                {"Write:  files = \"raw/data.csv\"", "请写：  files = \"raw/data.csv\""},
                spec.place));
      continue;
    }
    if (const Value* p = value.find("private"))
      spec.is_private = p->type == Value::Type::boolean && p->boolean;
    spec.pattern = text::join(options.files, ", ");
    for (const Mention& item : items_of(*files, {}, path)) {
      const std::string pattern = file_of(draft, item.name, item.place, false);
      if (pattern.empty()) continue;
      try {
        for (std::string& file : data::expand(pattern)) {
          std::error_code ignored;
          if (std::filesystem::exists(file, ignored)) {
            spec.files.push_back(std::move(file));
          } else {
            file_of(draft, item.name, item.place);
          }
        }
      } catch (const Error& e) {
        for (Problem p : e.problems()) {
          p.place = item.place;
          draft.problems.push_back(std::move(p));
        }
      }
    }
    if (const Value* rename = value.find("rename"); rename != nullptr && rename->is_text()) {
      spec.settings.set("rename", Value::of(file_of(draft, rename->text, rename->place)));
    }
    draft.study.sources.push_back(std::move(spec));
  }
}

void read_prepare(Draft& draft) {
  const Value& table = section(draft, "prepare");
  const PrepareKeys keys = read_options<PrepareKeys>(table, "prepare", draft.problems);
  if (!keys.aliases.empty())
    draft.study.aliases = file_of(draft, keys.aliases, table.find("aliases")->place);
  draft.study.suffix = keys.suffix == SuffixRule::strip ? "strip" : "error";
  draft.study.missing = keys.missing;
  for (const auto& [key, value] : table.members) read_step(draft, key, value);
  read_derive(draft);
}

}  // namespace yugong::study
