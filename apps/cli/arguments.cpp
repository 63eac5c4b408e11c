#include "arguments.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>

#include "scenarios.hpp"
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "yugong/data/read.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/report/regression_options.hpp"
#include "yugong/study/methods.hpp"

namespace yugong::cli {
namespace {

std::atomic<bool> stop{false};

OptionInfo info(std::string name, std::string type, Text help) {
  OptionInfo out;
  out.name = std::move(name);
  out.type = std::move(type);
  out.help = std::move(help);
  return out;
}

std::string folded(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string flag_of(const std::string& name) {
  std::string out = name;
  std::replace(out.begin(), out.end(), '_', '-');
  return "--" + out;
}

std::vector<OptionInfo> run_options() {
  return {info("only",
               "list of text",
               {"tables, models or steps wanted, with what they need",
                "只运行这些表、模型或步骤（及其依赖）"}),
          info("force",
               "list of text",
               {"steps to run again although nothing changed; all = every step",
                "即使未变化也重新运行的步骤；all 表示全部"}),
          info("out",
               "text",
               {"folder of outputs (default: out beside the study file)",
                "输出文件夹（默认研究文件旁的 out）"}),
          info("to",
               "list of text",
               {"formats of tables: html, tex, docx, xlsx, csv, md",
                "表格格式：html、tex、docx、xlsx、csv、md"})};
}

/// The options of a method after its own: data, filter, saving.
std::vector<OptionInfo> method_options(const Method& method) {
  std::vector<OptionInfo> out;
  for (const OptionInfo& o : method.options)
    if (o.name != method.verb.leading) out.push_back(o);
  for (const OptionInfo& o : data_options())
    if (std::none_of(
            out.begin(), out.end(), [&](const OptionInfo& own) { return own.name == o.name; }))
      out.push_back(o);
  out.push_back(info("augment", "flag", {"print the rows too", "同时输出逐行结果"}));
  out.push_back(info("save_to",
                     "text",
                     {"study file to which this call is appended", "把本次调用追加到研究文件"}));
  out.push_back(
      info("id", "text", {"name in the study file, for --save-to", "写入研究文件时的名称"}));
  return out;
}

}  // namespace

std::vector<OptionInfo> table_flags() {
  std::vector<OptionInfo> out;
  for (const OptionInfo& o : option_infos<report::RegressionTableOptions>()) {
    // Tables of settings belong in a study file; rows are given by name.
    if (o.type != "table" && o.type != "list of table") out.push_back(o);
    if (o.name == "rows") {
      out.push_back(o);
      out.back().type = "list of text";
    }
  }
  return out;
}

namespace {

std::vector<VerbSpec> own_verbs() {
  std::vector<OptionInfo> simulate = scenario_options();
  std::vector<OptionInfo> look = data_options();
  look.push_back(
      info("rename_to", "text", {"write a rename file to fill in", "写出待填写的改名文件"}));
  std::vector<OptionInfo> summary = option_infos<report::SummaryOptions>(),
                          correlate = option_infos<report::CorrelationOptions>();
  for (const OptionInfo& o : data_options()) {
    summary.push_back(o);
    correlate.push_back(o);
  }
  std::vector<OptionInfo> fresh = {
      info("seed", "integer", {"seed of the simulated data", "模拟数据的随机数种子"})};
  std::vector<OptionInfo> shown = {
      info("out", "text", {"folder of outputs (default: out)", "输出文件夹（默认 out）"})};
  for (const OptionInfo& o : table_flags()) shown.push_back(o);
  return {{"new",
           {"a runnable study from a template, with simulated data",
            "由模板生成可运行的研究（含模拟数据）"},
           "TEMPLATE FOLDER",
           fresh,
           0,
           2},
          {"look",
           {"what is in a data file: sheets, types, panel shape, gaps, outliers",
            "查看数据文件：工作表、类型、面板结构、缺失与异常值"},
           "FILE",
           look,
           1,
           1},
          {"check",
           {"read the study and its data, resolve every name, show the plan; nothing is estimated",
            "检查研究文件与数据，列出步骤，不做估计"},
           "study.toml",
           {},
           1,
           1},
          {"run",
           {"bring everything up to date", "运行研究，更新全部结果"},
           "study.toml",
           run_options(),
           1,
           1},
          {"show",
           {"a result or a table of the last run in the terminal, or several results beside each "
            "other",
            "在终端显示上次运行的结果或表；多个结果则并列"},
           "ID [ID ...] | table N",
           shown,
           1,
           99},
          {"report",
           {"write tables, figures and the page again, in the formats and language asked for",
            "按所需格式与语言重新输出表、图与网页"},
           "study.toml",
           run_options(),
           1,
           1},
          {"simulate",
           {"a panel with known truth", "生成已知真值的模拟面板"},
           "yellow-river | city-panel --out FOLDER",
           simulate,
           1,
           1},
          {"summary",
           {"descriptive statistics", "描述性统计"},
           "[VARIABLES] --data FILE",
           summary,
           0,
           1},
          {"correlate",
           {"correlation matrix", "相关系数矩阵"},
           "[VARIABLES] --data FILE",
           correlate,
           0,
           1},
          {"help",
           {"a verb, a message code, or a command of Stata, R or MaxDEA",
            "查看命令、提示代码，或 Stata、R、MaxDEA 命令的对应写法"},
           "[TOPIC]",
           {},
           0,
           1},
          {"doctor",
           {"optional parts found, fonts, threads, versions", "检查可选组件、字体、线程与版本"},
           "",
           {},
           0,
           0}};
}

[[noreturn]] void usage(std::string code, Text what, Text mend) {
  Problem p = error(std::move(code), std::move(what), std::move(mend));
  p.kind = Kind::usage;
  throw Error(std::move(p));
}

[[noreturn]] void unknown_verb(const std::string& word) {
  std::vector<std::string> names;
  for (const VerbSpec& v : verbs()) names.push_back(v.name);
  const Text hint = text::did_you_mean(word, names);
  usage("YG2301",
        {fmt::format("there is no verb '{}'", word), fmt::format("没有命令 '{}'", word)},
        {"verbs: " + text::join(names, ", ") + hint.en,
         "可用命令：" + text::join(names, "、") + hint.zh});
}

[[noreturn]] void unknown_option(const VerbSpec& verb, const std::string& word) {
  std::vector<std::string> names = {"--lang", "--json", "--quiet", "--no-colour", "--threads"};
  for (const OptionInfo& o : verb.options) names.push_back(flag_of(o.name));
  const Text hint = text::did_you_mean(word.substr(0, word.find('=')), names);
  usage("YG2302",
        {fmt::format("'{}' has no option {}", verb.name, word),
         fmt::format("'{}' 没有选项 {}", verb.name, word)},
        {fmt::format("`yugong help {}` lists them{}", verb.name, hint.en),
         fmt::format("`yugong help {}` 列出全部选项{}", verb.name, hint.zh)});
}

/// Options common to all verbs, added to the root and to each verb so that they may stand on either
/// side of the verb.
struct Globals {
  std::string lang, folder;
  bool json = false, quiet = false, no_colour = false;
  int threads = 0;

