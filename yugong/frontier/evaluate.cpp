#include "yugong/frontier/evaluate.hpp"

#include <algorithm>
#include <string>

#include "yugong/base/column.hpp"
#include "yugong/base/error.hpp"
#include "yugong/frontier/model_solver.hpp"
#include "yugong/frontier/solved_record.hpp"

namespace yugong::frontier {

namespace {

constexpr std::size_t block = 32;         // units per block of the parallel loop
constexpr std::size_t small_set = 64;     // sets not searched for members that others replace
constexpr std::size_t large_set = 15000;  // the same where bads hold with equality

bool has_direction(const Model& model) {
  return model.measure == Measure::directional || model.measure == Measure::nonradial;
}

/// The units whose program would have no bound, or nothing to optimise.
void check_units(const Technology& technology, const Reference& reference, const Model& model) {
  if (model.measure == Measure::radial || model.measure == Measure::ebm) return;
  const std::size_t variables = technology.variables();
  std::string named_units;
  std::size_t count = 0;
  for (const std::uint32_t k : reference.evaluated) {
    bool moves = false;
    for (std::size_t v = 0; v < variables && !moves; ++v) {
      const bool weighted = model.measure == Measure::directional || model.weight[v] > 0;
      moves =
          weighted && (has_direction(model) ? model.direction[v * technology.units + k] > 0
                                            : !model.relative_weight || technology.at(v, k) > 0);
    }
    if (moves) continue;
    if (++count <= 5) named_units += (count > 1 ? ", " : "") + std::to_string(k);
  }
  if (count == 0) return;
  if (count > 5) named_units += ", ...";
  const std::string number = std::to_string(count);
  throw Error{error(
      "YG3320",
      {"nothing moves in the program of " + number + (count == 1 ? " unit" : " units") +
           " (number " + named_units + "): direction or weights are zero in every variable",
       number + " 个单元的规划中没有可变动的变量（编号 " + named_units + "）：方向或权重全部为零"},
      {"give a direction with a positive entry for each unit, or filter these rows",
       "请为每个单元给出至少一个正的方向分量，或筛除这些行"})};
}

[[noreturn]] void refuse(Text what, Text mend) {
  throw Error{error("YG3321", std::move(what), std::move(mend))};
}

/// What the caller must have filled in.
void check_model(const Technology& technology, const Model& model) {
  const std::size_t variables = technology.variables();
  const bool weighted = model.measure == Measure::nonradial || model.measure == Measure::ebm ||
                        model.measure == Measure::additive;
  if (weighted && model.weight.size() != variables)
    refuse({"the model needs one weight for each of " + std::to_string(variables) + " variables",
            "该模型需要为 " + std::to_string(variables) + " 个变量各给一个权重"},
           {"give all weights", "请给出全部权重"});
  if (has_direction(model) && model.direction.size() != variables * technology.units)
    refuse({"the model needs a direction for each variable of each unit",
            "该模型需要每个单元每个变量的方向"},
           {"give all directions", "请给出全部方向"});
  const auto negative = [](double value) { return !(value >= 0); };
  if ((weighted && std::any_of(model.weight.begin(), model.weight.end(), negative)) ||
      (has_direction(model) &&
       std::any_of(model.direction.begin(), model.direction.end(), negative)))
    refuse({"a weight or direction of an efficiency model is negative or missing",
            "效率模型的权重或方向存在负值或缺失"},
           {"give numbers from zero", "请给出非负数值"});
  if (model.measure == Measure::radial && model.orientation == Orientation::none)
    refuse({"a radial model has an orientation, input or output", "径向模型须指定导向：投入或产出"},
           {"write orientation = \"input\" or \"output\"",
            "请写 orientation = \"input\" 或 \"output\""});
  if (model.measure == Measure::additive && model.super)
    refuse({"an additive model has no super-efficiency: slacks of a unit outside its reference set "
            "are not all positive",
            "加性模型没有超效率形式：参照集之外的单元其松弛不全为正"},
           {"use super-SBM or a super-efficient radial or directional model",
            "请使用超效率 SBM、径向或方向距离模型"});
}

/// Which members stay out of the program of a unit under `super`.
class Exclusion {
 public:
  Exclusion(const Model& model, std::span<const std::uint32_t> members)
      : model_(model),
        members_(members) {
    closed_.assign(model.super ? members.size() : 0, 0);
  }

