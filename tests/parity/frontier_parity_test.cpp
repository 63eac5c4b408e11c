#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/frontier/dea.hpp"

namespace yugong::frontier {

namespace {

using golden::Json;

/// The functions of a case's calls that are built; the others are named in the output, not passed
/// over in silence.
bool covered(const Json& call) {
  const std::string fn = call.value("fn", "");
  return (fn == "sbm" || fn == "super_sbm") && !call.contains("index") &&
         !call.value("composite", false);
}

Json settings_of(const golden::Case& c, const Json& call) {
  Json merged = c.json["spec"].value("common", Json::object());
  merged.update(call);
  return merged;
}

dea::Options options_of(const Json& call) {
  dea::Options o;
  o.model = call["fn"] == "sbm" ? dea::Model::sbm : dea::Model::super_sbm;
  o.inputs = call["inputs"].get<std::vector<std::string>>();
  o.outputs = call["good"].get<std::vector<std::string>>();
  o.undesirable = call.value("bad", std::vector<std::string>{});
  const Json returns = call.value("rts", Json("crs"));
  if (returns.is_array()) {
    o.returns = Returns::grs;
    o.bounds = {std::stod(returns[0].get<std::string>()), std::stod(returns[1].get<std::string>())};
  } else {
    for (const auto& [name, value] : names_of(Returns{}))
      if (name == returns) o.returns = value;
  }
  for (const auto& [name, value] : names_of(dea::Orientation{}))
    if (name == call.value("orient", "none")) o.orientation = value;
  if (call.value("bad_as", "free") == "input") o.bad = dea::Bad::input;
  std::string frontier = call.value("ref", "all");
  if (const auto colon = frontier.find(':'); colon != std::string::npos)
    frontier = frontier.substr(0, colon) + "(" + frontier.substr(colon + 1) + ")";
  o.frontier = frontier;
  if (call.contains("wy")) {
    for (std::size_t i = 0; i < o.outputs.size(); ++i)
      o.weights[o.outputs[i]] = call["wy"][i].get<double>();
    for (std::size_t i = 0; i < o.undesirable.size(); ++i)
      o.weights[o.undesirable[i]] = call["wb"][i].get<double>();
  }
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
std::string our_name(const std::string& column) {
  static const std::map<std::string, std::string> same = {
      {"score", "score"}, {"sbm", "sbm"}, {"superpart", "super"}, {"efficient", "efficient"}};
  if (column.starts_with("target_")) return "target." + column.substr(7);
  const auto found = same.find(column);
  return found == same.end() ? "" : found->second;
}

struct Compared {
  double worst = 0;
  std::size_t numbers = 0;
};

void compare(const golden::Case& c,
             const Json& call,
             const Frame& got,
             const std::vector<std::size_t>& at,
             Compared& compared) {
  const double relative = c.json["tolerance"]["relative"],
               absolute = c.json["tolerance"]["absolute"];
  const std::string name = call["as"];
  for (const auto& [column, expected] : c.json["expected"][name].items()) {
    if (column == "unique") continue;  // a property of the basis found, not of the program
    const std::string ours = column == "status" ? "status" : our_name(column);
    ASSERT_FALSE(ours.empty()) << c.name << " " << name << "." << column << " is not compared";
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t row = at[i];
      const std::string place = c.name + " " + name + "." + column + "[" + std::to_string(i) + "]";
      if (column == "status") {
        EXPECT_EQ(got.text("status", row), expected[i].get<std::string>()) << place;
        continue;
      }
      if (column.starts_with("target_") && expected[i].is_null())
        continue;  // not unique: nothing to compare
      if (column == "superpart" && got.number("efficient", row) == 0)
        continue;  // only computed where it counts
      const double value = got.number(ours, row);
      if (expected[i].is_null()) {
        EXPECT_TRUE(is_missing(value)) << place << " should have no value, got " << value;
        continue;
      }
      const double wanted = expected[i];
      EXPECT_NEAR(value, wanted, absolute + relative * std::abs(wanted)) << place;
      compared.worst =
          std::max(compared.worst,
                   std::abs(value - wanted) / std::max(std::abs(wanted), absolute / relative));
      ++compared.numbers;
    }
  }
}

void run_call(const golden::Case& c, const Json& call, Compared& compared) {
  const data::Panel panel = panel_of(c, call);
  const dea::Fit fit = dea::fit(panel, options_of(call), Executor::serial());
  const Frame got = dea::augment(fit, panel);
  const Column& order = panel.table().column("row of the case");
  std::vector<std::size_t> at(panel.rows());
  for (std::size_t row = 0; row < panel.rows(); ++row)
    at[static_cast<std::size_t>(order.numbers[row])] = row;
  compare(c, call, got, at, compared);
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    if (fit.status(i) != Status::optimal) continue;
    EXPECT_LT(fit.reported(i).residual, 1e-10) << fit.keys[i];
    EXPECT_LT(fit.reported(i).gap, 1e-10) << fit.keys[i];
  }
}

std::vector<golden::Case> cases() {
  return golden::all("frontier");
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

TEST_P(FrontierParity, every_covered_call_agrees_with_the_case) {
  const golden::Case& c = GetParam();
  Compared compared;
  std::string open;
  std::size_t run = 0;

  for (const Json& call : c.json["spec"].value("calls", Json::array())) {
    const Json settings = settings_of(c, call);
    if (!covered(settings)) {
      open += (open.empty() ? "" : ", ") + call.value("as", "?");
      continue;
    }
    const std::string data = settings.value("data", c.json["data"].get<std::string>());
    if (data.starts_with("../") && !golden::have_shared()) {
      open += (open.empty() ? "" : ", ") + call.value("as", "?") + " (data not at hand)";
      continue;
    }
    run_call(c, settings, compared);
    ++run;
  }

  if (!open.empty()) std::cout << "[   open   ] " << c.name << ": not built yet: " << open << "\n";
  if (run == 0) GTEST_SKIP() << c.name << " has no call that is built";
  std::cout << "[  parity  ] " << c.name << ": " << run << " calls, " << compared.numbers
            << " numbers, worst relative difference " << compared.worst << "\n";
  EXPECT_GT(compared.numbers, 0u);
}

INSTANTIATE_TEST_SUITE_P(Golden, FrontierParity, testing::ValuesIn(cases()), test_name);

}  // namespace yugong::frontier
