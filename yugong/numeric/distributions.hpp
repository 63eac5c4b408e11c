#pragma once

/// Tail probabilities and quantiles (Boost.Math behind a plain face). NaN in gives NaN out;
/// infinite degrees of freedom give the limiting law.
namespace yugong::numeric {

double normal_cdf(double x);
double log_normal_cdf(double x);  ///< log P(Z < x), with all digits in the far left tail
double normal_quantile(double p);
double normal_two_sided(double z);        ///< P(|Z| > |z|)
double t_two_sided(double t, double df);  ///< P(|T| > |t|)
double t_cdf(double t, double df);
double t_quantile(double p, double df);
double f_upper(double f, double df1, double df2);
double chi2_upper(double x, double df);
double chi2_quantile(double p, double df);

/// The two functions of a limit on a normal variable, computed together.
struct NormalTail {
  double log_cdf;        ///< log P(Z < x)
  double inverse_mills;  ///< density(x) / P(Z < x); about -x in the far left tail
};

NormalTail normal_tail(double x);

/// log P(a < Z < b) for a < b, either may be infinite; with digits where both lie in one tail.
double log_normal_between(double a, double b);

}  // namespace yugong::numeric
