#include "yugong/study/build_efficiency.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace yugong::study {
namespace {

/// On the rows of the panel: a result made on part of them (`where`) has fewer.
std::vector<double> on_panel(const Made& made,
                             const Result& result,
                             const std::vector<double>& values) {
  const std::size_t all = made.panel.rows();
  if (values.size() == all) return values;
  std::vector<bool> outside(all, false);
  for (const Dropped& d : result.sample.dropped)
    if (d.reason == "filter")
      for (const std::size_t row : d.rows) outside[row] = true;
  std::vector<double> out(all, missing);
  std::size_t next = 0;
  for (std::size_t row = 0; row < all && next < values.size(); ++row)
    if (!outside[row]) out[row] = values[next++];
  return out;
}

/// A column of a result on the rows of the panel; throws YG2114 naming those there are.
std::vector<double> values_of(const Made& made,
                              const Result& result,
                              const std::string& name,
                              const std::string& prefix,
                              const ExhibitSpec& spec) {
  if (result.augment.has(prefix + name))
    return on_panel(made, result, result.augment.column(prefix + name).numbers);
  std::vector<std::string> there;
  for (const Column& c : result.augment.columns())
    if (!c.is_text && c.name.rfind(prefix, 0) == 0) there.push_back(c.name.substr(prefix.size()));
  throw Error{
      error("YG2114",
            {"'" + result.id + "' has no " + (prefix.empty() ? "'" : "target of '") + name + "'",
             "“" + result.id + "”中没有“" + name + "”" + (prefix.empty() ? "" : "的目标值")},
            {there.empty() ? "choose a result of another kind"
                           : "there are: " + text::join(there, ", "),
             there.empty() ? "请选择其他类型的结果" : "可用：" + text::join(there, "、")},
            spec.place)
          .about(name)};
}

Text label_in(const report::TableContext& context, const std::string& name) {
  const auto found = context.labels.find(name);
  return found != context.labels.end() ? found->second : Text{name};
}

long period_of(const data::Panel& panel, std::size_t row) {
  return panel.periods()[static_cast<std::size_t>(panel.time()[row])];
}

/// Groups of rows that make a bar each.
struct Bars {
  std::vector<Text> name;
  std::vector<std::vector<std::uint32_t>> rows;
};

Bars bars_of(const Made& made, const FigureKeys& keys, const FigureRows& rows) {
  Bars bars;
  if (!keys.by.empty() || made.panel.periods().size() < 2) {
    for (const std::string& group : rows.groups) {
      bars.name.push_back(group.empty() ? Text{"all", "全部"} : Text{group});
      bars.rows.emplace_back();
      for (const std::uint32_t row : rows.rows)
        if (rows.in_group(row, group)) bars.rows.back().push_back(row);
    }
    return bars;
  }
  std::map<long, std::vector<std::uint32_t>> by_period;
  for (const std::uint32_t row : rows.rows) by_period[period_of(made.panel, row)].push_back(row);
  for (auto& [period, members] : by_period) {
    bars.name.emplace_back(std::to_string(period));
    bars.rows.push_back(std::move(members));
  }
  return bars;
}

double mean_size(const std::vector<double>& values, const std::vector<std::uint32_t>& rows) {
  double sum = 0;
  std::size_t count = 0;
  for (const std::uint32_t row : rows) {
    if (is_missing(values[row])) continue;
    sum += std::abs(values[row]);
    ++count;
  }
  return count == 0 ? missing : sum / static_cast<double>(count);
}

/// How the mean of a change is taken, and what it adds to.
struct Chain {
  bool additive = false;  ///< luenberger: arithmetic mean and sums, from zero

  double mean(const std::vector<double>& changes) const {
    if (changes.empty()) return missing;
    double sum = 0;
    for (const double c : changes) sum += additive ? c : std::log(c);
    sum /= static_cast<double>(changes.size());
    return additive ? sum : std::exp(sum);
  }

  double start() const { return additive ? 0 : 1; }

  double then(double level, double change) const {
    return additive ? level + change : level * change;
  }
};

/// The chain of the mean change of each period over the rows of a group, from the period before the
/// first change.
report::Series chain_of(const Made& made,
                        const Chain& chain,
                        const std::vector<double>& change,
                        const FigureRows& rows,
                        const std::string& group) {
  std::map<long, std::vector<double>> by_period;
  for (const std::uint32_t row : rows.rows) {
    if (!rows.in_group(row, group) || is_missing(change[row])) continue;
    by_period[period_of(made.panel, row)].push_back(change[row]);
  }
  report::Series series;
  if (by_period.empty()) return series;
  const std::vector<long>& periods = made.panel.periods();
  auto at = std::lower_bound(periods.begin(), periods.end(), by_period.begin()->first);
  if (at != periods.begin()) --at;
  double level = chain.start();
  for (; at != periods.end() && *at <= by_period.rbegin()->first; ++at) {
    const auto found = by_period.find(*at);
    if (found != by_period.end()) level = chain.then(level, chain.mean(found->second));
    series.x.push_back(static_cast<double>(*at));
    series.y.push_back(level);
  }
  return series;
}

Text part_name(const std::string& part, const Text& index) {
  if (part == "ec") return {"efficiency change (EC)", "效率变化（EC）"};
  if (part == "tc") return {"technical change (TC)", "技术变化（TC）"};
  return index;
}

}  // namespace

