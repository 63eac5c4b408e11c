#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/column.hpp"

namespace yugong {

/// Columns of equal length: the one shape in which results leave an estimator. Names come from the
/// glossary.
class Frame {
 public:
  std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }

  const std::vector<Column>& columns() const { return columns_; }

  bool has(std::string_view name) const;
  const Column& column(std::string_view name) const;  ///< throws Error YG9001 when absent
  double number(std::string_view name, std::size_t row) const;
  const std::string& text(std::string_view name, std::size_t row) const;

  /// Appends a column; the lengths must agree (YG9001).
  Frame& add(Column column);

  Frame& add(std::string name, std::vector<double> v) {
    return add(Column::of(std::move(name), std::move(v)));
  }

  Frame& add(std::string name, std::vector<std::string> v) {
    return add(Column::of(std::move(name), std::move(v)));
  }

  /// For frames of one row (glance).
  Frame& put(std::string name, double v) { return add(std::move(name), std::vector<double>{v}); }

  Frame& put(std::string name, std::string v) {
    return add(std::move(name), std::vector<std::string>{std::move(v)});
  }

 private:
  std::vector<Column> columns_;
};

/// One entry of the glossary of result columns: the name every estimator uses, its type, unit and
/// meaning.
struct GlossaryEntry {
  std::string name;
  std::string type;  ///< "number", "count", "text", "flag"
  Text meaning;
};

/// All names that may appear in tidy and glance; augment adds the panel's own columns and names
/// with a prefix that is listed here with a trailing dot ("slack.", "target.", "lambda.").
const std::vector<GlossaryEntry>& glossary();
bool in_glossary(std::string_view name);

std::string to_json(const Frame& frame);  ///< array of row objects; missing is null
std::string to_csv(const Frame& frame);   ///< round-trip numbers, missing empty

}  // namespace yugong
