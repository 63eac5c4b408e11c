#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/bootstrap.hpp"
#include "yugong/frontier/common_options.hpp"
#include "yugong/frontier/radial_sample.hpp"

/// Bias, spread and confidence intervals of radial efficiency scores by bootstrap.
///
/// In: columns of amounts, as for dea. Out: per row the score (theta, or 1/phi), the score
/// corrected for bias, and an interval. Definitions stand in bootstrap.hpp and dea_bootstrap.md.
/// Draws belong to the keys of the rows: the order of the file changes nothing. Refuses what dea
/// refuses, a reference set with fewer than two inefficient rows (YG3350), a subsample that is none
/// (YG3351). Sources: Simar and Wilson (1998, 2002, 2011); Kneip, Simar and Wilson (2008).
namespace yugong::frontier {

inline Names<Resampling> names_of(Resampling) {
  return {{"sw1998", Resampling::sw1998}, {"subsample", Resampling::subsample}};
}

}  // namespace yugong::frontier

namespace yugong::frontier::dea_bootstrap {

struct Options {
  std::vector<std::string> inputs, outputs, undesirable;
  RadialSide orientation = RadialSide::input;
  Returns returns = Returns::crs;
  std::vector<double> bounds;
  std::string frontier = "pooled";
  Resampling method = Resampling::sw1998;
  int reps = 2000;
  std::uint64_t seed = 1;
  double level = 0.95;
  std::optional<double> bandwidth;
  std::optional<int> size;
  bool returns_test = false;
  dea::Missing missing = dea::Missing::drop;

  static auto described() {
    return std::tuple{
        inputs_option<Options>(),
        outputs_option<Options>(),
        undesirable_as_inputs_option<Options>(),
        radial_orientation_option<Options>(),
        returns_option<Options>(),
        bounds_option<Options>(),
        frontier_option<Options>(),
        option("method",
               &Options::method,
               {"sw1998: smoothed homogeneous bootstrap; subsample: m out of n",
                "sw1998：平滑同质自助法；subsample：m/n 子抽样"}),
        option("reps", &Options::reps, {"replicates", "重复次数"}).at_least(10).at_most(1e6),
        option("seed", &Options::seed, {"seed of the draws", "随机数种子"}),
        level_option<Options>(),
        option("bandwidth",
               &Options::bandwidth,
               {"of sw1998, in place of the rule", "sw1998 的带宽（不给则按规则计算）"})
            .at_least(0),
        option("size",
               &Options::size,
               {"rows drawn in a subsample (default n^0.7)", "子样本量（默认 n 的 0.7 次方）"})
            .at_least(2),
        option("returns_test",
               &Options::returns_test,
               {"also the test of constant against variable returns (Simar and Wilson 2002)",
                "同时检验规模报酬不变（对可变）"}),
        missing_option<Options>()};
  }
};

/// One reference set and what its bootstrap gave; the order of `Bootstrapped` is that of
/// `evaluated`.
struct Set {
  std::string name;                      ///< of the first row evaluated, or the rule
  std::vector<std::uint32_t> evaluated;  ///< units of the sample
  std::size_t members = 0;
  Bootstrapped result;
  std::optional<ReturnsTest> returns;
};

struct Fit {
  Options options;
  RadialSample sample;
  std::vector<Set> sets;
  RadialCounts counts;
  std::size_t no_score = 0;     ///< rows without a solution
  std::size_t correctable = 0;  ///< rows where correcting does not add noise
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per reference set: members, bandwidth, mean score before and after correction.
Frame tidy(const Fit& fit);

Frame glance(const Fit& fit);

/// Keys, score, corrected, conf_low, conf_high, delta, bias, sd, keep, replicates, status.
Frame augment(const Fit& fit, const data::Panel& panel);

void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::dea_bootstrap
