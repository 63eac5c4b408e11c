#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

/// Names inside formulas and expressions, with the place of each: enough to check and to rewrite
/// them before a method parses them.
namespace yugong::study {

/// A name used in a text, and where: `begin` counts bytes, `column` characters (from 0).
struct NameUse {
  std::string name;       ///< without `L.`, `F.`, `D.` in front
  std::size_t begin = 0;  ///< byte offset of `name`
  std::size_t end = 0;
  std::size_t column = 0;
  bool is_set = false;  ///< written `@name`
};

/// Names of variables and sets in a formula or expression; functions, keyword arguments, numbers
/// and quoted texts are skipped.
std::vector<NameUse> names_in(std::string_view text);

/// The place of one name inside a quoted value of a file.
Place place_inside(const Place& value, const NameUse& use);

using Sets = std::map<std::string, std::vector<std::string>>;

/// `@controls` replaced by its members joined with " + " (in a formula) or ", " (inside parentheses
/// of `c(`, or alone in those of `csw(` and its kin). Unknown sets are left as they are: the check
/// names them.
std::string expand_sets(std::string_view formula, const Sets& sets);

/// Names replaced by others, e.g. NQP by NQP_pca.
std::string swap_names(std::string_view formula, const std::map<std::string, std::string>& swap);

/// The outcomes of `c(y1, y2) ~ ...`, or the one outcome; `rest` is what stands from the tilde on.
std::vector<std::string> outcomes_of(const std::string& formula, std::string& rest);

/// One model of a formula that stands for several.
struct SingleModel {
  std::string id;  ///< the outcome where there are several, then the number of the step: "y1.2"
  std::string formula;  ///< of this model alone
};

/// The models of a formula in order: per outcome of `c(y1, y2)`, then per step of `sw`, `sw0`,
/// `csw`, `csw0` or `mvsw` among the regressors, then among the fixed effects. What the methods
/// take together (docs: fe.md) a study keeps apart, so that every model has a name for tables.
std::vector<SingleModel> models_of(const std::string& formula);

}  // namespace yugong::study
