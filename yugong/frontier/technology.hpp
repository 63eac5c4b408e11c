#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// The data of an efficiency study as the kernels see it: amounts, and who is compared with whom.
namespace yugong::frontier {

enum class Side : std::uint8_t { input, good, bad };

/// Returns to scale: no row, sum of intensities = 1, <= 1, >= 1, or between two bounds.
enum class Returns { crs, vrs, nirs, ndrs, grs };

/// Non-negative amounts, one row of `value` per variable (inputs, goods, bads), one column per
/// evaluated row of the panel.
struct Technology {
  std::vector<Side> side;     ///< [variables]
  std::size_t units = 0;      ///< rows of the panel in use
  std::vector<double> value;  ///< [variables x units], variable v of unit j at v * units + j
  Returns returns = Returns::crs;
  double lower = 1, upper = 1;  ///< bounds of the sum of intensities under grs

  std::size_t variables() const { return side.size(); }

  double at(std::size_t v, std::size_t j) const { return value[v * units + j]; }

  /// Rows that constrain the sum of intensities: 0 (crs), 1, or 2 (grs).
  std::size_t scale_rows() const {
    return returns == Returns::crs ? 0 : returns == Returns::grs ? 2 : 1;
  }
};

/// Units that share one reference set R.
struct Reference {
  std::vector<std::uint32_t> members;    ///< R, ascending
  std::vector<std::uint32_t> evaluated;  ///< units compared with R, ascending
};

/// A reference set as written in a study: pooled | yearly | sequential | window(w) | window(w,
/// centred) | window(w, classic) | biennial | group(column) | group-yearly(column) | fixed(period)
/// | custom(column); `all`/`global`, `same`/`contemporaneous`, `upto` and `group-same` are accepted
/// too, and a colon in place of the brackets.
struct FrontierRule {
  enum class Kind {
    pooled,
    yearly,
    sequential,
    window,   ///< rows of the `width` periods that end with the row's own
    centred,  ///< rows at most `width` periods away
    classic,  ///< every run of `width` observed periods that holds the row's own
    biennial,
    group,
    group_yearly,
    fixed,  ///< rows of period `base`
    custom  ///< rows whose flag is not zero
  };
  Kind kind = Kind::pooled;
  long width = 0;      ///< periods of a window
  long base = 0;       ///< period of `fixed`
  std::string column;  ///< group label, or flag

  /// Whether rows of different periods may have different reference sets, or the rule names one.
  bool by_period() const {
    return kind != Kind::pooled && kind != Kind::group && kind != Kind::custom;
  }
};

/// Throws Error YG3310 naming what is supported.
FrontierRule frontier_rule(const std::string& written);

/// The reference sets that a rule makes of units with these periods. `group` is empty, or has the
/// group of each unit, which is then compared with its own group alone under any rule; under
/// `custom` it has the flag. Every unit is evaluated once; under `classic` once for each window
/// that holds its period, and the windows are in order of time.
std::vector<Reference> references(const FrontierRule& rule,
                                  std::span<const long> period,
                                  std::span<const std::int32_t> group);

}  // namespace yugong::frontier
