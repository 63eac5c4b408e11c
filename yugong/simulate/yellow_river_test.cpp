#include "yugong/simulate/yellow_river.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/base/frame.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::simulate {
namespace {

// What a cell's text was drawn to, so that the hash does not hang on the last bit of a library
// function.
std::string fingerprint(const data::Table& table) {
  std::string all;
  for (const data::DataColumn& c : table.columns())
    for (std::size_t i = 0; i < c.size(); ++i) {
      char text[32];
      if (!c.is_text) std::snprintf(text, sizeof text, "%.9g;", c.numbers[i]);
      all += c.is_text ? c.texts[i] + ";" : text;
    }
  return sha256(all);
}

double at(const Value& tree, std::initializer_list<const char*> path) {
  const Value* v = &tree;
  for (const char* key : path) v = v->find(key);
  return v->number();
}

const Simulated& clean() {
  static const Simulated s = simulate({});
  return s;
}

Simulated of_mode(Mode mode, std::uint64_t seed = 1) {
  Options options;
  options.mode = mode;
  options.seed = seed;
  return simulate(options);
}

TEST(YellowRiver, ThirtySixCitiesAndFourteenYearsWithTheGroupSizesOfTheStudy) {
  const data::Table& raw = clean().raw;
  std::map<std::string, int> rows;
  for (const std::string& s : raw.column("region").texts) ++rows[s];
  for (const std::string& s : raw.column("stage").texts) ++rows[s];

  EXPECT_EQ(raw.rows(), 504u);
  EXPECT_EQ(rows,
            (std::map<std::string, int>{{"上游", 98},
                                        {"中游", 252},
                                        {"下游", 154},
                                        {"成长型", 98},
                                        {"成熟型", 252},
                                        {"衰退型", 98},
                                        {"再生型", 56}}));
}

TEST(YellowRiver, MeanSdMinimumAndMaximumAreThePrintedOnes) {
  const Value& moments = *clean().truth.find("moments");
  for (const auto& [name, both] : moments.members) {
    // The index is a weighted sum, whose extremes cannot be set; counts and money are rounded as
    // printed.
    const bool index = name == "NQP";
    for (const char* number : {"mean", "sd"})
      EXPECT_NEAR(at(both, {"achieved", number}),
                  at(both, {"printed", number}),
                  index ? 0.0015 : 0.002 * at(both, {"printed", "sd"}))
          << name << " " << number;
    if (index) continue;
    for (const char* number : {"min", "max"})
      EXPECT_NEAR(at(both, {"achieved", number}),
                  at(both, {"printed", number}),
                  0.005 * at(both, {"printed", "sd"}))
          << name << " " << number;
  }
}

TEST(YellowRiver, TheSuperEfficientTailReachesThePrintedMaximum) {
  const auto& score = clean().answer.column("CEE").numbers;
  const auto& place = clean().answer.column("frontier").texts;
  int above = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    EXPECT_EQ(score[i] > 1, place[i] == "extreme");
    above += score[i] > 1 ? 1 : 0;
  }

  EXPECT_EQ(above, 3);
  EXPECT_NEAR(*std::max_element(score.begin(), score.end()), 1.073, 1e-9);
}

TEST(YellowRiver, TheSameSeedGivesTheSamePanelAndAnotherSeedAnother) {
  Options other;
  other.seed = 2;

  EXPECT_EQ(fingerprint(simulate({}).raw), fingerprint(clean().raw));
  EXPECT_NE(fingerprint(simulate(other).raw), fingerprint(clean().raw));
}

TEST(YellowRiver, ReplicateZeroIsTheSimulationAndOthersDiffer) {
  const Generator generator{Options{}};

  EXPECT_EQ(fingerprint(generator.draw(0).raw), fingerprint(clean().raw));
  EXPECT_NE(fingerprint(generator.draw(1).raw), fingerprint(clean().raw));
  EXPECT_TRUE(generator.panel(3).has("CEE"));
  EXPECT_TRUE(generator.panel(3).has("gdp"));
}

TEST(YellowRiver, ChangingTheModeChangesNoTrueNumber) {
  EXPECT_EQ(fingerprint(of_mode(Mode::dirty).raw), fingerprint(clean().raw));
  EXPECT_EQ(fingerprint(of_mode(Mode::dirty).answer), fingerprint(clean().answer));
}

TEST(YellowRiver, EstimatesScatterAroundTheTrueSlopeAsTheirStandardErrorsSay) {
  const Generator generator{Options{}};
  constexpr int kDraws = 60;
  double sum = 0, squares = 0, error = 0;
  for (std::uint64_t r = 0; r < kDraws; ++r) {
    const Value truth = generator.draw(r).truth;
    const double slope = at(truth, {"fixed_effects", "CEE", "realised", "NQP"});
    sum += slope;
    squares += slope * slope;
    error += at(truth, {"fixed_effects", "CEE", "std_error", "NQP"}) / kDraws;
  }
  const double mean = sum / kDraws, sd = std::sqrt(squares / kDraws - mean * mean);

  EXPECT_NEAR(error, 0.115, 0.01);  // 0.230 / 2.003 as printed
  EXPECT_NEAR(sd, error, 0.3 * error);
  // The frontier pulls the slope by about 0.01, see yellow_river.md; the rest is three standard
  // errors of the mean.
  EXPECT_NEAR(mean, 0.230, 0.012 + 3 * error / std::sqrt(kDraws));
}

TEST(YellowRiver, MechanismsAndControlsHaveTheirSlopesWithoutNoise) {
  const Value& truth = clean().truth;

  EXPECT_NEAR(at(truth, {"fixed_effects", "UIS", "noise_free", "NQP"}), 0.776, 1e-4);
  EXPECT_NEAR(
      at(truth, {"fixed_effects", "GT", "noise_free", "NQP"}), 1393.573, 2);  // whole patents
  EXPECT_EQ(at(truth, {"parameters", "CEE", "NQP"}), 0.230);
}

