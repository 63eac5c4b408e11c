#include "yugong/simulate/city_panel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/simulate/inverse_sbm.hpp"

namespace yugong::simulate::city_panel {
namespace {

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

const Generator& generator() {
  static const Generator all{Options{}};
  return all;
}

const Simulated& clean() {
  static const Simulated s = generator().draw(0);
  return s;
}

// Small enough to be solved often.
Options small() {
  Options options;
  options.cities = 60;
  options.first_year = 2015;
  return options;
}

std::map<std::string, int> rows_by(const data::Table& table, const char* column) {
  std::map<std::string, int> rows;
  for (const std::string& text : table.column(column).texts) ++rows[text];
  return rows;
}

TEST(CityPanel, CitiesGroupsAndProvincesAreThoseOfTheStudy) {
  const data::Table& raw = clean().raw;

  EXPECT_EQ(raw.rows(), 2904u);
  EXPECT_EQ(rows_by(raw, "resource"),
            (std::map<std::string, int>{{"资源型城市", 1104}, {"非资源型城市", 1800}}));
  EXPECT_EQ(rows_by(raw, "capital_city"),
            (std::map<std::string, int>{{"省会与直辖市", 336}, {"普通城市", 2568}}));
  EXPECT_EQ(rows_by(raw, "rank")["直辖市"], 48);
  // A province with one city has nothing left after province-year effects: 2,904 - 84 = 2,820.
  int alone = 0;
  for (const auto& [province, rows] : rows_by(raw, "province")) alone += rows == 12 ? 1 : 0;
  EXPECT_EQ(alone, 7);
}

TEST(CityPanel, RowsAreSortedByCityAndYearAndNamesAreUnique) {
  const data::Table& raw = clean().raw;

  EXPECT_EQ(rows_by(raw, "city").size(), 242u);
  for (std::size_t i = 0; i < raw.rows(); ++i) {
    EXPECT_EQ(raw.column("year").numbers[i], 2011 + static_cast<double>(i % 12));
    EXPECT_EQ(raw.column("city").texts[i], raw.column("city").texts[i - i % 12]);
  }
}

TEST(CityPanel, WinsorisedMeanAndSdAreThePrintedOnes) {
  for (const auto& [name, both] : clean().truth.find("moments")->members) {
    const double sd = at(both, {"printed", "sd"});
    // Of the index and its parts, only the spread of the parts is solved for.
    const bool index = name.starts_with("Nq");
    EXPECT_NEAR(at(both, {"achieved", "mean"}),
                at(both, {"printed", "mean"}),
                index ? 0.05 * sd : 0.002 * sd)
        << name;
    EXPECT_NEAR(at(both, {"achieved", "sd"}), sd, index ? 0.05 * sd : 0.002 * sd) << name;
  }
  for (const char* control : {"Econ", "Gov", "FDI", "Finan", "lnpd"})
    for (const char* end : {"min", "max"})
      EXPECT_NEAR(at(clean().truth, {"moments", control, "achieved", end}),
                  at(clean().truth, {"moments", control, "printed", end}),
                  0.002 * at(clean().truth, {"moments", control, "printed", "sd"}))
          << control << " " << end;
}

TEST(CityPanel, TheSameSeedGivesTheSamePanelAndReplicatesDiffer) {
  const Generator one{small()}, two{small()};

  EXPECT_EQ(fingerprint(one.draw(0).raw), fingerprint(two.draw(0).raw));
  EXPECT_EQ(fingerprint(one.draw(3).answer), fingerprint(two.draw(3).answer));
  EXPECT_NE(fingerprint(one.draw(1).raw), fingerprint(one.draw(0).raw));
  EXPECT_TRUE(one.panel(2).has("Coor"));
  EXPECT_TRUE(one.panel(2).has("gdp"));
}

TEST(CityPanel, ChangingTheModeChangesNoTrueNumber) {
  Options dirty = small();
  dirty.mode = Mode::dirty;

  const Simulated a = simulate(small()), b = simulate(dirty);

  EXPECT_EQ(fingerprint(a.raw), fingerprint(b.raw));
  EXPECT_EQ(fingerprint(a.answer), fingerprint(b.answer));
  EXPECT_TRUE(a.injected.empty());
  EXPECT_FALSE(b.injected.empty());
}

TEST(CityPanel, WithoutNoiseFixedEffectsFindTheBenchmarkAndInstrumentsTheTrueSlope) {
  EXPECT_NEAR(at(clean().truth, {"samples", "baseline", "noise_free"}), 0.563, 1e-9);
  EXPECT_NEAR(at(clean().truth, {"slope", "instruments", "noise_free"}), 0.198, 1e-9);
  EXPECT_EQ(at(clean().truth, {"parameters", "Coor", "Nqp"}), 0.198);
  EXPECT_NEAR(at(clean().truth, {"slope", "first_stage", "achieved"}), 0.731, 0.15);
}

TEST(CityPanel, WithoutEndogeneityFixedEffectsFindTheTrueSlope) {
  Options options = small();
  options.endogeneity = 0;

  const Value truth = simulate(options).truth;

  EXPECT_NEAR(at(truth, {"samples", "baseline", "noise_free"}), 0.198, 1e-9);
  EXPECT_NEAR(at(truth, {"slope", "instruments", "noise_free"}), 0.198, 1e-9);
}

TEST(CityPanel, MechanismsHaveTheirSlopesWithinThreeStandardErrors) {
  for (const auto& [name, m] : clean().truth.find("mechanisms")->members)
    EXPECT_NEAR(at(m, {"realised"}), at(m, {"true"}), 3 * at(m, {"std_error"})) << name;
}

TEST(CityPanel, SlopesByGroupComeNearThePrintedOnes) {
  Options options;
  options.slopes = Slopes::group;
  options.seed = 2;

  const Value truth = simulate(options).truth;

  for (const auto& [name, sample] : truth.find("samples")->members)
    EXPECT_NEAR(at(sample, {"noise_free"}), at(sample, {"printed"}), 0.2) << name;
  EXPECT_LT(at(truth, {"slope", "instruments", "noise_free"}),
            at(truth, {"samples", "baseline", "noise_free"}) - 0.15);
  // There is no single true slope.
  EXPECT_EQ(truth.find("parameters")->find("Coor"), nullptr);
  EXPECT_EQ(at(truth, {"parameters", "resource_based", "Nqp"}),
            at(truth, {"samples", "resource_based", "noise_free"}));
}

TEST(CityPanel, TheIndexIsThePooledEntropyIndexOfTheRatiosOfRawColumns) {
  const data::Table& raw = clean().raw;
  const std::map<std::string, std::pair<const char*, const char*>> ratio = {
      {"students_pc", {"students", "pop"}},
      {"postal_gdp", {"postal", "gdp"}},
      {"telecom_gdp", {"telecom", "gdp"}},
      {"sci_share", {"sci_spend", "fiscal_spend"}},
      {"so2_gdp", {"so2", "gdp"}},
      {"broadband_pc", {"broadband", "pop"}},
      {"mobile_pc", {"mobile", "pop"}}};
  std::vector<double> score(raw.rows(), 0.0);
  double sum = 0;
  for (const auto& [name, weight] : clean().truth.find("weights")->members) {
    const auto found = ratio.find(name);
    std::vector<double> x = raw.column(found == ratio.end() ? name : found->second.first).numbers;
    if (found != ratio.end())
      for (std::size_t i = 0; i < x.size(); ++i)
        x[i] /= raw.column(found->second.second).numbers[i];
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    const double least = *low, most = *high;
    for (std::size_t i = 0; i < x.size(); ++i)
      score[i] += weight.number() *
                  ((name == "so2_gdp" ? most - x[i] : x[i] - least) / (most - least) + 1e-4);
    sum += weight.number();
  }

  EXPECT_NEAR(sum, 1, 1e-12);
  for (std::size_t i = 0; i < score.size(); ++i)
    EXPECT_NEAR(score[i], clean().answer.column("Nqp").numbers[i], 1e-12);
}

TEST(CityPanel, PreparingTheRawColumnsGivesCapitalEnergyAndRealOutputBack) {
  const data::Table& raw = clean().raw;
  const data::Table& answer = clean().answer;
  double level = 1, price = 1, capital = 0;
  for (std::size_t i = 0; i < raw.rows(); ++i) {
    const bool first = i % 12 == 0;
    const auto v = [&](const char* name) { return raw.column(name).numbers[i]; };
    const auto a = [&](const char* name) { return answer.column(name).numbers[i]; };
    level = first ? 1 : level * v("gdp_index") / 100;
    price = first ? 1 : price * v("invest_index") / 100;
    capital = first ? 10 * v("invest") : (1 - 0.096) * capital + v("invest") / price;
    const double energy = 1.229 * v("power_use") + 13.3 * v("gas_use") + 1.7143 * v("lpg_use");

    EXPECT_NEAR(v("gdp") / level / a("gdp_real"), 1, 1e-12);
    EXPECT_NEAR(capital / a("capital"), 1, 1e-12);
    EXPECT_NEAR(energy / a("energy"), 1, 1e-12);
    EXPECT_NEAR(10 * energy / v("gdp") / a("energy2"), 1, 1e-12);
    EXPECT_NEAR(std::log(v("gdp") / v("pop")), a("Econ"), 1e-12);
    EXPECT_NEAR(v("green_app_n") / v("pop"), a("green_app"), 1e-12);
    for (const char* positive : {"invest", "labour", "power_use", "gas_use", "lpg_use", "pm25"})
      EXPECT_GT(v(positive), 0) << positive;
  }
}

// The slacks-based measure of every cell against the smallest multiple of each single cell that
// makes enough output: an upper bound of the score, attained where the best reference is one cell.
TEST(CityPanel, NoSingleReferenceBeatsTheKnownScoreAndOneAttainsIt) {
  const data::Table& raw = clean().raw;
  const data::Table& answer = clean().answer;
  const auto& good = answer.column("gdp_real").numbers;
  const std::vector<const std::vector<double>*> amounts = {&answer.column("capital").numbers,
                                                           &raw.column("labour").numbers,
                                                           &answer.column("energy").numbers,
                                                           &raw.column("co2").numbers,
                                                           &raw.column("pm25").numbers};
  const auto& score = answer.column("Coor").numbers;
  std::vector<std::size_t> frontier;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (answer.column("frontier").texts[i] != "inside") frontier.push_back(i);
  EXPECT_EQ(frontier.size(), 5u);
  for (std::size_t i = 0; i < score.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < score.size(); ++j) {
      double ratio[5], most = 0;
      for (std::size_t k = 0; k < 5; ++k) {
        ratio[k] = (*amounts[k])[j] / good[j] * good[i] / (*amounts[k])[i];
        most = std::max(most, ratio[k]);
      }
      if (most <= 1 + 1e-12)
        best = std::min(best,
                        (ratio[0] + ratio[1] + ratio[2]) / 3 / (1 + (2 - ratio[3] - ratio[4]) / 3));
    }
    EXPECT_NEAR(best, std::min(score[i], 1.0), 1e-9) << i;
  }
  EXPECT_NEAR(*std::max_element(score.begin(), score.end()), 1.08, 1e-9);
}

TEST(CityPanel, OneExtremePointWithTwoBadOutputsScoresThreeOverTwoPlusItsBad) {
  const std::vector<Extreme> points = extreme_points(1, 1.08, 2);

  EXPECT_NEAR(points[0].score, 1.08, 1e-9);
  EXPECT_NEAR(points[0].score, 3 / (2 + points[0].bad), 1e-9);
  EXPECT_GT(points[0].input, (5 - 2 * points[0].bad) / 3);
}

TEST(CityPanel, OtherSizesGiveSimulatedNames) {
  Options options = small();
  options.labels = Labels::en;

  const Simulated s = simulate(options);

  EXPECT_EQ(s.raw.rows(), 480u);
  EXPECT_EQ(s.raw.column("city").texts[0], "Simulated city 001");
  // Two cities of sixty hold the frontier, which weighs more than two of 242.
  EXPECT_NEAR(at(s.truth, {"moments", "Coor", "achieved", "mean"}), 0.063, 0.015);
}

TEST(CityPanel, ManySeedsCanBeDrawn) {
  const Generator many{small()};
  for (std::uint64_t r = 0; r < 30; ++r) EXPECT_NO_THROW(many.draw(r)) << r;
}

TEST(CityPanel, TooFewYearsAreRefused) {
  Options options;
  options.last_year = 2013;
  try {
    simulate(options);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3401");
    EXPECT_FALSE(e.first().mend.zh.empty());
  }
}

}  // namespace
}  // namespace yugong::simulate::city_panel
