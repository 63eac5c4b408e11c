#include "yugong/data/write.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"

namespace yugong::data {

namespace {

void put_field(std::string& out, const std::string& s, char separator) {
  const bool plain = s.find_first_of("\"\r\n") == std::string::npos &&
                     s.find(separator) == std::string::npos &&
                     (s.empty() || (s.front() != ' ' && s.back() != ' '));
  if (plain) {
    out += s;
    return;
  }
  out += '"';
  for (const char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string to_csv(const Table& table, const CsvOptions& options) {
  std::string out;
  const auto& columns = table.columns();
  const auto row_of = [&](auto field) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (j > 0) out += options.separator;
      put_field(out, field(columns[j]), options.separator);
    }
    out += '\n';
  };
  row_of([](const DataColumn& c) { return c.name; });
  if (options.labels_row) row_of([](const DataColumn& c) { return c.label.in(Lang::zh); });
  for (std::size_t i = 0; i < table.rows(); ++i)
    row_of([&](const DataColumn& c) {
      if (c.missing_at(i)) return options.missing;
      return c.is_text ? c.texts[i] : text::round_trip(c.numbers[i]);
    });
  const bool utf8 =
      text::lower(options.encoding) == "utf-8" || text::lower(options.encoding) == "utf8";
  if (utf8) return (options.bom ? "\xEF\xBB\xBF" : "") + out;
  return encode(out, options.encoding);
}

void write_csv(const std::string& path, const Table& table, const CsvOptions& options) {
  write_whole(path, to_csv(table, options));
}

void write_xlsx(const std::string& path, const Table& table, const std::string& sheet) {
  SheetContent content;
  content.name = sheet;
  int column = 0;
  for (const DataColumn& c : table.columns()) {
    content.cells.push_back({0, column, c.name, missing, ""});
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (c.missing_at(i)) continue;
      SheetCell cell{static_cast<int>(i) + 1, column, c.is_text ? c.texts[i] : "", missing, ""};
      if (!c.is_text) cell.number = c.numbers[i];
      content.cells.push_back(std::move(cell));
    }
    ++column;
  }
  write_workbook(path, {content});
}

}  // namespace yugong::data
