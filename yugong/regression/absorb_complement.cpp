#include "yugong/regression/absorb_complement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

namespace yugong::regression::absorbing {
namespace {

using Sparse = Eigen::SparseMatrix<double>;

/// Added to the scaled complement, whose null space (one vector per redundant level) is harmless:
/// right-hand sides lie in its range, and the passes of refinement remove the error that this shift
/// makes.
constexpr double shift = 1e-13;

/// Gives the predicted work of the factorisation.
class Ldlt : public Eigen::SimplicialLDLT<Sparse> {
 public:
  double flops() const {
    double sum = 0;
    for (Eigen::Index j = 0; j < m_nonZerosPerCol.size(); ++j)
      sum += static_cast<double>(m_nonZerosPerCol[j]) * static_cast<double>(m_nonZerosPerCol[j]);
    return sum;
  }

  double non_zeros() const { return static_cast<double>(m_nonZerosPerCol.cast<long>().sum()); }
};

/// A sparse matrix B by rows and by columns; its rows are groups (or rows of the sample), and what
/// is wanted is B' diag(times) B.
struct Incidence {
  std::size_t depth = 1;                             // numbers per entry
  std::vector<std::uint32_t> first;                  // [rows of B + 1]
  std::vector<std::int32_t> column;                  // [entries] ascending within a row
  std::vector<double> value;                         // [entries * depth]
  std::vector<double> times;                         // [rows of B]
  std::vector<std::uint32_t> starts, entry, row_of;  // by columns

  void turn(std::size_t columns) {
    starts.assign(columns + 1, 0);
    for (const std::int32_t c : column) ++starts[at(c) + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    entry.resize(column.size());
    row_of.resize(column.size());
    for (std::size_t r = 0; r + 1 < first.size(); ++r)
      for (std::uint32_t e = first[r]; e < first[r + 1]; ++e) {
        const std::uint32_t place = next[at(column[e])]++;
        entry[place] = e;
        row_of[place] = static_cast<std::uint32_t>(r);
      }
  }
};

/// Adds the entries of one row of B, unsorted and repeated, as one sorted row.
class RowMaker {
 public:
  RowMaker(Incidence& to, std::size_t columns)
      : to_(to),
        slot_(columns, 0),
        sums_(columns * to.depth, 0.0) {
    to_.first.push_back(0);
  }

  void add(std::size_t column, std::size_t k, double value) {
    if (slot_[column] == 0) {
      slot_[column] = 1;
      touched_.push_back(static_cast<std::int32_t>(column));
    }
    sums_[column * to_.depth + k] += value;
  }

  void finish(double times) {
    std::sort(touched_.begin(), touched_.end());
    for (const std::int32_t c : touched_) {
      to_.column.push_back(c);
      slot_[at(c)] = 0;
      for (std::size_t k = 0; k < to_.depth; ++k) {
        to_.value.push_back(sums_[at(c) * to_.depth + k]);
        sums_[at(c) * to_.depth + k] = 0.0;
      }
    }
    touched_.clear();
    to_.first.push_back(static_cast<std::uint32_t>(to_.column.size()));
    to_.times.push_back(times);
  }