  void add_to(CLI::App& app) {
    app.add_option("--lang", lang);
    app.add_option("-C", folder);
    app.add_flag("--json", json);
    app.add_flag("--quiet", quiet);
    app.add_flag("--no-colour,--no-color", no_colour);
    app.add_option("-j,--threads", threads);
  }
};

Common common_of(const Globals& g) {
  Common out;
  const char* locale =
      std::getenv("LC_ALL") != nullptr ? std::getenv("LC_ALL") : std::getenv("LANG");
  out.lang_given = !g.lang.empty();
  if (out.lang_given && g.lang != "en" && g.lang != "zh" && g.lang != "both")
    usage("YG2303",
          {fmt::format("--lang cannot be '{}'", g.lang), fmt::format("--lang 不能取 '{}'", g.lang)},
          {"one of: en, zh", "可选：en、zh"});
  out.lang = g.lang == "zh" || (!out.lang_given && locale != nullptr &&
                                std::string(locale).rfind("zh", 0) == 0)
                 ? Lang::zh
                 : Lang::en;
  out.json = g.json;
  out.quiet = g.quiet;
  out.colour = !g.no_colour && std::getenv("NO_COLOR") == nullptr && ::isatty(2) == 1;
  if (g.threads < 0)
    usage("YG2303",
          {"-j cannot be negative", "-j 不能为负数"},
          {"give a number of threads, 0 = all cores", "请给出线程数，0 表示全部核心"});
  out.threads = g.threads;
  out.executor = executor_for(g.threads);
  return out;
}

}  // namespace

bool Request::has(const std::string& name) const {
  return std::any_of(
      options.begin(), options.end(), [&](const auto& o) { return o.first == folded(name); });
}

std::string Request::get(const std::string& name, const std::string& fallback) const {
  for (const auto& [key, value] : options)
    if (key == folded(name)) return value;
  return fallback;
}

namespace {

/// Commas at depth zero: "cluster(a, b),c" has two items.
std::vector<std::string> split_list(const std::string& s) {
  std::vector<std::string> items(1);
  int depth = 0;
  for (const char c : s) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == ',' && depth == 0)
      items.emplace_back();
    else
      items.back() += c;
  }
  for (std::string& item : items) item = text::trim(item);
  std::erase(items, "");
  return items;
}

Value scalar(const std::string& s, const std::string& type) {
  double number = 0;
  if (type == "flag" && (s == "true" || s == "false")) return Value::of(s == "true");
  if ((type == "integer" || type == "number" || type == "table") && text::parse_number(s, number)) {
    if (number == std::floor(number) && std::abs(number) < 9e15)
      return Value::of(static_cast<std::int64_t>(number));
    return Value::of(number);
  }
  return Value::of(s);
}

Value value_of(const std::string& s, const std::string& type) {
  if (!s.empty() && (s.front() == '{' || s.front() == '['))
    return value_from_json(s, "command line");
  if (type.rfind("list of ", 0) != 0) return scalar(s, type);
  Value out = Value::array();
  for (const std::string& item : split_list(s)) out.items.push_back(scalar(item, type.substr(8)));
  return out;
}

}  // namespace

