#include "yugong/base/frame.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "yugong/base/error.hpp"

namespace yugong {

bool Frame::has(std::string_view name) const {
  return std::any_of(
      columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
}

const Column& Frame::column(std::string_view name) const {
  for (const Column& c : columns_)
    if (c.name == name) return c;
  throw Error(error(
      "YG9001",
      {fmt::format("a result has no column '{}'", name), fmt::format("结果中没有列 '{}'", name)}));
}

double Frame::number(std::string_view name, std::size_t row) const {
  return column(name).numbers.at(row);
}

const std::string& Frame::text(std::string_view name, std::size_t row) const {
  return column(name).texts.at(row);
}

Frame& Frame::add(Column column) {
  if (!columns_.empty() && column.size() != rows())
    throw Error(error(
        "YG9001",
        {fmt::format(
             "column '{}' has {} rows, its frame has {}", column.name, column.size(), rows()),
         fmt::format("列 '{}' 有 {} 行，而结果表有 {} 行", column.name, column.size(), rows())}));
  columns_.push_back(std::move(column));
  return *this;
}

bool in_glossary(std::string_view name) {
  return std::any_of(glossary().begin(), glossary().end(), [&](const GlossaryEntry& e) {
    return e.name == name || (e.name.back() == '.' && name.substr(0, e.name.size()) == e.name);
  });
}

std::string to_json(const Frame& frame) {
  using Json = nlohmann::ordered_json;
  std::string out = "[";
  for (std::size_t i = 0; i < frame.rows(); ++i) {
    out += i == 0 ? "{" : ",{";
    bool first = true;
    for (const Column& c : frame.columns()) {
      if (!first) out += ",";
      first = false;
      out += Json(c.name).dump() + ":";
      if (c.missing_at(i))
        out += c.is_text ? "\"\"" : "null";
      else if (c.is_text)
        out += Json(c.texts[i]).dump(-1, ' ', false, Json::error_handler_t::replace);
      else
        out += std::isfinite(c.numbers[i]) ? text::round_trip(c.numbers[i])
                                           : Json(text::round_trip(c.numbers[i])).dump();
    }
    out += "}";
  }
  return out + "]";
}

namespace {

std::string csv_cell(const std::string& s) {
  if (s.find_first_of(",\"\n\r") == std::string::npos) return s;
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string to_csv(const Frame& frame) {
  std::string out;
  for (std::size_t j = 0; j < frame.columns().size(); ++j)
    out += (j == 0 ? "" : ",") + csv_cell(frame.columns()[j].name);
  out += "\n";
  for (std::size_t i = 0; i < frame.rows(); ++i) {
    for (std::size_t j = 0; j < frame.columns().size(); ++j) {
      const Column& c = frame.columns()[j];
      if (j > 0) out += ",";
      if (!c.missing_at(i))
        out += c.is_text ? csv_cell(c.texts[i]) : text::round_trip(c.numbers[i]);
    }
    out += "\n";
  }
  return out;
}

}  // namespace yugong
