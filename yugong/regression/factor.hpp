#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "yugong/data/panel.hpp"

namespace yugong::regression {

/// A level for each row. Copies share their storage until one of them is written to, so that a
/// factor of many rows can be handed around.
class Levels {
 public:
  Levels() = default;

  Levels(std::vector<std::int32_t> values)  // NOLINT: a vector of levels is meant to become them
      : values_(std::make_shared<std::vector<std::int32_t>>(std::move(values))) {
    look();
  }

  Levels(std::initializer_list<std::int32_t> values) : Levels(std::vector<std::int32_t>(values)) {}

  std::int32_t operator[](std::size_t row) const { return data_[row]; }

  std::size_t size() const { return size_; }

  const std::int32_t* data() const { return data_; }

  const std::int32_t* begin() const { return data_; }

  const std::int32_t* end() const { return data_ + size_; }

  void set(std::size_t row, std::int32_t level) { own()[row] = level; }

  void assign(std::size_t rows, std::int32_t level) {
    own().assign(rows, level);
    look();
  }

  void resize(std::size_t rows) {
    own().resize(rows);
    look();
  }

  void push_back(std::int32_t level) {
    own().push_back(level);
    look();
  }

  friend bool operator==(const Levels& a, std::span<const std::int32_t> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  /// Storage of one's own.
  std::vector<std::int32_t>& own() {
    if (values_ == nullptr)
      values_ = std::make_shared<std::vector<std::int32_t>>();
    else if (values_.use_count() > 1)
      values_ = std::make_shared<std::vector<std::int32_t>>(*values_);
    look();
    return *values_;
  }

  void look() {
    data_ = values_->data();
    size_ = values_->size();
  }

  std::shared_ptr<std::vector<std::int32_t>> values_;
  const std::int32_t* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A categorical variable on the rows of a sample: levels 0..levels-1 in order of their values
/// (numbers by size, texts by code point), so that the coding does not depend on the order of rows.
struct Factor {
  std::string name;
  Levels level;  ///< [rows]; -1 where missing (only before the sample is chosen)
  std::int32_t levels = 0;
  std::vector<std::uint32_t> example;  ///< [levels] a panel row that has the level, for its label
  std::vector<std::string> variables;  ///< columns crossed
  /// Slopes of their own for every level, e.g. {"year"} for city[year]: the effect of level l on
  /// row i is a_l + sum_k b_lk slopes[k][i].
  std::vector<std::string> slope_names;
  std::vector<std::vector<double>> slopes;  ///< [slope][rows]; missing like any other variable
  bool intercept = true;                    ///< false: slopes alone, without the intercepts a_l
};

/// Codes the combination of `variables` on all rows of the panel. Throws YG2104 for an unknown
/// column.
Factor encode(const data::Panel& panel,
              const std::vector<std::string>& variables,
              const Place& place = {});

/// The factor on the rows given, with levels that do not occur removed; the order of levels stays.
/// Slopes go along.
Factor restrict_to(const Factor& factor, std::span<const std::uint32_t> rows);

/// "太原" or "山西^2015": the value of a level.
std::string level_label(const data::Panel& panel, const Factor& factor, std::int32_t level);

/// True when each level of `inner` occurs in one level of `outer` only.
bool nested_in(const Factor& inner, const Factor& outer);

/// Connected components of the bipartite graph whose edges are the rows.
std::int32_t components(const Factor& a, const Factor& b);

/// The factor of all combinations that occur (for multi-way clustering).
Factor cross(const Factor& a, const Factor& b);

}  // namespace yugong::regression
