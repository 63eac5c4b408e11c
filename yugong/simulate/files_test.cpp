#include "yugong/simulate/files.hpp"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/data/read.hpp"
#include "yugong/data/unit_names.hpp"
#include "yugong/simulate/yellow_river.hpp"

namespace yugong::simulate {
namespace {

// A folder of its own that goes when the test ends.
class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "yugong-simulate-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }

  ~Folder() { std::filesystem::remove_all(path_); }

  std::string operator/(const std::string& relative) const { return path_ + "/" + relative; }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Options options_of(Mode mode, Layout layout) {
  Options options;
  options.mode = mode;
  options.layout = layout;
  return options;
}

data::ReadOptions yearbook_reader(const Folder& folder) {
  data::ReadOptions reader;
  reader.time_from = data::TimeFrom::sheet;
  reader.rename = Value::of(folder / "raw/names.csv");
  return reader;
}

std::size_t row_of(const data::Table& table, const std::string& city, double year) {
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (table.column("city").texts[i] == city && table.column("year").numbers[i] == year) return i;
  return table.rows();
}

void expect_same(const data::Table& read, const Simulated& s, const std::string& column) {
  for (std::size_t i = 0; i < s.raw.rows(); ++i) {
    const std::size_t row =
        row_of(read, s.raw.column("city").texts[i], s.raw.column("year").numbers[i]);
    ASSERT_LT(row, read.rows());
    EXPECT_DOUBLE_EQ(read.column(column).numbers[row], s.raw.column(column).numbers[i])
        << column << " " << i;
  }
}

TEST(SimulatedFiles, TheWorkbookReadsBackToTheNumbersDrawn) {
  const Folder folder;
  const Simulated s = simulate(options_of(Mode::clean, Layout::sheets));

  write(s, folder.path());
  const data::Table read =
      data::read(folder / "raw/yearbook/yearbook.xlsx", yearbook_reader(folder));

  EXPECT_EQ(read.rows(), 504u);
  for (const char* column : {"gdp", "gdp_index", "invest", "labour", "wage", "waste_water"})
    expect_same(read, s, column);
  EXPECT_EQ(read.column("gdp").unit, "万元");
}

TEST(SimulatedFiles, TheStataFileAndTheGbkTextReadBack) {
  const Folder folder;
  const Simulated s = simulate(options_of(Mode::clean, Layout::sheets));
  data::ReadOptions reader;
  reader.rename = Value::of(folder / "raw/names.csv");

  write(s, folder.path());
  const data::Table energy = data::read(folder / "raw/energy.dta");
  const data::Table patents = data::read(folder / "raw/green_patents.csv", reader);

  for (const char* column : {"power_use", "gas_use", "lpg_use", "co2"})
    expect_same(energy, s, column);
  expect_same(patents, s, "green_patents");
  EXPECT_FALSE(text::is_utf8(read_whole(folder / "raw/green_patents.csv")));
}

TEST(SimulatedFiles, UntidySpellingsReadAsTheTrueNumbersAndAliasesMendTheNames) {
  const Folder folder;
  const Simulated s = simulate(options_of(Mode::untidy, Layout::sheets));

  write(s, folder.path());
  data::Table read = data::read(folder / "raw/yearbook/yearbook.xlsx", yearbook_reader(folder));
  data::apply_aliases(read, "city", data::read_aliases(folder / "raw/city_aliases.csv"));

  std::size_t checked = 0;
  for (const Injection& x : s.injected) {
    if (x.file != "raw/yearbook/yearbook.xlsx") continue;
    const std::size_t row = row_of(read, x.city, static_cast<double>(x.year));
    ASSERT_LT(row, read.rows()) << x.city << " " << x.year;
    if (x.column.empty()) continue;
    if (x.kind == "gap")
      EXPECT_TRUE(is_missing(read.column(x.column).numbers[row]))
          << x.column << " '" << x.written << "'";
    else
      EXPECT_DOUBLE_EQ(read.column(x.column).numbers[row], std::stod(x.truth))
          << x.kind << " " << x.written;
    ++checked;
  }
  EXPECT_GT(checked, 50u);
}

TEST(SimulatedFiles, LongAndWideLayoutsHoldTheSameNumbers) {
  const Folder folder;
  const Simulated s = simulate(options_of(Mode::clean, Layout::long_form));
  const Simulated w = simulate(options_of(Mode::clean, Layout::wide));
  data::ReadOptions reader;

  write(s, folder.path());
  reader.rename = Value::of(folder / "raw/names.csv");
  const data::Table read = data::read(folder / "raw/panel.csv", reader);
  write(w, folder.path());
  data::ReadOptions wide;
  wide.wide = "co2";
  data::Table co2 = data::read(folder / "raw/wide/co2.csv", wide);
  co2.rename(co2.columns().front().name, "city");

  expect_same(read, s, "co2");
  expect_same(co2, s, "co2");
}

TEST(SimulatedFiles, EveryFileSaysThatItIsSimulated) {
  const Folder folder;
  const std::vector<std::string> written =
      write(simulate(options_of(Mode::dirty, Layout::sheets)), folder.path());

  for (const std::string& file : written)
    EXPECT_TRUE(std::filesystem::exists(folder / file)) << file;
  EXPECT_NE(read_whole(folder / "SIMULATED.txt").find("模拟"), std::string::npos);
  EXPECT_NE(read_whole(folder / "truth.json").find("\"simulated\""), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(folder / "injected.csv"));
}

}  // namespace
}  // namespace yugong::simulate
