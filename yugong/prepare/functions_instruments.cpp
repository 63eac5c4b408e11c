#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/prepare/function_groups.hpp"
#include "yugong/prepare/shift_share.hpp"

/// Instruments as variables: means over the others, and shift-share (Bartik) variables.
namespace yugong::prepare {

namespace {

std::string count_of(std::size_t rows) {
  return std::to_string(rows);
}

/// Group of every row crossed with its period.
Groups peers_of(Call& call) {
  const Groups own = call.groups();
  Groups out{own.code, 0};
  const std::size_t periods = std::max<std::size_t>(1, call.panel().periods().size());
  for (std::size_t i = 0; i < out.code.size(); ++i)
    if (out.code[i] >= 0)
      out.code[i] = out.code[i] * static_cast<std::int32_t>(periods) + call.panel().time()[i];
  out.count = own.count * periods;
  return out;
}

std::vector<double> weights_of(Call& call) {
  std::vector<double> w(call.rows(), 1.0);
  if (call.named("weights") == nullptr) return w;
  const Series s = call.named_numeric("weights");
  for (std::size_t i = 0; i < w.size(); ++i) {
    w[i] = s.number(i);
    if (w[i] < 0)
      call.refuse("YG1421",
                  {"the weight of " + call.panel().key(i) + " is negative",
                   call.panel().key(i) + " 的权重为负"},
                  {"correct it, or leave the row out", "请更正，或剔除该行"},
                  call.named_place("weights"));
  }
  return w;
}

Series run_leave_one_out(Call& call) {
  const std::vector<double> x = call.column(0), w = weights_of(call);
  const bool sum = call.word("stat") == "sum";
  const Groups peers = peers_of(call);
  std::vector<long double> total(peers.count, 0), weight(peers.count, 0);
  std::vector<std::size_t> present(peers.count, 0);
  const auto counts = [&](std::size_t i) {
    return peers.code[i] >= 0 && !is_missing(x[i]) && w[i] > 0;
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!counts(i)) continue;
    const auto g = static_cast<std::size_t>(peers.code[i]);
    total[g] += static_cast<long double>(w[i]) * x[i];
    weight[g] += w[i];
    ++present[g];
  }
  std::vector<double> y(x.size(), missing);
  std::vector<std::size_t> alone;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (peers.code[i] < 0) continue;
    const auto g = static_cast<std::size_t>(peers.code[i]);
    const bool own = counts(i);
    if (present[g] == (own ? 1u : 0u)) {
      alone.push_back(i);
      continue;
    }
    const long double rest = total[g] - (own ? static_cast<long double>(w[i]) * x[i] : 0.0L);
    y[i] = static_cast<double>(sum ? rest : rest / (weight[g] - (own ? w[i] : 0.0L)));
  }
  if (!alone.empty()) {
    const Text keys = call.context().keys(alone);
    call.warn("YG1420",
              {"leave_one_out() is missing in " + count_of(alone.size()) +
                   " rows that have no other unit in their group and period: " + keys.en,
               "leave_one_out() 有 " + count_of(alone.size()) +
                   " 行缺失（同组同期没有其他单元）：" + keys.in(Lang::zh)},
              {"use a wider group", "请使用更大的分组"});
  }
  return Series::of(std::move(y));
}

/// The columns of a list of expressions.
std::vector<std::vector<double>> columns_of(Call& call, const std::string& name) {
  const Node* value = call.named(name);
  std::vector<std::vector<double>> out;
  if (value == nullptr) return out;
  std::vector<const Node*> items;
  if (value->kind == Node::Kind::list)
    for (const NodePtr& item : value->items) items.push_back(item.get());
  else
    items.push_back(value);
  for (const Node* item : items) {
    const Series s = compute(call.context(), *item);
    if (s.is_text())
      call.refuse("YG2241",
                  {"a text stands where numbers are needed", "此处需要数值，却是文本"},
                  {"use numeric columns", "请使用数值变量"},
                  call.context().at(*item));
    out.push_back(s.constant ? std::vector<double>(call.rows(), s.numbers[0]) : s.numbers);
  }
  return out;
}

[[noreturn]] void refuse_call(Call& call, Text what) {
  call.refuse(
      "YG2240",
      std::move(what),
      {"write shift_share(levels = [l1, l2], base = 2010) or shift_share(shares = [s1, s2], "
       "growth = [g1, g2], base = 2010)",
       "写法：shift_share(levels = [l1, l2], base = 2010) 或 shift_share(shares = [s1, s2], "
       "growth = [g1, g2], base = 2010)"},
      call.place());
}

