#pragma once

#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/report/words.hpp"

/// A result as the columns of a table. What an estimator reports beside its own equation (the
/// first stages and the reduced form of instrumental variables) or for several outcomes or
/// quantiles at once is given back as results of the same shape, one a column.
namespace yugong::report {

/// A column made from a result.
struct Part {
  Result result;
  Text title;        ///< "First stage", "τ = 0.25"; empty for the result as it is
  std::string of;    ///< id of the result it is a part of
  std::string name;  ///< "first", "reduced", "second", "0.25"; empty for the result as it is
};

/// Parts of a result that a column may name beside the result itself: "first" (a column per
/// endogenous variable), "reduced", "second" (the result under its stage's name), and any further
/// table of coefficients by its name.
std::vector<std::string> part_names(const Result& result);

/// The columns of `part` of a result; "" is the result itself, split by the key columns of its
/// tidy frame that vary (outcome, quantile, ...). A first stage carries the tests of its own: N,
/// F, partial R², and of the instruments (kp_lm, kp_f, ...), with the formula "d ~ z + x | fe".
/// Throws Error YG4027 with the nearest name.
std::vector<Part> parts_of(const Result& result, const std::string& part, const Words& words);

/// True for statistics about the instruments, which are printed under the first stage where that
/// stands beside the second.
bool of_first_stage(const std::string& statistic);

/// Names of the rows of a tidy frame in a table: the term; with several components ("frontier",
/// "inefficiency") those after the first lead by "component:"; of a frame of tests, the test.
/// Empty when the frame has neither.
std::vector<std::string> row_names(const Frame& tidy);

/// A frame of tests (`test`, `statistic`, `p_value`) as a frame of terms whose estimate is the
/// statistic; any other frame as it is.
Frame as_terms(const Frame& tidy);

}  // namespace yugong::report
