#include "yugong/study/run.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/progress.hpp"
#include "yugong/base/text.hpp"
#include "yugong/study/load.hpp"
#include "yugong/study/paths.hpp"
#include "yugong/study/record.hpp"
#include "yugong/study/steps.hpp"
#include "yugong/study/write.hpp"

namespace yugong::study {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "6 formats": which files these are is told in the manifest.
Text formats_of(const std::vector<std::string>& files) {
  std::set<std::string> endings;
  for (const std::string& file : files)
    endings.insert(std::filesystem::path(file).extension().string());
  const std::string count = std::to_string(endings.size());
  return files.empty() ? Text{} : Text{count + " formats", count + " 种格式"};
}

/// Runs the steps of a plan; on several ranks each runs all steps, and the leader writes.
class Runner {
 public:
  Runner(const Plan& plan, const Executor& executor, const RunOptions& options)
      : plan_(plan),
        study_(plan.study),
        executor_(executor),
        options_(options),
        folder_(options.out.empty() ? under(plan.study.folder, "out") : options.out),
        outputs_(executor.leader() ? std::make_unique<Outputs>(folder_) : nullptr),
        cache_(options.use_cache && outputs_ ? outputs_->cache_folder() : ""),
        done_(plan.steps.size(), false),
        start_(Clock::now()),
        started_(std::time(nullptr)) {
    outcome_.folder = outputs_ ? outputs_->folder() : folder_;
    choose();
  }

  Outcome run() {
    make_panel();
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      const Step& step = plan_.steps[i];
      if (!wanted_[i]) continue;
      if (step.kind == "derive")
        made(i, [&] { return run_derive(study_, study_.derive[step.item], *panel_); });
      if (step.kind == "index" || step.kind == "efficiency") {
        made(i,
             [&] { return run_computed(study_, study_.computed[step.item], *panel_, executor_); });
      }
      if (step.kind == "model") model(i);
    }
    outcome_.panel = panel_;
    if (outputs_) write_outputs();
    outcome_.seconds = since(start_);
    return std::move(outcome_);
  }

 private:
  /// Steps asked for, with all that they need.
  void choose() {
    wanted_.assign(plan_.steps.size(), options_.only.empty());
    forced_.assign(plan_.steps.size(), false);
    for (const std::string& name : options_.only)
      mark(name, [&](std::size_t i) { wanted_[i] = true; });
    for (const std::string& name : options_.force) {
      if (name == "all") {
        forced_.assign(plan_.steps.size(), true);
      } else {
        mark(name, [&](std::size_t i) { forced_[i] = true; });
      }
    }
    for (std::size_t i = plan_.steps.size(); i-- > 0;) {
      if (!wanted_[i]) continue;
      for (const std::size_t n : plan_.steps[i].needs) wanted_[n] = true;
    }
  }

