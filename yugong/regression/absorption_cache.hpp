#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb.hpp"
#include "yugong/regression/degrees.hpp"
#include "yugong/regression/design.hpp"

namespace yugong::regression {

/// What models with the same rows and the same effects share: the absorption, its degrees of
/// freedom, and columns without the effects.
class SharedSample {
 public:
  SharedSample(std::shared_ptr<const Absorption> absorption, bool keeps_columns)
      : absorption_(std::move(absorption)),
        keeps_columns_(keeps_columns) {}

  const std::shared_ptr<const Absorption>& absorption() const { return absorption_; }

  /// Replaces every column by its residual; one that was residualised before is copied.
  void residualise(const std::vector<std::string>& names,
                   Matrix& columns,
                   const Executor& executor);

  const AbsorbedDf& absorbed(bool constant);
  const ClusteredDf& clustered(bool constant,
                               const std::vector<Factor>& clusters,
                               DfRule rule,
                               NestedRelief relief);

 private:
  struct Kept {
    std::vector<double> raw, residual;
  };

  std::shared_ptr<const Absorption> absorption_;
  bool keeps_columns_;
  std::map<std::string, Kept> columns_;
  std::optional<AbsorbedDf> absorbed_;
  std::optional<ClusteredDf> clustered_;
};

/// The effects of a model as they are absorbed: where none of them has intercepts, the constant of
/// the model stands beside them as a factor "_cons" of one level.
std::vector<Factor> with_constant_factor(std::vector<Factor> effects,
                                         std::size_t rows,
                                         bool constant);

/// Samples of the models of one call: weights, clusters and settings are the same in all of them.
class AbsorptionCache {
 public:
  /// `several`: more models will come, which may share residualised columns. A single model keeps
  /// none of them.
  explicit AbsorptionCache(bool several = false) : several_(several) {}

  SharedSample& sample(const Design& design,
                       const std::vector<Factor>& factors,
                       bool constant,
                       const Executor& executor);

 private:
  struct Entry {
    std::vector<std::uint32_t> rows;
    std::vector<std::string> effects;
    SharedSample shared;
  };

  bool several_;
  std::list<Entry> entries_;  ///< the last used first
};

}  // namespace yugong::regression
