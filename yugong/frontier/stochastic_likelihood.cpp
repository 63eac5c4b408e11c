#include "yugong/frontier/stochastic_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/numeric/jet.hpp"
#include "yugong/numeric/maximise.hpp"

namespace yugong::frontier::stochastic {
namespace {

using numeric::Jet;
using numeric::log_mills_ratio;
using numeric::log_normal_cdf;
using std::exp;
using std::log;

constexpr double log_root_two_pi = 0.91893853320467274178;
/// ln of su^2 over sv^2 beyond which there is no noise.
constexpr double edge = 18.5;
/// Mean of u over sv below which there is no inefficiency.
constexpr double least_mean = 1e-3;
/// The same where the likelihood is not above that of least squares, to which it leads.
constexpr double small_mean = 0.05;
/// su over the spread of the residuals beyond which a truncated normal is an exponential.
constexpr double widest = 200;

template <class T>
T square(const T& x) {
  return x * x;
}

/// The mean of u before truncation.
template <class T>
T mean_by(const T& pull, const T& a) {
  return pull * exp(2.0 * a);
}

/// Log density of e = v - u for u ~ N+(mu, su^2) (Stevenson 1980); a = ln su, b = ln sv.
template <class T>
T normal_row(const T& e, const T& mu, const T& a, const T& b) {
  const T u2 = exp(2.0 * a), v2 = exp(2.0 * b), total = log(u2 + v2);
  const T ratio = (mu * v2 - e * u2) * exp(-a - b - 0.5 * total);
  return log_normal_cdf(ratio) - log_normal_cdf(mu * exp(-a)) - 0.5 * total -
         0.5 * (square(e + mu) * exp(-total)) - T(log_root_two_pi);
}

double plain(double x) {
  return x;
}

template <std::size_t K>
double plain(const Jet<K>& x) {
  return x.v;
}

/// Log density of e = v - u for u exponential with mean su. With w = e/sv + sv/su the sum
/// sv^2/(2 su^2) + e/su + ln Phi(-w) cancels where w is large; there Mills' ratio is used.
template <class T>
T exponential_row(const T& e, const T& a, const T& b) {
  const T ratio = exp(b - a), scaled = e * exp(-b), w = scaled + ratio;
  if (plain(w) > 0) return log_mills_ratio(w) - a - 0.5 * square(scaled) - T(log_root_two_pi);
  return log_normal_cdf(-w) - a + 0.5 * square(ratio) + scaled * ratio;
}

/// Log density of the `count` residuals of a unit for u_it = g_t u, u ~ N+(mu, su^2), through
/// ee = sum e^2, ge = sum g e, gg = sum g^2 (Battese and Coelli 1992, appendix).
template <class T>
T decay_unit(
    const T& ee, const T& ge, const T& gg, const T& mu, const T& a, const T& b, double count) {
  const T u2 = exp(2.0 * a), v2 = exp(2.0 * b), total = log(v2 + u2 * gg);
  const T ratio = (mu * v2 - u2 * ge) * exp(-a - b - 0.5 * total);
  return log_normal_cdf(ratio) - log_normal_cdf(mu * exp(-a)) + 0.5 * square(ratio) -
         0.5 * (ee * exp(-2.0 * b)) - 0.5 * square(mu * exp(-a)) - 0.5 * total - (count - 1) * b -
         T(count * log_root_two_pi);
}

}  // namespace

Layout::Layout(const Sample& sample, const Settings& settings)
    : has_eta(settings.structure == Structure::decay && !settings.eta_fixed) {
  delta = sample.p;
  eta = delta + sample.q;
  log_su = eta + (has_eta ? 1 : 0);
  log_sv = log_su + 1;
  core = log_sv + 1;
  size = core + (settings.structure == Structure::true_fixed ? sample.units : 0);
}

Likelihood::Likelihood(const Sample& sample, const Settings& settings)
    : data_(sample),
      set_(settings),
      layout_(sample, settings),
      gradient_(layout_.core),
      information_(layout_.core * layout_.core),
      factor_(layout_.core * layout_.core),
      unit_gradient_(layout_.size - layout_.core),
      unit_information_(layout_.size - layout_.core),
      cross_((layout_.size - layout_.core) * layout_.core) {}

double Likelihood::residual(std::size_t row, std::span<const double> at) const {
  double e = data_.y[row];
  const double* x = data_.x.data() + row * data_.p;
  for (std::size_t j = 0; j < data_.p; ++j) e -= x[j] * at[j];
  if (layout_.size > layout_.core)
    e -= at[layout_.core + static_cast<std::size_t>(data_.unit[row])];
  return e;
}

double Likelihood::pull_of(std::size_t row, std::span<const double> at) const {
  double pull = 0;
  for (std::size_t j = 0; j < data_.q; ++j)
    pull += data_.z[row * data_.q + j] * at[layout_.delta + j];
  return pull;
}

double Likelihood::mean_of(std::size_t row, std::span<const double> at) const {
  return data_.q == 0 ? 0.0 : pull_of(row, at) * std::exp(2 * at[layout_.log_su]);
}

double Likelihood::decay_of(std::size_t row, std::span<const double> at) const {
  return layout_.has_eta ? std::exp(-at[layout_.eta] * data_.since[row]) : 1.0;
}

double Likelihood::value(std::span<const double> at) const {
  const double a = at[layout_.log_su], b = at[layout_.log_sv];
  double sum = 0;
  if (set_.structure != Structure::decay) {
    for (std::size_t i = 0; i < data_.n; ++i)
      sum += set_.inefficiency == Inefficiency::exponential
                 ? exponential_row(residual(i, at), a, b)
                 : normal_row(residual(i, at), mean_of(i, at), a, b);
    return sum;
  }
  for (std::size_t begin = 0, end = 0; begin < data_.n; begin = end) {
    double ee = 0, ge = 0, gg = 0;
    for (end = begin; end < data_.n && data_.unit[end] == data_.unit[begin]; ++end) {
      const double e = residual(end, at), g = decay_of(end, at);
      ee += e * e;
      ge += g * e;
      gg += g * g;
    }
    sum += decay_unit(ee, ge, gg, mean_of(begin, at), a, b, static_cast<double>(end - begin));
  }
  return sum;
}

void Likelihood::clear() {
  for (auto* v : {&gradient_, &information_, &unit_gradient_, &unit_information_, &cross_})
    std::fill(v->begin(), v->end(), 0.0);
}

/// Local variables e, pull, a, b; each core parameter moves one of them, by its coefficient.
void Likelihood::add_row(std::size_t row, std::span<const double> at) {
  using J = Jet<4>;
  const J e = J::variable(residual(row, at), 0), pull = J::variable(pull_of(row, at), 1),
          a = J::variable(at[layout_.log_su], 2), b = J::variable(at[layout_.log_sv], 3);
  const J l = set_.inefficiency == Inefficiency::exponential
                  ? exponential_row(e, a, b)
                  : normal_row(e, mean_by(pull, a), a, b);
  const auto variable = [&](std::size_t j) -> std::size_t {
    return j < layout_.delta ? 0 : j < layout_.eta ? 1 : j == layout_.log_su ? 2 : 3;
  };
  const auto coefficient = [&](std::size_t j) {
    return j < layout_.delta ? -data_.x[row * data_.p + j]
           : j < layout_.eta ? data_.z[row * data_.q + j - layout_.delta]
                             : 1.0;
  };
  const std::size_t m = layout_.core;
  for (std::size_t j = 0; j < m; ++j) {
    const double cj = coefficient(j);
    const std::size_t vj = variable(j);
    gradient_[j] += l.g[vj] * cj;
    for (std::size_t k = 0; k <= j; ++k)
      information_[k * m + j] -= l.second(vj, variable(k)) * cj * coefficient(k);
  }
  if (layout_.size == m) return;
  const auto u = static_cast<std::size_t>(data_.unit[row]);
  unit_gradient_[u] -= l.g[0];
  unit_information_[u] -= l.second(0, 0);
  for (std::size_t j = 0; j < m; ++j)
    cross_[u * m + j] += l.second(0, variable(j)) * coefficient(j);
}

/// Local variables ee, ge, gg, pull, a, b; the first three are quadratic in beta and curved in eta.
void Likelihood::add_unit(std::size_t begin, std::size_t end, std::span<const double> at) {
  using J = Jet<6>;
  const std::size_t m = layout_.core, p = data_.p;
  std::vector<double> jacobian(6 * m, 0.0);  // [variable][parameter]
  double ee = 0, ge = 0, gg = 0, ge_eta = 0, gg_eta = 0;
  std::vector<double> ge_cross(p, 0.0);
  for (std::size_t i = begin; i < end; ++i) {
    const double e = residual(i, at), g = decay_of(i, at), t = data_.since[i];
    const double* x = data_.x.data() + i * p;
    ee += e * e;
    ge += g * e;
    gg += g * g;
    for (std::size_t j = 0; j < p; ++j) {
      jacobian[j] -= 2 * e * x[j];
      jacobian[m + j] -= g * x[j];
    }
    if (!layout_.has_eta) continue;
    jacobian[m + layout_.eta] -= t * g * e;
    jacobian[2 * m + layout_.eta] -= 2 * t * g * g;
    ge_eta += t * t * g * e;
    gg_eta += 4 * t * t * g * g;
    for (std::size_t j = 0; j < p; ++j) ge_cross[j] += t * g * x[j];
  }
  for (std::size_t j = 0; j < data_.q; ++j)
    jacobian[3 * m + layout_.delta + j] = data_.z[begin * data_.q + j];
  jacobian[4 * m + layout_.log_su] = jacobian[5 * m + layout_.log_sv] = 1;
  const J a = J::variable(at[layout_.log_su], 4);
  const J l = decay_unit(J::variable(ee, 0),
                         J::variable(ge, 1),
                         J::variable(gg, 2),
                         mean_by(J::variable(pull_of(begin, at), 3), a),
                         a,
                         J::variable(at[layout_.log_sv], 5),
                         static_cast<double>(end - begin));
  for (std::size_t j = 0; j < m; ++j) {
    double bent[6] = {0, 0, 0, 0, 0, 0};
    for (std::size_t v = 0; v < 6; ++v) {
      gradient_[j] += l.g[v] * jacobian[v * m + j];
      for (std::size_t w = 0; w < 6; ++w) bent[v] += l.second(v, w) * jacobian[w * m + j];
    }
    for (std::size_t k = 0; k <= j; ++k)
      for (std::size_t v = 0; v < 6; ++v) information_[k * m + j] -= bent[v] * jacobian[v * m + k];
  }
  for (std::size_t i = begin; i < end; ++i)
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k <= j; ++k)
        information_[k * m + j] -= 2 * l.g[0] * data_.x[i * p + j] * data_.x[i * p + k];
  if (!layout_.has_eta) return;
  for (std::size_t j = 0; j < p; ++j) information_[j * m + layout_.eta] -= l.g[1] * ge_cross[j];
  information_[layout_.eta * m + layout_.eta] -= l.g[1] * ge_eta + l.g[2] * gg_eta;
}

