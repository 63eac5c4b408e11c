#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/data/panel.hpp"

/// Values at the prices of a base year, from a price or a volume index.
///   price:   real_t = nominal_t / (P_t / P_base)
///   volume:  real_t = nominal_base x Q_t / Q_base          (地区生产总值指数 is a volume index)
/// The index either compares with the year before (上年 = 100), and is chained from the base year
/// in both directions, or with a fixed year (2010 = 100, 1952 = 1), and is divided by its value in
/// the base year. 100 or 1 as "no change" is told from the values.
namespace yugong::prepare {

enum class IndexBase { previous, fixed };
enum class IndexKind { price, volume };

/// An index column with what its label, unit of measure and name say about it.
struct IndexColumn {
  std::span<const double> values;
  std::string name;
  Text label;
  std::string unit;
};

/// How an index is to be read, and why.
struct IndexReading {
  IndexBase base = IndexBase::previous;
  IndexKind kind = IndexKind::price;
  double scale = 100;  ///< value that means "no change"
  Text because;
};

/// Decides how to read an index. What the user asked for stands; then the words of label, unit and
/// name (上年=100, 2010=100, 平减, 生产总值指数, ...); then the values: an index to a fixed year
/// drifts away from it, one to the year before stays around it. Refuses when the evidence is weak
/// or speaks both ways (YG1401), and values that are not positive (YG1403).
IndexReading read_index(const data::Panel& panel,
                        const IndexColumn& index,
                        std::optional<IndexBase> base,
                        std::optional<IndexKind> kind,
                        const Place& place = {});

/// The index as a level that is 1 in the base year, one value per row; missing where the chain is
/// broken by a missing value or period, or where the unit has no value in the base year. An index
/// to the year before may have a base one period before the unit's first row. Without a base a
/// fixed index is divided by its scale; an index to the year before needs one (YG1402). A base that
/// is no period of the panel is refused (YG1402).
std::vector<double> index_level(const data::Panel& panel,
                                std::span<const double> index,
                                const IndexReading& reading,
                                std::optional<long> base,
                                const Place& place = {});

/// Real values from nominal ones and a level.
std::vector<double> deflate(const data::Panel& panel,
                            std::span<const double> nominal,
                            std::span<const double> level,
                            IndexKind kind,
                            std::optional<long> base);

}  // namespace yugong::prepare
