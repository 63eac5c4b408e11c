#include "yugong/numeric/simplex_ties.hpp"

namespace yugong::numeric::simplex {

bool attempt_extended(const Program& program, Solution& solution) {
  return attempt<0, long double>(program, solution);
}

bool attempt_quadruple(const Program& program, Solution& solution) {
  return attempt<0, Quad>(program, solution);
}

bool never_negative(const Program& program, std::span<const std::int64_t> basis) {
  const Columns<0, Quad> columns(program);
  Basis<0, Quad> exact(columns);
  return exact.take(basis) && exact.never_negative();
}

}  // namespace yugong::numeric::simplex
