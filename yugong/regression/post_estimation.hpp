#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/matrix.hpp"

/// Questions to a fitted model: joint hypotheses, functions of coefficients by the delta method,
/// marginal effects of variables that stand in several terms.
namespace yugong::regression {

/// The estimates that are asked.
struct Estimated {
  std::span<const std::string> terms;
  std::span<const double> estimates;
  const Matrix* covariance = nullptr;  ///< [terms x terms]
  double df = 0;                       ///< of the t distribution; infinite for the normal
  double level = 0.95;
};

/// "nqp = 0, er = open": the Wald test that all hold, F(q, df) or chi2(q). Functions of
/// coefficients are allowed on both sides (delta method). A coefficient is written as its term;
/// names with other signs, such as `2011.year`, in back ticks. Throws YG3157 for a name that is no
/// term (with the nearest), YG2251 for what cannot be read, YG3158 for restrictions that repeat
/// each other.
Test joint_test(const Estimated& model, const std::string& hypothesis);

/// "er + open", "turning = -nqp / (2 * `nqp^2`)": estimate, standard error by the delta method and
/// interval. Columns: term, estimate, std_error, statistic, p_value, conf_low, conf_high.
Frame combinations(const Estimated& model, const std::vector<std::string>& expressions);

/// A marginal effect that is asked: of `of`, at values of `at` (empty: at the means), the other
/// variables at their means over the sample.
struct MarginsRequest {
  std::string of;
  std::string at;
  std::vector<double> values;  ///< of `at`; empty: its 10th, 25th, 50th, 75th and 90th percentiles
};

/// dy/dx of the terms in which `of` stands, with standard errors by the delta method. Columns:
/// term, at, value, percentile, estimate, std_error, ... Throws YG3157 when `of` stands in no term.
Frame margins(const Estimated& model,
              const MarginsRequest& request,
              const data::Panel& panel,
              std::span<const std::uint32_t> rows,
              const Formula& formula);

/// What a verb's options ask of each of its models.
struct Questions {
  std::vector<std::string> tests, combine;
  MarginsRequest margins;
};

struct Answers {
  std::vector<Test> tests;
  std::map<std::string, Frame> tables;  ///< combinations, margins
};

Answers answer(const Estimated& model,
               const Questions& questions,
               const data::Panel& panel,
               std::span<const std::uint32_t> rows,
               const Formula& formula);

/// Into a result; the outcome is named where there are several.
void add_answers(const Answers& answers, const std::string& outcome, Result& result);

}  // namespace yugong::regression
