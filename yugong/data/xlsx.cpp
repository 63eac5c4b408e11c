#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <set>

#include <pugixml.hpp>
#include <zip.h>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"
#include "yugong/data/workbook.hpp"

namespace yugong::data {

namespace {

constexpr std::size_t largest_part =
    std::size_t{1} << 30;  ///< bytes of one unpacked part; beyond it the file is hostile
constexpr int last_row = 1048576, last_column = 16384;  ///< of the format
constexpr std::size_t most_cells = 60'000'000;

Error damaged(const std::string& file,
              const std::string& en,
              const std::string& zh,
              const std::string& sheet = "") {
  Place place;
  place.file = file;
  place.sheet = sheet;
  return Error{error("YG1007",
                     {"the workbook cannot be read: " + en, "无法读取工作簿：" + zh},
                     {"open it in Excel or LibreOffice and save it again as .xlsx",
                      "请用 Excel 或 LibreOffice 打开后另存为 .xlsx"},
                     place)};
}

/// Name without namespace prefix; some writers use one for every element.
std::string_view local(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& c : node.children())
    if (local(c) == name) return c;
  return {};
}

/// An unzipped archive in memory.
class Archive {
 public:
  Archive(const std::string& bytes, const std::string& file) : file_(file) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
    zip_ = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &problem);
    if (zip_ == nullptr && source != nullptr) zip_source_free(source);
    zip_error_fini(&problem);
    if (zip_ == nullptr)
      throw damaged(file, "it is no complete zip archive", "不是完整的 zip 压缩包");
  }

  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  ~Archive() { zip_discard(zip_); }

  bool has(const std::string& part) const { return zip_name_locate(zip_, part.c_str(), 0) >= 0; }

  std::string read(const std::string& part) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat(zip_, part.c_str(), 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
      throw damaged(file_, "part '" + part + "' is missing", "缺少部件 " + part);
    if (stat.size > largest_part)
      throw damaged(file_, "part '" + part + "' is too large", "部件 " + part + " 过大");
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> entry(zip_fopen(zip_, part.c_str(), 0),
                                                                   zip_fclose);
    std::string bytes;
    // grown as it is unpacked: the size that is stated may be a lie
    std::array<char, 65536> buffer{};
    for (;;) {
      const zip_int64_t got =
          entry == nullptr ? -1 : zip_fread(entry.get(), buffer.data(), buffer.size());
      if (got < 0)
        throw damaged(
            file_, "part '" + part + "' cannot be unpacked", "部件 " + part + " 无法解压");
      if (got == 0) return bytes;
      bytes.append(buffer.data(), static_cast<std::size_t>(got));
      if (bytes.size() > largest_part)
        throw damaged(file_, "part '" + part + "' is too large", "部件 " + part + " 过大");
    }
  }

  pugi::xml_document xml(const std::string& part) const {
    std::string bytes = read(part);
    pugi::xml_document document;
    const auto result = document.load_buffer(
        bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!result)
      throw damaged(
          file_, "part '" + part + "' is no valid XML", "部件 " + part + " 不是有效的 XML");
    return document;
  }

 private:
  std::string file_;
  zip_t* zip_ = nullptr;
};

enum class Show { number, percent, year, date };

/// What a number format makes of a number.
Show meaning_of(std::string_view code) {
  std::string plain;
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '"')
      quoted = !quoted;
    else if (c == '[' && !quoted)
      bracketed = true;
    else if (c == ']' && !quoted)
      bracketed = false;
    else if (!quoted && !bracketed && (c & 0x80) == 0)
      plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (c == ';' && !quoted) break;
  }
  if (plain.find('%') != std::string::npos) return Show::percent;
  if (plain.find("general") != std::string::npos || plain.find_first_of("0#?") != std::string::npos)
    return Show::number;
  const bool year = plain.find('y') != std::string::npos,
             day = plain.find_first_of("dmhs") != std::string::npos;
  return day ? Show::date : year ? Show::year : Show::number;
}

Show meaning_of_builtin(int id) {
  if (id == 9 || id == 10) return Show::percent;
  const bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                    (id >= 50 && id <= 58);
  return date ? Show::date : Show::number;
}

