#include "yugong/numeric/simplex.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "yugong/base/error.hpp"
#include "yugong/numeric/pricing.hpp"

namespace yugong::numeric::simplex {

namespace {

constexpr std::size_t block = 256;  // columns priced at once: the buffer stays in the first cache
constexpr double pricing_tolerance = 1e-11;
constexpr double pivot_tolerance = 1e-11;
constexpr double face_tolerance = 1e-9;  // reduced costs below it belong to the optimal face
constexpr int patience = 8;              // steps of length zero before Bland's rule
constexpr int most_steps = 2000;
constexpr std::int32_t dense = -1;  // a column with several entries

enum class Stage { feasible, raise, ratio, tie, settle };

enum class Ended { optimal, unbounded, stopped, stuck };

/// One program in one precision. Rows > 0 fixes the size at compile time.
template <int Rows, class Real>
class Kernel {
 public:
  Kernel(const Program& program, Solution& solution)
      : p_(program),
        out_(solution),
        rows_(program.rows()),
        columns_(program.activities + program.extras()) {
    std::copy(p_.start.begin(), p_.start.end(), basis_.begin());
    for (std::size_t i = 0; i < m(); ++i) b_[i] = p_.rhs[i];
    find_single_entries();
  }

  /// True when the answer, whatever it is, is certified.
  bool attempt() {
    out_.status = Status::numerical;
    if (!rebuild()) return false;
    if (any_barred() && !make_feasible()) return out_.status == Status::infeasible;
    set_stage(Stage::ratio);
    if (denominator() <= Real(1e-6) && !raise_denominator())
      return out_.status == Status::infeasible;
    set_stage(Stage::ratio);
    if (!run_to_optimum()) return out_.status == Status::unbounded;
    record();
    if (!out_.unique && !p_.tie.empty()) break_ties();
    return out_.residual < certified && out_.gap < certified;
  }

 private:
  static constexpr std::size_t capacity = Rows > 0 ? static_cast<std::size_t>(Rows) : most_rows;
  using Vector = std::array<Real, capacity>;

  std::size_t m() const {
    if constexpr (Rows > 0)
      return static_cast<std::size_t>(Rows);
    else
      return rows_;
  }

  bool is_extra(std::int64_t c) const { return c >= static_cast<std::int64_t>(p_.activities); }

  std::size_t extra(std::int64_t c) const { return static_cast<std::size_t>(c) - p_.activities; }

  bool barred(std::int64_t c) const {
    return is_extra(c) && !p_.barred.empty() && p_.barred[extra(c)];
  }

  /// Slacks are columns with one entry: found once, so that pricing them costs one product.
  void find_single_entries() {
    const std::size_t n = std::min(p_.extras(), single_row_.size());
    for (std::size_t e = 0; e < n; ++e) {
      single_row_[e] = dense;
      std::size_t entries = 0;
      for (std::size_t i = 0; i < m(); ++i) {
        if (p_.extra[e * m() + i] == 0) continue;
        single_row_[e] = static_cast<std::int32_t>(i);
        ++entries;
      }
      if (entries != 1) single_row_[e] = dense;
    }
  }

  /// The row of an extra's only entry, or `dense`.
  std::int32_t single_row(std::size_t e) const {
    return e < single_row_.size() ? single_row_[e] : dense;
  }

  Real entry(std::int64_t c, std::size_t row) const {
    if (is_extra(c)) return p_.extra[extra(c) * m() + row];
    return p_.activity[row * p_.stride + static_cast<std::size_t>(c)];
  }

  // ---- costs of the current stage: numerator and denominator of a ratio; a linear stage has
  // denominator one ----

  void set_stage(Stage stage, std::int64_t favoured = -1) {
    stage_ = stage;
    favoured_ = favoured;
    refresh_costs();
  }

  Real num(std::int64_t c) const {
    switch (stage_) {
      case Stage::feasible:
        return barred(c) ? 1 : 0;
      case Stage::raise:
        return is_extra(c) ? -Real(p_.den[extra(c)]) : 0;
      case Stage::ratio:
        return is_extra(c) ? Real(p_.num[extra(c)]) : 0;
      case Stage::tie:
        return is_extra(c) ? -Real(p_.tie[extra(c)]) : 0;
      case Stage::settle:
        return c == favoured_ ? -1 : 0;
    }
    return 0;
  }

