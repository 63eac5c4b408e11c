#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/list_prices.hpp"
#include "yugong/numeric/simplex.hpp"
#include "yugong/numeric/simplex_quick.hpp"

namespace yugong::numeric::simplex {

namespace {

constexpr double face = 1e-8;          // relative reduced costs below it may matter to ties
constexpr std::size_t together = 256;  // columns of which one enters at a time

/// A program on a list as a plain one: the columns that matter, each scaled for this program. One
/// for each thread.
class Gathered {
 public:
  void solve(const Program& program, Solution& solution, std::span<const std::int64_t> start) {
    pick_active(program);
    for (const std::uint32_t c : near_)
      if (c >= program.active) pick(c);
    for (const std::int64_t c : start)
      if (c >= 0 && c < static_cast<std::int64_t>(program.activities))
        pick(static_cast<std::uint32_t>(c));
    start_.assign(start.begin(), start.end());
    while (true) {
      fill(program);
      simplex::solve(plain_, solution);
      restore(program, solution);
      if (program.active == program.activities || !bring_in(program, solution)) return;
    }
  }

  std::vector<std::uint32_t>& near() { return near_; }

 private:
  void pick_active(const Program& p) {
    picked_.clear();
    auto closed = p.closed.begin();
    for (std::uint32_t c = 0; c < p.active; ++c) {
      while (closed != p.closed.end() && *closed < c) ++closed;
      if (closed == p.closed.end() || *closed != c) picked_.push_back(c);
    }
    listed_ = picked_.size();
  }

  /// One more, unless it is there; those past the active columns are few.
  bool pick(std::uint32_t c) {
    if (std::binary_search(
            picked_.begin(), picked_.begin() + static_cast<std::ptrdiff_t>(listed_), c))
      return false;
    if (std::find(picked_.begin() + static_cast<std::ptrdiff_t>(listed_), picked_.end(), c) !=
        picked_.end())
      return false;
    picked_.push_back(c);
    return true;
  }

  std::size_t place(std::uint32_t c) const {
    const auto end = picked_.begin() + static_cast<std::ptrdiff_t>(listed_);
    const auto at = std::lower_bound(picked_.begin(), end, c);
    if (at != end && *at == c) return static_cast<std::size_t>(at - picked_.begin());
    return static_cast<std::size_t>(std::find(end, picked_.end(), c) - picked_.begin());
  }

  void fill(const Program& p) {
    const std::size_t rows = p.rows(), own = p.own.empty() ? 0 : 1, n = picked_.size() + own;
    matrix_.resize(rows * n);
    scale_.resize(n);
    for (std::size_t k = 0; k < picked_.size(); ++k) {
      double largest = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        matrix_[i * n + k] = p.list->entry(picked_[k], i) * p.row_scale[i];
        if (p.bounding[i] != 0) largest = std::max(largest, matrix_[i * n + k]);
      }
      scale_[k] =
          largest > 0 && std::isfinite(largest) ? std::ldexp(1.0, -std::ilogb(largest)) : 1.0;
      for (std::size_t i = 0; i < rows; ++i) matrix_[i * n + k] *= scale_[k];
    }
    for (std::size_t i = 0; i < rows && own > 0; ++i) matrix_[i * n + n - 1] = p.own[i];
    if (own > 0) scale_[n - 1] = 1;
    rank_.clear();
    if (!p.rank.empty()) {
      for (const std::uint32_t c : picked_) rank_.push_back(p.rank[c]);
      if (own > 0) rank_.push_back(p.own_rank);
    }
    plain_ = p;
    plain_.list = nullptr;
    plain_.activity = matrix_.data();
    plain_.stride = plain_.activities = n;
    plain_.rank = rank_;
    plain_.own = {};
    plain_.closed = {};
    plain_start_.clear();
    for (const std::int64_t c : start_) plain_start_.push_back(plain_number(p, c));
    plain_.start = plain_start_;
  }

  std::int64_t plain_number(const Program& p, std::int64_t c) const {
    const auto activities = static_cast<std::int64_t>(p.activities),
               extras = static_cast<std::int64_t>(p.extras());
    const auto n = static_cast<std::int64_t>(plain_.activities);
    if (c < activities) return static_cast<std::int64_t>(place(static_cast<std::uint32_t>(c)));
    return c < activities + extras ? c - activities + n : n - 1;
  }

  void restore(const Program& p, Solution& solution) const {
    const auto n = static_cast<std::int64_t>(plain_.activities);
    for (std::size_t i = 0; i < solution.basis.size() && i < solution.level.size(); ++i) {
      std::int64_t& c = solution.basis[i];
      if (c >= n) {
        c = c - n + static_cast<std::int64_t>(p.activities);
        continue;
      }
      const auto k = static_cast<std::size_t>(c);
      solution.level[i] *= scale_[k];
      c = k < picked_.size() ? static_cast<std::int64_t>(picked_[k])
                             : static_cast<std::int64_t>(p.activities + p.extras());
    }
  }

  /// The most promising of each stretch of columns that are not in yet; false when there is none.
  bool bring_in(const Program& p, const Solution& solution) {
    if (solution.dual.size() != p.rows()) return false;
    std::vector<std::uint32_t> near;
    ListPrices prices(p, near);
    if (!prices.collect(solution.dual.data(), p.active, p.activities)) return false;
    bool added = false;
    for (std::size_t at = 0; at < near.size();) {
      const std::size_t stretch = near[at] / together;
      double low = face;
      std::int64_t best = -1;
      for (; at < near.size() && near[at] / together == stretch; ++at) {
        double size = 0;
        const double r = prices.cost(solution.dual.data(), near[at], size);
        if (!(r < low * size)) continue;
        low = r / size;
        best = near[at];
      }
      if (best >= 0 && pick(static_cast<std::uint32_t>(best))) added = true;
    }
    return added;
  }

  std::vector<std::uint32_t> picked_, near_, rank_;
  std::size_t listed_ = 0;
  std::vector<double> matrix_, scale_;
  std::vector<std::int64_t> start_, plain_start_;
  Program plain_;
};

}  // namespace

bool any_near(const ColumnList& list,
              std::span<const double> dual,
              std::size_t begin,
              std::size_t end,
              std::int64_t skip) {
  static constexpr std::array<std::uint8_t, most_rows> none{};
  static constexpr std::array<double, most_rows> one = [] {
    std::array<double, most_rows> ones{};
    ones.fill(1);
    return ones;
  }();
  thread_local std::vector<std::uint32_t> near;
  near.clear();
  if (begin >= end) return false;
  Program p;
  p.list = &list;
  p.row_scale = one;
  p.bounding = none;
  ListPrices prices(p, near);
  if (!prices.collect(dual.data(), begin, end)) return true;
  return std::any_of(near.begin(), near.end(), [&](std::uint32_t c) {
    double size = 0;
    return static_cast<std::int64_t>(c) != skip && prices.cost(dual.data(), c, size) < face * size;
  });
}

void solve_on_list(const Program& program, Solution& solution) {
  thread_local Gathered gathered;
  solution.status = Status::numerical;
  solution.extended = false;
  solution.steps = 0;
  const Quickly quickly = solve_quickly(program, solution, gathered.near());
  if (quickly == Quickly::done) {
    solution.status = Status::optimal;
    return;
  }
  if (quickly == Quickly::tied) {
    const std::vector<std::int64_t> found = solution.basis;
    gathered.solve(program, solution, found);
    if (solution.status == Status::optimal) return;
  }
  gathered.near().clear();
  gathered.solve(program, solution, program.start);
}

}  // namespace yugong::numeric::simplex
