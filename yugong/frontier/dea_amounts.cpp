#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_notes.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

constexpr std::size_t named = 5;        // rows refused in one go
constexpr std::size_t zero_named = 20;  // warnings about single zero cells; others are counted

/// Whether slacks relative to the unit's own amount make up the score.
bool relative_slacks(Model model) {
  return is_sbm(model) || is_ebm(model) || model == Model::additive;
}

Problem negative_problem(const Fit& fit, std::size_t v, const std::vector<std::size_t>& rows) {
  const std::string& name = fit.variables[v].name;
  const std::string least = text::round_trip(fit.technology.at(v, rows[0]));
  return error("YG3302",
               {fmt::format("'{}' is negative in {} rows: {} ({})",
                            name,
                            rows.size(),
                            some_keys(fit, rows),
                            least),
                fmt::format(
                    "'{}' 有 {} 行为负：{}（{}）", name, rows.size(), some_keys(fit, rows), least)},
               {"correct the cells or filter the rows; under returns = \"vrs\", negative = "
                "\"shift(c)\" adds a constant and negative = \"rdm\" measures distances in ranges",
                "请更正或筛除这些行；returns = \"vrs\" 时可写 negative = \"shift(c)\"（加常数）或 "
                "negative = \"rdm\"（极差方向模型）"})
      .about(name);
}

/// Adds the constant of the rule to a column; an Error when some amount stays negative.
void shift_column(Fit& fit, std::size_t v, double constant, double least) {
  const std::string& name = fit.variables[v].name;
  if (constant + least < 0)
    throw Error{error("YG3302",
                      {fmt::format("'{}' is as low as {}; adding {} leaves it negative",
                                   name,
                                   text::round_trip(least),
                                   text::round_trip(constant)),
                       fmt::format("'{}' 最低为 {}，加 {} 后仍为负",
                                   name,
                                   text::round_trip(least),
                                   text::round_trip(constant))},
                      {fmt::format("write negative = \"shift({})\" or more",
                                   text::round_trip(std::ceil(-least) + 1)),
                       fmt::format("请写 negative = \"shift({})\" 或更大的数",
                                   text::round_trip(std::ceil(-least) + 1))})
                    .about(name)};
  if (fit.variables[v].side == Side::bad && disposal_of(fit.options) != Disposal::strong)
    throw Error{error("YG3302",
                      {fmt::format("'{}' is negative, and a bad output that must be met exactly "
                                   "cannot be shifted",
                                   name),
                       fmt::format("'{}' 为负，而须恰好满足的非期望产出不能平移", name)},
                      {"write bad = \"strong\"", "请写 bad = \"strong\""})
                    .about(name)};
  fit.shift[v] = constant;
  double* row = fit.technology.value.data() + v * fit.technology.units;
  for (std::size_t j = 0; j < fit.technology.units; ++j) row[j] += constant;
  fit.notes.push_back(
      warning("YG3333",
              {fmt::format("{} was added to '{}' before measuring, and taken off its targets; "
                           "relative slacks depend on it",
                           text::round_trip(constant),
                           name),
               fmt::format("'{1}' 在评价前加上 {0}，目标值已还原；相对松弛与所加常数有关",
                           text::round_trip(constant),
                           name)},
              {"report the constant with the scores", "请连同得分一并报告该常数"})
          .about(name));
}

void warn_zero(const Fit& fit, std::size_t v, std::size_t j, std::vector<Problem>& notes) {
  const std::string& name = fit.variables[v].name;
  const bool kept = zero_rule(fit.options.zero).kind == ZeroRule::Kind::keep_count;
  notes.push_back(
      warning(
          "YG3301",
          {fmt::format("{} has {} = 0; its ratio term is dropped{}",
                       fit.keys[j],
                       name,
                       kept ? "" : " and its weight shared among the other terms"),
           fmt::format("{} 的 {} = 0；该比率项被剔除{}",
                       fit.keys[j],
                       name,
                       kept ? "" : "，权重由其余各项分担")},
          {"check whether the zero is real; or exclude the row, or write zero = \"small(0.01)\"",
           "请核实该零值；或筛除该行，或写 zero = \"small(0.01)\""})
          .about(name));
}

}  // namespace

