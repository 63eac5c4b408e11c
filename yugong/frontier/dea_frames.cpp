#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/frontier/dea.hpp"
#include "yugong/frontier/dea_settings.hpp"
#include "yugong/frontier/dea_text.hpp"

namespace yugong::frontier::dea {

namespace {

std::string status_word(Status status) {
  switch (status) {
    case Status::optimal:
      return "optimal";
    case Status::infeasible:
      return "infeasible";
    case Status::unbounded:
      return "unbounded";
    case Status::numerical:
      return "numerical";
  }
  return "";
}

std::string side_word(Side side) {
  return side == Side::input ? "input" : side == Side::good ? "output" : "undesirable";
}

/// Slack of a variable in its own unit of measure.
double slack_amount(const Fit& fit, std::size_t i, std::size_t v) {
  const double own = fit.technology.at(v, i);
  return fit.reported(i).slack[v] * (own > 0 ? own : 1.0);
}

/// Change from the amount to its target, in percent; missing for a zero amount.
double improvement(const Fit& fit, std::size_t i, std::size_t v) {
  const double own = fit.technology.at(v, i);
  return own > 0 ? (fit.reported(i).target[v] / own - 1) * 100 : missing;
}

/// "太原, 2015:0.42; ..." : units with a weight above 1e-9 of the largest.
std::string peers_text(const Fit& fit, std::size_t i) {
  const std::vector<Peer>& peers = fit.reported(i).peers;
  double largest = 0;
  for (const Peer& p : peers) largest = std::max(largest, p.weight);
  std::string out;
  for (const Peer& p : peers) {
    if (p.weight <= 1e-9 * largest) continue;
    if (!out.empty()) out += "; ";
    out += fmt::format("{}:{:.6g}", fit.keys[p.unit], p.weight);
  }
  return out;
}

/// Columns over all rows of the panel, missing where a row is not in use.
class PanelColumns {
 public:
  PanelColumns(const Fit& fit, std::size_t rows, Frame& frame)
      : fit_(fit),
        rows_(rows),
        frame_(frame) {}

  template <class Value>
  void numbers(const std::string& name, const Value& value) {
    std::vector<double> column(rows_, missing);
    for (std::size_t i = 0; i < fit_.rows.size(); ++i) column[fit_.rows[i]] = value(i);
    frame_.add(name, std::move(column));
  }

  template <class Value>
  void texts(const std::string& name, const Value& value, const std::string& otherwise = "") {
    std::vector<std::string> column(rows_, otherwise);
    for (std::size_t i = 0; i < fit_.rows.size(); ++i) column[fit_.rows[i]] = value(i);
    frame_.add(name, std::move(column));
  }

 private:
  const Fit& fit_;
  std::size_t rows_;
  Frame& frame_;
};

void add_scores(const Fit& fit, PanelColumns& columns) {
  columns.numbers("score", [&](std::size_t i) { return fit.score[i]; });
  columns.numbers("sbm", [&](std::size_t i) { return fit.measured.sbm[i].score; });
  if (!fit.measured.super.empty())
    columns.numbers("super", [&](std::size_t i) {
      return fit.measured.efficient[i] && fit.measured.super[i].status == Status::optimal
                 ? fit.measured.super[i].score
                 : missing;
    });
  columns.texts(
      "status", [&](std::size_t i) { return status_word(fit.status(i)); }, "missing");
  columns.numbers("efficient", [&](std::size_t i) {
    return fit.measured.sbm[i].status == Status::optimal ? double(fit.measured.efficient[i])
                                                         : missing;
  });
}

void add_certificates(const Fit& fit, PanelColumns& columns) {
  columns.numbers("unique", [&](std::size_t i) {
    return fit.status(i) == Status::optimal ? double(fit.reported(i).unique) : missing;
  });
  columns.numbers("residual", [&](std::size_t i) { return fit.reported(i).residual; });
  columns.numbers("gap", [&](std::size_t i) { return fit.reported(i).gap; });
  columns.numbers("reference_size",
                  [&](std::size_t i) { return double(fit.measured.reference_size[i]); });
}

struct Spread {
  double mean = missing, sd = missing, min = missing, max = missing;
};

template <class Values>
Spread spread(std::size_t count, const Values& value) {
  Spread s;
  double sum = 0, squares = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double v = value(i);
    if (is_missing(v)) continue;
    s.min = n == 0 ? v : std::min(s.min, v);
    s.max = n == 0 ? v : std::max(s.max, v);
    sum += v;
    ++n;
  }
  if (n == 0) return s;
  s.mean = sum / double(n);
  for (std::size_t i = 0; i < count; ++i)
    if (const double v = value(i); !is_missing(v)) squares += (v - s.mean) * (v - s.mean);
  if (n > 1) s.sd = std::sqrt(squares / double(n - 1));
  return s;
}

}  // namespace

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame frame;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) frame.add(static_cast<const Column&>(panel.table().column(key)));
  PanelColumns columns(fit, panel.rows(), frame);
  add_scores(fit, columns);
  for (std::size_t v = 0; v < fit.variables.size(); ++v) {
    const std::string& name = fit.variables[v].name;
    columns.numbers("slack." + name, [&](std::size_t i) { return slack_amount(fit, i, v); });
    columns.numbers("target." + name, [&](std::size_t i) { return fit.reported(i).target[v]; });
    columns.numbers("improvement." + name, [&](std::size_t i) { return improvement(fit, i, v); });
  }
  columns.numbers("sum_lambda", [&](std::size_t i) { return fit.reported(i).sum_lambda; });
  columns.texts("peers", [&](std::size_t i) { return peers_text(fit, i); });
  add_certificates(fit, columns);
  if (fit.options.scale) {
    columns.numbers("scale_efficiency", [&](std::size_t i) { return fit.scale_efficiency[i]; });
    columns.texts("returns_phase", [&](std::size_t i) { return fit.returns_phase[i]; });
  }
  return frame;
}

