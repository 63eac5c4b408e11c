#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/text.hpp"
#include "yugong/report/words.hpp"

namespace yugong::report {

/// A covariance in words: "clustered by city", "Driscoll-Kraay, 2 lags", with names by their
/// labels; one that has no words is given back as the study wrote it.
Text spoken_vcov(const std::string& kind,
                 const std::map<std::string, Text>& labels,
                 const Words& words);

/// The sentence on standard errors beneath a table: one for all columns when they agree, else per
/// column, e.g. "Standard errors: (1)-(3) clustered by city; (4) classical (iid)." An empty kind is
/// unknown and left out; empty when nothing is known.
Text vcov_note(const std::vector<std::string>& kinds,
               const std::map<std::string, Text>& labels,
               const Words& words);

}  // namespace yugong::report
