#include "yugong/prepare/scale.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/prepare/columns.hpp"
#include "yugong/prepare/series.hpp"

namespace yugong::prepare::scale {

namespace {

struct Line {
  double shift = 0, divide = 1;  ///< (x - shift) / divide
  bool flat = false;
};

Line line_of(const std::vector<double>& v, const Options& options) {
  if (v.empty()) return {};
  const auto [low, high] = std::minmax_element(v.begin(), v.end());
  Line line;
  line.flat = *low == *high;
  if (options.method == Rule::minmax) {
    line.shift = options.reverse ? *high : *low;
    line.divide = options.reverse ? *low - *high : *high - *low;
    return line;
  }
  double sum = 0, squares = 0;
  for (double x : v) sum += x;
  line.shift = sum / static_cast<double>(v.size());
  for (double x : v) squares += (x - line.shift) * (x - line.shift);
  line.divide = std::sqrt(squares / static_cast<double>(v.size() - 1)) * (options.reverse ? -1 : 1);
  return line;
}

void scale_column(data::Panel& panel,
                  const std::string& name,
                  const Groups& groups,
                  const Options& options) {
  data::DataColumn scaled = panel.table().column(name);
  std::vector<std::vector<double>> values(groups.count);
  for (std::size_t i = 0; i < scaled.numbers.size(); ++i)
    if (groups.code[i] >= 0 && !is_missing(scaled.numbers[i]))
      values[static_cast<std::size_t>(groups.code[i])].push_back(scaled.numbers[i]);
  std::vector<Line> lines;
  for (const auto& v : values) lines.push_back(line_of(v, options));
  if (std::any_of(lines.begin(), lines.end(), [](const Line& l) { return l.flat; }))
    throw Error(
        error("YG1408",
              {"'" + name + "' does not vary" + (options.by.empty() ? "" : " in a group") +
                   " and cannot be scaled",
               "“" + name + "”" + (options.by.empty() ? "" : "在某组内") + "没有变化，无法标准化"},
              {"leave it out, or scale over a wider group", "请剔除该变量，或在更大的范围内标准化"})
            .about(name));
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < scaled.numbers.size(); ++i) {
    double& x = scaled.numbers[i];
    if (is_missing(x)) continue;
    const std::int32_t g = groups.code[i];
    x = g < 0 ? missing
              : (x - lines[static_cast<std::size_t>(g)].shift) /
                    lines[static_cast<std::size_t>(g)].divide;
    scaled.set_mark(i, data::Mark::derived);
    rows.push_back(static_cast<std::uint32_t>(i));
  }
  scaled.name = name + options.suffix;
  scaled.unit.clear();
  const std::string rule = options.method == Rule::minmax ? "minmax" : "zscore";
  const std::string by = options.by.empty() ? "" : " by " + text::join(options.by, ", ");
  const std::string target = scaled.name;
  panel.table().add(std::move(scaled));
  record(panel,
         "scale",
         target,
         {rule + (options.reverse ? ", reversed" : "") + by,
          rule + (options.reverse ? "，反向" : "") + by},
         std::move(rows));
}

}  // namespace

void apply(data::Panel& panel, const Options& options, const Executor&) {
  const Groups groups = group_rows(panel, options.by);
  for (const std::string& name : chosen_columns(panel, options.vars))
    scale_column(panel, name, groups, options);
}

}  // namespace yugong::prepare::scale
