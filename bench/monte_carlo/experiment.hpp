#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/base/result.hpp"
#include "yugong/base/value.hpp"
#include "yugong/data/panel.hpp"

/// Monte Carlo of the estimators: designs with known truth, the estimators that are run on every
/// panel drawn from them, and what theory says of each. An estimator is a verb and its options, as
/// in a study file; nothing here knows how it works.
namespace yugong::monte_carlo {

/// What theory says of the coverage of an interval, or of the size of a test.
enum class Promise {
  none,   ///< nothing in samples of this size
  holds,  ///< the nominal share; leaving its band is an error of the program
  fails,  ///< another share (bias, wrong errors; for a test: the null is false, so it rejects)
};

/// One number of one result.
struct Seen {
  double estimate = missing;
  double std_error = missing;
  double covers = missing;   ///< 1 when the interval holds the truth, 0 when not
  double rejects = missing;  ///< 1 when p <= 0.05
  bool unbounded = false;    ///< the interval, or set, has an infinite end
};

struct Target {
  std::string label;
  double truth = missing;  ///< missing: a test
  std::function<Seen(const Result&)> look;
  Promise promise = Promise::none;
  double slack = 0;  ///< how far the asymptotic share may be off in samples of this size
};

struct Estimator {
  std::string name;
  std::string verb;
  Value options;
  std::vector<Target> targets;
};

/// Draws one panel. The source of draws belongs to (seed, design, replicate).
using Draw = std::function<data::Panel(Random& draws, std::uint64_t replicate)>;

struct Design {
  std::string section;  ///< "a" to "g"
  std::string title;
  std::string law;  ///< how the data come about, in a line
  Draw draw;
  std::vector<Estimator> estimators;
};

/// A slope (or any other term of the table of coefficients) and its printed interval.
Target slope(const std::string& term, double truth, Promise promise, double slack = 0);
/// A test of the result, by its name.
Target test(const std::string& name, Promise promise, double slack = 0);
/// The Anderson-Rubin set of the one endogenous variable.
Target rubin_set(double truth, Promise promise, double slack = 0);

/// {"formula": ..., key: value, ...}
struct Setting {
  std::string key;
  Value value;
};

Value settings(const std::string& formula, std::vector<Setting> others = {});

/// A panel written row by row; the first two columns are unit and year.
class Rows {
 public:
  explicit Rows(std::vector<std::string> names);
  void add(std::vector<double> row);
  data::Panel panel() const;

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> rows_;
};

/// x_t = rho x_t-1 + innovation, stationary with variance one.
class Autoregression {
 public:
  explicit Autoregression(double rho) : rho_(rho) {}

  double next(Random& draws);

 private:
  double rho_;
  double last_ = missing;
};

std::vector<Design> effects_designs();
std::vector<Design> instrument_designs();
std::vector<Design> dynamic_designs();
std::vector<Design> choice_designs();
std::vector<Design> limited_designs();
std::vector<Design> test_designs();
std::vector<Design> paper_designs(std::uint64_t seed);

}  // namespace yugong::monte_carlo
