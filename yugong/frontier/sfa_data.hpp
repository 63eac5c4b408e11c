#pragma once

#include "yugong/data/panel.hpp"
#include "yugong/frontier/sfa.hpp"

/// From the panel to the columns of a stochastic frontier.
namespace yugong::frontier::sfa {

/// Refuses settings that do not fit the model (YG3363) and fills in the distribution.
Options settled(const Options& options);

/// A term of the frontier in the logs of the inputs, so that elasticities can be taken: the inputs
/// whose product it is (`half` for squares), or the trend.
struct Term {
  std::string name;
  std::vector<std::size_t> inputs;  ///< none, one or two
  int trend = 0;                    ///< power of t
  double factor = 1;                ///< 0.5 for squares
  std::string shifter;
};

std::vector<Term> terms_of(const Options& options);

/// Chooses the rows, takes logarithms, builds the columns; fills rows, unit, units, y, dropped and
/// notes of the fit.
stochastic::Data read_data(const data::Panel& panel, Fit& fit);

/// Means of the terms' inputs and trend on the rows used, for elasticities: [inputs], then t.
std::vector<double> means_of(const data::Panel& panel, const Fit& fit);

}  // namespace yugong::frontier::sfa