  Real den(std::int64_t c) const {
    return stage_ == Stage::ratio && is_extra(c) ? Real(p_.den[extra(c)]) : 0;
  }

  void refresh_costs() {
    for (std::size_t i = 0; i < m(); ++i) {
      basic_num_[i] = num(basis_[i]);
      basic_den_[i] = den(basis_[i]);
    }
  }

  Real numerator() const {
    Real sum = stage_ == Stage::ratio   ? Real(p_.num0)
               : stage_ == Stage::raise ? -Real(p_.den0)
                                        : Real(0);
    for (std::size_t i = 0; i < m(); ++i) sum += basic_num_[i] * x_[i];
    return sum;
  }

  Real denominator() const {
    if (stage_ != Stage::ratio) return 1;
    Real sum = p_.den0;
    for (std::size_t i = 0; i < m(); ++i) sum += basic_den_[i] * x_[i];
    return sum;
  }

  Real cost(std::int64_t c) const { return num(c) - ratio_ * den(c); }

  // ---- the basis ----

  /// Inverse and levels from the data (Gauss-Jordan with row exchange); false when the basis is
  /// singular.
  bool rebuild() {
    const std::size_t n = m();
    std::array<Real, capacity * capacity> work;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k) {
        work[i * n + k] = entry(basis_[k], i);
        inverse_[i * n + k] = i == k;
      }
    for (std::size_t c = 0; c < n; ++c) {
      std::size_t best = c;
      for (std::size_t i = c + 1; i < n; ++i)
        if (std::abs(work[i * n + c]) > std::abs(work[best * n + c])) best = i;
      const Real pivot = work[best * n + c];
      if (!(std::abs(pivot) > Real(1e-15))) return false;
      for (std::size_t k = 0; k < n; ++k) {
        std::swap(work[best * n + k], work[c * n + k]);
        std::swap(inverse_[best * n + k], inverse_[c * n + k]);
      }
      for (std::size_t k = 0; k < n; ++k) {
        work[c * n + k] /= pivot;
        inverse_[c * n + k] /= pivot;
      }
      for (std::size_t i = 0; i < n; ++i) {
        const Real factor = work[i * n + c];
        if (i == c || factor == 0) continue;
        for (std::size_t k = 0; k < n; ++k) {
          work[i * n + k] -= factor * work[c * n + k];
          inverse_[i * n + k] -= factor * inverse_[c * n + k];
        }
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      x_[i] = 0;
      for (std::size_t k = 0; k < n; ++k) x_[i] += inverse_[i * n + k] * b_[k];
    }
    since_rebuild_ = 0;
    refresh_costs();
    refine_levels();
    return true;
  }

  /// One step of iterative refinement of the levels.
  void refine_levels() {
    const std::size_t n = m();
    Vector miss;
    for (std::size_t i = 0; i < n; ++i) {
      miss[i] = b_[i];
      for (std::size_t k = 0; k < n; ++k) miss[i] -= entry(basis_[k], i) * x_[k];
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k) x_[i] += inverse_[i * n + k] * miss[k];
  }

  void multipliers() {
    const std::size_t n = m();
    ratio_ = stage_ == Stage::ratio ? numerator() / denominator() : Real(0);
    cost_size_ = 0;
    y_.fill(0);
    for (std::size_t i = 0; i < n; ++i) {
      basic_cost_[i] = basic_num_[i] - ratio_ * basic_den_[i];
      cost_size_ = std::max(cost_size_, std::abs(basic_cost_[i]));
      if (basic_cost_[i] == 0) continue;
      for (std::size_t k = 0; k < n; ++k) y_[k] += basic_cost_[i] * inverse_[i * n + k];
    }
    dual_size_ = 0;
    for (std::size_t k = 0; k < n; ++k) dual_size_ = std::max(dual_size_, std::abs(y_[k]));
  }

  void refine_multipliers() {
    const std::size_t n = m();
    multipliers();
    Vector miss;
    for (std::size_t k = 0; k < n; ++k) {
      miss[k] = basic_cost_[k];
      for (std::size_t i = 0; i < n; ++i) miss[k] -= y_[i] * entry(basis_[k], i);
    }
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i) y_[i] += miss[k] * inverse_[k * n + i];
  }

  // ---- pricing ----

