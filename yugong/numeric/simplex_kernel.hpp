#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "yugong/numeric/pricing.hpp"
#include "yugong/numeric/simplex_basis.hpp"

/// The steps of the simplex method and the certificate of its answer, in one precision. Private to
/// the room.
namespace yugong::numeric::simplex {

inline constexpr std::size_t price_block = 256;  // columns priced at once: fit in the first cache
inline constexpr double face_tolerance = 1e-9;  // reduced costs below it belong to the optimal face
inline constexpr double rounding_of_data = 1e-14;  // a smaller infeasibility may be rounding
inline constexpr int patience = 8;                 // steps of length zero before Bland's rule
inline constexpr int most_steps = 2000;

enum class Stage { feasible, raise, ratio, tie, settle };

enum class Ended { optimal, unbounded, stopped, stuck };

/// Whether a basis has no negative level, in quadruple precision.
bool never_negative(const Program& program, std::span<const std::int64_t> basis);

/// One program in one precision. Rows > 0 fixes the size at compile time.
template <int Rows, class Real>
class Kernel {
 public:
  using Vector = typename Basis<Rows, Real>::Vector;
  using Numbers = typename Basis<Rows, Real>::Numbers;

  Kernel(const Program& program, Solution& solution)
      : p_(program),
        out_(solution),
        columns_(program),
        basis_(columns_) {}

  /// True when the answer, whatever it is, is certified.
  bool attempt() {
    out_.status = Status::numerical;
    if (!basis_.take(p_.start)) return false;
    if (any_barred() && !make_feasible()) return out_.status == Status::infeasible;
    set_stage(Stage::ratio);
    if (denominator() <= Real(1e-6) && !raise_denominator())
      return out_.status == Status::infeasible;
    set_stage(Stage::ratio);
    // With columns of very different size an edge can look endless because small pivots are left
    // out: only the last precision is believed.
    if (!certified_optimum()) return out_.status == Status::unbounded && std::is_same_v<Real, Quad>;
    out_.status = Status::optimal;
    return true;
  }

  // ---- what the choice among ties needs ----

  const Program& program() const { return p_; }

  const Columns<Rows, Real>& columns() const { return columns_; }

  const Basis<Rows, Real>& basis() const { return basis_; }

  bool restore(const Numbers& numbers) {
    const bool done = basis_.take(numbers);
    refresh_costs();
    return done;
  }

  void set_stage(Stage stage, std::int64_t favoured = -1) {
    stage_ = stage;
    favoured_ = favoured;
    refresh_costs();
  }

  std::vector<std::uint8_t>& off_face() { return off_face_; }

  /// Runs, rebuilds, refines, and runs on when the refined multipliers find a column that still
  /// improves.
  bool run_to_optimum() {
    for (int pass = 0; pass < 4; ++pass) {
      const Ended ended = run();
      if (ended == Ended::stopped) return true;
      // The sum of stand-ins cannot fall without end: a column entered for rounding alone.
      const bool rounding = ended == Ended::unbounded && stage_ == Stage::feasible;
      if ((ended != Ended::optimal && !rounding) || !basis_.rebuild()) return false;
      multipliers(true);
      if (entering(false) < 0) return true;
    }
    return false;
  }

  void refine_multipliers() { multipliers(true); }

  /// visit(column, reduced cost) for every open column below `limit`.
  template <class Visit>
  void over_columns(Real limit, bool all, const Visit& visit) const {
    over_activities(
        limit, all, [&](std::int64_t c, Real r) { visit(c, c == favoured_ ? r - 1 : r); });
    over_extras(limit, all, visit);
  }

  Real ratio() const { return numerator() / denominator(); }

  /// Whether the point of the basis is feasible beyond doubt. A level that rounding may have turned
  /// negative is looked at in quadruple precision: a point outside by the last bit can have a value
  /// far below the optimum where units are nearly equal.
  bool feasible() const {
    if constexpr (std::is_same_v<Real, Quad>) return basis_.never_negative();
    const Vector doubt = basis_.doubt();
    std::size_t sure = 0, last = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      if (!(basis_.level(i) > doubt[i])) continue;
      ++sure;
      last = i;
    }
    if (sure == m() || (sure == 1 && alone(last))) return true;
    return never_negative(p_, {basis_.numbers().data(), m()});
  }

