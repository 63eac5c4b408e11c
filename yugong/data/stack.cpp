#include <algorithm>
#include <map>
#include <set>

#include "yugong/base/error.hpp"
#include "yugong/data/read.hpp"

namespace yugong::data {

namespace {

std::string name_of(const Table& table) {
  if (table.sources().empty()) return "";
  const Source& source = table.sources()[0];
  return source.sheet.empty() ? source.file : source.file + " [" + source.sheet + "]";
}

Place place_of(const Table& table) {
  Place place;
  if (!table.sources().empty()) {
    place.file = table.sources()[0].file;
    place.sheet = table.sources()[0].sheet;
  }
  return place;
}

bool all_missing(const DataColumn& column) {
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!column.missing_at(i)) return false;
  return true;
}

/// Name, type, unit and label that a column has in the whole, and where it first had them.
struct Shape {
  const Table* table;
  const DataColumn* column;
  bool settled = false;  ///< a table with values was seen, so the type is known
};

void check(const Table& table,
           const DataColumn& column,
           Shape& shape,
           std::vector<Problem>& problems) {
  const bool empty = all_missing(column);
  if (!shape.settled && !empty) {
    shape = {&table, &column, true};
  } else if (!empty && column.is_text != shape.column->is_text) {
    const std::string a = name_of(*shape.table), b = name_of(table);
    problems.push_back(
        error(
            "YG1113",
            {"'" + column.name + "' is " + (shape.column->is_text ? "text" : "numbers") + " in " +
                 a + " and " + (column.is_text ? "text" : "numbers") + " in " + b,
             "“" + column.name + "” 在 " + a + " 中是" + (shape.column->is_text ? "文本" : "数值") +
                 "，在 " + b + " 中是" + (column.is_text ? "文本" : "数值")},
            {"correct the file, or read the column as text everywhere: text = [\"" + column.name +
                 "\"]",
             "请改正文件，或统一按文本读取：text = [\"" + column.name + "\"]"},
            place_of(table))
            .about(column.name));
  }
  if (!column.unit.empty() && !shape.column->unit.empty() && column.unit != shape.column->unit)
    problems.push_back(
        error("YG1114",
              {"'" + column.name + "' is in " + shape.column->unit + " in " +
                   name_of(*shape.table) + " and in " + column.unit + " in " + name_of(table),
               "“" + column.name + "” 的单位在 " + name_of(*shape.table) + " 中为 " +
                   shape.column->unit + "，在 " + name_of(table) + " 中为 " + column.unit},
              {"read the files as two sources and convert one of them, or declare the unit: units "
               "= { " +
                   column.name + " = \"" + column.unit + "\" }",
               "请分为两个数据源并换算单位，或声明单位：units = { " + column.name + " = \"" +
                   column.unit + "\" }"},
              place_of(table))
            .about(column.name));
}

void append(DataColumn& whole,
            const DataColumn& part,
            std::size_t before,
            std::int32_t source_shift) {
  const std::size_t n = part.size();
  if (whole.is_text) {
    if (part.is_text)
      whole.texts.insert(whole.texts.end(), part.texts.begin(), part.texts.end());
    else
      whole.texts.resize(before + n);  // a column without any value
  } else if (part.is_text) {
    whole.numbers.resize(before + n, missing);
  } else {
    whole.numbers.insert(whole.numbers.end(), part.numbers.begin(), part.numbers.end());
  }
  for (std::size_t i = 0; i < n; ++i) {
    whole.marks.push_back(part.mark(i));
    Origin origin = part.origins.empty() ? Origin{} : part.origins[i];
    if (origin.source >= 0) origin.source += source_shift;
    whole.origins.push_back(origin);
  }
  whole.value_labels.insert(part.value_labels.begin(), part.value_labels.end());
  if (whole.label.empty()) whole.label = part.label;
  if (whole.unit.empty()) whole.unit = part.unit;
}

void append_missing(DataColumn& whole, std::size_t n) {
  if (whole.is_text)
    whole.texts.resize(whole.texts.size() + n);
  else
    whole.numbers.resize(whole.numbers.size() + n, missing);
  whole.marks.resize(whole.marks.size() + n, Mark::missing);
  whole.origins.resize(whole.origins.size() + n);
}

}  // namespace

Table stack(std::vector<Table> tables) {
  if (tables.size() == 1) return std::move(tables[0]);
  std::vector<std::string> order;
  std::map<std::string, Shape> shapes;
  std::vector<Problem> problems;
  for (const Table& table : tables)
    for (const DataColumn& column : table.columns()) {
      const auto [at, fresh] = shapes.emplace(column.name, Shape{&table, &column});
      if (fresh) order.push_back(column.name);
      check(table, column, at->second, problems);
    }
  if (!problems.empty()) throw Error{std::move(problems)};
  Table out;
  std::vector<DataColumn> whole(order.size());
  std::map<std::string, std::vector<std::string>> lacking;
  std::size_t rows = 0;
  for (std::size_t j = 0; j < order.size(); ++j) {
    whole[j].name = order[j];
    whole[j].is_text = shapes.at(order[j]).column->is_text;
  }
  for (Table& table : tables) {
    const auto shift = static_cast<std::int32_t>(out.sources().size());
    for (std::size_t j = 0; j < order.size(); ++j) {
      if (table.has(order[j])) {
        append(whole[j], table.column(order[j]), rows, shift);
      } else {
        append_missing(whole[j], table.rows());
        lacking[order[j]].push_back(name_of(table));
      }
    }
    rows += table.rows();
    out.sources().insert(out.sources().end(), table.sources().begin(), table.sources().end());
    out.notes().insert(out.notes().end(), table.notes().begin(), table.notes().end());
    out.changes().insert(out.changes().end(), table.changes().begin(), table.changes().end());
  }
  for (DataColumn& column : whole) out.add(std::move(column));
  for (const auto& [name, files] : lacking) {
    const std::vector<std::string> first(
        files.begin(),
        files.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, files.size())));
    const std::string list = text::join(first, ", ") + (files.size() > 5 ? ", ..." : "");
    out.notes().push_back(
        note("YG1112",
             {"'" + name + "' is not in " + std::to_string(files.size()) + " of " +
                  std::to_string(tables.size()) + " tables and is missing there: " + list,
              tables.empty() ? ""
                             : "“" + name + "” 在 " + std::to_string(tables.size()) + " 个表中的 " +
                                   std::to_string(files.size()) + " 个里没有，按缺失处理：" + list})
            .about(name));
  }
  return out;
}

}  // namespace yugong::data
