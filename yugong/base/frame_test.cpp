#include "yugong/base/frame.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/result.hpp"

namespace yugong {
namespace {

TEST(Frame, RefusesColumnsOfUnequalLength) {
  Frame f;
  f.add("estimate", std::vector<double>{1, 2});
  EXPECT_THROW(f.add("term", std::vector<std::string>{"a"}), Error);
}

TEST(Frame, PrintsMissingAsNullAndDoublesToRoundTrip) {
  Frame f;
  f.add("term", std::vector<std::string>{"新质生产力", "x\"y"})
      .add("estimate", std::vector<double>{0.1, missing});
  EXPECT_EQ(to_json(f),
            "[{\"term\":\"新质生产力\",\"estimate\":0.1},{\"term\":\"x\\\"y\",\"estimate\":null}]");
  EXPECT_EQ(to_csv(f), "term,estimate\n新质生产力,0.1\n\"x\"\"y\",\n");
}

TEST(Frame, GlossaryNamesStandOnceAndInBothLanguages) {
  std::vector<std::string> names;
  for (const GlossaryEntry& e : glossary()) {
    EXPECT_EQ(std::count(names.begin(), names.end(), e.name), 0) << e.name;
    EXPECT_FALSE(e.meaning.en.empty() || e.meaning.zh.empty()) << e.name;
    names.push_back(e.name);
  }
  EXPECT_TRUE(in_glossary("std_error"));
  EXPECT_FALSE(in_glossary("std.error"));
}

TEST(Result, IsOneJsonObjectOfTheStatedSchema) {
  Result r;
  r.id = "base2";
  r.kind = "fe";
  r.tidy.add("term", std::vector<std::string>{"NQP"}).add("estimate", std::vector<double>{0.23});
  r.glance.put("nobs", 504.0);
  r.tests.push_back({"F", {"F test", "F 检验"}, 8.1, "F(6,449)", 1e-8});
  r.notes.push_back(note("YG1203", {"dropped", "剔除"}));
  const std::string json = to_json(r);
  EXPECT_NE(json.find("\"schema\":\"yugong.result/1\""), std::string::npos);
  EXPECT_NE(json.find("\"glance\":{\"nobs\":504}"), std::string::npos);
  EXPECT_NE(json.find("\"dist\":\"F(6,449)\""), std::string::npos);
}

}  // namespace
}  // namespace yugong
