#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "yugong/base/value.hpp"

/// Options are declared once, in the Options struct of a method: the member with its default, and
/// one row of `described()`. Study file, command line, JSON schema, help and reference page are
/// derived from there.
///
///     struct Options {
///       std::vector<std::string> inputs;
///       Returns returns = Returns::crs;          // an enum with a names_of() overload, see below
///       double shift = 1e-4;
///       static auto described() {
///         return std::tuple{
///             option("inputs", &Options::inputs, {"input columns",
///             "投入变量"}).required().columns(), option("returns", &Options::returns, {"returns to
///             scale", "规模报酬"}), option("shift", &Options::shift, {"added after min-max",
///             "平移量"}).at_least(0)};
///       }
///     };
///     inline Names<Returns> names_of(Returns) { return {{"crs", Returns::crs}, {"vrs",
///     Returns::vrs}}; }
///
/// Member types: bool, int, std::int64_t, std::uint64_t, double, std::string, enum, std::optional
/// of these, std::vector of these, std::map<std::string, T> of these, and Value (kept as written).
/// A text is accepted for a vector with one item; a command line gives lists as "a,b".
namespace yugong {

template <class E>
using Names = std::vector<std::pair<std::string, E>>;

/// What help, schema and reference pages print of one option.
struct OptionInfo {
  std::string name;
  std::string type;      ///< "flag", "integer", "number", "text", "choice", "list of ...", "table"
  std::string fallback;  ///< the default as a user would write it; empty = none
  Text help;
  std::vector<std::string> choices;
  bool required = false;
  bool columns = false;  ///< the value names columns of the panel
  bool formula = false;  ///< the value is a formula whose variables are columns
};

template <class S, class T>
struct Option {
  std::string name;
  T S::*member;
  Text help;
  bool is_required = false;
  bool is_columns = false;
  bool is_formula = false;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::size_t fewest = 0;

  Option required() && {
    is_required = true;
    return std::move(*this);
  }

  Option columns() && {
    is_columns = true;
    return std::move(*this);
  }  ///< values are column names

  Option formula() && {
    is_formula = true;
    return std::move(*this);
  }

  Option at_least(double v) && {
    low = v;
    return std::move(*this);
  }

  Option at_most(double v) && {
    high = v;
    return std::move(*this);
  }

  Option min_items(std::size_t n) && {
    fewest = n;
    return std::move(*this);
  }
};

template <class S, class T>
Option<S, T> option(std::string name, T S::*member, Text help) {
  return {std::move(name), member, std::move(help)};
}

/// Rows of an Options struct, for help and schema.
template <class S>
std::vector<OptionInfo> option_infos();

/// Reads an Options struct from a table of settings. Every mistake (unknown key with the nearest
/// name, wrong type, value out of range, missing required key) is appended to `problems` with its
/// place; the struct returned is then not to be used. Keys in `also_allowed` are skipped (they
/// belong to the caller). `path` names the table in messages, e.g. "model.base2".
template <class S>
S read_options(const Value& table,
               const std::string& path,
               std::vector<Problem>& problems,
               const std::set<std::string>& also_allowed = {});

/// As above, throwing all problems together.
template <class S>
S read_options(const Value& table, const std::string& path);

/// The struct as a table of settings (every option, also defaults): for provenance and `--save-to`.
template <class S>
Value to_value(const S& options);

}  // namespace yugong

#include "yugong/base/options_impl.hpp"
