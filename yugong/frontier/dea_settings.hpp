#pragma once

#include <string>
#include <vector>

#include "yugong/frontier/dea.hpp"

/// What the options mean, checked without data. Private to the method.
namespace yugong::frontier::dea {

/// Zero amounts: ratio term dropped with its weight shared, or kept in the count, or zeros
/// replaced.
struct ZeroRule {
  enum class Kind { drop_term, keep_count, small };
  Kind kind = Kind::drop_term;
  double factor = 0;  ///< of `small`: share of the smallest positive amount of the column
};

/// Throws every mistake together: settings that contradict each other or are not built (YG3310), a
/// variable named twice (YG3309), weights that do not fit (YG3319).
void check_settings(const Options& options);

ZeroRule zero_rule(const std::string& written);

/// The variables in the order inputs, goods, bads.
std::vector<Variable> variables_of(const Options& options);

/// Weights and orientation of the SBM program, or of the super program.
Ratio ratio_of(const Options& options, bool super);

}  // namespace yugong::frontier::dea
