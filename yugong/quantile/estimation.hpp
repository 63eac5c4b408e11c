#pragma once

#include <vector>

#include "yugong/quantile/bootstrap.hpp"
#include "yugong/quantile/point_estimates.hpp"
#include "yugong/quantile/quantile_model.hpp"
#include "yugong/regression/covariance.hpp"

/// The steps of one estimation. Private to the room.
namespace yugong::quantile {

/// Dummies that a pooled regression takes at most, and the largest share of rows in which a fitted
/// scale may fail to be positive.
inline constexpr std::size_t most_dummies = 600;
inline constexpr double most_not_positive = 0.1;

class Estimation {
 public:
  Estimation(const data::Panel& panel,
             regression::Design design,
             const QuantileSettings& settings,
             const Executor& executor)
      : panel_(panel),
        set_(settings),
        executor_(executor) {
    out_.design = std::move(design);
  }

  QuantileModel run();

 private:
  void prepare();
  void warn_of_extremes();
  void moments();
  void look_at_scale(const LocationScale& fit);
  void warn_of_short_panels();
  void canay();
  void pooled();
  void take(const CheckFit& fit, std::size_t t);
  void draw();
  void finish();

  // inference.cpp
  void moment_covariance(const LocationScale& fit, const LocationScaleParts& parts);
  void pooled_covariance(const DummyColumns& columns,
                         const CheckSolver& solver,
                         const std::vector<CheckFit>& fits);
  Matrix from_influence(const Matrix& influence, double parameters, double charged);
  void add_tests();

  const data::Panel& panel_;
  const QuantileSettings& set_;
  const Executor& executor_;
  QuantileModel out_;
  Rows rows_;
  double charged_ = 0;  // degrees of freedom that effects and constant take under clusters
};

}  // namespace yugong::quantile
