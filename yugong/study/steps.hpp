#pragma once

#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/study/cache.hpp"
#include "yugong/study/file.hpp"

/// What the steps of a study do to the panel and what results they leave, without plan, cache or
/// files.
namespace yugong::study {

/// One estimate of a model entry: its name in results, and why it failed when it did.
struct Variant {
  std::string id;     ///< "region.上游", "mech.UIS", "base1"
  std::string group;  ///< value of `split`, or empty
  std::vector<Problem> problems;
};

/// A derived variable: its column, ready to be put into the panel.
Product run_derive(const Study& study, const DeriveSpec& spec, const data::Panel& panel);

/// An index or efficiency score: the result, and the columns `name` and `name.<part>`. Rows outside
/// `where` are missing.
Product run_computed(const Study& study,
                     const ComputedSpec& spec,
                     const data::Panel& panel,
                     const Executor& executor);

/// All estimates of a model entry. An estimate that fails leaves its problems in its variant; the
/// others are kept.
Product run_model(const Study& study,
                  const ModelSpec& spec,
                  const data::Panel& panel,
                  const Executor& executor,
                  std::vector<Variant>& variants);

/// Puts the columns, changes and notes of a product into the panel.
void put_into(data::Panel& panel, const Product& product);

/// The rows of a panel where a condition holds. Throws Error YG1206 when there is none.
std::vector<std::uint32_t> rows_where(const data::Panel& panel,
                                      const std::string& where,
                                      const Place& place);

}  // namespace yugong::study
