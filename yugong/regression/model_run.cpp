#include "yugong/regression/model_run.hpp"

#include <cmath>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

Problem unknown(const Named& named, const std::vector<std::string>& known) {
  const auto& [name, path] = named;
  const Text near = text::did_you_mean(name, known);
  Place place;
  place.path = path;
  return error(
             "YG2104",
             {"unknown variable '" + name + "' in " + path, path + " 中的变量“" + name + "”不存在"},
             {"the data have " + std::to_string(known.size()) + " variables" + near.en,
              "数据共有 " + std::to_string(known.size()) + " 个变量" + near.in(Lang::zh)},
             place)
      .about(name);
}

}  // namespace

std::vector<Named> named_columns(const Vcov& vcov, const std::string& weights) {
  std::vector<Named> out;
  for (const auto& way : vcov.clusters)
    for (const std::string& name : way) out.emplace_back(name, "vcov");
  for (const std::string& name : vcov.coordinates) out.emplace_back(name, "vcov");
  if (!weights.empty()) out.emplace_back(weights, "weights");
  return out;
}

void require_known(const Formula& formula,
                   const std::vector<Named>& named,
                   const std::vector<std::string>& known) {
  std::vector<Problem> problems = unknown_variables(formula, known);
  for (const Named& n : named)
    if (std::find(known.begin(), known.end(), n.first) == known.end())
      problems.push_back(unknown(n, known));
  if (!problems.empty()) throw Error(std::move(problems));
}

std::vector<std::string> columns_read(const Formula& formula, const std::vector<Named>& named) {
  std::vector<std::string> out = variables(formula);
  for (const Named& n : named)
    if (std::find(out.begin(), out.end(), n.first) == out.end()) out.push_back(n.first);
  return out;
}

std::string levels_text(const std::vector<Factor>& factors) {
  std::vector<std::string> parts;
  for (const Factor& f : factors) parts.push_back(f.name + " " + std::to_string(f.levels));
  return text::join(parts, ", ");
}

std::string freedom_text(double df) {
  return std::isinf(df) ? std::string("inf") : text::round_trip(df);
}

}  // namespace yugong::regression