  /// The step that a user means by "4", "table.4", "base2" or "region.上游".
  void mark(const std::string& name, const std::function<void(std::size_t)>& take) {
    const std::string entry = name.substr(0, name.find('.'));
    bool found = false;
    for (const std::string& id :
         {name, "table." + name, "figure." + name, "source." + name, entry}) {
      for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        if (plan_.steps[i].id != id || found) continue;
        take(i);
        found = true;
      }
    }
    if (found) return;
    std::vector<std::string> ids;
    for (const Step& s : plan_.steps) ids.push_back(s.id);
    const Text hint = text::did_you_mean(name, ids);
    throw Error{error(
        "YG2113",
        {fmt::format("the study has no step '{}'", name), fmt::format("研究中没有步骤“{}”", name)},
        {"steps: " + text::join(ids, ", ") + hint.en, "步骤：" + text::join(ids, "、") + hint.zh})};
  }

  void finish(const Step& step,
              State state,
              Clock::time_point from,
              Text summary,
              std::vector<Problem> problems = {}) {
    StepOutcome out{
        step.id, step.kind, state, since(from), std::move(summary), std::move(problems)};
    outcome_.failed = outcome_.failed || state == State::failed;
    executor_.progress().finish(step.id, state == State::kept ? "kept" : out.summary.en);
    if (options_.on_step) options_.on_step(out);
    outcome_.steps.push_back(std::move(out));
    if (state == State::failed && options_.stop_at_first)
      throw Error{outcome_.steps.back().problems};
  }

  std::optional<Product> cached(std::size_t i) {
    if (forced_[i] || !options_.use_cache) return std::nullopt;
    if (executor_.ranks() == 1) return cache_.find(plan_.steps[i].key, outcome_.notes);
    // The leader looks, so that all ranks skip the same steps, whatever disk they see.
    const std::string bytes = executor_.from_leader([&] {
      const std::optional<Product> found = cache_.find(plan_.steps[i].key, outcome_.notes);
      return found ? pack(*found) : std::string();
    });
    return bytes.empty() ? std::nullopt : unpack(bytes);
  }

  Text panel_summary() const { return shape_of(*panel_); }

  /// Sources, joined panel and preparation; the latest of them that is stored spares the earlier
  /// ones.
  void make_panel() {
    std::size_t panel = 0;
    while (plan_.steps[panel].kind != "panel") ++panel;
    const bool prepares =
        panel + 1 < plan_.steps.size() && plan_.steps[panel + 1].kind == "prepare";
    const std::size_t last = prepares ? panel + 1 : panel;
    bool forced = false;
    for (std::size_t i = 0; i <= last; ++i) forced = forced || forced_[i];
    const auto from = Clock::now();
    if (!forced) {
      if (const std::optional<Product> product = cached(last); product && product->table) {
        take_panel(*product->table);
        resolve_names();
        for (std::size_t i = 0; i <= last; ++i)
          finish(plan_.steps[i], State::kept, from, i == last ? panel_summary() : Text{});
        return;
      }
    }
    std::vector<data::Table> tables;
    for (std::size_t i = 0; i < panel; ++i) tables.push_back(source(i));
    join(panel, std::move(tables));
    resolve_names();
    if (prepares) prepare(last);
  }

  void take_panel(data::Table table) {
    panel_ = std::make_shared<data::Panel>(
        data::Panel::make(std::move(table), {study_.panel.unit, study_.panel.time}));
  }

  data::Table source(std::size_t i) {
    executor_.check_stop();
    const Step& step = plan_.steps[i];
    const auto from = Clock::now();
    executor_.progress().begin(step.id, step.what, 0);
    if (std::optional<Product> product = cached(i); product && product->table) {
      finish(step, State::kept, from, "");
      return std::move(*product->table);
    }
    Product product;
    product.table = load_source(study_, study_.sources[step.item]);
    cache_.store(step.key, product, outcome_.notes);
    finish(
        step,
        State::done,
        from,
        {fmt::format("{} rows, {} columns", product.table->rows(), product.table->columns().size()),
         fmt::format("{} 行，{} 列", product.table->rows(), product.table->columns().size())},
        product.table->notes());
    return std::move(*product.table);
  }

  /// Notes of the panel that were not told before.
  std::vector<Problem> notes_beyond(const std::vector<Problem>& told) const {
    std::vector<Problem> fresh;
    for (const Problem& p : panel_->table().notes()) {
      const bool old = std::any_of(told.begin(), told.end(), [&](const Problem& q) {
        return q.code == p.code && q.what == p.what && q.place.file == p.place.file;
      });
      if (!old) fresh.push_back(p);
    }
    return fresh;
  }

  void store_panel(const Step& step) {
    Product product;
    product.table = panel_->table();
    cache_.store(step.key, product, outcome_.notes);
  }

  void join(std::size_t i, std::vector<data::Table> tables) {
    executor_.check_stop();
    const auto from = Clock::now();
    const Step& step = plan_.steps[i];
    executor_.progress().begin(step.id, step.what, 0);
    std::vector<Problem> told;
    for (const data::Table& t : tables) told.insert(told.end(), t.notes().begin(), t.notes().end());
    panel_ = std::make_shared<data::Panel>(join_sources(study_, std::move(tables)));
    store_panel(step);
    finish(step, State::done, from, panel_summary(), notes_beyond(told));
  }

  void prepare(std::size_t i) {
    executor_.check_stop();
    const auto from = Clock::now();
    const Step& step = plan_.steps[i];
    executor_.progress().begin(step.id, step.what, 0);
    const std::vector<Problem> told = panel_->table().notes();
    prepare_panel(study_, *panel_, executor_);
    store_panel(step);
    finish(step, State::done, from, panel_summary(), notes_beyond(told));
  }

  void resolve_names() {
    const std::vector<std::string> columns = panel_->table().names();
    std::vector<Problem> problems = check_names(study_, columns);
    if (!problems.empty()) throw Error{std::move(problems)};
  }

  /// A step cannot run when one that it needs has failed.
  bool blocked(std::size_t i, std::string& by) const {
    for (const std::size_t n : plan_.steps[i].needs) {
      const std::string& kind = plan_.steps[n].kind;
      const bool makes_data = kind == "derive" || kind == "index" || kind == "efficiency";
      if (makes_data && !done_[n]) {
        by = plan_.steps[n].id;
        return true;
      }
    }
    return false;
  }

  void skip(std::size_t i, const std::string& by) {
    const Step& step = plan_.steps[i];
    Problem p =
        note("YG4014",
             {fmt::format("not run, because {} failed", by), fmt::format("因 {} 失败而未运行", by)})
            .about(step.id);
    if (step.kind == "model") variants_[step.id] = {{step.id, "", {p}}};
    finish(step, State::skipped, Clock::now(), "", {std::move(p)});
  }

  /// A step that adds columns to the panel.
  void made(std::size_t i, const std::function<Product()>& work) {
    executor_.check_stop();
    const Step& step = plan_.steps[i];
    std::string by;
    if (blocked(i, by)) return skip(i, by);
    const auto from = Clock::now();
    executor_.progress().begin(step.id, step.what, 0);
    try {
      std::optional<Product> product = cached(i);
      const bool kept = product.has_value();
      if (!kept) {
        product = work();
        cache_.store(step.key, *product, outcome_.notes);
      }
      put_into(*panel_, *product);
      std::vector<Problem> notes = product->notes;
      Text summary;
      if (!product->results.empty()) {
        const std::string used = std::to_string(product->results.front().sample.used);
        summary = {used + " rows", used + " 行"};
      }
      for (Result& r : product->results) {
        notes.insert(notes.end(), r.notes.begin(), r.notes.end());
        outcome_.results[r.id] = std::move(r);
      }
      done_[i] = true;
      finish(step, kept ? State::kept : State::done, from, summary, std::move(notes));
    } catch (const Error& e) {
      finish(step, State::failed, from, "", e.problems());
    }
  }

  void model(std::size_t i) {
    executor_.check_stop();
    const Step& step = plan_.steps[i];
    const ModelSpec& spec = study_.models[step.item];
    std::string by;
    if (blocked(i, by)) return skip(i, by);
    const auto from = Clock::now();
    executor_.progress().begin(step.id, step.what, 0);
    std::vector<Variant>& variants = variants_[spec.name];
    std::optional<Product> product = cached(i);
    const bool kept = product.has_value();
    if (kept) {
      for (const Result& r : product->results) variants.push_back({r.id, group_of(spec, r.id), {}});
    } else {
      product = run_model(study_, spec, *panel_, executor_, variants);
    }
    std::vector<Problem> problems = product->notes;
    bool failed = false;
    for (const Variant& v : variants) {
      failed = failed || !v.problems.empty();
      problems.insert(problems.end(), v.problems.begin(), v.problems.end());
    }
    if (!kept && !failed) cache_.store(step.key, *product, outcome_.notes);
    std::string summary;
    for (Result& r : product->results) {
      summary += (summary.empty() ? "" : ", ") + std::to_string(r.sample.used);
      problems.insert(problems.end(), r.notes.begin(), r.notes.end());
      outcome_.results[r.id] = std::move(r);
    }
    done_[i] = !failed;
    finish(step,
           failed ? State::failed
           : kept ? State::kept
                  : State::done,
           from,
           summary.empty() ? Text{} : Text{summary + " obs", "样本量 " + summary},
           std::move(problems));
  }

  static std::string group_of(const ModelSpec& spec, const std::string& id) {
    if (spec.split.empty()) return "";
    std::string group = id.substr(spec.name.size() + 1);
    for (const SingleModel& model : spec.models) {
      const std::string ending = "." + model.id;
      if (model.id.empty()) continue;
      if (group.size() > ending.size() && group.ends_with(ending))
        return group.substr(0, group.size() - ending.size());
    }
    return group;
  }

  /// Tables and figures, in the order of the plan.
  std::vector<Exhibit> write_exhibits(const Sink& sink) {
    std::vector<Exhibit> exhibits;
    std::vector<std::size_t> figures;
    std::vector<const Step*> figure_steps;
    std::vector<bool> kept_figures;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      const Step& step = plan_.steps[i];
      if (!wanted_[i] || (step.kind != "table" && step.kind != "figure")) continue;
      executor_.check_stop();
      const auto from = Clock::now();
      executor_.progress().begin(step.id, step.what, 0);
      bool kept = !forced_[i] && complete(i);
      if (step.kind == "figure") {
        figures.push_back(i);
        figure_steps.push_back(&step);
        kept_figures.push_back(kept);
        continue;
      }
      exhibits.push_back(write_table(sink, step, kept));
      exhibit_done(i, kept, from, exhibits.back());
    }
    const auto drawing = Clock::now();
    std::vector<Exhibit> drawn = write_figures(sink, figure_steps, kept_figures);
    for (std::size_t f = 0; f < figures.size(); ++f) {
      exhibit_done(figures[f], kept_figures[f], drawing, drawn[f]);
      exhibits.push_back(std::move(drawn[f]));
    }
    return exhibits;
  }

  void exhibit_done(std::size_t i, bool kept, Clock::time_point from, const Exhibit& e) {
    const bool failed = e.table.empty() && e.figure.empty();
    done_[i] = !failed;
    finish(plan_.steps[i],
           failed ? State::failed
           : kept ? State::kept
                  : State::done,
           from,
           formats_of(outputs_->files_of(plan_.steps[i].id)),
           e.problems);
  }

  void write_outputs() {
    const Made made{study_, *panel_, outcome_.results, variants_};
    const Executor alone = executor_.alone();
    const Sink sink{plan_, made, *outputs_, options_, alone};
    write_data(sink);
    const std::vector<Exhibit> exhibits = write_exhibits(sink);
    // A term may belong to a model that failed or was not asked for: no judgement then.
    if (!outcome_.failed && options_.only.empty()) {
      for (Problem& p : terms_in_no_table(made)) outcome_.notes.push_back(std::move(p));
    }
    executor_.check_stop();
    const std::size_t last = plan_.steps.size() - 1;
    if (wanted_[last]) {
      const auto from = Clock::now();
      executor_.progress().begin("report", plan_.steps[last].what, 0);
      write_report(sink, exhibits, outcome_);
      done_[last] = true;
      finish(plan_.steps[last], State::done, from, formats_of(outputs_->files_of("report")));
    }
    write_results(sink);
    write_provenance(sink);
    write_log(sink, outcome_, started_);
    std::map<std::string, std::string> keys;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      if (complete(i)) keys[plan_.steps[i].id] = plan_.steps[i].key;
    }
    executor_.check_stop();
    outcome_.files = outputs_->commit(
        manifest_of(sink, outcome_, started_, since(start_)), keys, !options_.only.empty());
  }

  /// An exhibit all of whose estimates exist: only then may it be taken as up to date by a later
  /// run.
  bool complete(std::size_t i) const {
    return std::all_of(
        plan_.steps[i].needs.begin(), plan_.steps[i].needs.end(), [&](std::size_t n) {
          const std::string& kind = plan_.steps[n].kind;
          return (kind != "model" && kind != "derive" && kind != "index" && kind != "efficiency") ||
                 done_[n];
        });
  }

  const Plan& plan_;
  const Study& study_;
  const Executor& executor_;
  const RunOptions& options_;
  std::string folder_;
  std::unique_ptr<Outputs> outputs_;  ///< of the leader
  Cache cache_;                       ///< of the leader; elsewhere it holds nothing
  std::vector<bool> done_;
  std::vector<bool> wanted_, forced_;
  std::shared_ptr<data::Panel> panel_;
  std::map<std::string, std::vector<Variant>> variants_;
  Outcome outcome_;
  Clock::time_point start_;
  std::time_t started_;
};