std::vector<std::string> Request::list(const std::string& name) const {
  return split_list(get(name));
}

const std::vector<OptionInfo>& data_options() {
  static const std::vector<OptionInfo> all = [] {
    std::vector<OptionInfo> out = {
        info("data",
             "text",
             {"data file (csv, xlsx, xls, dta, sav, parquet)",
              "数据文件（csv、xlsx、xls、dta、sav、parquet）"}),
        info("panel",
             "list of text",
             {"columns of unit and time, e.g. city,year", "个体列与时间列，例如 city,year"}),
        info("where",
             "text",
             {"keep rows for which this holds, e.g. 'year < 2020'",
              "只保留满足条件的行，例如 'year < 2020'"})};
    for (OptionInfo& o : option_infos<data::ReadOptions>())
      if (o.name != "files" && o.name != "id") out.push_back(o);
    return out;
  }();
  return all;
}

const std::vector<VerbSpec>& verbs() {
  static const std::vector<VerbSpec> all = [] {
    std::vector<VerbSpec> out = own_verbs();
    for (const Method& m : study::all_methods()) {
      const bool leading = !m.verb.leading.empty();
      out.push_back(
          {m.verb.name,
           m.verb.summary,
           (leading
                ? text::lower(m.verb.leading) == m.verb.leading ? "'" + m.verb.leading + "' " : ""
                : "") +
               "--data FILE --panel UNIT,TIME",
           method_options(m),
           0,
           leading ? 1U : 0U});
    }
    return out;
  }();
  return all;
}

const VerbSpec* find_verb(const std::string& name) {
  for (const VerbSpec& v : verbs())
    if (v.name == name) return &v;
  return nullptr;
}

