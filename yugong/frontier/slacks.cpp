#include "yugong/frontier/slacks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "yugong/base/column.hpp"
#include "yugong/frontier/reference_columns.hpp"
#include "yugong/frontier/unit_program.hpp"

namespace yugong::frontier {

namespace {

constexpr std::size_t block = 32;         // units per block of the parallel loop
constexpr double face = 1e-8;             // relative reduced costs below it may matter to ties
constexpr std::size_t price_block = 256;  // columns searched for one that enters

/// Solves one unit on a part of its reference set, then brings in members that would improve the
/// answer or share its face, until none is left: the answer holds for the whole set.
class ColumnGeneration {
 public:
  ColumnGeneration(const Technology& technology, const ReferenceColumns& reference)
      : program_(technology, reference.largest()),
        reference_(reference) {}

  /// `pick`: members to begin with; `closed` [members] or empty: members that may not enter.
  void solve(std::size_t k,
             std::vector<std::uint32_t> pick,
             std::span<const std::uint8_t> closed,
             bool start_from_self,
             const Form& form,
             Solved& solved) {
    inside_.assign(reference_.members().size(), 0);
    if (!closed.empty()) std::copy(closed.begin(), closed.end(), inside_.begin());
    for (const std::uint32_t c : pick) inside_[c] = 1;
    const std::int64_t self =
        start_from_self ? reference_.position(static_cast<std::uint32_t>(k)) : -1;
    while (true) {
      names_.resize(pick.size());
      for (std::size_t i = 0; i < pick.size(); ++i) names_[i] = reference_.members()[pick[i]];
      std::int64_t start = -1;
      for (std::size_t i = 0; i < pick.size() && self >= 0; ++i)
        if (pick[i] == static_cast<std::uint32_t>(self)) start = static_cast<std::int64_t>(i);
      load(k, pick, form);
      program_.solve(start);
      if (!bring_in(pick)) break;
    }
    program_.read(solved);
  }

 private:
  void load(std::size_t k, const std::vector<std::uint32_t>& pick, const Form& form) {
    // An empty pick means no column at all here, not all of them.
    Columns columns = reference_.columns();
    if (pick.empty()) columns.count = 0;
    program_.load(k, columns, pick, names_, false, form);
  }

  /// Adds the most promising member of each block of columns; false when there is none.
  bool bring_in(std::vector<std::uint32_t>& pick) {
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
      pick.push_back(column);
      added = true;
    }
    return added;
  }

  UnitProgram program_;
  const ReferenceColumns& reference_;
  std::vector<std::uint8_t> inside_;
  std::vector<std::uint32_t> names_;
  std::vector<double> scratch_;
};

/// The members that matter: a list that grows while units are solved against it, in rounds of fixed
/// size, so that the list and every number are the same for any number of workers. A unit that is
/// inefficient against the list and itself is spanned by the list, so that it can be left out of
/// every other unit's program; that argument needs sums of intensities that may be cut, hence not
/// two-sided bounds.
class FrontierList {
 public:
  FrontierList(const Technology& technology,
               const ReferenceColumns& reference,
               const MeasureOptions& options)
      : technology_(technology),
        reference_(reference),
        options_(options) {
    const std::size_t n = reference.members().size();
    rows_ = technology.variables() + technology.scale_rows();
    value_.resize(rows_ * n);
    solved_with_.assign(n, 0);
    on_list_.assign(n, -1);
    order_units();
  }

  void measure(std::vector<Solved>& solved, const Executor& executor) {
    const std::size_t n = order_.size();
    for (std::size_t begin = 0; begin < n;) {
      const std::size_t end = std::min(n, begin + std::clamp<std::size_t>(begin / 2, 8, 256));
      solve_round({order_.begin() + static_cast<std::ptrdiff_t>(begin),
                   order_.begin() + static_cast<std::ptrdiff_t>(end)},
                  solved,
                  executor);
      for (std::size_t i = begin; i < end; ++i) {
        const Solved& s = solved[reference_.members()[order_[i]]];
        if (s.status != Status::optimal || s.score >= 1 - 1e-6) append(order_[i]);
      }
      begin = end;
    }
    solve_round(stale(solved, executor), solved, executor);
  }

  const std::vector<std::uint32_t>& list() const { return list_; }

