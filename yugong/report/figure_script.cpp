#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/report/colours.hpp"
#include "yugong/report/figure_files.hpp"
#include "yugong/report/figure_shape.hpp"

/// gnuplot's script. Words reach it only between single quotes, where gnuplot expands nothing;
/// numbers that belong to the data stay in the file of data.
namespace yugong::report {
namespace {

/// A gnuplot string between single quotes. An apostrophe becomes the typographic one: gnuplot reads
/// a doubled quote at the start of a string as its end, and what follows as commands. Control
/// characters become spaces.
std::string quoted(std::string_view s) {
  std::string out = "'";
  for (const char c : s) {
    if (static_cast<unsigned char>(c) < 0x20)
      out += ' ';
    else if (c == '\'')
      out += "’";
    else
      out += c;
  }
  return out + "'";
}

/// A label of a tic, in which gnuplot would read % as a format.
std::string tic(std::string_view s) {
  std::string out;
  for (const char c : s) out += c == '%' ? "%%" : std::string(1, c);
  return quoted(out);
}

class Script {
 public:
  Script(const Figure& figure, const DrawOptions& options, const std::string& font)
      : figure_(figure),
        options_(options),
        font_(font),
        data_(quoted(stem_of(figure, options) + ".csv")) {}

  std::string write() {
    out_ = "# gnuplot 5.4 or later; run it in this folder: gnuplot " + stem_of(figure_, options_) +
           ".gp\n";
    out_ += "set encoding utf8\nset datafile separator ','\n";
    frame();
    switch (figure_.kind) {
      case FigureKind::lines:
        lines();
        break;
      case FigureKind::bars:
        bars();
        break;
      case FigureKind::scatter:
        scatter();
        break;
      case FigureKind::coefficients:
        coefficients();
        break;
      case FigureKind::histogram:
        histogram();
        break;
      case FigureKind::density:
        density();
        break;
      case FigureKind::ridgeline:
        ridgeline();
        break;
      case FigureKind::choropleth:
        choropleth();
        break;
      case FigureKind::projection:
        projection();
        break;
    }
    if (figure_.simulated) {
      line("set tmargin 1.9");
      line(simulated_label());
    }
    outputs();
    return std::move(out_);
  }

 private:
  std::string name(const Text& text) const { return quoted(text.in(options_.lang)); }

  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  void frame() {
    line("set border 3 linecolor rgb '#404040' linewidth 1");
    line("set tics nomirror out scale 0.6");
    line("set grid ytics linecolor rgb '#d8d8d8' linewidth 0.6 dashtype 1");
    line("set style fill solid 1.0");
    line("set key outside bottom center horizontal Left reverse samplen 2.2 spacing 1.15 height 1");
    if (figure_.series.size() < 2 && figure_.kind != FigureKind::choropleth) line("unset key");
    if (!figure_.x_label.empty()) line("set xlabel " + name(figure_.x_label) + " offset 0,0.5");
    if (!figure_.y_label.empty()) line("set ylabel " + name(figure_.y_label));
    if (figure_.zero_line) line("set xzeroaxis linecolor rgb '#404040' linewidth 0.8 dashtype 2");
  }

  /// Every drawing is the same plot on another terminal; sizes are chosen so that letters print at
  /// about 8.5 pt.
  void outputs() {
    const double w = figure_.width_cm, h = figure_.height_cm;
    const std::string font = quoted(font_ + ",15");
    bool first = true;
    for (const std::string& format : options_.formats) {
      if (format == "svg") {
        line(
            fmt::format("set terminal svg noenhanced size {:.0f},{:.0f} dynamic background rgb "
                        "'white' font {} linewidth 1.3",
                        w * 51,
                        h * 51,
                        font));
      } else if (format == "pdf") {
        line(
            fmt::format("set terminal pdfcairo noenhanced size {:g}cm,{:g}cm font {} linewidth 1.2",
                        w,
                        h,
                        quoted(font_ + ",8.5")));
      } else {
        line(
            fmt::format("set terminal pngcairo noenhanced size {:.0f},{:.0f} font {} fontscale 2 "
                        "linewidth 2.4 pointscale 2",
                        w * 102,
                        h * 102,
                        quoted(font_ + ",11")));
      }
      line("set output " + quoted(stem_of(figure_, options_) + "." + format));
      if (!figure_.facets.empty())
        line(facet_plots());
      else
        line(first ? plot(0, plots_.size()) : "replot");
      first = false;
    }
    line("unset output");
  }

