#include "yugong/regression/absorb.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

using Sparse = Eigen::SparseMatrix<double>;
using Vector = Eigen::VectorXd;

/// Added to the scaled complement, whose null space (one vector per redundant level) is harmless:
/// right-hand sides lie in its range, and the passes of refinement remove the error that this shift
/// makes.
constexpr double shift = 1e-13;
/// Beyond these the complement is not formed or factorised (crossed against conjugate gradients at
/// about one second).
constexpr double most_pairs = 3e7;
constexpr double most_flops = 2e9;
constexpr double most_leverage_work = 2e10;
constexpr int most_passes = 50;
constexpr std::size_t dense_complement = 1500;

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

std::size_t at(std::int32_t level) {
  return static_cast<std::size_t>(level);
}

}  // namespace

struct Absorption::Impl {
  std::vector<Factor> factors;  // as given
  std::vector<Factor> dims;     // as absorbed: the factors, or one level for a constant
  std::vector<double> weights;
  Settings settings;
  std::size_t rows = 0;
  Way way = Way::nothing;
  std::vector<std::vector<double>> mass;  // [dims][levels] sum of weights
  std::size_t big = 0;                    // dim that is eliminated
  std::vector<std::size_t> small;         // the others
  std::vector<std::size_t> offset;        // [dims] first column of a small dim in the complement
  std::size_t columns = 0;                // of the complement
  Vector scale;                           // [columns] 1 / sqrt(mass)
  Ldlt ldlt;
  long rank = -1;

  double w(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }

  void prepare();
  bool complete_two_way() const;
  bool form_complement(Sparse& s) const;
  void count_rank();

  void group_sums(std::span<const double> v, std::size_t dim, std::vector<double>& sums) const;
  void group_means(std::span<const double> v, std::size_t dim, std::vector<double>& means) const;
  using Effects = std::vector<std::vector<double>>;
  void subtract(std::span<double> v,
                std::size_t dim,
                const std::vector<double>& a,
                Effects& effects) const;
  void step(std::span<double> v, Effects& effects, int& iterations) const;
  void step_complement(std::span<double> v, Effects& effects, int& iterations) const;
  Vector reduced(std::span<const double> v, const std::vector<double>& means) const;
  Vector apply_complement(const Vector& a) const;
  Vector iterate(const Vector& rhs, int& iterations) const;
  double violation(std::span<const double> v, const std::vector<double>& magnitude) const;
  void converge(std::span<double> v, Effects& effects) const;
  void project(std::span<double> v, Effects& effects) const;
  Effects no_effects() const;
};

// --- preparation

void Absorption::Impl::prepare() {
  dims = factors;
  if (dims.empty() && settings.constant) {
    Factor one;
    one.level.assign(rows, 0);
    one.levels = 1;
    dims.push_back(std::move(one));
  }
  if (dims.empty()) {
    rank = 0;
    return;
  }
  for (const Factor& f : dims) {
    std::vector<double> sums(at(f.levels), 0.0);
    for (std::size_t i = 0; i < rows; ++i) sums[at(f.level[i])] += w(i);
    mass.push_back(std::move(sums));
  }
  offset.assign(dims.size(), 0);
  for (std::size_t d = 0; d < dims.size(); ++d)
    if (dims[d].levels > dims[big].levels) big = d;
  for (std::size_t d = 0; d < dims.size(); ++d) {
    if (d == big) continue;
    small.push_back(d);
    offset[d] = columns;
    columns += at(dims[d].levels);
  }
  if (dims.size() == 1) {
    way = Way::means;
  } else if (dims.size() == 2 && weights.empty() && complete_two_way() &&
             !settings.prefer_iteration) {
    way = Way::closed_form;
  } else {
    scale.resize(static_cast<Eigen::Index>(columns));
    for (const std::size_t d : small)
      for (std::size_t l = 0; l < mass[d].size(); ++l)
        scale[static_cast<Eigen::Index>(offset[d] + l)] = 1.0 / std::sqrt(mass[d][l]);
    Sparse s;
    way = Way::conjugate_gradient;
    if (!settings.prefer_iteration && form_complement(s)) {
      ldlt.analyzePattern(s);
      if (ldlt.flops() <= most_flops) {
        ldlt.factorize(s);
        if (ldlt.info() == Eigen::Success) way = Way::elimination;
      }
    }
  }
  count_rank();
}

