#include "yugong/study/build_coefficients.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/report/label.hpp"
#include "yugong/report/name_patterns.hpp"
#include "yugong/report/result_parts.hpp"
#include "yugong/study/build_regressions.hpp"

namespace yugong::study {
namespace {

struct Estimate {
  double value = missing, low = missing, high = missing, inner_low = missing, inner_high = missing;
};

/// A model drawn: its name, its group, its result.
struct Drawn {
  Text name;
  Text group;
  const Result* result = nullptr;
};

class Coefficients {
 public:
  Coefficients(const Made& made,
               const ExhibitSpec& spec,
               const FigureKeys& keys,
               report::Figure& figure,
               std::vector<Problem>& notes)
      : made_(made),
        spec_(spec),
        keys_(keys),
        figure_(figure),
        notes_(notes),
        context_(context_of(made, spec)) {
    collect_models();
    collect_terms();
  }

  void draw() {
    figure_.kind = report::FigureKind::coefficients;
    figure_.zero_line = true;
    figure_.reference = keys_.reference;
    if (terms_.size() == 1) {
      sort_models(terms_.front());
      figure_.y_label = label(terms_.front());
      rows_of_models();
      lanes(terms_.front(), 0);
    } else if (keys_.facets) {
      rows_of_models();
      for (std::size_t f = 0; f < terms_.size(); ++f) {
        figure_.facets.push_back(label(terms_[f]));
        lanes(terms_[f], static_cast<int>(f));
      }
    } else {
      rows_of_terms();
    }
    const double rows = static_cast<double>(figure_.categories.size()) *
                        (terms_.size() > 1 && !keys_.facets
                             ? std::max(1.0, 0.5 * static_cast<double>(models_.size()))
                             : 1.0);
    figure_.height_cm = std::clamp(2.6 + 0.75 * rows, 5.0, 22.0);
  }

 private:
  Text label(const std::string& term) const {
    const auto found = context_.labels.find(term);
    return found == context_.labels.end() || found->second.empty() ? Text{term} : found->second;
  }

  void collect_models() {
    TableKeys columns;
    columns.columns = keys_.models;
    named_ = columns_of(made_, spec_, columns);
    report::RegressionTableOptions grouping;
    grouping.groups = keys_.groups;
    std::vector<Text> groups = report::groups_of(grouping, "figure." + spec_.id);
    if (groups.size() > named_.columns.size()) {
      throw Error{
          error("YG4026",
                {fmt::format("groups head {} models of {}", groups.size(), named_.columns.size()),
                 fmt::format(
                     "groups 共 {} 个，而图中有 {} 个模型", groups.size(), named_.columns.size())},
                {"make the spans add up to the number of models", "请使各 span 之和等于模型个数"},
                spec_.place)
              .about("groups")};
    }
    groups.resize(named_.columns.size());
    for (std::size_t i = 0; i < named_.columns.size(); ++i) {
      const report::RegressionColumn& column = named_.columns[i];
      if (column.result == nullptr) {
        notes_.push_back(note("YG4014",
                              {"model " + column.of + " was not estimated and is not drawn",
                               "模型 " + column.of + " 未能估计，图中未列"})
                             .about(column.of));
        continue;
      }
      models_.push_back({name_of(column), groups[i], column.result});
    }
  }

  /// The title of its part or quantile, else what people call the model.
  Text name_of(const report::RegressionColumn& column) const {
    Text name;
    for (const auto& [entry, variants] : made_.variants) {
      for (const Variant& v : variants) {
        if (v.id == column.of) name = column_name(made_, v);
      }
    }
    if (column.part.empty()) return name;
    const Text& part = column.title.empty() ? Text{column.part} : column.title;
    return {name.en + ", " + part.en, name.in(Lang::zh) + "，" + part.in(Lang::zh)};
  }

  void collect_terms() {
    std::vector<std::string> all;
    for (const Drawn& model : models_) {
      for (const std::string& term : report::row_names(report::as_terms(model.result->tidy))) {
        if (std::find(all.begin(), all.end(), term) == all.end()) all.push_back(term);
      }
    }
    if (keys_.term.empty()) {
      for (const std::string& term : all) {
        if (!term.starts_with("_")) terms_.push_back(term);
      }
    }
    for (const std::string& pattern : keys_.term) {
      const std::size_t before = terms_.size();
      for (const std::string& term : all) {
        const bool known = std::find(terms_.begin(), terms_.end(), term) != terms_.end();
        if (!known && report::matches(pattern, term)) terms_.push_back(term);
      }
      if (terms_.size() == before) refuse(pattern, all);
    }
    if (terms_.empty()) refuse("*", all);
  }

