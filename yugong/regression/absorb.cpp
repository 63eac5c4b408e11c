#include "yugong/regression/absorb.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"
#include "yugong/regression/absorb_complement.hpp"
#include "yugong/regression/absorb_iterate.hpp"
#include "yugong/regression/absorb_layout.hpp"
#include "yugong/regression/absorb_sweep.hpp"

namespace yugong::regression {
namespace {

using absorbing::at;
using absorbing::Columns;
using absorbing::Complement;
using absorbing::Iteration;
using absorbing::Kinds;
using absorbing::Layout;
using absorbing::Sums;
using absorbing::Term;

/// Up to these the complement is factorised without a trial of conjugate gradients.
constexpr double easy_products = 3e7;
constexpr double easy_flops = 2e9;
/// Up to these it is factorised when conjugate gradients are slow.
constexpr double most_products = 2e9;
constexpr double most_entries = 2e7;
constexpr double most_flops = 2e10;
constexpr double most_leverage_work = 2e10;
constexpr int most_passes = 50;
/// Groups longer than this on average are not worth sorting for when there is one factor.
constexpr std::size_t long_group = 4096;
/// Bytes of small vectors that should stay in a core's cache.
constexpr std::size_t near_bytes = std::size_t{1} << 21;

}  // namespace

struct Absorption::Impl {
  std::vector<Factor> factors;   // as given
  std::vector<Factor> constant;  // one level, when there are no factors
  std::vector<double> weights;
  Settings settings;
  std::size_t rows = 0;
  Way way = Way::nothing;
  Layout layout;
  Kinds kinds;
  Complement complement;
  long rank = -1;

  const std::vector<Factor>& dims() const { return factors.empty() ? constant : factors; }

  std::size_t biggest() const;
  void prepare(const Executor& executor);
  void choose_way(const Executor& executor);
  bool complete_two_way() const;
  void count_rank();
  long redundant(std::size_t factor) const;

  /// Coefficients of every term, [levels] each: of the big terms and of the small ones.
  struct Coefficients {
    std::vector<std::vector<double>> big, small;
  };

