#include "yugong/study/record.hpp"

#include <array>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/text.hpp"

namespace yugong::study {
namespace {

Value texts(const std::vector<std::string>& list) {
  Value out = Value::array();
  for (const std::string& s : list) out.items.push_back(Value::of(s));
  return out;
}

const char* word_of(State state) {
  static constexpr std::array<const char*, 4> words = {"done", "kept", "failed", "skipped"};
  return words[static_cast<std::size_t>(state)];
}

template <class Row>
Value rows_value(const std::vector<Row>& rows) {
  Value out = Value::array();
  for (const auto row : rows) out.items.push_back(Value::of(static_cast<std::int64_t>(row)));
  return out;
}

}  // namespace

std::string timestamp(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 32> buffer{};
  std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return buffer.data();
}

void write_provenance(const Sink& sink) {
  const data::Panel& panel = sink.made.panel;
  Value out = Value::table();
  out.set("schema", Value::of("yugong.provenance/1"));
  Value& sources = out.set("sources", Value::array());
  for (const data::Source& s : panel.table().sources()) {
    Value one = Value::table();
    one.set("file", Value::of(s.file));
    if (!s.sheet.empty()) one.set("sheet", Value::of(s.sheet));
    one.set("sha256", Value::of(s.hash));
    sources.items.push_back(std::move(one));
  }
  Value& changes = out.set("changes", Value::array());
  for (const data::Change& c : panel.table().changes()) {
    Value one = Value::table();
    one.set("step", Value::of(c.step));
    one.set("variable", Value::of(c.column));
    one.set("en", Value::of(c.detail.en));
    one.set("zh", Value::of(c.detail.in(Lang::zh)));
    one.set("cells", Value::of(static_cast<std::int64_t>(c.cells)));
    one.set("rows", rows_value(c.rows));
    changes.items.push_back(std::move(one));
  }
  Value& dropped = out.set("dropped", Value::table());
  for (const auto& [id, result] : sink.made.results) {
    Value list = Value::array();
    for (const Dropped& d : result.sample.dropped) {
      Value one = Value::table();
      one.set("reason", Value::of(d.reason));
      one.set("count", Value::of(static_cast<std::int64_t>(d.rows.size())));
      one.set("rows", rows_value(d.rows));
      list.items.push_back(std::move(one));
    }
    dropped.set(id, std::move(list));
  }
  Value& keys = out.set("rows", Value::array());
  for (std::size_t i = 0; i < panel.rows(); ++i) keys.items.push_back(Value::of(panel.key(i)));
  sink.outputs.put("record", "provenance.json", to_json(out) + "\n");
}

void write_log(const Sink& sink, const Outcome& outcome, std::time_t started) {
  const Lang lang = sink.languages().front();
  std::string log =
      fmt::format("Yugong {}  {}  {}\n", version(), timestamp(started), name_of(sink.made.study));
  for (const StepOutcome& step : outcome.steps) {
    log += fmt::format("{:<8} {:<12} {:<24} {:>8.3f} s  {}\n",
                       word_of(step.state),
                       step.kind,
                       step.id,
                       step.seconds,
                       step.summary.in(lang));
    for (const Problem& p : step.problems) log += "  " + to_text(p, lang) + "\n";
  }
  for (const Problem& p : outcome.notes) log += to_text(p, lang) + "\n";
  const std::string name = timestamp(started);
  sink.outputs.put("record",
                   "log/" + name.substr(0, 13) + name.substr(14, 2) + name.substr(17, 2) + ".log",
                   as_written(log, sink.made.study.places));
}

Value manifest_of(const Sink& sink, const Outcome& outcome, std::time_t started, double seconds) {
  const Study& study = sink.made.study;
  Value out = Value::table();
  out.set("schema", Value::of("yugong.manifest/1"));
  out.set("program", Value::of("yugong " + version()));
  out.set("study", Value::of(name_of(study)));
  out.set("study_sha256", Value::of(sha256(study.text)));
  out.set("simulated", Value::of(study.heading.simulated));
  out.set("seed", Value::of(static_cast<std::int64_t>(study.heading.seed)));
  out.set("started", Value::of(timestamp(started)));
  out.set("seconds", Value::of(seconds));
  out.set("threads", Value::of(sink.executor.workers()));
  out.set("only", texts(sink.options.only));
  out.set("failed", Value::of(outcome.failed));
  Value& inputs = out.set("inputs", Value::table());
  for (const auto& [file, hash] : sink.plan.inputs) inputs.set(file, Value::of(hash));
  Value& outputs = out.set("outputs", Value::table());
  for (const auto& [file, hash] : sink.outputs.hashes()) outputs.set(file, Value::of(hash));
  Value& times = out.set("times", Value::table());
  for (const StepOutcome& step : outcome.steps) {
    Value one = Value::table();
    one.set("state", Value::of(word_of(step.state)));
    one.set("seconds", Value::of(step.seconds));
    times.set(step.id, std::move(one));
  }
  return out;
}

}  // namespace yugong::study
