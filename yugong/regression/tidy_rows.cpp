#include "yugong/regression/tidy_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "yugong/numeric/distributions.hpp"

namespace yugong::regression {

Coefficient coefficient(double estimate, double std_error, double df, double level) {
  if (!(std_error > 0)) return {estimate, missing, missing, missing, missing, missing};
  const double t = estimate / std_error;
  const double wide = numeric::t_quantile(0.5 + level / 2, df) * std_error;
  return {estimate, std_error, t, numeric::t_two_sided(t, df), estimate - wide, estimate + wide};
}

TidyRows::TidyRows(std::vector<std::string> keys) : keys_(std::move(keys)), values_(keys_.size()) {}

void TidyRows::add(const std::vector<std::string>& key,
                   const std::string& term,
                   const Coefficient& row) {
  for (std::size_t j = 0; j < keys_.size(); ++j) values_[j].push_back(key[j]);
  term_.push_back(term);
  estimate_.push_back(row.estimate);
  std_error_.push_back(row.std_error);
  statistic_.push_back(row.statistic);
  p_value_.push_back(row.p_value);
  conf_low_.push_back(row.conf_low);
  conf_high_.push_back(row.conf_high);
}

Frame TidyRows::frame(const std::vector<std::string>& without) const {
  Frame out;
  for (std::size_t j = 0; j < keys_.size(); ++j)
    if (std::find(without.begin(), without.end(), keys_[j]) == without.end())
      out.add(keys_[j], values_[j]);
  out.add("term", term_);
  into(out);
  return out;
}

void TidyRows::into(Frame& frame) const {
  frame.add("estimate", estimate_).add("std_error", std_error_).add("statistic", statistic_);
  frame.add("p_value", p_value_).add("conf_low", conf_low_).add("conf_high", conf_high_);
}

void CovarianceRows::add(const std::string& outcome,
                         const std::vector<std::string>& terms,
                         const Matrix& covariance,
                         const std::vector<std::size_t>& shown) {
  std::vector<std::size_t> all(terms.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<std::size_t>& which = shown.empty() ? all : shown;
  for (const std::size_t i : which)
    for (const std::size_t j : which) {
      outcome_.push_back(outcome);
      term_.push_back(terms[i]);
      other_.push_back(terms[j]);
      value_.push_back(covariance(i, j));
    }
}

Frame CovarianceRows::frame(bool with_outcome) const {
  Frame out;
  if (with_outcome) out.add("outcome", outcome_);
  out.add("term", term_).add("term_2", other_).add("covariance", value_);
  return out;
}

void EffectRows::add(const std::string& outcome,
                     const std::string& component,
                     const std::string& level,
                     double estimate,
                     double std_error) {
  outcome_.push_back(outcome);
  component_.push_back(component);
  level_.push_back(level);
  estimate_.push_back(estimate);
  std_error_.push_back(std_error);
}

void EffectRows::add_dummy(const std::string& outcome,
                           const std::string& term,
                           double estimate,
                           double std_error) {
  const std::size_t dot = term.rfind('.');
  add(outcome, term.substr(dot + 1), term.substr(0, dot), estimate, std_error);
}

Frame EffectRows::frame() const {
  Frame out;
  out.add("outcome", outcome_).add("component", component_).add("level", level_);
  out.add("estimate", estimate_).add("std_error", std_error_);
  return out;
}

}  // namespace yugong::regression