  std::size_t most_at_once() const;
  void solve(std::vector<double>& x,
             const std::vector<double>& goals,
             int& iterations,
             const Executor& executor) const;
  Work converge(Columns& c, const Executor& executor, Coefficients* coefficients) const;
  Work project(std::span<double> column, std::size_t count, const Executor& executor) const;
  std::vector<std::vector<double>> by_factor(const Coefficients& c) const;
  std::vector<double> leverage_by_elimination(const Executor& executor) const;
};

// --- preparation

/// The factor with most parameters.
std::size_t Absorption::Impl::biggest() const {
  const auto size = [&](std::size_t q) {
    return at(dims()[q].levels) * absorbing::parameters(dims()[q]);
  };
  std::size_t big = 0;
  for (std::size_t q = 1; q < dims().size(); ++q)
    if (size(q) > size(big)) big = q;
  return big;
}

void Absorption::Impl::prepare(const Executor& executor) {
  if (factors.empty() && settings.constant) {
    Factor one;
    one.level.assign(rows, 0);
    one.levels = 1;
    constant.push_back(std::move(one));
  }
  if (dims().empty()) {
    rank = 0;
    return;
  }
  std::size_t big = biggest();
  if (dims().size() == 1 &&
      (rows > long_group * at(dims()[0].levels) || !absorbing::ascending(dims()[0])))
    big = dims().size();
  layout = absorbing::lay_out(dims(), weights, rows, big);
  choose_way(executor);
  count_rank();
}

void Absorption::Impl::choose_way(const Executor& executor) {
  way = Way::means;
  if (dims().size() == 1) return;
  way = Way::closed_form;
  if (layout.plain && dims().size() == 2 && !settings.prefer_iteration && complete_two_way())
    return;
  way = Way::conjugate_gradient;
  kinds = absorbing::kinds_of(layout);
  if (settings.prefer_iteration) return;
  const double products = Complement::products(layout, kinds);
  double flops = easy_flops;
  if (products > easy_products) {
    if (products > most_products || !Iteration(layout, kinds).slow(executor)) return;
    flops = most_flops;
  }
  if (complement.factorise(layout, kinds, most_entries, flops, executor)) way = Way::elimination;
}

/// Every level of the one factor meets every level of the other once.
bool Absorption::Impl::complete_two_way() const {
  const Term& other = layout.small.front();
  if (layout.groups() * other.levels != rows || layout.largest_group != other.levels) return false;
  std::vector<std::uint32_t> seen(other.levels, 0);
  for (std::size_t g = 0; g < layout.groups(); ++g)
    for (std::size_t i = layout.first[g]; i < layout.first[g + 1]; ++i) {
      std::uint32_t& last = seen[at(other.level[i])];
      if (last == g + 1) return false;
      last = static_cast<std::uint32_t>(g + 1);
    }
  return true;
}

/// Slopes without variation of their own, over the levels.
long Absorption::Impl::redundant(std::size_t factor) const {
  long out = 0;
  for (const auto* terms : {&layout.big, &layout.small})
    for (const Term& t : *terms)
      if (t.factor == factor) out += static_cast<long>(t.zero);
  return out;
}

void Absorption::Impl::count_rank() {
  const std::vector<Factor>& f = dims();
  long columns = 0;
  for (std::size_t q = 0; q < f.size(); ++q)
    columns += f[q].levels * static_cast<long>(absorbing::parameters(f[q])) - redundant(q);
  const bool dummies =
      std::all_of(f.begin(), f.end(), [](const Factor& q) { return q.slopes.empty(); });
  if (f.size() == 1)
    rank = columns;
  else if (f.size() == 2 && dummies)
    rank = columns - components(f[0], f[1]);
  else if (way == Way::elimination)
    rank = columns - (static_cast<long>(layout.columns) - complement.pivots());
}

// --- projection

/// Columns that share the passes: as many as their small vectors fit in the cache for.
std::size_t Absorption::Impl::most_at_once() const {
  std::size_t count = absorbing::most_columns;
  while (count > 2 && count * layout.columns * sizeof(double) > near_bytes) count /= 2;
  return count;
}

void Absorption::Impl::solve(std::vector<double>& x,
                             const std::vector<double>& goals,
                             int& iterations,
                             const Executor& executor) const {
  if (way == Way::elimination)
    complement.solve(goals.size(), x);
  else if (way == Way::conjugate_gradient)
    iterations +=
        Iteration(layout, kinds).solve(x, goals, settings.max_iterations - iterations, executor);
}

namespace {

/// The contract: sums of residuals against sums of absolute values, the largest of each term.
class Contract {
 public:
  Contract(const Layout& layout, std::size_t count) : l_(layout), count_(count) {}

  void take_small_magnitudes(const Sums& sums) { small_ = largest(sums.small_magnitude); }

  void take_big_magnitudes(const Sums& sums) { big_ = sums.big_magnitude; }

  double violation(const Sums& sums) const {
    const std::vector<double> small = largest(sums.small);
    double worst = 0;
    const auto compare = [&](double left, double had) {
      if (had > 0 || !std::isfinite(left)) worst = std::max(worst, left / had);
      if (!std::isfinite(left)) worst = INFINITY;
    };
    for (std::size_t i = 0; i < small.size(); ++i) compare(small[i], small_[i]);
    for (std::size_t i = 0; i < sums.big.size(); ++i) compare(sums.big[i], big_[i]);
    return worst;
  }

 private:
  /// Largest absolute value over the levels of each small term, for each column.
  std::vector<double> largest(const std::vector<double>& v) const {
    std::vector<double> out(l_.small.size() * count_, 0.0);
    for (std::size_t k = 0; k < l_.small.size(); ++k)
      for (std::size_t c = l_.small[k].offset; c < l_.small[k].offset + l_.small[k].levels; ++c)
        for (std::size_t m = 0; m < count_; ++m)
          out[k * count_ + m] = std::max(out[k * count_ + m], std::abs(v[c * count_ + m]));
    return out;
  }