void slacks_figure(const Made& made,
                   const ExhibitSpec& spec,
                   const FigureKeys& keys,
                   const FigureRows& rows,
                   report::Figure& figure) {
  const Result& result = subject(made, keys.of, spec);
  const report::TableContext context = context_of(made, spec);
  const Bars bars = bars_of(made, keys, rows);
  const bool weighted = result.tidy.has("weight") && result.tidy.has("term") &&
                        std::any_of(result.tidy.column("weight").numbers.begin(),
                                    result.tidy.column("weight").numbers.end(),
                                    [](double w) { return w > 0; });
  figure.kind = report::FigureKind::bars;
  figure.stacked = weighted;
  figure.categories = bars.name;
  figure.decimals = 1;
  figure.y_label =
      weighted ? Text{"weighted mean gap to the target, points", "与目标的加权平均差距（百分点）"}
               : Text{"mean gap to the target, %", "与目标的平均差距（%）"};
  if (!result.tidy.has("term")) values_of(made, result, "term", "improvement.", spec);
  for (std::size_t v = 0; v < result.tidy.rows(); ++v) {
    const std::string& name = result.tidy.text("term", v);
    const std::vector<double> way = values_of(made, result, name, "improvement.", spec);
    const double weight = weighted ? result.tidy.number("weight", v) : 1;
    if (is_missing(weight)) continue;
    report::Series series;
    series.name = label_in(context, name);
    for (const auto& members : bars.rows) series.y.push_back(weight * mean_size(way, members));
    figure.series.push_back(std::move(series));
  }
}

void projection_figure(const Made& made,
                       const ExhibitSpec& spec,
                       const FigureKeys& keys,
                       const FigureRows& rows,
                       report::Figure& figure) {
  const Result& result = subject(made, keys.of, spec);
  const report::TableContext context = context_of(made, spec);
  const std::string &across = keys.x, up = keys.y.front();
  const std::vector<double> to_x = values_of(made, result, across, "target.", spec);
  const std::vector<double> to_y = values_of(made, result, up, "target.", spec);
  const data::DataColumn& x = made.panel.table().column(across, spec.place);
  const data::DataColumn& y = made.panel.table().column(up, spec.place);
  figure.kind = report::FigureKind::projection;
  figure.log = keys.log;
  figure.x_label = label_in(context, across);
  figure.y_label = label_in(context, up);
  for (const std::string& group : rows.groups) {
    report::Series series;
    series.name = group;
    for (const std::uint32_t row : rows.rows) {
      if (!rows.in_group(row, group) || is_missing(to_x[row]) || is_missing(to_y[row]) ||
          (keys.period && period_of(made.panel, row) != *keys.period))
        continue;
      series.x.push_back(x.numbers.at(row));
      series.y.push_back(y.numbers.at(row));
      series.to_x.push_back(to_x[row]);
      series.to_y.push_back(to_y[row]);
    }
    figure.series.push_back(std::move(series));
  }
}

void productivity_figure(const Made& made,
                         const ExhibitSpec& spec,
                         const FigureKeys& keys,
                         const FigureRows& rows,
                         report::Figure& figure) {
  const Result& result = subject(made, keys.of, spec);
  const report::TableContext context = context_of(made, spec);
  const Text name = label_in(context, keys.of);
  Chain chain;
  chain.additive =
      result.glance.has("index_type") && result.glance.text("index_type", 0) == "luenberger";
  figure.kind = report::FigureKind::lines;
  figure.whole_x = true;
  figure.x_label = label_in(context, made.study.panel.time);
  if (figure.x_label.en == "year") figure.x_label = {"Year", "年份"};
  figure.y_label = chain.additive
                       ? Text{"cumulative sum since the first period", "自首期起的累积和"}
                       : Text{"cumulative, first period = 1", "累积指数（首期 = 1）"};
  if (!keys.by.empty()) {
    const std::vector<double> change = values_of(made, result, "index", "", spec);
    for (const std::string& group : rows.groups) {
      figure.series.push_back(chain_of(made, chain, change, rows, group));
      figure.series.back().name = group;
    }
    return;
  }
  for (const char* part : {"index", "ec", "tc"}) {
    figure.series.push_back(
        chain_of(made, chain, values_of(made, result, part, "", spec), rows, ""));
    figure.series.back().name = part_name(part, name);
  }
}

}  // namespace yugong::study
