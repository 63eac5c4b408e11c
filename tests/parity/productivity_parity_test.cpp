#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/frontier/productivity.hpp"

namespace yugong::frontier::productivity {

namespace {

using golden::Json;

template <class E>
E named(const std::string& word) {
  for (const auto& [name, value] : names_of(E{}))
    if (name == word) return value;
  ADD_FAILURE() << "no setting is called " << word;
  return E{};
}

Json settings_of(const golden::Case& c, const Json& call) {
  Json merged = c.json["spec"].value("common", Json::object());
  merged.update(call);
  return merged;
}

bool is_index(const golden::Case& c, const Json& call) {
  return settings_of(c, call).contains("index");
}

Model model_of(const std::string& fn) {
  return fn == "super_sbm" ? Model::super_sbm : named<Model>(fn);
}

Options options_of(const Json& call) {
  Options o;
  o.model = model_of(call["fn"]);
  o.inputs = call["inputs"].get<std::vector<std::string>>();
  o.outputs = call["good"].get<std::vector<std::string>>();
  o.undesirable = call.value("bad", std::vector<std::string>{});
  o.returns = named<Returns>(call.value("rts", "crs"));
  o.frontier = call["index"].get<std::string>();
  if (call.contains("orient")) o.orientation = named<dea::Orientation>(call["orient"]);
  if (call.value("luenberger", false)) o.index = Index::luenberger;
  if (call.value("split", false)) o.decomposition = Decomposition::fgnz;
  if (o.model != Model::ddf && o.model != Model::nddf) return o;
  o.bad = call.value("bad_as", "equal") == "free" ? dea::Bad::strong : dea::Bad::weak;
  o.direction = Value::of(call["g"].get<std::string>());
  if (call.contains("w")) {
    std::size_t i = 0;
    for (const auto* names : {&o.inputs, &o.outputs, &o.undesirable})
      for (const std::string& name : *names) o.weights[name] = call["w"][i++].get<double>();
  }
  return o;
}

/// Row of a unit and period.
class Keys {
 public:
  explicit Keys(const data::Panel& panel) {
    for (std::size_t row = 0; row < panel.rows(); ++row)
      row_[{panel.units()[static_cast<std::size_t>(panel.unit()[row])],
            panel.periods()[static_cast<std::size_t>(panel.time()[row])]}] = row;
  }

  std::size_t at(const std::string& unit, long period) const { return row_.at({unit, period}); }

