#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/load.hpp"

namespace yugong::study {
namespace {

using report::Block;

/// Messages as the record tells them.
Block messages(const Made& made, std::vector<Problem> problems) {
  for (Problem& p : problems) p = as_written(std::move(p), made.study.places);
  return Block::messages(std::move(problems));
}

report::Section overview(const Made& made, const Outcome& outcome) {
  const Study& s = made.study;
  std::size_t kept = 0;
  std::size_t failed = 0;
  for (const StepOutcome& step : outcome.steps) {
    kept += step.state == State::kept ? 1 : 0;
    failed += step.state == State::failed ? 1 : 0;
  }
  report::Section section{"overview", {}, {}};
  std::vector<std::pair<Text, Text>> facts = {
      {{"Panel", "面板"}, shape_of(made.panel)},
      {{"Keys", "主键"}, {s.panel.unit + ", " + s.panel.time}},
      {{"Indices and scores", "指数与效率"}, {std::to_string(s.computed.size())}},
      {{"Models", "模型"},
       {fmt::format(
            "{} entries, {} estimates", s.models.size(), made.results.size() - s.computed.size()),
        fmt::format("{} 项，{} 个估计", s.models.size(), made.results.size() - s.computed.size())}},
      {{"Steps", "步骤"},
       {fmt::format("{}, of which {} reused and {} failed", outcome.steps.size(), kept, failed),
        fmt::format("共 {} 步，其中沿用 {} 步，失败 {} 步", outcome.steps.size(), kept, failed)}}};
  section.blocks.push_back(Block::facts(std::move(facts)));
  std::vector<Problem> failures;
  for (const StepOutcome& step : outcome.steps) {
    if (step.state != State::failed) continue;
    failures.insert(failures.end(), step.problems.begin(), step.problems.end());
  }
  if (!failures.empty()) section.blocks.push_back(messages(made, std::move(failures)));
  return section;
}

/// Share of the variables of each unit and period that were missing in the sources.
Block missing_map(const data::Panel& panel) {
  const std::size_t periods = panel.periods().size();
  std::vector<double> share(panel.units().size() * periods, 0);
  std::vector<const data::DataColumn*> columns;
  for (const data::DataColumn& c : panel.table().columns()) {
    if (!c.is_text && c.formula.empty() && c.name != panel.time_name()) columns.push_back(&c);
  }
  for (std::size_t row = 0; row < panel.rows(); ++row) {
    std::size_t count = 0;
    for (const data::DataColumn* c : columns) {
      const data::Mark mark = c->mark(row);
      const bool filled = mark == data::Mark::interpolated || mark == data::Mark::extrapolated;
      if (c->missing_at(row) || filled) ++count;
    }
    const std::size_t cell = static_cast<std::size_t>(panel.unit()[row]) * periods +
                             static_cast<std::size_t>(panel.time()[row]);
    share[cell] =
        columns.empty() ? 0 : static_cast<double>(count) / static_cast<double>(columns.size());
  }
  return report::cell_map(
      panel.units(),
      panel.periods(),
      share,
      {"Share of variables that were missing or filled", "缺失或经插补的变量所占比例"});
}

report::Section data_section(const Made& made,
                             const std::map<std::string, std::string>& inputs,
                             Lang lang) {
  report::Section section{"data", {}, {}};
  Frame files;
  std::vector<std::string> names;
  std::vector<std::string> hashes;
  for (const auto& [name, hash] : inputs) {
    names.push_back(name);
    hashes.push_back(hash);
  }
  files.add("file", names).add("sha256", hashes);
  section.blocks.push_back(Block::data(files, {"Files read", "读入的文件"}));
  const Frame changes = changes_frame(made.panel, lang);
  if (changes.rows() > 0)
    section.blocks.push_back(Block::data(changes, {"What preparation changed", "数据处理记录"}));
  if (made.panel.units().size() <= 400 && made.panel.periods().size() <= 60) {
    section.blocks.push_back(
        Block::details({"Map of missing cells", "缺失分布图"}, {missing_map(made.panel)}));
  }
  return section;
}

/// The columns of a tidy frame that a reader of this language wants on the page; the rest stays in
/// the result's file.
Frame shown(const Frame& tidy, Lang lang) {
  std::set<std::string> hidden = {lang == Lang::zh && tidy.has("label_zh") ? "label" : "label_zh"};
  if (tidy.has("weight")) hidden.insert({"min", "max", "mean", "sd"});
  Frame out;
  for (const Column& c : tidy.columns()) {
    if (hidden.count(c.name) == 0) out.add(c);
  }
  return out;
}

/// Indices or scores: what each found, and its notes.
report::Section computed_section(const Made& made,
                                 const std::string& id,
                                 const std::string& kind,
                                 Lang lang) {
  report::Section section{id, {}, {}};
  for (const ComputedSpec& spec : made.study.computed) {
    const auto result = made.results.find(spec.name);
    if (spec.section != kind || result == made.results.end()) continue;
    const Text title = spec.label.empty() ? Text{spec.name} : spec.label;
    section.blocks.push_back(Block::data(shown(result->second.tidy, lang), title, 20));
    const auto method = result->second.tables.find("method");
    if (method != result->second.tables.end()) {
      section.blocks.push_back(
          Block::details({"Method in words: " + spec.name, "方法说明：" + spec.name},
                         {Block::data(method->second, title)}));
    }
  }
  return section;
}

report::Section tables_section(const Made& made, const std::vector<Exhibit>& exhibits) {
  report::Section section{"tables", {}, {}};
  for (const Exhibit& e : exhibits) {
    if (!e.figure.empty() || e.spec == nullptr) continue;
    if (!e.table.empty()) {
      section.blocks.push_back(Block::of(e.table.front()));
    } else if (!e.problems.empty() && e.svg.empty() && e.png.empty()) {
      section.blocks.push_back(messages(made, e.problems));
    }
  }
  return section;
}

report::Section figures_section(const Made& made,
                                const std::vector<Exhibit>& exhibits,
                                Lang lang,
                                const report::Words& words) {
  report::Section section{"figures", {}, {}};
  for (const Exhibit& e : exhibits) {
    if (e.figure.empty()) continue;
    const report::Figure& f = e.figure.front();
    const auto svg = e.svg.find(lang);
    if (svg == e.svg.end() || svg->second.empty()) {
      if (!e.problems.empty()) section.blocks.push_back(messages(made, e.problems));
      continue;
    }
    section.blocks.push_back(Block::figure(
        svg->second,
        {report::caption_of(f, Lang::en, words), report::caption_of(f, Lang::zh, words)},
        {report::alt_of(f, Lang::en, words), report::alt_of(f, Lang::zh, words)},
        f.note));
  }
  return section;
}

report::Section notes_section(const Made& made, const Outcome& outcome) {
  report::Section section{"notes", {}, {}};
  std::vector<Problem> all = made.panel.table().notes();
  std::set<std::string> told;
  for (const auto& [id, result] : made.results) {
    for (Problem p : result.notes) {
      if (p.term.empty()) p.term = id;
      p.what.en = id + ": " + p.what.en;
      if (!p.what.zh.empty()) p.what.zh = id + "：" + p.what.zh;
      all.push_back(std::move(p));
    }
  }
  all.insert(all.end(), outcome.notes.begin(), outcome.notes.end());
  std::erase_if(all, [&](const Problem& p) { return !told.insert(p.code + p.what.en).second; });
  if (!all.empty()) section.blocks.push_back(messages(made, std::move(all)));
  return section;
}

report::Section reproduction(const Made& made, const Outcome& outcome, Lang lang) {
  report::Section section{"reproduction", {}, {}};
  section.blocks.push_back(
      Block::facts({{{"Program", "程序"}, {"Yugong " + version(), "禹贡 " + version()}},
                    {{"Study file", "研究文件"}, {name_of(made.study)}},
                    {{"Seed", "随机数种子"}, {std::to_string(made.study.heading.seed)}},
                    {{"Command", "命令"}, {"yugong run " + name_of(made.study)}}}));
  Frame steps;
  std::vector<std::string> ids, kinds, states, summaries;
  static constexpr const char* words[] = {"done", "kept", "failed", "skipped"};
  for (const StepOutcome& step : outcome.steps) {
    ids.push_back(step.id);
    kinds.push_back(step.kind);
    states.push_back(words[static_cast<int>(step.state)]);
    summaries.push_back(step.summary.in(lang));
  }
  steps.add("name", ids).add("kind", kinds).add("state", states).add("summary", summaries);
  section.blocks.push_back(Block::details({"Steps of this run", "本次运行的步骤"},
                                          {Block::data(steps, {"Steps", "步骤"}, 60)}));
  Frame file;
  std::vector<std::string> lines = text::split(made.study.text, '\n');
  std::vector<double> numbers(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) numbers[i] = static_cast<double>(i + 1);
  file.add("line", numbers).add("text", std::move(lines));
  section.blocks.push_back(Block::details({"The study file", "研究文件全文"},
                                          {Block::data(file, {name_of(made.study)}, 200)}));
  return section;
}

}  // namespace

Frame changes_frame(const data::Panel& panel, Lang lang) {
  std::vector<std::string> steps, columns, details;
  std::vector<double> cells;
  for (const data::Change& c : panel.table().changes()) {
    steps.push_back(c.step);
    columns.push_back(c.column);
    details.push_back(c.detail.in(lang));
    cells.push_back(static_cast<double>(c.cells));
  }
  Frame frame;
  frame.add("step", steps).add("variable", columns).add("cells", cells).add("detail", details);
  return frame;
}

report::Page build_page(const Made& made,
                        const std::vector<Exhibit>& exhibits,
                        const Outcome& outcome,
                        const std::map<std::string, std::string>& inputs,
                        Lang lang) {
  report::Page page;
  page.title =
      made.study.heading.title.empty() ? Text{name_of(made.study)} : made.study.heading.title;
  page.subtitle = shape_of(made.panel);
  page.simulated = made.study.heading.simulated;
  page.sections.push_back(overview(made, outcome));
  page.sections.push_back(data_section(made, inputs, lang));
  page.sections.push_back(computed_section(made, "indices", "index", lang));
  page.sections.push_back(computed_section(made, "efficiency", "efficiency", lang));
  page.sections.push_back(tables_section(made, exhibits));
  page.sections.push_back(figures_section(made, exhibits, lang, words_of(made.study)));
  page.sections.push_back(notes_section(made, outcome));
  page.sections.push_back(reproduction(made, outcome, lang));
  return page;
}

std::vector<report::DocxBlock> build_docx(const Made& made,
                                          const std::vector<Exhibit>& exhibits,
                                          Lang lang) {
  std::vector<report::DocxBlock> blocks;
  const report::Words words = words_of(made.study);
  blocks.push_back(report::DocxBlock::heading(
      made.study.heading.title.empty() ? Text{name_of(made.study)} : made.study.heading.title));
  if (made.study.heading.simulated) {
    blocks.push_back(report::DocxBlock::paragraph(
        {"All data in this report are simulated.", "本报告所用数据均为模拟数据。"}));
  }
  for (const Exhibit& e : exhibits) {
    if (!e.table.empty()) blocks.push_back(report::DocxBlock::of(e.table.front()));
    const auto png = e.png.find(lang);
    if (e.figure.empty() || png == e.png.end() || png->second.empty()) continue;
    const report::Figure& f = e.figure.front();
    blocks.push_back(report::DocxBlock::picture(
        png->second,
        {report::caption_of(f, Lang::en, words), report::caption_of(f, Lang::zh, words)},
        {report::alt_of(f, Lang::en, words), report::alt_of(f, Lang::zh, words)}));
  }
  return blocks;
}

}  // namespace yugong::study
