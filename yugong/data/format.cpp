#include "yugong/data/format.hpp"

#include <algorithm>
#include <string_view>

#include "yugong/base/error.hpp"

namespace yugong::data {

namespace {

Error refused(const std::string& path, const Text& what, const Text& mend) {
  Place place;
  place.file = path;
  return Error{error("YG1006", what, mend, place)};
}

}  // namespace

Format format_of(const std::string& bytes, const std::string& path) {
  const std::string_view b = bytes;
  const auto begins = [&](std::string_view with) { return b.substr(0, with.size()) == with; };
  const Text resave{"open it in Excel and save it as .xlsx or CSV",
                    "请用 Excel 打开后另存为 .xlsx 或 CSV"};
  if (begins("PK\x03\x04")) {
    if (b.substr(0, 200).find("opendocument") != std::string_view::npos)
      throw refused(path,
                    {"OpenDocument sheets are not read", "不支持 OpenDocument 表格"},
                    {"save it as .xlsx", "请另存为 .xlsx"});
    return Format::xlsx;
  }
  if (begins("\xD0\xCF\x11\xE0")) {
    if (path.ends_with(".xlsx"))
      throw refused(path,
                    {"the workbook is protected by a password, or an .xls file with a wrong name",
                     "工作簿设有密码，或是扩展名有误的 .xls 文件"},
                    {"save it without password", "请取消密码后保存"});
    return Format::xls;
  }
  if (begins("<stata_dta>")) return Format::dta;
  if (b.size() > 4 && b[0] >= 104 && b[0] <= 115 && (b[1] == 1 || b[1] == 2) && b[2] == 1 &&
      b[3] == 0)
    return Format::dta;
  if (begins("$FL2") || begins("$FL3")) return Format::sav;
  if (begins("PAR1")) return Format::parquet;
  if (begins("%PDF"))
    throw refused(path,
                  {"this is a PDF", "这是 PDF 文件"},
                  {"type or copy the table into a sheet", "请把表格录入或复制到工作表"});
  std::string head = text::lower(text::trim(b.substr(0, 512)));
  if (head.starts_with("\xEF\xBB\xBF")) head = head.substr(3);
  for (const char* tag : {"<html", "<!doctype", "<table", "<?xml", "<head", "<meta"})
    if (head.starts_with(tag))
      throw refused(path,
                    {"this is a web page or XML, whatever its name says",
                     "这是网页或 XML 文件，与扩展名无关"},
                    resave);
  const std::size_t n = std::min<std::size_t>(b.size(), 4096);
  const auto zeros = std::count(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(n), '\0');
  const bool marked = begins("\xFF\xFE") || begins("\xFE\xFF");
  // UTF-16 has a zero in at most every second byte and no run of them
  if (zeros > 0 && !marked &&
      (b.substr(0, n).find(std::string_view("\0\0\0", 3)) != std::string_view::npos ||
       zeros * 50 < static_cast<long>(n)))
    throw refused(path,
                  {"the format of this binary file is not known", "无法识别此二进制文件的格式"},
                  {"give CSV, .xlsx, .xls, .dta, .sav or .parquet",
                   "请提供 CSV、.xlsx、.xls、.dta、.sav 或 .parquet 文件"});
  return Format::text;
}

std::string name_of(Format format) {
  switch (format) {
    case Format::text:
      return "text";
    case Format::xlsx:
      return "xlsx";
    case Format::xls:
      return "xls";
    case Format::dta:
      return "dta";
    case Format::sav:
      return "sav";
    case Format::parquet:
      return "parquet";
  }
  return "";
}

}  // namespace yugong::data