  std::string plot(std::size_t first, std::size_t end) const {
    std::string command = "plot \\\n";
    for (std::size_t k = first; k < end; ++k)
      command += "  " + plots_[k] + (k + 1 < end ? ", \\\n" : "");
    return figure_.facets.empty() ? command : command + "\n";
  }

  void add(std::size_t index, const std::string& how) {
    plots_.push_back(fmt::format("{} index {} {}", data_, index, how));
  }

  std::string title(std::size_t s) const { return "title " + name(figure_.series[s].name); }

  static std::string style(std::size_t s, double width = 2) {
    static const int points[] = {7, 5, 9, 13, 11, 6, 4, 8};
    return fmt::format("linecolor rgb '{}' linewidth {} dashtype {} pointtype {} pointsize 0.65",
                       categorical_colour(s),
                       width,
                       s % 5 + 1,
                       points[s % 8]);
  }

  void lines() {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    std::size_t longest = 0;
    for (const Series& series : figure_.series) {
      longest = std::max(longest, series.x.size());
      for (const double x : series.x) {
        if (!std::isfinite(x)) continue;
        low = std::min(low, x);
        high = std::max(high, x);
      }
    }
    if (figure_.whole_x) {
      line("set format x '%.0f'");
      line(fmt::format("set xtics {:.0f},{:.0f}", low, std::max(1.0, std::ceil((high - low) / 8))));
      line(fmt::format("set xrange [{:g}:{:g}]", low - 0.3, high + 0.3));
    }
    for (std::size_t s = 0; s < figure_.series.size(); ++s) {
      if (figure_.series[s].low.empty()) continue;
      add(s,
          fmt::format("using 1:3:4 with filledcurves fillcolor rgb '{}' fillstyle transparent "
                      "solid 0.18 noborder notitle",
                      categorical_colour(s)));
    }
    const char* with = longest > 40 ? "lines " : "linespoints ";
    for (std::size_t s = 0; s < figure_.series.size(); ++s)
      add(s, std::string("using 1:2 with ") + with + style(s) + " " + title(s));
  }

  std::string simulated_label() const {
    return "set label 99 " + quoted(options_.words.in(options_.lang, "simulated")) +
           " at graph 1, graph 1 right offset 0,0.75 front textcolor rgb '#a03000'";
  }

  /// Categories as tics, without a mark where a category is empty (a gap between groups).
  std::string tics_of_categories(const char* axis, bool downwards, bool named) const {
    std::string tics;
    for (std::size_t k = 0; k < figure_.categories.size(); ++k) {
      const std::string& said = figure_.categories[k].in(options_.lang);
      if (said.empty()) continue;
      tics += fmt::format("{}{} {}{}",
                          tics.empty() ? "" : ", ",
                          named ? tic(said) : "''",
                          downwards && k ? "-" : "",
                          k);
    }
    return fmt::format("set {}tics ({})", axis, tics);
  }

  void category_tics(const char* axis, bool downwards) {
    std::size_t widest = 0;
    for (const Text& category : figure_.categories)
      widest = std::max(widest, text::display_width(category.in(options_.lang)));
    const bool crowded = !downwards && figure_.categories.size() * (widest + 1) > 72;
    line(tics_of_categories(axis, downwards, true) + (crowded ? " rotate by 45 right" : ""));
    if (crowded) line("unset key\nset key outside top center horizontal");
    if (crowded && figure_.series.size() < 2) line("unset key");
    if (downwards) line(fmt::format("set lmargin {}", widest + 4));
  }

  void bars() {
    category_tics("x", false);
    const auto count = static_cast<double>(figure_.series.size());
    const double width = 0.8 / count;
    line(fmt::format("set xrange [-0.6:{:g}]",
                     static_cast<double>(figure_.categories.size()) - 0.4));
    line("set yrange [*<0:0<*]");
    if (figure_.stacked) return stacks();
    for (std::size_t s = 0; s < figure_.series.size(); ++s) {
      const double shift = (static_cast<double>(s) - (count - 1) / 2) * width;
      add(s,
          fmt::format("using ($1+{:g}):2:({:g}) with boxes fillcolor rgb '{}' linecolor rgb "
                      "'white' linewidth 0.8 {}",
                      shift,
                      width,
                      categorical_colour(s),
                      title(s)));
      if (figure_.series[s].low.empty()) continue;
      add(s,
          fmt::format("using ($1+{:g}):3:(0):($4-$3) with vectors heads size graph 0.006,90 "
                      "linecolor rgb '#202020' linewidth 1 notitle",
                      shift));
    }
  }

