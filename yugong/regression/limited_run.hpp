#pragma once

#include "yugong/base/frame.hpp"
#include "yugong/base/result.hpp"
#include "yugong/regression/limited_model.hpp"

/// What the verbs `tobit` and `truncreg` have in common: from settings to models, and from models
/// to the frames of a result.
namespace yugong::regression {

struct LimitedRequest {
  std::string formula;
  Sets sets;
  std::string vcov;
  std::string weights;
  LimitedSettings settings;  ///< all but vcov and constant, which follow from the texts above
};

struct LimitedRun {
  std::vector<LimitedModel> models;  ///< one per outcome
  Formula formula;
  LimitedSettings settings;
};

/// Throws what estimate_limited throws, and all unknown names together (YG2104).
LimitedRun run_limited(const data::Panel& panel,
                       const LimitedRequest& request,
                       const Executor& executor);
/// Columns that a request reads; throws all mistakes that need no data together.
std::vector<std::string> columns_of(const LimitedRequest& request);

Frame tidy_of(const LimitedRun& run);
Frame glance_of(const LimitedRun& run);
Frame augment_of(const LimitedRun& run, const data::Panel& panel);
void complete_with(const LimitedRun& run, Result& result);

}  // namespace yugong::regression
