#include <cmath>

#include "golden.hpp"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "yugong/index/composite.hpp"
#include "yugong/index/coupling.hpp"

namespace yugong {
namespace {

using golden::Case;
using golden::Json;
namespace composite = index::composite;

/// The cases say so: eigenvectors carry one digit less than closed forms.
constexpr double eigen_tolerance = 1e-9;

std::vector<double> numbers(const Json& json) {
  return json.get<std::vector<double>>();
}

double tolerance_of(const Case& c) {
  return c.json.at("tolerance").at("relative").get<double>();
}

/// Relative to each expected value.
void expect_equal(const std::vector<double>& got,
                  const Json& expected,
                  double tolerance,
                  const std::string& what) {
  const std::vector<double> want = numbers(expected);
  ASSERT_EQ(got.size(), want.size()) << what;
  for (std::size_t i = 0; i < want.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance * std::abs(want[i])) << what << " at " << i;
}

/// Relative to the largest expected value, for numbers that are centred at zero.
void expect_equal_in_scale(const std::vector<double>& got,
                           const std::vector<double>& want,
                           double tolerance,
                           const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  double scale = 0;
  for (const double v : want) scale = std::max(scale, std::abs(v));
  for (std::size_t i = 0; i < want.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance * scale) << what << " at " << i;
}

data::Panel panel_of(const Case& c) {
  return data::Panel::make(golden::read_csv(c, c.json.at("data")), {"city", "year"});
}

composite::Options options_of(const Case& c, composite::Weighting method) {
  composite::Options o;
  o.method = method;
  o.positive = c.json.at("spec").at("positive").get<std::vector<std::string>>();
  o.negative = c.json.at("spec").at("negative").get<std::vector<std::string>>();
  return o;
}

/// Weights in the order of the file's columns, x1, x2, ...: the cases' order, where ours is
/// positive first.
std::vector<double> in_file_order(const composite::Fit& fit, const std::vector<double>& values) {
  std::vector<double> out(values.size());
  for (std::size_t j = 0; j < values.size(); ++j)
    out.at(static_cast<std::size_t>(std::stoi(fit.indicators[j].name.substr(1)) - 1)) = values[j];
  return out;
}

class IndexParity : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const golden::Lookup found = golden::find("index", GetParam());
    if (!found.found) GTEST_SKIP() << "golden case index/" << GetParam() << " is not here";
    case_ = found.the_case;
    panel_ = panel_of(case_);
    expected_ = case_.json.at("expected");
  }

  composite::Fit run(const composite::Options& options) {
    return composite::fit(panel_, options, Executor::serial());
  }

  Case case_;
  data::Panel panel_;
  Json expected_;
};

TEST_P(IndexParity, EntropyWeightsAndIndex) {
  const Json& e = expected_.at("entropy");
  const double tolerance = tolerance_of(case_);

  const composite::Fit f = run(options_of(case_, composite::Weighting::entropy));

  const composite::Group& g = f.groups.at(0);
  expect_equal(in_file_order(f, g.entropy), e.at("entropy"), tolerance, "entropy");
  expect_equal(in_file_order(f, g.redundancy), e.at("redundancy"), tolerance, "redundancy");
  expect_equal(in_file_order(f, g.weight), e.at("weight"), tolerance, "weight");
  expect_equal(f.score, e.at("index"), tolerance, "index");
}

TEST_P(IndexParity, EntropyWithoutShift) {
  composite::Options o = options_of(case_, composite::Weighting::entropy);
  o.shift = 0;
  const composite::Fit f = run(o);
  const Json& e = expected_.at("entropy_no_shift");
  const double tolerance = tolerance_of(case_);
  expect_equal(in_file_order(f, f.groups.at(0).weight), e.at("weight"), tolerance, "weight");
  expect_equal(f.score, e.at("index"), tolerance, "index");
}

