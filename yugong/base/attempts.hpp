#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/error.hpp"

namespace yugong {

/// Runs steps that may each throw an Error, and throws all their problems together, so that a user
/// reads every mistake at once.
///
///     Attempts attempt;
///     attempt([&] { formula = parse_formula(text); });
///     attempt([&] { vcov = parse_vcov(other); });
///     if (attempt.clean()) attempt([&] { check(formula, vcov); });
///     attempt.raise();
class Attempts {
 public:
  template <class Step>
  void operator()(const Step& step) {
    try {
      step();
    } catch (const Error& e) {
      problems_.insert(problems_.end(), e.problems().begin(), e.problems().end());
    }
  }

  bool clean() const { return problems_.empty(); }

  /// Throws when a step failed.
  void raise() const {
    if (!clean()) throw Error(problems_);
  }

 private:
  std::vector<Problem> problems_;
};

/// The place of an option or of a key in a study file, e.g. "vcov".
inline Place at_path(std::string path) {
  Place place;
  place.path = std::move(path);
  return place;
}

}  // namespace yugong
