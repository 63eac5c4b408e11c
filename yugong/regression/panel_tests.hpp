#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/panel_moments.hpp"

/// Specification tests of a panel model: effects or none, fixed or random, heteroskedasticity,
/// serial correlation, dependence between units, collinearity, functional form. Definitions,
/// sources and what each null hypothesis says stand in panel_tests.md.
namespace yugong::regression::panel_tests {

struct Options {
  std::string formula;
  std::vector<std::string> tests;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model without effects, e.g. y ~ x1 + x2; unit and time are the panel's",
                "不含固定效应的模型公式，如 y ~ x1 + x2；个体与时间取自面板"})
            .required()
            .formula(),
        option("tests",
               &Options::tests,
               {"which: f_unit, f_twoways, lm_unit, lm_time, lm_twoways, honda, hausman, "
                "hausman_sigmamore, mundlak, mundlak_iid, modified_wald, serial, cd, cd_twoways, "
                "reset; by "
                "default all",
                "检验：f_unit、f_twoways、lm_unit、lm_time、lm_twoways、honda、hausman、"
                "hausman_sigmamore、mundlak、mundlak_iid、modified_"
                "wald、serial、cd、reset；默认全部"}),
        level_option<Options>(),
        sets_option<Options>()};
  }
};

struct Fit {
  Design design;
  Formula formula;
  Options options;
  std::vector<Test> tests;         ///< in the order of the list above; NaN with a note where none
  std::vector<std::string> terms;  ///< of the variance inflation factors
  std::vector<double> vif;         ///< [terms] of the pooled regressors
  std::vector<double> vif_within;  ///< [terms] of the regressors without unit and time effects
  double mean_correlation = missing;  ///< mean absolute correlation of two units' residuals, of cd
  double mean_correlation_twoways = missing;  ///< of cd_twoways
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per test.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, tests, notes; table vif.
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

/// The statistics, for callers that have a sample.
Test hausman(const PanelRegression& fixed, const PanelRegression& random, bool sigmamore);

}  // namespace yugong::regression::panel_tests