TEST_P(IndexParity, EntropyByYear) {
  composite::Options o = options_of(case_, composite::Weighting::entropy);
  o.by = "year";
  const composite::Fit f = run(o);
  const Json& years = expected_.at("entropy_by_year_weight");
  ASSERT_EQ(f.groups.size(), years.size());
  for (const composite::Group& g : f.groups)
    expect_equal(in_file_order(f, g.weight), years.at(g.name), tolerance_of(case_), g.name);
}

TEST_P(IndexParity, PrincipalComponents) {
  const Json& e = expected_.at("pca");

  const composite::Fit f = run(options_of(case_, composite::Weighting::pca));

  const composite::Components& c = f.groups.at(0).components.value();
  expect_equal(c.eigenvalues, e.at("eigenvalue"), eigen_tolerance, "eigenvalue");
  ASSERT_EQ(c.kept, e.at("kept").get<std::size_t>());
  for (std::size_t k = 0; k < c.kept; ++k) {
    std::vector<double> loading;
    for (const Json& row : e.at("loading")) loading.push_back(row.at(k).get<double>());
    expect_equal_in_scale(
        in_file_order(f, c.loadings[k]), loading, eigen_tolerance, fmt::format("loading {}", k));
  }
  expect_equal_in_scale(f.score, numbers(e.at("index")), eigen_tolerance, "index");
  EXPECT_NEAR(c.kmo, e.at("kmo").get<double>(), tolerance_of(case_));
  const double bartlett = e.at("bartlett").get<double>();
  EXPECT_NEAR(c.bartlett, bartlett, tolerance_of(case_) * bartlett);
  EXPECT_EQ(c.bartlett_df, e.at("bartlett_df").get<int>());
}

TEST_P(IndexParity, ClosenessWithEntropyWeights) {
  const composite::Fit f = run(options_of(case_, composite::Weighting::topsis));
  expect_equal(f.score, expected_.at("topsis"), tolerance_of(case_), "closeness");
}

TEST_P(IndexParity, CriticAndVariationWeights) {
  const composite::Fit critic = run(options_of(case_, composite::Weighting::critic));
  expect_equal(in_file_order(critic, critic.groups.at(0).weight),
               expected_.at("critic_weight"),
               tolerance_of(case_),
               "critic");
  const composite::Fit cv = run(options_of(case_, composite::Weighting::cv));
  expect_equal(in_file_order(cv, cv.groups.at(0).weight),
               expected_.at("variation_weight"),
               tolerance_of(case_),
               "variation");
}

TEST_P(IndexParity, CouplingOfTheEntropyIndexWithAnIndicator) {
  data::Panel panel = panel_;
  const composite::Fit entropy = run(options_of(case_, composite::Weighting::entropy));
  panel.table().add(Column::of("u1", entropy.score));
  index::coupling::Options o;
  o.systems = {"u1", "x1"};
  o.rescale = {"x1"};

  const index::coupling::Fit f = index::coupling::fit(panel, o, Executor::serial());

  const Json& e = expected_.at("coupling");
  const double tolerance = tolerance_of(case_);
  expect_equal(f.coupling, e.at("C"), tolerance, "C");
  expect_equal(f.development, e.at("T"), tolerance, "T");
  expect_equal(f.coordination, e.at("D"), tolerance, "D");
}

TEST_P(IndexParity, ThreadsGiveTheSameBits) {
  for (const auto method : {composite::Weighting::entropy, composite::Weighting::pca}) {
    const composite::Options o = options_of(case_, method);
    EXPECT_EQ(composite::fit(panel_, o, Executor::threads(2)).score, run(o).score);
  }
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         IndexParity,
                         ::testing::Values("panel-36x14", "panel-zeros"),
                         [](const auto& param) {
                           std::string name = param.param;
                           for (char& ch : name)
                             if (ch == '-') ch = '_';
                           return name;
                         });

}  // namespace
}  // namespace yugong