 private:
  std::map<std::pair<std::string, long>, std::size_t> row_;
};

struct Compared {
  std::size_t calls = 0, numbers = 0, without = 0;
  double worst = 0;
};

void compare_column(const golden::Case& c,
                    const std::string& call,
                    const std::string& column,
                    const Frame& rows,
                    const Keys& keys,
                    Compared& compared) {
  const double relative = c.json["tolerance"]["relative"],
               absolute = c.json["tolerance"]["absolute"];
  const Json& expected = c.json["expected"][call];
  for (std::size_t i = 0; i < expected[column].size(); ++i) {
    const std::string unit = expected["unit"][i];
    const std::size_t row = keys.at(unit, expected["t1"][i].get<long>());
    const std::string place = c.name + " " + call + "." + column + " " + unit;
    EXPECT_EQ(rows.number("from", row), expected["t0"][i].get<double>()) << place;
    const double value = rows.number(column, row);
    if (expected[column][i].is_null()) {
      EXPECT_TRUE(is_missing(value)) << place << " should have no value, got " << value;
      ++compared.without;
      continue;
    }
    const double wanted = expected[column][i];
    EXPECT_NEAR(value, wanted, absolute + relative * std::abs(wanted)) << place;
    compared.worst = std::max(
        compared.worst, std::abs(value - wanted) / std::max(std::abs(wanted), absolute / relative));
    ++compared.numbers;
  }
}

void run_call(const golden::Case& c, const Json& call, Compared& compared) {
  data::Table table = golden::read_csv(c, call.value("data", c.json["data"].get<std::string>()));
  const data::Panel panel = data::Panel::make(std::move(table), {call["unit"], call["time"]});
  const Fit fitted = fit(panel, options_of(call), Executor::serial());
  const Frame rows = augment(fitted, panel);
  const std::string name = call["as"];
  const Json& expected = c.json["expected"][name];
  EXPECT_EQ(fitted.steps, expected["unit"].size()) << c.name << " " << name;
  const Keys keys(panel);
  for (const auto& [column, values] : expected.items())
    if (column != "unit" && column != "t0" && column != "t1")
      compare_column(c, name, column, rows, keys, compared);
  ++compared.calls;
}

class ProductivityParity : public testing::TestWithParam<golden::Case> {};

std::vector<golden::Case> cases() {
  std::vector<golden::Case> with_index;
  for (const golden::Case& c : golden::all("frontier"))
    for (const Json& call : c.json["spec"].value("calls", Json::array()))
      if (is_index(c, call)) {
        with_index.push_back(c);
        break;
      }
  return with_index;
}

std::string test_name(const testing::TestParamInfo<golden::Case>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace

TEST_P(ProductivityParity, every_index_agrees_with_the_case) {
  const golden::Case& c = GetParam();
  Compared compared;

  for (const Json& call : c.json["spec"]["calls"]) {
    if (!is_index(c, call)) continue;
    const Json settings = settings_of(c, call);
    const std::string data = settings.value("data", c.json["data"].get<std::string>());
    if (data.starts_with("../") && !golden::have_shared())
      GTEST_SKIP() << "data of " << c.name << " are not at hand";
    run_call(c, settings, compared);
  }

  std::cout << "[  parity  ] " << c.name << ": " << compared.calls << " calls, " << compared.numbers
            << " numbers, " << compared.without << " without a value, worst relative difference "
            << compared.worst << "\n";
  EXPECT_GT(compared.numbers, 0u);
}

INSTANTIATE_TEST_SUITE_P(Golden, ProductivityParity, testing::ValuesIn(cases()), test_name);

/// What Stata saved is single precision in part: seven digits.
TEST(ProductivityReplicate, gtfpch_reproduces_the_results_that_stata_saved) {
  const golden::Lookup found = golden::find("frontier", "stata-gtfpch-china30");
  if (!found.found || !golden::have_shared()) GTEST_SKIP() << "data are not at hand";
  const golden::Case& c = found.the_case;
  const Json call = settings_of(c, c.json["spec"]["calls"][0]);
  const data::Panel panel = data::Panel::make(
      golden::read_csv(c, c.json["data"].get<std::string>()), {call["unit"], call["time"]});
  const Keys keys(panel);
  for (const char* name : {"gml", "luenberger_nddf"}) {
    Options o;
    o.model = std::string(name) == "gml" ? Model::ddf : Model::nddf;
    o.inputs = call["inputs"].get<std::vector<std::string>>();
    o.outputs = call["good"].get<std::vector<std::string>>();
    o.undesirable = call["bad"].get<std::vector<std::string>>();
    o.frontier = "global";
    o.replicate = dea::Replicate::gtfpch;

    const Frame rows = augment(fit(panel, o, Executor::serial()), panel);

    const Json& saved = c.json["published"]["values"][name];
    const Json& order = c.json["expected"][name];
    for (const auto& [theirs, ours] : std::map<std::string, std::string>{
             {"TFPCH", "tfpch"}, {"TECH", "tech"}, {"TECCH", "tecch"}})
      for (std::size_t i = 0; i < saved[theirs].size(); ++i) {
        const std::size_t row =
            keys.at(order["unit"][i].get<std::string>(), order["t1"][i].get<long>());
        EXPECT_NEAR(rows.number(ours, row), saved[theirs][i].get<double>(), 5e-7)
            << name << " " << theirs << " " << i;
      }
  }
}

}  // namespace yugong::frontier::productivity
