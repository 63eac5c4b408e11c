#include <cmath>

#include "tally.hpp"
#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::monte_carlo {
namespace {

/// Three significant digits or three decimals, whichever is longer; nothing for a missing number.
std::string number(double v) {
  if (is_missing(v)) return "";
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  const double size = std::abs(v);
  if (size >= 1000) return fmt::format("{:.1f}", v);
  return size >= 0.01 || v == 0 ? fmt::format("{:.3f}", v) : fmt::format("{:.2g}", v);
}

std::string share(double v) {
  return is_missing(v) ? "" : fmt::format("{:.3f}", v);
}

/// What the last column says.
std::string verdict_text(const Row& row) {
  const bool of_test = is_missing(row.truth);
  switch (row.verdict) {
    case Verdict::no_promise:
      return "";
    case Verdict::kept:
      return "as promised";
    case Verdict::broken:
      return fmt::format("**LEFT ITS BAND** {:.3f} to {:.3f}", row.band_low, row.band_high);
    case Verdict::as_expected:
      return of_test ? "rejects, as it should" : "off, as expected";
    case Verdict::not_detected:
      return of_test ? "power not detected" : "expected off, not detected";
  }
  return "";
}

std::string quoted(const std::string& text) {
  return text.find(',') != std::string::npos ? "\"" + text + "\"" : text;
}

std::string exact(double v) {
  return is_missing(v) ? "" : text::round_trip(v);
}

std::string verdict_word(Verdict v) {
  switch (v) {
    case Verdict::no_promise:
      return "no promise";
    case Verdict::kept:
      return "kept";
    case Verdict::broken:
      return "broken";
    case Verdict::as_expected:
      return "off as expected";
    case Verdict::not_detected:
      return "expected off";
  }
  return "";
}

}  // namespace

std::string markdown(const Design& design, const Outcome& outcome, bool times) {
  std::string out = fmt::format("### {}. {}\n\n{}\n\n", design.section, design.title, design.law);
  out +=
      "| estimator | parameter | truth | mean | median | bias | SD | SE | SE/SD | coverage | "
      "rejects at 5 % | failed |";
  out += times ? " ms |" : "";
  out += " |\n|---|---|---|---|---|---|---|---|---|---|---|---|";
  out += times ? "---|" : "";
  out += "---|\n";
  std::string last;
  for (const Row& row : outcome.rows) {
    const bool again = row.estimator == last;
    const std::string coverage =
        is_missing(row.coverage)
            ? ""
            : fmt::format("{:.3f} ({:.3f})", row.coverage, row.coverage_error) +
                  (row.unbounded > 0 ? fmt::format(", {:.0f} % unbounded", 100 * row.unbounded)
                                     : "");
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                       again ? "" : row.estimator,
                       row.parameter,
                       number(row.truth),
                       number(row.mean),
                       number(row.median),
                       number(row.bias),
                       number(row.sd),
                       number(row.mean_se),
                       share(row.se_over_sd),
                       coverage,
                       share(row.rejections),
                       row.failures == 0 ? "" : std::to_string(row.failures));
    if (times) out += fmt::format(" {} |", again ? "" : fmt::format("{:.2f}", row.milliseconds));
    out += fmt::format(" {} |\n", verdict_text(row));
    last = row.estimator;
  }
  if (outcome.not_drawn > 0)
    out += fmt::format("\n{} panels were refused by their simulator.\n", outcome.not_drawn);
  for (const auto& [what, count] : outcome.refusals)
    out += fmt::format("\nRefused: {}, {} times.\n", what, count);
  return out + "\n";
}

std::string csv_header() {
  return "section,design,estimator,parameter,truth,replications,failures,mean,median,bias,sd,"
         "mean_se,se_over_sd,coverage,coverage_error,rejections,unbounded,band_low,band_high,"
         "verdict,milliseconds\n";
}

std::string csv(const Outcome& outcome, bool times) {
  std::string out;
  for (const Row& row : outcome.rows) {
    out += fmt::format("{},{},{},{},{},{},{}",
                       row.section,
                       quoted(row.design),
                       quoted(row.estimator),
                       quoted(row.parameter),
                       exact(row.truth),
                       row.replications,
                       row.failures);
    for (const double v : {row.mean,
                           row.median,
                           row.bias,
                           row.sd,
                           row.mean_se,
                           row.se_over_sd,
                           row.coverage,
                           row.coverage_error,
                           row.rejections,
                           row.unbounded,
                           row.band_low,
                           row.band_high})
      out += "," + exact(v);
    out += "," + verdict_word(row.verdict) + "," + (times ? exact(row.milliseconds) : "") + "\n";
  }
  return out;
}

}  // namespace yugong::monte_carlo
