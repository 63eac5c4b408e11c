#include "yugong/study/load.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/join.hpp"
#include "yugong/data/read.hpp"
#include "yugong/data/unit_names.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/prepare/interpolate.hpp"
#include "yugong/prepare/scale.hpp"
#include "yugong/prepare/winsorise.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/plan.hpp"

namespace yugong::study {
namespace {

bool has_period(const Study& study, const data::Table& table) {
  return table.has(study.panel.time);
}

/// Aliases, and with suffix = "strip" one form for names that differ by 市, 省, over all sources.
void settle_names(const Study& study, std::vector<data::Table>& tables) {
  const std::string& unit = study.panel.unit;
  std::vector<std::string> names;
  for (data::Table& table : tables) {
    if (!table.has(unit) || !table.column(unit).is_text) continue;
    if (!study.aliases.empty()) data::apply_aliases(table, unit, data::read_aliases(study.aliases));
    const std::vector<std::string>& texts = table.column(unit).texts;
    names.insert(names.end(), texts.begin(), texts.end());
  }
  if (study.suffix != "strip") return;
  data::Aliases forms;
  for (const std::vector<std::string>& twins : data::suffix_twins(names)) {
    for (const std::string& twin : twins) {
      if (twin != twins.front()) forms[twin] = twins.front();
    }
  }
  for (data::Table& table : tables) {
    if (table.has(unit) && table.column(unit).is_text) data::apply_aliases(table, unit, forms);
  }
}

std::size_t leading(const Study& study, const std::vector<data::Table>& tables) {
  const std::string& unit = study.panel.unit;
  const std::string& time = study.panel.time;
  std::set<std::string> all;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i].has(unit) && has_period(study, tables[i])) return i;
    for (const std::string& name : tables[i].names()) all.insert(name);
  }
  const std::vector<std::string> known(all.begin(), all.end());
  Text hint;
  for (const std::string& key : {unit, time}) {
    if (all.count(key) > 0) continue;
    const Text near = text::did_you_mean(key, known);
    hint.en += near.en;
    hint.zh += near.zh;
  }
  throw Error{error("YG1321",
                    {fmt::format("no source has both key columns '{}' and '{}'", unit, time),
                     fmt::format("没有数据源同时含有主键列“{}”和“{}”", unit, time)},
                    {"Set unit and time in [panel] to names of columns" + hint.en +
                         "; the columns are " + text::join(known, ", "),
                     "请在 [panel] 中把 unit 与 time 写成已有的列名" + hint.zh + "；现有各列：" +
                         text::join(known, "、")},
                    study.panel.place)};
}

data::Table joined(const Study& study,
                   data::Table left,
                   const data::Table& right,
                   const SourceSpec& source) {
  data::JoinOptions options;
  options.by = {study.panel.unit};
  if (has_period(study, right)) options.by.push_back(study.panel.time);
  std::vector<Problem> problems;
  if (const Value* by = source.settings.find("by")) {
    options.by.clear();
    for (const Mention& m : items_of(*by, {}, "")) options.by.push_back(m.name);
  }
  if (const Value* unmatched = source.settings.find("unmatched")) {
    Value settings = Value::table();
    settings.set("unmatched", *unmatched);
    settings.set("by", Value::array({Value::of(study.panel.unit)}));
    options.unmatched =
        read_options<data::JoinOptions>(settings, "source." + source.name).unmatched;
  }
  return data::join(left, right, options, source.name);
}

data::Panel within_range(const Study& study, data::Panel panel) {
  if (!study.panel.range) return panel;
  const auto [first, last] = *study.panel.range;
  std::vector<std::uint32_t> kept;
  data::Change change{
      "range",
      "",
      {fmt::format("periods {} to {}", first, last), fmt::format("{}—{} 期", first, last)},
      0,
      {}};
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    const long period = panel.periods()[static_cast<std::size_t>(panel.time()[i])];
    (period >= first && period <= last ? kept : change.rows)
        .push_back(static_cast<std::uint32_t>(i));
  }
  if (kept.empty()) {
    throw Error{error(
        "YG1323",
        {fmt::format("no row lies in the range {} to {}; the data run from {} to {}",
                     first,
                     last,
                     panel.periods().front(),
                     panel.periods().back()),
         fmt::format("{} 至 {} 之间没有数据；数据时期为 {} 至 {}",
                     first,
                     last,
                     panel.periods().front(),
                     panel.periods().back())},
        {fmt::format("Write:  range = [{}, {}]", panel.periods().front(), panel.periods().back()),
         fmt::format("请写：  range = [{}, {}]", panel.periods().front(), panel.periods().back())},
        study.panel.place)};
  }
  if (change.rows.empty()) return panel;
  change.cells = change.rows.size();
  data::Panel out = panel.keep(kept);
  out.table().changes().push_back(std::move(change));
  return out;
}

