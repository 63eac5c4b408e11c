#include "yugong/frontier/radial_program.hpp"

#include <cmath>
#include <limits>

namespace yugong::frontier {

namespace {

/// The power of two next below an amount; one for zero.
double power_below(double amount) {
  return amount > 0 ? std::ldexp(1.0, std::ilogb(amount)) : 1.0;
}

}  // namespace

void RadialProgram::add_extra(std::size_t row, double entry, bool barred) {
  const std::size_t m = rhs_.size();
  extra_.resize(extra_.size() + m, 0.0);
  extra_[extra_.size() - m + row] = entry;
  num_.push_back(0);
  den_.push_back(0);
  barred_.push_back(barred ? 1 : 0);
}

void RadialProgram::load(const RadialRows& rows,
                         std::span<const double> point,
                         const double* members,
                         std::size_t stride,
                         std::size_t count) {
  using Kind = RadialRows::Kind;
  const std::size_t m = rows.count();
  rhs_.assign(m, 0.0);
  scale_.assign(m, 1.0);
  matrix_.assign(m * count, 0.0);
  extra_.assign(m, 0.0);  // column 0: the factor
  num_.assign(1, rows.output ? -1.0 : 1.0);
  den_.assign(1, 0.0);
  barred_.assign(1, 0);
  start_.assign(m, 0);
  const auto first = static_cast<std::int64_t>(count);
  for (std::size_t i = 0; i < m; ++i) {
    const Kind kind = rows.kind[i];
    const bool amount = kind == Kind::used || kind == Kind::made;
    if (amount) {
      double largest = point[i];
      for (std::size_t j = 0; point[i] == 0 && j < count; ++j)
        largest = std::max(largest, members[i * stride + j]);
      scale_[i] = 1 / power_below(largest);
    }
    for (std::size_t j = 0; j < count; ++j)
      matrix_[i * count + j] = amount ? members[i * stride + j] * scale_[i] : 1.0;
    if (rows.moves(i))
      extra_[i] = -point[i] * scale_[i];
    else
      rhs_[i] = amount ? point[i] * scale_[i] : rows.bound[i];
    if (kind != Kind::sum_equal)
      add_extra(i, kind == Kind::made || kind == Kind::sum_at_least ? -1.0 : 1.0, false);
    // At the start the slack makes the row by itself where its sign allows, else a stand-in does.
    const bool by_slack = kind == Kind::used || kind == Kind::sum_at_most || rhs_[i] == 0;
    if (!by_slack || kind == Kind::sum_equal) add_extra(i, 1.0, true);
    start_[i] = first + static_cast<std::int64_t>(num_.size()) - 1;
  }
  for (std::size_t j = 0; j < count; ++j) {
    double largest = 0;
    for (std::size_t i = 0; i < m; ++i)
      if (rows.kind[i] != Kind::made && rows.kind[i] != Kind::sum_at_least)
        largest = std::max(largest, matrix_[i * count + j]);
    const double scale = 1 / power_below(largest);
    for (std::size_t i = 0; i < m; ++i) matrix_[i * count + j] *= scale;
  }
}

RadialSolved RadialProgram::solve(const RadialRows& rows,
                                  std::span<const double> point,
                                  const double* members,
                                  std::size_t stride,
                                  std::size_t count) {
  load(rows, point, members, stride, count);
  numeric::simplex::Program program;
  program.rhs = rhs_;
  program.activity = matrix_.data();
  program.stride = count;
  program.activities = count;
  program.extra = extra_;
  program.num = num_;
  program.den = den_;
  program.barred = barred_;
  program.start = start_;
  numeric::simplex::solve(program, solution_);
  RadialSolved solved;
  solved.status = solution_.status;
  solved.factor = solution_.status == numeric::simplex::Status::optimal
                      ? (rows.output ? -solution_.value : solution_.value)
                      : std::numeric_limits<double>::quiet_NaN();
  return solved;
}

}  // namespace yugong::frontier
