#include "yugong/frontier/stochastic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "yugong/frontier/stochastic_likelihood.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/numeric/maximise.hpp"

namespace yugong::frontier::stochastic {
namespace {

constexpr double two_over_pi = 0.63661977236758134308;
/// Log likelihood over that of least squares at the end of a search without a maximum, below which
/// the search went back to least squares.
constexpr double no_gain = 1e-3;
/// Part of a column orthogonal to the earlier ones, over its length, below which it is linear in
/// them.
constexpr double least_part = 1e-9;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Columns X = Q R with Q'Q = n I, by Gram-Schmidt twice.
struct Orthogonal {
  std::vector<std::size_t> kept;
  std::vector<std::vector<double>> q;  // [kept][rows]
  std::vector<std::vector<double>> r;  // [kept][kept], column k holds r[k][0..k]
};

Orthogonal orthogonalise(const std::vector<std::vector<double>>& columns, std::size_t n) {
  Orthogonal out;
  const auto rows = static_cast<double>(n);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    std::vector<double> v = columns[j], r(out.q.size() + 1, 0.0);
    const double before = std::sqrt(dot(v, v));
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t k = 0; k < out.q.size(); ++k) {
        const double by = dot(out.q[k], v) / rows;
        r[k] += by;
        for (std::size_t i = 0; i < n; ++i) v[i] -= by * out.q[k][i];
      }
    const double after = std::sqrt(dot(v, v));
    if (!(after > least_part * before)) continue;
    r.back() = after / std::sqrt(rows);
    for (double& e : v) e /= r.back();
    out.kept.push_back(j);
    out.q.push_back(std::move(v));
    out.r.push_back(std::move(r));
  }
  return out;
}

/// R^-1 b in place.
void back_substitute(const Orthogonal& o, double* b) {
  for (std::size_t k = o.r.size(); k-- > 0;) {
    b[k] /= o.r[k][k];
    for (std::size_t i = 0; i < k; ++i) b[i] -= o.r[k][i] * b[k];
  }
}

/// R'b in place.
void times_transpose(const Orthogonal& o, double* b) {
  for (std::size_t k = o.r.size(); k-- > 0;) {
    double sum = 0;
    for (std::size_t i = 0; i <= k; ++i) sum += o.r[k][i] * b[i];
    b[k] = sum;
  }
}

std::vector<double> without_means(const std::vector<double>& v,
                                  const std::vector<std::int32_t>& unit,
                                  std::size_t units) {
  std::vector<double> mean(units, 0.0), count(units, 0.0), out = v;
  for (std::size_t i = 0; i < v.size(); ++i) {
    mean[static_cast<std::size_t>(unit[i])] += v[i];
    count[static_cast<std::size_t>(unit[i])] += 1;
  }
  for (std::size_t i = 0; i < v.size(); ++i) {
    const auto u = static_cast<std::size_t>(unit[i]);
    out[i] -= mean[u] / count[u];
  }
  return out;
}

class Estimation {
 public:
  Estimation(const Data& data, const Settings& settings) : data_(data), set_(settings) {
    sample_.n = data.y.size();
    sample_.units =
        data.unit.empty()
            ? 0
            : 1 + static_cast<std::size_t>(*std::max_element(data.unit.begin(), data.unit.end()));
    sample_.unit = data.unit;
    sample_.since = data.since;
  }

  Fit run() {
    prepare();
    least_squares();
    if (!(sample_.spread > 1e-12 * size_of_y_)) {
      out_.status = Status::no_maximum;
      return std::move(out_);
    }
    climb();
    if (out_.status == Status::no_inefficiency)
      fall_back();
    else if (out_.status == Status::converged)
      finish();
    return std::move(out_);
  }

 private:
  bool fixed() const { return set_.structure == Structure::true_fixed; }

  bool shifted_mean() const { return sample_.q > 0; }

  void prepare();
  void least_squares();
  std::vector<double> start(const Layout& layout, double gamma, double mean) const;
  std::vector<double> best_start(const Likelihood& likelihood, double mean) const;
  void climb();
  void fall_back();
  void finish();
  void from_pull_to_mean(const Layout& layout);
  void describe_rows(const Likelihood& likelihood);

  const Data& data_;
  const Settings& set_;
  Sample sample_;
  Orthogonal x_, z_;
  double size_of_y_ = 0;
  std::vector<double> ols_;         // in the orthogonal columns
  std::vector<double> ols_effect_;  // [units]
  std::vector<double> residuals_;   // s times those of least squares
  std::vector<double> at_;
  Fit out_;
};