std::string stored(const std::string& out,
                   const std::string& folder,
                   const std::string& prefix,
                   const std::string& id,
                   const std::string& ending) {
  namespace fs = std::filesystem;
  const std::string path = out + "/" + folder + "/" + prefix + file_name(id) + ending;
  std::error_code why;
  if (fs::is_regular_file(path, why)) return read_whole(path);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(out + "/" + folder, why)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(ending) || name.size() <= prefix.size() + ending.size()) continue;
    names.push_back(name.substr(prefix.size(), name.size() - prefix.size() - ending.size()));
  }
  std::sort(names.begin(), names.end());
  const Text hint = text::did_you_mean(id, names);
  Place place;
  place.file = out;
  throw Error{error(
      "YG2109",
      {fmt::format("there is no '{}' in {}", id, out), fmt::format("{} 中没有“{}”", out, id)},
      names.empty()
          ? Text{"Run the study first:  yugong run study.toml", "请先运行：  yugong run study.toml"}
          : Text{"there are: " + text::join(names, ", ") + hint.en,
                 "现有：" + text::join(names, "、") + hint.zh},
      place)};
}

}  // namespace

Outcome run(const Plan& plan, const Executor& executor, const RunOptions& options) {
  return Runner(plan, executor, options).run();
}

std::string stored_result(const std::string& out, const std::string& id) {
  return stored(out, "results", "", id, ".json");
}

std::string stored_table(const std::string& out, const std::string& id) {
  return stored(out, "tables", "t", id, ".md");
}

}  // namespace yugong::study