  bool basic(std::int64_t c) const {
    for (std::size_t i = 0; i < m(); ++i)
      if (basis_[i] == c) return true;
    return false;
  }

  bool closed(std::int64_t c) const {
    if (stage_ != Stage::feasible && barred(c)) return true;
    return (stage_ == Stage::tie || stage_ == Stage::settle) &&
           off_face_[static_cast<std::size_t>(c)];
  }

  Real reduced(std::int64_t c) const {
    Real sum = cost(c);
    if (is_extra(c) && single_row(extra(c)) != dense) {
      const auto row = static_cast<std::size_t>(single_row(extra(c)));
      return sum - y_[row] * entry(c, row);
    }
    for (std::size_t i = 0; i < m(); ++i) sum -= y_[i] * entry(c, i);
    return sum;
  }

  Real term_size(std::int64_t c) const {
    Real sum = std::abs(cost(c));
    for (std::size_t i = 0; i < m(); ++i) sum += std::abs(y_[i] * entry(c, i));
    return sum;
  }

  /// Calls visit(column, reduced cost) for the activities that can matter: all when `all`, else
  /// those below `limit`.
  template <class Visit>
  void over_activities(Real limit, bool all, const Visit& visit) const {
    if constexpr (std::is_same_v<Real, double>) {
      double buffer[block];
      for (std::size_t begin = 0; begin < p_.activities; begin += block) {
        const std::size_t count = std::min(block, p_.activities - begin);
        const double least =
            reduced_costs(y_.data(), m(), p_.activity + begin, p_.stride, count, buffer);
        if (!all && !(least < limit)) continue;
        for (std::size_t c = 0; c < count; ++c)
          if (all || buffer[c] < limit) visit(static_cast<std::int64_t>(begin + c), buffer[c]);
      }
    } else {
      for (std::size_t c = 0; c < p_.activities; ++c) {
        const auto column = static_cast<std::int64_t>(c);
        const Real r = reduced(column);
        if (all || r < limit) visit(column, r);
      }
    }
  }

