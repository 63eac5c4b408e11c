#include "yugong/study/plan.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/text.hpp"
#include "yugong/study/hash.hpp"
#include "yugong/study/load.hpp"

namespace yugong::study {
namespace {

/// Another build of the same version may compute other numbers: its size and time are part of every
/// key.
std::string build() {
  std::error_code why;
  const std::filesystem::path self = "/proc/self/exe";
  const auto size = std::filesystem::file_size(self, why);
  if (why) return "";
  const auto time = std::filesystem::last_write_time(self, why).time_since_epoch().count();
  return why ? "" : fmt::format("{}-{}", size, time);
}

/// Builds the graph: the steps that make data first, then what uses them.
class Planner {
 public:
  explicit Planner(Study study) { plan_.study = std::move(study); }

  Plan run() {
    const Study& s = plan_.study;
    std::vector<std::size_t> sources;
    for (std::size_t i = 0; i < s.sources.size(); ++i) sources.push_back(add_source(i));
    panel_ =
        add("panel", "panel", s.panel.unit + ", " + s.panel.time, 0, sources, panel_settings());
    prepared_ = panel_;
    if (!s.prepare.empty())
      prepared_ = add("prepare", "prepare", prepare_text(), 0, {panel_}, prepare_settings());
    add_made();
    for (std::size_t i = 0; i < s.models.size(); ++i) add_model(i);
    for (std::size_t i = 0; i < s.tables.size(); ++i) add_exhibit(s.tables[i], "table", i);
    for (std::size_t i = 0; i < s.figures.size(); ++i) add_exhibit(s.figures[i], "figure", i);
    std::vector<std::size_t> everything;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) everything.push_back(i);
    add("report", "report", "report.html", 0, everything, heading_text());
    return std::move(plan_);
  }

 private:
  std::size_t add(std::string id,
                  std::string kind,
                  std::string what,
                  std::size_t item,
                  std::vector<std::size_t> needs,
                  const std::string& settings) {
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    std::string content = version() + build_ + '\0' + kind + '\0' + id + '\0' +
                          as_written(settings, plan_.study.places);
    for (const std::size_t n : needs) content += '\0' + plan_.steps[n].key;
    plan_.steps.push_back(
        {std::move(id), std::move(kind), std::move(what), item, std::move(needs), xxh3(content)});
    return plan_.steps.size() - 1;
  }

  std::string file_hash(const std::string& path) {
    std::string hash = sha256(read_whole(path));
    plan_.inputs[as_written(path, plan_.study.places)] = hash;
    return hash;
  }

  std::size_t add_source(std::size_t i) {
    const SourceSpec& source = plan_.study.sources[i];
    std::string settings = to_json(source.settings) + text::join(plan_.study.missing, "\n");
    for (const std::string& file : source.files) settings += '\0' + file + '\0' + file_hash(file);
    if (const Value* rename = source.settings.find("rename");
        rename != nullptr && rename->is_text()) {
      settings += file_hash(rename->text);
    }
    return add("source." + source.name, "source", source.pattern, i, {}, settings);
  }

  std::string panel_settings() {
    const Study& s = plan_.study;
    std::string out = s.panel.unit + '\0' + s.panel.time + '\0' + s.suffix;
    if (s.panel.range) out += fmt::format("[{},{}]", (*s.panel.range)[0], (*s.panel.range)[1]);
    for (const auto& expected :
         {s.panel.expect_units, s.panel.expect_periods, s.panel.expect_rows}) {
      out += fmt::format(";{}", expected.value_or(-1));
    }
    if (!s.aliases.empty()) out += file_hash(s.aliases);
    return out;
  }

  std::string prepare_text() const {
    std::vector<std::string> names;
    for (const PrepareSpec& p : plan_.study.prepare) names.push_back(p.what);
    return text::join(names, ", ");
  }

  std::string prepare_settings() const {
    std::string out;
    for (const PrepareSpec& p : plan_.study.prepare) out += p.what + to_json(p.settings) + '\n';
    return out;
  }

  /// Derived variables, indices and scores, each behind what it is made from.
  void add_made() {
    const Study& s = plan_.study;
    for (std::size_t i = 0; i < s.derive.size(); ++i) derived_[s.derive[i].name] = i;
    for (std::size_t i = 0; i < s.computed.size(); ++i) computed_[s.computed[i].name] = i;
    for (const DeriveSpec& d : s.derive) make(d.name);
    for (const ComputedSpec& c : s.computed) make(c.name);
  }