ShiftShareInput input_of(Call& call) {
  ShiftShareInput in;
  in.shares = columns_of(call, "shares");
  in.growth = columns_of(call, "growth");
  in.levels = columns_of(call, "levels");
  in.leave_one_out = call.flag("leave_out", true);
  in.from_base = call.word("from") == "base";
  if (const std::optional<double> base = call.named_constant("base")) {
    const auto& periods = call.panel().periods();
    const bool known = *base == std::floor(*base) &&
                       std::binary_search(periods.begin(), periods.end(), static_cast<long>(*base));
    if (!known || call.panel().time_name().empty())
      call.refuse("YG2242",
                  {"the panel has no period " + text::round_trip(*base),
                   "面板中没有 " + text::round_trip(*base) + " 期"},
                  {"base is a period of the panel, best before those that are explained",
                   "base 应为面板中的时期，宜早于被解释的各期"},
                  call.named_place("base"));
    in.base = static_cast<long>(*base);
  }
  if (in.growth.empty() == in.levels.empty())
    refuse_call(call,
                {"shift_share() takes either growth or levels",
                 "shift_share() 需要 growth 或 "
                 "levels 之一"});
  if (in.shares.empty() && in.levels.empty())
    refuse_call(call, {"shift_share() with growth needs shares", "给出 growth 时还需要 shares"});
  if (in.shares.empty() && !in.base)
    refuse_call(call,
                {"shares made of the levels need a base period", "由 levels 计算份额需要基期"});
  if (in.from_base && !in.base)
    refuse_call(call, {"growth from the base needs a base period", "自基期起的增长需要基期"});
  const std::size_t sectors = std::max(in.growth.size(), in.levels.size());
  if (!in.shares.empty() && in.shares.size() != sectors)
    refuse_call(
        call,
        {"there are " + count_of(in.shares.size()) + " shares and " + count_of(sectors) +
             " sectors of growth",
         "份额有 " + count_of(in.shares.size()) + " 个，增长有 " + count_of(sectors) + " 个部门"});
  if (!in.levels.empty() && call.panel().time_name().empty())
    call.refuse("YG1413",
                {"shift_share() needs periods, and this panel has no time column",
                 "shift_share() 需要时间变量，而当前面板没有"},
                {"name the column under [panel] time =", "请在 [panel] 中用 time = 指定时间变量"},
                call.place());
  return in;
}

void tell_shares(Call& call, const ShiftShareInput& in, const ShiftShare& made) {
  const std::string range = text::fixed(made.least_sum, 3) + " to " + text::fixed(made.most_sum, 3),
                    range_zh =
                        text::fixed(made.least_sum, 3) + " 至 " + text::fixed(made.most_sum, 3);
  if (made.incomplete > 0)
    call.warn("YG1423",
              {"the shares of " + count_of(made.incomplete) + " rows do not add up to one (" +
                   range + ")",
               count_of(made.incomplete) + " 行的份额之和不为 1（" + range_zh + "）"},
              {"control for the sum of the shares, by period (Borusyak, Hull and Jaravel 2022)",
               "请控制份额之和与时期的交互项（Borusyak、Hull 与 Jaravel，2022）"});
  if (!in.base)
    call.warn("YG1424",
              {"the shares are those of each row's own period, which shocks may have changed",
               "份额取自各行当期，可能已受冲击影响"},
              {"write base = the first year", "请写 base = 首年"});
}

Series run_shift_share(Call& call) {
  const ShiftShareInput in = input_of(call);
  ShiftShare made = shift_share(call.panel(), in);
  if (!made.negative.empty()) {
    const Text keys = call.context().keys(made.negative);
    call.refuse(
        "YG1422",
        {"a share or level is negative: " + keys.en, "份额或水平值为负：" + keys.in(Lang::zh)},
        {"correct it, or leave the rows out", "请更正，或剔除这些行"},
        call.place());
  }
  tell_shares(call, in, made);
  const auto lost = [&](const std::vector<std::size_t>& rows, const Text& why) {
    if (rows.empty()) return;
    const Text keys = call.context().keys(rows);
    call.warn("YG1425",
              {"shift_share() is missing in " + count_of(rows.size()) + " rows: " + why.en + ": " +
                   keys.en,
               "shift_share() 有 " + count_of(rows.size()) + " 行缺失（" + why.zh + "）：" +
                   keys.in(Lang::zh)},
              {"fill the columns first, or leave the rows out", "请先补全相应变量，或剔除这些行"});
  };
  lost(made.without_shares, {"no shares in the base period", "缺少基期份额"});
  lost(made.without_growth, {"a sector's growth is not known", "某部门的增长未知"});
  if (made.first_period > 0)
    call.note("YG1425",
              {"the " + count_of(made.first_period) + " rows of the first period have no growth",
               "首期的 " + count_of(made.first_period) + " 行没有增长率"});
  return Series::of(std::move(made.values));
}

}  // namespace

std::vector<Function> instrument_functions() {
  using Kind = Parameter::Kind;
  return {
      {{"leave_one_out",
        "leave_one_out(x, by = province, weights = pop, stat = mean | sum)",
        {"mean or sum of x over the other units of the same group and period",
         "同组同期其他单元的均值或合计"},
        "egen total(x), by(province year), less the own value"},
       1,
       1,
       {{"by", Kind::groups, {}},
        {"weights", Kind::value, {}},
        {"stat", Kind::choice, {"mean", "sum"}}},
       run_leave_one_out},
      {{"shift_share",
        "shift_share(levels = [l1, l2], base = 2010, from = previous | base, leave_out = true) or "
        "shift_share(shares = [s1, s2], growth = [g1, g2], base = 2010)",
        {"Bartik instrument: base-period shares of sectors times their growth elsewhere",
         "Bartik（份额移动）工具变量：基期部门份额乘以其他地区该部门的增长率"},
        ""},
       0,
       0,
       {{"shares", Kind::columns, {}},
        {"growth", Kind::columns, {}},
        {"levels", Kind::columns, {}},
        {"base", Kind::number, {}},
        {"from", Kind::choice, {"previous", "base"}},
        {"leave_out", Kind::choice, {"true", "false"}}},
       run_shift_share},
  };
}

}  // namespace yugong::prepare