  template <class Visit>
  void over_columns(Real limit, bool all, const Visit& visit) const {
    over_activities(
        limit, all, [&](std::int64_t c, Real r) { visit(c, c == favoured_ ? r - 1 : r); });
    over_extras(limit, all, visit);
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

  Real limit() const { return -Real(pricing_tolerance) * std::max(cost_size_, dual_size_); }

  /// The activity outside the basis with the lowest reduced cost below `low`, if any. Only where no
  /// activity is closed.
  void lowest_activity(std::int64_t& best, Real& low) const {
    const auto take = [&](std::int64_t c, Real r) {
      if (!(r < low) || basic(c)) return;
      best = c;
      low = r;
    };
    if constexpr (std::is_same_v<Real, double>) {
      double buffer[block];
      for (std::size_t begin = 0; begin < p_.activities; begin += block) {
        const std::size_t count = std::min(block, p_.activities - begin);
        const double least =
            reduced_costs(y_.data(), m(), p_.activity + begin, p_.stride, count, buffer);
        if (!(least < low)) continue;
        const auto at = static_cast<std::size_t>(std::find(buffer, buffer + count, least) - buffer);
        const auto column = static_cast<std::int64_t>(begin + at);
        if (!basic(column)) {
          take(column, least);
          continue;
        }
        for (std::size_t c = 0; c < count; ++c)
          take(static_cast<std::int64_t>(begin + c), buffer[c]);
      }
    } else {
      for (std::size_t c = 0; c < p_.activities; ++c)
        take(static_cast<std::int64_t>(c), reduced(static_cast<std::int64_t>(c)));
    }
  }

  /// The column that enters, or -1 at an optimum: the lowest reduced cost, or under Bland's rule
  /// the lowest column number.
  std::int64_t entering(bool bland) const {
    std::int64_t best = -1;
    Real low = limit();
    const Real bar = low;
    const auto take = [&](std::int64_t c, Real r) {
      if (bland ? (best < 0 && r < bar) : r < low) {
        if (closed(c) || basic(c)) return;
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
    // column against the size of its own terms.
    over_columns(0, false, [&](std::int64_t c, Real r) {
      if (best < 0 && r < -Real(pricing_tolerance) * term_size(c) && !closed(c) && !basic(c))
        best = c;
    });
    return best;
  }

  // ---- steps ----

  /// The row that leaves for the direction in alpha_, or -1 when nothing bounds the step.
  int leaving(bool bland, Real& step) const {
    Real size = 1;
    for (std::size_t i = 0; i < m(); ++i) size = std::max(size, std::abs(alpha_[i]));
    const Real smallest = Real(pivot_tolerance) * size;
    step = std::numeric_limits<Real>::infinity();
    for (std::size_t i = 0; i < m(); ++i) {
      // A stand-in at level zero may not move in either direction: it leaves at once.
      if (stage_ != Stage::feasible && barred(basis_[i]) &&
          std::abs(alpha_[i]) > Real(1e-9) * size) {
        step = 0;
        return static_cast<int>(i);
      }
      if (alpha_[i] > smallest) step = std::min(step, std::max(x_[i], Real(0)) / alpha_[i]);
    }
    int row = -1;
    const Real slack = Real(1e-13);
    // Under Bland's rule a tie goes to the lowest column number, but never to a pivot that would
    // ruin the basis.
    const Real safe = bland ? std::max(smallest, Real(1e-8) * size) : smallest;
    for (std::size_t i = 0; i < m(); ++i) {
      if (alpha_[i] <= smallest || std::max(x_[i], Real(0)) > step * alpha_[i] + slack) continue;
      const bool better =
          row < 0 || (bland && alpha_[i] > safe && alpha_[static_cast<std::size_t>(row)] > safe
                          ? basis_[i] < basis_[static_cast<std::size_t>(row)]
                          : alpha_[i] > alpha_[static_cast<std::size_t>(row)]);
      if (better) row = static_cast<int>(i);
    }
    if (row >= 0)
      step = std::max(x_[static_cast<std::size_t>(row)], Real(0)) /
             alpha_[static_cast<std::size_t>(row)];
    return row;
  }

  void direction(std::int64_t column) {
    const std::size_t n = m();
    if (is_extra(column) && single_row(extra(column)) != dense) {
      const auto k = static_cast<std::size_t>(single_row(extra(column)));
      const Real a = entry(column, k);
      for (std::size_t i = 0; i < n; ++i) alpha_[i] = inverse_[i * n + k] * a;
      return;
    }
    for (std::size_t i = 0; i < n; ++i) alpha_[i] = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const Real a = entry(column, k);
      if (a == 0) continue;
      for (std::size_t i = 0; i < n; ++i) alpha_[i] += inverse_[i * n + k] * a;
    }
  }

  void exchange(std::size_t row, std::int64_t column, Real step) {
    const std::size_t n = m();
    for (std::size_t i = 0; i < n; ++i) x_[i] -= step * alpha_[i];
    x_[row] = step;
    basis_[row] = column;
    basic_num_[row] = num(column);
    basic_den_[row] = den(column);
    const Real pivot = alpha_[row];
    for (std::size_t k = 0; k < n; ++k) inverse_[row * n + k] /= pivot;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == row || alpha_[i] == 0) continue;
      for (std::size_t k = 0; k < n; ++k) inverse_[i * n + k] -= alpha_[i] * inverse_[row * n + k];
    }
  }

  /// Steps until the stage's optimum. In the stage that raises the denominator, stops as soon as it
  /// is safely positive.
  Ended run() {
    int idle = 0;
    for (int k = 0; k < most_steps; ++k) {
      multipliers();
      if (stage_ == Stage::raise && -numerator() > Real(1e-6)) return Ended::stopped;
      const std::int64_t column = entering(idle >= patience);
      if (column < 0) return Ended::optimal;
      direction(column);
      Real step = 0;
      const int row = leaving(idle >= patience, step);
      if (row < 0) return Ended::unbounded;
      idle = step > Real(1e-14) ? 0 : idle + 1;
      exchange(static_cast<std::size_t>(row), column, step);
      ++out_.steps;
      if (++since_rebuild_ >= 50 && !rebuild()) return Ended::stuck;
    }
    return Ended::stuck;
  }

  /// Runs, rebuilds, refines, and runs on when the refined multipliers find a column that still
  /// improves.
  bool run_to_optimum() {
    for (int pass = 0; pass < 4; ++pass) {
      const Ended ended = run();
      if (ended == Ended::unbounded && stage_ == Stage::ratio) out_.status = Status::unbounded;
      if (ended == Ended::stopped) return true;
      if (ended != Ended::optimal || !rebuild()) return false;
      refine_multipliers();
      if (entering(false) < 0) return true;
    }
    return false;
  }

