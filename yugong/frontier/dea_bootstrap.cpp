#include "yugong/frontier/dea_bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/progress.hpp"

namespace yugong::frontier::dea_bootstrap {

namespace {

RadialRequest request_of(const Options& o) {
  return {o.inputs,
          o.outputs,
          o.undesirable,
          o.returns,
          o.bounds,
          o.frontier,
          o.orientation,
          o.missing};
}

BootstrapSettings settings_of(const Options& o, std::size_t set) {
  BootstrapSettings s;
  s.orientation = orientation_of(o.orientation);
  s.method = o.method;
  s.reps = static_cast<std::size_t>(o.reps);
  s.seed = o.seed;
  s.stream = set;
  s.alpha = 1 - o.level;
  s.bandwidth = o.bandwidth.value_or(missing);
  s.size = static_cast<std::size_t>(o.size.value_or(0));
  return s;
}

void check(const Options& o) {
  const bool smooth = o.method == Resampling::sw1998;
  std::vector<Problem> problems;
  if (!smooth && o.bandwidth)
    problems.push_back(error("YG3353",
                             {"a subsample has no bandwidth", "子抽样没有带宽"},
                             {"leave bandwidth out, or write method = \"sw1998\"",
                              "请删去 bandwidth，或写 method = \"sw1998\""})
                           .about("bandwidth"));
  if (smooth && o.size)
    problems.push_back(error("YG3353",
                             {"size is that of a subsample", "size 只用于子抽样"},
                             {"leave size out, or write method = \"subsample\"",
                              "请删去 size，或写 method = \"subsample\""})
                           .about("size"));
  if (!problems.empty()) throw Error{std::move(problems)};
}

void note_outcomes(Fit& fit) {
  std::size_t rows = 0, few = 0;
  for (const Set& set : fit.sets) {
    rows += set.evaluated.size();
    for (std::size_t i = 0; i < set.evaluated.size(); ++i) {
      const bool scored = std::isfinite(set.result.delta[i]);
      fit.no_score += scored ? 0 : 1;
      fit.correctable += set.result.keep[i];
      few +=
          scored && set.result.counted[i] < static_cast<std::uint32_t>(fit.options.reps) ? 1u : 0u;
    }
    fit.counts += set.result.counts;
  }
  if (fit.no_score > 0)
    fit.notes.push_back(warning(
        "YG3307",
        {fmt::format("{} rows have no score: their program has no certified solution",
                     fit.no_score),
         fmt::format("{} 行没有得分：规划无可行解或未通过校验", fit.no_score)},
        {"they are missing in the result; see the column status", "结果中记为缺失，见 status 列"}));
  if (few > 0)
    fit.notes.push_back(
        note("YG3354",
             {fmt::format("{} rows have no score in some replicates, which are left out for them "
                          "(column replicates)",
                          few),
              fmt::format("{} 行在部分重复中没有得分，这些重复不计入（见 replicates 列）", few)}));
  const std::size_t not_advised = rows - fit.no_score - fit.correctable;
  if (not_advised > 0)
    fit.notes.push_back(
        note("YG3355",
             {fmt::format("in {} of {} rows correcting for bias would add more noise than it "
                          "removes (keep = 0)",
                          not_advised,
                          rows),
              fmt::format("{1} 行中有 {0} 行的偏差修正得不偿失（keep = 0）", not_advised, rows)},
             {"report the plain score there; the interval holds all the same",
              "这些行宜报告未修正得分，置信区间仍然有效"}));
}

}  // namespace

Verb verb() {
  return {"dea-bootstrap",
          {"Bias correction and confidence intervals of radial efficiency scores by bootstrap",
           "径向效率得分的自助法偏差修正与置信区间"},
          "efficiency",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  return columns_of(request_of(options));
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  check(options);
  Fit fit;
  fit.options = options;
  fit.sample = read_radial(panel, request_of(options));
  fit.notes = fit.sample.data.notes;
  executor.progress().begin("dea-bootstrap", "reference sets", fit.sample.sets.size());
  for (const Reference& reference : fit.sample.sets) {
    const BootstrapSettings settings = settings_of(options, fit.sets.size());
    Set set;
    set.evaluated = reference.evaluated;
    set.members = reference.members.size();
    set.name = fit.sample.sets.size() == 1 ? options.frontier
                                           : fit.sample.key(reference.evaluated.front(), panel);
    set.result = bootstrap(fit.sample.technology, reference, settings, executor);
    if (options.returns_test) {
      BootstrapSettings smooth = settings;
      smooth.method = Resampling::sw1998;
      set.returns = returns_test(fit.sample.technology, reference, smooth, executor);
    }
    fit.sets.push_back(std::move(set));
  }
  executor.progress().finish("dea-bootstrap", "");
  note_outcomes(fit);
  return fit;
}

}  // namespace yugong::frontier::dea_bootstrap