bool Absorption::Impl::complete_two_way() const {
  const std::size_t a = at(dims[0].levels), b = at(dims[1].levels);
  if (a * b != rows) return false;
  std::vector<char> seen(rows, 0);
  for (std::size_t i = 0; i < rows; ++i) {
    char& cell = seen[at(dims[0].level[i]) * b + at(dims[1].level[i])];
    if (cell != 0) return false;
    cell = 1;
  }
  return true;
}

namespace {

/// Rows sorted by the level of a factor (counting sort, stable).
std::vector<std::uint32_t> grouped(const Factor& f, std::vector<std::size_t>& first) {
  first.assign(at(f.levels) + 1, 0);
  for (const std::int32_t l : f.level) ++first[at(l) + 1];
  for (std::size_t l = 1; l < first.size(); ++l) first[l] += first[l - 1];
  std::vector<std::size_t> next(first.begin(), first.end() - 1);
  std::vector<std::uint32_t> order(f.level.size());
  for (std::size_t i = 0; i < f.level.size(); ++i)
    order[next[at(f.level[i])]++] = static_cast<std::uint32_t>(i);
  return order;
}

/// Collects a symmetric matrix entry by entry: dense while small, triplets otherwise.
struct Collector {
  std::size_t size;
  std::vector<double> dense;
  std::vector<Eigen::Triplet<double>> triplets;

  explicit Collector(std::size_t n) : size(n), dense(n <= dense_complement ? n * n : 0, 0.0) {}

  void add(std::size_t i, std::size_t j, double v) {
    if (!dense.empty())
      dense[i * size + j] += v;
    else
      triplets.emplace_back(static_cast<int>(i), static_cast<int>(j), v);
  }

  Sparse finish() {
    for (std::size_t i = 0; i < size && !dense.empty(); ++i)
      for (std::size_t j = 0; j < size; ++j)
        if (dense[i * size + j] != 0.0)
          triplets.emplace_back(static_cast<int>(i), static_cast<int>(j), dense[i * size + j]);
    Sparse s(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(size));
    s.setFromTriplets(triplets.begin(), triplets.end());
    return s;
  }
};

}  // namespace

/// S = Dcc - Dcb Dbb^-1 Dbc, scaled to unit diagonal of Dcc and shifted. False when it has too many
/// entries.
bool Absorption::Impl::form_complement(Sparse& s) const {
  std::vector<std::size_t> first;
  const std::vector<std::uint32_t> order = grouped(dims[big], first);
  double pairs = static_cast<double>(rows * small.size() * small.size());
  std::vector<double> share(columns, 0.0);
  std::vector<std::size_t> touched;
  const auto gather = [&](std::size_t b) {
    touched.clear();
    for (std::size_t k = first[b]; k < first[b + 1]; ++k)
      for (const std::size_t d : small) {
        const std::size_t c = offset[d] + at(dims[d].level[order[k]]);
        if (share[c] == 0.0) touched.push_back(c);
        share[c] += w(order[k]);
      }
  };
  for (std::size_t b = 0; b + 1 < first.size(); ++b) {
    gather(b);
    pairs += static_cast<double>(touched.size()) * static_cast<double>(touched.size());
    for (const std::size_t c : touched) share[c] = 0.0;
    if (pairs > most_pairs) return false;
  }
  Collector entries(columns);
  const auto scaled = [&](std::size_t i, std::size_t j) {
    return scale[static_cast<Eigen::Index>(i)] * scale[static_cast<Eigen::Index>(j)];
  };
  for (std::size_t b = 0; b + 1 < first.size(); ++b) {
    gather(b);
    for (const std::size_t i : touched)
      for (const std::size_t j : touched)
        entries.add(i, j, -share[i] * share[j] / mass[big][b] * scaled(i, j));
    for (const std::size_t c : touched) share[c] = 0.0;
  }
  for (std::size_t c = 0; c < columns; ++c) entries.add(c, c, 1.0 + shift);
  for (std::size_t i = 0; i < rows; ++i)
    for (const std::size_t d : small)
      for (const std::size_t e : small) {
        if (d == e) continue;
        const std::size_t p = offset[d] + at(dims[d].level[i]),
                          q = offset[e] + at(dims[e].level[i]);
        entries.add(p, q, w(i) * scaled(p, q));
      }
  s = entries.finish();
  return true;
}