  void stacks() {
    for (std::size_t s = 0; s < figure_.series.size(); ++s)
      add(s,
          fmt::format(
              "using 1:4:($1-0.4):($1+0.4):3:4 with boxxyerror fillcolor rgb '{}' linecolor "
              "rgb 'white' linewidth 0.8 {}",
              categorical_colour(s),
              title(s)));
  }

  double smallest() const {
    double least = std::numeric_limits<double>::infinity();
    for (const Series& series : figure_.series)
      for (const auto* values : {&series.x, &series.y, &series.to_x, &series.to_y})
        for (const double v : *values)
          if (std::isfinite(v)) least = std::min(least, v);
    return least;
  }

  void log_axes() {
    if (figure_.log) line("set logscale xy\nset format xy '%g'");
  }

  /// Hollow points where the units are, full ones where they are moved to.
  void projection() {
    if (!figure_.log) line("set offsets graph 0.02, graph 0.02, graph 0.02, graph 0.02");
    // Amounts: the margin does not reach below zero unless they do.
    if (smallest() >= 0) line("set xrange [0<*:*]\nset yrange [0<*:*]");
    log_axes();
    line("set key outside bottom center horizontal Left reverse samplen 1.2 spacing 1.15 height 1");
    for (std::size_t s = 0; s < figure_.series.size(); ++s)
      add(s,
          fmt::format("using 1:2:($3-$1):($4-$2) with vectors nohead linecolor rgb '{}' linewidth "
                      "0.5 notitle",
                      figure_.series.size() > 1 ? categorical_colour(s) : "#a0a0a0"));
    const std::string actual = options_.words.in(options_.lang, "actual"),
                      target = options_.words.in(options_.lang, "target");
    for (std::size_t s = 0; s < figure_.series.size(); ++s) {
      const std::string name = figure_.series[s].name.in(options_.lang);
      const std::string before =
          name.empty() ? "" : name + (options_.lang == Lang::zh ? "：" : ": ");
      const std::string from = categorical_colour(figure_.series.size() > 1 ? s : 0);
      const std::string to = categorical_colour(figure_.series.size() > 1 ? s : 1);
      add(s,
          fmt::format("using 1:2 with points pointtype 6 pointsize 0.6 linecolor rgb '{}' title {}",
                      from,
                      quoted(before + actual)));
      add(s,
          fmt::format("using 3:4 with points pointtype 7 pointsize 0.5 linecolor rgb '{}' title {}",
                      to,
                      quoted(before + target)));
    }
  }

  void scatter() {
    if (!figure_.log) line("set offsets graph 0.02, graph 0.02, 0, 0");
    log_axes();
    for (std::size_t s = 0; s < figure_.series.size(); ++s)
      add(s, "using 1:2 with points " + style(s) + " " + title(s));
    if (figure_.fit && !figure_.log)
      add(figure_.series.size(),
          "using 1:2 with lines linecolor rgb '#d55e00' linewidth 2.4 notitle");
  }

