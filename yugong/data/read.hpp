#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/data/table.hpp"

/// Files to tables: CSV (any separator and encoding), Excel .xlsx and .xls, Stata .dta, SPSS .sav,
/// Parquet. The format is told from the content, not from the name. Every cell keeps the file,
/// sheet, row and column that it came from.
namespace yugong::data {

enum class TimeFrom { none, sheet, file };
enum class Unique { error, first };
enum class BadCells { error, missing };

inline Names<TimeFrom> names_of(TimeFrom) {
  return {{"none", TimeFrom::none}, {"sheet", TimeFrom::sheet}, {"file", TimeFrom::file}};
}

inline Names<Unique> names_of(Unique) {
  return {{"error", Unique::error}, {"first", Unique::first}};
}

inline Names<BadCells> names_of(BadCells) {
  return {{"error", BadCells::error}, {"missing", BadCells::missing}};
}

/// How a file is read; the keys of `[source.<name>]` in a study file.
struct ReadOptions {
  std::vector<std::string> files;  ///< paths or patterns ("raw/yearbook/*.xlsx"), in this order
  Value sheet;  ///< name, position (from 1) or "all"; none: first sheet with cells, all with
                ///< time_from = "sheet"
  std::optional<int>
      header_rows;  ///< rows of column names, 0 = the file has none; not given: found by content
  int skip = 0;     ///< rows left out at the top before anything is looked at
  std::string encoding;   ///< "UTF-8", "GB18030", "Big5", "UTF-16LE", ...; empty: found by content
  std::string separator;  ///< ",", ";", "tab" or any one character; empty: found by content
  std::string decimal = ".";         ///< "." or ","
  std::vector<std::string> missing;  ///< marks of missing cells beyond default_missing_marks()
  int units_row = 0;  ///< row of the sheet that holds units of measure; 0: found by content
  std::map<std::string, std::string> units;  ///< column -> unit of measure
  Value rename;  ///< path of a rename file, or a table {original header = short name}
  TimeFrom time_from = TimeFrom::none;  ///< the period stands in the sheet's or the file's name
  std::string time = "year";            ///< name of the column of periods made by time_from or wide
  std::string wide;  ///< years stand in columns: name of the variable that they hold
  std::vector<std::string>
      id;  ///< with wide: columns that identify a row; empty: all that are no years
  Unique unique =
      Unique::error;  ///< rows with the same key: keep all and let the panel refuse, or the first
  std::vector<std::string> key;  ///< with unique = "first": columns that make the key
  BadCells bad_cells =
      BadCells::error;  ///< text in a column of numbers: refuse, or missing with a warning
  std::vector<std::string> columns;  ///< keep these columns only (names after renaming)
  std::vector<std::string> text;  ///< columns that are text whatever they hold (codes such as 010)
  bool float32 = false;           ///< round numbers to single precision, as Stata's float does
  bool footnotes = true;          ///< leave out notes below the table (reported)

  static auto described() {
    return std::tuple{
        option("files",
               &ReadOptions::files,
               {"files or patterns such as raw/*.xlsx", "文件，可用通配符"}),
        option("sheet",
               &ReadOptions::sheet,
               {"sheet: name, position or \"all\"", "工作表：名称、序号或 \"all\""}),
        option("header_rows",
               &ReadOptions::header_rows,
               {"rows of column names (found by itself)", "表头行数（默认自动识别）"})
            .at_least(0),
        option("skip", &ReadOptions::skip, {"rows to leave out at the top", "顶部跳过的行数"})
            .at_least(0),
        option("encoding",
               &ReadOptions::encoding,
               {"character encoding (found by itself)", "字符编码（默认自动识别）"}),
        option("separator", &ReadOptions::separator, {"separator of a text file", "分隔符"}),
        option("decimal",
               &ReadOptions::decimal,
               {"decimal mark, \".\" or \",\"", "小数点，\".\" 或 \",\""}),
        option(
            "missing", &ReadOptions::missing, {"further marks of missing cells", "另外的缺失标记"}),
        option("units_row",
               &ReadOptions::units_row,
               {"row that holds units of measure", "计量单位所在的行"})
            .at_least(0),
        option("units", &ReadOptions::units, {"unit of measure by column", "各列的计量单位"}),
        option("rename",
               &ReadOptions::rename,
               {"rename file, or table of header = name", "改名文件，或 表头 = 变量名"}),
        option("time_from",
               &ReadOptions::time_from,
               {"where the period stands", "时期取自工作表名或文件名"}),
        option("time", &ReadOptions::time, {"name of the column of periods", "时期列的名称"}),
        option("wide",
               &ReadOptions::wide,
               {"years in columns: name of the variable", "年份为列时变量的名称"}),
        option(
            "id", &ReadOptions::id, {"with wide: columns that identify a row", "wide 时的标识列"}),
        option("unique", &ReadOptions::unique, {"rows with the same key", "主键重复时的处理"}),
        option("key",
               &ReadOptions::key,
               {"columns that make the key, for unique", "unique 所用的主键列"}),
        option("bad_cells",
               &ReadOptions::bad_cells,
               {"text in a column of numbers", "数值列中出现文字时的处理"}),
        option("columns", &ReadOptions::columns, {"keep these columns only", "只保留这些列"}),
        option("text", &ReadOptions::text, {"columns that are text", "按文本读取的列"}),
        option("float32",
               &ReadOptions::float32,
               {"round numbers to single precision", "数值舍入为单精度"}),
        option("footnotes",
               &ReadOptions::footnotes,
               {"leave out notes below the table", "去除表下注释"})};
  }
};

/// Blank, -, --, –, —, ——, …, ……, ..., ., NA, N/A, NaN, null, #N/A, 缺失 and their full-width
/// spellings.
const std::vector<std::string>& default_missing_marks();

/// One file, with all the sheets asked for stacked. `files` is not looked at. Errors: YG1001-YG1015
/// (the file), YG1101-YG1119 (header and cells; all bad cells together), YG0114 (Parquet without
/// DuckDB).
Table read(const std::string& path, const ReadOptions& options = {});

/// All of `options.files`, patterns expanded in sorted order, stacked by column name. Relative
/// paths start at `folder`.
Table read_all(const ReadOptions& options, const std::string& folder = "");

/// As `read` for the bytes of a text file or workbook that are already in memory; `name` stands for
/// the path in messages.
Table read_bytes(std::string bytes, const std::string& name, const ReadOptions& options = {});

/// Paths that match a pattern (*, ?, [..] in any part), sorted; a plain path is returned as it is.
/// YG1010 when none matches.
std::vector<std::string> expand(const std::string& pattern, const std::string& folder = "");

/// Rows of all tables under one another, columns by name in order of first appearance. A column
/// that a table lacks is missing there (note YG1112); a column that is text here and numbers there
/// is refused (YG1113), as are different units (YG1114).
Table stack(std::vector<Table> tables);

/// One line of a rename file. The file is a CSV or workbook with the columns original, name, zh,
/// en, unit (原表头, 变量名, 中文, 英文, 单位); only the first two are required. `original` may
/// also be the header without its unit in brackets.
struct Rename {
  std::string original;
  std::string name;
  Text label;
  std::string unit;
};

std::vector<Rename> read_renames(const std::string& path);

}  // namespace yugong::data
