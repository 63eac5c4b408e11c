#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "yugong/base/files.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/unit_names.hpp"
#include "yugong/report/geojson.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/build_coefficients.hpp"
#include "yugong/study/build_efficiency.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {
namespace {

/// Rows and words that the kinds of figures share.
class Builder {
 public:
  Builder(const Made& made, const ExhibitSpec& spec, std::vector<Problem>& notes)
      : made_(made),
        spec_(spec),
        notes_(notes) {
    std::set<std::string> others;
    for (const auto& [key, value] : spec.settings.members) others.insert(key);
    std::vector<Problem> ignored;
    keys_ = read_options<FigureKeys>(spec.settings, "figure." + spec.id, ignored, others);
    context_ = context_of(made, spec);
    vars_ = resolved(keys_.y);
    const Value* where = spec.settings.find("where");
    rows_ = rows_where(made.panel, keys_.where, where != nullptr ? where->place : spec.place);
    figure_.id = "f" + spec.id;
    figure_.number = spec.id;
    figure_.title = spec.title;
    figure_.note = text_of(keys_.note, "note", ignored);
    figure_.simulated = made.study.heading.simulated;
  }

  report::Figure build() {
    const FigureRows rows{rows_, groups(), [this](std::size_t row, const std::string& g) {
                            return in_group(row, g);
                          }};
    if (keys_.kind == "slacks") {
      slacks_figure(made_, spec_, keys_, rows, figure_);
    } else if (keys_.kind == "projection") {
      projection_figure(made_, spec_, keys_, rows, figure_);
    } else if (keys_.kind == "productivity") {
      productivity_figure(made_, spec_, keys_, rows, figure_);
    } else if (keys_.kind == "map") {
      map();
    } else if (keys_.kind == "coefficients") {
      coefficients_figure(made_, spec_, keys_, figure_, notes_);
    } else if (keys_.kind == "scatter") {
      scatter();
    } else if (keys_.kind == "bar") {
      bars();
    } else if (keys_.kind == "line") {
      lines();
    } else {
      distributions();
    }
    return std::move(figure_);
  }

 private:
  std::vector<std::string> resolved(const std::vector<std::string>& names) const {
    std::vector<std::string> out;
    for (const std::string& name : names) {
      const auto set =
          name.rfind('@', 0) == 0 ? made_.study.sets.find(name.substr(1)) : made_.study.sets.end();
      if (set == made_.study.sets.end()) {
        out.push_back(name);
      } else {
        out.insert(out.end(), set->second.begin(), set->second.end());
      }
    }
    return out;
  }

  Text label(const std::string& name) const {
    const auto found = context_.labels.find(name);
    if (found != context_.labels.end()) return found->second;
    return name == "year" ? Text{"Year", "年份"} : Text{name};
  }

  const data::DataColumn& column(const std::string& name) const {
    return made_.panel.table().column(name, spec_.place);
  }

