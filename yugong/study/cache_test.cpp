#include "yugong/study/cache.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

Product sample() {
  Product p;
  data::Table& table = p.table.emplace();
  data::DataColumn x(Column::of("x", std::vector<double>{0.1 + 0.2, missing, -0.0, 1e-310}));
  x.label = {"share", "占比"};
  x.set_mark(1, data::Mark::missing);
  x.origins = {{0, 2, 3}, {0, 3, 3}, {0, 4, 3}, {1, 2, 3}};
  x.value_labels[1.0] = {"one", "一"};
  table.add(x);
  table.add(Column::of("city", std::vector<std::string>{"太原", "", "大同", "x"}));
  table.sources().push_back({"raw/a.csv", "2010", "ab12"});
  table.changes().push_back({"filter", "", {"kept", "保留"}, 2, {1, 5}});
  Result r;
  r.id = "base1";
  r.tidy.add("term", std::vector<std::string>{"x"}).add("estimate", std::vector<double>{1.0 / 3});
  r.sample = {4, 3, 2, 2, {{"missing:x", {"no x", "无 x"}, {1}}}};
  r.tables["effects"] = r.tidy;
  r.tests.push_back({"F", {"F", "F"}, 3.5, "F(1,2)", 0.2});
  r.notes.push_back(note("YG1203", {"a", "b"}).about("x"));
  p.results.push_back(r);
  return p;
}

TEST(Cache, gives_back_every_double_bit_by_bit) {
  const Product p = sample();

  const std::optional<Product> back = unpack(pack(p));

  ASSERT_TRUE(back);
  const data::DataColumn& before = p.table->column("x");
  const data::DataColumn& after = back->table->column("x");
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(before.numbers[i]),
              std::bit_cast<std::uint64_t>(after.numbers[i]));
  }
  EXPECT_EQ(after.marks, before.marks);
  EXPECT_EQ(after.label, before.label);
  EXPECT_EQ(after.origins[3].source, 1);
  EXPECT_EQ(back->table->column("city").texts, p.table->column("city").texts);
  EXPECT_EQ(to_json(back->results[0]), to_json(p.results[0]));
  EXPECT_EQ(pack(*back), pack(p));
}

TEST(Cache, takes_damaged_bytes_for_nothing) {
  const std::string good = pack(sample());

  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    EXPECT_FALSE(unpack(bad)) << i;
    EXPECT_FALSE(unpack(good.substr(0, i))) << i;
  }
}

TEST(Cache, notes_a_damaged_entry_and_counts_it_as_absent) {
  const StudyFolder folder;
  const Cache cache(folder.path("cache"));
  std::vector<Problem> notes;
  cache.store("key", sample(), notes);
  ASSERT_TRUE(cache.find("key", notes));
  ASSERT_TRUE(notes.empty());
  folder.write("cache/key.bin", "rubbish");

  EXPECT_FALSE(cache.find("key", notes));

  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].code, "YG4010");
}

}  // namespace
}  // namespace yugong::study
