#include "stored.hpp"

#include <algorithm>

#include "yugong/report/result_parts.hpp"
#include "yugong/study/run.hpp"

namespace yugong::cli {
namespace {

/// An array of row objects, or one row; a column is text when any of its cells is.
Frame frame_of(const Value& rows_or_row) {
  const std::vector<Value> rows =
      rows_or_row.is_array() ? rows_or_row.items : std::vector<Value>{rows_or_row};
  Frame frame;
  if (rows.empty()) return frame;
  for (const auto& [key, ignored] : rows.front().members) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    bool any_text = false;
    for (const Value& row : rows) {
      const Value* cell = row.find(key);
      numbers.push_back(cell != nullptr && cell->is_number() ? cell->number() : missing);
      texts.push_back(cell != nullptr && cell->is_text() ? cell->text : "");
      any_text = any_text || (cell != nullptr && cell->is_text());
    }
    if (any_text)
      frame.add(key, std::move(texts));
    else
      frame.add(key, std::move(numbers));
  }
  return frame;
}

std::string text_in(const Value& tree, const char* key) {
  const Value* v = tree.find(key);
  return v != nullptr && v->is_text() ? v->text : "";
}

double number_in(const Value& tree, const char* key) {
  const Value* v = tree.find(key);
  return v != nullptr && v->is_number() ? v->number() : missing;
}

}  // namespace

Result result_from_json(const std::string& json) {
  const Value tree = value_from_json(json);
  Result result;
  result.id = text_in(tree, "id");
  result.kind = text_in(tree, "kind");
  result.formula = text_in(tree, "formula");
  if (const Value* tidy = tree.find("tidy")) result.tidy = frame_of(*tidy);
  if (const Value* glance = tree.find("glance")) result.glance = frame_of(*glance);
  if (const Value* tables = tree.find("tables")) {
    for (const auto& [name, rows] : tables->members) result.tables[name] = frame_of(rows);
  }
  if (const Value* tests = tree.find("tests")) {
    for (const Value& t : tests->items)
      result.tests.push_back({text_in(t, "name"),
                              {text_in(t, "en"), text_in(t, "zh")},
                              number_in(t, "statistic"),
                              text_in(t, "dist"),
                              number_in(t, "p_value")});
  }
  return result;
}

std::vector<Result> stored_columns(const std::string& folder,
                                   const std::vector<std::string>& names) {
  const report::Words words;
  std::vector<Result> out;
  for (const std::string& name : names) {
    // "iv1.first" is a part of iv1 unless a result of that name was stored.
    std::string id = name, json;
    while (json.empty()) {
      try {
        json = study::stored_result(folder, id);
      } catch (const Error&) {
        if (id.find('.') == std::string::npos) {
          static_cast<void>(study::stored_result(folder, name));
          throw;
        }
        id = id.substr(0, id.rfind('.'));
      }
    }
    const std::string part = name.size() > id.size() ? name.substr(id.size() + 1) : "";
    for (report::Part& one : report::parts_of(result_from_json(json), part, words))
      out.push_back(std::move(one.result));
  }
  return out;
}

}  // namespace yugong::cli
