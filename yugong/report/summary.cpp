#include <algorithm>
#include <cmath>
#include <map>

#include <boost/math/distributions/students_t.hpp>

#include "yugong/base/error.hpp"
#include "yugong/report/data_tables.hpp"
#include "yugong/report/label.hpp"

namespace yugong::report {
namespace {

std::vector<std::string> numeric_names(const Frame& data, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  std::vector<std::string> known;
  for (const Column& column : data.columns()) {
    if (!column.is_text) known.push_back(column.name);
  }
  if (asked.empty()) return known;
  std::vector<Problem> problems;
  for (const std::string& name : asked) {
    if (std::ranges::find(known, name) != known.end()) {
      names.push_back(name);
      continue;
    }
    const Text near = text::did_you_mean(name, known);
    problems.push_back(
        error("YG2104",
              {"unknown variable '" + name + "' in a table", "表中的变量“" + name + "”不存在"},
              {"write a numeric column of the panel" + near.en, "请使用面板中的数值变量" + near.zh})
            .about(name));
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  return names;
}

std::vector<double> present_of(const std::vector<double>& values) {
  std::vector<double> present;
  present.reserve(values.size());
  std::ranges::copy_if(
      values, std::back_inserter(present), [](double v) { return !is_missing(v); });
  return present;
}

/// Percentile of sorted values as Stata's summarize computes it.
double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return missing;
  const double position = static_cast<double>(sorted.size()) * share / 100.0;
  const auto whole = static_cast<std::size_t>(std::floor(position));
  if (position > static_cast<double>(whole)) return sorted[std::min(whole, sorted.size() - 1)];
  if (whole == 0) return sorted.front();
  return whole >= sorted.size() ? sorted.back() : 0.5 * (sorted[whole - 1] + sorted[whole]);
}

/// Central moments of what is present, in two passes.
struct Moments {
  double n = 0, sum = 0, mean = missing, m2 = 0, m3 = 0, m4 = 0;

  explicit Moments(const std::vector<double>& present) : n(static_cast<double>(present.size())) {
    for (const double v : present) sum += v;
    if (present.empty()) return;
    mean = sum / n;
    for (const double v : present) {
      const double d = v - mean;
      m2 += d * d;
      m3 += d * d * d;
      m4 += d * d * d * d;
    }
  }

  double sd() const { return n < 2 ? missing : std::sqrt(m2 / (n - 1)); }
};

double statistic(Statistic which, const Moments& moments, const std::vector<double>& sorted) {
  const double variance = moments.n > 0 ? moments.m2 / moments.n : missing;
  switch (which) {
    case Statistic::n:
      return moments.n;
    case Statistic::mean:
      return moments.mean;
    case Statistic::sd:
      return moments.sd();
    case Statistic::min:
      return sorted.empty() ? missing : sorted.front();
    case Statistic::max:
      return sorted.empty() ? missing : sorted.back();
    case Statistic::median:
      return percentile(sorted, 50);
    case Statistic::p1:
      return percentile(sorted, 1);
    case Statistic::p5:
      return percentile(sorted, 5);
    case Statistic::p10:
      return percentile(sorted, 10);
    case Statistic::p25:
      return percentile(sorted, 25);
    case Statistic::p75:
      return percentile(sorted, 75);
    case Statistic::p90:
      return percentile(sorted, 90);
    case Statistic::p95:
      return percentile(sorted, 95);
    case Statistic::p99:
      return percentile(sorted, 99);
    case Statistic::sum:
      return moments.sum;
    case Statistic::cv:
      return moments.mean == 0 ? missing : moments.sd() / moments.mean;
    case Statistic::skewness:
      return variance > 0 ? moments.m3 / moments.n / std::pow(variance, 1.5) : missing;
    case Statistic::kurtosis:
      return variance > 0 ? moments.m4 / moments.n / (variance * variance) : missing;
  }
  return missing;
}

std::string name_of(Statistic which) {
  for (const auto& [name, value] : names_of(which)) {
    if (value == which) return name;
  }
  return "";
}

struct Correlation {
  double r = missing;
  double p = missing;
  double n = 0;
};

Correlation correlate(const std::vector<double>& a, const std::vector<double>& b) {
  double n = 0, sum_a = 0, sum_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (is_missing(a[i]) || is_missing(b[i])) continue;
    ++n;
    sum_a += a[i];
    sum_b += b[i];
  }
  Correlation out;
  out.n = n;
  if (n < 2) return out;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (is_missing(a[i]) || is_missing(b[i])) continue;
    const double da = a[i] - sum_a / n, db = b[i] - sum_b / n;
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  if (aa <= 0 || bb <= 0) return out;
  out.r = std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
  if (n < 3) return out;
  const double gap = 1 - out.r * out.r;
  if (gap <= 0) {
    out.p = 0;
    return out;
  }
  const double t = std::abs(out.r) * std::sqrt((n - 2) / gap);
  out.p = 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(n - 2), t));
  return out;
}

