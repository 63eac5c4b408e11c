#include "yugong/frontier/slacks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "yugong/frontier/solved_record.hpp"
#include "yugong/frontier/unit_program.hpp"
#include "yugong/numeric/simplex.hpp"

namespace yugong::frontier {

namespace {

constexpr std::size_t block = 64;  // units per block of the parallel loop

/// The columns of a reference set, those that matter most first, and where each member is.
struct Ordered {
  SharedColumns columns;
  std::size_t active = 0;              ///< columns priced at each step
  std::vector<std::int64_t> position;  ///< [members] column of a member, or -1

  Ordered(const Technology& technology, std::span<const std::uint32_t> members)
      : columns(technology, members),
        position(members.size(), -1) {}

  void append(std::span<const std::uint32_t> members, std::size_t member) {
    position[member] = static_cast<std::int64_t>(columns.units().size());
    columns.append(members[member]);
  }

  void append_rest(std::span<const std::uint32_t> members) {
    active = columns.units().size();
    for (std::size_t c = 0; c < members.size(); ++c)
      if (position[c] < 0) append(members, c);
  }
};

/// Position of a unit among the members, or -1.
std::int64_t position_of(std::span<const std::uint32_t> members, std::uint32_t unit) {
  const auto it = std::lower_bound(members.begin(), members.end(), unit);
  return it != members.end() && *it == unit ? it - members.begin() : -1;
}

/// The members that matter: a list that grows while units are solved against it, in rounds of fixed
/// size, so that the list and every number are the same for any number of workers. A unit that is
/// inefficient against the list and itself is spanned by the list, so that it can be left out of
/// every other unit's program; that argument needs sums of intensities that may be cut, hence not
/// two-sided bounds.
class FrontierList {
 public:
  FrontierList(const Technology& technology,
               std::span<const std::uint32_t> members,
               const MeasureOptions& options,
               Ordered& ordered)
      : technology_(technology),
        members_(members),
        options_(options),
        ordered_(ordered),
        solved_with_(members.size(), 0) {
    order_units();
  }

  void measure(std::vector<Solved>& solved, const Executor& executor) {
    const std::size_t n = order_.size();
    for (std::size_t begin = 0; begin < n;) {
      const std::size_t end =
          std::min(n, begin + std::clamp<std::size_t>(begin / 2, 8, 256 + begin / 16));
      solve_round(std::span(order_).subspan(begin, end - begin), solved, executor);
      for (std::size_t i = begin; i < end; ++i) {
        const Solved& s = solved[members_[order_[i]]];
        if (s.status != Status::optimal || s.score >= 1 - 1e-6)
          ordered_.append(members_, order_[i]);
      }
      begin = end;
    }
    solve_round(stale(solved, executor), solved, executor);
  }

 private:
  /// Best first by a cheap ratio of relative goods to relative inputs and bads.
  void order_units() {
    const std::size_t n = members_.size();
    std::vector<double> made(n, 0.0), used(n, 0.0);
    for (std::size_t v = 0; v < technology_.variables(); ++v) {
      const double* amount = technology_.value.data() + v * technology_.units;
      double sum = 0;
      for (const std::uint32_t j : members_) sum += amount[j];
      if (!(sum > 0)) continue;
      const double share = static_cast<double>(n) / sum;
      std::vector<double>& side = technology_.side[v] == Side::good ? made : used;
      for (std::size_t c = 0; c < n; ++c) side[c] += amount[members_[c]] * share;
    }
    std::vector<std::pair<double, std::uint32_t>> worst_last(n);
    for (std::size_t c = 0; c < n; ++c)
      worst_last[c] = {used[c] > 0 ? -made[c] / used[c] : -std::numeric_limits<double>::infinity(),
                       static_cast<std::uint32_t>(c)};
    std::sort(worst_last.begin(), worst_last.end());
    order_.resize(n);
    for (std::size_t c = 0; c < n; ++c) order_[c] = worst_last[c].second;
  }

