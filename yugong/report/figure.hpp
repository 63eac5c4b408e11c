#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"
#include "yugong/report/words.hpp"

/// A figure as a description of data and words; drawn for paper by gnuplot (a child process), as
/// svg, pdf and png, with the script and its data kept beside so that a user can change them.
namespace yugong::report {

enum class FigureKind {
  lines,         ///< y over x per series, with a band when low and high are given
  bars,          ///< one group of bars per category
  scatter,       ///< points; `fit` adds the least-squares line
  coefficients,  ///< estimate with interval per category, zero line
  histogram,     ///< `x` of each series in equal bins
  density,       ///< Gaussian kernel density of `x`, Silverman's bandwidth
  ridgeline,     ///< densities stacked, one per series (e.g. years)
  choropleth,    ///< regions coloured by value
  projection,    ///< points, the points they are moved to, and the way between
};

/// One line, set of bars, cloud of points. Lengths agree; missing values leave a gap.
struct Series {
  Text name;
  std::vector<double>
      x;  ///< unused for bars and coefficients, which use `categories` of the figure
  std::vector<double> y;
  std::vector<double> low;        ///< lower end of band or interval; may be empty
  std::vector<double> high;       ///< upper end
  std::vector<double> to_x = {};  ///< of a projection: where the point (x, y) is moved to
  std::vector<double> to_y = {};
  std::vector<double> inner_low = {};  ///< of a coefficient: a narrower interval, drawn thick
  std::vector<double> inner_high = {};
  int facet = 0;  ///< of a coefficient: which of the figure's facets
};

using Ring = std::vector<std::pair<double, double>>;  ///< (x, y), degrees before projection

/// A region of a map: outer rings and holes, and the value that colours it (missing: hatched grey,
/// "no data").
struct Region {
  std::string key;
  Text name;
  std::vector<Ring> rings;
  std::vector<Ring> holes;
  double value = missing;
};

enum class Scale { sequential, diverging, categorical };

struct Figure {
  std::string id;      ///< file stem, e.g. "f1"
  std::string number;  ///< "1"
  Text title;
  FigureKind kind = FigureKind::lines;
  Text x_label, y_label;
  std::vector<Series> series;
  std::vector<Text> categories;  ///< of bars and coefficients
  bool zero_line = false;
  double reference = 0;      ///< where the line stands that coefficients are compared with
  std::vector<Text> facets;  ///< of coefficients: drawings side by side that share the categories
  bool fit = false;
  bool log = false;      ///< both axes of a scatter or projection by powers of ten
  bool stacked = false;  ///< bars one on top of the other
  bool whole_x = false;  ///< x are years: no decimals on the axis

  std::vector<Region> regions;
  Scale scale = Scale::sequential;
  int classes = 5;                ///< quantile classes of a sequential map
  std::vector<double> breaks;     ///< inner class limits instead of quantiles
  std::vector<Text> class_names;  ///< of a categorical map: value k is class_names[k]
  int decimals = 3;               ///< of the legend

  Text alt;   ///< text alternative; empty: made from title, kind and extremes
  Text note;  ///< beneath the figure
  bool simulated = false;
  double width_cm = 14;
  double height_cm = 9;
};

struct DrawOptions {
  std::string folder;  ///< exists
  Lang lang = Lang::zh;
  std::vector<std::string> formats = {"svg", "pdf", "png"};
  std::string program = "gnuplot";  ///< name on the PATH or a path
  std::string suffix;               ///< added to the stem, e.g. ".en"
  Words words;
};

/// What came of drawing. `files` maps an extension to the path written ("gp" and "csv" always;
/// "svg", "pdf", "png" as drawn). Without gnuplot, `notes` holds YG0119 and only the script and
/// data are written; without a font that has Chinese characters, YG0120.
struct Drawing {
  std::map<std::string, std::string> files;
  std::string svg;  ///< the drawing, when svg was asked for and made
  std::string png;
  std::vector<Problem> notes;
};

/// Throws Error YG4023 for a figure without data (or lengths that differ), YG4024 when gnuplot
/// fails.
Drawing draw(const Figure& figure, const DrawOptions& options);
/// The same figure several times (in two languages), by one child process: starting gnuplot and
/// loading its fonts takes as long as drawing. Folder and program are those of the first version.
std::vector<Drawing> draw(const Figure& figure, const std::vector<DrawOptions>& versions);

/// "图 1  ..." or "Figure 1. ...".
std::string caption_of(const Figure& figure, Lang lang, const Words& words = {});
/// The text alternative, `alt` or one made from the data.
std::string alt_of(const Figure& figure, Lang lang, const Words& words = {});
/// gnuplot's script and data, as draw() writes them (for tests and for users without gnuplot).
std::string script_of(const Figure& figure, const DrawOptions& options, const std::string& font);
std::string data_of(const Figure& figure, Lang lang);

}  // namespace yugong::report