void Estimation::prepare() {
  const std::size_t n = sample_.n;
  if (fixed()) {
    std::vector<std::vector<double>> within;
    for (const auto& column : data_.x.values)
      within.push_back(without_means(column, data_.unit, sample_.units));
    // A column that is constant within units leaves rounding only: compare with its own size.
    for (std::size_t j = 0; j < within.size(); ++j)
      if (dot(within[j], within[j]) <= 1e-18 * dot(data_.x.values[j], data_.x.values[j]))
        std::fill(within[j].begin(), within[j].end(), 0.0);
    x_ = orthogonalise(within, n);
    for (std::size_t k = 0; k < x_.kept.size(); ++k) {  // the same combinations of the raw columns
      std::vector<double> v = data_.x.values[x_.kept[k]];
      for (std::size_t i = 0; i < k; ++i)
        for (std::size_t r = 0; r < n; ++r) v[r] -= x_.r[k][i] * x_.q[i][r];
      for (double& e : v) e /= x_.r[k][k];
      x_.q[k] = std::move(v);
    }
  } else {
    x_ = orthogonalise(data_.x.values, n);
  }
  z_ = orthogonalise(data_.z.values, n);
  sample_.p = x_.kept.size();
  sample_.q = z_.kept.size();
  out_.x_kept = x_.kept;
  out_.z_kept = z_.kept;
  for (std::size_t i = 0; i < n; ++i) {
    sample_.y.push_back(set_.sign * data_.y[i]);
    for (const auto& q : x_.q) sample_.x.push_back(set_.sign * q[i]);
    for (const auto& q : z_.q) sample_.z.push_back(q[i]);
    size_of_y_ = std::max(size_of_y_, std::abs(data_.y[i]));
  }
}

void Estimation::least_squares() {
  const std::size_t n = sample_.n, p = sample_.p;
  const auto rows = static_cast<double>(n);
  ols_.assign(p, 0.0);
  const std::vector<double> y =
      fixed() ? without_means(sample_.y, data_.unit, sample_.units) : sample_.y;
  std::vector<double> left = y;
  for (std::size_t j = 0; j < p; ++j) {
    std::vector<double> q(n);
    for (std::size_t i = 0; i < n; ++i) q[i] = sample_.x[i * p + j];
    if (fixed()) q = without_means(q, data_.unit, sample_.units);
    ols_[j] = dot(q, y) / rows;
    for (std::size_t i = 0; i < n; ++i) left[i] -= ols_[j] * q[i];
  }
  residuals_ = left;
  double square = 0, cube = 0;
  for (const double e : left) {
    square += e * e / rows;
    cube += e * e * e / rows;
  }
  sample_.spread = std::sqrt(square);
  out_.skewness = cube / (square * sample_.spread);
  out_.loglik_ols = sample_.loglik_ols = -0.5 * rows * (std::log(2 * M_PI * square) + 1);
  if (!fixed()) return;
  ols_effect_.assign(sample_.units, 0.0);
  std::vector<double> count(sample_.units, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto u = static_cast<std::size_t>(data_.unit[i]);
    double e = sample_.y[i];
    for (std::size_t j = 0; j < p; ++j) e -= ols_[j] * sample_.x[i * p + j];
    ols_effect_[u] += e;
    count[u] += 1;
  }
  for (std::size_t u = 0; u < sample_.units; ++u) ols_effect_[u] /= count[u];
}

/// Least squares with its constant moved by E[u], the variances split by gamma (corrected least
/// squares; FRONTIER 4.1 starts the same way). `mean` is m over the spread of the residuals.
std::vector<double> Estimation::start(const Layout& layout, double gamma, double mean) const {
  const double variance = sample_.spread * sample_.spread;
  double su = 0, sv = 0, shift = 0, mu = 0;
  if (set_.inefficiency == Inefficiency::exponential) {
    su = shift = std::sqrt(gamma * variance);
    sv = std::sqrt((1 - gamma) * variance);
  } else {
    const double total = variance / (1 - two_over_pi * gamma);
    su = std::sqrt(gamma * total);
    sv = std::sqrt((1 - gamma) * total);
    mu = mean * sample_.spread;
    shift = mu + su * numeric::normal_tail(mu / su).inverse_mills;
  }
  std::vector<double> at(layout.size, 0.0);
  std::copy(ols_.begin(), ols_.end(), at.begin());
  if (!fixed()) at[0] += set_.sign * shift;  // the first column is the constant
  for (std::size_t u = 0; u < layout.size - layout.core; ++u)
    at[layout.core + u] = ols_effect_[u] + shift;
  if (shifted_mean()) at[layout.delta] = mu / (su * su);
  at[layout.log_su] = std::log(su);
  at[layout.log_sv] = std::log(sv);
  return at;
}

