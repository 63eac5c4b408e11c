#include <algorithm>

#include "live.hpp"
#include "print.hpp"
#include "verbs.hpp"
#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/data/read.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/study/methods.hpp"
#include "yugong/study/reader.hpp"

namespace yugong::cli {
namespace {

[[noreturn]] void wrong_use(Text what, Text mend) {
  Problem p = error("YG2304", std::move(what), std::move(mend));
  p.kind = Kind::usage;
  throw Error(std::move(p));
}

/// Options of the reader that the verb does not claim for itself.
data::ReadOptions reading(const Request& request) {
  std::vector<OptionInfo> infos;
  for (const OptionInfo& o : option_infos<data::ReadOptions>())
    if (o.name != "files" && o.name != "id") infos.push_back(o);
  const Method* method = study::find_method(request.verb);
  if (method != nullptr)
    std::erase_if(infos, [&](const OptionInfo& o) {
      return std::any_of(method->options.begin(),
                         method->options.end(),
                         [&](const OptionInfo& own) { return own.name == o.name; });
    });
  return read_options<data::ReadOptions>(settings_of(request, infos), "");
}

data::Panel panel_of(const Request& request) {
  if (!request.has("data"))
    wrong_use(
        {fmt::format("'{}' needs data", request.verb), fmt::format("'{}' 需要数据", request.verb)},
        {"add --data FILE", "请加上 --data 文件"});
  const std::vector<std::string> keys = request.list("panel");
  if (keys.size() > 2)
    wrong_use({"--panel takes two columns, unit and time", "--panel 只取两列：个体与时间"},
              {"e.g. --panel city,year", "例如 --panel city,year"});
  data::Table table = data::read(request.get("data"), reading(request));
  data::PanelOptions options;
  if (!keys.empty()) options.unit = keys[0];
  if (keys.size() > 1) options.time = keys[1];
  for (const std::string& key : keys) {
    Place place;
    place.path = "--panel";
    table.column(key, place);
  }
  data::Panel panel = data::Panel::make(std::move(table), options);
  if (request.has("where")) {
    Place place;
    place.path = "--where";
    prepare::filter::apply(panel, {request.get("where")}, request.common.executor, place);
  }
  return panel;
}

/// Appends the call as an entry of its section, so that a study keeps what was tried at the prompt.
void save(const Request& request, const Method& method, const Value& settings) {
  const std::string path = request.get("save_to"), id = request.get("id", request.verb + "1");
  const std::string old = read_whole(path);
  const Value tree = study::read_toml(old, path);
  const Value* section = tree.find(method.verb.section);
  if (section != nullptr && section->find(id) != nullptr)
    throw Error(error("YG2305",
                      {fmt::format("'{}' already has {}.{}", path, method.verb.section, id),
                       fmt::format("'{}' 中已有 {}.{}", path, method.verb.section, id)},
                      {"choose another name with --id", "请用 --id 另取名称"}));
  Value entry = settings, inner = Value::table(), root = Value::table();
  if (method.verb.name != "fe")
    entry.set(method.verb.section == "model" ? "kind" : "verb", Value::of(method.verb.name));
  inner.set(id, entry);
  root.set(method.verb.section, inner);
  write_whole(path, old + (old.ends_with("\n") ? "\n" : "\n\n") + study::to_toml(root));
}

/// A result whose only part is a table of statistics.
Result described(const std::string& kind, Frame tidy, const data::Panel& panel) {
  Result result;
  result.id = kind;
  result.kind = kind;
  result.tidy = std::move(tidy);
  result.sample.rows = result.sample.used = panel.rows();
  result.sample.units = panel.units().size();
  result.sample.periods = panel.periods().size();
  result.glance.put("nobs", static_cast<double>(panel.rows()));
  return result;
}

Frame frame_of(const data::Panel& panel) {
  Frame frame;
  for (const data::DataColumn& c : panel.table().columns())
    frame.add(static_cast<const Column&>(c));
  return frame;
}

/// Variables given as a first argument "a,b" or with --vars; each must exist.
std::vector<std::string> variables(const Request& request, const data::Panel& panel) {
  std::vector<std::string> vars = request.list("vars");
  if (!request.positional.empty())
    for (const std::string& part : text::split(request.positional[0], ','))
      if (!text::trim(part).empty()) vars.push_back(text::trim(part));
  std::vector<Problem> problems;
  for (const std::string& v : vars) {
    try {
      if (panel.table().column(v).is_text)
        problems.push_back(error("YG2241",
                                 {fmt::format("'{}' is text, not numbers", v),
                                  fmt::format("'{}' 是文本，不是数值", v)},
                                 {"choose a numeric column", "请选择数值列"})
                               .about(v));
    } catch (const Error& e) {
      problems.push_back(e.first());
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
  if (vars.empty())
    for (const data::DataColumn& c : panel.table().columns())
      if (!c.is_text && c.name != panel.unit_name() && c.name != panel.time_name())
        vars.push_back(c.name);
  return vars;
}

/// The first positional argument: "a,b" where the option is a list.
Value leading_value(const Method& method, const std::string& written) {
  for (const OptionInfo& option : method.options) {
    if (option.name != method.verb.leading || !option.type.starts_with("list of ")) continue;
    Value list = Value::array();
    for (const std::string& part : text::split(written, ','))
      if (!text::trim(part).empty()) list.items.push_back(Value::of(text::trim(part)));
    return list;
  }
  return Value::of(written);
}

}  // namespace

int one_off(const Request& request) {
  const Method* method = study::find_method(request.verb);
  const data::Panel panel = panel_of(request);
  Value settings = settings_of(request, method->options);
  if (!request.positional.empty()) {
    Value& leading =
        settings.set(method->verb.leading, leading_value(*method, request.positional[0]));
    leading.place.path = method->verb.leading;
    leading.place.file = "formula";
    leading.place.line = leading.place.column = 1;
    leading.place.source_line = request.positional[0];
  }
  Result result = method->run(panel, settings, "", request.common.executor, {});
  if (!request.common.executor.leader()) return 0;
  result.id = request.get("id", request.verb);
  result.notes.insert(
      result.notes.begin(), panel.table().notes().begin(), panel.table().notes().end());
  print(result, request.common, request.has("augment"));
  if (request.has("save_to")) save(request, *method, settings);
  return 0;
}

int summary(const Request& request) {
  const data::Panel panel = panel_of(request);
  report::SummaryOptions options = read_options<report::SummaryOptions>(
      settings_of(request, option_infos<report::SummaryOptions>()), "");
  options.vars = variables(request, panel);
  print(described("summary", report::summary_frame(frame_of(panel), options), panel),
        request.common,
        false);
  return 0;
}

int correlate(const Request& request) {
  const data::Panel panel = panel_of(request);
  report::CorrelationOptions options = read_options<report::CorrelationOptions>(
      settings_of(request, option_infos<report::CorrelationOptions>()), "");
  options.vars = variables(request, panel);
  print(described("correlate", report::correlation_table(frame_of(panel), options).tidy, panel),
        request.common,
        false);
  return 0;
}

}  // namespace yugong::cli
