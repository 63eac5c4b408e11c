#include "yugong/study/file.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/text.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/load.hpp"
#include "yugong/study/reader.hpp"

namespace yugong::study {
namespace {

const std::vector<std::string>& sections() {
  static const std::vector<std::string> names = {"yugong",
                                                 "study",
                                                 "panel",
                                                 "source",
                                                 "prepare",
                                                 "derive",
                                                 "index",
                                                 "efficiency",
                                                 "sets",
                                                 "defaults",
                                                 "model",
                                                 "table",
                                                 "figure",
                                                 "style",
                                                 "labels"};
  return names;
}

void check_sections(Draft& draft) {
  for (const auto& [key, value] : draft.tree.members) {
    const bool known = std::find(sections().begin(), sections().end(), key) != sections().end();
    if (known && key != "yugong" && !value.is_table()) {
      draft.problems.push_back(
          error("YG2202",
                {fmt::format("{} must be a section", key), fmt::format("{} 应为一个部分", key)},
                {fmt::format("Write [{}] on a line of its own", key),
                 fmt::format("请单独一行写 [{}]", key)},
                value.key_place));
    }
    if (known) continue;
    if (key == "weights") {
      draft.problems.push_back(
          error("YG2111",
                {"this version has no [weights] yet", "本版本尚不支持 [weights]"},
                {"Leave the section out", "请删去该部分"},
                value.key_place));
      continue;
    }
    const Text hint = text::did_you_mean(key, sections());
    draft.problems.push_back(
        error("YG2201",
              {fmt::format("unknown section '{}'", key), fmt::format("未知部分“{}”", key)},
              {hint.empty() ? "known: " + text::join(sections(), ", ") : hint.en.substr(2),
               hint.empty() ? "可用：" + text::join(sections(), "、") : hint.zh.substr(3)},
              value.key_place)
            .about(key));
  }
}

void check_format(Draft& draft) {
  const Value* version = draft.tree.find("yugong");
  if (version == nullptr || (version->type == Value::Type::integer && version->integer == 1))
    return;
  draft.problems.push_back(
      error("YG2007",
            {"this version reads study files of format 1", "本版本只支持格式 1 的研究文件"},
            {"Write:  yugong = 1", "请写：  yugong = 1"},
            version->place));
}

/// The same mistake reached by two ways (a formula taken over with `like`) is told once.
std::vector<Problem> without_repeats(std::vector<Problem> problems) {
  std::vector<Problem> out;
  for (Problem& p : problems) {
    const bool told = std::any_of(out.begin(), out.end(), [&](const Problem& q) {
      return q.code == p.code && q.what == p.what && q.place.line == p.place.line &&
             q.place.column == p.place.column;
    });
    if (!told) out.push_back(std::move(p));
  }
  std::stable_sort(out.begin(), out.end(), [](const Problem& a, const Problem& b) {
    return a.place.line != b.place.line ? a.place.line < b.place.line
                                        : a.place.column < b.place.column;
  });
  return out;
}

}  // namespace

Text text_of(const Value& value, const std::string& path, std::vector<Problem>& problems) {
  if (value.type == Value::Type::null) return {};
  if (value.is_text()) return {value.text};
  Text out;
  bool good = value.is_table();
  for (const auto& [key, item] : value.members) {
    good = good && item.is_text() && (key == "zh" || key == "en");
    if (key == "zh") out.zh = item.text;
    if (key == "en") out.en = item.text;
  }
  if (!good) {
    problems.push_back(
        error("YG2202",
              {path + " must be a text or { zh = \"...\", en = \"...\" }",
               path + " 应为文字或 { zh = \"...\", en = \"...\" }"},
              {"Write:  " + path.substr(path.rfind('.') + 1) + " = { zh = \"...\", en = \"...\" }",
               "请写：  " + path.substr(path.rfind('.') + 1) + " = { zh = \"...\", en = \"...\" }"},
              value.place));
    return {};
  }
  if (out.en.empty()) out.en = out.zh;
  return out;
}

std::vector<Mention> items_of(const Value& value, const Sets& sets, const std::string& inside) {
  std::vector<Mention> out;
  const auto add = [&](const Value& item) {
    if (!item.is_text()) return;
    const bool is_set = !item.text.empty() && item.text[0] == '@';
    const auto set = is_set ? sets.find(item.text.substr(1)) : sets.end();
    if (set == sets.end()) {
      Place place = item.place;
      out.push_back({item.text, place, inside});
    } else {
      for (const std::string& member : set->second) out.push_back({member, item.place, inside});
    }
  };
  if (value.is_array()) {
    for (const Value& item : value.items) add(item);
  } else {
    add(value);
  }
  return out;
}

Problem moved(Problem problem, const Place& text) {
  if (problem.place.line > 0 || !problem.place.file.empty()) return problem;
  const int column = problem.place.column;
  const int length = problem.place.length;
  problem.place = text;
  if (column > 0 && text.column > 0) {
    problem.place.column = text.column + column;
    problem.place.length = std::max(length, 1);
  }
  return problem;
}

Value with_like(const Value& section,
                const std::string& name,
                const std::string& section_name,
                std::vector<Problem>& problems) {
  std::set<std::string> seen;
  std::vector<const Value*> chain;
  std::string current = name;
  while (true) {
    const Value* entry = section.find(current);
    if (entry == nullptr) break;
    chain.push_back(entry);
    seen.insert(current);
    const Value* like = entry->is_table() ? entry->find("like") : nullptr;
    if (like == nullptr || !like->is_text()) break;
    if (seen.count(like->text) > 0) {
      problems.push_back(
          error("YG2107",
                {fmt::format("'like' goes in a circle: {} and {}", current, like->text),
                 fmt::format("like 循环引用：{} 与 {}", current, like->text)},
                {"Give one of them its own keys", "请为其中一个写出完整设定"},
                like->place));
      break;
    }
    if (section.find(like->text) == nullptr) {
      std::vector<std::string> names;
      for (const auto& [key, value] : section.members) names.push_back(key);
      const Text hint = text::did_you_mean(like->text, names);
      problems.push_back(
          error("YG2108",
                {fmt::format("there is no {} '{}' to be like", section_name, like->text),
                 fmt::format("like 所指的 {}“{}”不存在", section_name, like->text)},
                {hint.empty() ? "known: " + text::join(names, ", ") : hint.en.substr(2),
                 hint.empty() ? "可用：" + text::join(names, "、") : hint.zh.substr(3)},
                like->place)
              .about(like->text));
      break;
    }
    current = like->text;
  }
  Value merged = Value::table();
  for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
    if ((*link)->is_text()) {
      merged.set("formula", **link);
      continue;
    }
    for (const auto& [key, value] : (*link)->members) {
      if (key != "like") merged.set(key, value);
    }
  }
  if (!chain.empty()) {
    merged.place = chain.front()->place;
    merged.key_place = chain.front()->key_place;
  }
  return merged;
}