  [[noreturn]] void refuse(const std::string& term, const std::vector<std::string>& all) const {
    const Text near = text::did_you_mean(term, all);
    const std::string list = text::join(all, ", ");
    throw Error{error("YG2104",
                      {"no model of figure " + spec_.id + " has the term '" + term + "'",
                       "图 " + spec_.id + " 的模型均无变量“" + term + "”"},
                      {"the terms are " + list + near.en, "现有变量：" + list + near.zh},
                      spec_.place)
                    .about(term)};
  }

  /// The estimate of a term in a model; missing when it has none.
  Estimate estimate_of(const Drawn& model, const std::string& term) const {
    Estimate out;
    const Frame tidy = report::as_terms(model.result->tidy);
    const std::vector<std::string> names = report::row_names(tidy);
    const auto found = std::find(names.begin(), names.end(), term);
    if (found == names.end()) return out;
    const auto row = static_cast<std::size_t>(found - names.begin());
    const auto cell = [&](const char* name) {
      return tidy.has(name) ? tidy.number(name, row) : missing;
    };
    out.value = cell("estimate");
    out.low = cell("conf_low");
    out.high = cell("conf_high");
    if (!keys_.inner) return out;
    const Frame& glance = model.result->glance;
    const double df = glance.has("df_t") && glance.rows() > 0 ? glance.number("df_t", 0) : missing;
    const double at = 0.5 + *keys_.inner / 2;
    const double wide = is_missing(df) ? numeric::normal_quantile(at) : numeric::t_quantile(at, df);
    out.inner_low = out.value - wide * cell("std_error");
    out.inner_high = out.value + wide * cell("std_error");
    return out;
  }

  void sort_models(const std::string& term) {
    std::erase_if(models_, [&](const Drawn& m) { return is_missing(estimate_of(m, term).value); });
    if (keys_.sort == CoefficientSort::given) return;
    std::stable_sort(models_.begin(), models_.end(), [&](const Drawn& a, const Drawn& b) {
      return estimate_of(a, term).value < estimate_of(b, term).value;
    });
  }

  /// A row per model, with an empty one between groups that stand in runs.
  void rows_of_models() {
    for (std::size_t i = 0; i < models_.size(); ++i) {
      const bool sorted = keys_.sort == CoefficientSort::estimate && terms_.size() == 1;
      const bool next = i > 0 && !sorted && !(models_[i].group == models_[i - 1].group);
      if (next) figure_.categories.emplace_back();
      rows_.push_back(figure_.categories.size());
      figure_.categories.push_back(models_[i].name);
    }
  }

  report::Series empty_series(Text name) const {
    const std::size_t n = figure_.categories.size();
    report::Series series;
    series.name = std::move(name);
    series.y.assign(n, missing);
    series.low = series.high = series.y;
    if (keys_.inner) series.inner_low = series.inner_high = series.y;
    return series;
  }

  static void put(report::Series& series, std::size_t row, const Estimate& e) {
    series.y[row] = e.value;
    series.low[row] = e.low;
    series.high[row] = e.high;
    if (series.inner_low.empty()) return;
    series.inner_low[row] = e.inner_low;
    series.inner_high[row] = e.inner_high;
  }

  /// The models by one term: a series per group.
  void lanes(const std::string& term, int facet) {
    std::vector<Text> groups;
    for (const Drawn& model : models_) {
      if (std::find(groups.begin(), groups.end(), model.group) == groups.end())
        groups.push_back(model.group);
    }
    for (const Text& group : groups) {
      report::Series series = empty_series(group.empty() ? label(term) : group);
      series.facet = facet;
      for (std::size_t i = 0; i < models_.size(); ++i) {
        if (models_[i].group == group) put(series, rows_[i], estimate_of(models_[i], term));
      }
      figure_.series.push_back(std::move(series));
    }
  }

  /// A row per term, a mark in it per model.
  void rows_of_terms() {
    for (const std::string& term : terms_) figure_.categories.push_back(label(term));
    for (const Drawn& model : models_) {
      report::Series series = empty_series(model.name);
      for (std::size_t k = 0; k < terms_.size(); ++k) put(series, k, estimate_of(model, terms_[k]));
      figure_.series.push_back(std::move(series));
    }
    figure_.y_label = {"Coefficient", "系数"};
  }

  const Made& made_;
  const ExhibitSpec& spec_;
  const FigureKeys& keys_;
  report::Figure& figure_;
  std::vector<Problem>& notes_;
  report::TableContext context_;
  NamedColumns named_;
  std::vector<Drawn> models_;
  std::vector<std::string> terms_;
  std::vector<std::size_t> rows_;  ///< category of each model
};

}  // namespace

void coefficients_figure(const Made& made,
                         const ExhibitSpec& spec,
                         const FigureKeys& keys,
                         report::Figure& figure,
                         std::vector<Problem>& notes) {
  Coefficients(made, spec, keys, figure, notes).draw();
}

}  // namespace yugong::study