  const Layout& l_;
  std::size_t count_;
  std::vector<double> small_, big_;
};

[[noreturn]] void refuse_to_stop_short(double violation, int iterations) {
  throw Error(error(
      "YG3106",
      {"the fixed effects could not be removed: normal equations off by " +
           text::round_trip(violation) + " after " + std::to_string(iterations) + " iterations",
       "固定效应的消除没有收敛：迭代 " + std::to_string(iterations) + " 次后正规方程误差为 " +
           text::round_trip(violation)},
      {"the levels are hardly connected; leave out one of the fixed effects or merge small levels",
       "各固定效应的水平之间联系过弱；请去掉一个固定效应或合并小组"}));
}

}  // namespace

/// Exact projections, up to rounding and the tolerance of the solver, until the contract holds and
/// another one gains nothing. The columns lie in the order of the sweep.
Absorption::Work Absorption::Impl::converge(Columns& c,
                                            const Executor& executor,
                                            Coefficients* coefficients) const {
  const bool centre =
      std::any_of(dims().begin(), dims().end(), [](const Factor& f) { return f.intercept; });
  const std::size_t count = c.count;
  std::vector<double> size = absorbing::sizes(layout, c, centre, executor);
  for (double& s : size) s = s > 0 ? s : 1.0;
  Sums sums;
  Contract contract(layout, count);
  if (layout.columns > 0) absorbing::forward(layout, c, executor, sums);
  contract.take_small_magnitudes(sums);
  std::vector<double> b(layout.columns * count), goals;
  Work work;
  double now = INFINITY;
  while (work.passes < most_passes && work.iterations < settings.max_iterations) {
    const bool start = work.passes++ == 0;
    for (std::size_t i = 0; i < b.size(); ++i)
      b[i] = sums.small[i] * layout.scale[i / count] / size[i % count];
    if (start) {
      goals.assign(count, 0.0);
      for (std::size_t i = 0; i < b.size(); ++i) goals[i % count] += 1e-28 * b[i] * b[i];
    }
    solve(b, goals, work.iterations, executor);
    for (std::size_t i = 0; i < b.size(); ++i) b[i] *= layout.scale[i / count] * size[i % count];
    if (coefficients != nullptr)
      for (std::size_t k = 0; k < layout.small.size(); ++k)
        for (std::size_t l = 0; l < layout.small[k].levels; ++l)
          coefficients->small[k][l] += b[layout.small[k].offset + l];
    absorbing::backward(
        layout, c, b, executor, sums, coefficients == nullptr ? nullptr : &coefficients->big);
    if (start) contract.take_big_magnitudes(sums);
    const double before = now;
    now = contract.violation(sums);
    if (now <= 1e-2 * settings.contract) return work;
    if (!std::isfinite(now) || now > 0.5 * before) break;
  }
  if (now > settings.contract || !std::isfinite(now)) refuse_to_stop_short(now, work.iterations);
  return work;
}

/// Residuals of `count` columns that lie one after the other.
Absorption::Work Absorption::Impl::project(std::span<double> column,
                                           std::size_t count,
                                           const Executor& executor) const {
  Columns c;
  c.count = count;
  const std::vector<std::uint32_t>& order = layout.order;
  std::vector<double> sorted(order.empty() ? 0 : rows * count);
  constexpr std::size_t run = 65536;
  for (std::size_t m = 0; m < count; ++m) {
    const std::span<double> v = column.subspan(m * rows, rows);
    c.v[m] = order.empty() ? v.data() : sorted.data() + m * rows;
    if (order.empty()) continue;
    executor.for_blocks(rows, run, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) c.v[m][i] = v[order[i]];
    });
  }
  const Work work = converge(c, executor, nullptr);
  for (std::size_t m = 0; m < count && !order.empty(); ++m)
    executor.for_blocks(rows, run, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) column[m * rows + order[i]] = c.v[m][i];
    });
  return work;
}