  void coefficients() {
    category_tics("y", true);
    // The categories say what the rows are; what is measured belongs under the axis of numbers.
    line("unset ylabel");
    if (figure_.facets.empty() && figure_.x_label.empty() && !figure_.y_label.empty()) {
      line("set xlabel " + name(figure_.y_label) + " offset 0,0.5");
    }
    line("unset grid\nset grid xtics linecolor rgb '#d8d8d8' linewidth 0.6 dashtype 1");
    line(fmt::format(
        "unset xzeroaxis\nset arrow 1 from first {0:g}, graph 0 to first {0:g}, graph 1 "
        "nohead back linecolor rgb '#202020' linewidth 1.2 dashtype 2",
        figure_.reference));
    line(fmt::format("set yrange [{:g}:0.5]",
                     -(static_cast<double>(figure_.categories.size()) - 0.5)));
    // The reference belongs in the picture: it is what an estimate is compared with.
    line(fmt::format("set xrange [*<{0:g}:{0:g}<*]\nset offsets graph 0.02, graph 0.02, 0, 0",
                     figure_.reference));
    const std::size_t facets = std::max<std::size_t>(1, figure_.facets.size());
    // A facet is named by its title.
    if (facets > 1 && figure_.series.size() == facets) line("unset key");
    for (std::size_t f = 0; f < facets; ++f) {
      std::vector<std::size_t> members;
      for (std::size_t s = 0; s < figure_.series.size(); ++s) {
        if (static_cast<std::size_t>(figure_.series[s].facet) == f) members.push_back(s);
      }
      const std::size_t lanes = overlap(members) ? members.size() : 1;
      for (std::size_t k = 0; k < members.size(); ++k)
        intervals(members[k], lanes == 1 ? 0 : k, lanes, facets > 1 ? k : members[k]);
      facet_ends_.push_back(plots_.size());
    }
  }

  /// Whether two series have a value in one category, so that they need a lane each.
  bool overlap(const std::vector<std::size_t>& members) const {
    for (std::size_t k = 0; k < figure_.categories.size(); ++k) {
      std::size_t values = 0;
      for (const std::size_t s : members) values += std::isfinite(figure_.series[s].y[k]) ? 1u : 0u;
      if (values > 1) return true;
    }
    return false;
  }

  /// One series of coefficients: a thin line for the interval, a thick one for the inner, a point.
  void intervals(std::size_t s, std::size_t position, std::size_t count, std::size_t colour) {
    const Series& series = figure_.series[s];
    const double shift = -(static_cast<double>(position) - (static_cast<double>(count) - 1) / 2) *
                         0.6 / static_cast<double>(count);
    if (!series.inner_low.empty())
      add(s,
          fmt::format("using 5:(-$1+{:g}):($6-$5):(0) with vectors nohead linecolor rgb '{}' "
                      "linewidth 2.8 dashtype 1 notitle",
                      shift,
                      categorical_colour(colour)));
    // The dash of a line would be read as a gap in an interval.
    static const int points[] = {7, 5, 9, 13, 11, 6, 4, 8};
    const std::string look =
        fmt::format("linecolor rgb '{}' linewidth 1.4 dashtype 1 pointtype {} pointsize {}",
                    categorical_colour(colour),
                    points[colour % 8],
                    series.inner_low.empty() ? 0.65 : 1.0);
    add(s,
        fmt::format("using 2:(-$1+{:g}){} with {} {} {}",
                    shift,
                    series.low.empty() ? "" : ":3:4",
                    series.low.empty() ? "points" : "xerrorbars",
                    look,
                    title(s)));
  }

  /// The commands of one drawing with facets: side by side, the categories named at the first.
  std::string facet_plots() const {
    const std::size_t count = figure_.facets.size();
    std::size_t widest = 0;
    for (const Text& category : figure_.categories)
      widest = std::max(widest, text::display_width(category.in(options_.lang)));
    // The names take their share of the width beside the first facet; the areas drawn are equal.
    const double names =
        std::min(0.4, 0.18 * static_cast<double>(widest + 3) / std::max(figure_.width_cm, 1.0));
    const double each = (0.98 - names) / static_cast<double>(count);
    std::string out = fmt::format("set multiplot layout 1,{}\nset tmargin 3.2\n", count);
    if (figure_.simulated) out += "unset label 99\n";
    std::size_t first = 0;
    for (std::size_t f = 0; f < count; ++f) {
      out += fmt::format("set lmargin at screen {:g}\nset rmargin at screen {:g}\nset title {}\n",
                         names + each * static_cast<double>(f) + 0.02,
                         names + each * static_cast<double>(f + 1) - 0.02,
                         name(figure_.facets[f]));
      out += tics_of_categories("y", true, f == 0) + "\n";
      if (figure_.simulated && f + 1 == count) out += simulated_label() + "\n";
      out += plot(first, facet_ends_[f]);
      first = facet_ends_[f];
    }
    return out + "unset multiplot";
  }