TEST(YellowRiver, TheIndexIsThePooledEntropyIndexOfTheRawColumns) {
  const data::Table& raw = clean().raw;
  std::vector<std::pair<std::string, double>> weights;
  for (const auto& [name, weight] : clean().truth.find("weights")->members)
    weights.push_back({name, weight.number()});
  std::vector<double> score(raw.rows(), 0.0);
  double sum = 0;
  for (const auto& [name, weight] : weights) {
    sum += weight;
    const auto& x = raw.column(name).numbers;
    const double low = *std::min_element(x.begin(), x.end()),
                 high = *std::max_element(x.begin(), x.end());
    const bool negative = name == "so2" || name == "waste_water";
    for (std::size_t i = 0; i < x.size(); ++i)
      score[i] += weight * ((negative ? high - x[i] : x[i] - low) / (high - low) + 1e-4);
  }

  EXPECT_EQ(weights.size(), 15u);
  EXPECT_NEAR(sum, 1, 1e-12);
  for (std::size_t i = 0; i < score.size(); ++i)
    EXPECT_NEAR(score[i], clean().answer.column("NQP").numbers[i], 1e-12);
}

TEST(YellowRiver, PreparingTheRawColumnsGivesCapitalEnergyAndRealOutputBack) {
  const data::Table& raw = clean().raw;
  const data::Table& answer = clean().answer;
  double level = 1, price = 1, capital = 0;
  for (std::size_t i = 0; i < raw.rows(); ++i) {
    const bool first = i % 14 == 0;
    const auto v = [&](const char* name) { return raw.column(name).numbers[i]; };
    level = first ? 1 : level * v("gdp_index") / 100;
    price = first ? 1 : price * v("invest_index") / 100;
    capital = first ? 10 * v("invest") : (1 - 0.096) * capital + v("invest") / price;
    const double energy = 1.229 * v("power_use") + 13.3 * v("gas_use") + 1.7143 * v("lpg_use");

    EXPECT_NEAR(v("gdp") / level / answer.column("gdp_real").numbers[i], 1, 1e-12);
    EXPECT_NEAR(capital / answer.column("capital").numbers[i], 1, 1e-12);
    EXPECT_NEAR(energy / answer.column("energy").numbers[i], 1, 1e-12);
    EXPECT_GT(v("invest"), 0);
  }
}

TEST(YellowRiver, EveryDamagedCellIsListedWithItsTrueValue) {
  const Simulated s = of_mode(Mode::dirty);
  std::size_t shown = 0;
  std::set<std::string> kinds;
  for (const auto& [column, cells] : s.shown)
    for (const std::string& cell : cells) shown += cell.empty() ? 0U : 1U;
  for (const Injection& x : s.injected) {
    kinds.insert(x.kind);
    std::size_t row = 0;
    while (s.raw.column("city").texts[row] != x.city ||
           s.raw.column("year").numbers[row] != static_cast<double>(x.year))
      ++row;
    const std::string column = x.column.empty() ? "city" : x.column;
    EXPECT_EQ(s.shown.at(column)[row], x.written);
    const data::DataColumn& c = s.raw.column(column);
    EXPECT_EQ(x.truth, c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]));
  }

  EXPECT_EQ(shown, s.injected.size());
  EXPECT_EQ(kinds,
            (std::set<std::string>{"gap",
                                   "thousands separator",
                                   "full-width digits",
                                   "percent sign",
                                   "name",
                                   "outlier",
                                   "row shift",
                                   "zero for missing"}));
}

TEST(YellowRiver, UntidyFilesHoldNoWrongNumberAndLeaveTheTechnologyWhole) {
  const Simulated s = of_mode(Mode::untidy);
  for (const Injection& x : s.injected) {
    EXPECT_FALSE(x.kind == "outlier" || x.kind == "row shift" || x.kind == "zero for missing");
    if (x.kind == "gap") {
      EXPECT_TRUE(x.column != "gdp" && x.column != "labour" && x.column != "invest" &&
                  x.column != "co2" && x.column != "power_use");
      EXPECT_TRUE(x.year > 2010 && x.year < 2023);
    }
  }
  EXPECT_FALSE(s.injected.empty());
}

TEST(YellowRiver, OtherSizesGiveSimulatedNames) {
  Options options;
  options.cities = 60;
  options.first_year = 2000;
  options.last_year = 2009;
  options.labels = Labels::en;

  const Simulated s = simulate(options);

  EXPECT_EQ(s.raw.rows(), 600u);
  EXPECT_EQ(s.raw.column("city").texts[0], "Simulated city 001");
  EXPECT_NEAR(at(s.truth, {"moments", "CEE", "achieved", "mean"}), 0.457, 0.002);
}

TEST(YellowRiver, SlopesByRegionAreInTheTruth) {
  Options options;
  options.slopes = Slopes::group;

  const Value truth = simulate(options).truth;

  EXPECT_EQ(at(truth, {"groups", "upper", "true"}), 3.608);
  EXPECT_EQ(at(truth, {"groups", "lower", "true"}), -0.210);
  EXPECT_EQ(truth.find("parameters")->find("CEE")->find("NQP"), nullptr);
}

TEST(YellowRiver, TooFewYearsAreRefused) {
  Options options;
  options.last_year = 2011;
  try {
    simulate(options);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3401");
    EXPECT_FALSE(e.first().mend.en.empty());
  }
}

}  // namespace
}  // namespace yugong::simulate
