#include "yugong/numeric/simplex_quick.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/lanes.hpp"
#include "yugong/numeric/list_prices.hpp"
#include "yugong/numeric/quick_basis.hpp"

namespace yugong::numeric::simplex {

namespace {

constexpr double improving = 1e-11;  // relative to the terms of a reduced cost, while stepping
constexpr double still_improving = 1e-13;  // the same with refined multipliers
constexpr double face = 1e-9;              // as in the other kernel: beyond it the point is unique
constexpr double rounding = 1.2e-16;
constexpr int most_idle = 60, most_quick_steps = 500, most_finishes = 8;

template <int Rows>
class Quick {
 public:
  Quick(const Program& program, Solution& solution, std::vector<std::uint32_t>& near)
      : p_(program),
        out_(solution),
        prices_(program, near),
        basis_(program) {
    for (std::size_t e = 0; e < p_.extras(); ++e)
      if (!barred(e)) open_[opened_++] = e;
  }

  YUGONG_INLINE Quickly run() {
    if (!start()) return Quickly::failed;
    int idle = 0, finishes = 0;
    for (int k = 0; k < most_quick_steps && idle < most_idle; ++k) {
      multipliers();
      std::int64_t c = entering();
      if (c < 0) {
        if (++finishes > most_finishes) return Quickly::failed;
        const Quickly end = finish(c);
        if (c < 0) return end;
      }
      if (!step(c, idle)) return Quickly::failed;
    }
    return Quickly::failed;
  }

 private:
  std::size_t m() const { return basis_.rows(); }

  YUGONG_INLINE bool start() {
    for (std::size_t i = 0; i < m(); ++i)
      if (is_extra(p_.start[i]) && barred(extra(p_.start[i]))) return false;
    if (!basis_.take(p_.start.data())) return false;
    for (std::size_t i = 0; i < m(); ++i) {
      if (!(basis_.x[i] > -1e-9)) return false;
      set_costs(i);
    }
    values();
    return denominator_ > 1e-6;
  }

  bool is_extra(std::int64_t c) const {
    return c >= static_cast<std::int64_t>(p_.activities) &&
           c < static_cast<std::int64_t>(p_.activities + p_.extras());
  }

  std::size_t extra(std::int64_t c) const { return static_cast<std::size_t>(c) - p_.activities; }

  bool barred(std::size_t e) const { return !p_.barred.empty() && p_.barred[e] != 0; }

  YUGONG_INLINE void set_costs(std::size_t i) {
    const std::int64_t c = basis_.column[i];
    num_[i] = is_extra(c) ? p_.num[extra(c)] : 0.0;
    den_[i] = is_extra(c) ? p_.den[extra(c)] : 0.0;
  }

  YUGONG_INLINE void values() {
    double above = p_.num0, below = p_.den0;
    for (std::size_t i = 0; i < m(); ++i) {
      const double level = basis_.x[i] > 0 ? basis_.x[i] : 0.0;
      above += num_[i] * level;
      below += den_[i] * level;
    }
    denominator_ = below;
    ratio_ = above / below;
  }

  YUGONG_INLINE void multipliers() {
    values();
    for (std::size_t i = 0; i < m(); ++i) cost_[i] = num_[i] - ratio_ * den_[i];
    basis_.multipliers(cost_, y_);
  }

  // ---- pricing ----

  YUGONG_INLINE double extra_cost(std::size_t e, double& size) const {
    const double cost = p_.num[e] - ratio_ * p_.den[e];
    const std::int32_t row = basis_.single(e);
    const double* column = p_.extra.data() + e * m();
    if (row >= 0) {
      const double term = y_[row] * column[row];
      size = std::fabs(cost) + std::fabs(term);
      return cost - term;
    }
    double sum = cost;
    size = std::fabs(cost);
    for (std::size_t i = 0; i < m(); ++i) {
      const double term = y_[i] * column[i];
      sum -= term;
      size += std::fabs(term);
    }
    return sum;
  }

  YUGONG_INLINE double own_cost(double& size) const {
    double sum = 0;
    size = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      const double term = y_[i] * p_.own[i];
      sum -= term;
      size += std::fabs(term);
    }
    return sum;
  }