void head(Table& table, const TableContext& context) {
  table.id = context.id;
  table.number = context.number;
  table.title = context.title;
  table.simulated = context.simulated;
}

}  // namespace

Frame summary_frame(const Frame& data, const SummaryOptions& options) {
  const std::vector<std::string> names = numeric_names(data, options.vars);
  std::map<Statistic, std::vector<double>> columns;
  for (const std::string& name : names) {
    std::vector<double> sorted = present_of(data.column(name).numbers);
    const Moments moments(sorted);
    std::ranges::sort(sorted);
    for (const Statistic which : options.stats)
      columns[which].push_back(statistic(which, moments, sorted));
  }
  Frame frame;
  frame.add("variable", names);
  for (const Statistic which : options.stats) {
    if (!frame.has(name_of(which))) frame.add(name_of(which), columns[which]);
  }
  return frame;
}

Table summary_table(const Frame& data, const SummaryOptions& options, const TableContext& context) {
  Table table;
  head(table, context);
  table.tidy = summary_frame(data, options);
  std::vector<HeaderCell> header{{context.words("variable"), 1, false}};
  if (options.names_and_labels) {
    header.push_back({context.words("symbol"), 1, false});
    table.label_columns = 2;
    table.align = {Align::left, Align::left};
    table.align.resize(2 + options.stats.size(), Align::centre);
  }
  for (const Statistic which : options.stats)
    header.push_back({context.words("stat." + name_of(which)), 1, false});
  table.header.push_back(std::move(header));
  for (std::size_t i = 0; i < table.tidy.rows(); ++i) {
    const std::string& name = table.tidy.text("variable", i);
    Row row;
    if (options.names_and_labels) {
      row.cells = {Cell::of(label_of(name, Naming::label, context)), Cell::of(Text(name))};
    } else {
      row.cells = {Cell::of(label_of(name, options.naming, context))};
    }
    for (const Statistic which : options.stats) {
      const double value = table.tidy.number(name_of(which), i);
      row.cells.push_back(Cell::of(
          value, which == Statistic::n ? 0 : options.digits, context.words("absent.value")));
    }
    table.rows.push_back(std::move(row));
  }
  check(table);
  return table;
}

Table correlation_table(const Frame& data,
                        const CorrelationOptions& options,
                        const TableContext& context) {
  const std::vector<std::string> names = numeric_names(data, options.vars);
  Table table;
  head(table, context);
  std::vector<HeaderCell> header{{context.words("variable"), 1, false}};
  for (const std::string& name : names)
    header.push_back({label_of(name, options.naming, context), 1, false});
  table.header.push_back(std::move(header));
  std::vector<std::string> left, right;
  std::vector<double> rs, ps, ns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Row row{RowKind::values, {Cell::of(label_of(names[i], options.naming, context))}};
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (j > i) {
        row.cells.push_back(Cell::blank());
        continue;
      }
      const Correlation c = correlate(data.column(names[i]).numbers, data.column(names[j]).numbers);
      Cell cell = Cell::of(c.r, options.digits, context.words("absent.constant"));
      if (options.stars && i != j && cell.kind == Cell::Kind::number)
        cell.stars = stars_of(c.p, options.levels);
      row.cells.push_back(std::move(cell));
      left.push_back(names[i]);
      right.push_back(names[j]);
      rs.push_back(c.r);
      ps.push_back(i == j ? missing : c.p);
      ns.push_back(c.n);
    }
    table.rows.push_back(std::move(row));
  }
  table.tidy.add("variable", left)
      .add("with", right)
      .add("estimate", rs)
      .add("p_value", ps)
      .add("nobs", ns);
  const Text& note = context.words("note.pairwise");
  table.notes.push_back({note.en + ".", note.in(Lang::zh) + "。"});
  if (options.stars) table.notes.push_back(levels_note(options.levels));
  check(table);
  return table;
}

}  // namespace yugong::report
