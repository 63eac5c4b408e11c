#pragma once

/// Tail probabilities and quantiles (Boost.Math behind a plain face). NaN in gives NaN out;
/// infinite degrees of freedom give the limiting law.
namespace yugong::numeric {

double normal_cdf(double x);
double normal_quantile(double p);
double normal_two_sided(double z);        ///< P(|Z| > |z|)
double t_two_sided(double t, double df);  ///< P(|T| > |t|)
double t_cdf(double t, double df);
double t_quantile(double p, double df);
double f_upper(double f, double df1, double df2);
double chi2_upper(double x, double df);
double chi2_quantile(double p, double df);

}  // namespace yugong::numeric
