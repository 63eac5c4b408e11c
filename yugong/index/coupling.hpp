#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/method.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"

/// How strongly two or more subsystems move together, and at what level: the coupling coordination
/// degree.
///
/// With u_1..u_k the subsystem indices of a row, each in [0, 1]:
///   C = k (u_1 ... u_k)^(1/k) / (u_1 + ... + u_k)                               form standard
///   C = sqrt((1 - mean over pairs |u_a - u_b|) (prod u_a / max u)^(1/(k-1)))    form modified
///   T = sum a_j u_j,   D = sqrt(C T)
/// D falls into grades at the cuts; the default are the ten grades in steps of 0.1, from extreme
/// imbalance to quality coordination.
///
/// Refuses: fewer than two subsystems (YG3221), a negative value (YG3222), a row whose subsystems
/// are all zero (YG3223), values above one in the modified form (YG3224; a warning in the standard
/// one). Sources: Illingworth (1996) for the capacitive form; Liao (1999) for D; Wang, Kong, Ren,
/// Zhi and Dai (2021), Journal of Natural Resources 36(3), for the modified form.
namespace yugong::index::coupling {

enum class Form { standard, modified };

inline Names<Form> names_of(Form) {
  return {{"standard", Form::standard}, {"modified", Form::modified}};
}

struct Options {
  std::vector<std::string> systems;
  std::vector<double>
      weights;  ///< a_j in the order of `systems`, divided by their sum; empty = equal
  std::vector<std::string>
      rescale;  ///< systems first brought to [0.01, 0.99] by min-max over all rows
  Form form = Form::standard;
  std::vector<double> cuts = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
  std::vector<std::string>
      grades;  ///< names from the lowest, one more than cuts; empty = the ten usual names

  static auto described() {
    return std::tuple{
        option(
            "systems", &Options::systems, {"columns of the subsystems' indices", "各子系统指数列"})
            .required()
            .columns()
            .min_items(2),
        option("weights",
               &Options::weights,
               {"weight of each subsystem; empty: equal", "各子系统权重；空为等权"}),
        option("rescale",
               &Options::rescale,
               {"subsystems first brought to [0.01, 0.99] by min-max",
                "先经极差变换到 [0.01, 0.99] 的子系统"})
            .columns(),
        option("form", &Options::form, {"formula of the coupling degree", "耦合度公式"}),
        option("cuts",
               &Options::cuts,
               {"bounds between grades of the coordination degree", "协调等级的分界点"}),
        option("grades",
               &Options::grades,
               {"names of the grades, from the lowest", "协调等级名称，自低至高"})};
  }
};

struct Fit {
  Options options;
  std::vector<std::string> systems;
  std::vector<double> weights;       ///< [systems], sum 1
  std::vector<double> coupling;      ///< C [panel rows], missing where a subsystem is missing
  std::vector<double> development;   ///< T [panel rows]
  std::vector<double> coordination;  ///< D [panel rows]
  std::vector<int> grade;            ///< [panel rows], 0 = lowest, -1 = missing
  std::vector<Text> grade_names;
  std::vector<std::string>
      lagging;  ///< [panel rows], the subsystem with the lowest index; empty when all are equal
  std::vector<std::vector<double>> values;  ///< [systems][panel rows], after rescaling
  Sample sample;
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
/// One row per subsystem: term, weight, mean, sd, min, max.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
/// Keys, score (= coordination degree D), coupling (C), development (T), grade, grade_zh, lagging.
Frame augment(const Fit& fit, const data::Panel& panel);
/// Table "grades": grade, grade_zh, low, high, count, share.
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::index::coupling
