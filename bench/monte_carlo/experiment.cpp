#include "experiment.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace yugong::monte_carlo {
namespace {

constexpr double kTestLevel = 0.05;

double flag(bool condition) {
  return condition ? 1 : 0;
}

}  // namespace

Target slope(const std::string& term, double truth, Promise promise, double slack) {
  const auto look = [term, truth](const Result& result) {
    const Frame& tidy = result.tidy;
    Seen seen;
    for (std::size_t i = 0; i < tidy.rows(); ++i) {
      if (tidy.text("term", i) != term) continue;
      const double low = tidy.number("conf_low", i), high = tidy.number("conf_high", i);
      seen.estimate = tidy.number("estimate", i);
      seen.std_error = tidy.number("std_error", i);
      if (!is_missing(low) && !is_missing(high)) seen.covers = flag(low <= truth && truth <= high);
      if (!is_missing(tidy.number("p_value", i)))
        seen.rejects = flag(tidy.number("p_value", i) <= kTestLevel);
      seen.unbounded = std::isinf(low) || std::isinf(high);
    }
    return seen;
  };
  return {term, truth, look, promise, slack};
}

Target test(const std::string& name, Promise promise, double slack) {
  const auto look = [name](const Result& result) {
    Seen seen;
    for (const Test& t : result.tests) {
      if (t.name != name) continue;
      seen.estimate = t.statistic;
      if (!is_missing(t.p_value)) seen.rejects = flag(t.p_value <= kTestLevel);
    }
    return seen;
  };
  return {"test " + name, missing, look, promise, slack};
}

Target rubin_set(double truth, Promise promise, double slack) {
  const auto look = [truth](const Result& result) {
    const auto found = result.tables.find("anderson_rubin_set");
    if (found == result.tables.end()) return Seen{};
    const Frame& set = found->second;
    Seen seen;
    seen.covers = 0;
    for (std::size_t i = 0; i < set.rows(); ++i) {
      const double low = set.number("conf_low", i), high = set.number("conf_high", i);
      if (low <= truth && truth <= high) seen.covers = 1;
      if (std::isinf(low) || std::isinf(high)) seen.unbounded = true;
    }
    return seen;
  };
  return {"Anderson-Rubin set", truth, look, promise, slack};
}

Value settings(const std::string& formula, std::vector<Setting> others) {
  Value table = Value::table();
  table.set("formula", Value::of(formula));
  for (Setting& s : others) table.set(std::move(s.key), std::move(s.value));
  return table;
}

Rows::Rows(std::vector<std::string> names) : names_(std::move(names)) {}

void Rows::add(std::vector<double> row) {
  if (row.size() != names_.size()) throw std::logic_error("a row has as many numbers as names");
  rows_.push_back(std::move(row));
}

data::Panel Rows::panel() const {
  data::Table table;
  for (std::size_t j = 0; j < names_.size(); ++j) {
    std::vector<double> column;
    column.reserve(rows_.size());
    for (const auto& row : rows_) column.push_back(row[j]);
    table.add(Column::of(names_[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {names_[0], names_[1]});
}

double Autoregression::next(Random& draws) {
  const double innovation = draws.next_normal();
  last_ = is_missing(last_) ? innovation : rho_ * last_ + std::sqrt(1 - rho_ * rho_) * innovation;
  return last_;
}

}  // namespace yugong::monte_carlo
