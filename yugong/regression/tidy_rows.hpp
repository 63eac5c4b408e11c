#pragma once

#include <string>
#include <vector>

#include "yugong/base/frame.hpp"
#include "yugong/regression/matrix.hpp"

/// The rows of coefficients in which every estimator reports: key columns (outcome, endogenous,
/// ...), term, estimate, std_error, statistic, p_value, conf_low, conf_high.
namespace yugong::regression {

struct Coefficient {
  double estimate = missing;
  double std_error = missing;
  double statistic = missing;
  double p_value = missing;
  double conf_low = missing;
  double conf_high = missing;
};

/// Two-sided t test against zero and interval of this level; `df` infinite: normal. A standard
/// error that is not above zero is missing, and all that follows from it.
Coefficient coefficient(double estimate, double std_error, double df, double level);

class TidyRows {
 public:
  /// Key columns ahead of `term`, in order.
  explicit TidyRows(std::vector<std::string> keys = {});

  void add(const std::vector<std::string>& key, const std::string& term, const Coefficient& row);

  /// The frame, without the key columns that are not wanted.
  Frame frame(const std::vector<std::string>& without = {}) const;

  /// Adds estimate, ..., conf_high to a frame that has its own keys.
  void into(Frame& frame) const;

 private:
  std::vector<std::string> keys_;
  std::vector<std::vector<std::string>> values_;  ///< [key][row]
  std::vector<std::string> term_;
  std::vector<double> estimate_, std_error_, statistic_, p_value_, conf_low_, conf_high_;
};

/// Every coefficient of a model that keeps its inference in vectors [terms], under `key`.
template <class Model>
Coefficient coefficient_of(const Model& m, const std::vector<double>& estimates, std::size_t k) {
  return {
      estimates[k], m.std_errors[k], m.statistics[k], m.p_values[k], m.conf_low[k], m.conf_high[k]};
}

/// Covariances of the coefficients, one row a pair: outcome, term, term_2, covariance.
class CovarianceRows {
 public:
  /// `shown`: positions of the terms that are reported; all of them when empty.
  void add(const std::string& outcome,
           const std::vector<std::string>& terms,
           const Matrix& covariance,
           const std::vector<std::size_t>& shown = {});

  Frame frame(bool with_outcome = true) const;

 private:
  std::vector<std::string> outcome_, term_, other_;
  std::vector<double> value_;
};

/// Effects of the levels of factors as a table: outcome, component, level, estimate, std_error.
class EffectRows {
 public:
  void add(const std::string& outcome,
           const std::string& component,
           const std::string& level,
           double estimate,
           double std_error = missing);

  /// The dummy "2015.year" of a regression: level 2015 of year.
  void add_dummy(const std::string& outcome,
                 const std::string& term,
                 double estimate,
                 double std_error);

  Frame frame() const;

 private:
  std::vector<std::string> outcome_, component_, level_;
  std::vector<double> estimate_, std_error_;
};

}  // namespace yugong::regression
