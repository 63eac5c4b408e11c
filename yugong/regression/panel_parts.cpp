#include "yugong/regression/panel_parts.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"

namespace yugong::regression {
namespace {

Place at_option(const std::string& name, const std::string& text) {
  Place p;
  p.path = name;
  p.source_line = text;
  p.column = text.empty() ? 0 : 1;
  return p;
}

void refuse_both(const PartOptions& options) {
  if (options.split.empty() || options.fsplit.empty()) return;
  throw Error(error("YG2269",
                    {"split and fsplit are given together", "同时给出了 split 与 fsplit"},
                    {"fsplit is split with a model on all rows first: keep one of them",
                     "fsplit 即在分组之前先估计全样本：请只保留其一"},
                    at_option("fsplit", "")));
}

Part condition_of(const data::Panel& panel, const std::string& subset) {
  const Place place = at_option("subset", subset);
  const std::vector<bool> keep =
      prepare::condition(prepare::parse_expression(subset, place), panel);
  Part out{"filter:" + subset, {"outside " + subset, "不满足 " + subset}, {}};
  out.keep.assign(keep.begin(), keep.end());
  if (std::find(out.keep.begin(), out.keep.end(), 1) == out.keep.end())
    throw Error(
        error("YG1206",
              {"no row fulfils the condition '" + subset + "'", "没有样本满足条件“" + subset + "”"},
              {"check the spelling of values and the periods of the panel",
               "请检查取值的写法与面板的时期"},
              place));
  return out;
}

std::string value_text(const data::DataColumn& column, std::size_t row) {
  return column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
}

}  // namespace

std::vector<Group> groups_of(const data::Panel& panel, const PartOptions& options) {
  refuse_both(options);
  std::vector<Part> common;
  if (!options.subset.empty()) common.push_back(condition_of(panel, options.subset));
  const std::string& by = options.fsplit.empty() ? options.split : options.fsplit;
  if (by.empty()) return {{"", common}};
  std::vector<Group> out;
  if (!options.fsplit.empty()) out.push_back({"full", common});
  const std::size_t first = out.size();
  const data::DataColumn& column =
      panel.table().column(by, at_option(options.fsplit.empty() ? "split" : "fsplit", ""));
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    if (column.missing_at(i)) continue;
    const std::string value = value_text(column, i);
    auto group = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(first),
                              out.end(),
                              [&](const Group& g) { return g.name == value; });
    if (group == out.end()) {
      out.push_back({value, common});
      const std::string condition = by + " = " + value;
      out.back().parts.push_back({"filter:" + condition,
                                  {"outside " + condition, "不满足 " + condition},
                                  std::vector<char>(panel.rows(), 0)});
      group = out.end() - 1;
    }
    group->parts.back().keep[i] = 1;
  }
  return out;
}

std::vector<std::string> columns_of(const PartOptions& options) {
  refuse_both(options);
  std::vector<std::string> out;
  if (!options.subset.empty())
    out = prepare::names(
        prepare::parse_expression(options.subset, at_option("subset", options.subset)));
  for (const std::string& by : {options.split, options.fsplit})
    if (!by.empty() && std::find(out.begin(), out.end(), by) == out.end()) out.push_back(by);
  return out;
}

}  // namespace yugong::regression