  std::int64_t own_number() const { return static_cast<std::int64_t>(p_.activities + p_.extras()); }

  /// The column besides the list with the lowest reduced cost, or -1.
  YUGONG_INLINE std::int64_t entering_extra(double& low) const {
    std::int64_t best = -1;
    low = 0;
    double size = 0;
    for (std::size_t o = 0; o < opened_; ++o) {
      const double r = extra_cost(open_[o], size);
      if (!(r < low && r < -improving * size)) continue;
      const auto c = static_cast<std::int64_t>(p_.activities + open_[o]);
      if (basis_.contains(c)) continue;
      best = c;
      low = r;
    }
    if (p_.own.empty()) return best;
    const double r = own_cost(size);
    if (!(r < low && r < -improving * size) || basis_.contains(own_number())) return best;
    low = r;
    return own_number();
  }

  /// The column that enters, or -1 when none of those beside the list and none of the active ones
  /// improves beyond the doubt of single precision: those in doubt are near then.
  YUGONG_INLINE std::int64_t entering() {
    double low = 0;
    const std::int64_t best = entering_extra(low);
    priced_ = prices_.look(y_);
    const std::int64_t first = prices_.lowest();
    if (first < 0) return best;
    double size = 0;
    const double r = prices_.cost(y_, static_cast<std::size_t>(first), size);
    if (r < -improving * size && !basis_.contains(first))
      return r * prices_.unit() < low ? first : best;
    if (best < 0) prices_.collect_active();
    return best;
  }

  // ---- steps ----

  YUGONG_INLINE bool step(std::int64_t c, int& idle) {
    basis_.load(c, basis_.enter);
    basis_.direction();
    double length = 0;
    const int row = basis_.leaving(length);
    if (row < 0) return false;
    idle = length > 1e-14 ? 0 : idle + 1;
    basis_.exchange(static_cast<std::size_t>(row), c, length);
    set_costs(static_cast<std::size_t>(row));
    ++out_.steps;
    return true;
  }

  // ---- the end ----

  /// At an optimum as far as is known: refined levels and multipliers, the columns that are not
  /// active, the certificate. `more` is a column that still improves.
  YUGONG_INLINE Quickly finish(std::int64_t& more) {
    more = -1;
    if (!priced_) return Quickly::failed;
    basis_.snap();
    if (!basis_.refine_levels()) return Quickly::failed;
    multipliers();
    basis_.refine_multipliers(cost_, y_);
    if (p_.active < p_.activities && !prices_.collect_others(y_)) return Quickly::failed;
    tidy_multipliers();
    double lowest = 0;
    out_.unique = true;
    more = see_near(lowest);
    if (more >= 0) return Quickly::failed;
    see_extras(lowest);
    if (!certify(lowest) || !basis_.feasible()) return Quickly::failed;
    record();
    return out_.unique || p_.tie.empty() ? Quickly::done : Quickly::tied;
  }

  /// Moves each multiplier to where the slack of its row has no reduced cost below zero.
  YUGONG_INLINE void tidy_multipliers() {
    for (std::size_t o = 0; o < opened_; ++o) {
      const std::size_t e = open_[o];
      const std::int32_t row = basis_.single(e);
      if (row < 0) continue;
      const double a = p_.extra[e * m() + static_cast<std::size_t>(row)];
      const double cost = p_.num[e] - ratio_ * p_.den[e];
      const double edge = a == 1 ? cost : a == -1 ? -cost : cost / a;
      y_[row] = a > 0 ? std::min(y_[row], edge) : std::max(y_[row], edge);
    }
  }

  /// What a column of this reduced cost and bound means for the certificate.
  YUGONG_INLINE void see(double r, double bound, std::int64_t c, double& lowest) {
    if (r < 0) lowest = std::min(lowest, bound > 0 ? r / bound : -HUGE_VAL);
    if (!(r > face * bound) && !basis_.contains(c)) out_.unique = false;
  }