void Absorption::Impl::count_rank() {
  if (dims.size() == 1) rank = dims[0].levels;
  if (dims.size() == 2) rank = dims[0].levels + dims[1].levels - components(dims[0], dims[1]);
  if (dims.size() <= 2 || way != Way::elimination) return;
  const double zero = 100.0 * shift * std::max(100.0, static_cast<double>(columns));
  rank = dims[big].levels;
  for (const double pivot : ldlt.vectorD()) rank += pivot > zero ? 1 : 0;
}

// --- projection

void Absorption::Impl::group_sums(std::span<const double> v,
                                  std::size_t dim,
                                  std::vector<double>& sums) const {
  const Factor& f = dims[dim];
  sums.assign(at(f.levels), 0.0);
  if (weights.empty())
    for (std::size_t i = 0; i < rows; ++i) sums[at(f.level[i])] += v[i];
  else
    for (std::size_t i = 0; i < rows; ++i) sums[at(f.level[i])] += weights[i] * v[i];
}

void Absorption::Impl::group_means(std::span<const double> v,
                                   std::size_t dim,
                                   std::vector<double>& means) const {
  group_sums(v, dim, means);
  for (std::size_t l = 0; l < means.size(); ++l) means[l] /= mass[dim][l];
}

void Absorption::Impl::subtract(std::span<double> v,
                                std::size_t dim,
                                const std::vector<double>& a,
                                Effects& effects) const {
  const Factor& f = dims[dim];
  for (std::size_t i = 0; i < rows; ++i) v[i] -= a[at(f.level[i])];
  if (!effects.empty())
    for (std::size_t l = 0; l < a.size(); ++l) effects[dim][l] += a[l];
}

/// One exact projection, up to rounding: what is left is projected again until the contract holds.
void Absorption::Impl::step(std::span<double> v, Effects& effects, int& iterations) const {
  std::vector<double> means;
  if (way == Way::elimination || way == Way::conjugate_gradient) {
    step_complement(v, effects, iterations);
    return;
  }
  for (std::size_t d = 0; d < dims.size(); ++d) {
    group_means(v, d, means);
    subtract(v, d, means, effects);
  }
}

/// Right-hand side of the complement: sums by small levels of v minus its means by big levels.
Vector Absorption::Impl::reduced(std::span<const double> v,
                                 const std::vector<double>& means) const {
  Vector rhs = Vector::Zero(static_cast<Eigen::Index>(columns));
  const Factor& b = dims[big];
  for (std::size_t i = 0; i < rows; ++i) {
    const double r = w(i) * (v[i] - means[at(b.level[i])]);
    for (const std::size_t d : small)
      rhs[static_cast<Eigen::Index>(offset[d] + at(dims[d].level[i]))] += r;
  }
  return rhs.cwiseProduct(scale);
}

void Absorption::Impl::step_complement(std::span<double> v,
                                       Effects& effects,
                                       int& iterations) const {
  std::vector<double> means;
  group_means(v, big, means);
  const Vector rhs = reduced(v, means);
  const Vector solved =
      way == Way::elimination ? Vector(ldlt.solve(rhs)) : iterate(rhs, iterations);
  const Vector a = solved.cwiseProduct(scale);
  std::vector<double> one;
  for (const std::size_t d : small) {
    one.resize(at(dims[d].levels));
    for (std::size_t l = 0; l < one.size(); ++l)
      one[l] = a[static_cast<Eigen::Index>(offset[d] + l)];
    subtract(v, d, one, effects);
  }
  group_means(v, big, means);
  subtract(v, big, means, effects);
}