  void solve_round(std::span<const std::uint32_t> round,
                   std::vector<Solved>& solved,
                   const Executor& executor) {
    const std::size_t listed = ordered_.columns.units().size();
    const Form form{&options_.sbm, false, options_.tie_maxsum};
    spread_units(
        executor,
        round.size(),
        block,
        [&](std::size_t begin, std::size_t end) {
          UnitProgram program(technology_, ordered_.columns, form);
          for (std::size_t i = begin; i < end; ++i) {
            const std::uint32_t member = round[i], unit = members_[member];
            const std::int64_t self = ordered_.position[member];
            program.solve(unit, {listed, listed, {}, self, self < 0});
            program.read(solved[unit]);
          }
        },
        [&](std::size_t i) -> Solved& { return solved[members_[round[i]]]; });
    for (const std::uint32_t member : round) solved_with_[member] = listed;
  }

  /// Members whose answer a column listed after they were solved would change.
  std::vector<std::uint32_t> stale(const std::vector<Solved>& solved,
                                   const Executor& executor) const {
    const numeric::simplex::ColumnList& list = ordered_.columns.list();
    std::vector<std::uint8_t> again(order_.size(), 0);
    executor.for_blocks(order_.size(), block, [&](std::size_t begin, std::size_t end) {
      std::vector<double> dual(list.rows());
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t member = order_[i], unit = members_[member];
        const Solved& s = solved[unit];
        if (s.status != Status::optimal) {
          again[i] = 1;
          continue;
        }
        if (solved_with_[member] == list.size()) continue;
        for (std::size_t r = 0; r < dual.size(); ++r) {
          const double own = r < technology_.variables() ? technology_.at(r, unit) : 1.0;
          const double largest = r < technology_.variables() ? ordered_.columns.largest()[r] : 1.0;
          const double scale = own > 0 ? own : largest > 0 ? largest : 1.0;
          dual[r] = s.dual[r] / scale / list.row_unit(r);
        }
        // The unit's own column, listed since, was part of its program already.
        again[i] = numeric::simplex::any_near(
            list, dual, solved_with_[member], list.size(), ordered_.position[member]);
      }
    });
    std::vector<std::uint32_t> members;
    for (std::size_t i = 0; i < again.size(); ++i)
      if (again[i]) members.push_back(order_[i]);
    return members;
  }

  const Technology& technology_;
  std::span<const std::uint32_t> members_;
  const MeasureOptions& options_;
  Ordered& ordered_;
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> solved_with_;
};

void measure_sbm(const Technology& technology,
                 const Reference& set,
                 const Ordered& ordered,
                 const MeasureOptions& options,
                 std::vector<Solved>& solved,
                 const Executor& executor) {
  const Form form{&options.sbm, false, options.tie_maxsum};
  const std::size_t n = set.members.size();
  spread_units(
      executor,
      set.evaluated.size(),
      block,
      [&](std::size_t begin, std::size_t end) {
        UnitProgram program(technology, ordered.columns, form);
        for (std::size_t i = begin; i < end; ++i) {
          const std::uint32_t k = set.evaluated[i];
          const std::int64_t member = position_of(set.members, k);
          const std::int64_t self =
              member < 0 ? -1 : ordered.position[static_cast<std::size_t>(member)];
          program.solve(k, {ordered.active, n, {}, self, false});
          program.read(solved[k]);
        }
      },
      [&](std::size_t i) -> Solved& { return solved[set.evaluated[i]]; });
}

/// Columns that belong to the owner of a unit, for each owner.
class Owned {
 public:
  Owned(std::span<const std::int32_t> owner,
        std::span<const std::uint32_t> members,
        std::span<const std::int64_t> position)
      : owner_(owner) {
    if (owner.empty()) return;
    for (std::size_t c = 0; c < members.size(); ++c)
      columns_.emplace_back(owner[members[c]], static_cast<std::uint32_t>(position[c]));
    std::sort(columns_.begin(), columns_.end());
  }

