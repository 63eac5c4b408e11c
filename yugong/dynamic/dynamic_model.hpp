#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/result.hpp"
#include "yugong/dynamic/stack.hpp"
#include "yugong/regression/matrix.hpp"

namespace yugong::dynamic {

enum class Errors { robust, conventional };

struct DynamicSettings {
  int steps = 2;
  int h = 3;  ///< weight of the first step: I, blockdiag(MM', I), [[MM', M], [M', I]]
  Errors errors = Errors::robust;
  std::vector<std::int32_t> cluster;  ///< [units of the stack] or empty: every unit is one
  std::int32_t clusters = 0;
  bool small = false;
  bool force = false;  ///< report two steps with more instruments than units
  int ar = 2;
  double level = 0.95;
};

/// A chi-squared statistic; missing with zero degrees of freedom.
struct Chi2 {
  double statistic = missing;
  long df = 0;
  double p_value = missing;
};

/// Overidentification without a group, and the difference to the test of all instruments.
struct GroupTest {
  std::string group;
  long instruments = 0;  ///< of the group
  Chi2 without;
  Chi2 difference;
};

struct SerialTest {
  int order = 1;
  double z = missing;
  double p_value = missing;
};

/// A dynamic panel model estimated by GMM. Terms are the regressors in order, the constant last.
struct DynamicModel {
  Stack stack;
  std::vector<std::string> terms;
  std::vector<double> estimates;                                              ///< [terms]
  regression::Matrix covariance;                                              ///< [terms x terms]
  std::vector<double> std_errors, statistics, p_values, conf_low, conf_high;  ///< [terms]
  int steps = 1;                                                              ///< reported
  std::vector<double> residuals;             ///< [rows of the stack], of the step reported
  std::vector<double> difference_residuals;  ///< [rows of stack.differences]
  double n = 0;                              ///< level rows; transformed rows in difference GMM
  double sigma2 = missing;                   ///< of the step reported
  double df_t = missing;                     ///< infinite without `small`
  double small_sample = 1;
  long instruments = 0;
  long rank_moments = 0;  ///< of the covariance of the moments
  bool generalised_inverse = false;
  std::vector<long> per_unit = {0, 0};  ///< fewest and most rows of a unit
  Chi2 sargan, hansen, wald;
  double wald_df2 = missing;  ///< second degrees of freedom with `small`
  std::vector<GroupTest> groups;
  std::vector<SerialTest> serial;
  std::vector<Problem> notes;
};

/// Throws YG3163 (fewer instruments than regressors), YG3164 (instruments do not identify).
/// Sources: Arellano and Bond (1991), Blundell and Bond (1998), Windmeijer (2005), Roodman (2009).
DynamicModel estimate(Stack stack, const DynamicSettings& settings, const Executor& executor);

}  // namespace yugong::dynamic
