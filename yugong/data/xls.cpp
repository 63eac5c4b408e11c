#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include <freexl.h>
#include <unistd.h>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/workbook.hpp"

namespace yugong::data {

namespace {

Error damaged(const std::string& file, const std::string& sheet = "") {
  Place place;
  place.file = file;
  place.sheet = sheet;
  return Error{error("YG1007",
                     {"the .xls workbook cannot be read", "无法读取 .xls 工作簿"},
                     {"open it in Excel or LibreOffice and save it as .xlsx",
                      "请用 Excel 或 LibreOffice 打开后另存为 .xlsx"},
                     place)};
}

/// FreeXL reads from a path only, so that the bytes go to a file of their own that is gone as soon
/// as it is open.
class Xls : public Workbook {
 public:
  Xls(const std::string& bytes, const std::string& file) : file_(file) {
    std::string path = (std::filesystem::temp_directory_path() / "yugong-XXXXXX").string();
    const int descriptor = mkstemp(path.data());
    if (descriptor < 0) throw damaged(file);
    const bool written =
        ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    ::close(descriptor);
    const int status = written ? freexl_open(path.c_str(), &handle_) : FREEXL_FILE_NOT_FOUND;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    unsigned int count = 0, password = FREEXL_BIFF_PLAIN;
    if (status == FREEXL_OK) {
      freexl_get_info(handle_, FREEXL_BIFF_SHEET_COUNT, &count);
      freexl_get_info(handle_, FREEXL_BIFF_PASSWORD, &password);
    }
    if (status != FREEXL_OK || count == 0 || password == FREEXL_BIFF_OBFUSCATED) {
      freexl_close(handle_);
      throw damaged(file);
    }
    for (unsigned short i = 0; i < count; ++i) {
      const char* name = nullptr;
      freexl_get_worksheet_name(handle_, i, &name);
      names_.emplace_back(name == nullptr ? "" : name);
    }
  }

  Xls(const Xls&) = delete;
  Xls& operator=(const Xls&) = delete;

  ~Xls() override { freexl_close(handle_); }

  const std::vector<std::string>& sheets() const override { return names_; }

  Grid grid(std::size_t sheet) override {
    Grid grid;
    grid.sheet = names_.at(sheet);
    unsigned int rows = 0;
    unsigned short columns = 0;
    if (freexl_select_active_worksheet(handle_, static_cast<unsigned short>(sheet)) != FREEXL_OK ||
        freexl_worksheet_dimensions(handle_, &rows, &columns) != FREEXL_OK || rows > 65536)
      throw damaged(file_, grid.sheet);
    for (unsigned int r = 0; r < rows; ++r) {
      for (unsigned short c = 0; c < columns; ++c) grid.cells.push_back(read_cell(r, c, grid));
      grid.end_row();
    }
    return grid;
  }

 private:
  Cell read_cell(unsigned int row, unsigned short column, Grid& grid) const {
    FreeXL_CellValue value;
    Cell cell;
    if (freexl_get_cell_value(handle_, row, column, &value) != FREEXL_OK)
      throw damaged(file_, grid.sheet);
    if (value.type == FREEXL_CELL_INT || value.type == FREEXL_CELL_DOUBLE) {
      cell.kind = CellKind::number;
      cell.number =
          value.type == FREEXL_CELL_INT ? value.value.int_value : value.value.double_value;
    } else if (value.type != FREEXL_CELL_NULL && value.value.text_value != nullptr) {
      std::string s = text::trim(value.value.text_value);
      if (s.empty() || !text::is_utf8(s)) return cell;
      const std::string_view kept = grid.keep(std::move(s));
      cell.kind = CellKind::text;
      cell.data = kept.data();
      cell.size = static_cast<std::uint32_t>(kept.size());
    }
    return cell;
  }

  std::string file_;
  const void* handle_ = nullptr;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Workbook> open_xls(const std::string& bytes, const std::string& file) {
  return std::make_unique<Xls>(bytes, file);
}

}  // namespace yugong::data