/// Scaled complement times a vector, by passes over the rows.
Vector Absorption::Impl::apply_complement(const Vector& a) const {
  const Vector b = a.cwiseProduct(scale);
  std::vector<double> v(rows, 0.0), means;
  for (const std::size_t d : small)
    for (std::size_t i = 0; i < rows; ++i)
      v[i] += b[static_cast<Eigen::Index>(offset[d] + at(dims[d].level[i]))];
  group_means(v, big, means);
  return reduced(v, means);
}

/// Conjugate gradients; the scaling by the masses of the levels is the preconditioner.
Vector Absorption::Impl::iterate(const Vector& rhs, int& iterations) const {
  Vector x = Vector::Zero(rhs.size()), r = rhs, p = rhs;
  double rr = r.squaredNorm();
  const double goal = 1e-26 * rr;
  while (rr > goal && rr > 0 && iterations < settings.max_iterations) {
    ++iterations;
    const Vector s = apply_complement(p);
    const double curvature = p.dot(s);
    if (!(curvature > 0)) break;
    const double alpha = rr / curvature;
    x += alpha * p;
    r -= alpha * s;
    const double next = r.squaredNorm();
    p = r + (next / rr) * p;
    rr = next;
  }
  return x;
}

/// Largest sum of residuals over a level, relative to the largest sum of absolute values.
double Absorption::Impl::violation(std::span<const double> v,
                                   const std::vector<double>& magnitude) const {
  double worst = 0;
  std::vector<double> sums;
  for (std::size_t d = 0; d < dims.size(); ++d) {
    group_sums(v, d, sums);
    for (const double s : sums) worst = std::max(worst, std::abs(s) / magnitude[d]);
  }
  return worst;
}

Absorption::Impl::Effects Absorption::Impl::no_effects() const {
  Effects out;
  for (const Factor& f : dims) out.emplace_back(at(f.levels), 0.0);
  return out;
}

/// Steps until the contract holds and another step gains nothing.
void Absorption::Impl::converge(std::span<double> v, Effects& effects) const {
  std::vector<double> absolute(v.begin(), v.end()), magnitude, sums;
  for (double& x : absolute) x = std::abs(x);
  for (std::size_t d = 0; d < dims.size(); ++d) {
    group_sums(absolute, d, sums);
    magnitude.push_back(*std::max_element(sums.begin(), sums.end()));
  }
  int iterations = 0;
  double now = INFINITY;
  for (int pass = 0; pass < most_passes && iterations < settings.max_iterations; ++pass) {
    const double before = now;
    step(v, effects, iterations);
    now = violation(v, magnitude);
    if (now <= 1e-3 * settings.contract) return;
    if (!std::isfinite(now) || now > 0.5 * before) break;
  }
  if (now <= settings.contract) return;
  throw Error(error(
      "YG3106",
      {"the fixed effects could not be removed: normal equations off by " + text::round_trip(now) +
           " after " + std::to_string(iterations) + " iterations",
       "固定效应的消除没有收敛：迭代 " + std::to_string(iterations) + " 次后正规方程误差为 " +
           text::round_trip(now)},
      {"the levels are hardly connected; leave out one of the fixed effects or merge small levels",
       "各固定效应的水平之间联系过弱；请去掉一个固定效应或合并小组"}));
}

/// Replaces v by its residual; columns are centred and scaled first. Adds to `effects` unless it is
/// empty.
void Absorption::Impl::project(std::span<double> v, Effects& effects) const {
  if (dims.empty() || rows == 0) return;
  double total = 0, sum = 0, size = 0;
  for (const double m : mass[0]) total += m;
  for (std::size_t i = 0; i < rows; ++i) sum += w(i) * v[i];
  const double mean = sum / total;
  for (double& x : v) {
    x -= mean;
    size = std::max(size, std::abs(x));
  }
  Effects scaled = effects.empty() ? Effects{} : no_effects();
  if (size > 0) {
    for (double& x : v) x /= size;
    converge(v, scaled);
    for (double& x : v) x *= size;
  }
  if (effects.empty()) return;
  for (std::size_t d = 0; d < dims.size(); ++d)
    for (std::size_t l = 0; l < scaled[d].size(); ++l)
      effects[d][l] += size * scaled[d][l] + (d == 0 ? mean : 0.0);
}

