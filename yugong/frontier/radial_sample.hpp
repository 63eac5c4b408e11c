#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/frontier/dea.hpp"
#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/technology.hpp"

/// What methods that draw around radial scores read from a panel. Private to the room.
namespace yugong::frontier {

/// Which side a radial score contracts or expands.
enum class RadialSide { input, output };

inline Names<RadialSide> names_of(RadialSide) {
  return {{"input", RadialSide::input}, {"output", RadialSide::output}};
}

inline Orientation orientation_of(RadialSide side) {
  return side == RadialSide::input ? Orientation::input : Orientation::output;
}

struct RadialRequest {
  std::vector<std::string> inputs, outputs, undesirable;
  Returns returns = Returns::crs;
  std::vector<double> bounds;
  std::string frontier = "pooled";
  RadialSide orientation = RadialSide::input;
  dea::Missing missing = dea::Missing::drop;
};

/// Rows in use in the order of their keys (unit name, then period), so that draws belong to keys
/// and not to the order of a file.
struct RadialSample {
  std::vector<std::uint32_t> row;  ///< [units] row of the panel
  Technology technology;
  std::vector<Reference> sets;  ///< every unit is evaluated in one of them
  dea::Fit data;                ///< variables, dropped rows, notes, counts of the sample

  std::string key(std::size_t unit, const data::Panel& panel) const { return panel.key(row[unit]); }
};

/// Reads amounts and reference sets by the data contract of dea. Throws what dea throws, and
/// YG3352 for a rule under which a row has several scores.
RadialSample read_radial(const data::Panel& panel, const RadialRequest& request);

/// Panel columns that the request names.
std::vector<std::string> columns_of(const RadialRequest& request);

}  // namespace yugong::frontier
