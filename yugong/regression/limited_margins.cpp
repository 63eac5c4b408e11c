#include <cmath>

#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/limited_model.hpp"

namespace yugong::regression {
namespace {

double density(double z) {
  return std::isinf(z) ? 0.0 : 0.39894228040143267794 * std::exp(-0.5 * z * z);
}

double times_density(double z) {
  return std::isinf(z) ? 0.0 : z * density(z);
}

/// What multiplies a slope in the change of a quantity, at index u and spread s (McDonald and
/// Moffitt 1980).
double factor_of(const std::string& quantity, double low, double high, double u, double s) {
  if (quantity == "latent") return 1;
  const double a = (low - u) / s, b = (high - u) / s;
  if (quantity == "probability") return (density(a) - density(b)) / s;
  const double log_p = numeric::log_normal_between(a, b), p = std::exp(log_p);
  if (quantity == "observed") return p;
  const double shift = (density(a) - density(b)) / p;
  return 1 + (times_density(a) - times_density(b)) / p - shift * shift;
}

/// One point (a row, or the means) with its share of the average.
struct Point {
  double low, high, share;
  std::vector<double> x;
};

struct Setting {
  std::string quantity, at;
};

void add_margins(const LimitedModel& m,
                 const Setting& setting,
                 const std::vector<Point>& points,
                 std::vector<Margin>& out) {
  const std::size_t size = m.terms.size(), p = size - (is_missing(m.sigma_u) ? 1 : 2);
  const double s = m.spread(), h = 1e-5 * s;
  double mean = 0, by_s = 0;
  std::vector<double> by_b(p, 0.0);
  for (const Point& point : points) {
    double u = 0;
    for (std::size_t j = 0; j < p; ++j) u += m.estimates[j] * point.x[j];
    const auto g = [&](double du, double ds) {
      return factor_of(setting.quantity, point.low, point.high, u + du, s + ds);
    };
    mean += point.share * g(0, 0);
    by_s += point.share * (g(0, h) - g(0, -h)) / (2 * h);
    const double by_u = point.share * (g(h, 0) - g(-h, 0)) / (2 * h);
    for (std::size_t j = 0; j < p; ++j) by_b[j] += by_u * point.x[j];
  }
  for (std::size_t t = 0; t < m.regressors; ++t) {
    std::vector<double> slope(size);
    for (std::size_t j = 0; j < p; ++j) slope[j] = m.estimates[t] * by_b[j];
    slope[t] += mean;
    for (std::size_t j = p; j < size; ++j)  // s by each standard deviation it is made of
      slope[j] = m.estimates[t] * by_s * m.estimates[j] / s;
    double variance = 0;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) variance += slope[i] * m.covariance(i, j) * slope[j];
    out.push_back({m.terms[t],
                   setting.quantity,
                   setting.at,
                   m.estimates[t] * mean,
                   variance > 0 ? std::sqrt(variance) : missing});
  }
}

}  // namespace

std::vector<Margin> margins_of(const LimitedModel& model,
                               numeric::LimitKind kind,
                               const std::vector<double>& x,
                               std::size_t columns) {
  std::vector<Margin> out;
  const std::size_t n = model.design.rows.size();
  std::vector<Point> rows(n);
  Point means{0, 0, 1, std::vector<double>(columns, 0.0)};
  double mass = 0;
  bool same = true;
  for (std::size_t i = 0; i < n; ++i) {
    const double w = model.design.weights.empty() ? 1.0 : model.design.weights[i];
    mass += w;
    rows[i] = {model.low[i], model.high[i], w, {}};
    for (std::size_t j = 0; j < columns; ++j) rows[i].x.push_back(x[j * n + i]);
    for (std::size_t j = 0; j < columns; ++j) means.x[j] += w * rows[i].x[j];
    same = same && model.low[i] == model.low[0] && model.high[i] == model.high[0];
  }
  for (Point& r : rows) r.share /= mass;
  for (double& v : means.x) v /= mass;
  means.low = model.low[0];
  means.high = model.high[0];
  std::vector<std::string> quantities = {"latent", "between"};
  if (kind == numeric::LimitKind::censored) {
    quantities.emplace_back("observed");
    quantities.emplace_back("probability");
  }
  for (const std::string& q : quantities) {
    if (same) add_margins(model, {q, "means"}, {means}, out);
    add_margins(model, {q, "average"}, rows, out);
  }
  return out;
}

}  // namespace yugong::regression