  /// The point of the basis, its ratio and its distance from the rows.
  void record_point() {
    out_.basis.assign(basis_.numbers().begin(),
                      basis_.numbers().begin() + static_cast<std::ptrdiff_t>(m()));
    out_.level.resize(m());
    for (std::size_t i = 0; i < m(); ++i) out_.level[i] = static_cast<double>(basis_.point(i));
    Vector miss;
    out_.residual = static_cast<double>(distance(miss));
    out_.denominator = static_cast<double>(denominator());
  }

 private:
  std::size_t m() const { return columns_.rows(); }

  /// Whether basis column i by itself meets every row to the last bit, at a level that is exact.
  bool alone(std::size_t i) const {
    const Real level = basis_.rhs(0) / columns_.entry(basis_[i], 0);
    for (std::size_t k = 0; k < m(); ++k)
      if (columns_.entry(basis_[i], k) * level != basis_.rhs(k)) return false;
    return true;
  }

  // ---- costs of the current stage: numerator and denominator of a ratio; a linear stage has
  // denominator one ----

  Real num(std::int64_t c) const {
    const bool extra = columns_.is_extra(c);
    switch (stage_) {
      case Stage::feasible:
        return columns_.barred(c) ? 1 : 0;
      case Stage::raise:
        return extra ? -Real(p_.den[columns_.extra(c)]) : Real(0);
      case Stage::ratio:
        return extra ? Real(p_.num[columns_.extra(c)]) : Real(0);
      case Stage::tie:
        return extra ? -Real(p_.tie[columns_.extra(c)]) : Real(0);
      case Stage::settle:
        return c == favoured_ ? -1 : 0;
    }
    return 0;
  }

  Real den(std::int64_t c) const {
    return stage_ == Stage::ratio && columns_.is_extra(c) ? Real(p_.den[columns_.extra(c)])
                                                          : Real(0);
  }

  void refresh_costs() {
    for (std::size_t i = 0; i < m(); ++i) {
      basic_num_[i] = num(basis_[i]);
      basic_den_[i] = den(basis_[i]);
    }
  }

  Real fixed_num() const {
    return stage_ == Stage::ratio   ? Real(p_.num0)
           : stage_ == Stage::raise ? -Real(p_.den0)
                                    : Real(0);
  }

  Real numerator() const {
    Real sum = fixed_num();
    for (std::size_t i = 0; i < m(); ++i) sum += basic_num_[i] * basis_.point(i);
    return sum;
  }

  Real denominator() const {
    if (stage_ != Stage::ratio) return 1;
    Real sum = p_.den0;
    for (std::size_t i = 0; i < m(); ++i) sum += basic_den_[i] * basis_.point(i);
    return sum;
  }

  Real cost(std::int64_t c) const { return num(c) - ratio_ * den(c); }

