#include <cstdlib>
#include <memory>

#include <gtest/gtest.h>
#include <zip.h>

#include "yugong/base/files.hpp"
#include "yugong/base/random.hpp"
#include "yugong/data/files_for_test.hpp"
#include "yugong/data/write.hpp"

/// Damaged bytes must end in an Error or in a table, never in a crash. Meant for builds with
/// sanitizers; YUGONG_FUZZ=<count> raises the number of files tried.
namespace yugong::data {
namespace {

int tries() {
  const char* asked = std::getenv("YUGONG_FUZZ");
  return asked == nullptr ? 300 : std::atoi(asked);
}

std::string damaged(std::string bytes, Random& random) {
  const std::uint64_t changes = 1 + random.next_below(8);
  for (std::uint64_t k = 0; k < changes && !bytes.empty(); ++k) {
    const std::size_t at = random.next_below(bytes.size());
    switch (random.next_below(6)) {
      case 0:
        bytes[at] = static_cast<char>(random.next_below(256));
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.next_below(8)));
        break;
      case 2:
        bytes.erase(at, 1 + random.next_below(20));
        break;
      case 3:
        bytes.insert(at, bytes.substr(random.next_below(bytes.size()), 1 + random.next_below(20)));
        break;
      case 4:
        bytes.insert(at, 1, "\",;\n\r\t\0\xFF\xE4"[random.next_below(10)]);
        break;
      default:
        if (random.next_below(10) == 0) bytes.resize(at);
        break;
    }
  }
  return bytes;
}

/// Reads every variant; a table that comes out must hold together.
void survive(const std::string& bytes,
             const std::string& name,
             std::uint64_t seed,
             const ReadOptions& options = {}) {
  int errors = 0, tables = 0;
  for (int i = 0; i < tries(); ++i) {
    Random random(seed, Purpose::simulation, static_cast<std::uint64_t>(i));
    try {
      const Table t = read_bytes(damaged(bytes, random), name, options);
      for (const DataColumn& c : t.columns()) ASSERT_EQ(c.size(), t.rows());
      ++tables;
    } catch (const Error& e) {
      ASSERT_FALSE(e.problems().empty());
      ++errors;
    }
  }
  EXPECT_EQ(errors + tables, tries());
}

Table sample() {
  Table t;
  t.add(Column::of("城市", std::vector<std::string>{"太原", "大同, \"x\"", "", "阳泉"}));
  t.add(Column::of("year", std::vector<double>{2010, 2011, 2012, 2013}));
  t.add(Column::of("v", std::vector<double>{0.5, missing, -3e10, 1234567}));
  return t;
}

TEST(HostileInput, NeverBreaksTheTextReader) {
  CsvOptions gbk;
  gbk.encoding = "GB18030";
  survive(to_csv(sample()), "a.csv", 1);
  survive(to_csv(sample(), gbk), "a.csv", 2);
  ReadOptions wide;
  wide.wide = "v";
  wide.bad_cells = BadCells::missing;
  survive("地区,2011年,2010年\n太原,1,2\n大同,3,—\n注：x\n", "a.csv", 3, wide);
}

/// The workbook with one part replaced: damage inside the archive, which checksums would otherwise
/// catch.
std::string with_part(const std::string& path,
                      const std::string& part,
                      const std::string& content) {
  zip_t* zip = zip_open(path.c_str(), 0, nullptr);
  zip_source_t* source = zip_source_buffer(zip, content.data(), content.size(), 0);
  zip_file_add(zip, part.c_str(), source, ZIP_FL_OVERWRITE);
  zip_close(zip);
  return read_whole(path);
}

std::string part_of(const std::string& path, const std::string& part) {
  zip_t* zip = zip_open(path.c_str(), ZIP_RDONLY, nullptr);
  zip_file_t* file = zip_fopen(zip, part.c_str(), 0);
  std::string out(1 << 20, '\0');
  const zip_int64_t n = zip_fread(file, out.data(), out.size());
  zip_fclose(file);
  zip_discard(zip);
  out.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return out;
}

TEST(HostileInput, NeverBreaksTheWorkbookReader) {
  Folder folder;
  write_xlsx(folder / "a.xlsx", sample());
  survive(read_whole(folder / "a.xlsx"), "a.xlsx", 4);
}

TEST(HostileInput, NeverBreaksTheReaderOfWorkbookParts) {
  Folder folder;
  const std::string path = folder / "a.xlsx";
  for (const char* part :
       {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"})
    for (int i = 0; i < tries() / 4; ++i) {
      write_xlsx(path, sample());
      Random random(6, Purpose::simulation, static_cast<std::uint64_t>(i));
      const std::string bytes = with_part(path, part, damaged(part_of(path, part), random));
      try {
        const Table t = read_bytes(bytes, "a.xlsx");
        for (const DataColumn& c : t.columns()) ASSERT_EQ(c.size(), t.rows());
      } catch (const Error& e) {
        ASSERT_FALSE(e.problems().empty());
      }
    }
}

TEST(HostileInput, NeverBreaksTheStataReader) {
  Folder folder;
  write_dta(folder / "a.dta", sample());
  survive(read_whole(folder / "a.dta"), "a.dta", 5);
}

TEST(HostileInput, NeverBreaksTheReadersOfOldExcelAndSpss) {
  const std::string samples = std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/";
  survive(read_whole(samples + "small.xls"), "a.xls", 7);
  survive(read_whole(samples + "small.sav"), "a.sav", 8);
  survive(read_whole(samples + "gbk.dta"), "a.dta", 9);
}

}  // namespace
}  // namespace yugong::data
