#include "yugong/frontier/model_solver.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace yugong::frontier {

namespace {

constexpr std::size_t whole_set = 512;    // columns up to which a set is taken as it is
constexpr std::size_t price_block = 256;  // columns searched for one that enters
constexpr std::size_t block = 32;         // units per block of the parallel loop
constexpr std::size_t asked_first = 32;   // units solved to see which columns help
constexpr double face = 1e-8;             // relative reduced costs below it may matter to ties

/// Sum of goods over sum of inputs and bads, each relative to its mean.
std::vector<double> crude_ratio(const Technology& technology,
                                std::span<const std::uint32_t> members) {
  std::vector<double> made(members.size(), 0.0), used(members.size(), 0.0);
  for (std::size_t v = 0; v < technology.variables(); ++v) {
    double mean = 0;
    for (const std::uint32_t j : members) mean += technology.at(v, j);
    mean /= static_cast<double>(members.size());
    if (!(mean > 0)) continue;
    std::vector<double>& sum = technology.side[v] == Side::good ? made : used;
    for (std::size_t c = 0; c < members.size(); ++c) sum[c] += technology.at(v, members[c]) / mean;
  }
  for (std::size_t c = 0; c < members.size(); ++c)
    made[c] = used[c] > 0 ? made[c] / used[c] : std::numeric_limits<double>::infinity();
  return made;
}

/// The program that tells members which others make superfluous: by what share the inputs can be
/// cut, and the bads with them where everything may be disposed of.
Model probe_of(const Technology& technology, Disposal disposal) {
  Model probe;
  probe.measure = disposal == Disposal::strong ? Measure::radial : Measure::directional;
  probe.orientation = Orientation::input;
  if (disposal == Disposal::strong) return probe;
  probe.disposal = Disposal::equality;
  probe.direction.assign(technology.value.size(), 0.0);
  for (std::size_t v = 0; v < technology.variables(); ++v)
    if (technology.side[v] == Side::input)
      std::copy_n(technology.value.begin() + static_cast<std::ptrdiff_t>(v * technology.units),
                  technology.units,
                  probe.direction.begin() + static_cast<std::ptrdiff_t>(v * technology.units));
  return probe;
}

/// Members that are extreme in some ratio of two variables.
std::vector<std::uint32_t> extreme_columns(const ReferenceColumns& reference) {
  const Columns all = reference.columns();
  const std::size_t variables = reference.largest().size(), n = reference.members().size();
  std::vector<std::uint32_t> extreme;
  for (std::size_t a = 0; a < variables; ++a)
    for (std::size_t b = 0; b < variables; ++b) {
      if (a == b) continue;
      std::uint32_t at = 0;
      double best = -1;
      for (std::size_t c = 0; c < n; ++c) {
        const double ratio =
            all.value[a * all.stride + c] / std::max(all.value[b * all.stride + c], 1e-300);
        if (!(ratio > best)) continue;
        best = ratio;
        at = static_cast<std::uint32_t>(c);
      }
      if (std::find(extreme.begin(), extreme.end(), at) == extreme.end()) extreme.push_back(at);
    }
  return extreme;
}

}  // namespace

ModelSolver::ModelSolver(const Technology& technology,
                         const Model& model,
                         const ReferenceColumns& reference,
                         std::span<const std::uint32_t> first)
    : reference_(reference),
      program_(technology, model, reference.largest()),
      whole_(reference.columns().count <= whole_set) {
  if (whole_) return;
  in_pool_.assign(reference.columns().count, 0);
  pool_.assign(first.begin(), first.end());
  for (const std::uint32_t c : first) in_pool_[c] = 1;
}

/// `pick_`: the columns to begin with; `inside_`: those that pricing passes over.
void ModelSolver::open_columns(std::span<const std::uint8_t> closed) {
  const std::size_t n = reference_.members().size(), count = reference_.columns().count;
  pick_.clear();
  inside_.assign(count, 0);
  const auto is_closed = [&](std::size_t c) { return !closed.empty() && closed[c % n] != 0; };
  if (whole_) {
    for (std::size_t c = 0; c < count; ++c)
      if (!is_closed(c)) pick_.push_back(static_cast<std::uint32_t>(c));
    return;
  }
  for (std::size_t c = 0; c < count; ++c) inside_[c] = is_closed(c);
  for (const std::uint32_t c : pool_) {
    if (inside_[c]) continue;
    inside_[c] = 1;
    pick_.push_back(c);
  }
}