  void of(std::uint32_t unit, std::vector<std::uint32_t>& columns) const {
    const std::pair<std::int32_t, std::uint32_t> least{owner_[unit], 0};
    for (auto it = std::lower_bound(columns_.begin(), columns_.end(), least);
         it != columns_.end() && it->first == owner_[unit];
         ++it)
      columns.push_back(it->second);
  }

 private:
  std::span<const std::int32_t> owner_;
  std::vector<std::pair<std::int32_t, std::uint32_t>> columns_;
};

void measure_super(const Technology& technology,
                   std::span<const std::uint32_t> members,
                   const Ordered& ordered,
                   const std::vector<std::uint32_t>& efficient,
                   const MeasureOptions& options,
                   std::vector<Solved>& solved,
                   const Executor& executor) {
  const Form form{&options.super, true, options.tie_maxsum};
  const Owned owned(options.owner, members, ordered.position);
  spread_units(
      executor,
      efficient.size(),
      block,
      [&](std::size_t begin, std::size_t end) {
        UnitProgram program(technology, ordered.columns, form);
        std::vector<std::uint32_t> closed;
        for (std::size_t i = begin; i < end; ++i) {
          const std::uint32_t k = efficient[i];
          closed.clear();
          if (!options.owner.empty())
            owned.of(k, closed);
          else if (const std::int64_t self = position_of(members, k); self >= 0)
            closed.push_back(
                static_cast<std::uint32_t>(ordered.position[static_cast<std::size_t>(self)]));
          program.solve(k, {ordered.active, members.size(), closed, -1, false});
          program.read(solved[k]);
        }
      },
      [&](std::size_t i) -> Solved& { return solved[efficient[i]]; });
}

}  // namespace

Measured measure(const Technology& technology,
                 const std::vector<Reference>& references,
                 const MeasureOptions& options,
                 const Executor& executor) {
  Measured measured;
  measured.sbm.resize(technology.units);
  measured.efficient.assign(technology.units, 0);
  measured.evaluated.assign(technology.units, 0);
  measured.reference_size.assign(technology.units, 0);
  if (options.with_super) measured.super.resize(technology.units);
  for (const Reference& set : references) {
    Ordered ordered(technology, set.members);
    if (technology.returns != Returns::grs && set.members == set.evaluated) {
      FrontierList(technology, set.members, options, ordered).measure(measured.sbm, executor);
      if (options.with_super) ordered.append_rest(set.members);
    } else {
      ordered.append_rest(set.members);
      ordered.active = set.members.size();
      measure_sbm(technology, set, ordered, options, measured.sbm, executor);
    }
    std::vector<std::uint32_t> efficient;
    for (const std::uint32_t k : set.evaluated) {
      measured.evaluated[k] = 1;
      measured.reference_size[k] = static_cast<std::uint32_t>(set.members.size());
      const Solved& s = measured.sbm[k];
      measured.efficient[k] = s.status == Status::optimal && s.score >= 1 - options.tolerance;
      if (measured.efficient[k]) efficient.push_back(k);
    }
    if (options.with_super)
      measure_super(technology, set.members, ordered, efficient, options, measured.super, executor);
  }
  return measured;
}

Solved solve_unit(const Technology& technology,
                  std::size_t k,
                  std::span<const std::uint32_t> members,
                  const Ratio& ratio,
                  bool super,
                  bool tie_maxsum) {
  Ordered ordered(technology, members);
  ordered.append_rest(members);
  const std::int64_t self = super ? -1 : position_of(members, static_cast<std::uint32_t>(k));
  UnitProgram program(technology, ordered.columns, Form{&ratio, super, tie_maxsum});
  program.solve(k, {members.size(), members.size(), {}, self, false});
  Solved solved;
  program.read(solved);
  return solved;
}

}  // namespace yugong::frontier
