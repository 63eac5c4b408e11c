#include <algorithm>
#include <array>
#include <map>

#include "yugong/base/error.hpp"
#include "yugong/data/read.hpp"

namespace yugong::data {

namespace {

/// The first column of the table that bears one of the names, else the one at `position`, else
/// nullptr.
const DataColumn* find_column(const Table& table,
                              const std::vector<std::string>& names,
                              std::size_t position) {
  for (const DataColumn& column : table.columns())
    for (const std::string& name : names)
      if (text::lower(column.name) == name) return &column;
  return position < table.columns().size() ? &table.columns()[position] : nullptr;
}

std::string cell(const DataColumn* column, std::size_t row) {
  if (column == nullptr) return "";
  return column->is_text                    ? column->texts[row]
         : is_missing(column->numbers[row]) ? ""
                                            : text::round_trip(column->numbers[row]);
}

}  // namespace

std::vector<Rename> read_renames(const std::string& path) {
  ReadOptions plain;
  plain.header_rows = 1;
  plain.footnotes = false;
  const Table table = read(path, plain);
  constexpr std::size_t none = 1000000;
  const DataColumn* original =
      find_column(table, {"original", "header", "原表头", "原名", "表头", "原始名称"}, 0);
  const DataColumn* name =
      find_column(table, {"name", "short", "变量名", "简称", "变量", "新名"}, 1);
  const DataColumn* zh =
      find_column(table, {"zh", "label_zh", "chinese", "中文", "中文标签", "标签"}, none);
  const DataColumn* en =
      find_column(table, {"en", "label_en", "english", "英文", "英文标签", "label"}, none);
  const DataColumn* unit = find_column(table, {"unit", "单位", "计量单位"}, none);
  Place place;
  place.file = path;
  if (original == nullptr || name == nullptr)
    throw Error{error("YG1106",
                      {"a rename file needs two columns, original and name",
                       "改名文件至少需要两列：原表头与变量名"},
                      {"write one with: yugong look FILE --rename names.csv",
                       "可用 yugong look FILE --rename names.csv 生成"},
                      place)};
  std::vector<Rename> renames;
  std::vector<Problem> problems;
  std::map<std::string, std::string> seen;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    Rename rename{cell(original, i), cell(name, i), Text(cell(en, i), cell(zh, i)), cell(unit, i)};
    if (rename.original.empty() || rename.name.empty())
      continue;  // a line that is not filled in yet
    if (rename.label.en.empty()) rename.label.en = rename.label.zh;
    const auto [before, fresh] = seen.emplace(rename.original, rename.name);
    if (!fresh && before->second != rename.name) {
      place.row = static_cast<long>(i) + 2;
      problems.push_back(error(
          "YG1106",
          {"'" + rename.original + "' has two names: " + before->second + " and " + rename.name,
           "“" + rename.original + "” 有两个变量名：" + before->second + " 与 " + rename.name},
          {"keep one of the two lines", "请只保留其中一行"},
          place));
    }
    renames.push_back(std::move(rename));
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  return renames;
}

}  // namespace yugong::data
