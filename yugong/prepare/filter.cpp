#include "yugong/prepare/filter.hpp"

#include "yugong/prepare/columns.hpp"
#include "yugong/prepare/expression.hpp"

namespace yugong::prepare::filter {

void apply(data::Panel& panel, const Options& options, const Executor&, const Place& place) {
  const Expression where = parse_expression(options.where, place);
  std::vector<Problem> notes;
  const std::vector<bool> holds = condition(where, panel, &notes);
  // Where the opposite does not hold either, the condition is missing.
  const std::vector<bool> fails = condition(parse_expression("not (" + options.where + ")"), panel);
  std::vector<std::uint32_t> kept, dropped;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < holds.size(); ++i) {
    (holds[i] ? kept : dropped).push_back(static_cast<std::uint32_t>(i));
    unknown += !holds[i] && !fails[i] ? 1u : 0u;
  }
  if (kept.empty())
    throw Error(
        error("YG1406",
              {"no row fulfils '" + options.where + "'", "没有任何行满足“" + options.where + "”"},
              {"check the names, quotes and limits of the condition; " + std::to_string(unknown) +
                   " of " + std::to_string(holds.size()) + " rows have a missing condition",
               "请检查条件中的变量、引号和界限；" + std::to_string(holds.size()) + " 行中有 " +
                   std::to_string(unknown) + " 行条件为缺失"},
              where.place()));
  const std::string n = std::to_string(kept.size()), all = std::to_string(holds.size()),
                    u = std::to_string(unknown);
  const Text detail{options.where + ": kept " + n + " of " + all +
                        (unknown > 0 ? ", " + u + " dropped because the condition is missing" : ""),
                    options.where + "：保留 " + n + " / " + all +
                        (unknown > 0 ? "，其中 " + u + " 行因条件缺失而剔除" : "")};
  panel = panel.keep(kept);
  record(panel, "filter", "", detail, std::move(dropped));
  for (Problem& p : notes) panel.table().notes().push_back(std::move(p));
}

}  // namespace yugong::prepare::filter
