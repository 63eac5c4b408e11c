#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/base/frame.hpp"

namespace yugong {

/// A test with its distribution, e.g. {"F", ..., "F(19,449)"}.
struct Test {
  std::string name;
  Text label;
  double statistic = missing;
  std::string distribution;
  double p_value = missing;
};

/// Rows that were left out, by reason ("missing:nqp", "singleton:city", "filter").
struct Dropped {
  std::string reason;
  Text label;
  std::vector<std::size_t> rows;  ///< row numbers of the panel given (0-based)
};

struct Sample {
  std::size_t rows = 0;
  std::size_t used = 0;
  std::size_t units = 0;
  std::size_t periods = 0;
  std::vector<Dropped> dropped;
};

/// What every method returns to the study, the command line and the bindings: the same shape for
/// all.
struct Result {
  std::string id;       ///< name in the study file
  std::string kind;     ///< verb of the method: "fe", "dea", "index", ...
  std::string formula;  ///< canonical formula, when there is one
  Sample sample;
  Frame tidy;                           ///< one row per term (or indicator, or variable)
  Frame glance;                         ///< one row
  Frame augment;                        ///< one row per row of the panel; key columns first
  std::map<std::string, Frame> tables;  ///< further tables of the method's own
  std::vector<Test> tests;
  std::vector<Problem> notes;
  std::string options;  ///< the options as JSON, defaults included
  double seconds = 0;
};

/// The JSON object of a result, schema "yugong.result/1": the contract for scripts. `augment` is
/// left out when asked.
std::string to_json(const Result& result, bool with_augment = true);

}  // namespace yugong