 private:
  Incidence& to_;
  std::vector<char> slot_;
  std::vector<double> sums_;
  std::vector<std::int32_t> touched_;
};

double value_of(const Term& t, std::size_t i) {
  return (t.value.empty() ? 1.0 : t.value[i]) * t.scale[at(t.level[i])];
}

/// Products of each group's big terms with the small columns.
Incidence by_groups(const Layout& l, const Kinds& kinds) {
  Incidence out;
  out.depth = std::max<std::size_t>(1, l.big.size());
  RowMaker rows(out, l.columns);
  for (std::size_t n = 0; n < kinds.group.size(); ++n) {
    const std::size_t g = kinds.group[n];
    for (std::size_t k = 0; k < l.big.size(); ++k)
      for (std::size_t i = l.first[g]; i < l.first[g + 1]; ++i) {
        const double by = l.w(i) * value_of(l.big[k], i);
        for (const Term& t : l.small) rows.add(t.offset + at(t.level[i]), k, by * value_of(t, i));
      }
    rows.finish(-kinds.times[n]);
  }
  out.turn(l.columns);
  return out;
}

/// The small columns of each row, for the products of different factors; empty when there is one
/// small factor.
Incidence by_rows(const Layout& l, const Kinds& kinds) {
  Incidence out;
  const bool one_factor = std::all_of(l.small.begin(), l.small.end(), [&](const Term& t) {
    return t.factor == l.small.front().factor;
  });
  if (one_factor) {
    out.first = {0};
    out.starts.assign(l.columns + 1, 0);
    return out;
  }
  RowMaker rows(out, l.columns);
  for (std::size_t n = 0; n < kinds.group.size(); ++n) {
    const std::size_t g = kinds.group[n];
    for (std::size_t i = l.first[g]; i < l.first[g + 1]; ++i) {
      for (const Term& t : l.small) rows.add(t.offset + at(t.level[i]), 0, value_of(t, i));
      rows.finish(kinds.times[n] * l.w(i));
    }
  }
  out.turn(l.columns);
  return out;
}

/// Columns of the lower triangle of S, one at a time.
class ColumnMaker {
 public:
  ColumnMaker(const Layout& l, const Incidence& groups, const Incidence& rows)
      : groups_(groups),
        rows_(rows),
        factor_of_(l.columns),
        sum_(l.columns, 0.0),
        seen_(l.columns, 0) {
    for (const Term& t : l.small)
      std::fill_n(factor_of_.begin() + static_cast<std::ptrdiff_t>(t.offset), t.levels, t.factor);
  }

  /// Rows of column c in `touched()`, ascending, and their values by `take`.
  void make(std::size_t c) {
    touched_.clear();
    touch(c);
    sum_[c] += 1.0 + shift;
    for (std::uint32_t p = groups_.starts[c]; p < groups_.starts[c + 1]; ++p) {
      const std::uint32_t e = groups_.entry[p], r = groups_.row_of[p];
      for (std::size_t k = 0; k < groups_.depth; ++k) {
        const double by = groups_.times[r] * groups_.value[e * groups_.depth + k];
        for (std::uint32_t o = e; o < groups_.first[r + 1]; ++o)
          add(at(groups_.column[o]), by * groups_.value[o * groups_.depth + k]);
      }
    }
    for (std::uint32_t p = rows_.starts[c]; p < rows_.starts[c + 1]; ++p) {
      const std::uint32_t e = rows_.entry[p], r = rows_.row_of[p];
      const double by = rows_.times[r] * rows_.value[e];
      for (std::uint32_t o = e + 1; o < rows_.first[r + 1]; ++o)
        if (factor_of_[at(rows_.column[o])] != factor_of_[c])
          add(at(rows_.column[o]), by * rows_.value[o]);
    }
    std::sort(touched_.begin(), touched_.end());
  }

  const std::vector<std::int32_t>& touched() const { return touched_; }

  double take(std::int32_t row) {
    const double v = sum_[at(row)];
    sum_[at(row)] = 0.0;
    seen_[at(row)] = 0;
    return v;
  }

 private:
  void touch(std::size_t row) {
    if (seen_[row] != 0) return;
    seen_[row] = 1;
    touched_.push_back(static_cast<std::int32_t>(row));
  }

  void add(std::size_t row, double v) {
    touch(row);
    sum_[row] += v;
  }