void Likelihood::differentiate(std::span<const double> at) {
  clear();
  if (set_.structure != Structure::decay) {
    for (std::size_t i = 0; i < data_.n; ++i) add_row(i, at);
  } else {
    for (std::size_t begin = 0, end = 0; begin < data_.n; begin = end) {
      for (end = begin; end < data_.n && data_.unit[end] == data_.unit[begin];) ++end;
      add_unit(begin, end, at);
    }
  }
  const std::size_t m = layout_.core;
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k < j; ++k) information_[j * m + k] = information_[k * m + j];
}

/// With constants of units the matrix is an arrow: they are eliminated one by one, and the core is
/// solved with what remains.
bool Likelihood::solve(double damping, std::span<double> step) {
  const std::size_t m = layout_.core, units = layout_.size - m;
  if (units == 0) return numeric::damped_solve(information_, gradient_, damping, factor_, step);
  std::vector<double> rest = information_, right = gradient_;
  for (std::size_t j = 0; j < m; ++j) rest[j * m + j] += damping * std::abs(rest[j * m + j]);
  const auto pivot = [&](std::size_t u) {
    return unit_information_[u] + damping * std::abs(unit_information_[u]);
  };
  for (std::size_t u = 0; u < units; ++u) {
    if (!(pivot(u) > 0)) return false;
    const double* c = cross_.data() + u * m;
    for (std::size_t j = 0; j < m; ++j) {
      right[j] -= c[j] * unit_gradient_[u] / pivot(u);
      for (std::size_t k = 0; k < m; ++k) rest[j * m + k] -= c[j] * c[k] / pivot(u);
    }
  }
  if (!numeric::damped_solve(rest, right, 0, factor_, step.first(m))) return false;
  for (std::size_t u = 0; u < units; ++u) {
    double sum = unit_gradient_[u];
    for (std::size_t j = 0; j < m; ++j) sum -= cross_[u * m + j] * step[j];
    step[m + u] = sum / pivot(u);
  }
  return true;
}

