#include <algorithm>
#include <iterator>

#include "live.hpp"
#include "print.hpp"
#include "stored.hpp"
#include "verbs.hpp"
#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/data/look.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/report/writers.hpp"
#include "yugong/study/plan.hpp"
#include "yugong/study/run.hpp"

namespace yugong::cli {
namespace {

const char* word_of(study::State state, Lang lang) {
  const bool zh = lang == Lang::zh;
  switch (state) {
    case study::State::done:
      return zh ? "完成" : "done";
    case study::State::kept:
      return zh ? "沿用" : "kept";
    case study::State::failed:
      return zh ? "失败" : "failed";
    case study::State::skipped:
      return zh ? "跳过" : "skipped";
  }
  return "";
}

std::string duration(double seconds) {
  return seconds < 1 ? fmt::format("{:.0f} ms", seconds * 1000) : fmt::format("{:.2f} s", seconds);
}

void tell(const study::StepOutcome& step, const Request& request) {
  if (request.common.json) {
    Value v = Value::table();
    v.set("event", Value::of("step"));
    v.set("step", Value::of(step.id));
    v.set("kind", Value::of(step.kind));
    v.set("state", Value::of(word_of(step.state, Lang::en)));
    v.set("seconds", Value::of(step.seconds));
    v.set("summary", Value::of(step.summary.en));
    out(to_json(v));
    return;
  }
  const std::string ending = step.state == study::State::done
                                 ? duration(step.seconds)
                                 : word_of(step.state, request.common.lang);
  if (!request.common.quiet || step.state == study::State::failed)
    err(fmt::format("{}  {}  {}  {}",
                    text::pad_right(step.id, 18),
                    text::pad_right(step.kind, 10),
                    text::pad_right(ending, 8),
                    step.summary.in(request.common.lang)));
}

study::RunOptions options_of(const Request& request) {
  study::RunOptions options;
  options.out = request.get("out");
  options.only = request.list("only");
  options.force = request.list("force");
  options.formats = request.list("to");
  if (request.common.lang_given) options.lang = request.common.lang == Lang::zh ? "zh" : "en";
  options.on_step = [&request](const study::StepOutcome& step) { tell(step, request); };
  return options;
}

/// Errors and warnings in full; what was merely assumed or noticed is counted, since the report and
/// `check` print it all.
void print_after_run(const std::vector<Problem>& problems, const Common& common) {
  if (common.json) {
    if (!problems.empty()) print(problems, common);
    return;
  }
  std::vector<Problem> loud;
  std::copy_if(problems.begin(), problems.end(), std::back_inserter(loud), [](const Problem& p) {
    return p.level != Level::note;
  });
  print(loud, common);
  const std::size_t notes = problems.size() - loud.size();
  if (notes > 0 && !common.quiet)
    err(common.lang == Lang::zh
            ? fmt::format("另有 {} 条说明（读取与假设）见报告；`yugong check` 全部列出", notes)
            : fmt::format("{} notes on what was read and assumed are in the report; `yugong check` "
                          "prints them",
                          notes));
}

int bring_up_to_date(const Request& request, const study::RunOptions& options) {
  const study::Plan plan = study::plan(study::read(request.positional[0]));
  const std::unique_ptr<Progress> progress = make_progress(request.common);
  Executor executor = request.common.executor;
  executor.progress(progress.get());
  const study::Outcome outcome = study::run(plan, executor, options);
  std::vector<Problem> problems = plan.study.notes;
  problems.insert(problems.end(), outcome.notes.begin(), outcome.notes.end());
  for (const study::StepOutcome& step : outcome.steps)
    problems.insert(problems.end(), step.problems.begin(), step.problems.end());
  print_after_run(problems, request.common);
  const auto count = [&](study::State s) {
    return std::count_if(outcome.steps.begin(), outcome.steps.end(), [&](const auto& step) {
      return step.state == s;
    });
  };
  if (request.common.json) {
    Value v = Value::table();
    v.set("event", Value::of("end"));
    v.set("folder", Value::of(outcome.folder));
    v.set("failed", Value::of(outcome.failed));
    v.set("seconds", Value::of(outcome.seconds));
    out(to_json(v));
  } else if (!request.common.quiet) {
    out(request.common.lang == Lang::zh
            ? fmt::format("{} 步完成，{} 步沿用，{} 步失败，用时 {}；报告：{}/report.html",
                          count(study::State::done),
                          count(study::State::kept),
                          count(study::State::failed),
                          duration(outcome.seconds),
                          outcome.folder)
            : fmt::format("{} steps done, {} kept, {} failed, {}; report: {}/report.html",
                          count(study::State::done),
                          count(study::State::kept),
                          count(study::State::failed),
                          duration(outcome.seconds),
                          outcome.folder));
  }
  return outcome.failed ? 3 : 0;
}

}  // namespace

int run(const Request& request) {
  return bring_up_to_date(request, options_of(request));
}

int report(const Request& request) {
  study::RunOptions options = options_of(request);
  options.force.emplace_back("report");
  return bring_up_to_date(request, options);
}

int check(const Request& request) {
  const study::Plan plan = study::plan(study::read(request.positional[0]));
  Text panel;
  std::vector<Problem> problems = plan.study.notes;
  const std::vector<Problem> found = study::check(plan, request.common.executor, &panel);
  problems.insert(problems.end(), found.begin(), found.end());
  if (request.common.json) {
    print(problems, request.common);
    return exit_code(problems, true);
  }
  if (!request.common.quiet) {
    for (const study::Step& step : plan.steps)
      out(fmt::format(
          "{}  {}  {}", text::pad_right(step.id, 18), text::pad_right(step.kind, 10), step.what));
    if (!panel.empty()) out("\n" + panel.in(request.common.lang));
  }
  print(problems, request.common);
  const int code = exit_code(problems, true);
  if (code == 0 && !request.common.quiet)
    out(request.common.lang == Lang::zh
            ? fmt::format("检查通过：{} 步；`yugong run {}` 开始运行",
                          plan.steps.size(),
                          request.positional[0])
            : fmt::format("all names and settings resolve: {} steps; `yugong run {}` runs them",
                          plan.steps.size(),
                          request.positional[0]));
  return code;
}

/// The parts of one result as plain frames.
void show_result(const Result& result, Lang lang) {
  if (!result.formula.empty()) out(result.formula);
  for (const Frame* frame : {&result.tidy, &result.glance}) {
    if (frame->rows() > 0) out("\n" + as_text(*frame, lang, 200));
  }
}

/// Several results beside each other, as a table of estimates.
void show_beside(const Request& request, const std::string& folder) {
  std::vector<Result> results = stored_columns(folder, request.positional);
  std::vector<report::RegressionColumn> columns;
  for (const Result& result : results) {
    columns.emplace_back();
    columns.back().result = &result;
    columns.back().title = Text{result.id};
  }
  Value settings = settings_of(request, table_flags());
  if (settings.find("preset") == nullptr) settings.set("preset", Value::of("plain"));
  if (settings.find("stars") == nullptr) settings.set("stars", Value::of(true));
  report::WriteOptions write;
  write.lang = request.common.lang;
  out(report::to_terminal(
      report::regression_table(
          columns, read_options<report::RegressionTableOptions>(settings, ""), {}),
      write));
}

int show(const Request& request) {
  const std::string folder = request.get("out", "out");
  if (request.positional[0] == "table") {
    if (request.positional.size() != 2) {
      Problem p = error("YG2304",
                        {"show table takes the number of a table", "show table 后写表号"},
                        {"e.g. yugong show table 4", "例如 yugong show table 4"});
      p.kind = Kind::usage;
      throw Error(std::move(p));
    }
    out(study::stored_table(folder, request.positional[1]));
    return 0;
  }
  if (request.positional.size() > 1) {
    show_beside(request, folder);
    return 0;
  }
  const std::string& name = request.positional[0];
  if (request.common.json) {
    out(study::stored_result(folder, name));
    return 0;
  }
  show_result(result_from_json(study::stored_result(folder, name)), request.common.lang);
  return 0;
}

int look(const Request& request) {
  std::vector<OptionInfo> infos;
  for (const OptionInfo& o : option_infos<data::ReadOptions>())
    if (o.name != "files" && o.name != "id") infos.push_back(o);
  const std::vector<std::string> keys = request.list("panel");
  const std::string path = request.positional[0];
  if (path.ends_with(".toml")) return look_study(request);
  const data::LookReport report =
      data::look(path,
                 read_options<data::ReadOptions>(settings_of(request, infos), ""),
                 keys.empty() ? "" : keys[0],
                 keys.size() > 1 ? keys[1] : "");
  if (request.has("rename_to")) {
    write_whole(request.get("rename_to"), data::rename_template(report));
    if (!request.common.quiet) err(request.get("rename_to"));
  }
  if (request.common.json) {
    std::string all;
    for (const Problem& p : report.problems) all += (all.empty() ? "" : ",") + to_json(p);
    out(
        fmt::format("{{\"schema\":\"yugong.look/"
                    "1\",\"file\":{},\"sheets\":{},\"columns\":{},\"panel\":{},\"missing\":{},"
                    "\"outliers\":{},\"problems\":[{}]}}",
                    to_json(report.file),
                    to_json(report.sheets),
                    to_json(report.columns),
                    to_json(report.panel),
                    to_json(report.missing),
                    to_json(report.outliers),
                    all));
    return 0;
  }
  const Lang lang = request.common.lang;
  const bool zh = lang == Lang::zh;
  out(as_text(report.file, lang));
  const std::vector<std::pair<const char*, const Frame*>> parts = {
      {zh ? "工作表" : "sheets", &report.sheets},
      {zh ? "变量" : "columns", &report.columns},
      {zh ? "面板" : "panel", &report.panel},
      {zh ? "缺失" : "missing", &report.missing},
      {zh ? "异常值" : "outliers", &report.outliers}};
  for (const auto& [title, frame] : parts)
    if (frame->rows() > 0) out(fmt::format("\n== {} ==\n{}", title, as_text(*frame, lang, 100)));
  print(report.problems, request.common);
  return 0;
}

}  // namespace yugong::cli
