#include <optional>

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

/// What another program does where the study file says nothing. An empty member leaves the default
/// of the model.
struct Bundle {
  std::optional<Bad> bad;
  std::optional<Stage> slacks;
  std::optional<Report> report;
  std::optional<double> tolerance;
  std::string zero;
  std::string direction;
  bool unit_weights = false;  ///< nddf: a weight of one for each variable that moves
};

Bundle bundle_of(const Options& o) {
  Bundle b;
  const bool directional = is_directional(o.model), radial = is_radial(o.model);
  const bool phi = radial && o.orientation == Orientation::output;
  switch (o.replicate) {
    case Replicate::none:
    case Replicate::maxdea:
      break;
    case Replicate::deaR:
      if (directional || radial) b.bad = Bad::translate;
      b.direction = "obs:xyb";
      b.slacks = Stage::unweighted;
      b.zero = "small-outputs(0.01)";
      b.tolerance = 1e-6;
      if (phi) b.report = Report::farrell;
      if (o.model == Model::super_sbm) b.report = Report::super;
      break;
    case Replicate::sbmeff:
      b.bad = Bad::strong;
      b.zero = "missing";
      break;
    case Replicate::teddf:
    case Replicate::gtfpch:
      b.bad = Bad::equality;
      b.direction = o.replicate == Replicate::teddf ? "obs:xyb" : "obs:yb";
      b.zero = "missing";
      b.slacks = Stage::none;
      b.unit_weights = true;
      break;
    case Replicate::dea_jl:
      if (directional) b.bad = Bad::strong;
      b.direction = "obs:yb";
      b.slacks = Stage::unweighted;
      b.tolerance = 1e-6;
      if (phi) b.report = Report::farrell;
      break;
    case Replicate::dea_toolbox:
      if (directional) b.bad = Bad::equality;
      b.direction = "obs:yb";
      b.slacks = Stage::unweighted;
      b.tolerance = 1e-5;
      if (phi) b.report = Report::farrell;
      break;
  }
  return b;
}

Bad bad_of(Model model) {
  if (is_directional(model)) return Bad::weak;
  return is_radial(model) ? Bad::input : Bad::strong;
}

/// What the bundle set and what the user had stated otherwise, for the note.
class Record {
 public:
  template <class T>
  void settle(const std::string& option, bool stated, T& value, const T& theirs, std::string word) {
    if (!stated) {
      value = theirs;
      add(taken_, fmt::format("{} = {}", option, word));
    } else if (!(value == theirs)) {
      add(kept_, option);
    }
  }

  void write(Replicate which, std::vector<Problem>& notes) const {
    const std::string name = word_of(which);
    const std::string taken = taken_.empty() ? "" : ": " + taken_,
                      taken_zh = taken_.empty() ? "" : "：" + taken_;
    notes.push_back(note("YG3336",
                         {fmt::format("conventions of {} where nothing else is stated{}{}",
                                      name,
                                      taken.empty() ? ": the defaults agree with it" : taken,
                                      kept_.empty() ? "" : "; stated otherwise and kept: " + kept_),
                          fmt::format("未写明之处采用 {} 的惯例{}{}",
                                      name,
                                      taken_zh.empty() ? "：与默认一致" : taken_zh,
                                      kept_.empty() ? "" : "；另有写明并予保留：" + kept_)},
                         {"dea.md lists what each program does", "各软件的做法见 dea.md"}));
  }

 private:
  static void add(std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ", ") + item;
  }

  std::string taken_, kept_;
};

void unit_weights(Options& o, Record& record) {
  if (o.model != Model::nddf) return;
  std::map<std::string, double> ones;
  for (const Variable& v : variables_of(o)) ones[v.name] = 1;
  record.settle("weights", !o.weights.empty(), o.weights, ones, "1");
}

void apply(const Bundle& b, Options& o, Record& record) {
  if (b.bad && !o.undesirable.empty())
    record.settle("bad", o.bad != Bad::automatic, o.bad, *b.bad, word_of(*b.bad));
  if (b.slacks && (is_radial(o.model) || o.model == Model::ddf || o.model == Model::super_ddf))
    record.settle("slacks", o.slacks != Stage::automatic, o.slacks, *b.slacks, word_of(*b.slacks));
  if (b.report)
    record.settle("report", o.report != Report::automatic, o.report, *b.report, word_of(*b.report));
  if (b.tolerance) {
    const std::optional<double> theirs = b.tolerance;
    record.settle(
        "tolerance", o.tolerance.has_value(), o.tolerance, theirs, text::round_trip(*theirs));
  }
  if (!b.zero.empty()) record.settle("zero", o.zero != "auto", o.zero, b.zero, b.zero);
  if (!b.direction.empty() && is_directional(o.model)) {
    std::string written = o.direction.is_text() ? o.direction.text : "";
    const bool stated = o.direction.type != Value::Type::null;
    record.settle("direction", stated, written, b.direction, b.direction);
    if (!stated) o.direction = Value::of(written);
  }
  if (b.unit_weights) unit_weights(o, record);
}

}  // namespace

Options settle(const Options& options, std::vector<Problem>& notes) {
  Options o = options;
  if (o.replicate != Replicate::none) {
    Record record;
    apply(bundle_of(o), o, record);
    record.write(o.replicate, notes);
  }
  if (o.bad == Bad::automatic) o.bad = bad_of(o.model);
  if (o.slacks == Stage::automatic) o.slacks = Stage::weighted;
  if (o.report == Report::automatic) o.report = Report::model;
  if (o.zero == "auto") o.zero = "drop-term";
  if (!o.tolerance) o.tolerance = 1e-9;
  if (is_directional(o.model) && o.direction.type == Value::Type::null)
    o.direction = Value::of(text::lower(text::trim(o.negative)) == "rdm" ? "range" : "obs:yb");
  return o;
}

}  // namespace yugong::frontier::dea