  bool any_barred() const {
    for (std::size_t i = 0; i < m(); ++i)
      if (barred(basis_[i])) return true;
    return false;
  }

  bool make_feasible() {
    set_stage(Stage::feasible);
    if (!run_to_optimum()) return false;
    const Real left = numerator();
    if (left > Real(1e-9)) {
      certify();
      out_.value = static_cast<double>(left);
      if (out_.residual < certified && out_.gap < certified) out_.status = Status::infeasible;
      return false;
    }
    for (std::size_t i = 0; i < m(); ++i)
      if (barred(basis_[i])) x_[i] = 0;
    return true;
  }

  bool raise_denominator() {
    set_stage(Stage::raise);
    if (!run_to_optimum()) return false;
    const Real highest = -numerator();
    if (highest > Real(1e-9)) return true;
    certify();
    out_.value = static_cast<double>(-highest);
    if (out_.residual < certified && out_.gap < certified) out_.status = Status::infeasible;
    return false;
  }

  // ---- answers ----

  /// Residual of the basis solution against the data.
  void measure_residual() {
    Real worst = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      Real miss = -b_[i], size = std::abs(b_[i]);
      for (std::size_t k = 0; k < m(); ++k) {
        const Real term = entry(basis_[k], i) * x_[k];
        miss += term;
        size += std::abs(term);
      }
      if (size > 0) worst = std::max(worst, std::abs(miss) / std::max(size, Real(1)));
      worst = std::max(worst, -x_[i]);
      if (stage_ != Stage::feasible && barred(basis_[i])) worst = std::max(worst, std::abs(x_[i]));
    }
    out_.residual = static_cast<double>(worst);
    out_.basis.assign(basis_.begin(), basis_.begin() + static_cast<std::ptrdiff_t>(m()));
    out_.level.resize(m());
    for (std::size_t i = 0; i < m(); ++i)
      out_.level[i] = static_cast<double>(std::max(x_[i], Real(0)));
  }

  /// Residual, duals and gap at the optimum of the current stage.
  void certify() {
    refine_multipliers();
    measure_residual();
    out_.dual.resize(m());
    Real bound = stage_ == Stage::ratio   ? Real(p_.num0) - ratio_ * Real(p_.den0)
                 : stage_ == Stage::raise ? -Real(p_.den0)
                                          : Real(0);
    Real total = 0;
    for (std::size_t i = 0; i < m(); ++i) {
      out_.dual[i] = static_cast<double>(y_[i]);
      bound += y_[i] * b_[i];
      total += std::max(x_[i], Real(0));
    }
    const Real primal = stage_ == Stage::ratio ? Real(0) : numerator();
    Real lowest = 0, nearest = std::numeric_limits<Real>::infinity();
    over_columns(0, true, [&](std::int64_t c, Real r) {
      if (closed(c) || basic(c)) return;
      lowest = std::min(lowest, r);
      nearest = std::min(nearest, r);
    });
    out_.unique = nearest > Real(face_tolerance);
    const Real scale = denominator() * std::max(std::abs(ratio_), Real(1));
    out_.gap = static_cast<double>((std::abs(primal - bound) - lowest * total) / scale);
  }

  void record() {
    certify();
    out_.status = Status::optimal;
    out_.value = static_cast<double>(ratio_);
    out_.denominator = static_cast<double>(denominator());
  }

  /// Closes the columns that the optimum of the current stage leaves no room for.
  void shrink_face() {
    refine_multipliers();
    std::vector<std::uint8_t> now = off_face_;
    now.resize(columns_, 0);
    over_columns(0, true, [&](std::int64_t c, Real r) {
      if (r > Real(face_tolerance) && !basic(c)) now[static_cast<std::size_t>(c)] = 1;
    });
    off_face_ = std::move(now);
  }

  bool face_is_point() const {
    for (std::size_t c = 0; c < columns_; ++c) {
      const auto column = static_cast<std::int64_t>(c);
      if (!off_face_[c] && !barred(column) && !basic(column)) return false;
    }
    return true;
  }

