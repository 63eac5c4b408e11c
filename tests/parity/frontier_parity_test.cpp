#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/frontier/dea.hpp"

namespace yugong::frontier {

namespace {

using golden::Json;

/// Efficiency scores of one period at a time; indices, bootstraps and regressions are compared
/// elsewhere.
bool is_score(const Json& call) {
  static const std::set<std::string> scores = {"sbm", "super_sbm", "radial", "ddf", "nddf", "ebm"};
  return scores.contains(call.value("fn", "")) && !call.contains("index");
}

Json settings_of(const golden::Case& c, const Json& call) {
  Json merged = c.json["spec"].value("common", Json::object());
  merged.update(call);
  return merged;
}

double number_of(const Json& v) {
  return v.is_string() ? std::stod(v.get<std::string>()) : v.get<double>();
}

template <class E>
E chosen(const std::string& word, E fallback) {
  for (const auto& [name, value] : names_of(E{}))
    if (name == word) return value;
  return fallback;
}

dea::Model model_of(const Json& call) {
  const std::string fn = call["fn"];
  if (fn == "radial" && call.value("exclude_self", false)) return dea::Model::super_radial;
  std::string word = fn;
  std::replace(word.begin(), word.end(), '_', '-');
  return chosen(word, dea::Model::sbm);
}

std::vector<std::string> variables_of(const dea::Options& o) {
  std::vector<std::string> names = o.inputs;
  names.insert(names.end(), o.outputs.begin(), o.outputs.end());
  names.insert(names.end(), o.undesirable.begin(), o.undesirable.end());
  return names;
}

void set_returns(const Json& call, dea::Options& o) {
  const Json returns = call.value("rts", Json("crs"));
  if (returns.is_array()) {
    o.returns = Returns::grs;
    o.bounds = {number_of(returns[0]), number_of(returns[1])};
  } else {
    o.returns = chosen(returns.get<std::string>(), Returns::crs);
  }
}

void set_weights(const Json& call, dea::Options& o) {
  const auto give = [&](const std::vector<std::string>& names, const Json& values) {
    for (std::size_t i = 0; i < names.size(); ++i) o.weights[names[i]] = number_of(values[i]);
  };
  if (call.contains("wy")) {
    give(o.outputs, call["wy"]);
    give(o.undesirable, call["wb"]);
  }
  if (call.contains("w")) give(variables_of(o), call["w"]);
  if (call.contains("epsilon")) {
    o.epsilon = Value::of(number_of(call["epsilon"]));
    give(o.inputs, call["weights"]);
  }
}

void set_direction(const Json& call, dea::Options& o) {
  const Json g = call.value("g", Json(call["fn"] == "nddf" ? "obs:xyb" : "obs:yb"));
  if (g.is_string()) {
    o.direction = Value::of(g.get<std::string>());
    return;
  }
  o.direction = Value::table();
  const auto give = [&](const std::vector<std::string>& names, const Json& values) {
    for (std::size_t i = 0; i < names.size(); ++i)
      o.direction.set(names[i], Value::of(number_of(values[i])));
  };
  give(o.inputs, g["x"]);
  give(o.outputs, g["y"]);
  give(o.undesirable, g["b"]);
}

dea::Options options_of(const Json& call) {
  dea::Options o;
  o.model = model_of(call);
  o.inputs = call["inputs"].get<std::vector<std::string>>();
  o.outputs = call["good"].get<std::vector<std::string>>();
  o.undesirable = call.value("bad", std::vector<std::string>{});
  set_returns(call, o);
  const bool slacks = call["fn"] == "sbm" || call["fn"] == "super_sbm";
  const bool directional = call["fn"] == "ddf" || call["fn"] == "nddf";
  o.orientation =
      chosen(directional ? "none" : call.value("orient", slacks ? "none" : "input"), o.orientation);
  const std::string bad = call.value("bad_as", directional ? "equal" : "");
  o.bad = bad == "input"       ? dea::Bad::input
          : bad == "free"      ? dea::Bad::strong
          : bad == "equal"     ? dea::Bad::equality
          : bad == "kuosmanen" ? dea::Bad::kuosmanen
                               : dea::Bad::automatic;
  o.frontier = call.value("ref", "all");
  if (directional) set_direction(call, o);
  set_weights(call, o);
  if (call["fn"] == "radial" && !call.value("slacks", true)) o.slacks = dea::Stage::none;
  o.affinity = chosen(call.value("affinity", "additive"), o.affinity);
  if (call.value("composite", false)) o.super = dea::Super::composite;
  return o;
}

data::Panel panel_of(const golden::Case& c, const Json& call) {
  data::Table table = golden::read_csv(c, call.value("data", c.json["data"].get<std::string>()));
  std::vector<double> number(table.rows());
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<double>(i);
  table.add(Column::of("row of the case", number));
  data::PanelOptions options;
  if (call.contains("time")) options = {call["unit"], call["time"]};
  return data::Panel::make(std::move(table), options);
}

/// Our column for one of the case's columns; empty when there is none.
std::string our_name(const std::string& column, const dea::Options& o) {
  static const std::map<std::string, std::string> ours = {{"score", "score"},
                                                          {"sbm", "sbm"},
                                                          {"superpart", "super"},
                                                          {"efficient", "efficient"},
                                                          {"theta", "theta"},
                                                          {"rho", "rho"},
                                                          {"gamma", "gamma"},
                                                          {"composite", "composite"},
                                                          {"status", "status"}};
  if (column.starts_with("target_")) return "target." + column.substr(7);
  if (column.starts_with("betas"))
    return "beta." + variables_of(o).at(std::stoul(column.substr(5)) - 1);
  const auto found = ours.find(column);
  return found == ours.end() ? "" : found->second;
}

/// What a call of a case gives: our frames, and where each row of the case stands in them.
struct Run {
  dea::Options options;
  Frame rows;
  Frame epsilon;  ///< of epsilon-based measures
  std::vector<std::size_t> at;
};

struct Compared {
  double worst = 0;
  std::size_t numbers = 0;
  std::size_t elsewhere = 0;  ///< numbers that another program printed or saved
};

class Comparison {
 public:
  Comparison(const golden::Case& c, const Json& call, const Run& run, Compared& compared)
      : expected_(c.json["expected"][call["as"].get<std::string>()]),
        name_(c.name + " " + call["as"].get<std::string>()),
        run_(run),
        compared_(compared),
        relative_(c.json["tolerance"]["relative"]),
        absolute_(c.json["tolerance"]["absolute"]) {}