/// Adds the most promising column of each block of columns; false when there is none.
bool ModelSolver::bring_in() {
  const Columns all = reference_.columns();
  bool added = false;
  for (std::size_t begin = 0; begin < all.count; begin += price_block) {
    const std::size_t count = std::min(price_block, all.count - begin);
    const std::int64_t c = numeric::simplex::most_violated(
        program_.raw_dual(),
        all.value + begin,
        all.stride,
        count,
        std::span<const std::uint8_t>(inside_).subspan(begin, count),
        -face,
        scratch_);
    if (c < 0) continue;
    const auto column = static_cast<std::uint32_t>(begin + static_cast<std::size_t>(c));
    inside_[column] = 1;
    pick_.push_back(column);
    if (!in_pool_[column]) {
      in_pool_[column] = 1;
      pool_.push_back(column);
    }
    added = true;
  }
  return added;
}

const ModelProgram& ModelSolver::solve(std::size_t k,
                                       std::span<const std::uint8_t> closed,
                                       bool settle) {
  open_columns(closed);
  std::int64_t self = -1;
  const std::int64_t position = reference_.position(static_cast<std::uint32_t>(k));
  if (position >= 0 && (closed.empty() || closed[static_cast<std::size_t>(position)] == 0)) {
    const auto column = static_cast<std::uint32_t>(position);
    auto found = std::find(pick_.begin(), pick_.end(), column);
    if (found == pick_.end()) {
      inside_[column] = 1;
      found = pick_.insert(pick_.end(), column);
    }
    self = found - pick_.begin();
  }
  program_.load(k, reference_, pick_, pick_.empty());
  program_.solve(self);
  while (!whole_ && program_.status() != Status::unbounded && bring_in())
    program_.solve_on(reference_, pick_);
  if (settle) program_.settle();
  return program_;
}

std::vector<std::uint32_t> first_columns(const Technology& technology,
                                         const Model& model,
                                         const ReferenceColumns& reference,
                                         std::span<const std::uint32_t> units) {
  if (reference.columns().count <= whole_set || units.empty()) return {};
  const std::vector<std::uint32_t> extreme = extreme_columns(reference);
  ModelSolver solver(technology, model, reference, extreme);
  const std::size_t stride = std::max<std::size_t>(1, units.size() / asked_first);
  for (std::size_t i = 0; i < units.size(); i += stride) solver.solve(units[i], {}, false);
  return solver.pool();
}

namespace {

/// Members of the list whose columns help the units of a round; none where the list is short.
std::vector<std::uint32_t> helpful_members(const Technology& technology,
                                           const Model& probe,
                                           std::vector<std::uint32_t> list,
                                           std::span<const std::uint32_t> round) {
  std::sort(list.begin(), list.end());
  const ReferenceColumns reference(technology, list);
  std::vector<std::uint32_t> helpful = first_columns(technology, probe, reference, round);
  for (std::uint32_t& column : helpful) column = list[column];
  return helpful;
}

}  // namespace

/// In rounds of growing size, best first by a crude ratio: a unit whose inputs (and bads, where
/// they may be disposed of) can all be cut against the list so far and itself is replaced by a
/// combination of others, with the same bads where those hold with equality.
std::vector<std::uint32_t> undominated(const Technology& technology,
                                       std::span<const std::uint32_t> members,
                                       Disposal disposal,
                                       const Executor& executor) {
  const std::vector<double> ratio = crude_ratio(technology, members);
  std::vector<std::uint32_t> order(members.size()), list;
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return ratio[a] > ratio[b];
  });
  const Model probe = probe_of(technology, disposal);
  for (std::size_t begin = 0; begin < order.size();) {
    const std::size_t end =
        std::min(order.size(), begin + std::clamp<std::size_t>(begin / 2, 8, 1024));
    std::vector<std::uint8_t> keep(end - begin, 0);
    std::vector<std::uint32_t> round;
    for (std::size_t i = begin; i < end; ++i) round.push_back(members[order[i]]);
    const std::vector<std::uint32_t> helpers = helpful_members(technology, probe, list, round);
    executor.spread(std::span(keep), block, [&](std::size_t from, std::size_t to) {
      std::vector<std::uint32_t> set = list, first;
      set.insert(set.end(),
                 round.begin() + static_cast<std::ptrdiff_t>(from),
                 round.begin() + static_cast<std::ptrdiff_t>(to));
      std::sort(set.begin(), set.end());
      const ReferenceColumns reference(technology, set);
      for (const std::uint32_t j : helpers)
        first.push_back(static_cast<std::uint32_t>(reference.position(j)));
      ModelSolver solver(technology, probe, reference, first);
      for (std::size_t i = from; i < to; ++i) {
        const ModelProgram& program = solver.solve(round[i], {}, false);
        const double score = program.score();
        keep[i] = program.status() != Status::optimal ||
                  (probe.measure == Measure::radial ? score >= 1 - 1e-6 : score <= 1e-6);
      }
    });
    for (std::size_t i = 0; i < keep.size(); ++i)
      if (keep[i]) list.push_back(round[i]);
    begin = end;
  }
  std::sort(list.begin(), list.end());
  return list;
}

}  // namespace yugong::frontier