  const Incidence& groups_;
  const Incidence& rows_;
  std::vector<std::size_t> factor_of_;
  std::vector<double> sum_;
  std::vector<char> seen_;
  std::vector<std::int32_t> touched_;
};

/// Entries of S from some columns of each term.
double expected_entries(const Layout& l, const Incidence& groups, const Incidence& rows) {
  constexpr std::size_t sampled = 32;
  ColumnMaker maker(l, groups, rows);
  double entries = 0;
  for (const Term& t : l.small) {
    double sum = 0, columns = 0;
    for (std::size_t c = 0; c < t.levels; c += t.levels / sampled + 1) {
      maker.make(t.offset + c);
      for (const std::int32_t r : maker.touched()) maker.take(r);
      sum += static_cast<double>(maker.touched().size());
      columns += 1;
    }
    entries += sum / columns * static_cast<double>(t.levels);
  }
  return entries;
}

Sparse assemble(const Layout& l,
                const Incidence& groups,
                const Incidence& rows,
                const Executor& executor) {
  struct Part {
    std::vector<int> counts, rows;
    std::vector<double> values;
  };

  const std::size_t block = l.columns / 64 + 1;
  std::vector<Part> parts((l.columns + block - 1) / block);
  executor.for_blocks(l.columns, block, [&](std::size_t begin, std::size_t end) {
    Part& part = parts[begin / block];
    ColumnMaker maker(l, groups, rows);
    for (std::size_t c = begin; c < end; ++c) {
      maker.make(c);
      for (const std::int32_t r : maker.touched()) {
        part.rows.push_back(r);
        part.values.push_back(maker.take(r));
      }
      part.counts.push_back(static_cast<int>(maker.touched().size()));
    }
  });
  std::size_t entries = 0;
  for (const Part& p : parts) entries += p.rows.size();
  const auto size = static_cast<Eigen::Index>(l.columns);
  Sparse s(size, size);
  s.resizeNonZeros(static_cast<Eigen::Index>(entries));
  int* inner = s.innerIndexPtr();
  int* outer = s.outerIndexPtr();
  double* values = s.valuePtr();
  *outer = 0;
  for (Part& p : parts) {
    inner = std::copy(p.rows.begin(), p.rows.end(), inner);
    values = std::copy(p.values.begin(), p.values.end(), values);
    for (const int n : p.counts) {
      outer[1] = outer[0] + n;
      ++outer;
    }
    p = Part();
  }
  return s;
}

}  // namespace

struct Complement::Factor {
  Ldlt ldlt;
};

Complement::Complement() = default;
Complement::~Complement() = default;
Complement::Complement(Complement&&) noexcept = default;
Complement& Complement::operator=(Complement&&) noexcept = default;

double Complement::products(const Layout& l, const Kinds& kinds) {
  double sum = 0;
  for (const std::uint32_t g : kinds.group) {
    const std::size_t n = l.first[g + 1] - l.first[g];
    double met = 0;
    for (const Term& t : l.small) met += static_cast<double>(std::min(n, t.levels));
    const double terms = static_cast<double>(l.small.size());
    sum += met * met + static_cast<double>(n) * terms * terms;
  }
  return sum;
}

bool Complement::factorise(const Layout& l,
                           const Kinds& kinds,
                           double most_entries,
                           double most_flops,
                           const Executor& executor) {
  auto made = std::make_unique<Factor>();
  Sparse s;
  {
    const Incidence groups = by_groups(l, kinds), rows = by_rows(l, kinds);
    if (expected_entries(l, groups, rows) > most_entries) return false;
    s = assemble(l, groups, rows, executor);
  }
  made->ldlt.analyzePattern(s);
  if (made->ldlt.flops() > most_flops) return false;
  made->ldlt.factorize(s);
  if (made->ldlt.info() != Eigen::Success) return false;
  factor_ = std::move(made);
  return true;
}

void Complement::solve(std::size_t count, std::vector<double>& x) const {
  using Interleaved = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto columns = static_cast<Eigen::Index>(x.size() / count);
  Eigen::Map<Interleaved> map(x.data(), columns, static_cast<Eigen::Index>(count));
  const Eigen::MatrixXd rhs = map;
  map = factor_->ldlt.solve(rhs);
}

double Complement::non_zeros() const {
  return factor_ == nullptr ? 0.0 : factor_->ldlt.non_zeros();
}

long Complement::pivots() const {
  const auto& d = factor_->ldlt.vectorD();
  const double zero = 100.0 * shift * std::max(100.0, static_cast<double>(d.size()));
  return static_cast<long>((d.array() > zero).count());
}

}  // namespace yugong::regression::absorbing
