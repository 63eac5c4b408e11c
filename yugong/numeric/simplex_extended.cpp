#include "yugong/numeric/simplex_ties.hpp"

namespace yugong::numeric::simplex {

bool attempt_extended(const Program& program, Solution& solution) {
  return attempt<0, long double>(program, solution);
}

bool attempt_quadruple(const Program& program, Solution& solution) {
  return attempt<0, Quad>(program, solution);
}

}  // namespace yugong::numeric::simplex
