#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

#include <unistd.h>
#include <xlsxwriter.h>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {

namespace {

Error cannot_write(const std::string& path, const std::string& why) {
  Place place;
  place.file = path;
  return Error{
      error("YG4001",
            {"'" + path + "' cannot be written: " + why, "无法写入 “" + path + "”：" + why},
            {"check the folder, its permissions and the free space, and close the file if it is "
             "open in Excel",
             "请检查文件夹、权限与磁盘空间；若文件正被 Excel 打开请先关闭"},
            place)};
}

void check(const std::string& path, lxw_error status) {
  if (status != LXW_NO_ERROR) throw cannot_write(path, lxw_strerror(status));
}

/// A workbook under construction; a file that was not finished is not left behind.
class Book {
 public:
  explicit Book(const std::string& path) : path_(path), book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) throw cannot_write(path, "no workbook");
    // the same bytes for the same content
    lxw_doc_properties properties{};
    properties.created = 946684800;
    workbook_set_properties(book_, &properties);
  }

  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  ~Book() {
    if (book_ == nullptr) return;
    workbook_close(book_);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  lxw_workbook* get() { return book_; }

  void close() {
    lxw_workbook* book = book_;
    book_ = nullptr;
    check(path_, workbook_close(book));
  }

 private:
  std::string path_;
  lxw_workbook* book_;
};

void write_sheet(const std::string& path,
                 Book& book,
                 const SheetContent& content,
                 std::map<std::string, lxw_format*>& formats) {
  if (workbook_validate_sheet_name(book.get(), content.name.c_str()) != LXW_NO_ERROR)
    throw cannot_write(path,
                       "the sheet name '" + content.name +
                           "' is not possible (1-31 characters, none of []:*?/\\, not twice)");
  lxw_worksheet* sheet = workbook_add_worksheet(book.get(), content.name.c_str());
  for (const SheetMerge& m : content.merges)
    check(path,
          worksheet_merge_range(sheet,
                                static_cast<lxw_row_t>(m.row),
                                static_cast<lxw_col_t>(m.column),
                                static_cast<lxw_row_t>(m.last_row),
                                static_cast<lxw_col_t>(m.last_column),
                                "",
                                nullptr));
  for (const SheetCell& cell : content.cells) {
    const auto row = static_cast<lxw_row_t>(cell.row);
    const auto column = static_cast<lxw_col_t>(cell.column);
    lxw_format* format = nullptr;
    if (!cell.format.empty()) {
      lxw_format*& known = formats[cell.format];
      if (known == nullptr) {
        known = workbook_add_format(book.get());
        format_set_num_format(known, cell.format.c_str());
      }
      format = known;
    }
    if (!cell.text.empty())
      check(path, worksheet_write_string(sheet, row, column, cell.text.c_str(), format));
    else if (std::isfinite(cell.number))
      check(path, worksheet_write_number(sheet, row, column, cell.number, format));
  }
}

}  // namespace

void write_workbook(const std::string& path, const std::vector<SheetContent>& sheets) {
  // libxlsxwriter writes to a path of its own; the bytes then take the way of every other file
  std::string own = (std::filesystem::temp_directory_path() / "yugong-XXXXXX").string();
  const int descriptor = mkstemp(own.data());
  if (descriptor < 0)
    throw cannot_write(path, "no temporary file: " + std::string(std::strerror(errno)));
  ::close(descriptor);
  Book book(own);
  std::map<std::string, lxw_format*> formats;
  try {
    for (const SheetContent& sheet : sheets) write_sheet(path, book, sheet, formats);
    book.close();
  } catch (const Error&) {
    std::error_code ignored;
    std::filesystem::remove(own, ignored);
    throw;
  }
  const std::string bytes = read_whole(own);
  std::error_code ignored;
  std::filesystem::remove(own, ignored);
  write_whole(path, bytes);
}

}  // namespace yugong::data