  /// The near columns: the one that improves most, or -1.
  YUGONG_INLINE std::int64_t see_near(double& lowest) {
    std::int64_t best = -1;
    double low = 0, size = 0;
    for (const std::uint32_t c : prices_.near()) {
      double r = prices_.cost(y_, c, size);
      if (r < low && r < -still_improving * size && !basis_.contains(c)) {
        best = c;
        low = r;
      }
      if (r < 10 * rounding * size) r = prices_.exact_cost(y_, c);
      see(r, prices_.bound(c), c, lowest);
    }
    return best;
  }

  YUGONG_INLINE void see_extras(double& lowest) {
    double size = 0;
    for (std::size_t o = 0; o < opened_; ++o)
      see(extra_cost(open_[o], size),
          1,
          static_cast<std::int64_t>(p_.activities + open_[o]),
          lowest);
    if (!p_.own.empty()) see(own_cost(size), 1, own_number(), lowest);
  }

  /// As in the other kernel: the gap bounds how far below the value found any point can lie.
  YUGONG_INLINE bool certify(double lowest) {
    double missed = 0, bound = p_.num0 - ratio_ * p_.den0;
    out_.residual = basis_.distance(y_, missed);
    for (std::size_t i = 0; i < m(); ++i) bound += y_[i] * basis_.b[i];
    const double reach = static_cast<double>(m()) * (p_.reach + p_.reach_by_ratio * ratio_);
    const double gap = std::fabs(bound) + missed - lowest * reach;
    out_.gap = gap / (std::max(std::fabs(ratio_), 1.0) * std::min(denominator_, 1.0));
    return out_.residual < certified && out_.gap < certified;
  }

  YUGONG_INLINE void record() {
    out_.value = ratio_;
    out_.denominator = denominator_;
    out_.basis.resize(m());
    out_.level.resize(m());
    out_.dual.resize(m());
    for (std::size_t i = 0; i < m(); ++i) {
      out_.basis[i] = basis_.column[i];
      out_.level[i] = std::max(basis_.x[i], 0.0);
      out_.dual[i] = y_[i];
    }
  }

  const Program& p_;
  Solution& out_;
  ListPrices prices_;
  QuickBasis<Rows> basis_;
  alignas(64) double num_[QuickBasis<Rows>::capacity] = {}, den_[QuickBasis<Rows>::capacity] = {},
                     cost_[QuickBasis<Rows>::capacity] = {};
  alignas(64) double y_[QuickBasis<Rows>::capacity] = {};
  double ratio_ = 0, denominator_ = 1;
  std::array<std::size_t, 3 * most_quick_rows + 8> open_;  // extras that are not barred
  std::size_t opened_ = 0;
  bool priced_ = false;  // the last multipliers were of use
};

YUGONG_VARIANTS
Quickly solve_in_one_pack(const Program& program,
                          Solution& solution,
                          std::vector<std::uint32_t>& near) {
  switch (program.rows()) {
    case 4: {
      Quick<4> quick(program, solution, near);
      return quick.run();
    }
    case 5: {
      Quick<5> quick(program, solution, near);
      return quick.run();
    }
    case 6: {
      Quick<6> quick(program, solution, near);
      return quick.run();
    }
    case 7: {
      Quick<7> quick(program, solution, near);
      return quick.run();
    }
    case 8: {
      Quick<8> quick(program, solution, near);
      return quick.run();
    }
    default:
      return Quickly::failed;
  }
}

YUGONG_VARIANTS
Quickly solve_in_two_packs(const Program& program,
                           Solution& solution,
                           std::vector<std::uint32_t>& near) {
  Quick<0> quick(program, solution, near);
  return quick.run();
}

}  // namespace

Quickly solve_quickly(const Program& program,
                      Solution& solution,
                      std::vector<std::uint32_t>& near) {
  near.clear();
  if (program.rows() > most_quick_rows || program.extras() > 3 * most_quick_rows + 8 ||
      program.reach == 0)
    return Quickly::failed;
  return program.rows() >= 4 && program.rows() <= 8 ? solve_in_one_pack(program, solution, near)
                                                    : solve_in_two_packs(program, solution, near);
}

}  // namespace yugong::numeric::simplex
