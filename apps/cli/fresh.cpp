#include <algorithm>
#include <filesystem>

#include "print.hpp"
#include "scenarios.hpp"
#include "templates.hpp"
#include "verbs.hpp"
#include <fmt/format.h>

#include "yugong/base/files.hpp"

namespace fs = std::filesystem;

namespace yugong::cli {
namespace {

[[noreturn]] void wrong_use(Text what, Text mend) {
  Problem p = error("YG2304", std::move(what), std::move(mend));
  p.kind = Kind::usage;
  throw Error(std::move(p));
}

/// Nothing of the user's is overwritten: a folder must be new or empty.
void refuse_full_folder(const std::string& folder) {
  std::error_code status;
  if (fs::exists(folder, status) && !fs::is_directory(folder, status))
    throw Error(
        error("YG4002",
              {fmt::format("'{}' is a file", folder), fmt::format("'{}' 是一个文件", folder)},
              {"name a new folder", "请给出一个新文件夹"}));
  if (fs::is_directory(folder, status) && !fs::is_empty(folder, status))
    throw Error(error("YG4002",
                      {fmt::format("folder '{}' is not empty; nothing was written", folder),
                       fmt::format("文件夹 '{}' 非空，未写入任何内容", folder)},
                      {"name a new or empty folder", "请给出新的或空的文件夹"}));
}

/// An option of another scenario would do nothing.
void refuse_foreign_options(const Request& request, const Scenario& scenario) {
  for (const OptionInfo& o : scenario_options()) {
    const bool own = std::any_of(scenario.options.begin(),
                                 scenario.options.end(),
                                 [&](const OptionInfo& known) { return known.name == o.name; });
    if (!own && request.has(o.name))
      wrong_use({fmt::format("'{}' has no option '{}'", scenario.name, o.name),
                 fmt::format("'{}' 没有选项 '{}'", scenario.name, o.name)},
                {o.help.en, o.help.zh});
  }
}

}  // namespace

int simulate_panel(const Request& request) {
  const Scenario* scenario = find_scenario(request.positional[0]);
  if (scenario == nullptr) {
    std::vector<std::string> names;
    for (const Scenario& known : scenarios()) names.push_back(known.name);
    const Text hint = text::did_you_mean(request.positional[0], names);
    wrong_use({fmt::format("there is no simulator '{}'", request.positional[0]),
               fmt::format("没有模拟器 '{}'", request.positional[0])},
              {"available: " + scenario_names() + hint.en, "可用：" + scenario_names() + hint.zh});
  }
  refuse_foreign_options(request, *scenario);
  if (!request.has("out"))
    wrong_use({"simulate needs a folder", "simulate 需要输出文件夹"},
              {"add --out FOLDER", "请加上 --out 文件夹"});
  refuse_full_folder(request.get("out"));
  const std::vector<std::string> files =
      scenario->write(settings_of(request, scenario->options), request.get("out"));
  if (request.common.json) {
    Value list = Value::array();
    for (const std::string& f : files) list.items.push_back(Value::of(f));
    Value v = Value::table();
    v.set("folder", Value::of(request.get("out")));
    v.set("files", list);
    out(to_json(v));
  } else if (!request.common.quiet) {
    for (const std::string& f : files) out(fmt::format("{}/{}", request.get("out"), f));
    out(request.common.lang == Lang::zh
            ? "以上均为模拟数据；真值见 truth.json"
            : "all of this is simulated data; the true parameters are in truth.json");
  }
  return 0;
}

int new_study(const Request& request) {
  std::vector<std::string> names;
  for (const StudyTemplate& t : study_templates()) names.push_back(t.name);
  const std::string all = text::join(names, ", ");
  if (request.positional.size() < 2)
    wrong_use(
        {"new needs a template and a folder", "new 需要模板名与文件夹"},
        {"yugong new TEMPLATE FOLDER; templates: " + all, "yugong new 模板 文件夹；模板：" + all});
  const auto found =
      std::find_if(study_templates().begin(), study_templates().end(), [&](const StudyTemplate& t) {
        return t.name == request.positional[0];
      });
  if (found == study_templates().end()) {
    const Text hint = text::did_you_mean(request.positional[0], names);
    wrong_use({fmt::format("there is no template '{}'", request.positional[0]),
               fmt::format("没有模板 '{}'", request.positional[0])},
              {"templates: " + all + hint.en, "模板：" + all + hint.zh});
  }
  const std::string folder = request.positional[1];
  refuse_full_folder(folder);
  const Scenario* scenario = find_scenario(found->scenario);
  Value settings = value_from_json(found->settings, found->name);
  if (request.has("seed")) {
    const Value own = settings_of(request, {scenario->options.front()});
    settings.set("seed", *own.find("seed"));
  }
  scenario->write(settings, folder);
  write_whole((fs::path(folder) / "study.toml").string(), found->toml);
  if (!request.common.quiet)
    out(request.common.lang == Lang::zh
            ? fmt::format("已建立研究 {0}/study.toml（模拟数据）。运行：yugong run {0}/study.toml",
                          folder)
            : fmt::format("a study on simulated data is in {0}/study.toml; run it: yugong run "
                          "{0}/study.toml",
                          folder));
  return 0;
}

}  // namespace yugong::cli