Request parse(int argc, char** argv) {
  CLI::App app;
  app.set_help_flag();
  Globals globals;
  globals.add_to(app);
  app.prefix_command();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    usage("YG2303",
          {e.what(), e.what()},
          {"`yugong help` lists the verbs", "`yugong help` 列出全部命令"});
  }
  std::vector<std::string> rest = app.remaining();
  Request request;
  if (!rest.empty() && (rest[0] == "--help" || rest[0] == "-h")) rest[0] = "help";
  if (!rest.empty() && (rest[0] == "--version" || rest[0] == "-V")) rest[0] = "doctor";
  request.verb = rest.empty() ? "help" : rest[0];
  const VerbSpec* verb = find_verb(request.verb);
  if (verb == nullptr) {
    if (!request.verb.empty() && request.verb[0] == '-')
      unknown_option({"yugong", {}, "", {}, 0, 0}, request.verb);
    unknown_verb(request.verb);
  }
  if (!rest.empty()) rest.erase(rest.begin());

  CLI::App sub;
  sub.set_help_flag();
  globals.add_to(sub);
  sub.allow_extras();
  bool wants_help = false;
  sub.add_flag("-h,--help", wants_help);
  std::vector<std::pair<std::string, std::vector<std::string>>> given;
  given.reserve(verb->options.size());
  std::vector<CLI::Option*> handles;
  for (const OptionInfo& o : verb->options) {
    given.emplace_back(o.name, std::vector<std::string>{});
    const std::string flag = flag_of(o.name);
    if (o.type == "flag")
      handles.push_back(sub.add_flag(flag + "{true}", given.back().second));
    else
      handles.push_back(
          sub.add_option(flag, given.back().second)->allow_extra_args(false)->take_all());
  }
  std::reverse(rest.begin(), rest.end());  // CLI11 takes its arguments last first
  try {
    sub.parse(rest);
  } catch (const CLI::ParseError& e) {
    usage("YG2303",
          {e.what(), e.what()},
          {fmt::format("`yugong help {}` shows how it is called", verb->name),
           fmt::format("用法见 `yugong help {}`", verb->name)});
  }
  if (!globals.folder.empty() && ::chdir(globals.folder.c_str()) != 0)
    usage("YG2303",
          {fmt::format("-C: there is no folder '{}'", globals.folder),
           fmt::format("-C：没有文件夹 '{}'", globals.folder)},
          {"give an existing folder", "请给出已存在的文件夹"});
  request.common = common_of(globals);
  if (wants_help) {
    request.positional = {request.verb};
    request.verb = "help";
    return request;
  }
  for (const std::string& word : sub.remaining()) {
    if (word.size() > 1 && word[0] == '-' && !(word[1] >= '0' && word[1] <= '9'))
      unknown_option(*verb, word);
    request.positional.push_back(word);
  }
  if (request.positional.size() > verb->most)
    usage(
        "YG2304",
        {fmt::format("'{}' does not take '{}'", verb->name, request.positional[verb->most]),
         fmt::format("'{}' 不接受参数 '{}'", verb->name, request.positional[verb->most])},
        {fmt::format(
             "yugong {} {} (quote a formula or a name with spaces)", verb->name, verb->usage),
         fmt::format("用法：yugong {} {}（公式或含空格的名称请加引号）", verb->name, verb->usage)});
  if (request.positional.size() < verb->fewest)
    usage("YG2304",
          {fmt::format("'{}' needs more: yugong {} {}", verb->name, verb->name, verb->usage),
           fmt::format("'{}' 缺少参数：yugong {} {}", verb->name, verb->name, verb->usage)},
          {fmt::format("`yugong help {}` shows an example", verb->name),
           fmt::format("示例见 `yugong help {}`", verb->name)});
  for (std::size_t i = 0; i < given.size(); ++i)
    if (handles[i]->count() > 0)
      request.options.emplace_back(given[i].first, text::join(given[i].second, ","));
  return request;
}

Value settings_of(const Request& request, const std::vector<OptionInfo>& infos) {
  Value out = Value::table();
  for (const OptionInfo& o : infos) {
    if (!request.has(o.name)) continue;
    Value& v = out.set(o.name, value_of(request.get(o.name), o.type));
    v.place.path = flag_of(o.name);
    v.key_place.path = v.place.path;
  }
  return out;
}

Executor executor_for(int threads) {
  Executor out = Executor::threads(threads);
  out.stop_flag(&stop);
  return out;
}

bool stop_requested() {
  return stop.load();
}

void catch_interrupts() {
  auto handler = [](int) {
    if (stop.exchange(true)) ::_exit(130);  // the second Ctrl-C ends at once
  };
  std::signal(SIGINT, handler);
  std::signal(SIGTERM, handler);
}

}  // namespace yugong::cli