 private:
  /// Best first by a cheap ratio of relative goods to relative inputs and bads.
  void order_units() {
    const Columns all = reference_.columns();
    std::vector<double> made(all.count, 0.0), used(all.count, 0.0);
    for (std::size_t v = 0; v < technology_.variables(); ++v) {
      const double* row = all.value + v * all.stride;
      const double mean =
          std::accumulate(row, row + all.count, 0.0) / static_cast<double>(all.count);
      if (!(mean > 0)) continue;
      std::vector<double>& sum = technology_.side[v] == Side::good ? made : used;
      for (std::size_t c = 0; c < all.count; ++c) sum[c] += row[c] / mean;
    }
    for (std::size_t c = 0; c < all.count; ++c)
      made[c] = used[c] > 0 ? made[c] / used[c] : std::numeric_limits<double>::infinity();
    order_.resize(all.count);
    std::iota(order_.begin(), order_.end(), 0u);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return made[a] > made[b];
    });
  }

  void append(std::uint32_t member) {
    const Columns all = reference_.columns();
    for (std::size_t i = 0; i < rows_; ++i)
      value_[i * all.stride + list_.size()] = all.value[i * all.stride + member];
    on_list_[member] = static_cast<std::int64_t>(list_.size());
    list_.push_back(member);
    names_.push_back(reference_.members()[member]);
  }

  void solve_round(const std::vector<std::uint32_t>& members,
                   std::vector<Solved>& solved,
                   const Executor& executor) {
    const Columns listed{value_.data(), reference_.columns().stride, list_.size()};
    const Form form{&options_.sbm, false, options_.tie_maxsum};
    executor.for_blocks(members.size(), block, [&](std::size_t begin, std::size_t end) {
      UnitProgram program(technology_, reference_.largest());
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t member = members[i], unit = reference_.members()[member];
        const bool listed_self = on_list_[member] >= 0;
        program.load(unit, listed, {}, names_, !listed_self, form);
        program.solve(listed_self ? on_list_[member] : static_cast<std::int64_t>(list_.size()));
        program.read(solved[unit]);
        solved_with_[member] = list_.size();
      }
    });
  }

  /// Members whose answer a column listed after they were solved would change.
  std::vector<std::uint32_t> stale(const std::vector<Solved>& solved,
                                   const Executor& executor) const {
    const std::size_t stride = reference_.columns().stride;
    std::vector<std::uint8_t> again(order_.size(), 0);
    executor.for_blocks(order_.size(), block, [&](std::size_t begin, std::size_t end) {
      std::vector<double> dual(rows_), scratch;
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t member = order_[i], unit = reference_.members()[member];
        const std::size_t from = solved_with_[member];
        const Solved& s = solved[unit];
        if (s.status != Status::optimal) {
          again[i] = 1;
          continue;
        }
        for (std::size_t r = 0; r < rows_; ++r) {
          const double own = r < technology_.variables() ? technology_.at(r, unit) : 1.0;
          const double scale = own > 0                       ? own
                               : reference_.largest()[r] > 0 ? reference_.largest()[r]
                                                             : 1.0;
          dual[r] = s.dual[r] / scale;
        }
        // The unit's own column, listed since, was part of its program already.
        const auto self = on_list_[member];
        const std::size_t split =
            self >= static_cast<std::int64_t>(from) ? static_cast<std::size_t>(self) : list_.size();
        const auto any = [&](std::size_t a, std::size_t b) {
          return a < b && numeric::simplex::most_violated(
                              dual, value_.data() + a, stride, b - a, {}, -face, scratch) >= 0;
        };
        again[i] = any(from, split) || any(split + 1, list_.size());
      }
    });
    std::vector<std::uint32_t> members;
    for (std::size_t i = 0; i < again.size(); ++i)
      if (again[i]) members.push_back(order_[i]);
    return members;
  }

  const Technology& technology_;
  const ReferenceColumns& reference_;
  const MeasureOptions& options_;
  std::size_t rows_ = 0;
  std::vector<std::uint32_t> order_, list_, names_;
  std::vector<double> value_;
  std::vector<std::size_t> solved_with_;
  std::vector<std::int64_t> on_list_;
};

