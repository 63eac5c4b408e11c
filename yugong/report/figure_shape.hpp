#pragma once

#include <string>
#include <vector>

#include "yugong/report/figure.hpp"

/// What is computed from a figure's data before it is drawn.
namespace yugong::report {

/// Gaussian kernel density on `points` equal steps from three bandwidths below the minimum to three
/// above the maximum; bandwidth 0.9 · min(sd, IQR/1.34) · n^(-1/5) (Silverman 1986, eq. 3.31).
/// Empty for fewer than two distinct values.
struct Curve {
  std::vector<double> x, y;
};

Curve density_of(const std::vector<double>& values, std::size_t points = 256);

/// Equal bins over all series together, as many as Sturges' rule (1 + log2 n) says, at most 40.
struct Bins {
  double first = 0;
  double width = 1;
  std::vector<std::vector<double>> counts;  ///< per series
};

Bins bins_of(const std::vector<Series>& series);

/// Inner limits of the classes of a map: `breaks` of the figure, else quantiles of the values;
/// distinct, ascending.
std::vector<double> breaks_of(const Figure& figure);

/// Class of a value: the number of limits below it.
std::size_t class_of(double value, const std::vector<double>& breaks);

/// Names of the classes in the legend.
std::vector<std::string> class_labels(const Figure& figure, Lang lang, const Words& words);

/// Rings to be painted in turn with one colour: regions by class, then the holes of that layer
/// (class -1, background), then regions inside holes, and so on. Missing values have class -2.
struct Paint {
  int group = 0;  ///< class, -1 background, -2 no data
  std::vector<const Ring*> rings;
  std::vector<const Region*> owners;
};

std::vector<Paint> paints_of(const Figure& figure, const std::vector<double>& breaks);

}  // namespace yugong::report