  void multipliers(bool refine) {
    ratio_ = stage_ == Stage::ratio ? ratio() : Real(0);
    Vector basic_cost;
    cost_size_ = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      basic_cost[i] = basic_num_[i] - ratio_ * basic_den_[i];
      cost_size_ = larger(cost_size_, magnitude(basic_cost[i]));
    }
    basis_.multipliers(basic_cost, refine, y_);
    dual_size_ = 0;
    for (std::size_t k = 0; k < m(); ++k) dual_size_ = larger(dual_size_, magnitude(y_[k]));
  }

  // ---- pricing ----

  bool closed(std::int64_t c) const {
    if (stage_ != Stage::feasible && columns_.barred(c)) return true;
    return (stage_ == Stage::tie || stage_ == Stage::settle) &&
           off_face_[static_cast<std::size_t>(c)];
  }

  Real reduced(std::int64_t c) const {
    Real sum = cost(c);
    if (const std::int32_t single = columns_.single_row_of(c); single >= 0) {
      const auto row = static_cast<std::size_t>(single);
      return sum - y_[row] * columns_.entry(c, row);
    }
    for (std::size_t i = 0; i < m(); ++i) sum -= y_[i] * columns_.entry(c, i);
    return sum;
  }

  Real term_size(std::int64_t c) const {
    Real sum = magnitude(cost(c));
    for (std::size_t i = 0; i < m(); ++i) sum += magnitude(y_[i] * columns_.entry(c, i));
    return sum;
  }

  template <class Visit>
  void over_activities(Real limit, bool all, const Visit& visit) const {
    if constexpr (std::is_same_v<Real, double>) {
      double buffer[price_block];
      for (std::size_t begin = 0; begin < p_.activities; begin += price_block) {
        const std::size_t count = std::min(price_block, p_.activities - begin);
        const double least =
            reduced_costs(y_.data(), m(), p_.activity + begin, p_.stride, count, buffer);
        if (!all && !(least < limit)) continue;
        for (std::size_t c = 0; c < count; ++c)
          if (all || buffer[c] < limit) visit(static_cast<std::int64_t>(begin + c), buffer[c]);
      }
    } else {
      for (std::size_t c = 0; c < p_.activities; ++c) {
        Real r = 0;
        for (std::size_t i = 0; i < m(); ++i)
          r -= y_[i] * columns_.entry(static_cast<std::int64_t>(c), i);
        if (all || r < limit) visit(static_cast<std::int64_t>(c), r);
      }
    }
  }

  template <class Visit>
  void over_extras(Real limit, bool all, const Visit& visit) const {
    for (std::size_t e = 0; e < p_.extras(); ++e) {
      const auto column = static_cast<std::int64_t>(p_.activities + e);
      if (closed(column)) continue;
      const Real r = reduced(column);
      if (all || r < limit) visit(column, r);
    }
  }

  /// The activity outside the basis with the lowest reduced cost below `low`, if any. Only where no
  /// activity is closed.
  void lowest_activity(std::int64_t& best, Real& low) const {
    const auto take = [&](std::int64_t c, Real r) {
      if (!(r < low) || basis_.contains(c)) return;
      best = c;
      low = r;
    };
    if constexpr (std::is_same_v<Real, double>) {
      double buffer[price_block];
      for (std::size_t begin = 0; begin < p_.activities; begin += price_block) {
        const std::size_t count = std::min(price_block, p_.activities - begin);
        const double least =
            reduced_costs(y_.data(), m(), p_.activity + begin, p_.stride, count, buffer);
        if (!(least < low)) continue;
        const auto at = static_cast<std::size_t>(std::find(buffer, buffer + count, least) - buffer);
        const auto column = static_cast<std::int64_t>(begin + at);
        if (!basis_.contains(column)) {
          take(column, least);
          continue;
        }
        for (std::size_t c = 0; c < count; ++c)
          take(static_cast<std::int64_t>(begin + c), buffer[c]);
      }
    } else {
      over_activities(low, false, take);
    }
  }

  /// The column that enters, or -1 at an optimum: the lowest reduced cost, or under Bland's rule
  /// the lowest column number.
  std::int64_t entering(bool bland) const {
    std::int64_t best = -1;
    const Real bar = -pricing_ * larger(cost_size_, dual_size_);
    Real low = bar;
    const auto take = [&](std::int64_t c, Real r) {
      if (bland ? (best < 0 && r < bar) : r < low) {
        if (closed(c) || basis_.contains(c)) return;
        best = c;
        low = r;
      }
    };
    if (stage_ == Stage::ratio && !bland) {
      lowest_activity(best, low);
      over_extras(bar, false, take);
    } else {
      // The favoured activity's own cost is not in the buffer, so its limit is shifted for the
      // pre-selection.
      over_columns(stage_ == Stage::settle ? bar + 1 : bar, false, take);
    }
    if (best >= 0) return best;
    // Where columns or multipliers differ widely in size that limit is coarse: look again, each
    // column against the size of its own terms, as long as it is more than rounding of the
    // multipliers.
    const Real noise = -Real(Tolerance<Real>::rounding) * larger(cost_size_, dual_size_);
    over_columns(stage_ == Stage::settle ? 1 : 0, false, [&](std::int64_t c, Real r) {
      if (best < 0 && r < noise && r < -pricing_ * term_size(c) && !closed(c) &&
          !basis_.contains(c))
        best = c;
    });
    return best;
  }

  // ---- steps ----

  /// The row that leaves for the direction in alpha_, or -1 when nothing bounds the step.
  int leaving(bool bland, Real& step) const {
    Real size = 1;
    for (std::size_t i = 0; i < m(); ++i) size = larger(size, magnitude(alpha_[i]));
    const Real smallest = Real(Tolerance<Real>::pivot) * size;
    step = unlimited<Real>();
    for (std::size_t i = 0; i < m(); ++i) {
      // A stand-in at level zero may not move in either direction: it leaves at once.
      if (stage_ != Stage::feasible && columns_.barred(basis_[i]) &&
          magnitude(alpha_[i]) > Real(100 * Tolerance<Real>::pivot) * size) {
        step = 0;
        return static_cast<int>(i);
      }
      if (alpha_[i] > smallest) step = smaller(step, basis_.point(i) / alpha_[i]);
    }
    int row = -1;
    const Real slack = Real(Tolerance<Real>::tie);
    // Under Bland's rule a tie goes to the lowest column number, but never to a pivot that would
    // ruin the basis.
    const Real safe = bland ? larger(smallest, Real(1e-8) * size) : smallest;
    for (std::size_t i = 0; i < m(); ++i) {
      if (alpha_[i] <= smallest || basis_.point(i) > step * alpha_[i] + slack) continue;
      const auto r = static_cast<std::size_t>(row);
      const bool better =
          row < 0 || (bland && alpha_[i] > safe && alpha_[r] > safe ? basis_[i] < basis_[r]
                                                                    : alpha_[i] > alpha_[r]);
      if (better) row = static_cast<int>(i);
    }
    if (row >= 0) {
      const auto r = static_cast<std::size_t>(row);
      step = basis_.point(r) / alpha_[r];
    }
    return row;
  }

  /// Steps until the stage's optimum. In the stage that raises the denominator, stops as soon as it
  /// is safely positive.
  Ended run() {
    int idle = 0;
    for (int k = 0; k < most_steps; ++k) {
      multipliers(false);
      if (stage_ == Stage::raise && -numerator() > Real(1e-6)) return Ended::stopped;
      const std::int64_t column = entering(idle >= patience);
      if (column < 0) return Ended::optimal;
      basis_.direction(column, alpha_);
      Real step = 0;
      const int row = leaving(idle >= patience, step);
      if (row < 0) return Ended::unbounded;
      idle = step > Real(Tolerance<Real>::idle) ? 0 : idle + 1;
      const auto r = static_cast<std::size_t>(row);
      if (!basis_.exchange(r, column, step, alpha_)) return Ended::stuck;
      basic_num_[r] = num(column);
      basic_den_[r] = den(column);
      ++out_.steps;
    }
    return Ended::stuck;
  }

  bool any_barred() const {
    for (std::size_t i = 0; i < m(); ++i)
      if (columns_.barred(basis_[i])) return true;
    return false;
  }

  bool make_feasible() {
    set_stage(Stage::feasible);
    if (!run_to_optimum()) return false;
    const Real left = numerator();
    if (left > Real(rounding_of_data)) {
      if (certify() && out_.gap < 0.1 * static_cast<double>(left)) out_.status = Status::infeasible;
      out_.value = static_cast<double>(left);
      return false;
    }
    for (std::size_t i = 0; i < m(); ++i)
      if (columns_.barred(basis_[i])) basis_.absorb(i);
    return true;
  }

  bool raise_denominator() {
    set_stage(Stage::raise);
    if (!run_to_optimum()) return false;
    const Real highest = -numerator();
    if (highest > Real(1e-9)) return true;
    if (certify()) out_.status = Status::infeasible;
    out_.value = static_cast<double>(-highest);
    return false;
  }

  /// The optimal ratio: steps, a basis rebuilt from the data, its certificate; more steps when the
  /// certificate fails and the refined multipliers still find a column that improves.
  bool certified_optimum() {
    for (int pass = 0; pass < 4; ++pass) {
      const Ended ended = run();
      if (ended == Ended::unbounded) out_.status = Status::unbounded;
      if (ended != Ended::optimal || !basis_.rebuild()) return false;
      multipliers(true);
      if (certify()) return true;
      // A column let pass for the tolerance may be what the certificate misses.
      pricing_ = Real(1e-3) * Real(Tolerance<Real>::pricing);
      multipliers(true);
      if (entering(false) < 0) return false;
    }
    return false;
  }

  // ---- the certificate ----

  /// Distance of the point from the rows, largest relative to the terms of a row; `miss` row by
  /// row, with what rounding may hide there.
  Real distance(Vector& miss) const {
    Real worst = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      miss[i] = -basis_.rhs(i);
      Real size = larger(magnitude(miss[i]), Real(1));
      for (std::size_t k = 0; k < m(); ++k) {
        const Real term = columns_.entry(basis_[k], i) * basis_.point(k);
        miss[i] += term;
        size += magnitude(term);
      }
      worst = larger(worst, magnitude(miss[i]) / size);
      miss[i] = magnitude(miss[i]) + Real(Tolerance<Real>::rounding) * size;
      if (stage_ != Stage::feasible && columns_.barred(basis_[i]))
        worst = larger(worst, basis_.point(i));
    }
    return worst;
  }

  /// Moves each multiplier to where the slack of its row has no reduced cost below zero, so that
  /// what is left to bound is the activities alone. The bound is computed from the moved
  /// multipliers, so that nothing is assumed about them.
  void tidy_multipliers() {
    for (std::size_t e = 0; e < p_.extras(); ++e) {
      const auto column = static_cast<std::int64_t>(p_.activities + e);
      const std::int32_t single = columns_.single_row(e);
      if (single < 0 || closed(column)) continue;
      const auto row = static_cast<std::size_t>(single);
      const Real a = columns_.entry(column, row), edge = cost(column) / a;
      y_[row] = a > 0 ? smaller(y_[row], edge) : larger(y_[row], edge);
    }
  }

  /// The highest level that a column may have at a point as good as this one.
  Real reach() const {
    Real sum = 0;
    for (std::size_t i = 0; i < m(); ++i) sum += basis_.point(i);
    if (p_.reach == 0 || (stage_ != Stage::ratio && p_.reach_by_ratio > 0)) return sum;
    return static_cast<Real>(m()) * (Real(p_.reach) + Real(p_.reach_by_ratio) * ratio_);
  }

  /// Residual, multipliers and gap at the optimum of the current stage; true when they are within
  /// the limits. The gap bounds how far below the value of this point any point can be: rows that
  /// are missed cost their multiplier, and a column that still improves could do so up to its
  /// reach.
  bool certify() {
    tidy_multipliers();
    out_.dual.resize(m());
    Vector miss;
    record_point();
    distance(miss);
    const Real primal = stage_ == Stage::ratio ? Real(0) : numerator();
    Real bound = fixed_num() - (stage_ == Stage::ratio ? ratio_ * Real(p_.den0) : Real(0));
    Real missed = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      out_.dual[i] = static_cast<double>(y_[i]);
      bound += y_[i] * basis_.rhs(i);
      missed += magnitude(y_[i]) * miss[i];
    }
    Real lowest = -Real(Tolerance<Real>::rounding) * dual_size_;
    out_.unique = true;
    const auto see = [&](std::int64_t c, Real r) {
      lowest = smaller(lowest, r);
      if (!basis_.contains(c)) out_.unique = false;
    };
    over_columns(Real(face_tolerance), false, see);
    const Real gap = magnitude(primal - bound) + missed - lowest * reach();
    out_.gap = static_cast<double>(
        gap / (larger(magnitude(ratio_), Real(1)) * smaller(denominator(), Real(1))));
    out_.value = static_cast<double>(ratio_);
    return out_.residual < certified && out_.gap < certified &&
           (stage_ != Stage::ratio || feasible());
  }

  const Program& p_;
  Solution& out_;
  Columns<Rows, Real> columns_;
  Basis<Rows, Real> basis_;
  Stage stage_ = Stage::ratio;
  std::int64_t favoured_ = -1;
  Vector y_, alpha_, basic_num_, basic_den_;
  Real ratio_ = 0, cost_size_ = 0, dual_size_ = 0;
  Real pricing_ = Real(Tolerance<Real>::pricing);
  std::vector<std::uint8_t> off_face_;
};

}  // namespace yugong::numeric::simplex
