#include "yugong/study/write.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/write.hpp"
#include "yugong/study/paths.hpp"

namespace yugong::study {
namespace {

const std::vector<std::string>& all_formats() {
  static const std::vector<std::string> formats = {"html", "tex", "docx", "xlsx", "csv", "md"};
  return formats;
}

std::vector<std::string> formats_of(const RunOptions& options) {
  return options.formats.empty() ? all_formats() : options.formats;
}

report::WriteOptions write_options(const Sink& sink, Lang lang) {
  report::WriteOptions options;
  options.lang = lang;
  options.both_captions = sink.languages().size() > 1;
  options.words = words_of(sink.made.study);
  return options;
}

/// One format of one table.
std::string formatted(const report::Table& table,
                      const std::string& format,
                      const report::WriteOptions& options) {
  if (format == "html") return report::to_html_document({&table}, options);
  if (format == "tex") return report::to_latex(table, options);
  if (format == "docx") return report::to_docx({report::DocxBlock::of(table)}, options);
  if (format == "xlsx") return report::to_xlsx({&table}, options);
  if (format == "csv") return report::to_csv(table, options);
  if (format == "md") return report::to_markdown(table, options);
  const Text hint = text::did_you_mean(format, all_formats());
  throw Error{error("YG2204",
                    {"tables are not written as '" + format + "'", "表格没有“" + format + "”格式"},
                    {"one of: " + text::join(all_formats(), ", ") + hint.en,
                     "可选：" + text::join(all_formats(), "、") + hint.zh})};
}

std::string codebook(const data::Table& table) {
  std::vector<std::string> names, zh, en, units, formulas, kinds;
  std::vector<double> missing_cells, filled;
  for (const data::DataColumn& c : table.columns()) {
    names.push_back(c.name);
    zh.push_back(c.label.in(Lang::zh));
    en.push_back(c.label.en);
    units.push_back(c.unit);
    formulas.push_back(c.formula);
    kinds.push_back(c.is_text ? "text" : "number");
    double gaps = 0;
    double marks = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      gaps += c.missing_at(i) ? 1 : 0;
      marks +=
          c.mark(i) == data::Mark::interpolated || c.mark(i) == data::Mark::extrapolated ? 1 : 0;
    }
    missing_cells.push_back(gaps);
    filled.push_back(marks);
  }
  Frame frame;
  frame.add("variable", names)
      .add("label_zh", zh)
      .add("label_en", en)
      .add("unit", units)
      .add("type", kinds);
  frame.add("missing", missing_cells).add("filled", filled).add("formula", formulas);
  return "\xEF\xBB\xBF" + to_csv(frame);
}

}  // namespace

std::vector<Lang> Sink::languages() const {
  const std::string lang = options.lang.empty() ? made.study.heading.lang : options.lang;
  if (lang == "both") return {Lang::zh, Lang::en};
  return {lang == "zh" ? Lang::zh : Lang::en};
}

std::string Sink::ending(Lang lang) const {
  return lang == languages().front() ? "" : ".en";
}

void write_data(const Sink& sink) {
  const data::Table& table = sink.made.panel.table();
  sink.outputs.put("data", "data/panel.csv", data::to_csv(table));
  data::write_dta(sink.outputs.staging("data/panel.dta"), table, sink.languages().front());
  sink.outputs.take("data", "data/panel.dta");
  sink.outputs.put("data", "data/codebook.csv", codebook(table));
}

Exhibit write_table(const Sink& sink, const Step& step, bool& kept) {
  const ExhibitSpec& spec = sink.made.study.tables[step.item];
  Exhibit exhibit;
  exhibit.spec = &spec;
  try {
    exhibit.table.push_back(build_table(sink.made, spec));
  } catch (const Error& e) {
    exhibit.problems = e.problems();
    for (Problem& p : exhibit.problems) {
      if (!p.place.known()) p.place = spec.place;
      if (p.term.empty()) p.term = step.id;
    }
    kept = false;
    return exhibit;
  }
  const std::string choice = sink.options.lang + text::join(sink.options.formats, ",");
  kept = kept && choice.empty() && sink.outputs.keep(step.id, step.key);
  if (kept) return exhibit;
  for (const Lang lang : sink.languages()) {
    const report::WriteOptions options = write_options(sink, lang);
    for (const std::string& format : formats_of(sink.options)) {
      const std::string name = "tables/t" + file_name(spec.id) + sink.ending(lang) + "." + format;
      sink.outputs.put(step.id, name, formatted(exhibit.table.front(), format, options));
    }
  }
  return exhibit;
}

