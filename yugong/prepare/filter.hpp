#pragma once

#include <string>
#include <tuple>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"
#include "yugong/data/panel.hpp"

/// Keeps the rows where a condition is true; a missing condition drops the row. The Change row
/// ("filter") holds the rows dropped, in the numbering before the step, and its detail says how
/// many were dropped because the condition was missing. Refuses a condition that no row fulfils
/// (YG1406).
namespace yugong::prepare::filter {

struct Options {
  std::string where = {};

  static auto described() {
    return std::tuple{
        option("where", &Options::where, {"condition that rows must fulfil", "保留样本的条件"})
            .required()};
  }
};

/// `place` is where the condition stands in the user's file.
void apply(data::Panel& panel,
           const Options& options,
           const Executor& executor = {},
           const Place& place = {});

}  // namespace yugong::prepare::filter