  /// [members] 1 where member and unit are kept apart; empty without `super`.
  std::span<const std::uint8_t> of(std::uint32_t k) {
    if (closed_.empty()) return closed_;
    if (!model_.owner.empty()) {
      for (std::size_t c = 0; c < closed_.size(); ++c)
        closed_[c] = members_[c] == k || model_.owner[members_[c]] == model_.owner[k];
      return closed_;
    }
    if (last_ < closed_.size()) closed_[last_] = 0;
    const auto at = std::lower_bound(members_.begin(), members_.end(), k);
    last_ = at != members_.end() && *at == k ? static_cast<std::size_t>(at - members_.begin())
                                             : closed_.size();
    if (last_ < closed_.size()) closed_[last_] = 1;
    return closed_;
  }

  /// Whether one of the members kept apart from the unit is in the list.
  bool reaches(const std::vector<std::uint32_t>& list, std::uint32_t k) const {
    if (!model_.super) return false;
    return std::any_of(list.begin(), list.end(), [&](std::uint32_t j) {
      return j == k || (!model_.owner.empty() && model_.owner[j] == model_.owner[k]);
    });
  }

 private:
  const Model& model_;
  std::span<const std::uint32_t> members_;
  std::vector<std::uint8_t> closed_;
  std::size_t last_ = static_cast<std::size_t>(-1);  // the one closed before
};

/// The members that programs are solved against: all, or in a large set those that others do not
/// replace. Finding them pays sooner where everything may be disposed of: they are fewer.
std::vector<std::uint32_t> useful_members(const Technology& technology,
                                          const Reference& reference,
                                          const Model& model,
                                          const Executor& executor) {
  const auto any = [&](Side wanted) {
    return std::find(technology.side.begin(), technology.side.end(), wanted) !=
           technology.side.end();
  };
  const bool bads = any(Side::bad), strong = model.disposal == Disposal::strong || !bads;
  const bool can = technology.returns != Returns::grs && any(Side::good) &&
                   (any(Side::input) || (strong && bads));
  if (!can || reference.members.size() <= (strong ? small_set : large_set))
    return reference.members;
  return undominated(
      technology, reference.members, strong ? Disposal::strong : Disposal::equality, executor);
}

/// A unit whose scaled side is empty: theta may fall, or phi rise, without end.
bool nothing_to_scale(const Technology& technology, std::size_t k, const Model& model) {
  const bool ebm = model.measure == Measure::ebm;
  if (model.measure != Measure::radial && !ebm) return false;
  bool theta = model.orientation == Orientation::output,
       phi = model.orientation == Orientation::input;
  for (std::size_t v = 0; v < technology.variables(); ++v) {
    if (!(technology.at(v, k) > 0)) continue;
    const Side side = technology.side[v];
    theta = theta || side == Side::input || (side == Side::bad && !ebm);
    phi = phi || side == Side::good || (side == Side::bad && ebm && !model.bad_expands);
  }
  return !theta || !phi;
}

Solved without_answer(const Technology& technology, const Model& model, Status status) {
  Solved solved;
  solved.status = status;
  solved.score = solved.factor = solved.second_factor = solved.sum_lambda = missing;
  solved.slack.assign(technology.variables(), missing);
  solved.target = solved.slack;
  solved.dual.assign(technology.variables() + technology.scale_rows(), missing);
  if (model.measure == Measure::nonradial) solved.beta = solved.slack;
  return solved;
}

/// Solves every evaluated unit and hands it to `take(i, program)`; `take(i, nullptr)` where the
/// program has no bound. `share(body)` calls body(begin, end) for blocks of the evaluated units, on
/// any rank.
template <class Share, class Take>
void solve_all(const Technology& technology,
               const Reference& reference,
               const Model& model,
               bool settle,
               const Executor& executor,
               const Share& share,
               const Take& take) {
  const bool abated = model.disposal == Disposal::kuosmanen && technology.returns != Returns::crs;
  const std::vector<std::uint32_t> useful = useful_members(technology, reference, model, executor);
  const bool reduced = useful.size() < reference.members.size();
  const ReferenceColumns few(technology, useful, abated);
  const std::span<const std::uint32_t> everyone(reference.members);
  const ReferenceColumns all(technology, reduced ? everyone : everyone.first(0), abated);
  const auto first = first_columns(technology, model, few, reference.evaluated);
  const auto first_all = first_columns(technology, model, all, useful);
  share([&](std::size_t begin, std::size_t end) {
    ModelSolver on_few(technology, model, few, first), on_all(technology, model, all, first_all);
    Exclusion from_few(model, useful), from_all(model, reference.members);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t k = reference.evaluated[i];
      if (nothing_to_scale(technology, k, model))
        take(i, static_cast<const ModelProgram*>(nullptr));
      else if (reduced && from_few.reaches(useful, k))
        take(i, &on_all.solve(k, from_all.of(k), settle));
      else
        take(i, &on_few.solve(k, from_few.of(k), settle));
    }
  });
}

Ratio oriented(const Model& model) {
  Ratio ratio = model.ratio;
  ratio.input_oriented = model.orientation == Orientation::input;
  ratio.output_oriented = model.orientation == Orientation::output;
  return ratio;
}

std::vector<Solved> evaluate_sbm(const Technology& technology,
                                 const Reference& reference,
                                 const Model& model,
                                 const Executor& executor) {
  std::vector<Solved> result(reference.evaluated.size());
  const Ratio ratio = oriented(model);
  if (!model.super) {
    MeasureOptions options;
    options.sbm = ratio;
    options.tie_maxsum = model.tie_maxsum;
    Measured measured = measure(technology, {reference}, options, executor);
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] = std::move(measured.sbm[reference.evaluated[i]]);
    return result;
  }
  const std::vector<std::uint32_t> useful = useful_members(technology, reference, model, executor);
  const auto body = [&](std::size_t begin, std::size_t end) {
    Exclusion exclusion(model, reference.members);
    std::vector<std::uint32_t> open;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t k = reference.evaluated[i];
      open = useful;
      if (exclusion.reaches(useful, k)) {
        const auto closed = exclusion.of(k);
        open.clear();
        for (std::size_t c = 0; c < closed.size(); ++c)
          if (closed[c] == 0) open.push_back(reference.members[c]);
      }
      result[i] = solve_unit(technology, k, open, ratio, true, model.tie_maxsum);
    }
  };
  spread_units(
      executor, result.size(), block, body, [&](std::size_t i) -> Solved& { return result[i]; });
  return result;
}

}  // namespace

