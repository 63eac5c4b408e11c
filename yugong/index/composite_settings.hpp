#pragma once

#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/index/composite.hpp"

/// What can be said about the settings of a composite index before any number is read.
namespace yugong::index::composite {

/// The indicators in order, with their labels and units of measure from the panel.
std::vector<Indicator> indicators_of(const Options& options, const data::Panel& panel);

/// The dimensions with their outer ones, in the order of their first indicator.
std::vector<Dimension> dimensions_of(const std::vector<Indicator>& indicators);

/// How sub-indices are made when it was not said.
Sub sub_of(const Options& options);

/// Appends: no indicator (YG3205), one listed twice or in both directions (YG3202), a dimension
/// that names an unknown indicator, is empty, or shares one with another (YG3207), weights that do
/// not fit (YG3209), options that do not fit the method (YG3210).
void check_settings(const Options& options, std::vector<Problem>& problems);

/// The weights as given, in the order of the indicators, divided by their sum.
std::vector<double> given_weights(const Options& options, const std::vector<Indicator>& indicators);

}  // namespace yugong::index::composite
