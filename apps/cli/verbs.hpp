#pragma once

#include "arguments.hpp"

/// One function a verb; each returns the exit code and may throw Error.
namespace yugong::cli {

int new_study(const Request& request);
int simulate_panel(const Request& request);
int look(const Request& request);
int look_study(const Request& request);  ///< of a study file: the names that its formulas may use
int check(const Request& request);
int run(const Request& request);
int show(const Request& request);
int report(const Request& request);
int summary(const Request& request);
int correlate(const Request& request);
int help(const Request& request);
int doctor(const Request& request);
int one_off(const Request& request);  ///< any method of the table

}  // namespace yugong::cli
