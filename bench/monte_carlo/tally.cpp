#include "tally.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace yugong::monte_carlo {
namespace {

constexpr double kCoverage = 0.95;
constexpr double kBandErrors = 3.5;  ///< Monte Carlo errors: one false alarm in 2,000 rows

const Method& method_of(const std::vector<Method>& methods, const std::string& verb) {
  for (const Method& m : methods)
    if (m.verb.name == verb) return m;
  throw std::logic_error("no verb " + verb);
}

/// What one estimator gave on one panel.
struct Cell {
  std::vector<Seen> seen;  ///< [targets], empty when it refused
  std::string refusal;
  double milliseconds = 0;
};

Cell estimate(const Estimator& estimator, const Method& method, const data::Panel& panel) {
  Cell cell;
  const auto begin = std::chrono::steady_clock::now();
  try {
    const Result result =
        method.run(panel, estimator.options, estimator.name, Executor::serial(), {});
    for (const Target& target : estimator.targets) cell.seen.push_back(target.look(result));
  } catch (const Error& e) {
    cell.refusal = e.first().code;
  }
  const auto end = std::chrono::steady_clock::now();
  cell.milliseconds = std::chrono::duration<double, std::milli>(end - begin).count();
  return cell;
}

/// Mean, or missing of nothing.
double mean_of(const std::vector<double>& v) {
  if (v.empty()) return missing;
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

double median_of(std::vector<double> v) {
  if (v.empty()) return missing;
  std::sort(v.begin(), v.end());
  const std::size_t half = v.size() / 2;
  return v.size() % 2 == 1 ? v[half] : (v[half - 1] + v[half]) / 2;
}

double sd_of(const std::vector<double>& v) {
  if (v.size() < 2) return missing;
  const double mean = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - mean) * (x - mean);
  return std::sqrt(sum / static_cast<double>(v.size() - 1));
}

void keep(std::vector<double>& v, double x) {
  if (!is_missing(x)) v.push_back(x);
}

/// Compares the share that theory names with the share that was seen.
void judge(Row& row, const Target& target, double share, std::size_t count) {
  if (target.promise == Promise::none || count == 0) return;
  const double nominal = is_missing(target.truth) ? 1 - kCoverage : kCoverage;
  const double error = std::sqrt(nominal * (1 - nominal) / static_cast<double>(count));
  row.band_low = std::max(0.0, nominal - target.slack - kBandErrors * error);
  row.band_high = std::min(1.0, nominal + target.slack + kBandErrors * error);
  const bool inside = row.band_low <= share && share <= row.band_high;
  if (target.promise == Promise::holds)
    row.verdict = inside ? Verdict::kept : Verdict::broken;
  else
    row.verdict = inside ? Verdict::not_detected : Verdict::as_expected;
}

Row summary(const Target& target, const std::vector<Seen>& seen) {
  Row row;
  std::vector<double> estimates, errors, covers, rejects;
  double unbounded = 0;
  for (const Seen& s : seen) {
    keep(estimates, s.estimate);
    keep(errors, s.std_error);
    keep(covers, s.covers);
    keep(rejects, s.rejects);
    unbounded += s.unbounded ? 1 : 0;
  }
  row.parameter = target.label;
  row.truth = target.truth;
  row.promise = target.promise;
  row.mean = mean_of(estimates);
  row.median = median_of(estimates);
  row.bias = row.mean - target.truth;
  row.sd = sd_of(estimates);
  row.mean_se = mean_of(errors);
  row.se_over_sd = row.mean_se / row.sd;
  row.coverage = mean_of(covers);
  if (!covers.empty())
    row.coverage_error =
        std::sqrt(row.coverage * (1 - row.coverage) / static_cast<double>(covers.size()));
  row.rejections = mean_of(rejects);
  if (!covers.empty()) row.unbounded = unbounded / static_cast<double>(covers.size());
  const bool of_test = is_missing(target.truth);
  judge(row,
        target,
        of_test ? row.rejections : row.coverage,
        of_test ? rejects.size() : covers.size());
  return row;
}

}  // namespace

Outcome run(const Design& design,
            const std::vector<Method>& methods,
            const Asked& asked,
            const Executor& executor) {
  const std::size_t columns = design.estimators.size();
  std::vector<std::vector<Cell>> cells(asked.replications);
  executor.for_blocks(asked.replications, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
      Random draws(asked.seed, Purpose::simulation, r, asked.stream);
      std::optional<data::Panel> panel;
      try {
        panel = design.draw(draws, r);
      } catch (const Error&) {
        continue;  // counted below: this replicate has no cells
      }
      for (const Estimator& e : design.estimators)
        cells[r].push_back(estimate(e, method_of(methods, e.verb), *panel));
    }
  });

  Outcome outcome;
  for (const auto& row : cells) outcome.not_drawn += row.empty() ? 1U : 0U;
  for (std::size_t j = 0; j < columns; ++j) {
    const Estimator& estimator = design.estimators[j];
    std::vector<double> times;
    for (const auto& row : cells) {
      if (row.empty()) continue;
      times.push_back(row[j].milliseconds);
      if (!row[j].refusal.empty()) ++outcome.refusals[estimator.name + ": " + row[j].refusal];
    }
    for (std::size_t k = 0; k < estimator.targets.size(); ++k) {
      std::vector<Seen> seen;
      std::size_t failures = 0;
      for (const auto& row : cells) {
        if (row.empty()) continue;
        const bool none = row[j].seen.empty();
        if (!none) seen.push_back(row[j].seen[k]);
        // A number that is not there is a failure: neither an interval nor a decision.
        failures += none || (is_missing(seen.back().covers) && is_missing(seen.back().rejects));
      }
      Row row = summary(estimator.targets[k], seen);
      row.section = design.section;
      row.design = design.title;
      row.estimator = estimator.name;
      row.replications = times.size();
      row.failures = failures;
      row.milliseconds = median_of(times);
      outcome.rows.push_back(row);
    }
  }
  return outcome;
}

}  // namespace yugong::monte_carlo