std::vector<double> Estimation::best_start(const Likelihood& likelihood, double mean) const {
  std::vector<double> best;
  double highest = -INFINITY;
  for (int k = 1; k < 20; ++k) {
    std::vector<double> at = start(likelihood.layout(), 0.05 * k, mean);
    const double value = likelihood.value(at);
    if (!(value > highest)) continue;
    highest = value;
    best = std::move(at);
  }
  return best;
}

/// From the best point of the grid; where the mean of u is free, from three means, since the
/// likelihood may have several maxima there.
void Estimation::climb() {
  Likelihood likelihood(sample_, set_);
  const bool constant_mean =
      shifted_mean() && std::all_of(z_.q[0].begin(), z_.q[0].end(), [&](double v) {
        return std::abs(v - z_.q[0][0]) < 1e-12;
      });
  std::vector<double> means = {0.0};
  if (constant_mean) means = {0.0, -2.0, 1.0};
  for (const double mean : means) {
    std::vector<double> at = best_start(likelihood, mean);
    if (at.empty()) continue;
    std::vector<double> trial(at.size()), step(at.size());
    numeric::MaximiseSettings how;
    how.iterations = 400;
    const numeric::Maximum top = numeric::maximise(likelihood, at, trial, step, how);
    Status status = Status::not_converged;
    if (top.status == numeric::Maximum::Status::converged) status = Status::converged;
    if (top.status == numeric::Maximum::Status::flat) status = Status::no_maximum;
    if (top.status == numeric::Maximum::Status::runs_away) status = likelihood.whither(at);
    if (status != Status::converged && top.value < out_.loglik_ols + no_gain)
      status = Status::no_inefficiency;
    const bool first = is_missing(out_.loglik) && out_.iterations == 0;
    const bool solid = status == Status::converged || status == Status::no_inefficiency;
    const bool had = out_.status == Status::converged || out_.status == Status::no_inefficiency;
    out_.iterations += top.iterations;
    if (!first && (!solid || (had && !(top.value > out_.loglik)))) continue;
    out_.status = status;
    out_.loglik = top.value;
    at_ = std::move(at);
  }
}

/// su = 0: least squares with divisor n; every row is efficient.
void Estimation::fall_back() {
  const std::size_t n = sample_.n, p = sample_.p;
  const auto rows = static_cast<double>(n);
  out_.loglik = out_.loglik_ols;
  out_.beta = ols_;
  back_substitute(x_, out_.beta.data());
  out_.delta.assign(sample_.q, missing);
  out_.eta = missing;
  out_.sigma_u = 0;
  out_.sigma_v = sample_.spread;
  for (const double a : ols_effect_) out_.effect.push_back(set_.sign * a);
  const Layout layout(sample_, set_);
  const std::size_t m = out_.parameters = layout.core;
  out_.covariance.assign(m * m, missing);
  for (std::size_t j = 0; j < p; ++j) {  // R^-1 R^-T s^2 / n
    std::vector<double> row(p, 0.0);
    for (std::size_t k = 0; k < p; ++k) {
      double sum = 0;
      for (std::size_t l = 0; l < p; ++l) {
        std::vector<double> e(p, 0.0);
        e[l] = 1;
        back_substitute(x_, e.data());
        sum += e[j] * e[k];
      }
      out_.covariance[k * m + j] = sum * sample_.spread * sample_.spread / rows;
    }
  }
  out_.covariance[layout.log_sv * m + layout.log_sv] = 1 / (2 * rows);
  for (std::size_t i = 0; i < n; ++i) {
    out_.residual.push_back(set_.sign * residuals_[i]);
    out_.fitted.push_back(data_.y[i] - out_.residual.back());
  }
  out_.inefficiency.assign(n, 0.0);
  out_.efficiency.assign(n, 1.0);
  out_.low = out_.high = out_.efficiency;
}