/// Coefficients of the variables as given, [parameters of the factor * levels].
std::vector<std::vector<double>> Absorption::Impl::by_factor(const Coefficients& c) const {
  std::vector<std::vector<double>> out(dims().size());
  const auto take = [&](const std::vector<Term>& terms, const auto& values) {
    for (std::size_t k = 0; k < terms.size(); ++k)
      out[terms[k].factor].insert(out[terms[k].factor].end(), values[k].begin(), values[k].end());
  };
  take(layout.big, c.big);
  take(layout.small, c.small);
  for (std::size_t q = 0; q < out.size(); ++q) {
    const std::vector<double>& basis = layout.basis[q];
    if (basis.empty()) continue;
    const std::size_t p = absorbing::parameters(dims()[q]), levels = at(dims()[q].levels);
    std::vector<double> given(p * levels, 0.0);
    for (std::size_t l = 0; l < levels; ++l)
      for (std::size_t k = 0; k < p; ++k)
        for (std::size_t j = 0; j < p; ++j)
          given[j * levels + l] += basis[(l * p + k) * p + j] * out[q][k * levels + l];
    out[q] = std::move(given);
  }
  return out;
}

// --- the face

Absorption::Absorption(std::vector<Factor> factors,
                       std::vector<double> weights,
                       std::size_t rows,
                       const Settings& settings,
                       const Executor& executor)
    : impl_(std::make_unique<Impl>()) {
  impl_->factors = std::move(factors);
  impl_->weights = std::move(weights);
  impl_->settings = settings;
  impl_->rows = rows;
  impl_->prepare(executor);
}

Absorption::Absorption(std::vector<Factor> factors, std::vector<double> weights, std::size_t rows)
    : Absorption(std::move(factors), std::move(weights), rows, Settings{}) {}

Absorption::~Absorption() = default;
Absorption::Absorption(Absorption&&) noexcept = default;
Absorption& Absorption::operator=(Absorption&&) noexcept = default;

Absorption::Work Absorption::residualise(Matrix& columns, const Executor& executor) const {
  if (impl_->dims().empty() || impl_->rows == 0) return {};
  std::vector<std::size_t> begins, counts;
  for (std::size_t j = 0; j < columns.cols;) {
    std::size_t count = impl_->most_at_once();
    while (count > columns.cols - j) count /= 2;
    begins.push_back(j);
    counts.push_back(count);
    j += count;
  }
  const auto part = [&](std::size_t k) {
    return std::span(columns.values).subspan(begins[k] * columns.rows, counts[k] * columns.rows);
  };
  std::vector<Work> works(begins.size());
  if (impl_->layout.block.size() > 2) {  // enough rows to share each pass
    for (std::size_t k = 0; k < begins.size(); ++k)
      works[k] = impl_->project(part(k), counts[k], executor);
  } else {
    const Executor inner = executor.within();
    executor.for_blocks(begins.size(), 1, [&](std::size_t k, std::size_t) {
      works[k] = impl_->project(part(k), counts[k], inner);
    });
  }
  Work sum;
  for (const Work& w : works) {
    sum.passes += w.passes;
    sum.iterations += w.iterations;
  }
  return sum;
}

std::vector<std::vector<double>> Absorption::effects(std::span<const double> fitted,
                                                     const Executor& executor) const {
  const Impl& m = *impl_;
  if (m.dims().empty()) return {};
  std::vector<double> v(fitted.begin(), fitted.end());
  for (std::size_t i = 0; i < m.layout.order.size(); ++i) v[i] = fitted[m.layout.order[i]];
  Impl::Coefficients coefficients;
  for (const Term& t : m.layout.big) coefficients.big.emplace_back(t.levels, 0.0);
  for (const Term& t : m.layout.small) coefficients.small.emplace_back(t.levels, 0.0);
  Columns c;
  c.count = 1;
  c.v[0] = v.data();
  m.converge(c, executor, &coefficients);
  std::vector<std::vector<double>> out = m.by_factor(coefficients);
  std::size_t carrier = 0;  // of the level
  while (carrier < out.size() && !m.dims()[carrier].intercept) ++carrier;
  for (std::size_t q = carrier + 1; q < out.size(); ++q) {
    const Factor& f = m.dims()[q];
    if (!f.intercept) continue;
    double mean = 0, total = 0;
    for (std::size_t i = 0; i < m.rows; ++i) {
      const double w = m.weights.empty() ? 1.0 : m.weights[i];
      mean += w * out[q][at(f.level[i])];
      total += w;
    }
    mean /= total;
    for (std::size_t l = 0; l < at(f.levels); ++l) out[q][l] -= mean;
    for (std::size_t l = 0; l < at(m.dims()[carrier].levels); ++l) out[carrier][l] += mean;
  }
  return out;
}