  /// The step that makes a column; the prepared panel when the data hold it.
  std::size_t make(const std::string& name) {
    if (const auto made = made_.find(name); made != made_.end()) return made->second;
    const Study& s = plan_.study;
    if (const auto d = derived_.find(name); d != derived_.end()) {
      const DeriveSpec& spec = s.derive[d->second];
      const std::vector<std::size_t> needs = needs_of(spec.uses, name);
      return made_[name] = add(name, "derive", spec.expression, d->second, needs, spec.expression);
    }
    if (const auto c = computed_.find(name); c != computed_.end()) {
      const ComputedSpec& spec = s.computed[c->second];
      const std::vector<std::size_t> needs = needs_of(spec.uses, name);
      const std::string settings = spec.verb + to_json(spec.settings) + label_text(spec.label) +
                                   std::to_string(s.heading.seed);
      return made_[name] = add(name, spec.section, method_text(spec), c->second, needs, settings);
    }
    // `NQP.labour` is a column of the index NQP.
    const std::size_t point = name.find('.');
    if (point != std::string::npos && computed_.count(name.substr(0, point)) > 0)
      return make(name.substr(0, point));
    return prepared_;
  }

  std::vector<std::size_t> needs_of(const std::vector<std::string>& uses,
                                    const std::string& except = "") {
    std::vector<std::size_t> needs = {prepared_};
    for (const std::string& name : uses) {
      if (name != except) needs.push_back(make(name));
    }
    return needs;
  }

  static std::string method_text(const ComputedSpec& spec) {
    for (const char* key : {"method", "model"}) {
      const Value* named = spec.settings.find(key);
      if (named != nullptr && named->is_text()) return named->text;
    }
    return spec.verb;
  }

  static std::string label_text(const Text& t) { return '\0' + t.en + '\0' + t.zh; }

  void add_model(std::size_t i) {
    const ModelSpec& m = plan_.study.models[i];
    std::string settings = m.verb + to_json(m.settings) + m.formula + m.where + m.split +
                           (m.full ? "+" : "") + text::join(m.order, ",") +
                           std::to_string(plan_.study.heading.seed);
    if (m.winsor) settings += to_json(*m.winsor);
    models_[m.name] = add(m.name, "model", m.formula, i, needs_of(m.uses), settings);
  }

  void add_exhibit(const ExhibitSpec& e, const std::string& kind, std::size_t i) {
    std::vector<std::size_t> needs = {prepared_};
    for (const std::string& name : e.uses) {
      const auto model = models_.find(name);
      needs.push_back(model != models_.end() ? model->second : make(name));
    }
    std::string settings = to_json(e.settings) + to_json(plan_.study.style) + heading_text();
    for (const auto& [name, label] : plan_.study.labels) settings += name + label_text(label);
    for (const std::string& name : e.uses) {
      for (const ModelSpec& m : plan_.study.models) {
        if (m.name == name) settings += label_text(m.label);
      }
    }
    if (const Value* map = e.settings.find("map"); map != nullptr && map->is_text())
      settings += file_hash(map->text);
    if (e.kind == "truth" && !plan_.study.heading.truth.empty())
      settings += file_hash(plan_.study.heading.truth);
    if (e.kind == "summary" && needs.size() == 1) {
      for (const auto& [name, step] : made_) needs.push_back(step);  // every variable
    }
    const Text& t = e.title;
    add(kind + "." + e.id, kind, t.en.empty() ? e.kind : t.en, i, needs, settings);
  }

  std::string heading_text() {
    const Heading& h = plan_.study.heading;
    std::string out = label_text(h.title) + h.lang + (h.simulated ? "simulated" : "");
    if (!h.truth.empty()) out += file_hash(h.truth);
    return out;
  }

  Plan plan_;
  std::string build_ = build();
  std::size_t panel_ = 0;
  std::size_t prepared_ = 0;
  std::map<std::string, std::size_t> derived_, computed_, made_, models_;
};

}  // namespace

const Step* Plan::find(std::string_view id) const {
  const auto found =
      std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.id == id; });
  return found == steps.end() ? nullptr : &*found;
}

Plan plan(Study study) {
  return Planner(std::move(study)).run();
}

std::string version() {
  return YUGONG_VERSION;
}

}  // namespace yugong::study