  static std::string value_text(const data::DataColumn& c, std::size_t row) {
    return c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]);
  }

  /// Values of `by` in the order wanted, or one empty value.
  std::vector<std::string> groups() const {
    if (keys_.by.empty()) return {""};
    if (!keys_.order.empty()) return keys_.order;
    std::vector<std::string> out;
    for (const std::uint32_t row : rows_) {
      if (column(keys_.by).missing_at(row)) continue;
      const std::string value = value_text(column(keys_.by), row);
      if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
    }
    return out;
  }

  bool in_group(std::size_t row, const std::string& group) const {
    return group.empty() ||
           (!column(keys_.by).missing_at(row) && value_text(column(keys_.by), row) == group);
  }

  Text series_name(const std::string& var, const std::string& group) const {
    if (group.empty()) return label(var);
    if (vars_.size() == 1) return {group};
    return {label(var).en + ", " + group, label(var).in(Lang::zh) + "，" + group};
  }

  /// Mean of a variable over the rows of a group at each value of x (the period, or a column).
  report::Series means(const std::string& var, const std::string& group) const {
    std::map<double, std::pair<double, std::size_t>> sums;
    const data::DataColumn& y = column(var);
    for (const std::uint32_t row : rows_) {
      if (!in_group(row, group) || y.is_text || is_missing(y.numbers[row])) continue;
      const double x =
          keys_.x.empty()
              ? static_cast<double>(
                    made_.panel.periods()[static_cast<std::size_t>(made_.panel.time()[row])])
              : column(keys_.x).numbers.at(row);
      if (is_missing(x)) continue;
      auto& [sum, count] = sums[x];
      sum += y.numbers[row];
      ++count;
    }
    report::Series series;
    series.name = series_name(var, group);
    for (const auto& [x, sum] : sums) {
      series.x.push_back(x);
      series.y.push_back(sum.first / static_cast<double>(sum.second));
    }
    return series;
  }

  void lines() {
    figure_.kind = report::FigureKind::lines;
    figure_.whole_x = keys_.x.empty();
    figure_.x_label = keys_.x.empty() ? label(made_.study.panel.time) : label(keys_.x);
    if (vars_.size() == 1) figure_.y_label = label(vars_.front());
    for (const std::string& var : vars_) {
      for (const std::string& group : groups()) figure_.series.push_back(means(var, group));
    }
  }

  void bars() {
    figure_.kind = report::FigureKind::bars;
    for (const std::string& group : groups())
      figure_.categories.push_back(group.empty() ? Text{"all", "全部"} : Text{group});
    for (const std::string& var : vars_) {
      report::Series series;
      series.name = label(var);
      for (const std::string& group : groups()) {
        double sum = 0;
        std::size_t count = 0;
        for (const std::uint32_t row : rows_) {
          if (!in_group(row, group) || column(var).missing_at(row)) continue;
          sum += column(var).numbers.at(row);
          ++count;
        }
        series.y.push_back(count == 0 ? missing : sum / static_cast<double>(count));
      }
      figure_.series.push_back(std::move(series));
    }
    if (vars_.size() == 1) figure_.y_label = label(vars_.front());
  }

  void scatter() {
    figure_.kind = report::FigureKind::scatter;
    figure_.fit = true;
    figure_.log = keys_.log;
    const std::string across = keys_.x.empty() ? made_.study.panel.time : keys_.x;
    figure_.x_label = label(across);
    figure_.y_label = label(vars_.front());
    for (const std::string& group : groups()) {
      report::Series series;
      series.name = series_name(vars_.front(), group);
      for (const std::uint32_t row : rows_) {
        if (!in_group(row, group) || column(across).missing_at(row) ||
            column(vars_.front()).missing_at(row))
          continue;
        series.x.push_back(column(across).numbers.at(row));
        series.y.push_back(column(vars_.front()).numbers.at(row));
      }
      figure_.series.push_back(std::move(series));
    }
  }

  void distributions() {
    figure_.kind = keys_.kind == "histogram" ? report::FigureKind::histogram
                   : keys_.kind == "density" ? report::FigureKind::density
                                             : report::FigureKind::ridgeline;
    figure_.x_label = label(vars_.front());
    for (const std::string& var : vars_) {
      for (const std::string& group : groups()) {
        report::Series series;
        series.name = series_name(var, group);
        for (const std::uint32_t row : rows_) {
          if (in_group(row, group) && !column(var).missing_at(row))
            series.x.push_back(column(var).numbers.at(row));
        }
        figure_.series.push_back(std::move(series));
      }
    }
  }

  void map() {
    figure_.kind = report::FigureKind::choropleth;
    figure_.classes = keys_.classes;
    const data::Panel& panel = made_.panel;
    const data::DataColumn& y = column(vars_.front());
    std::vector<double> sums(panel.units().size(), 0);
    std::vector<std::size_t> counts(panel.units().size(), 0);
    for (const std::uint32_t row : rows_) {
      const long period = panel.periods()[static_cast<std::size_t>(panel.time()[row])];
      if ((keys_.period && period != *keys_.period) || y.missing_at(row)) continue;
      const auto unit = static_cast<std::size_t>(panel.unit()[row]);
      sums[unit] += y.numbers.at(row);
      ++counts[unit];
    }
    std::vector<double> values(sums.size(), missing);
    for (std::size_t u = 0; u < sums.size(); ++u) {
      if (counts[u] > 0) values[u] = sums[u] / static_cast<double>(counts[u]);
    }
    const std::string file = spec_.settings.find("map")->text;
    report::GeoOptions options;
    options.key = keys_.key;
    figure_.regions = report::regions_of_geojson(
        read_whole(file), options, as_written(file, made_.study.places), &notes_);
    report::give_values(figure_.regions, names_on(figure_.regions), values, notes_);
    report::project(figure_.regions);
    figure_.y_label = label(vars_.front());
  }

  /// Units as the map writes them: 北京 finds 北京市 when the map has no 北京.
  std::vector<std::string> names_on(const std::vector<report::Region>& regions) const {
    std::set<std::string> keys;
    std::map<std::string, std::string> by_stem;
    for (const report::Region& r : regions) {
      keys.insert(r.key);
      by_stem.emplace(data::strip_suffix(r.key), r.key);
    }
    std::vector<std::string> names = made_.panel.units();
    for (std::string& name : names) {
      if (keys.count(name) > 0) continue;
      const auto found = by_stem.find(data::strip_suffix(name));
      if (found != by_stem.end()) name = found->second;
    }
    return names;
  }

  const Made& made_;
  const ExhibitSpec& spec_;
  std::vector<Problem>& notes_;
  FigureKeys keys_;
  report::TableContext context_;
  std::vector<std::string> vars_;
  std::vector<std::uint32_t> rows_;
  report::Figure figure_;
};

}  // namespace

report::Figure build_figure(const Made& made,
                            const ExhibitSpec& spec,
                            std::vector<Problem>& notes) {
  return Builder(made, spec, notes).build();
}

}  // namespace yugong::study
