#include "yugong/frontier/sfa_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::frontier::sfa {
namespace {

Problem wrong(Text what, Text mend) {
  return error("YG3363", std::move(what), std::move(mend));
}

std::string keys_of(const data::Panel& panel, const std::vector<std::size_t>& rows) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    keys.push_back(panel.key(rows[i]));
  return text::join(keys, "; ") + (rows.size() > 5 ? "; ..." : "");
}

/// Columns read, each once: output, inputs, shifters, z.
std::vector<std::string> names_of_columns(const Options& o) {
  std::vector<std::string> out = {o.output};
  for (const auto* list : {&o.inputs, &o.shifters, &o.z})
    for (const std::string& name : *list)
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

using Table = std::map<std::string, const data::DataColumn*>;

Table columns_of(const data::Panel& panel, const Options& o) {
  Table out;
  std::vector<Problem> problems;
  for (const std::string& name : names_of_columns(o)) {
    try {
      const data::DataColumn& column = panel.table().column(name);
      if (column.is_text)
        problems.push_back(error("YG3316",
                                 {"column '" + name + "' holds text", "列“" + name + "”是文本"},
                                 {"name a numeric column", "请改用数值列"})
                               .about(name));
      out[name] = &column;
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
  return out;
}

void leave_out(Fit& fit,
               const std::string& reason,
               const Text& label,
               const Text& what,
               std::vector<std::size_t> rows) {
  if (rows.empty()) return;
  fit.notes.push_back(note("YG3306", what));
  fit.dropped.push_back({reason, label, std::move(rows)});
}

void choose_rows(const data::Panel& panel, const Table& table, Fit& fit) {
  std::vector<char> keep(panel.rows(), 1);
  for (const std::string& name : names_of_columns(fit.options)) {
    std::vector<std::size_t> lacking;
    for (std::size_t i = 0; i < panel.rows(); ++i) {
      if (keep[i] == 0 || std::isfinite(table.at(name)->numbers[i])) continue;
      keep[i] = 0;
      lacking.push_back(i);
    }
    const std::string keys = keys_of(panel, lacking);
    const std::size_t count = lacking.size();
    leave_out(fit,
              "missing:" + name,
              {name + " is missing", name + " 缺失"},
              {fmt::format("{} rows without '{}' are not used: {}", count, name, keys),
               fmt::format("未使用缺少“{}”的 {} 行：{}", name, count, keys)},
              std::move(lacking));
  }
  if (fit.options.model == Model::true_fixed) {
    std::vector<std::size_t> alone;
    std::vector<int> count(panel.units().size(), 0);
    for (std::size_t i = 0; i < panel.rows(); ++i)
      count[static_cast<std::size_t>(panel.unit()[i])] += keep[i];
    for (std::size_t i = 0; i < panel.rows(); ++i)
      if (keep[i] != 0 && count[static_cast<std::size_t>(panel.unit()[i])] == 1) {
        keep[i] = 0;
        alone.push_back(i);
      }
    const std::string keys = keys_of(panel, alone);
    const std::size_t lonely = alone.size();
    leave_out(fit,
              "singleton",
              {"alone in its unit", "单元仅一行"},
              {fmt::format("{} rows alone in their unit are not used: {}", lonely, keys),
               fmt::format("未使用单元中仅有一行的 {} 行：{}", lonely, keys)},
              std::move(alone));
  }
  for (std::size_t i = 0; i < panel.rows(); ++i)
    if (keep[i] != 0) fit.rows.push_back(static_cast<std::uint32_t>(i));
  if (fit.rows.empty())
    throw Error(
        error("YG3313",
              {"no row has all the columns of the frontier", "没有一行具备前沿所需的全部变量"},
              {"check the columns named, or interpolate", "请检查所列变量，或先插值"}));
}

void require_logarithms(const data::Panel& panel, const Table& table, const Fit& fit) {
  if (!fit.options.logs) return;
  std::vector<Problem> problems;
  std::vector<std::string> names = {fit.options.output};
  names.insert(names.end(), fit.options.inputs.begin(), fit.options.inputs.end());
  for (const std::string& name : names) {
    std::vector<std::size_t> bad;
    for (const std::uint32_t row : fit.rows)
      if (!(table.at(name)->numbers[row] > 0)) bad.push_back(row);
    if (bad.empty()) continue;
    problems.push_back(
        error(
            "YG3362",
            {fmt::format("'{}' is zero or negative in {} rows and has no logarithm: {}",
                         name,
                         bad.size(),
                         keys_of(panel, bad)),
             fmt::format(
                 "“{}”在 {} 行中为零或负，无法取对数：{}", name, bad.size(), keys_of(panel, bad))},
            {"correct or filter those rows, or write logs = false for data in logs",
             "请更正或筛除这些行；数据已取对数时写 logs = false"})
            .about(name));
  }
  if (!problems.empty()) throw Error(std::move(problems));
}

void number_units(const data::Panel& panel, Fit& fit) {
  std::set<std::int32_t> periods;
  std::int32_t last = -1;
  for (const std::uint32_t row : fit.rows) {
    const std::int32_t u = panel.unit()[row];
    if (u != last) fit.units.push_back(panel.units()[static_cast<std::size_t>(u)]);
    last = u;
    fit.unit.push_back(static_cast<std::int32_t>(fit.units.size()) - 1);
    periods.insert(panel.time()[row]);
  }
  fit.periods = periods.size();
}

/// Periods as whole numbers of the calendar; without a time column all zero.
std::vector<double> calendar(const data::Panel& panel, const Fit& fit) {
  std::vector<double> out;
  for (const std::uint32_t row : fit.rows)
    out.push_back(
        panel.time_name().empty()
            ? 0.0
            : static_cast<double>(panel.periods()[static_cast<std::size_t>(panel.time()[row])]));
  return out;
}

std::vector<double> trend_of(const data::Panel& panel, const Fit& fit) {
  std::vector<double> t = calendar(panel, fit);
  const double first = *std::min_element(t.begin(), t.end());
  for (double& v : t) v -= first - 1;
  return t;
}

std::vector<double> since_base(const data::Panel& panel, const Fit& fit) {
  std::vector<double> t = calendar(panel, fit), last(fit.units.size(), -INFINITY);
  const double end = *std::max_element(t.begin(), t.end());
  for (std::size_t i = 0; i < t.size(); ++i) {
    double& own = last[static_cast<std::size_t>(fit.unit[i])];
    own = std::max(own, t[i]);
  }
  for (std::size_t i = 0; i < t.size(); ++i)
    t[i] -=
        fit.options.decay_base == Base::panel ? end : last[static_cast<std::size_t>(fit.unit[i])];
  return t;
}

std::string input_name(const Options& o, std::size_t input) {
  return o.logs ? "ln(" + o.inputs[input] + ")" : o.inputs[input];
}

}  // namespace

Options settled(const Options& options) {
  Options o = options;
  std::vector<Problem> problems;
  if (!o.distribution)
    o.distribution =
        o.model == Model::bc95 ? Distribution::truncated_normal : Distribution::half_normal;
  if (o.model == Model::bc95 && *o.distribution != Distribution::truncated_normal)
    problems.push_back(
        wrong({"bc95 has a truncated normal inefficiency", "bc95 的无效率项服从截断正态分布"},
              {"leave distribution out", "请去掉 distribution"}));
  if ((o.model == Model::bc88 || o.model == Model::bc92) &&
      *o.distribution == Distribution::exponential)
    problems.push_back(wrong({"bc88 and bc92 have a half-normal or truncated normal inefficiency",
                              "bc88、bc92 的无效率项为半正态或截断正态"},
                             {"write distribution = \"half_normal\" or \"truncated_normal\"",
                              "请写 distribution = \"half_normal\" 或 \"truncated_normal\""}));
  if (o.model == Model::true_fixed && *o.distribution == Distribution::truncated_normal)
    problems.push_back(wrong({"true_fixed takes a half-normal or exponential inefficiency",
                              "true_fixed 的无效率项为半正态或指数分布"},
                             {"write distribution = \"half_normal\" or \"exponential\"",
                              "请写 distribution = \"half_normal\" 或 \"exponential\""}));
  if (o.model != Model::bc95 && !o.z.empty())
    problems.push_back(
        wrong({"z explains inefficiency in model = \"bc95\" only", "z 仅用于 model = \"bc95\""},
              {"write model = \"bc95\", or leave z out", "请写 model = \"bc95\"，或去掉 z"}));
  if (o.model == Model::bc95 && o.z.empty())
    problems.push_back(
        wrong({"bc95 needs variables z that explain inefficiency", "bc95 需要解释无效率的变量 z"},
              {"list them under z; without any use model = \"pooled\" with "
               "distribution = \"truncated_normal\"",
               "请在 z 中列出；没有时请用 model = \"pooled\" 与 distribution = "
               "\"truncated_normal\""}));
  std::set<std::string> seen = {o.output};
  for (const auto* list : {&o.inputs, &o.shifters})
    for (const std::string& name : *list)
      if (!seen.insert(name).second)
        problems.push_back(
            wrong({"'" + name + "' stands twice in the frontier", "“" + name + "”在前沿中重复出现"},
                  {"name each column once", "每列只写一次"})
                .about(name));
  if (!problems.empty()) throw Error(std::move(problems));
  return o;
}

std::vector<Term> terms_of(const Options& o) {
  std::vector<Term> out;
  if (o.model != Model::true_fixed) out.push_back({"_cons", {}, 0, 1, ""});
  for (std::size_t i = 0; i < o.inputs.size(); ++i)
    out.push_back({input_name(o, i), {i}, 0, 1, ""});
  if (o.form == Form::translog)
    for (std::size_t i = 0; i < o.inputs.size(); ++i)
      for (std::size_t j = i; j < o.inputs.size(); ++j)
        out.push_back(
            {i == j ? "0.5*" + input_name(o, i) + "^2" : input_name(o, i) + ":" + input_name(o, j),
             {i, j},
             0,
             i == j ? 0.5 : 1.0,
             ""});
  if (o.trend != Trend::none) out.push_back({"t", {}, 1, 1, ""});
  if (o.trend == Trend::quadratic || o.trend == Trend::biased)
    out.push_back({"0.5*t^2", {}, 2, 0.5, ""});
  if (o.trend == Trend::biased)
    for (std::size_t i = 0; i < o.inputs.size(); ++i)
      out.push_back({"t:" + input_name(o, i), {i}, 1, 1, ""});
  for (const std::string& name : o.shifters) out.push_back({name, {}, 0, 1, name});
  return out;
}

stochastic::Data read_data(const data::Panel& panel, Fit& fit) {
  const Options& o = fit.options;
  const Table table = columns_of(panel, o);
  choose_rows(panel, table, fit);
  require_logarithms(panel, table, fit);
  number_units(panel, fit);
  const auto amount = [&](const std::string& name, std::size_t i) {
    const double v = table.at(name)->numbers[fit.rows[i]];
    return o.logs ? std::log(v) : v;
  };
  stochastic::Data out;
  const std::vector<double> t = trend_of(panel, fit);
  const std::size_t n = fit.rows.size();
  for (const Term& term : terms_of(o)) {
    std::vector<double> column(n, term.factor);
    for (std::size_t i = 0; i < n; ++i) {
      for (const std::size_t input : term.inputs) column[i] *= amount(o.inputs[input], i);
      column[i] *= std::pow(t[i], term.trend);
      if (!term.shifter.empty()) column[i] *= table.at(term.shifter)->numbers[fit.rows[i]];
    }
    out.x.names.push_back(term.name);
    out.x.values.push_back(std::move(column));
  }
  const bool own_mean = o.model != Model::bc95 && *o.distribution == Distribution::truncated_normal;
  if (own_mean || (o.model == Model::bc95 && o.z_constant)) {
    out.z.names.emplace_back(own_mean ? "_mu" : "_cons");
    out.z.values.emplace_back(n, 1.0);
  }
  for (const std::string& name : o.z) {
    out.z.names.push_back(name);
    out.z.values.emplace_back();
    for (const std::uint32_t row : fit.rows)
      out.z.values.back().push_back(table.at(name)->numbers[row]);
  }
  for (std::size_t i = 0; i < n; ++i) out.y.push_back(amount(o.output, i));
  out.unit = fit.unit;
  out.since = since_base(panel, fit);
  fit.y = out.y;
  return out;
}

std::vector<double> means_of(const data::Panel& panel, const Fit& fit) {
  std::vector<double> out;
  const auto n = static_cast<double>(fit.rows.size());
  for (const std::string& name : fit.options.inputs) {
    const data::DataColumn& column = panel.table().column(name);
    double sum = 0;
    for (const std::uint32_t row : fit.rows)
      sum += fit.options.logs ? std::log(column.numbers[row]) : column.numbers[row];
    out.push_back(sum / n);
  }
  double sum = 0;
  for (const double t : trend_of(panel, fit)) sum += t;
  out.push_back(sum / n);
  return out;
}

}  // namespace yugong::frontier::sfa
