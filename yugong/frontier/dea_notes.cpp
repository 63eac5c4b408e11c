#include "yugong/frontier/dea_notes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

using Rows = std::vector<std::size_t>;

/// "no score, ... (3 rows: 太原, 2015; ...)", when there are any.
void add(Fit& fit, const Rows& rows, Problem p) {
  if (rows.empty()) return;
  const std::string who = some_keys(fit, rows);
  p.what.en =
      fmt::format("{} ({} {}: {})", p.what.en, rows.size(), rows.size() == 1 ? "row" : "rows", who);
  p.what.zh = fmt::format("{}（{} 行：{}）", p.what.zh, rows.size(), who);
  fit.notes.push_back(std::move(p));
}

template <class Condition>
Rows rows_where(const Fit& fit, const Condition& condition) {
  Rows rows;
  for (std::size_t i = 0; i < fit.rows.size(); ++i)
    if (condition(i)) rows.push_back(i);
  return rows;
}

void note_infeasible(Fit& fit) {
  const auto super = [&](std::size_t i) {
    return !fit.scores.super.empty() && fit.scores.efficient[i];
  };
  add(fit,
      rows_where(fit,
                 [&](std::size_t i) { return super(i) && fit.status(i) == Status::infeasible; }),
      warning("YG3307",
              {"no score, because the super-efficiency program has no solution",
               "超效率规划无可行解，没有得分"},
              {"they are efficient; use returns = \"crs\", orientation = \"none\" or infeasible = "
               "\"nonoriented\", or report them as missing",
               "这些行是有效的；可改用 returns = \"crs\"、orientation = \"none\" 或 infeasible = "
               "\"nonoriented\"，或按缺失处理"}));
  add(fit,
      rows_where(fit,
                 [&](std::size_t i) { return !super(i) && fit.status(i) == Status::infeasible; }),
      warning("YG3307",
              {"no score: no combination of the reference set reaches these rows",
               "没有得分：参照集的任何组合都达不到这些行"},
              {"they lie beyond that frontier; a super form or a wider reference set measures them",
               "它们位于该前沿之外；可用超效率形式或更大的参照集"}));
}

void note_target(Fit& fit) {
  add(fit,
      rows_where(fit,
                 [&](std::size_t i) {
                   return fit.status(i) == Status::optimal && fit.reported(i).peers.empty();
                 }),
      note("YG3314",
           {"the target is the zero point: producing nothing is optimal",
            "目标点为零点：不生产即为最优"},
           {"their score is the bound set by the weight of the bad outputs, or zero",
            "其得分由非期望产出权重的上界决定，或为 0"}));
}

void note_model(Fit& fit) {
  add(fit,
      rows_where(fit, [&](std::size_t i) { return fit.scores.substituted[i] != 0; }),
      warning("YG3337",
              {"the oriented super form has no solution; the score is the nonoriented one",
               "导向超效率无解，改用非导向得分"},
              {"the column substituted marks them; say so beside the scores",
               "substituted 列标出这些行；报告得分时应予说明"}));
  if (is_ebm(fit.options.model) && fit.options.orientation != Orientation::output)
    add(fit,
        rows_where(fit,
                   [&](std::size_t i) {
                     if (fit.status(i) != Status::optimal) return false;
                     for (std::size_t v = 0; v < fit.variables.size(); ++v)
                       if (fit.variables[v].side == Side::input &&
                           fit.reported(i).target[v] > fit.amount(v, i) * (1 + 1e-9))
                         return true;
                     return false;
                   }),
        note("YG3332",
             {"the target has more of some input: theta of an epsilon-based measure is free",
              "某项投入的目标高于现值：ebm 的 θ 不受限"}));
  if (!fit.options.price.empty() && fit.options.bad == Bad::equality)
    fit.notes.push_back(note("YG3335",
                             {"shadow prices of bads that must be met exactly can be negative",
                              "须恰好满足的非期望产出，其影子价格可为负"}));
}

void note_gap(Fit& fit) {
  add(fit,
      rows_where(fit,
                 [&](std::size_t i) {
                   return !fit.technology_gap.empty() && fit.technology_gap[i] > 1 + 1e-9;
                 }),
      warning("YG3339",
              {"technology gap ratio above one, which plain scores cannot have",
               "技术缺口比率大于 1，普通得分不会如此"},
              {"write gap_on = \"plain\"", "请写 gap_on = \"plain\""}));
}

}  // namespace

std::string some_keys(const Fit& fit, const std::vector<std::size_t>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    out += (i == 0 ? "" : "; ") + fit.keys[rows[i]];
  return rows.size() > 5 ? out + "; …" : out;
}

void note_outcomes(Fit& fit) {
  note_infeasible(fit);
  add(fit,
      rows_where(fit, [&](std::size_t i) { return fit.status(i) == Status::unbounded; }),
      warning("YG3307",
              {"no score, because the infimum is not attained", "下确界不可达，没有得分"},
              {"look for zero amounts in the data", "请检查数据中的零值"}));
  add(fit,
      rows_where(fit, [&](std::size_t i) { return fit.status(i) == Status::numerical; }),
      warning(
          "YG3308",
          {"no score, because the solution could not be certified", "解未能通过数值校验，没有得分"},
          {"rescale or check the data of these rows", "请检查这些行的数据"}));
  note_target(fit);
  note_model(fit);
  note_gap(fit);
}

}  // namespace yugong::frontier::dea
