#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "yugong/data/panel.hpp"

/// Golden cases: published or cross-checked numbers, one folder each (case.json and CSV files). A
/// case is looked for in tests/golden/<room>/ first (simulated data, shipped), then in
/// $YUGONG_SHARED/golden/<room>/ (default ../shared beside the repository).
namespace yugong::golden {

using Json = nlohmann::json;

struct Case {
  std::string name;
  std::filesystem::path folder;
  Json json;
};

std::filesystem::path shared();  ///< the folder of shared data; may not exist
bool have_shared();

/// One case; `found` is false when neither place holds it (say so with GTEST_SKIP).
struct Lookup {
  bool found = false;
  Case the_case;
};

Lookup find(const std::string& room, const std::string& name);
/// Every case of a room, both places together, sorted by name.
std::vector<Case> all(const std::string& room);

/// A CSV named by a case: relative to its folder; "../../../data/x.csv" is read from the shared
/// data. Plain CSV: comma, UTF-8, empty cells missing; a column is text when any cell is no number.
data::Table read_csv(const Case& c, const std::string& relative);
data::Table read_csv(const std::filesystem::path& path);

/// |a - b| <= tolerance * max(1, |b|): the cases' meaning of a tolerance unless they say otherwise.
bool close(double a, double b, double tolerance);

}  // namespace yugong::golden
