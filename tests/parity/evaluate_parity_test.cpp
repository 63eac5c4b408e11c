#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/base/column.hpp"
#include "yugong/frontier/evaluate.hpp"

namespace yugong::frontier {

namespace {

using golden::Json;

/// The calls that one evaluation of a reference set answers. EBM where epsilon and weights stand in
/// the call, or among what is expected.
bool covered(const Json& call) {
  const std::string fn = call.value("fn", "");
  return (fn == "radial" || fn == "ddf" || fn == "nddf" || fn == "ebm") && !call.contains("index");
}

Json settings_of(const golden::Case& c, const Json& call) {
  Json merged = c.json["spec"].value("common", Json::object());
  merged.update(call);
  return merged;
}

double number(const Json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

struct Study {
  Technology technology;
  std::vector<long> period;
  std::vector<std::int32_t> group;
};

Study read_study(const golden::Case& c, const Json& call) {
  const data::Table table =
      golden::read_csv(c, call.value("data", c.json["data"].get<std::string>()));
  Study study;
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (call.contains("where")) {
    const Column& column = table.column(call["where"][0].get<std::string>());
    std::erase_if(rows, [&](std::size_t row) {
      return std::none_of(call["where"][1].begin(), call["where"][1].end(), [&](const Json& v) {
        return column.is_text ? v.is_string() && v.get<std::string>() == column.texts[row]
                              : number(v) == column.numbers[row];
      });
    });
  }
  Technology& t = study.technology;
  t.units = rows.size();
  const auto add = [&](const char* key, Side side) {
    for (const std::string& name : call.value(key, std::vector<std::string>{})) {
      t.side.push_back(side);
      for (const std::size_t row : rows) t.value.push_back(table.column(name).numbers[row]);
    }
  };
  add("inputs", Side::input);
  add("good", Side::good);
  add("bad", Side::bad);
  study.period.assign(rows.size(), 0);
  if (call.contains("time"))
    for (std::size_t i = 0; i < rows.size(); ++i)
      study.period[i] =
          static_cast<long>(table.column(call["time"].get<std::string>()).numbers[rows[i]]);
  const Json returns = call.value("rts", Json("crs"));
  if (returns.is_array()) {
    t.returns = Returns::grs;
    t.lower = number(returns[0]);
    t.upper = number(returns[1]);
  } else {
    const std::vector<std::string> names = {"crs", "vrs", "nirs", "ndrs"};
    t.returns = static_cast<Returns>(
        std::find(names.begin(), names.end(), returns.get<std::string>()) - names.begin());
  }
  return study;
}

std::vector<Reference> references_of(const Study& study, const Json& call) {
  const std::string rule = call.value("ref", "all");
  if (!rule.starts_with("lag:")) {
    const std::size_t colon = rule.find(':');
    const std::string written = colon == std::string::npos
                                    ? rule
                                    : rule.substr(0, colon) + "(" + rule.substr(colon + 1) + ")";
    return references(frontier_rule(written), study.period, study.group);
  }
  const long lag = std::stol(rule.substr(4));
  std::vector<Reference> sets = references(frontier_rule("yearly"), study.period, {});
  for (Reference& set : sets) {
    const long wanted = study.period[set.evaluated[0]] + lag;
    set.members.clear();
    for (std::size_t j = 0; j < study.period.size(); ++j)
      if (study.period[j] == wanted) set.members.push_back(static_cast<std::uint32_t>(j));
  }
  return sets;
}

void set_direction(const Technology& t, const Json& written, Model& model) {
  model.direction.assign(t.value.size(), 0.0);
  std::size_t position[] = {0, 0, 0};
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const auto side = static_cast<std::size_t>(t.side[v]);
    const char letter = "xyb"[side];
    const std::size_t at = position[side]++;
    for (std::size_t j = 0; j < t.units; ++j)
      model.direction[v * t.units + j] =
          written.is_object() ? number(written[std::string(1, letter)][at])
          : written.get<std::string>().substr(4).find(letter) != std::string::npos ? t.at(v, j)
                                                                                   : 0.0;
  }
}

Model model_of(const golden::Case& c, const Technology& t, const Json& call) {
  Model model;
  const std::string fn = call["fn"];
  if (fn == "radial") {
    model.measure = Measure::radial;
    model.orientation =
        call.value("orient", "input") == "input" ? Orientation::input : Orientation::output;
    model.super = call.value("exclude_self", false);
    return model;
  }
  if (fn == "ebm") {
    model.measure = Measure::ebm;
    model.orientation = Orientation::input;
    const Json& given = c.json["expected"][call["as"].get<std::string>()];
    model.epsilon_input = given["epsilon"][0];
    model.weight.assign(t.variables(), 0.0);
    for (std::size_t v = 0; v < given["weights"].size(); ++v) model.weight[v] = given["weights"][v];
    return model;
  }
  const std::string bad = call.value("bad_as", "equal");
  model.disposal = bad == "free"        ? Disposal::strong
                   : bad == "kuosmanen" ? Disposal::kuosmanen
                                        : Disposal::equality;
  model.measure = fn == "ddf" ? Measure::directional : Measure::nonradial;
  model.negative_beta = call.value("beta_free", true);
  set_direction(t, call.value("g", Json(fn == "ddf" ? "obs:yb" : "obs:xyb")), model);
  if (fn == "nddf")
    for (const Json& w : call["w"]) model.weight.push_back(number(w));
  return model;
}

/// Our number for one of the case's columns; false when there is none.
bool our_number(const Technology& t,
                const Json& call,
                const Solved& s,
                const std::string& column,
                double& value) {
  if (column == "score")
    value = s.score;
  else if (column == "theta" || column == "factor")
    value = s.factor;
  else if (column.starts_with("betas"))
    value = s.beta[std::stoul(column.substr(5)) - 1];
  else if (column.starts_with("target_")) {
    std::vector<std::string> names;
    for (const char* key : {"inputs", "good", "bad"})
      for (const std::string& name : call.value(key, std::vector<std::string>{}))
        names.push_back(name);
    const auto at = std::find(names.begin(), names.end(), column.substr(7)) - names.begin();
    if (static_cast<std::size_t>(at) == t.variables()) return false;
    value = s.target[static_cast<std::size_t>(at)];
  } else {
    return false;
  }
  return true;
}

std::string word(Status status) {
  return status == Status::optimal      ? "optimal"
         : status == Status::infeasible ? "infeasible"
         : status == Status::unbounded  ? "unbounded"
                                        : "numerical";
}

struct Compared {
  double worst = 0;
  std::size_t numbers = 0;
};

void compare(const golden::Case& c,
             const Technology& t,
             const Json& call,
             const std::vector<Solved>& got,
             Compared& compared) {
  const double relative = c.json["tolerance"]["relative"],
               absolute = c.json["tolerance"]["absolute"];
  const std::string name = call["as"];
  for (const auto& [column, expected] : c.json["expected"][name].items()) {
    if (column == "unique" || column == "epsilon" || column == "weights") continue;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::string place = c.name + " " + name + "." + column + "[" + std::to_string(i) + "]";
      if (column == "status") {
        EXPECT_EQ(word(got[i].status), expected[i].get<std::string>()) << place;
        continue;
      }
      double value = 0;
      ASSERT_TRUE(our_number(t, call, got[i], column, value)) << place << " is not compared";
      if (expected[i].is_null()) {
        if (column == "score") {
          EXPECT_TRUE(is_missing(value)) << place << " should have no value, got " << value;
        }
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
  const Study study = read_study(c, call);
  const Technology& t = study.technology;
  const Model model = model_of(c, t, call);
  std::vector<Solved> got(t.units);
  for (const Reference& set : references_of(study, call)) {
    const std::vector<Solved> part = evaluate(t, set, model, Executor::serial());
    for (std::size_t i = 0; i < part.size(); ++i) got[set.evaluated[i]] = part[i];
  }
  compare(c, t, call, got, compared);
  for (const Solved& s : got) {
    if (s.status != Status::optimal) continue;
    EXPECT_LT(s.residual, 1e-10) << call["as"];
    EXPECT_LT(s.gap, 1e-10) << call["as"];
  }
}

/// The cases with a call of the models that are run here.
std::vector<golden::Case> cases() {
  std::vector<golden::Case> out;
  for (golden::Case& c : golden::all("frontier"))
    for (const Json& call : c.json["spec"].value("calls", Json::array()))
      if (covered(settings_of(c, call))) {
        out.push_back(std::move(c));
        break;
      }
  return out;
}

class EvaluateParity : public testing::TestWithParam<golden::Case> {};

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

TEST_P(EvaluateParity, every_call_of_the_other_models_agrees_with_the_case) {
  const golden::Case& c = GetParam();
  Compared compared;
  std::size_t run = 0;

  for (const Json& call : c.json["spec"].value("calls", Json::array())) {
    const Json settings = settings_of(c, call);
    if (!covered(settings)) continue;
    const std::string data = settings.value("data", c.json["data"].get<std::string>());
    if (data.starts_with("../") && !golden::have_shared()) {
      std::cout << "[   open   ] " << c.name << " " << settings["as"] << ": data not at hand\n";
      continue;
    }
    run_call(c, settings, compared);
    ++run;
  }

  if (run == 0) GTEST_SKIP() << "the data of " << c.name << " are not at hand; set YUGONG_SHARED";
  std::cout << "[  parity  ] " << c.name << ": " << run << " calls, " << compared.numbers
            << " numbers, worst relative difference " << compared.worst << "\n";
  EXPECT_GT(compared.numbers, 0u);
}

INSTANTIATE_TEST_SUITE_P(Golden, EvaluateParity, testing::ValuesIn(cases()), test_name);

}  // namespace yugong::frontier