  /// Moves along the optimal face: largest sum of slacks, then the largest level for one activity
  /// after another. A step that fails leaves the last good vertex, which is optimal too.
  void break_ties() {
    const auto best = basis_;
    shrink_face();
    set_stage(Stage::tie);
    if (run_to_optimum()) {
      shrink_face();
      settle();
    } else {
      basis_ = best;
      rebuild();
    }
    set_stage(Stage::ratio);
    const double before = out_.residual;
    measure_residual();
    out_.residual = std::max(out_.residual, before);
    out_.denominator = static_cast<double>(denominator());
  }

  void settle() {
    if (p_.rank.empty()) return;
    std::vector<std::int64_t> order;
    for (std::size_t c = 0; c < p_.activities; ++c)
      if (!off_face_[c]) order.push_back(static_cast<std::int64_t>(c));
    std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
      return p_.rank[static_cast<std::size_t>(a)] < p_.rank[static_cast<std::size_t>(b)];
    });
    for (const std::int64_t c : order) {
      if (face_is_point()) return;
      if (off_face_[static_cast<std::size_t>(c)]) continue;
      const auto best = basis_;
      set_stage(Stage::settle, c);
      if (!run_to_optimum()) {
        basis_ = best;
        rebuild();
        return;
      }
      shrink_face();
    }
  }

  const Program& p_;
  Solution& out_;
  std::size_t rows_, columns_;
  Stage stage_ = Stage::ratio;
  std::int64_t favoured_ = -1;
  std::array<std::int64_t, capacity> basis_{};
  std::array<Real, capacity * capacity> inverse_;
  Vector b_, x_, y_, alpha_, basic_cost_, basic_num_, basic_den_;
  std::array<std::int32_t, 2 * most_rows + 4> single_row_;
  Real ratio_ = 0, cost_size_ = 0, dual_size_ = 0;
  std::vector<std::uint8_t> off_face_;
  int since_rebuild_ = 0;
};

template <int Rows>
void solve_sized(const Program& program, Solution& solution) {
  if (Kernel<Rows, double>(program, solution).attempt()) return;
  solution.extended = true;
  if (Kernel<0, long double>(program, solution).attempt()) return;
  solution.status = Status::numerical;
}

}  // namespace

void solve(const Program& program, Solution& solution) {
  solution.steps = 0;
  solution.extended = false;
  solution.unique = false;
  switch (program.rows()) {
    case 2:
      return solve_sized<2>(program, solution);
    case 3:
      return solve_sized<3>(program, solution);
    case 4:
      return solve_sized<4>(program, solution);
    case 5:
      return solve_sized<5>(program, solution);
    case 6:
      return solve_sized<6>(program, solution);
    case 7:
      return solve_sized<7>(program, solution);
    case 8:
      return solve_sized<8>(program, solution);
    case 9:
      return solve_sized<9>(program, solution);
    case 10:
      return solve_sized<10>(program, solution);
    case 11:
      return solve_sized<11>(program, solution);
    case 12:
      return solve_sized<12>(program, solution);
    case 13:
      return solve_sized<13>(program, solution);
    case 14:
      return solve_sized<14>(program, solution);
    case 15:
      return solve_sized<15>(program, solution);
    case 16:
      return solve_sized<16>(program, solution);
    default:
      break;
  }
  if (program.rows() == 0 || program.rows() > most_rows)
    throw Error{error(
        "YG9001",
        {"a program with " + std::to_string(program.rows()) + " rows reached the simplex kernel"})};
  solve_sized<0>(program, solution);
}

std::int64_t most_violated(std::span<const double> dual,
                           const double* activity,
                           std::size_t stride,
                           std::size_t columns,
                           std::span<const std::uint8_t> skip,
                           double tolerance,
                           std::vector<double>& scratch) {
  scratch.resize(2 * block);
  std::int64_t worst = -1;
  double low = -tolerance;
  for (std::size_t begin = 0; begin < columns; begin += block) {
    const std::size_t count = std::min(block, columns - begin);
    sized_reduced_costs(dual.data(),
                        dual.size(),
                        activity + begin,
                        stride,
                        count,
                        scratch.data(),
                        scratch.data() + block);
    for (std::size_t c = 0; c < count; ++c) {
      if (scratch[c] >= low * scratch[block + c] || scratch[block + c] == 0) continue;
      if (!skip.empty() && skip[begin + c]) continue;
      worst = static_cast<std::int64_t>(begin + c);
      low = scratch[c] / scratch[block + c];
    }
  }
  return worst;
}

}  // namespace yugong::numeric::simplex