  void histogram() {
    if (figure_.y_label.empty())
      line("set ylabel " + quoted(options_.words.in(options_.lang, "frequency")));
    line("set yrange [0:*]");
    for (std::size_t s = 0; s < figure_.series.size(); ++s) {
      const char* fill = figure_.series.size() > 1 ? "transparent solid 0.45" : "solid 0.85";
      add(s,
          fmt::format("using 1:2:3 with boxes fillcolor rgb '{}' fillstyle {} border linecolor rgb "
                      "'white' {}",
                      categorical_colour(s),
                      fill,
                      title(s)));
    }
  }

  void density() {
    if (figure_.y_label.empty())
      line("set ylabel " + quoted(options_.words.in(options_.lang, "density")));
    line("set yrange [0:*]");
    for (std::size_t s = 0; s < figure_.series.size(); ++s)
      add(s, "using 1:2 with lines " + style(s) + " " + title(s));
  }

  void ridgeline() {
    line("unset key\nunset ylabel\nset border 1");
    std::string tics = "set ytics (";
    std::size_t widest = 0;
    for (std::size_t s = 0; s < figure_.series.size(); ++s) {
      const std::string& said = figure_.series[s].name.in(options_.lang);
      widest = std::max(widest, text::display_width(said));
      tics += fmt::format("{}{} {}", s ? ", " : "", tic(said), s);
    }
    line(tics + ") scale 0");
    line(fmt::format("set lmargin {}", widest + 4));
    const std::vector<std::string> colours =
        class_colours(Scale::sequential, figure_.series.size());
    for (std::size_t s = figure_.series.size(); s-- > 0;) {
      add(s,
          fmt::format("using 1:2:3 with filledcurves fillcolor rgb '{}' fillstyle solid 0.85 "
                      "border linecolor rgb '#303030' linewidth 0.8 notitle",
                      colours[s]));
    }
  }

  void choropleth() {
    line("unset border\nunset tics\nunset grid\nunset xlabel\nunset ylabel\nset size ratio -1");
    line("set key outside right center vertical Left reverse samplen 1.6 spacing 1.3");
    if (!figure_.y_label.empty()) line("set key title " + name(figure_.y_label) + " left");
    line("set offsets graph 0.01, graph 0.01, graph 0.01, graph 0.01");
    const std::vector<double> breaks = breaks_of(figure_);
    const std::vector<std::string> labels = class_labels(figure_, options_.lang, options_.words);
    const std::vector<std::string> colours = class_colours(figure_.scale, labels.size());
    const std::vector<Paint> paints = paints_of(figure_, breaks);
    bool any_missing = false;
    for (std::size_t k = 0; k < paints.size(); ++k) {
      const int group = paints[k].group;
      any_missing = any_missing || group == -2;
      const std::string fill = group == -1 ? "fillcolor rgb 'white' fillstyle solid"
                               : group == -2
                                   ? "fillcolor rgb '#8a8a8a' fillstyle pattern 4"
                                   : fmt::format("fillcolor rgb '{}' fillstyle solid",
                                                 colours[static_cast<std::size_t>(group)]);
      add(k, "using 1:2 with filledcurves closed " + fill + " noborder notitle");
    }
    for (std::size_t k = 0; k < paints.size(); ++k)
      add(k, "using 1:2 with lines linecolor rgb '#5a5a5a' linewidth 0.4 notitle");
    for (std::size_t k = 0; k < labels.size(); ++k) {
      plots_.push_back(
          fmt::format("keyentry with boxes fillcolor rgb '{}' fillstyle solid border linecolor rgb "
                      "'#5a5a5a' title {}",
                      colours[k],
                      quoted(labels[k])));
    }
    if (any_missing) {
      plots_.push_back(
          "keyentry with boxes fillcolor rgb '#8a8a8a' fillstyle pattern 4 border linecolor rgb "
          "'#5a5a5a' title " +
          quoted(options_.words.in(options_.lang, "no_data")));
    }
  }

  const Figure& figure_;
  const DrawOptions& options_;
  const std::string& font_;
  std::string data_;
  std::vector<std::string> plots_;
  std::vector<std::size_t> facet_ends_;  ///< number of `plots_` up to each facet's end
  std::string out_;
};

}  // namespace

std::string script_of(const Figure& figure, const DrawOptions& options, const std::string& font) {
  return Script(figure, options, font).write();
}

}  // namespace yugong::report
