#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/data/panel.hpp"

/// Small panels and expectations for the tests of this room.
namespace yugong::index::testing {

using Named = std::vector<std::pair<std::string, std::vector<double>>>;

/// A panel of `units` units u1, u2, ... times consecutive years from 2010, rows by unit then year.
inline data::Panel panel_of(std::size_t units, std::size_t years, const Named& columns) {
  data::Table table;
  std::vector<std::string> unit;
  std::vector<double> time;
  for (std::size_t u = 0; u < units; ++u)
    for (std::size_t t = 0; t < years; ++t) {
      unit.push_back("u" + std::to_string(u + 1));
      time.push_back(2010.0 + static_cast<double>(t));
    }
  table.add(Column::of("city", std::move(unit)));
  table.add(Column::of("year", std::move(time)));
  for (const auto& [name, values] : columns) table.add(Column::of(name, values));
  return data::Panel::make(std::move(table), {"city", "year"});
}

/// The codes of all problems that `run` throws together, in order; empty when it throws none.
template <class Run>
std::vector<std::string> refusals(Run run) {
  std::vector<std::string> codes;
  try {
    run();
  } catch (const Error& e) {
    for (const Problem& p : e.problems()) {
      codes.push_back(p.code);
      EXPECT_FALSE(p.what.en.empty() || p.what.zh.empty()) << p.code;
      EXPECT_FALSE(p.mend.en.empty() || p.mend.zh.empty()) << p.code;
    }
  }
  return codes;
}

inline void expect_near(const std::vector<double>& got,
                        const std::vector<double>& expected,
                        double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i], tolerance) << "at " << i;
}

}  // namespace yugong::index::testing
