#include "yugong/frontier/productivity_settings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::productivity {

namespace {

using Problems = std::vector<Problem>;

bool measures_distance(Model model) {
  return model == Model::ddf || model == Model::nddf;
}

dea::Model model_of(Model model) {
  switch (model) {
    case Model::radial:
      return dea::Model::radial;
    case Model::sbm:
      return dea::Model::sbm;
    case Model::super_sbm:
      return dea::Model::super_sbm;
    case Model::ddf:
      return dea::Model::ddf;
    case Model::nddf:
      return dea::Model::nddf;
    case Model::ebm:
      return dea::Model::ebm;
  }
  return dea::Model::radial;
}

/// The reference sets of `dea` that come nearest: those of the own period's scores.
std::string own_frontier(const FrontierForm& form) {
  switch (form.kind) {
    case FrontierForm::Kind::sequential:
      return "sequential";
    case FrontierForm::Kind::window:
      return fmt::format("window({})", form.width);
    case FrontierForm::Kind::centred:
      return fmt::format("window({}, centred)", form.width);
    default:
      return "yearly";
  }
}

dea::Options model_options(const Options& o, const FrontierForm& form) {
  dea::Options m;
  m.model = model_of(o.model);
  m.inputs = o.inputs;
  m.outputs = o.outputs;
  m.undesirable = o.undesirable;
  m.returns = o.returns;
  m.bounds = o.bounds;
  m.frontier = own_frontier(form);
  m.orientation = o.orientation;
  m.bad = o.bad;
  m.super = o.super;
  m.exclude = o.exclude;
  m.direction = o.direction;
  m.weights = o.weights;
  m.affinity = o.affinity;
  m.epsilon = o.epsilon;
  m.ebm_bad = o.ebm_bad;
  m.zero = o.zero;
  m.negative = o.negative;
  m.missing = o.missing;
  m.tolerance = o.tolerance;
  m.report = dea::Report::model;
  m.replicate = o.replicate;
  return m;
}

void refuse(Problems& problems, const std::string& option, Text what, Text mend) {
  problems.push_back(error("YG3341", std::move(what), std::move(mend)).about(option));
}

void check_index(const Options& o, Problems& problems) {
  if (!o.index || (*o.index == Index::malmquist) != measures_distance(o.model)) return;
  if (measures_distance(o.model))
    refuse(problems,
           "index",
           {fmt::format("index = \"malmquist\" is a ratio of scores, but {} measures a distance",
                        word_of(o.model)),
            fmt::format("index = \"malmquist\" 是得分之比，而 {} 给出的是距离", word_of(o.model))},
           {"write index = \"malmquist-luenberger\" (ratios of 1 + distance) or \"luenberger\" "
            "(differences)",
            "请写 index = \"malmquist-luenberger\"（1 + 距离之比）或 \"luenberger\"（差值）"});
  else
    refuse(problems,
           "index",
           {fmt::format("index = \"{}\" is made of directional distances, but {} measures a score",
                        word_of(*o.index),
                        word_of(o.model)),
            fmt::format("index = \"{}\" 由方向距离构成，而 {} 给出的是得分",
                        word_of(*o.index),
                        word_of(o.model))},
           {"write model = \"ddf\" or \"nddf\", or index = \"malmquist\"",
            "请写 model = \"ddf\" 或 \"nddf\"，或 index = \"malmquist\""});
}

void check_decomposition(const Options& o, Problems& problems) {
  if (o.decomposition == Decomposition::none || o.returns == Returns::crs) return;
  refuse(problems,
         "decomposition",
         {fmt::format("decomposition = \"{}\" compares constant with variable returns, but returns "
                      "= \"{}\"",
                      word_of(o.decomposition),
                      word_of(o.returns)),
          fmt::format("decomposition = \"{}\" 比较规模报酬不变与可变，而 returns = \"{}\"",
                      word_of(o.decomposition),
                      word_of(o.returns))},
         {"write returns = \"crs\"; the variable-returns scores are computed beside them",
          "请写 returns = \"crs\"；规模报酬可变的得分会一并计算"});
}

void check_balanced(const Options& o, const FrontierForm& form, Problems& problems) {
  const bool fits =
      form.kind == FrontierForm::Kind::adjacent || form.kind == FrontierForm::Kind::biennial;
  if (o.balanced == Balanced::no || fits) return;
  refuse(problems,
         "balanced",
         {fmt::format("balanced = \"pair\" keeps the units present in two periods, but frontier = "
                      "\"{}\" is no matter of two periods",
                      o.frontier),
          fmt::format("balanced = \"pair\" 只保留两期均有的单元，而 frontier = \"{}\" 不限于两期",
                      o.frontier)},
         {"write frontier = \"adjacent\" or \"biennial\", or leave balanced out",
          "请写 frontier = \"adjacent\" 或 \"biennial\"，或删去 balanced"});
}

void check_replicate(const Options& o, Problems& problems) {
  using dea::Replicate;
  if (o.replicate != Replicate::maxdea && o.replicate != Replicate::sbmeff &&
      o.replicate != Replicate::teddf)
    return;
  refuse(problems,
         "replicate",
         {fmt::format("no convention of productivity indices is known for replicate = \"{}\"",
                      word_of(o.replicate)),
          fmt::format("replicate = \"{}\" 没有已知的生产率指数惯例", word_of(o.replicate))},
         {"write gtfpch, deaR, dea.jl or dea-toolbox, or leave replicate out",
          "可写 gtfpch、deaR、dea.jl 或 dea-toolbox，或删去 replicate"});
}

/// Appends what a step throws, so that all mistakes are told together.
template <class Step>
void collect(Problems& problems, const Step& step) {
  try {
    step();
  } catch (const Error& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
}

[[noreturn]] void refuse_panel(Text what, Text mend) {
  throw Error{error("YG3340", std::move(what), std::move(mend))};
}

void check_panel(const data::Panel& panel) {
  if (panel.unit_name().empty())
    refuse_panel({"an index follows a unit through time, but the data have no unit column",
                  "指数需要跟踪同一单元，但数据没有指定个体列"},
                 {"name it: --panel city,year, or [panel] unit = \"city\"",
                  "请指定：--panel city,year，或 [panel] unit = \"city\""});
  if (panel.time_name().empty())
    refuse_panel({"an index compares periods, but the data have no time column",
                  "指数需要比较不同时期，但数据没有指定时间列"},
                 {"name it: --panel city,year, or [panel] time = \"year\"",
                  "请指定：--panel city,year，或 [panel] time = \"year\""});
}

void check_periods(const Fit& fit) {
  const std::set<long> periods(fit.period.begin(), fit.period.end());
  if (periods.size() < 2)
    refuse_panel(
        {fmt::format("all rows are of one period ({}); an index compares two", *periods.begin()),
         fmt::format("全部样本只有一期（{}），指数至少需要两期", *periods.begin())},
        {"add periods, or measure efficiency with `dea`", "请增加时期，或用 `dea` 测度效率"});
  if (fit.form.kind == FrontierForm::Kind::fixed && !periods.contains(fit.form.base)) {
    std::vector<std::string> names;
    for (const long p : periods) names.push_back(std::to_string(p));
    throw Error{
        error("YG3341",
              {fmt::format("no row is of the base period {}", fit.form.base),
               fmt::format("没有基期 {} 的样本", fit.form.base)},
              {"periods: " + text::join(names, ", "), "已有时期：" + text::join(names, "、")})
            .about("frontier")};
  }
}

}  // namespace

void settle(const Options& options, Fit& fit) {
  fit.options = options;
  fit.index = options.index.value_or(options.model == Model::ddf    ? Index::malmquist_luenberger
                                     : options.model == Model::nddf ? Index::luenberger
                                                                    : Index::malmquist);
  Problems problems;
  collect(problems, [&] { fit.form = frontier_form(options.frontier); });
  check_index(options, problems);
  check_decomposition(options, problems);
  check_balanced(options, fit.form, problems);
  check_replicate(options, problems);
  collect(problems, [&] {
    fit.model = dea::settle(model_options(options, fit.form), fit.notes);
    dea::check_settings(fit.model);
  });
  if (!problems.empty()) throw Error{std::move(problems)};
}

void read_sample(const data::Panel& panel, Fit& fit) {
  check_panel(panel);
  fit.sample.options = fit.model;
  dea::read_panel(panel, fit.sample);
  for (const std::uint32_t row : fit.sample.rows) {
    fit.unit.push_back(panel.unit()[row]);
    fit.period.push_back(panel.periods()[static_cast<std::size_t>(panel.time()[row])]);
  }
  fit.labels = panel.units();
  check_periods(fit);
}

std::string alias_of(dea::Replicate program, const std::string& part) {
  using dea::Replicate;
  static const std::map<std::pair<Replicate, std::string>, std::string> names = {
      {{Replicate::gtfpch, "index"}, "tfpch"},
      {{Replicate::gtfpch, "ec"}, "tech"},
      {{Replicate::gtfpch, "tc"}, "tecch"},
      {{Replicate::deaR, "index"}, "mi"},
      {{Replicate::deaR, "pec"}, "pech"},
      {{Replicate::deaR, "sec"}, "sech"}};
  const auto found = names.find({program, part});
  return found == names.end() ? "" : found->second;
}

}  // namespace yugong::frontier::productivity