/// Notes of the same kind on many sheets of one file become one; notes on a rename file that
/// several sources share are left to the unknown names they would cause.
void condense(const Study& study, const SourceSpec& source, std::vector<Problem>& notes) {
  const Value* mine = source.settings.find("rename");
  const auto shares =
      std::count_if(study.sources.begin(), study.sources.end(), [&](const SourceSpec& s) {
        const Value* other = s.settings.find("rename");
        return mine != nullptr && other != nullptr && mine->is_text() && other->text == mine->text;
      });
  std::map<std::string, std::size_t> count;
  std::erase_if(notes, [&](const Problem& p) {
    if (p.level != Level::note) return false;
    if (p.code == "YG1108" && shares > 1) return true;
    return ++count[p.code + p.place.file] > 2;
  });
  for (Problem& p : notes) {
    const std::size_t n = count[p.code + p.place.file];
    if (n <= 2) continue;
    p.what.en += fmt::format(" (and {} more like it in this file)", n - 1);
    p.what.zh += fmt::format("（本文件中另有 {} 处同类情况）", n - 1);
    count[p.code + p.place.file] = 0;
  }
}

}  // namespace

data::Table load_source(const Study& study, const SourceSpec& source) {
  data::ReadOptions options;
  std::vector<Problem> problems;
  options = read_options<data::ReadOptions>(
      source.settings, "source." + source.name, problems, {"private", "unmatched", "by"});
  if (!problems.empty()) throw Error{std::move(problems)};
  options.files = source.files;
  options.missing.insert(options.missing.end(), study.missing.begin(), study.missing.end());
  if (options.unique == data::Unique::first && options.key.empty())
    options.key = {study.panel.unit, study.panel.time};
  data::Table table = data::read_all(options);
  condense(study, source, table.notes());
  for (data::Source& s : table.sources()) s.file = as_written(s.file, study.places);
  for (Problem& p : table.notes()) p = as_written(std::move(p), study.places);
  return table;
}

data::Panel join_sources(const Study& study, std::vector<data::Table> tables) try {
  settle_names(study, tables);
  const std::size_t lead = leading(study, tables);
  data::Table all = std::move(tables[lead]);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (i != lead) all = joined(study, std::move(all), tables[i], study.sources[i]);
  }
  for (const std::string& name : all.names()) {
    const auto label = study.labels.find(name);
    if (label != study.labels.end()) all.edit(name).label = label->second;
  }
  data::Panel panel = data::Panel::make(std::move(all), {study.panel.unit, study.panel.time});
  panel = within_range(study, std::move(panel));
  if (study.prepare.empty()) check_shape(study, panel);
  return panel;

} catch (const Error& e) {
  std::vector<Problem> problems = e.problems();
  for (Problem& p : problems) {
    if (!p.place.known()) p.place.path = "panel";
  }
  throw Error{std::move(problems)};
}

void check_shape(const Study& study, const data::Panel& panel) {
  const PanelSpec& spec = study.panel;
  std::vector<Problem> problems;
  const auto compare =
      [&](const std::optional<long>& expected, std::size_t found, const char* en, const char* zh) {
        if (!expected || *expected == static_cast<long>(found)) return;
        problems.push_back(error(
            "YG1322",
            {fmt::format("the panel has {} {}, not {} as [panel] expects", found, en, *expected),
             fmt::format("面板有 {} 个{}，与 [panel] 的预期 {} 不符", found, zh, *expected)},
            {fmt::format("Correct the data, or write expect = {{ {} = {} }}", en, found),
             fmt::format("请核对数据，或改写 expect = {{ {} = {} }}", en, found)},
            spec.place));
      };
  compare(spec.expect_units, panel.units().size(), "units", "个体");
  compare(spec.expect_periods, panel.periods().size(), "periods", "时期");
  compare(spec.expect_rows, panel.rows(), "rows", "行");
  if (!problems.empty()) throw Error{std::move(problems)};
}

