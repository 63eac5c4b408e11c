#pragma once

#include <string>

#include "yugong/base/word_of.hpp"
#include "yugong/frontier/productivity.hpp"

/// What the options mean, and the rows they are about. Private to the method.
namespace yugong::frontier::productivity {

/// Fills options, `index`, `form` and the settled efficiency model of a fit. Throws every mistake
/// together: settings that contradict each other (YG3341), and what `dea` refuses of the model.
void settle(const Options& options, Fit& fit);

/// Reads the rows in use into `sample`, with their units and periods. Throws YG3340 when the panel
/// has no unit or time column or a single period, YG3341 when the base period is none of its
/// periods, and what `dea` refuses of the data.
void read_sample(const data::Panel& panel, Fit& fit);

/// Column name of another program for index, ec, tc, pec or sec; empty when there is none.
std::string alias_of(dea::Replicate program, const std::string& part);

}  // namespace yugong::frontier::productivity
