#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/numeric/simplex.hpp"

/// The radial program of one point, written for the simplex kernel: the plain path behind
/// radial_scores.hpp. Private to the room.
namespace yugong::frontier {

/// Rows of a radial program in the order of the kernel: what contracts or is held (inputs, bads),
/// goods, rows on the sum of intensities.
struct RadialRows {
  enum class Kind : std::uint8_t { used, made, sum_equal, sum_at_most, sum_at_least };
  std::vector<Kind> kind;
  std::vector<double> bound;  ///< of the rows on the sum; 0 elsewhere
  bool output = false;        ///< the goods expand; else inputs and bads contract

  std::size_t count() const { return kind.size(); }

  bool moves(std::size_t i) const { return kind[i] == (output ? Kind::made : Kind::used); }
};

/// theta or phi of `point` [rows; amounts, 0 in the rows on the sum] against `count` columns of
/// amounts (row i of column j at i * stride + j; rows on the sum are not read).
struct RadialSolved {
  numeric::simplex::Status status = numeric::simplex::Status::numerical;
  double factor = 0;
};

class RadialProgram {
 public:
  RadialSolved solve(const RadialRows& rows,
                     std::span<const double> point,
                     const double* members,
                     std::size_t stride,
                     std::size_t count);

 private:
  void load(const RadialRows& rows,
            std::span<const double> point,
            const double* members,
            std::size_t stride,
            std::size_t count);
  void add_extra(std::size_t row, double entry, bool barred);

  std::vector<double> matrix_, rhs_, scale_, extra_, num_, den_;
  std::vector<std::uint8_t> barred_;
  std::vector<std::int64_t> start_;
  numeric::simplex::Solution solution_;
};

}  // namespace yugong::frontier