Frame tidy(const Fit& fit) {
  const Ratio ratio = ratio_of(fit.options, false);
  std::vector<std::string> terms, roles, labels, labels_zh;
  std::vector<double> weights, means, slacks, targets, improvements;
  for (std::size_t v = 0; v < fit.variables.size(); ++v) {
    terms.push_back(fit.variables[v].name);
    labels.push_back(fit.variables[v].label.in(Lang::en));
    labels_zh.push_back(fit.variables[v].label.in(Lang::zh));
    roles.push_back(side_word(fit.variables[v].side));
    weights.push_back(ratio.numerator[v] + ratio.denominator[v]);
    const std::size_t n = fit.rows.size();
    const auto solved = [&](std::size_t i, double value) {
      return fit.status(i) == Status::optimal ? value : missing;
    };
    means.push_back(spread(n, [&](std::size_t i) { return fit.technology.at(v, i); }).mean);
    slacks.push_back(
        spread(n, [&](std::size_t i) { return solved(i, slack_amount(fit, i, v)); }).mean);
    targets.push_back(spread(n, [&](std::size_t i) { return fit.reported(i).target[v]; }).mean);
    improvements.push_back(spread(n, [&](std::size_t i) { return improvement(fit, i, v); }).mean);
  }
  Frame frame;
  frame.add("term", terms)
      .add("label", labels)
      .add("label_zh", labels_zh)
      .add("role", roles)
      .add("weight", weights);
  frame.add("mean", means)
      .add("mean_slack", slacks)
      .add("mean_target", targets)
      .add("mean_improvement", improvements);
  return frame;
}

Frame glance(const Fit& fit) {
  double efficient = 0, infeasible = 0, unbounded = 0, uncertified = 0, several = 0, residual = 0,
         gap = 0;
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    const Solved& s = fit.reported(i);
    efficient += fit.measured.efficient[i];
    infeasible += s.status == Status::infeasible;
    unbounded += s.status == Status::unbounded;
    uncertified += s.status == Status::numerical;
    several += s.status == Status::optimal && !s.unique;
    if (s.status != Status::optimal) continue;
    residual = std::max(residual, s.residual);
    gap = std::max(gap, s.gap);
  }
  const Spread score = spread(fit.rows.size(), [&](std::size_t i) { return fit.score[i]; });
  const Value options = to_value(fit.options);
  Frame frame;
  for (const char* name : {"model", "returns", "frontier", "orientation", "bad"})
    frame.put(name, options.find(name)->text);
  frame.put("nobs", double(fit.rows.size()))
      .put("units", double(fit.units))
      .put("periods", double(fit.periods));
  frame.put("efficient", efficient)
      .put("infeasible", infeasible)
      .put("unbounded", unbounded)
      .put("uncertified", uncertified);
  frame.put("mean", score.mean).put("sd", score.sd).put("min", score.min).put("max", score.max);
  frame.put("not_unique", several)
      .put("zero_cells", double(fit.zero_cells))
      .put("residual", residual)
      .put("gap", gap);
  return frame;
}

void complete(const Fit& fit, Result& result) {
  result.sample.rows = fit.panel_rows;
  result.sample.used = fit.rows.size();
  result.sample.units = fit.units;
  result.sample.periods = fit.periods;
  result.sample.dropped = fit.dropped;
  result.notes = fit.notes;
  result.notes.push_back(note("YG3311",
                              {"the scores are estimated jointly from all rows of a reference set; "
                               "a regression that explains them "
                               "should say so",
                               "效率得分由参照集全部样本共同估计得到；用作被解释变量时应予说明"}));
  result.tables["method"] = method_table(fit);
}

}  // namespace yugong::frontier::dea