void treat_negatives(Fit& fit) {
  const Technology& t = fit.technology;
  const NegativeRule rule = negative_rule(fit.options.negative);
  fit.shift.assign(t.variables(), 0.0);
  std::vector<Problem> problems;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    std::vector<std::size_t> negative;
    double least = 0;
    for (std::size_t j = 0; j < t.units; ++j) {
      if (t.at(v, j) < 0) negative.push_back(j);
      least = std::min(least, t.at(v, j));
    }
    if (negative.empty()) continue;
    if (rule.kind == NegativeRule::Kind::error)
      problems.push_back(negative_problem(fit, v, negative));
    else
      shift_column(fit, v, rule.kind == NegativeRule::Kind::rdm ? -least : rule.constant, least);
  }
  if (!problems.empty()) throw Error{std::move(problems)};
}

void treat_zeros(Fit& fit) {
  Technology& t = fit.technology;
  const ZeroRule rule = zero_rule(fit.options.zero);
  std::vector<Problem> notes;
  const bool warned = relative_slacks(fit.options.model);
  std::size_t small = 0, dropped = 0;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    if (fit.shift[v] != 0) continue;  // its zeros are those of the constant added
    const bool replaced = rule.kind == ZeroRule::Kind::small ||
                          (rule.kind == ZeroRule::Kind::small_outputs && t.side[v] != Side::input);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < t.units; ++j)
      if (t.at(v, j) > 0) least = std::min(least, t.at(v, j));
    for (std::size_t j = 0; j < t.units; ++j) {
      if (t.at(v, j) != 0) continue;
      ++fit.zero_cells;
      if (!replaced) {
        if (dropped++ < zero_named && warned) warn_zero(fit, v, j, notes);
        continue;
      }
      ++small;
      if (std::isfinite(least)) t.value[v * t.units + j] = rule.factor * least;
    }
  }
  fit.notes.insert(fit.notes.end(), notes.begin(), notes.end());
  if (small > 0)
    fit.notes.push_back(warning(
        "YG3301",
        {fmt::format("{} zero amounts were replaced by {} times the smallest positive amount of "
                     "their column",
                     small,
                     rule.factor),
         fmt::format("{} 个零值已替换为该列最小正值的 {} 倍", small, rule.factor)}));
  if (warned && dropped > zero_named)
    fit.notes.push_back(warning(
        "YG3301",
        {fmt::format("{} zero amounts in all; the first {} are named above", dropped, zero_named),
         fmt::format("零值共 {} 个，以上只列出前 {} 个", dropped, zero_named)}));
}

/// A unit without any input, and a reference set without any good output, have no meaning.
void refuse_empty_sides(const Fit& fit, const std::vector<Reference>& sets) {
  const Technology& t = fit.technology;
  std::vector<Problem> problems;
  const auto all_zero = [&](Side side, std::size_t j) {
    for (std::size_t v = 0; v < t.variables(); ++v)
      if (t.side[v] == side && fit.amount(v, j) != 0) return false;
    return true;
  };
  for (std::size_t j = 0; j < t.units && problems.size() < named; ++j)
    if (all_zero(Side::input, j))
      problems.push_back(error("YG3303",
                               {fmt::format("{} has all inputs zero", fit.keys[j]),
                                fmt::format("{} 的全部投入为零", fit.keys[j])},
                               {"correct the data or filter the row", "请更正数据或筛除该行"})
                             .about(fit.keys[j]));
  for (const Reference& set : sets)
    if (std::all_of(set.members.begin(), set.members.end(), [&](std::uint32_t j) {
          return all_zero(Side::good, j);
        }))
      problems.push_back(
          error(
              "YG3303",
              {fmt::format("all good outputs are zero in the reference set of {}",
                           fit.keys[set.evaluated[0]]),
               fmt::format("{} 所在参照集的全部期望产出为零", fit.keys[set.evaluated[0]])},
              {"correct the data or choose a wider reference set", "请更正数据或选用更大的参照集"})
              .about(fit.keys[set.evaluated[0]]));
  if (!problems.empty()) throw Error{std::move(problems)};
}

}  // namespace yugong::frontier::dea