  void every_column() {
    for (const auto& [column, expected] : expected_.items()) {
      if (column == "unique" || column == "projection_unique")
        continue;  // a property of the basis found, not of the program
      if (column == "epsilon" || column == "weights") {
        for (std::size_t i = 0; i < expected.size(); ++i)
          number(run_.epsilon.number(column == "weights" ? "weight" : "epsilon", i),
                 expected[i],
                 place(column, i));
        continue;
      }
      const std::string ours = our_name(column, run_.options);
      ASSERT_FALSE(ours.empty()) << name_ << "." << column << " is not compared";
      for (std::size_t i = 0; i < expected.size(); ++i) cell(column, ours, expected[i], i);
    }
  }

 private:
  std::string place(const std::string& column, std::size_t i) const {
    return name_ + "." + column + "[" + std::to_string(i) + "]";
  }

  void cell(const std::string& column,
            const std::string& ours,
            const Json& expected,
            std::size_t i) {
    const std::size_t row = run_.at[i];
    if (column == "status") {
      EXPECT_EQ(run_.rows.text("status", row), expected.get<std::string>()) << place(column, i);
      return;
    }
    if (column.starts_with("target_") && expected.is_null())
      return;  // not unique: nothing to compare
    if (column == "superpart" && run_.rows.number("efficient", row) == 0)
      return;  // only computed where it counts
    const bool of_projection = column == "rho" || column == "gamma" || column == "composite";
    if (of_projection && expected_["projection_unique"][i] == 0) return;
    const double value = run_.rows.number(ours, row);
    if (expected.is_null())
      EXPECT_TRUE(is_missing(value)) << place(column, i) << " should have no value, got " << value;
    else
      number(value, expected, place(column, i));
  }

  void number(double value, double wanted, const std::string& place) {
    EXPECT_NEAR(value, wanted, absolute_ + relative_ * std::abs(wanted)) << place;
    compared_.worst =
        std::max(compared_.worst,
                 std::abs(value - wanted) / std::max(std::abs(wanted), absolute_ / relative_));
    ++compared_.numbers;
  }