double Likelihood::slope(std::span<const double> step) const {
  double sum = 0;
  for (std::size_t j = 0; j < layout_.core; ++j) sum += gradient_[j] * step[j];
  for (std::size_t u = 0; u < unit_gradient_.size(); ++u)
    sum += unit_gradient_[u] * step[layout_.core + u];
  return sum;
}

/// The standard deviations change by at most a factor of e^2 in a step.
double Likelihood::longest(std::span<const double> /*at*/, std::span<const double> step) const {
  return 2 / std::max({1e-300, std::abs(step[layout_.log_su]), std::abs(step[layout_.log_sv])});
}

Status Likelihood::whither(std::span<const double> at) const {
  const double a = at[layout_.log_su], su = std::exp(a), sv = std::exp(at[layout_.log_sv]);
  if (2 * (a - at[layout_.log_sv]) > edge) return Status::no_noise;
  double largest = su;  // mean of u over the rows
  if (data_.q > 0) {
    largest = 0;
    for (std::size_t i = 0; i < data_.n; ++i) {
      const double mu = mean_of(i, at);
      largest = std::max(largest, mu + su * numeric::normal_tail(mu / su).inverse_mills);
    }
    if (su > widest * data_.spread) return Status::no_maximum;
  }
  const bool small = largest < small_mean * sv;
  return small && (largest < least_mean * sv || value(at) <= data_.loglik_ols)
             ? Status::no_inefficiency
             : Status::converged;
}

