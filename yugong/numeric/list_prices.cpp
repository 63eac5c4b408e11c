#include "yugong/numeric/list_prices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/numeric/twofold.hpp"

namespace yugong::numeric::simplex {

namespace {

constexpr std::size_t chunk_columns = 4096;
// A sum of m products in single precision is off by at most (m + 3) 2^-24 of the sum of their
// sizes: 1.2e-6 for 16 rows.
constexpr double doubt = 1.5e-6;
// Reduced costs up to 1e-9 per unit of the column's bound are near, too.
constexpr double near_per_bound = 2e-9;
constexpr float nothing = 1e-35F;
constexpr float infinite = std::numeric_limits<float>::infinity();

/// Room for the prices of one stretch; one for each thread.
struct Looked {
  alignas(64) float price[chunk_columns + ColumnList::lanes];
  std::uint32_t near[chunk_columns + ColumnList::lanes];
};

Looked& looked() {
  thread_local Looked mine;
  return mine;
}

}  // namespace

ListPrices::ListPrices(const Program& program, std::vector<std::uint32_t>& near)
    : p_(program),
      list_(*program.list),
      near_(near) {
  double sum = 0, count = 0;
  const std::size_t rows = list_.rows();
  for (std::size_t i = 0; i < rows; ++i) {
    row_scale_[i] = p_.row_scale[i];
    if (p_.bounding[i] == 0) continue;
    sum += row_scale_[i];
    count += 1;
  }
  if (sum > 0) unit_ = count / sum;
  for (std::size_t i = 0; i < rows; ++i) {
    to_narrow_[i] = row_scale_[i] * unit_;
    shift_[i] = p_.bounding[i] != 0 ? near_per_bound * to_narrow_[i] : 0.0;
  }
}

bool ListPrices::set_dual(const double* dual) {
  double largest = 0;
  for (std::size_t i = 0; i < list_.rows(); ++i) {
    const double y = dual[i] * to_narrow_[i], size = y < 0 ? -y : y;
    largest = size > largest ? size : largest;
    y_[i] = static_cast<float>(y + doubt * size + shift_[i]);
  }
  return largest > 0 && largest < 1e30;
}

/// Prices of a stretch that begins with a block, closed columns made infinite; the lowest.
NarrowLowest ListPrices::price(std::size_t begin, std::size_t end) {
  float* price = looked().price;
  const NarrowLowest lowest = narrow_costs(
      y_.data(), list_.rows(), list_.narrow() + begin * list_.rows(), end - begin, price);
  auto c = std::lower_bound(p_.closed.begin(), p_.closed.end(), begin);
  if (c == p_.closed.end() || *c >= end) return lowest;
  for (; c != p_.closed.end() && *c < end; ++c) price[*c - begin] = infinite;
  return narrow_lowest(price, end - begin);
}

bool ListPrices::look(const double* dual) {
  lowest_ = -1;
  near_.clear();
  if (!set_dual(dual)) return false;
  least_ = infinite;
  for (std::size_t begin = 0; begin < p_.active; begin += chunk) {
    const NarrowLowest lowest = price(begin, std::min(p_.active, begin + chunk));
    if (!(lowest.price < least_)) continue;
    least_ = lowest.price;
    lowest_ = static_cast<std::int64_t>(begin) + lowest.place;
  }
  return true;
}

void ListPrices::gather(std::size_t begin, std::size_t end) {
  Looked& l = looked();
  const std::size_t found = narrow_near(l.price, end - begin, nothing, l.near);
  for (std::size_t i = 0; i < found; ++i)
    near_.push_back(static_cast<std::uint32_t>(begin) + l.near[i]);
}

void ListPrices::collect_active() {
  near_.clear();
  if (!(least_ <= nothing)) return;
  for (std::size_t begin = 0; begin < p_.active; begin += chunk) {
    const std::size_t end = std::min(p_.active, begin + chunk);
    if (p_.active > chunk) price(begin, end);
    gather(begin, end);
  }
}

bool ListPrices::collect(const double* dual, std::size_t begin, std::size_t end) {
  if (!set_dual(dual)) return false;
  for (std::size_t from = begin / ColumnList::lanes * ColumnList::lanes; from < end;
       from += chunk) {
    const std::size_t to = std::min(end, from + chunk), before = near_.size();
    price(from, to);
    gather(from, to);
    if (from >= begin) continue;
    near_.erase(std::remove_if(near_.begin() + static_cast<std::ptrdiff_t>(before),
                               near_.end(),
                               [&](std::uint32_t c) { return c < begin; }),
                near_.end());
  }
  return true;
}

bool ListPrices::collect_others(const double* dual) {
  return collect(dual, p_.active, p_.activities);
}

double ListPrices::exact_cost(const double* dual, std::size_t c) const {
  Twofold sum;
  for (std::size_t i = 0; i < list_.rows(); ++i)
    sum.add_product(-dual[i], list_.entry(c, i) * row_scale_[i]);
  return sum.value();
}

double ListPrices::bound(std::size_t c) const {
  double largest = 0;
  for (std::size_t i = 0; i < list_.rows(); ++i)
    if (p_.bounding[i] != 0) largest = std::max(largest, list_.entry(c, i) * row_scale_[i]);
  return largest;
}

}  // namespace yugong::numeric::simplex
