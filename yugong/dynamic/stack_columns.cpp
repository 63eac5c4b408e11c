#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/dynamic/stack.hpp"
#include "yugong/regression/least_squares.hpp"

namespace yugong::dynamic {
namespace {

/// The regressors with the constant in front, as columns.
regression::Matrix constant_first(const Stack& stack) {
  const std::size_t n = stack.rows.y.size(), k = stack.regressors;
  regression::Matrix out(n, k);
  for (std::size_t j = 0; j < k; ++j) {
    const std::size_t to = stack.constant ? (j + 1) % k : j;
    for (std::size_t i = 0; i < n; ++i) out(i, to) = stack.rows.x[i * k + j];
  }
  return out;
}

void keep_columns(std::vector<double>& x, std::size_t k, const std::vector<std::size_t>& kept) {
  std::size_t out = 0;
  for (std::size_t i = 0; i * k < x.size(); ++i)
    for (const std::size_t j : kept) x[out++] = x[i * k + j];
  x.resize(out);
}

bool is_zero(const regression::Matrix& x, std::size_t column) {
  const auto c = x.column(column);
  return std::all_of(c.begin(), c.end(), [](double v) { return v == 0; });
}

}  // namespace

void drop_collinear(Stack& stack) {
  const std::size_t k = stack.regressors;
  const regression::Matrix x = constant_first(stack);
  const regression::LeastSquares fit = regression::least_squares(x, stack.rows.y, {});
  if (fit.dropped.empty()) return;
  const auto original = [&](std::size_t j) { return stack.constant ? (j + k - 1) % k : j; };
  for (const regression::Collinear& c : fit.dropped) {
    std::vector<std::string> of;
    for (const std::size_t j : c.of) of.push_back(stack.names[original(j)]);
    const std::string& name = stack.names[original(c.column)];
    const std::string list = text::join(of, ", ");
    Text reason{"linear in " + list, "与 " + list + " 完全共线"};
    if (is_zero(x, c.column))
      reason = {"the transformation leaves nothing of it", "变换后取值全为零"};
    stack.notes.push_back(note("YG1203",
                               {"'" + name + "' is left out: " + reason.en,
                                "剔除“" + name + "”：" + reason.in(Lang::zh)})
                              .about(name));
  }
  std::vector<std::size_t> kept;
  for (const std::size_t j : fit.kept) kept.push_back(original(j));
  std::sort(kept.begin(), kept.end());
  std::vector<std::string> names;
  for (const std::size_t j : kept) names.push_back(stack.names[j]);
  keep_columns(stack.rows.x, k, kept);
  keep_columns(stack.differences.x, k, kept);
  stack.names = std::move(names);
  stack.regressors = kept.size();
}

void keep_instruments(Stack& stack, std::span<const std::size_t> kept) {
  if (kept.size() == stack.columns.size()) return;
  constexpr std::uint32_t gone = 0xFFFFFFFF;
  std::vector<std::uint32_t> position(stack.columns.size(), gone);
  std::vector<InstrumentColumn> columns;
  for (const std::size_t c : kept) {
    position[c] = static_cast<std::uint32_t>(columns.size());
    columns.push_back(stack.columns[c]);
  }
  std::size_t out = 0, begin = 0;
  for (std::size_t r = 0; r + 1 < stack.z_first.size(); ++r) {
    const std::size_t end = stack.z_first[r + 1];
    for (std::size_t i = begin; i < end; ++i) {
      if (position[stack.z_column[i]] == gone) continue;
      stack.z_column[out] = position[stack.z_column[i]];
      stack.z_value[out++] = stack.z_value[i];
    }
    begin = end;
    stack.z_first[r + 1] = out;
  }
  stack.z_column.resize(out);
  stack.z_value.resize(out);
  stack.columns = std::move(columns);
}

}  // namespace yugong::dynamic
