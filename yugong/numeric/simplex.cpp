#include "yugong/numeric/simplex.hpp"

#include <algorithm>
#include <string>

#include "yugong/base/error.hpp"
#include "yugong/numeric/pricing.hpp"
#include "yugong/numeric/simplex_ties.hpp"

namespace yugong::numeric::simplex {

namespace {

template <int Rows>
void solve_sized(const Program& program, Solution& solution) {
  if (attempt<Rows, double>(program, solution)) return;
  solution.extended = true;
  if (attempt_extended(program, solution)) return;
  if (attempt_quadruple(program, solution)) return;
  solution.status = Status::numerical;
}

}  // namespace

void solve(const Program& program, Solution& solution) {
  if (program.list != nullptr) return solve_on_list(program, solution);
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
  scratch.resize(2 * price_block);
  std::int64_t worst = -1;
  double low = -tolerance;
  for (std::size_t begin = 0; begin < columns; begin += price_block) {
    const std::size_t count = std::min(price_block, columns - begin);
    sized_reduced_costs(dual.data(),
                        dual.size(),
                        activity + begin,
                        stride,
                        count,
                        scratch.data(),
                        scratch.data() + price_block);
    for (std::size_t c = 0; c < count; ++c) {
      if (scratch[c] >= low * scratch[price_block + c] || scratch[price_block + c] == 0) continue;
      if (!skip.empty() && skip[begin + c]) continue;
      worst = static_cast<std::int64_t>(begin + c);
      low = scratch[c] / scratch[price_block + c];
    }
  }
  return worst;
}

}  // namespace yugong::numeric::simplex