/// Unknown names of a study that has other mistakes: all mistakes of a file are told in one go.
/// Names that the study would make are taken as known; silent when a source cannot be read, which
/// is told elsewhere.
void add_unknown_names(const Value& tree, const Study& study, std::vector<Problem>& problems) {
  std::vector<std::string> columns;
  try {
    for (const SourceSpec& source : study.sources) {
      const std::vector<std::string> names = load_source(study, source).names();
      columns.insert(columns.end(), names.begin(), names.end());
    }
  } catch (const Error&) {
    return;
  }
  if (columns.empty()) return;
  std::set<std::string> made;
  for (const char* section : {"derive", "index", "efficiency"})
    if (const Value* entries = tree.find(section))
      for (const auto& [name, entry] : entries->members) made.insert(name);
  for (Problem& p : check_names(study, columns))
    if (p.code == "YG2104" && made.count(p.term) == 0) problems.push_back(std::move(p));
}

Study from_tree(const Value& tree, const std::string& path, const std::string& folder) {
  Study study;
  study.path = path;
  study.folder = folder;
  add_place(study.places, folder, "");
  std::vector<Problem> problems;
  Draft draft{tree, study, problems};
  check_sections(draft);
  check_format(draft);
  read_heading(draft);
  read_sources(draft);
  read_prepare(draft);
  read_computed(draft);
  read_models(draft);
  read_exhibits(draft);
  check_definitions(draft);
  if (!problems.empty()) {
    add_unknown_names(tree, study, problems);
    throw Error{without_repeats(std::move(problems))};
  }
  return study;
}

std::string name_of(const Study& study) {
  return std::filesystem::path(study.path).filename().string();
}

Study read(const std::string& path) {
  const Value tree = read_tree(path);
  Study study = from_tree(tree, path, std::filesystem::path(path).parent_path().string());
  study.text = read_whole(path);
  return study;
}

}  // namespace yugong::study
