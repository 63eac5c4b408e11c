#include "yugong/regression/conventions.hpp"

#include "yugong/base/text.hpp"

namespace yugong::regression {

const std::vector<Convention>& conventions() {
  static const std::vector<Convention> all = {
      {.name = "reghdfe",
       .meaning = {"Stata reghdfe 6", "Stata reghdfe 6"},
       .df = DfRule::pairwise,
       .nested = NestedRelief::pairwise,
       .r2_follows_clusters = true},
      {.name = "xtreg",
       .meaning = {"Stata xtreg, fe with dummies for the other effects",
                   "Stata xtreg, fe（其余效应用虚拟变量）"},
       .df = DfRule::exact,
       .nested = NestedRelief::pairwise,
       .constant = Constant::base_year,
       .dummies_are_regressors = true,
       .singletons = Singletons::keep},
      {.name = "fixest",
       .meaning = {"R fixest 0.14", "R fixest 0.14"},
       .df = DfRule::simple,
       .nested = NestedRelief::simple,
       .constant = Constant::none},
      {.name = "exact",
       .meaning = {"rank of the dummies; reghdfe's count for clustered errors",
                   "按虚拟变量的秩计自由度；聚类标准误按 reghdfe"},
       .df = DfRule::exact,
       .nested = NestedRelief::pairwise},
  };
  return all;
}

const Convention& convention(const std::string& name) {
  std::vector<std::string> names;
  for (const Convention& c : conventions()) {
    if (c.name == name) return c;
    names.push_back(c.name);
  }
  const Text near = text::did_you_mean(name, names);
  const std::string list = text::join(names, ", ");
  Place place;
  place.path = "convention";
  throw Error(error("YG2257",
                    {"unknown convention '" + name + "'", "未知的 convention“" + name + "”"},
                    {"choose one of: " + list + near.en, "可选：" + list + near.in(Lang::zh)},
                    place));
}

}  // namespace yugong::regression