namespace {

std::string stem_of(const ExhibitSpec& spec) {
  return "figures/f" + file_name(spec.id);
}

/// One figure in all languages of the study.
struct DrawJob {
  std::size_t exhibit = 0;
  std::vector<report::DrawOptions> versions;
  std::vector<report::Drawing> drawings;
  std::vector<Problem> problems;
};

void add_problems(Exhibit& exhibit, const Error& e, const std::string& step) {
  for (Problem p : e.problems()) {
    if (!p.place.known()) p.place = exhibit.spec->place;
    if (p.term.empty()) p.term = step;
    exhibit.problems.push_back(std::move(p));
  }
}

/// Describes a figure and decides whether the drawings of the last run may stay.
Exhibit describe_figure(const Sink& sink, const Step& step, bool& kept) {
  Exhibit exhibit;
  exhibit.spec = &sink.made.study.figures[step.item];
  try {
    report::Figure figure = build_figure(sink.made, *exhibit.spec, exhibit.problems);
    figure.id = "f" + file_name(exhibit.spec->id);
    kept = kept && sink.options.lang.empty() && sink.outputs.keep(step.id, step.key);
    exhibit.figure.push_back(std::move(figure));
  } catch (const Error& e) {
    kept = false;
    add_problems(exhibit, e, step.id);
  }
  return exhibit;
}

std::vector<report::DrawOptions> versions_of(const Sink& sink, const ExhibitSpec& spec) {
  std::vector<report::DrawOptions> versions;
  for (const Lang lang : sink.languages()) {
    report::DrawOptions options;
    options.folder =
        std::filesystem::path(sink.outputs.staging(stem_of(spec))).parent_path().string();
    options.lang = lang;
    options.suffix = sink.ending(lang);
    options.words = words_of(sink.made.study);
    versions.push_back(std::move(options));
  }
  return versions;
}

/// The drawings that the report shows.
void read_drawings(const Sink& sink, const Step& step, Exhibit& exhibit) {
  const std::vector<std::string> files = sink.outputs.files_of(step.id);
  const auto bytes = [&](const std::string& file) {
    const bool there = std::find(files.begin(), files.end(), file) != files.end();
    return there ? sink.outputs.bytes_of(file) : std::string();
  };
  for (const Lang lang : sink.languages()) {
    const std::string name = stem_of(*exhibit.spec) + sink.ending(lang);
    exhibit.svg[lang] = bytes(name + ".svg");
    exhibit.png[lang] = bytes(name + ".png");
  }
}

}  // namespace

std::vector<Exhibit> write_figures(const Sink& sink,
                                   const std::vector<const Step*>& steps,
                                   std::vector<bool>& kept) {
  namespace fs = std::filesystem;
  std::vector<Exhibit> exhibits;
  std::vector<DrawJob> jobs;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    bool stays = kept[i];
    exhibits.push_back(describe_figure(sink, *steps[i], stays));
    kept[i] = stays;
    if (stays || exhibits[i].figure.empty()) continue;
    jobs.push_back({i, versions_of(sink, *exhibits[i].spec), {}, {}});
  }
  // Each figure is a child process: they run side by side, and are taken over in order.
  sink.executor.for_blocks(jobs.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = begin; j < end; ++j) {
      try {
        jobs[j].drawings = report::draw(exhibits[jobs[j].exhibit].figure.front(), jobs[j].versions);
      } catch (const Error& e) {
        jobs[j].problems = e.problems();
      }
    }
  });
  for (const DrawJob& job : jobs) {
    Exhibit& exhibit = exhibits[job.exhibit];
    if (!job.problems.empty()) {
      add_problems(exhibit, Error{job.problems}, steps[job.exhibit]->id);
      exhibit.figure.clear();
      continue;
    }
    for (const report::Drawing& drawing : job.drawings) {
      for (const auto& [extension, path] : drawing.files)
        sink.outputs.take(steps[job.exhibit]->id, "figures/" + fs::path(path).filename().string());
    }
    exhibit.problems.insert(exhibit.problems.end(),
                            job.drawings.front().notes.begin(),
                            job.drawings.front().notes.end());
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!exhibits[i].figure.empty()) read_drawings(sink, *steps[i], exhibits[i]);
  }
  return exhibits;
}

void write_report(const Sink& sink, const std::vector<Exhibit>& exhibits, const Outcome& outcome) {
  for (const Lang lang : sink.languages()) {
    report::PageOptions page;
    page.lang = lang;
    page.both_captions = sink.languages().size() > 1;
    page.words = words_of(sink.made.study);
    const report::Page content = build_page(sink.made, exhibits, outcome, sink.plan.inputs, lang);
    sink.outputs.put(
        "report", "report" + sink.ending(lang) + ".html", report::to_html(content, page));
    const std::vector<report::DocxBlock> blocks = build_docx(sink.made, exhibits, lang);
    sink.outputs.put("report",
                     "report" + sink.ending(lang) + ".docx",
                     report::to_docx(blocks, write_options(sink, lang)));
  }
}

void write_results(const Sink& sink) {
  for (const auto& [id, result] : sink.made.results) {
    const std::string entry = id.substr(0, id.find('.'));
    const Step* step = sink.plan.find(id) != nullptr ? sink.plan.find(id) : sink.plan.find(entry);
    std::vector<std::string> from;
    if (step != nullptr) {
      for (const std::size_t n : step->needs) from.push_back("\"" + sink.plan.steps[n].id + "\"");
    }
    std::string json = to_json(result, false);
    json.erase(json.find_last_of('}'));
    json += fmt::format(
        ",\"run\":{{\"version\":\"{}\",\"seconds\":{},\"threads\":{},\"seed\":{},\"from\":[{}],"
        "\"key\":\"xxh3:{}\"{}}}}}\n",
        version(),
        text::round_trip(result.seconds),
        sink.executor.workers(),
        sink.made.study.heading.seed,
        text::join(from, ","),
        step == nullptr ? "" : step->key,
        sink.made.study.heading.simulated ? ",\"simulated\":true" : "");
    sink.outputs.put(
        "results", "results/" + file_name(id) + ".json", as_written(json, sink.made.study.places));
    if (result.augment.rows() > 0) {
      sink.outputs.put("results",
                       "results/" + file_name(id) + ".augment.csv",
                       "\xEF\xBB\xBF" + to_csv(result.augment));
    }
  }
}

}  // namespace yugong::study