std::vector<double> Likelihood::core_information() const {
  const std::size_t m = layout_.core;
  std::vector<double> out = information_;
  for (std::size_t u = 0; u < unit_information_.size(); ++u) {
    if (!(unit_information_[u] > 0)) return {};
    for (std::size_t j = 0; j < m; ++j)
      for (std::size_t k = 0; k < m; ++k)
        out[j * m + k] -= cross_[u * m + j] * cross_[u * m + k] / unit_information_[u];
  }
  return out;
}

std::vector<std::vector<double>> Likelihood::scores(std::span<const double> at) {
  differentiate(at);
  const std::vector<double> pivots = unit_information_, cross = cross_;
  const std::size_t m = layout_.core;
  std::vector<std::vector<double>> out;
  const auto take = [&](std::size_t row) {
    out.push_back(gradient_);
    if (pivots.empty()) return;
    const auto u = static_cast<std::size_t>(data_.unit[row]);
    for (std::size_t j = 0; j < m; ++j)
      out.back()[j] -= cross[u * m + j] / pivots[u] * unit_gradient_[u];
  };
  for (std::size_t begin = 0, end = 0; begin < data_.n; begin = end) {
    clear();
    end = begin + 1;
    if (set_.structure == Structure::decay) {
      while (end < data_.n && data_.unit[end] == data_.unit[begin]) ++end;
      add_unit(begin, end, at);
    } else {
      add_row(begin, at);
    }
    take(begin);
  }
  return out;
}

std::vector<Posterior> Likelihood::posteriors(std::span<const double> at) const {
  const double u2 = std::exp(2 * at[layout_.log_su]), v2 = std::exp(2 * at[layout_.log_sv]);
  std::vector<Posterior> out(data_.n);
  if (set_.structure != Structure::decay) {
    for (std::size_t i = 0; i < data_.n; ++i) {
      const double e = residual(i, at);
      out[i] = set_.inefficiency == Inefficiency::exponential
                   ? Posterior{-e - v2 / std::sqrt(u2), std::sqrt(v2)}
                   : Posterior{(mean_of(i, at) * v2 - e * u2) / (u2 + v2),
                               std::sqrt(u2 * v2 / (u2 + v2))};
    }
    return out;
  }
  for (std::size_t begin = 0, end = 0; begin < data_.n; begin = end) {
    double ge = 0, gg = 0;
    for (end = begin; end < data_.n && data_.unit[end] == data_.unit[begin]; ++end) {
      const double g = decay_of(end, at);
      ge += g * residual(end, at);
      gg += g * g;
    }
    const double total = v2 + u2 * gg;
    const Posterior unit{(mean_of(begin, at) * v2 - u2 * ge) / total, std::sqrt(u2 * v2 / total)};
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(begin),
              out.begin() + static_cast<std::ptrdiff_t>(end),
              unit);
  }
  return out;
}

}  // namespace yugong::frontier::stochastic
