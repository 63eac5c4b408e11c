#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/frontier/dea_frames.hpp"
#include "yugong/frontier/dea_settings.hpp"

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

  /// Missing unless the program reported was solved.
  template <class Value>
  void solved(const std::string& name, const Value& value) {
    numbers(name, [&](std::size_t i) {
      return fit_.status(i) == Status::optimal ? double(value(i)) : missing;
    });
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

double super_score(const Fit& fit, std::size_t i) {
  return fit.scores.efficient[i] && fit.scores.super[i].status == Status::optimal
             ? fit.scores.super[i].score
             : missing;
}

void add_composites(const Fit& fit, PanelColumns& columns) {
  columns.numbers("rho", [&](std::size_t i) { return fit.composite[i].rho; });
  columns.numbers("gamma", [&](std::size_t i) { return fit.composite[i].gamma; });
  columns.numbers("composite", [&](std::size_t i) { return fit.composite[i].score; });
}

/// Energy, carbon and unified performance (Zhou, Ang and Wang 2012; Zhang and Choi 2013).
void add_performance(const Fit& fit, PanelColumns& columns) {
  const Options& o = fit.options;
  const auto beta = [&](const std::string& name, std::size_t i) {
    for (std::size_t v = 0; v < fit.variables.size(); ++v)
      if (fit.variables[v].name == name) return fit.reported(i).beta[v];
    return missing;
  };
  const auto growth = [&](std::size_t i) {
    double sum = 0;
    for (const std::string& good : o.outputs) sum += beta(good, i);
    return 1 + sum / static_cast<double>(o.outputs.size());
  };
  const auto add = [&](const std::string& name, const auto& kept) {
    columns.solved(name, [&](std::size_t i) { return kept(i) / growth(i); });
  };
  if (!o.energy.empty())
    add("energy_performance", [&](std::size_t i) { return 1 - beta(o.energy, i); });
  if (!o.carbon.empty())
    add("carbon_performance", [&](std::size_t i) { return 1 - beta(o.carbon, i); });
  if (!o.energy.empty() && !o.carbon.empty())
    add("unified_performance",
        [&](std::size_t i) { return 1 - (beta(o.energy, i) + beta(o.carbon, i)) / 2; });
}

/// What the model gives beside its score.
void add_parts(const Fit& fit, PanelColumns& columns) {
  const Options& o = fit.options;
  if (is_sbm(o.model))
    columns.numbers("sbm", [&](std::size_t i) { return fit.scores.plain[i].score; });
  if (is_super(o.model) && !is_sbm(o.model))
    columns.numbers("plain", [&](std::size_t i) { return fit.scores.plain[i].score; });
  if (!fit.scores.super.empty())
    columns.numbers("super", [&](std::size_t i) { return super_score(fit, i); });
  if (!fit.composite.empty()) add_composites(fit, columns);
  if (is_radial(o.model))
    columns.solved("farrell", [&](std::size_t i) {
      const double score = fit.reported(i).score;
      return o.orientation == Orientation::output ? 1 / score : score;
    });
  if (o.model == Model::ddf || o.model == Model::super_ddf)
    columns.numbers("beta", [&](std::size_t i) { return fit.reported(i).score; });
  if (o.model == Model::nddf) {
    columns.numbers("distance", [&](std::size_t i) { return fit.reported(i).score; });
    for (std::size_t v = 0; v < fit.variables.size(); ++v)
      columns.solved("beta." + fit.variables[v].name,
                     [&](std::size_t i) { return fit.reported(i).beta[v]; });
    add_performance(fit, columns);
  }
  if (is_directional(o.model))
    columns.numbers("efficiency", [&](std::size_t i) { return fit.efficiency[i]; });
  if (is_ebm(o.model)) {
    columns.solved("theta", [&](std::size_t i) { return fit.reported(i).factor; });
    columns.solved("phi", [&](std::size_t i) { return fit.reported(i).second_factor; });
  }
}

void add_standing(const Fit& fit, PanelColumns& columns) {
  const Options& o = fit.options;
  columns.texts(
      "status", [&](std::size_t i) { return status_word(fit.status(i)); }, "missing");
  columns.numbers("efficient", [&](std::size_t i) {
    const bool known = fit.scores.plain[i].status == Status::optimal || fit.scores.efficient[i];
    return known ? double(fit.scores.efficient[i]) : missing;
  });
  if (has_slack_stage(o))
    columns.numbers("weakly_efficient", [&](std::size_t i) {
      return fit.scores.plain[i].status == Status::optimal ? double(is_weak(fit, i)) : missing;
    });
  if (o.infeasible == Infeasible::nonoriented)
    columns.numbers("substituted",
                    [&](std::size_t i) { return double(fit.scores.substituted[i]); });
  for (const Window& w : fit.windows)
    columns.numbers("window." + w.name, [&](std::size_t i) { return w.score[i]; });
  if (!fit.technology_gap.empty()) {
    columns.numbers("group_score", [&](std::size_t i) { return fit.group_score[i]; });
    columns.numbers("technology_gap", [&](std::size_t i) { return fit.technology_gap[i]; });
  }
}

void add_multipliers(const Fit& fit, PanelColumns& columns) {
  const auto dual = [&](std::size_t i, std::size_t v) {
    const Solved& s = fit.scores.plain[i];
    return s.status == Status::optimal && v < s.dual.size() ? s.dual[v] : missing;
  };
  const auto position = [&](const std::string& name) {
    std::size_t v = 0;
    while (fit.variables[v].name != name) ++v;
    return v;
  };
  if (fit.options.multipliers)
    for (std::size_t v = 0; v < fit.variables.size(); ++v)
      columns.numbers("dual." + fit.variables[v].name, [&](std::size_t i) { return dual(i, v); });
  for (const auto& [bad, good] : fit.options.price) {
    const std::size_t b = position(bad), y = position(good);
    const auto price = [&](std::size_t i) {
      const double value = dual(i, y);
      // A good without a shadow value prices nothing.
      return value * fit.technology.at(y, i) > 1e-12 ? dual(i, b) / value : missing;
    };
    columns.numbers("price." + bad, price);
    columns.numbers("abatement_cost." + bad, [&](std::size_t i) {
      return price(i) * (fit.amount(b, i) - fit.scores.plain[i].target[b]);
    });
  }
}

void add_certificates(const Fit& fit, PanelColumns& columns) {
  columns.solved("unique", [&](std::size_t i) { return double(fit.reported(i).unique); });
  columns.numbers("residual", [&](std::size_t i) { return fit.reported(i).residual; });
  columns.numbers("gap", [&](std::size_t i) { return fit.reported(i).gap; });
  columns.numbers("reference_size",
                  [&](std::size_t i) { return double(fit.scores.reference_size[i]); });
}

}  // namespace

