#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "yugong/data/table.hpp"

namespace yugong::data {

struct PanelOptions {
  std::string unit;  ///< column of unit names or codes; empty: every row is a unit of its own
  std::string time;  ///< column of whole-number periods; empty: a single period
};

/// A table sorted by (unit, time), in order of the units' first appearance in the file, that knows
/// its units, periods, gaps and balance. Refuses (all problems together): duplicate keys YG1302
/// naming the rows and what differs, a missing key YG1303, a time that is no whole number YG1304,
/// unit names that differ only by a suffix (市, 省, ...) YG1305.
class Panel {
 public:
  static Panel make(Table table, const PanelOptions& options);

  const Table& table() const { return table_; }

  Table& table() { return table_; }

  std::size_t rows() const { return table_.rows(); }

  const std::string& unit_name() const { return options_.unit; }

  const std::string& time_name() const { return options_.time; }

  std::span<const std::int32_t> unit() const {
    return unit_;
  }  ///< code of the row's unit, 0..units-1

  std::span<const std::int32_t> time() const {
    return time_;
  }  ///< position of the row's period in periods()

  const std::vector<std::string>& units() const { return units_; }  ///< names in code order

  const std::vector<long>& periods() const { return periods_; }  ///< sorted distinct periods

  /// Rows of unit u are [first(u), first(u + 1)).
  std::size_t first(std::size_t u) const { return first_[u]; }

  /// Row of the same unit `lag` periods (calendar time, in steps of 1) earlier, or -1; a gap gives
  /// -1.
  std::int64_t lagged(std::size_t row, long lag) const;
  /// Row of a unit and period, or -1.
  std::int64_t row_of(std::size_t unit, long period) const;

  bool balanced() const;
  std::size_t gaps() const;  ///< unit-periods missing between a unit's first and last period

  /// Keeps the rows given (sorted), recomputing units and periods; row numbers in marks and changes
  /// of `Change` records of kind "filter" refer to this panel.
  Panel keep(const std::vector<std::uint32_t>& rows) const;

  /// "太原, 2015" for messages.
  std::string key(std::size_t row) const;

 private:
  Table table_;
  PanelOptions options_;
  std::vector<std::int32_t> unit_, time_;
  std::vector<std::string> units_;
  std::vector<long> periods_;
  std::vector<std::size_t> first_;
  void index();
};

}  // namespace yugong::data