void Estimation::finish() {
  Likelihood likelihood(sample_, set_);
  likelihood.differentiate(at_);
  std::vector<double> information = likelihood.core_information();
  const Layout& layout = likelihood.layout();
  out_.parameters = layout.core;
  out_.covariance.assign(layout.core * layout.core, 0.0);
  if (information.empty() || !numeric::invert(information, layout.core, out_.covariance)) {
    out_.status = Status::no_maximum;
    return;
  }
  const auto begin = at_.begin();
  out_.beta.assign(begin, begin + static_cast<std::ptrdiff_t>(sample_.p));
  out_.delta.assign(begin + static_cast<std::ptrdiff_t>(layout.delta),
                    begin + static_cast<std::ptrdiff_t>(layout.delta + sample_.q));
  for (double& d : out_.delta) d *= std::exp(2 * at_[layout.log_su]);
  back_substitute(x_, out_.beta.data());
  back_substitute(z_, out_.delta.data());
  out_.eta = layout.has_eta ? at_[layout.eta] : 0;
  out_.sigma_u = std::exp(at_[layout.log_su]);
  out_.sigma_v = std::exp(at_[layout.log_sv]);
  for (std::size_t u = layout.core; u < layout.size; ++u) out_.effect.push_back(set_.sign * at_[u]);
  out_.score = likelihood.scores(at_);
  const std::size_t m = layout.core;
  from_pull_to_mean(layout);
  // Back to the parameters of the raw columns: V -> T V T', scores by the transpose of T^-1.
  for (std::size_t pass = 0; pass < 2; ++pass) {
    for (std::size_t c = 0; c < m; ++c) {
      back_substitute(x_, out_.covariance.data() + c * m);
      back_substitute(z_, out_.covariance.data() + c * m + layout.delta);
    }
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < i; ++j)
        std::swap(out_.covariance[i * m + j], out_.covariance[j * m + i]);
  }
  for (auto& score : out_.score) {
    times_transpose(x_, score.data());
    times_transpose(z_, score.data() + layout.delta);
  }
  for (std::size_t i = 0; i < sample_.n; ++i)
    if (set_.structure != Structure::decay || i == 0 || data_.unit[i] != data_.unit[i - 1])
      out_.score_unit.push_back(data_.unit[i]);
  describe_rows(likelihood);
}

/// Covariance and scores of delta in place of delta/su^2, still in the orthogonal columns.
void Estimation::from_pull_to_mean(const Layout& layout) {
  const std::size_t m = layout.core, a = layout.log_su;
  const double square = std::exp(2 * at_[a]);
  std::vector<double>& v = out_.covariance;
  for (std::size_t pass = 0; pass < 2; ++pass) {  // rows, then (by symmetry) columns
    for (std::size_t c = 0; c < m; ++c)
      for (std::size_t j = layout.delta; j < layout.eta; ++j)
        v[c * m + j] = square * v[c * m + j] + 2 * square * at_[j] * v[c * m + a];
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < i; ++j) std::swap(v[i * m + j], v[j * m + i]);
  }
  for (auto& score : out_.score)
    for (std::size_t j = layout.delta; j < layout.eta; ++j) {
      score[a] -= 2 * at_[j] * score[j];
      score[j] /= square;
    }
}

void Estimation::describe_rows(const Likelihood& likelihood) {
  const std::vector<Posterior> posteriors = likelihood.posteriors(at_);
  const double half = (1 - set_.level) / 2;
  for (std::size_t i = 0; i < sample_.n; ++i) {
    const double e = likelihood.residual(i, at_), g = likelihood.decay_of(i, at_);
    const double m = posteriors[i].mean, s = posteriors[i].sd, r = m / s;
    const numeric::NormalTail tail = numeric::normal_tail(r);
    out_.residual.push_back(set_.sign * e);
    out_.fitted.push_back(data_.y[i] - out_.residual.back());
    out_.inefficiency.push_back(g * (m + s * tail.inverse_mills));
    out_.efficiency.push_back(
        std::exp(-g * m + 0.5 * g * g * s * s + numeric::log_normal_cdf(r - g * s) - tail.log_cdf));
    // P(u > c) = p: c = m - s Phi^-1(p Phi(r)); far left of zero u is exponential.
    const auto beyond = [&](double p) {
      const double c = r > -30 ? m - s * numeric::normal_quantile(p * std::exp(tail.log_cdf))
                               : -std::log(p) * s / tail.inverse_mills;
      return std::exp(-g * std::max(c, 0.0));
    };
    out_.low.push_back(beyond(half));
    out_.high.push_back(beyond(1 - half));
  }
}

}  // namespace

const char* word(Status status) {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::no_inefficiency:
      return "no inefficiency";
    case Status::no_noise:
      return "no noise";
    case Status::no_maximum:
      return "no maximum";
    case Status::not_converged:
      return "not converged";
  }
  return "";
}

Fit estimate(const Data& data, const Settings& settings) {
  return Estimation(data, settings).run();
}

double mixed_chi2_upper(double lr, double restrictions) {
  if (is_missing(lr)) return missing;
  if (lr <= 0) return 1;
  const double fewer = restrictions > 1 ? numeric::chi2_upper(lr, restrictions - 1) : 0;
  return 0.5 * fewer + 0.5 * numeric::chi2_upper(lr, restrictions);
}

double mixed_chi2_quantile(double p, double restrictions) {
  double low = 0, high = 1;
  while (1 - mixed_chi2_upper(high, restrictions) < p) high *= 2;
  for (int k = 0; k < 200; ++k) {
    const double middle = 0.5 * (low + high);
    (1 - mixed_chi2_upper(middle, restrictions) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace yugong::frontier::stochastic