/// A few members that are good on some ratio: where column generation begins when there is no list.
std::vector<std::uint32_t> first_members(const Technology& technology,
                                         const ReferenceColumns& reference) {
  const Columns all = reference.columns();
  std::vector<std::uint32_t> picked;
  for (std::size_t i = 0; i < technology.variables(); ++i)
    for (std::size_t r = 0; r < technology.variables(); ++r) {
      if (technology.side[i] == Side::good || technology.side[r] != Side::good) continue;
      double best = -1;
      std::uint32_t at = 0;
      for (std::size_t c = 0; c < all.count; ++c) {
        const double ratio =
            all.value[r * all.stride + c] / std::max(all.value[i * all.stride + c], 1e-300);
        if (ratio > best) {
          best = ratio;
          at = static_cast<std::uint32_t>(c);
        }
      }
      if (std::find(picked.begin(), picked.end(), at) == picked.end()) picked.push_back(at);
    }
  return picked;
}

void measure_sbm_by_columns(const Technology& technology,
                            const ReferenceColumns& reference,
                            const Reference& set,
                            const MeasureOptions& options,
                            const std::vector<std::uint32_t>& first,
                            std::vector<Solved>& solved,
                            const Executor& executor) {
  const Form form{&options.sbm, false, options.tie_maxsum};
  executor.for_blocks(set.evaluated.size(), block, [&](std::size_t begin, std::size_t end) {
    ColumnGeneration generation(technology, reference);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t k = set.evaluated[i];
      std::vector<std::uint32_t> pick = first;
      const std::int64_t self = reference.position(k);
      if (self >= 0 &&
          std::find(pick.begin(), pick.end(), static_cast<std::uint32_t>(self)) == pick.end())
        pick.push_back(static_cast<std::uint32_t>(self));
      generation.solve(k, std::move(pick), {}, self >= 0, form, solved[k]);
    }
  });
}

void measure_super(const Technology& technology,
                   const ReferenceColumns& reference,
                   const std::vector<std::uint32_t>& efficient,
                   const MeasureOptions& options,
                   const std::vector<std::uint32_t>& first,
                   std::vector<Solved>& solved,
                   const Executor& executor) {
  const Form form{&options.super, true, options.tie_maxsum};
  const auto members = reference.members();
  executor.for_blocks(efficient.size(), block, [&](std::size_t begin, std::size_t end) {
    ColumnGeneration generation(technology, reference);
    std::vector<std::uint8_t> closed(members.size());
    std::vector<std::uint32_t> pick;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t k = efficient[i];
      std::fill(closed.begin(), closed.end(), std::uint8_t{0});
      if (options.owner.empty()) {
        if (const std::int64_t self = reference.position(k); self >= 0)
          closed[static_cast<std::size_t>(self)] = 1;
      } else {
        for (std::size_t c = 0; c < members.size(); ++c)
          closed[c] = options.owner[members[c]] == options.owner[k];
      }
      pick.clear();
      for (const std::uint32_t c : first)
        if (!closed[c]) pick.push_back(c);
      // Something to begin with, so that "no member" is found only when there is none.
      for (std::uint32_t c = 0; pick.empty() && c < members.size(); ++c)
        if (!closed[c]) pick.push_back(c);
      generation.solve(k, pick, closed, false, form, solved[k]);
    }
  });
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
    const ReferenceColumns reference(technology, set.members);
    std::vector<std::uint32_t> first;
    if (technology.returns != Returns::grs && set.members == set.evaluated) {
      FrontierList list(technology, reference, options);
      list.measure(measured.sbm, executor);
      first = list.list();
    } else {
      first = first_members(technology, reference);
      measure_sbm_by_columns(technology, reference, set, options, first, measured.sbm, executor);
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
      measure_super(technology, reference, efficient, options, first, measured.super, executor);
  }
  return measured;
}

Solved solve_unit(const Technology& technology,
                  std::size_t k,
                  std::span<const std::uint32_t> members,
                  const Ratio& ratio,
                  bool super,
                  bool tie_maxsum) {
  const ReferenceColumns reference(technology, members);
  UnitProgram program(technology, reference.largest());
  program.load(k, reference.columns(), {}, members, false, Form{&ratio, super, tie_maxsum});
  program.solve(super ? -1 : reference.position(static_cast<std::uint32_t>(k)));
  Solved solved;
  program.read(solved);
  return solved;
}

}  // namespace yugong::frontier