/// Days since 1970-01-01 to a calendar date (H. Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", 2013).
std::string civil(long days, long& year) {
  days += 719468;
  const long era = (days >= 0 ? days : days - 146096) / 146097;
  const long doe = days - era * 146097;
  const long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const long mp = (5 * doy + 2) / 153;
  const long day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
  year = yoe + era * 400 + (month <= 2);
  const auto two = [](long v) { return (v < 10 ? "0" : "") + std::to_string(v); };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

/// "D17" -> row 16, column 3; false when it is no address of the format.
bool parse_address(std::string_view s, int& row, int& column) {
  std::size_t i = 0;
  long c = 0;
  while (i < s.size() && s[i] >= 'A' && s[i] <= 'Z' && c <= last_column)
    c = c * 26 + (s[i++] - 'A' + 1);
  long r = 0;
  const auto [end, status] = std::from_chars(s.data() + i, s.data() + s.size(), r);
  if (i == 0 || status != std::errc{} || end != s.data() + s.size() || c > last_column || r < 1 ||
      r > last_row)
    return false;
  row = static_cast<int>(r) - 1;
  column = static_cast<int>(c) - 1;
  return true;
}

/// Text of a string item: its own text or that of its runs, without phonetic hints.
std::string text_of(const pugi::xml_node& item) {
  std::string out;
  for (const pugi::xml_node& node : item.children()) {
    if (local(node) == "t") out += node.child_value();
    if (local(node) == "r") out += child(node, "t").child_value();
  }
  return out;
}

class Xlsx : public Workbook {
 public:
  Xlsx(const std::string& bytes, const std::string& file) : file_(file), archive_(bytes, file) {
    if (!archive_.has("xl/workbook.xml"))
      throw damaged(
          file, "it holds no sheets (is it an .xlsx file?)", "其中没有工作表（是 .xlsx 文件吗？）");
    read_sheet_list();
    read_strings();
    read_styles();
  }

  const std::vector<std::string>& sheets() const override { return names_; }

  Grid grid(std::size_t sheet) override {
    const pugi::xml_document document = archive_.xml(parts_.at(sheet));
    Grid grid;
    grid.sheet = names_[sheet];
    const pugi::xml_node root = document.document_element();
    int at = 0;
    for (const pugi::xml_node& row : child(root, "sheetData").children()) {
      if (local(row) != "row") continue;
      const int number = row.attribute("r").as_int(at + 1) - 1;
      if (number < at || number >= last_row)
        throw damaged(file_, "its rows are out of order", "行的次序混乱", grid.sheet);
      for (; at < number; ++at) grid.end_row();
      read_row(row, at, grid);
      grid.end_row();
      ++at;
    }
    for (const pugi::xml_node& m : child(root, "mergeCells").children())
      read_merge(m.attribute("ref").value(), grid);
    return grid;
  }

 private:
  void read_sheet_list() {
    std::map<std::string, std::string> targets;
    const pugi::xml_document rels = archive_.xml("xl/_rels/workbook.xml.rels");
    for (const pugi::xml_node& r : rels.document_element().children()) {
      std::string target = r.attribute("Target").value();
      target = target.starts_with("/") ? target.substr(1) : "xl/" + target;
      targets[r.attribute("Id").value()] = target;
    }
    const pugi::xml_document book = archive_.xml("xl/workbook.xml");
    const pugi::xml_node root = book.document_element();
    date1904_ = child(root, "workbookPr").attribute("date1904").as_bool();
    for (const pugi::xml_node& s : child(root, "sheets").children()) {
      std::string id;
      for (const pugi::xml_attribute& a : s.attributes())
        if (std::string_view(a.name()).ends_with(":id")) id = a.value();
      const auto found = targets.find(id);
      if (found == targets.end() || found->second.find("chartsheet") != std::string::npos) continue;
      names_.emplace_back(s.attribute("name").value());
      parts_.push_back(found->second);
    }
    if (names_.empty()) throw damaged(file_, "it holds no sheets", "其中没有工作表");
  }

  void read_strings() {
    if (!archive_.has("xl/sharedStrings.xml")) return;
    const pugi::xml_document document = archive_.xml("xl/sharedStrings.xml");
    for (const pugi::xml_node& item : document.document_element().children())
      if (local(item) == "si") strings_.push_back(text::trim(text_of(item)));
  }

  void read_styles() {
    if (!archive_.has("xl/styles.xml")) return;
    const pugi::xml_document document = archive_.xml("xl/styles.xml");
    const pugi::xml_node root = document.document_element();
    std::map<int, Show> own;
    for (const pugi::xml_node& f : child(root, "numFmts").children())
      own[f.attribute("numFmtId").as_int()] = meaning_of(f.attribute("formatCode").value());
    for (const pugi::xml_node& xf : child(root, "cellXfs").children()) {
      const int id = xf.attribute("numFmtId").as_int();
      const auto found = own.find(id);
      styles_.push_back(found != own.end() ? found->second : meaning_of_builtin(id));
    }
  }

  void read_row(const pugi::xml_node& row, int number, Grid& grid) {
    const std::size_t begin = grid.cells.size();
    for (const pugi::xml_node& c : row.children()) {
      if (local(c) != "c") continue;
      int r = number, column = static_cast<int>(grid.cells.size() - begin);
      const char* address = c.attribute("r").value();
      if (*address != '\0' && (!parse_address(address, r, column) || r != number))
        throw damaged(file_,
                      std::string("cell '") + address + "' is out of place",
                      std::string("单元格 ") + address + " 位置有误",
                      grid.sheet);
      const auto width = static_cast<std::size_t>(column) + 1;
      if (grid.cells.size() - begin < width) grid.cells.resize(begin + width);
      if (grid.cells.size() > most_cells)
        throw damaged(file_, "it holds too many cells", "单元格过多", grid.sheet);
      grid.cells[begin + static_cast<std::size_t>(column)] = read_cell(c, grid);
    }
  }

  Cell text_cell(std::string text, Grid& grid) const {
    Cell cell;
    text = text::trim(text);
    if (text.empty()) return cell;
    const std::string_view kept = grid.keep(std::move(text));
    cell.kind = CellKind::text;
    cell.data = kept.data();
    cell.size = static_cast<std::uint32_t>(kept.size());
    return cell;
  }

  Cell read_cell(const pugi::xml_node& c, Grid& grid) const {
    const std::string_view type = c.attribute("t").value();
    const std::string_view value = child(c, "v").child_value();
    if (type == "inlineStr") return text_cell(text_of(child(c, "is")), grid);
    if (value.empty()) {
      const pugi::xml_node formula = child(c, "f");
      // a text formula may have an empty result; a number cannot
      return formula && type != "str" ? text_cell("=" + std::string(formula.child_value()), grid)
                                      : Cell{};
    }
    if (type == "s") {
      std::size_t index = strings_.size();
      std::from_chars(value.data(), value.data() + value.size(), index);
      if (index >= strings_.size())
        throw damaged(file_, "a text is missing", "缺少文本", grid.sheet);
      const std::string& s = strings_[index];
      Cell cell;
      if (s.empty()) return cell;
      cell.kind = CellKind::text;
      cell.data = s.data();
      cell.size = static_cast<std::uint32_t>(s.size());
      return cell;
    }
    if (type == "str" || type == "e" || type == "d") return text_cell(std::string(value), grid);
    if (type == "b") return text_cell(value == "1" ? "TRUE" : "FALSE", grid);
    return number_cell(value, c.attribute("s").as_uint(), grid);
  }

  Cell number_cell(std::string_view value, unsigned style, Grid& grid) const {
    Cell cell;
    const auto [end, status] =
        std::from_chars(value.data(), value.data() + value.size(), cell.number);
    if (status != std::errc{} || end != value.data() + value.size() || !std::isfinite(cell.number))
      return text_cell(std::string(value), grid);
    cell.kind = CellKind::number;
    const Show show = style < styles_.size() ? styles_[style] : Show::number;
    if (show == Show::percent) {
      cell.percent = true;
      // as shown: 0.123 with a percent format is 12.3; rounding to 15 digits takes the binary noise
      // of the product away
      std::array<char, 32> digits{};
      const auto [last, ok] = std::to_chars(
          digits.begin(), digits.end(), cell.number * 100, std::chars_format::general, 15);
      if (ok == std::errc{}) std::from_chars(digits.begin(), last, cell.number);
    } else if (show != Show::number && std::abs(cell.number) < 3e6) {
      const double serial = std::floor(cell.number) + (date1904_ ? 1462 : 0);
      long year = 0;
      // 1900 was no leap year, the format thinks it was: serial 60 does not exist
      const std::string day =
          civil(static_cast<long>(serial) - 25569 + (serial < 60 ? 1 : 0), year);
      if (show == Show::date) return text_cell(day, grid);
      cell.number = static_cast<double>(year);
    }
    return cell;
  }

  void read_merge(std::string_view ref, Grid& grid) const {
    const std::size_t colon = ref.find(':');
    Merge m;
    if (colon == std::string_view::npos || !parse_address(ref.substr(0, colon), m.row, m.column) ||
        !parse_address(ref.substr(colon + 1), m.last_row, m.last_column))
      return;
    m.last_row = std::min(m.last_row, grid.rows() - 1);
    if (m.row <= m.last_row && m.column <= m.last_column) grid.merges.push_back(m);
  }

  std::string file_;
  Archive archive_;
  bool date1904_ = false;
  std::vector<std::string> names_, parts_;
  std::vector<std::string> strings_;
  std::vector<Show> styles_;
};

}  // namespace

std::unique_ptr<Workbook> open_xlsx(const std::string& bytes, const std::string& file) {
  return std::make_unique<Xlsx>(bytes, file);
}

}  // namespace yugong::data
