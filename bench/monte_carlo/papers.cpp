#include <memory>

#include "experiment.hpp"

#include "yugong/simulate/city_panel.hpp"
#include "yugong/simulate/yellow_river.hpp"

/// The panels that the shipped studies are made of, drawn again and again: the studies' estimators
/// against the parameters in truth.json.
namespace yugong::monte_carlo {
namespace {

constexpr const char* kControls = " + OPEN + POP + ER + GOV + INF";

Estimator effects(const std::string& name,
                  const std::string& outcome,
                  const std::string& controls,
                  const std::string& vcov,
                  std::vector<Target> targets) {
  return {name,
          "fe",
          settings(outcome + " ~ NQP" + controls + " | city + year",
                   {{"vcov", Value::of(vcov)}, {"convention", Value::of("xtreg")}}),
          std::move(targets)};
}

Draw of_cities(const simulate::Options& options) {
  auto generator = std::make_shared<const simulate::Generator>(options);
  return [generator](Random&, std::uint64_t replicate) {
    return data::Panel::make(generator->panel(replicate), {"city", "year"});
  };
}

/// 242 cities: fixed effects, and last year's index as instrument.
Design of_242_cities(std::uint64_t seed, double endogeneity, Promise least_squares) {
  simulate::city_panel::Options options;
  options.seed = seed;
  options.endogeneity = endogeneity;
  auto generator = std::make_shared<const simulate::city_panel::Generator>(options);
  const Value clusters = Value::of("cluster(city)");
  const std::string others = "Econ + Gov + FDI + Finan + lnpd";
  const double slope_of_index = 0.198;
  return {"g",
          endogeneity > 0 ? "242 cities, 2011-2022: an endogenous index"
                          : "242 cities, 2011-2022: an exogenous index",
          endogeneity > 0
              ? "`yugong simulate city-panel`: the slope is 0.198, fixed effects are made to "
                "find 0.563, last year's index is a valid instrument."
              : "`--endogeneity 0`: both find the slope.",
          [generator](Random&, std::uint64_t replicate) {
            return data::Panel::make(generator->draw(replicate).answer, {"city", "year"});
          },
          {{"fe, cluster(city)",
            "fe",
            settings("Coor ~ Nqp + " + others + " | city + year", {{"vcov", clusters}}),
            {slope("Nqp", slope_of_index, least_squares, 0.03)}},
           {"2sls, cluster(city)",
            "iv",
            settings("Coor ~ " + others + " | city + year | Nqp ~ L.Nqp", {{"vcov", clusters}}),
            {slope("Nqp", slope_of_index, Promise::holds, 0.03),
             rubin_set(slope_of_index, Promise::holds, 0.03),
             test("endogeneity", Promise::none)}}}};
}

}  // namespace

std::vector<Design> paper_designs(std::uint64_t seed) {
  using enum Promise;
  simulate::Options still;
  still.seed = seed;
  simulate::Options persistent = still;
  persistent.persistence = 0.809;
  const double lag = 0.809, dynamic = 0.192;
  const std::string moving = std::string("CEE ~ L.CEE + NQP") + kControls + " | year";
  const Value groups = Value::of("L.CEE NQP, lag(1 3) collapse");
  const Value others = Value::of("OPEN POP ER GOV INF, eq(diff)");
  return {
      {"g",
       "Yellow River, 36 x 14: the models of studies/yellow-river",
       "`yugong simulate yellow-river`; cells at the frontier do not follow the regression "
       "(yugong/simulate/yellow_river.md).",
       of_cities(still),
       {effects("base1", "CEE", "", "iid", {slope("NQP", 0.230, none)}),
        effects("base2", "CEE", kControls, "iid", {slope("NQP", 0.230, holds, 0.02)}),
        effects("cluster", "CEE", kControls, "cluster(city)", {slope("NQP", 0.230, none)}),
        effects("mech.UIS", "UIS", kControls, "iid", {slope("NQP", 0.776, holds, 0.02)}),
        effects("mech.GT", "GT", kControls, "iid", {slope("NQP", 1393.573, none)}),
        effects(
            "mech.GT, cluster", "GT", kControls, "cluster(city)", {slope("NQP", 1393.573, none)}),
        {"gmm (system, two steps, collapsed)",
         "gmm",
         settings(moving, {{"gmm", groups}, {"iv", others}}),
         {slope("L.CEE", 0, none),
          slope("NQP", 0.230, none),
          slope("OPEN", 0.10, none),
          test("ar2", none),
          test("hansen", none)}},
        {"the same, controls also in levels",
         "gmm",
         settings(moving, {{"gmm", groups}, {"iv", Value::of("OPEN POP ER GOV INF")}}),
         {slope("L.CEE", 0, none), slope("NQP", 0.230, none), test("hansen", none)}},
        {"difference, two steps, collapsed",
         "gmm",
         settings(moving, {{"gmm", groups}, {"iv", others}, {"equation", Value::of("difference")}}),
         {slope("L.CEE", 0, none), slope("NQP", 0.230, none), test("hansen", none)}},
        {"lsdvc, from ab",
         "lsdvc",
         settings(moving, {{"replications", Value::of(20)}}),
         {slope("L.CEE", 0, none), slope("NQP", 0.230, none)}}}},
      {"g",
       "Yellow River with persistence 0.809",
       "`--persistence 0.809`: CEE = 0.809 L.CEE + 0.192 NQP + controls + city + year + e.",
       of_cities(persistent),
       {{"within (fe)",
         "fe",
         settings(std::string("CEE ~ L.CEE + NQP") + kControls + " | city + year"),
         {slope("L.CEE", lag, fails), slope("NQP", dynamic, none)}},
        {"system GMM, two steps, collapsed",
         "gmm",
         settings(moving, {{"gmm", groups}, {"iv", others}}),
         {slope("L.CEE", lag, none),
          slope("NQP", dynamic, none),
          test("ar2", none),
          test("hansen", none)}},
        {"lsdvc, from ab",
         "lsdvc",
         settings(moving, {{"replications", Value::of(20)}}),
         {slope("L.CEE", lag, none), slope("NQP", dynamic, none)}}}},
      of_242_cities(seed, 1, fails),
      of_242_cities(seed, 0, holds),
  };
}

}  // namespace yugong::monte_carlo