  const Json& expected_;
  std::string name_;
  const Run& run_;
  Compared& compared_;
  double relative_, absolute_;
};

/// Numbers of a call that another program printed or saved, by column: {"call.column": [...]} or
/// {"call": {"Dv": [...]}}.
std::map<std::string, Json> elsewhere(const golden::Case& c, const std::string& call) {
  std::map<std::string, Json> columns;
  for (const char* part : {"published", "cross_check"}) {
    const Json values = c.json.value(part, Json::object()).value("values", Json::object());
    for (const auto& [key, value] : values.items()) {
      if (key.starts_with(call + ".") && value.is_array())
        columns[key.substr(call.size() + 1)] = value;
      if (key == call && value.is_object() && value.contains("Dv")) columns["score"] = value["Dv"];
    }
  }
  return columns;
}

/// To the digits that others give: interior-point scores of teddf stop up to 1e-6 away.
void compare_elsewhere(const golden::Case& c,
                       const Json& call,
                       const Run& run,
                       Compared& compared) {
  for (const auto& [column, values] : elsewhere(c, call["as"])) {
    const std::string ours = our_name(column, run.options);
    if (ours.empty()) continue;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = run.rows.number(ours, run.at[i]);
      const std::string place = c.name + " " + column + "[" + std::to_string(i) + "] elsewhere";
      if (column == "superpart" && run.rows.number("efficient", run.at[i]) == 0) continue;
      if (values[i].is_null())
        EXPECT_TRUE(is_missing(value)) << place;
      else
        EXPECT_NEAR(value, values[i].get<double>(), 1e-6) << place;
      ++compared.elsewhere;
    }
  }
}

void run_call(const golden::Case& c, const Json& call, Compared& compared) {
  const data::Panel panel = panel_of(c, call);
  Run run;
  run.options = options_of(call);
  const dea::Fit fit = dea::fit(panel, run.options, Executor::serial());
  run.rows = dea::augment(fit, panel);
  Result result;
  dea::complete(fit, result);
  if (result.tables.contains("epsilon")) run.epsilon = result.tables["epsilon"];
  const Column& order = panel.table().column("row of the case");
  run.at.resize(panel.rows());
  for (std::size_t row = 0; row < panel.rows(); ++row)
    run.at[static_cast<std::size_t>(order.numbers[row])] = row;
  Comparison(c, call, run, compared).every_column();
  compare_elsewhere(c, call, run, compared);
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    if (fit.status(i) != Status::optimal) continue;
    EXPECT_LT(fit.reported(i).residual, 1e-10) << c.name << " " << call["as"] << fit.keys[i];
    EXPECT_LT(fit.reported(i).gap, 1e-10) << c.name << " " << call["as"] << fit.keys[i];
  }
}

/// Cases with a score to compare.
std::vector<golden::Case> cases() {
  std::vector<golden::Case> with_scores;
  for (const golden::Case& c : golden::all("frontier"))
    for (const Json& call : c.json["spec"].value("calls", Json::array()))
      if (is_score(settings_of(c, call))) {
        with_scores.push_back(c);
        break;
      }
  return with_scores;
}

class FrontierParity : public testing::TestWithParam<golden::Case> {};

std::string test_name(const testing::TestParamInfo<golden::Case>& info) {
  std::string name = info.param.name;
  std::replace_if(
      name.begin(),
      name.end(),
      [](char ch) { return !std::isalnum(static_cast<unsigned char>(ch)); },
      '_');
  return name;
}

}  // namespace

TEST_P(FrontierParity, every_score_agrees_with_the_case) {
  const golden::Case& c = GetParam();
  Compared compared;
  std::string open;
  std::size_t run = 0;

  for (const Json& call : c.json["spec"].value("calls", Json::array())) {
    const Json settings = settings_of(c, call);
    if (!is_score(settings)) continue;
    const std::string data = settings.value("data", c.json["data"].get<std::string>());
    if (data.starts_with("../") && !golden::have_shared()) {
      open += (open.empty() ? "" : ", ") + call.value("as", "?");
      continue;
    }
    run_call(c, settings, compared);
    ++run;
  }

  if (!open.empty())
    std::cout << "[   open   ] " << c.name << ": data not at hand: " << open << "\n";
  if (run == 0) GTEST_SKIP() << "the data of " << c.name << " are not at hand";
  std::cout << "[  parity  ] " << c.name << ": " << run << " calls, " << compared.numbers
            << " numbers, worst relative difference " << compared.worst << "; "
            << compared.elsewhere << " numbers of other programs\n";
  EXPECT_GT(compared.numbers, 0u);
}

INSTANTIATE_TEST_SUITE_P(Golden, FrontierParity, testing::ValuesIn(cases()), test_name);

}  // namespace yugong::frontier