std::vector<double> Absorption::leverage(const Executor& executor) const {
  const Impl& m = *impl_;
  const Layout& l = m.layout;
  if (m.dims().empty()) return std::vector<double>(m.rows, 0.0);
  if (m.way == Way::conjugate_gradient ||
      (m.way == Way::elimination &&
       m.complement.non_zeros() * static_cast<double>(m.rows) > most_leverage_work))
    return {};
  std::vector<double> h(m.rows, 0.0);
  if (m.way == Way::elimination) h = m.leverage_by_elimination(executor);
  const auto add = [&](const std::vector<Term>& terms, double less) {
    for (const Term& t : terms)
      for (std::size_t i = 0; i < m.rows; ++i) {
        const double u = (t.value.empty() ? 1.0 : t.value[i]) * t.scale[at(t.level[i])];
        h[i] += l.w(i) * u * u - less;
      }
  };
  add(l.big, 0.0);
  if (m.way == Way::means) add(l.small, 0.0);
  if (m.way == Way::closed_form) add(l.small, 1.0 / static_cast<double>(m.rows));
  if (l.order.empty()) return h;
  std::vector<double> out(m.rows);
  for (std::size_t i = 0; i < m.rows; ++i) out[l.order[i]] = h[i];
  return out;
}

/// What the small terms add: w z'S^-1 z, z a row of small columns less its projection on the big
/// terms. In the order of the sweep.
std::vector<double> Absorption::Impl::leverage_by_elimination(const Executor& executor) const {
  std::vector<double> h(rows, 0.0);
  const auto unit = [&](const Term& t, std::size_t i) {
    return (t.value.empty() ? 1.0 : t.value[i]) * t.scale[at(t.level[i])];
  };
  executor.for_blocks(layout.groups(), 16, [&](std::size_t begin, std::size_t end) {
    std::vector<double> z(layout.columns), solved;
    std::vector<std::vector<double>> q(layout.big.size(), z);
    for (std::size_t g = begin; g < end; ++g) {
      for (std::size_t k = 0; k < q.size(); ++k) {
        std::fill(q[k].begin(), q[k].end(), 0.0);
        for (std::size_t i = layout.first[g]; i < layout.first[g + 1]; ++i)
          for (const Term& t : layout.small)
            q[k][t.offset + at(t.level[i])] += layout.w(i) * unit(layout.big[k], i) * unit(t, i);
      }
      for (std::size_t i = layout.first[g]; i < layout.first[g + 1]; ++i) {
        std::fill(z.begin(), z.end(), 0.0);
        for (std::size_t k = 0; k < q.size(); ++k) add_scaled(-unit(layout.big[k], i), q[k], z);
        for (const Term& t : layout.small) z[t.offset + at(t.level[i])] += unit(t, i);
        solved = z;
        complement.solve(1, solved);
        h[i] = layout.w(i) * dot(z, solved);
      }
    }
  });
  return h;
}

long Absorption::rank() const {
  return impl_->rank;
}

long Absorption::redundant_slopes(std::size_t factor) const {
  return impl_->factors.empty() ? 0 : impl_->redundant(factor);
}

Absorption::Way Absorption::way() const {
  return impl_->way;
}

const std::vector<Factor>& Absorption::factors() const {
  return impl_->factors;
}

std::span<const double> Absorption::weights() const {
  return impl_->weights;
}

}  // namespace yugong::regression
