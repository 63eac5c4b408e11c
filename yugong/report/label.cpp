#include "yugong/report/label.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace yugong::report {
namespace {

Text levels_clause(const std::vector<double>& levels, const std::vector<std::string>& symbols) {
  std::vector<double> sorted = levels;
  std::ranges::sort(sorted);
  Text marks, shares;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::string mark =
        mark_of(sorted[i] / 2 + (i > 0 ? sorted[i - 1] / 2 : 0), levels, symbols);
    const std::string share = fmt::format("{:g}%", sorted[i] * 100);
    marks.en += (i ? ", " : "") + mark;
    marks.zh += (i ? "、" : "") + mark;
    shares.en += (i ? ", " : "") + share;
    shares.zh += (i ? "、" : "") + share;
  }
  return {marks.en + " denote significance at " + shares.en,
          marks.zh + " 分别表示 " + shares.zh + " 的显著性水平"};
}

}  // namespace

Text label_of(const std::string& name, Naming naming, const TableContext& context) {
  if (name == "_cons") return context.words("constant");
  if (name.starts_with("_") && context.words.has("term." + name))
    return context.words("term." + name);
  const auto label = context.labels.find(name);
  return naming == Naming::label && label != context.labels.end() && !label->second.empty()
             ? label->second
             : Text(name);
}

Text levels_note(const std::vector<double>& levels, const std::vector<std::string>& symbols) {
  const Text clause = levels_clause(levels, symbols);
  return {clause.en + ".", clause.zh + "。"};
}

Text levels_note(const std::vector<double>& levels,
                 const std::vector<std::string>& symbols,
                 const Text& inside) {
  const Text clause = levels_clause(levels, symbols);
  return {inside.en + "; " + clause.en + ".", clause.zh + "，" + inside.in(Lang::zh) + "。"};
}

}  // namespace yugong::report
