#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/report/figure_files.hpp"
#include "yugong/report/figure_shape.hpp"

/// The data of a figure as a table that gnuplot and a spreadsheet both read: blocks are separated
/// by two empty lines (gnuplot's `index`), rings of a map by one; the last column names the series.
namespace yugong::report {
namespace {

/// NaN breaks a line where a value is missing; an empty field would let it run through.
std::string number(double v) {
  return std::isfinite(v) ? text::round_trip(v) : "NaN";
}

std::string word(const Text& text, Lang lang) {
  std::string out = "\"";
  for (const char c : text.in(lang))
    out += c == '"' ? '\'' : static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return out + '"';
}

double at(const std::vector<double>& values, std::size_t k) {
  return k < values.size() ? values[k] : missing;
}

void series_rows(const Figure& figure, Lang lang, std::string& out) {
  const bool by_category =
      figure.kind == FigureKind::bars || figure.kind == FigureKind::coefficients;
  const bool inner = std::ranges::any_of(
      figure.series, [](const Series& series) { return !series.inner_low.empty(); });
  out += !by_category ? "# x,y,low,high,series\n"
         : inner      ? "# position,y,low,high,inner_low,inner_high,category,series\n"
                      : "# position,y,low,high,category,series\n";
  std::vector<double> top(figure.categories.size(), 0.0);  // of the stack so far
  for (const Series& series : figure.series) {
    for (std::size_t k = 0; k < series.y.size(); ++k) {
      const double x = by_category ? static_cast<double>(k) : at(series.x, k);
      double low = at(series.low, k), high = at(series.high, k);
      if (figure.stacked) {
        low = top[k];
        high = top[k] += std::isfinite(series.y[k]) ? series.y[k] : 0;
      }
      out += number(x) + "," + number(series.y[k]) + "," + number(low) + "," + number(high) + ",";
      if (inner)
        out += number(at(series.inner_low, k)) + "," + number(at(series.inner_high, k)) + ",";
      if (by_category) out += word(figure.categories[k], lang) + ",";
      out += word(series.name, lang) + "\n";
    }
    out += "\n\n";
  }
}

void projection_rows(const Figure& figure, Lang lang, std::string& out) {
  out += "# x,y,to_x,to_y,series\n";
  for (const Series& series : figure.series) {
    for (std::size_t k = 0; k < series.x.size(); ++k) {
      out += number(series.x[k]) + "," + number(series.y[k]) + "," + number(series.to_x[k]) + "," +
             number(series.to_y[k]) + "," + word(series.name, lang) + "\n";
    }
    out += "\n\n";
  }
}

/// The least-squares line through all points, at both ends.
void fit_rows(const Figure& figure, std::string& out) {
  double n = 0, mean_x = 0, mean_y = 0;
  const auto each = [&](auto&& visit) {
    for (const Series& series : figure.series) {
      for (std::size_t k = 0; k < series.y.size(); ++k) {
        if (std::isfinite(series.x[k]) && std::isfinite(series.y[k]))
          visit(series.x[k], series.y[k]);
      }
    }
  };
  double low = 0, high = 0;
  each([&](double x, double y) {
    low = n == 0 ? x : std::min(low, x);
    high = n == 0 ? x : std::max(high, x);
    ++n;
    mean_x += x;
    mean_y += y;
  });
  if (n < 2 || low == high) return;
  mean_x /= n;
  mean_y /= n;
  double xx = 0, xy = 0;
  each([&](double x, double y) {
    xx += (x - mean_x) * (x - mean_x);
    xy += (x - mean_x) * (y - mean_y);
  });
  for (const double x : {low, high})
    out += number(x) + "," + number(mean_y + xy / xx * (x - mean_x)) + ",NaN,NaN,\"fit\"\n";
}

void histogram_rows(const Figure& figure, Lang lang, std::string& out) {
  out += "# middle,count,width,series\n";
  const Bins bins = bins_of(figure.series);
  for (std::size_t s = 0; s < figure.series.size(); ++s) {
    for (std::size_t k = 0; k < bins.counts[s].size(); ++k) {
      const double middle = bins.first + (static_cast<double>(k) + 0.5) * bins.width;
      out += number(middle) + "," + number(bins.counts[s][k]) + "," + number(bins.width) + "," +
             word(figure.series[s].name, lang) + "\n";
    }
    out += "\n\n";
  }
}

void density_rows(const Figure& figure, Lang lang, std::string& out) {
  const bool stacked = figure.kind == FigureKind::ridgeline;
  out += stacked ? "# x,base,top,series\n" : "# x,density,,series\n";
  double peak = 0;
  std::vector<Curve> curves;
  for (const Series& series : figure.series) {
    curves.push_back(density_of(series.x));
    for (const double y : curves.back().y) peak = std::max(peak, y);
  }
  for (std::size_t s = 0; s < curves.size(); ++s) {
    const auto base = static_cast<double>(s);
    for (std::size_t k = 0; k < curves[s].x.size(); ++k) {
      out += number(curves[s].x[k]) + ",";
      // The highest ridge reaches 1.6 rows up, so that neighbours overlap a little.
      out += stacked ? number(base) + "," + number(base + 1.6 * curves[s].y[k] / peak)
                     : number(curves[s].y[k]) + ",";
      out += "," + word(figure.series[s].name, lang) + "\n";
    }
    out += "\n\n";
  }
}

void map_rows(const Figure& figure, Lang lang, std::string& out) {
  out += "# x,y,value,region\n";
  for (const Paint& paint : paints_of(figure, breaks_of(figure))) {
    for (std::size_t r = 0; r < paint.rings.size(); ++r) {
      const Region& owner = *paint.owners[r];
      const std::string rest = "," + number(owner.value) + "," +
                               word(owner.name.empty() ? Text(owner.key) : owner.name, lang) + "\n";
      for (const auto& [x, y] : *paint.rings[r]) out += fmt::format("{:.6g},{:.6g}", x, y) + rest;
      out += "\n";
    }
    out += "\n";
  }
}

}  // namespace

std::string data_of(const Figure& figure, Lang lang) {
  check(figure);
  std::string out;
  switch (figure.kind) {
    case FigureKind::histogram:
      histogram_rows(figure, lang, out);
      break;
    case FigureKind::density:
    case FigureKind::ridgeline:
      density_rows(figure, lang, out);
      break;
    case FigureKind::choropleth:
      map_rows(figure, lang, out);
      break;
    case FigureKind::projection:
      projection_rows(figure, lang, out);
      break;
    default:
      series_rows(figure, lang, out);
      if (figure.kind == FigureKind::scatter && figure.fit) fit_rows(figure, out);
  }
  return out;
}

}  // namespace yugong::report
