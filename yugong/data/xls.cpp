#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include <freexl.h>
#include <sys/wait.h>
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

/// What FreeXL found, flattened: it is sent through a pipe.
class Parcel {
 public:
  explicit Parcel(std::string bytes = "") : bytes_(std::move(bytes)) {}

  template <class T>
  void put(T v) {
    bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
  }

  void put_text(std::string_view s) {
    put(static_cast<std::uint32_t>(s.size()));
    bytes_.append(s);
  }

  template <class T>
  bool get(T& v) {
    if (bytes_.size() - at_ < sizeof v) return false;
    std::memcpy(&v, bytes_.data() + at_, sizeof v);
    at_ += sizeof v;
    return true;
  }

  bool get_text(std::string& s) {
    std::uint32_t n = 0;
    if (!get(n) || bytes_.size() - at_ < n) return false;
    s = bytes_.substr(at_, n);
    at_ += n;
    return true;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// All cells of one sheet; false when FreeXL refuses.
bool pack_sheet(const void* handle, unsigned short sheet, Parcel& parcel) {
  const char* name = nullptr;
  unsigned int rows = 0;
  unsigned short columns = 0;
  if (freexl_get_worksheet_name(handle, sheet, &name) != FREEXL_OK ||
      freexl_select_active_worksheet(handle, sheet) != FREEXL_OK ||
      freexl_worksheet_dimensions(handle, &rows, &columns) != FREEXL_OK || rows > 65536)
    return false;
  parcel.put_text(name == nullptr ? "" : name);
  parcel.put(rows);
  parcel.put(columns);
  for (unsigned int r = 0; r < rows; ++r)
    for (unsigned short c = 0; c < columns; ++c) {
      FreeXL_CellValue value;
      if (freexl_get_cell_value(handle, r, c, &value) != FREEXL_OK) return false;
      if (value.type == FREEXL_CELL_INT || value.type == FREEXL_CELL_DOUBLE) {
        parcel.put('n');
        parcel.put(value.type == FREEXL_CELL_INT ? static_cast<double>(value.value.int_value)
                                                 : value.value.double_value);
      } else if (value.type != FREEXL_CELL_NULL && value.value.text_value != nullptr) {
        parcel.put('t');
        parcel.put_text(value.value.text_value);
      } else {
        parcel.put('b');
      }
    }
  return true;
}

bool pack_workbook(const std::string& path, Parcel& parcel) {
  const void* handle = nullptr;
  if (freexl_open(path.c_str(), &handle) != FREEXL_OK) return false;
  unsigned int count = 0, password = FREEXL_BIFF_PLAIN;
  freexl_get_info(handle, FREEXL_BIFF_SHEET_COUNT, &count);
  freexl_get_info(handle, FREEXL_BIFF_PASSWORD, &password);
  bool good = count > 0 && password != FREEXL_BIFF_OBFUSCATED;
  parcel.put(count);
  for (unsigned short i = 0; good && i < count; ++i) good = pack_sheet(handle, i, parcel);
  freexl_close(handle);
  return good;
}

/// Runs FreeXL 1.0.6 in a process of its own: on damaged files it reads memory that it never wrote
/// and may crash. False when it did, refused the file, or took more than 30 seconds.
bool read_apart(const std::string& path, std::string& bytes) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    std::signal(SIGSEGV, SIG_DFL);
    alarm(30);
    Parcel parcel;
    const bool good = pack_workbook(path, parcel);
    const std::string& out = parcel.bytes();
    for (std::size_t at = 0; good && at < out.size();) {
      const ssize_t n = ::write(ends[1], out.data() + at, out.size() - at);
      if (n <= 0) _exit(1);
      at += static_cast<std::size_t>(n);
    }
    _exit(good ? 0 : 1);
  }
  close(ends[1]);
  char buffer[65536];
  for (;;) {
    const ssize_t n = child < 0 ? 0 : ::read(ends[0], buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    bytes.append(buffer, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class Xls : public Workbook {
 public:
  Xls(const std::string& bytes, const std::string& file) : file_(file) {
    // FreeXL reads from a path only
    std::string path = (std::filesystem::temp_directory_path() / "yugong-XXXXXX").string();
    const int descriptor = mkstemp(path.data());
    if (descriptor < 0) throw damaged(file);
    const bool written =
        ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    ::close(descriptor);
    std::string found;
    const bool good = written && read_apart(path, found);
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    Parcel parcel(std::move(found));
    unsigned int count = 0;
    if (!good || !parcel.get(count)) throw damaged(file);
    for (unsigned int i = 0; i < count; ++i) unpack(parcel);
  }

  const std::vector<std::string>& sheets() const override { return names_; }

  Grid grid(std::size_t sheet) override { return grids_.at(sheet); }

 private:
  void unpack(Parcel& parcel) {
    Grid grid;
    unsigned int rows = 0;
    unsigned short columns = 0;
    if (!parcel.get_text(grid.sheet) || !parcel.get(rows) || !parcel.get(columns))
      throw damaged(file_);
    for (unsigned int r = 0; r < rows; ++r) {
      for (unsigned short c = 0; c < columns; ++c) grid.cells.push_back(unpack_cell(parcel, grid));
      grid.end_row();
    }
    names_.push_back(grid.sheet);
    grids_.push_back(std::move(grid));
  }

  Cell unpack_cell(Parcel& parcel, Grid& grid) const {
    Cell cell;
    char kind = 0;
    std::string s;
    if (!parcel.get(kind) || (kind == 'n' && !parcel.get(cell.number)) ||
        (kind == 't' && !parcel.get_text(s)))
      throw damaged(file_, grid.sheet);
    if (kind == 'n' && !std::isfinite(cell.number)) throw damaged(file_, grid.sheet);
    if (kind == 'n') cell.kind = CellKind::number;
    s = text::trim(s);
    if (s.empty() || !text::is_utf8(s)) return cell;
    const std::string_view kept = grid.keep(std::move(s));
    cell.kind = CellKind::text;
    cell.data = kept.data();
    cell.size = static_cast<std::uint32_t>(kept.size());
    return cell;
  }

  std::string file_;
  std::vector<std::string> names_;
  std::vector<Grid> grids_;
};

}  // namespace

std::unique_ptr<Workbook> open_xls(const std::string& bytes, const std::string& file) {
  return std::make_unique<Xls>(bytes, file);
}

}  // namespace yugong::data