double improvement(const Fit& fit, std::size_t i, std::size_t v) {
  const double own = fit.amount(v, i);
  return own > 0 ? (fit.reported(i).target[v] / own - 1) * 100 : missing;
}

bool has_slack_stage(const Options& o) {
  return (is_radial(o.model) || o.model == Model::ddf || o.model == Model::super_ddf) &&
         o.slacks != Stage::none;
}

bool is_weak(const Fit& fit, std::size_t i) {
  const Solved& s = fit.scores.plain[i];
  if (!has_slack_stage(fit.options) || !fit.scores.efficient[i]) return false;
  for (std::size_t v = 0; v < fit.variables.size(); ++v)
    if (s.slack[v] > 1e-9 * std::max(fit.technology.at(v, i), 1e-300)) return true;
  return false;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame frame;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) frame.add(static_cast<const Column&>(panel.table().column(key)));
  PanelColumns columns(fit, panel.rows(), frame);
  columns.numbers("score", [&](std::size_t i) { return fit.score[i]; });
  add_parts(fit, columns);
  add_standing(fit, columns);
  for (std::size_t v = 0; v < fit.variables.size(); ++v) {
    const std::string& name = fit.variables[v].name;
    columns.numbers("slack." + name, [&](std::size_t i) { return fit.reported(i).slack[v]; });
    columns.numbers("target." + name, [&](std::size_t i) { return fit.reported(i).target[v]; });
    columns.numbers("improvement." + name, [&](std::size_t i) { return improvement(fit, i, v); });
  }
  columns.numbers("sum_lambda", [&](std::size_t i) { return fit.reported(i).sum_lambda; });
  columns.texts("peers", [&](std::size_t i) { return peers_text(fit, i); });
  add_multipliers(fit, columns);
  add_certificates(fit, columns);
  if (fit.options.scale) {
    columns.numbers("scale_efficiency", [&](std::size_t i) { return fit.scale_efficiency[i]; });
    columns.texts("returns_phase", [&](std::size_t i) { return fit.returns_phase[i]; });
  }
  return frame;
}

}  // namespace yugong::frontier::dea
