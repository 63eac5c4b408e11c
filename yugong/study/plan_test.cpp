#include "yugong/study/plan.hpp"

#include <set>

#include <gtest/gtest.h>

#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

std::set<std::string> changed(const Plan& a, const Plan& b) {
  std::set<std::string> out;
  for (const Step& step : a.steps) {
    const Step* other = b.find(step.id);
    if (other == nullptr || other->key != step.key) out.insert(step.id);
  }
  return out;
}

TEST(Plan, puts_every_step_behind_what_it_needs) {
  const StudyFolder folder;

  const Plan p = plan(read(folder.study()));

  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    for (const std::size_t n : p.steps[i].needs) EXPECT_LT(n, i) << p.steps[i].id;
  }
  EXPECT_EQ(p.steps.front().id, "source.main");
  EXPECT_EQ(p.steps.back().id, "report");
}

TEST(Plan, changes_the_keys_of_what_follows_and_of_nothing_else) {
  const StudyFolder folder;
  const Plan before = plan(read(folder.study()));
  folder.edit("year >= 2012", "year >= 2013");

  const Plan after = plan(read(folder.study()));

  EXPECT_EQ(changed(before, after), (std::set<std::string>{"half", "report"}));
}

TEST(Plan, follows_a_definition_to_the_tables) {
  const StudyFolder folder;
  const Plan before = plan(read(folder.study()));
  folder.edit("x / gdp", "x / labour");

  const Plan after = plan(read(folder.study()));

  EXPECT_EQ(changed(before, after),
            (std::set<std::string>{"ratio", "base2", "half", "table.2", "report"}));
}

TEST(Plan, knows_an_input_by_its_contents) {
  const StudyFolder folder;
  const Plan before = plan(read(folder.study()));
  folder.write("panel.csv", StudyFolder::panel() + StudyFolder::row("Gg", 2010, 6, 0));

  const Plan after = plan(read(folder.study()));

  EXPECT_EQ(changed(before, after).size(), before.steps.size());
}

}  // namespace
}  // namespace yugong::study
