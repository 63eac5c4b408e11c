#include "yugong/dynamic/stack_sample.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::dynamic {
namespace {

using regression::Evaluated;

/// Moves the rows that are still open and bad to a reason of their own.
template <class Bad>
void drop(Sample& sample,
          const std::string& reason,
          const Text& label,
          std::vector<char>& open,
          Bad bad) {
  Dropped d{reason, label, {}};
  for (std::size_t r = 0; r < open.size(); ++r) {
    if (open[r] == 0 || !bad(r)) continue;
    open[r] = 0;
    d.rows.push_back(r);
  }
  if (!d.rows.empty()) sample.dropped.push_back(std::move(d));
}

void note_missing(Stack& stack) {
  std::size_t total = 0;
  std::vector<std::string> parts;
  for (const Dropped& d : stack.sample.dropped) {
    if (d.reason.rfind("missing:", 0) != 0) continue;
    total += d.rows.size();
    parts.push_back(fmt::format("{} {}", d.reason.substr(8), d.rows.size()));
  }
  if (total == 0) return;
  const std::string list = text::join(parts, ", ");
  stack.notes.push_back(
      note("YG1201",
           {fmt::format("{} rows with missing values are not used: {}", total, list),
            fmt::format("未使用含缺失值的 {} 行：{}", total, list)}));
}

void note_gaps(std::size_t gaps, Stack& stack) {
  if (gaps == 0) return;
  stack.notes.push_back(note(
      "YG3170",
      {fmt::format("{} unit-periods are absent between a unit's first and last period: lags and "
                   "differences across them are missing",
                   gaps),
       fmt::format("个体首末期之间缺 {} 个个体-时期，跨越它们的滞后与差分按缺失处理", gaps)},
      stack.transform == Transform::fd ? Text{"transform = \"fod\" loses fewer rows to gaps",
                                              "transform = \"fod\" 因间断损失的观测较少"}
                                       : Text{}));
}

}  // namespace

void describe_sample(const data::Panel& panel,
                     std::span<const char> used,
                     std::span<const Evaluated* const> needed,
                     Stack& stack) {
  Sample& s = stack.sample;
  s.rows = panel.rows();
  s.used = static_cast<std::size_t>(std::count(used.begin(), used.end(), 1));
  s.units = stack.unit.size();
  std::vector<char> open(panel.rows());
  for (std::size_t r = 0; r < open.size(); ++r) open[r] = used[r] == 0;
  for (const Evaluated* e : needed)
    drop(s,
         "missing:" + e->name,
         {e->name + " is missing", e->name + " 缺失"},
         open,
         [&](std::size_t r) { return !std::isfinite(e->values[r]); });
  drop(s,
       "transform",
       {"no earlier or later row to transform with", "缺少可用于变换的相邻期"},
       open,
       [](std::size_t) { return true; });
  note_missing(stack);
  note_gaps(panel.gaps(), stack);
}

bool is_time_dummy(const Stack& stack, const std::string& term) {
  const auto& all = stack.time_dummies;
  return std::find(all.begin(), all.end(), term) != all.end();
}

Frame time_effects(const Stack& stack,
                   std::span<const std::string> terms,
                   std::span<const double> estimates,
                   std::span<const double> std_errors) {
  std::vector<std::string> component, level;
  std::vector<double> estimate, std_error;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    if (!is_time_dummy(stack, terms[k])) continue;
    const std::size_t dot = terms[k].find('.');
    component.push_back(terms[k].substr(dot + 1));
    level.push_back(terms[k].substr(0, dot));
    estimate.push_back(estimates[k]);
    std_error.push_back(std_errors[k]);
  }
  Frame out;
  out.add("component", std::move(component)).add("level", std::move(level));
  out.add("estimate", std::move(estimate)).add("std_error", std::move(std_error));
  return out;
}

}  // namespace yugong::dynamic
