#include "yugong/data/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace yugong::data {

void DataColumn::set_mark(std::size_t row, Mark mark) {
  if (marks.empty()) marks.assign(size(), Mark::original);
  marks[row] = mark;
}

std::vector<std::string> Table::names() const {
  std::vector<std::string> out;
  out.reserve(columns_.size());
  for (const DataColumn& c : columns_) out.push_back(c.name);
  return out;
}

bool Table::has(std::string_view name) const {
  return index_.find(name) != index_.end();
}

const DataColumn& Table::column(std::string_view name, const Place& place) const {
  const auto found = index_.find(name);
  if (found != index_.end()) return columns_[found->second];
  const std::vector<std::string> all = names();
  const Text hint = text::did_you_mean(name, all);
  throw Error(
      error("YG2104",
            {fmt::format("unknown variable '{}'", name), fmt::format("未知变量 '{}'", name)},
            {fmt::format("the data have {} variables{}", all.size(), hint.en),
             fmt::format("数据共有 {} 个变量{}", all.size(), hint.zh)},
            place)
          .about(std::string(name)));
}

DataColumn& Table::edit(std::string_view name) {
  return const_cast<DataColumn&>(column(name));
}  // NOLINT: same object, one look-up

DataColumn& Table::add(DataColumn column) {
  if (!columns_.empty() && column.size() != rows() &&
      !(columns_.size() == 1 && columns_[0].name == column.name))
    throw Error(error(
        "YG9001",
        {fmt::format(
             "column '{}' has {} rows, its table has {}", column.name, column.size(), rows()),
         fmt::format("列 '{}' 有 {} 行，而数据表有 {} 行", column.name, column.size(), rows())}));
  const auto found = index_.find(column.name);
  if (found != index_.end()) return columns_[found->second] = std::move(column);
  index_.emplace(column.name, columns_.size());
  columns_.push_back(std::move(column));
  return columns_.back();
}

void Table::remove(std::string_view name) {
  const auto found = index_.find(name);
  if (found == index_.end()) return;
  columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(found->second));
  index_.clear();
  for (std::size_t j = 0; j < columns_.size(); ++j) index_.emplace(columns_[j].name, j);
}

void Table::rename(std::string_view from, const std::string& to) {
  const std::size_t at = index_.at(std::string(from));
  index_.erase(index_.find(from));
  columns_[at].name = to;
  index_.emplace(to, at);
}

namespace {

template <class T>
std::vector<T> picked(const std::vector<T>& from, const std::vector<std::uint32_t>& rows) {
  std::vector<T> out;
  if (from.empty()) return out;
  out.reserve(rows.size());
  for (const std::uint32_t r : rows) out.push_back(from[r]);
  return out;
}

}  // namespace

Table Table::take(const std::vector<std::uint32_t>& rows) const {
  Table out;
  out.sources_ = sources_;
  out.changes_ = changes_;
  out.notes_ = notes_;
  for (const DataColumn& c : columns_) {
    DataColumn copy;
    copy.name = c.name;
    copy.is_text = c.is_text;
    copy.label = c.label;
    copy.unit = c.unit;
    copy.value_labels = c.value_labels;
    copy.formula = c.formula;
    copy.numbers = picked(c.numbers, rows);
    copy.texts = picked(c.texts, rows);
    copy.marks = picked(c.marks, rows);
    copy.origins = picked(c.origins, rows);
    out.add(std::move(copy));
  }
  return out;
}

std::string Table::address(std::string_view column_name, std::size_t row) const {
  const DataColumn& c = column(column_name);
  if (c.origins.empty() || c.origins[row].source < 0) return "";
  const Origin& o = c.origins[row];
  const Source& source = sources_.at(static_cast<std::size_t>(o.source));
  std::string letters;
  for (std::int32_t k = o.column; k > 0; k = (k - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (k - 1) % 26));
  return source.sheet.empty()
             ? fmt::format("{} [{}{}]", source.file, letters, o.row)
             : fmt::format("{} [{}!{}{}]", source.file, source.sheet, letters, o.row);
}

}  // namespace yugong::data