std::vector<Solved> evaluate(const Technology& technology,
                             const Reference& reference,
                             const Model& model,
                             const Executor& executor) {
  check_model(technology, model);
  if (model.measure == Measure::sbm) return evaluate_sbm(technology, reference, model, executor);
  check_units(technology, reference, model);
  std::vector<Solved> result(reference.evaluated.size());
  solve_all(
      technology,
      reference,
      model,
      true,
      executor,
      [&](const auto& body) {
        spread_units(executor, result.size(), block, body, [&](std::size_t i) -> Solved& {
          return result[i];
        });
      },
      [&](std::size_t i, const ModelProgram* program) {
        if (program == nullptr)
          result[i] = without_answer(technology, model, Status::unbounded);
        else
          program->read(result[i]);
      });
  return result;
}

std::vector<double> evaluate_scores(const Technology& technology,
                                    const Reference& reference,
                                    const Model& model,
                                    const Executor& executor) {
  std::vector<double> result(reference.evaluated.size(), missing);
  if (model.measure == Measure::sbm) {
    const std::vector<Solved> solved = evaluate(technology, reference, model, executor);
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = solved[i].score;
    return result;
  }
  check_model(technology, model);
  check_units(technology, reference, model);
  solve_all(
      technology,
      reference,
      model,
      false,
      executor,
      [&](const auto& body) { executor.spread(std::span(result), block, body); },
      [&](std::size_t i, const ModelProgram* program) {
        if (program != nullptr) result[i] = program->score();
      });
  return result;
}

std::vector<double> multipliers(const Technology& technology,
                                const Reference& reference,
                                std::uint32_t unit,
                                const Solved& solved) {
  std::vector<double> result = solved.dual;
  for (std::size_t v = 0; v < technology.variables() && v < result.size(); ++v) {
    double amount = technology.at(v, unit);
    if (!(amount > 0)) {
      amount = 0;
      for (const std::uint32_t j : reference.members)
        amount = std::max(amount, technology.at(v, j));
    }
    result[v] /= amount > 0 ? amount : 1.0;
    if (technology.side[v] != Side::good) result[v] = -result[v];
  }
  return result;
}

}  // namespace yugong::frontier
