#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "yugong/numeric/simplex_kernel.hpp"

/// The choice of one point among the optimal ones. Private to the room.
namespace yugong::numeric::simplex {

/// Moves along the optimal face: largest sum of slacks, then the largest level for one activity
/// after another. Reduced costs below `face_tolerance` count as the face; columns that are on it
/// only within that tolerance can lead to a point with a worse value, so the value is looked at
/// again afterwards, and the point found first stands unless the new one is as good.
template <int Rows, class Real>
class Ties {
 public:
  Ties(Kernel<Rows, Real>& kernel, Solution& solution) : kernel_(kernel), out_(solution) {}

  void settle() {
    const Real value = kernel_.ratio();
    const auto found = kernel_.basis().numbers();
    Solution before = out_;
    for (const double tolerance : {face_tolerance, 1e-3 * face_tolerance}) {
      kernel_.off_face().clear();
      if (move(Real(tolerance))) {
        kernel_.set_stage(Stage::ratio);
        kernel_.record_point();
        const Real change = magnitude(kernel_.ratio() - value);
        if (change <= Real(1e-13) * larger(magnitude(value), Real(1)) &&
            out_.residual < certified && kernel_.feasible()) {
          out_.residual = std::max(out_.residual, before.residual);
          return;
        }
      }
      kernel_.restore(found);
      kernel_.set_stage(Stage::ratio);
    }
    before.steps = out_.steps;
    out_ = std::move(before);
  }

 private:
  bool move(Real tolerance) {
    shrink_face(tolerance);
    kernel_.set_stage(Stage::tie);
    if (!kernel_.run_to_optimum()) return false;
    shrink_face(tolerance);
    return rank(tolerance);
  }

  /// Closes the columns that the optimum of the current stage leaves no room for.
  void shrink_face(Real tolerance) {
    kernel_.refine_multipliers();
    std::vector<std::uint8_t> now = kernel_.off_face();
    now.resize(kernel_.columns().count(), 0);
    kernel_.over_columns(0, true, [&](std::int64_t c, Real r) {
      if (r > tolerance && !kernel_.basis().contains(c)) now[static_cast<std::size_t>(c)] = 1;
    });
    kernel_.off_face() = std::move(now);
  }

  bool face_is_point() const {
    for (std::size_t c = 0; c < kernel_.columns().count(); ++c) {
      const auto column = static_cast<std::int64_t>(c);
      if (!kernel_.off_face()[c] && !kernel_.columns().barred(column) &&
          !kernel_.basis().contains(column))
        return false;
    }
    return true;
  }

  bool rank(Real tolerance) {
    const Program& p = kernel_.program();
    if (p.rank.empty()) return true;
    std::vector<std::int64_t> order;
    for (std::size_t c = 0; c < p.activities; ++c)
      if (!kernel_.off_face()[c]) order.push_back(static_cast<std::int64_t>(c));
    // A heap: the face is a point long before all its columns had their turn.
    const auto later = [&](std::int64_t a, std::int64_t b) {
      return p.rank[static_cast<std::size_t>(a)] > p.rank[static_cast<std::size_t>(b)];
    };
    std::make_heap(order.begin(), order.end(), later);
    while (!order.empty()) {
      std::pop_heap(order.begin(), order.end(), later);
      const std::int64_t c = order.back();
      order.pop_back();
      if (kernel_.off_face()[static_cast<std::size_t>(c)]) continue;
      if (face_is_point()) return true;
      kernel_.set_stage(Stage::settle, c);
      if (!kernel_.run_to_optimum()) return false;
      shrink_face(tolerance);
    }
    return true;
  }

  Kernel<Rows, Real>& kernel_;
  Solution& out_;
};

/// One attempt in one precision: the certified answer, and where asked its point among equals.
template <int Rows, class Real>
bool attempt(const Program& program, Solution& solution) {
  Kernel<Rows, Real> kernel(program, solution);
  if (!kernel.attempt()) return false;
  if (solution.status == Status::optimal && !solution.unique && !program.tie.empty())
    Ties<Rows, Real>(kernel, solution).settle();
  return true;
}

/// Extended and quadruple precision, compiled apart.
bool attempt_extended(const Program& program, Solution& solution);
bool attempt_quadruple(const Program& program, Solution& solution);

}  // namespace yugong::numeric::simplex
