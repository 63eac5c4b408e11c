#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "tally.hpp"
#include <fmt/format.h>

namespace yugong::regression {
std::vector<Method> methods();  // written by the build
}

namespace yugong::dynamic {
std::vector<Method> methods();
}

namespace yugong::monte_carlo {
namespace {

constexpr const char* kHelp =
    R"(Runs every estimator on simulated panels with known truth and prints bias, spread, errors,
coverage and size. Exit code 1 when a share that theory promises leaves its Monte Carlo band.

  yugong_monte_carlo [--replications 200] [--seed 1] [--threads 0] [--sections abcdefg]
                     [--csv FILE] [--markdown FILE] [--no-times]

Sections: a fixed effects and standard errors, b instruments, c dynamic panels, d random effects and
Hausman, e tobit and truncated regression, f specification tests, g the panels of the studies.
Without --markdown the tables go to standard output. All numbers but times are the same for any
number of threads.
)";

struct Arguments {
  Asked asked;
  int threads = 0;
  std::string sections = "abcdefg";
  std::string csv, markdown;
  bool times = true;
};

Arguments read(const std::vector<std::string>& words) {
  Arguments a;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--no-times") {
      a.times = false;
      continue;
    }
    if (i + 1 == words.size()) throw std::invalid_argument(word);
    const std::string& value = words[++i];
    if (word == "--replications")
      a.asked.replications = std::stoul(value);
    else if (word == "--seed")
      a.asked.seed = std::stoul(value);
    else if (word == "--threads")
      a.threads = std::stoi(value);
    else if (word == "--sections")
      a.sections = value;
    else if (word == "--csv")
      a.csv = value;
    else if (word == "--markdown")
      a.markdown = value;
    else
      throw std::invalid_argument(word);
  }
  return a;
}

std::vector<Design> all_designs(std::uint64_t seed) {
  std::vector<Design> all;
  for (auto& part : {effects_designs(),
                     instrument_designs(),
                     dynamic_designs(),
                     choice_designs(),
                     limited_designs(),
                     test_designs(),
                     paper_designs(seed)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<Method> all_verbs() {
  std::vector<Method> methods = regression::methods();
  for (Method& m : dynamic::methods()) methods.push_back(std::move(m));
  return methods;
}

/// Counts over all rows, and the rows that broke a promise.
struct Closing {
  std::size_t kept = 0, expected = 0, undetected = 0;
  std::string broken;

  void add(const Row& row) {
    kept += row.verdict == Verdict::kept ? 1U : 0U;
    expected += row.verdict == Verdict::as_expected ? 1U : 0U;
    undetected += row.verdict == Verdict::not_detected ? 1U : 0U;
    if (row.verdict != Verdict::broken) return;
    const double share = is_missing(row.truth) ? row.rejections : row.coverage;
    broken += fmt::format("- {} / {} / {}: {:.3f} outside {:.3f} to {:.3f}\n",
                          row.design,
                          row.estimator,
                          row.parameter,
                          share,
                          row.band_low,
                          row.band_high);
  }

  std::string text() const {
    return fmt::format(
        "{} shares are as theory promises, {} are off as theory says, {} were expected off and "
        "are not detected at this number of replications.\n{}",
        kept,
        expected,
        undetected,
        broken.empty() ? "" : "\nLeft their bands:\n\n" + broken);
  }
};

int run_all(const Arguments& arguments) {
  const Executor executor = Executor::threads(arguments.threads);
  const std::vector<Method> methods = all_verbs();
  std::string table = fmt::format(
      "{} replications, seed {}.\n\n", arguments.asked.replications, arguments.asked.seed);
  std::string rows = csv_header();
  Closing closing;
  Asked asked = arguments.asked;
  for (const Design& design : all_designs(asked.seed)) {
    ++asked.stream;
    if (arguments.sections.find(design.section) == std::string::npos) continue;
    std::cerr << design.section << ". " << design.title << "\n";
    const Outcome outcome = run(design, methods, asked, executor);
    table += markdown(design, outcome, arguments.times);
    rows += csv(outcome, arguments.times);
    for (const Row& row : outcome.rows) closing.add(row);
  }
  table += closing.text();
  if (arguments.markdown.empty())
    std::cout << table;
  else
    std::ofstream(arguments.markdown) << table;
  if (!arguments.csv.empty()) std::ofstream(arguments.csv) << rows;
  if (!arguments.markdown.empty()) std::cout << closing.text();
  return closing.broken.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace yugong::monte_carlo

int main(int count, char** words) {
  using namespace yugong;
  try {
    return monte_carlo::run_all(monte_carlo::read({words + 1, words + count}));
  } catch (const Error& e) {
    std::cerr << to_text(e.first()) << "\n";
  } catch (const std::logic_error& e) {
    std::cerr << "not understood: " << e.what() << "\n" << monte_carlo::kHelp;
  }
  return 2;
}