void prepare_panel(const Study& study, data::Panel& panel, const Executor& executor) {
  for (const PrepareSpec& step : study.prepare) {
    executor.check_stop();
    const std::string path = "prepare." + step.what;
    Value settings = step.settings;
    if (const Value* vars = settings.find("vars")) {
      Value resolved = Value::array();
      for (const Mention& m : items_of(*vars, study.sets, path))
        resolved.items.push_back(Value::of(m.name));
      settings.set("vars", resolved);
    }
    if (step.what == "interpolate") {
      prepare::interpolate::apply(
          panel, read_options<prepare::interpolate::Options>(settings, path), executor);
    } else if (step.what == "winsorise") {
      prepare::winsorise::apply(
          panel, read_options<prepare::winsorise::Options>(settings, path), executor);
    } else if (step.what == "scale") {
      prepare::scale::apply(panel, read_options<prepare::scale::Options>(settings, path), executor);
    } else {
      prepare::filter::apply(
          panel, read_options<prepare::filter::Options>(settings, path), executor, step.place);
    }
  }
  if (!study.prepare.empty()) check_shape(study, panel);
}

std::vector<Problem> check_names(const Study& study, std::span<const std::string> columns) {
  std::set<std::string> known(columns.begin(), columns.end());
  std::vector<Problem> problems;
  const auto define = [&](const std::string& name, const Place& place) {
    if (std::find(columns.begin(), columns.end(), name) != columns.end()) {
      problems.push_back(error("YG2106",
                               {fmt::format("'{}' is already a column of the data", name),
                                fmt::format("“{}”已是数据中的列", name)},
                               {"Give the new variable another name", "请为新变量另起名称"},
                               place)
                             .about(name));
    }
    known.insert(name);
  };
  for (const DeriveSpec& d : study.derive) define(d.name, d.place);
  for (const ComputedSpec& c : study.computed) define(c.name, c.place);
  const std::vector<std::string> names(known.begin(), known.end());
  std::set<std::string> told;
  for (const Mention& m : study.mentions) {
    if (known.count(m.name) > 0 || m.name.empty()) continue;
    const std::string owner = m.name.substr(0, m.name.find('.'));
    const bool part =
        owner != m.name && std::any_of(study.computed.begin(),
                                       study.computed.end(),
                                       [&](const ComputedSpec& c) { return c.name == owner; });
    if (part) continue;
    if (!told.insert(fmt::format("{}:{}:{}", m.name, m.place.line, m.place.column)).second)
      continue;
    const Text hint = text::did_you_mean(m.name, names);
    const std::string lead_en = hint.empty() ? "" : hint.en.substr(2) + "; ";
    const std::string lead_zh = hint.empty() ? "" : hint.zh.substr(3) + "；";
    problems.push_back(
        error(
            "YG2104",
            {fmt::format(
                 "unknown variable '{}'{}{}", m.name, m.inside.empty() ? "" : " in ", m.inside),
             fmt::format("未知变量“{}”{}", m.name, m.inside.empty() ? "" : "（" + m.inside + "）")},
            {fmt::format(
                 "{}`yugong look {}` lists all {} names", lead_en, study.path, names.size()),
             fmt::format(
                 "{}`yugong look {}` 会列出全部 {} 个变量名", lead_zh, study.path, names.size())},
            m.place)
            .about(m.name));
  }
  return problems;
}

Text shape_of(const data::Panel& panel) {
  const bool balanced = panel.balanced();
  return {fmt::format("{} units x {} periods, {} rows, {}",
                      panel.units().size(),
                      panel.periods().size(),
                      panel.rows(),
                      balanced ? "balanced" : fmt::format("{} gaps", panel.gaps())),
          fmt::format("{} 个个体 × {} 期，{} 行，{}",
                      panel.units().size(),
                      panel.periods().size(),
                      panel.rows(),
                      balanced ? "平衡面板" : fmt::format("{} 处间断", panel.gaps()))};
}

std::vector<Problem> check(const Plan& plan, const Executor& executor, Text* panel_text) {
  const Study& study = plan.study;
  std::vector<Problem> problems = study.notes;
  std::vector<data::Table> tables;
  std::vector<std::string> columns;
  for (const SourceSpec& source : study.sources) {
    executor.check_stop();
    try {
      tables.push_back(load_source(study, source));
      const std::vector<std::string> names = tables.back().names();
      columns.insert(columns.end(), names.begin(), names.end());
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  }
  if (tables.size() < study.sources.size()) return problems;
  const std::vector<Problem> names = check_names(study, columns);
  problems.insert(problems.end(), names.begin(), names.end());
  try {
    data::Panel panel = join_sources(study, std::move(tables));
    if (std::none_of(problems.begin(), problems.end(), [](const Problem& p) {
          return p.level == Level::error;
        })) {
      prepare_panel(study, panel, executor);
    }
    const std::vector<Problem>& notes = panel.table().notes();
    problems.insert(problems.end(), notes.begin(), notes.end());
    if (panel_text != nullptr) *panel_text = shape_of(panel);
  } catch (const Error& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
  return problems;
}

}  // namespace yugong::study