// --- the face

Absorption::Absorption(std::vector<Factor> factors,
                       std::vector<double> weights,
                       std::size_t rows,
                       const Settings& settings)
    : impl_(std::make_unique<Impl>()) {
  impl_->factors = std::move(factors);
  impl_->weights = std::move(weights);
  impl_->settings = settings;
  impl_->rows = rows;
  impl_->prepare();
}

Absorption::Absorption(std::vector<Factor> factors, std::vector<double> weights, std::size_t rows)
    : Absorption(std::move(factors), std::move(weights), rows, Settings{}) {}

Absorption::~Absorption() = default;
Absorption::Absorption(Absorption&&) noexcept = default;
Absorption& Absorption::operator=(Absorption&&) noexcept = default;

void Absorption::residualise(Matrix& columns, const Executor& executor) const {
  executor.for_blocks(columns.cols, 1, [&](std::size_t begin, std::size_t end) {
    Impl::Effects none;
    for (std::size_t j = begin; j < end; ++j) impl_->project(columns.column(j), none);
  });
}

std::vector<std::vector<double>> Absorption::effects(std::span<const double> fitted,
                                                     const Executor& executor) const {
  executor.check_stop();
  std::vector<double> v(fitted.begin(), fitted.end());
  Impl::Effects out = impl_->no_effects();
  if (out.empty()) return out;
  impl_->project(v, out);
  double total = 0;
  for (const double m : impl_->mass[0]) total += m;
  for (std::size_t d = 1; d < out.size(); ++d) {
    double mean = 0;
    for (std::size_t l = 0; l < out[d].size(); ++l) mean += impl_->mass[d][l] * out[d][l] / total;
    for (double& a : out[d]) a -= mean;
    for (double& a : out[0]) a += mean;
  }
  return out;
}

std::vector<double> Absorption::leverage(const Executor& executor) const {
  const Impl& m = *impl_;
  std::vector<double> h(m.rows, 0.0);
  if (m.dims.empty()) return h;
  if (m.way == Way::conjugate_gradient ||
      (m.way == Way::elimination &&
       m.ldlt.non_zeros() * static_cast<double>(m.rows) > most_leverage_work))
    return {};
  const Factor& b = m.dims[m.big];
  for (std::size_t i = 0; i < m.rows; ++i) h[i] = m.w(i) / m.mass[m.big][at(b.level[i])];
  if (m.way == Way::closed_form) {
    const Factor& c = m.dims[m.small[0]];
    for (std::size_t i = 0; i < m.rows; ++i)
      h[i] += 1.0 / m.mass[m.small[0]][at(c.level[i])] - 1.0 / static_cast<double>(m.rows);
  }
  if (m.way != Way::elimination) return h;
  std::vector<std::size_t> first;
  const std::vector<std::uint32_t> order = grouped(b, first);
  executor.for_blocks(first.size() - 1, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g) {
      Vector mean = Vector::Zero(m.scale.size());
      for (std::size_t k = first[g]; k < first[g + 1]; ++k)
        for (const std::size_t d : m.small)
          mean[static_cast<Eigen::Index>(m.offset[d] + at(m.dims[d].level[order[k]]))] +=
              m.w(order[k]) / m.mass[m.big][g];
      for (std::size_t k = first[g]; k < first[g + 1]; ++k) {
        Vector z = -mean;
        for (const std::size_t d : m.small)
          z[static_cast<Eigen::Index>(m.offset[d] + at(m.dims[d].level[order[k]]))] += 1.0;
        z = z.cwiseProduct(m.scale);
        h[order[k]] += m.w(order[k]) * z.dot(m.ldlt.solve(z));
      }
    }
  });
  return h;
}

long Absorption::rank() const {
  return impl_->rank;
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
