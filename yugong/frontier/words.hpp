#pragma once

#include "yugong/base/options.hpp"
#include "yugong/frontier/technology.hpp"

/// Words of the study file for the settings that the methods of this room share.
namespace yugong::frontier {

inline Names<Returns> names_of(Returns) {
  return {{"crs", Returns::crs},
          {"vrs", Returns::vrs},
          {"nirs", Returns::nirs},
          {"ndrs", Returns::ndrs},
          {"grs", Returns::grs},
          {"drs", Returns::nirs},
          {"irs", Returns::ndrs}};
}

}  // namespace yugong::frontier
