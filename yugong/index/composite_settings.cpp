#include "yugong/index/composite_settings.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "yugong/index/moments.hpp"

namespace yugong::index::composite {

namespace {

std::vector<std::string> all_names(const Options& options) {
  std::vector<std::string> names = options.positive;
  names.insert(names.end(), options.negative.begin(), options.negative.end());
  return names;
}

bool listed(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_lists(const Options& options, std::vector<Problem>& problems) {
  const std::vector<std::string> names = all_names(options);
  if (names.empty())
    problems.push_back(error(
        "YG3205",
        {"the index has no indicator", "指数没有任何指标"},
        {"list its columns under positive and negative", "请在 positive 与 negative 中列出指标"}));
  std::set<std::string> seen, told;
  for (const std::string& name : names) {
    if (seen.insert(name).second || !told.insert(name).second) continue;
    const bool both = listed(options.positive, name) && listed(options.negative, name);
    problems.push_back(
        error("YG3202",
              both ? Text{fmt::format("indicator '{}' is both positive and negative", name),
                          fmt::format("指标 '{}' 同时被列为正向与负向", name)}
                   : Text{fmt::format("indicator '{}' is listed twice", name),
                          fmt::format("指标 '{}' 重复列出", name)},
              {"keep it in one place", "请只保留一处"})
            .about(name));
  }
}

void dimension_problem(std::vector<Problem>& problems,
                       const std::string& name,
                       Text what,
                       Text mend) {
  problems.push_back(error("YG3207", std::move(what), std::move(mend)).about(name));
}

void check_dimensions(const Options& options, std::vector<Problem>& problems) {
  const std::vector<std::string> names = all_names(options);
  std::map<std::string, std::string> owner;
  for (const auto& [dimension, members] : options.dimensions) {
    if (members.empty() || dimension.empty())
      dimension_problem(problems,
                        dimension,
                        {fmt::format("dimension '{}' has no indicator or no name", dimension),
                         fmt::format("维度 '{}' 没有指标或没有名称", dimension)},
                        {"list its indicators, or leave it out", "请列出其指标，或删去该维度"});
    for (const std::string& name : members) {
      if (!listed(names, name)) {
        const Text hint = text::did_you_mean(name, names);
        dimension_problem(
            problems,
            name,
            {fmt::format(
                 "dimension '{}' names '{}', which is no indicator of the index", dimension, name),
             fmt::format("维度 '{}' 中的 '{}' 不是该指数的指标", dimension, name)},
            {"add it to positive or negative" + hint.en, "请加入 positive 或 negative" + hint.zh});
      }
      const auto [at, fresh] = owner.emplace(name, dimension);
      if (!fresh)
        dimension_problem(
            problems,
            name,
            {fmt::format(
                 "indicator '{}' stands in dimensions '{}' and '{}'", name, at->second, dimension),
             fmt::format("指标 '{}' 同时属于维度 '{}' 和 '{}'", name, at->second, dimension)},
            {"keep it in one of them", "请只保留在一个维度中"});
    }
  }
}

void weight_problem(std::vector<Problem>& problems, const std::string& name, Text what) {
  problems.push_back(
      error("YG3209",
            std::move(what),
            {"give one weight, zero or more, for every indicator and for nothing else",
             "请为每个指标（且仅为这些指标）给出一个非负权重"})
          .about(name));
}

void check_weights(const Options& options, std::vector<Problem>& problems) {
  const bool needed = options.method == Weighting::given;
  if (options.weights.empty()) {
    if (needed)
      weight_problem(problems, "", {"method given has no weights", "方法 given 没有给出权重"});
    return;
  }
  const std::vector<std::string> names = all_names(options);
  Sum total;
  for (const auto& [name, weight] : options.weights) {
    if (!listed(names, name))
      weight_problem(problems,
                     name,
                     {fmt::format("a weight is given for '{}', which is no indicator", name),
                      fmt::format("为 '{}' 给出了权重，但它不是指标", name)});
    if (!(weight >= 0) || weight > 1e300)
      weight_problem(problems,
                     name,
                     {fmt::format("the weight of '{}' is {}", name, weight),
                      fmt::format("'{}' 的权重为 {}", name, weight)});
    total.add(weight);
  }
  for (const std::string& name : names)
    if (!options.weights.contains(name))
      weight_problem(problems,
                     name,
                     {fmt::format("indicator '{}' has no weight", name),
                      fmt::format("指标 '{}' 没有权重", name)});
  if (!(total.value() > 0)) weight_problem(problems, "", {"all weights are zero", "权重全部为零"});
}

void check_zero_dimensions(const Options& options, std::vector<Problem>& problems) {
  if (options.weights.empty() || sub_of(options) == Sub::part) return;
  for (const auto& [dimension, members] : options.dimensions) {
    const bool zero = std::all_of(members.begin(), members.end(), [&](const std::string& name) {
      const auto at = options.weights.find(name);
      return at != options.weights.end() && at->second == 0;
    });
    if (zero && !members.empty())
      weight_problem(problems,
                     dimension,
                     {fmt::format("all weights of dimension '{}' are zero", dimension),
                      fmt::format("维度 '{}' 的权重全部为零", dimension)});
  }
}

void option_problem(std::vector<Problem>& problems,
                    const std::string& option,
                    Text what,
                    Text mend) {
  problems.push_back(error("YG3210", std::move(what), std::move(mend)).about(option));
}

void check_method(const Options& options, std::vector<Problem>& problems) {
  const bool takes_weights =
      options.method == Weighting::given || options.method == Weighting::topsis;
  if (!options.weights.empty() && !takes_weights)
    option_problem(
        problems,
        "weights",
        {"weights are given, but the method makes its own", "给出了权重，但所选方法自行计算权重"},
        {"write method = \"given\", or leave weights out",
         "请写 method = \"given\"，或删去 weights"});
  if (options.sub && options.dimensions.empty())
    option_problem(problems,
                   "sub",
                   {"sub says how sub-indices are made, but there are no dimensions",
                    "sub 规定分维度指数的算法，但没有给出维度"},
                   {"give dimensions, or leave sub out", "请给出 dimensions，或删去 sub"});
  if (options.method == Weighting::pca && options.sub == Sub::share)
    option_problem(problems,
                   "sub",
                   {"principal components have no weights that sum to one inside a dimension",
                    "主成分法没有可在维度内归一的权重"},
                   {"write sub = \"own\" (components of the dimension) or \"part\"",
                    "请写 sub = \"own\"（维度内主成分）或 \"part\""});
  if (options.method == Weighting::topsis && options.sub == Sub::part)
    option_problem(
        problems,
        "sub",
        {"distances to the ideal do not add up over dimensions", "到理想解的距离不能按维度相加"},
        {"write sub = \"share\" or \"own\"", "请写 sub = \"share\" 或 \"own\""});
  if (options.method == Weighting::pca && options.components &&
      static_cast<std::size_t>(*options.components) > all_names(options).size())
    option_problem(
        problems,
        "components",
        {fmt::format("{} components are asked of {} indicators",
                     *options.components,
                     all_names(options).size()),
         fmt::format(
             "要求 {} 个主成分，但只有 {} 个指标", *options.components, all_names(options).size())},
        {"ask for fewer", "请减少个数"});
}

}  // namespace

std::vector<Indicator> indicators_of(const Options& options, const data::Panel& panel) {
  std::vector<Indicator> out;
  for (const std::string& name : all_names(options)) {
    const data::DataColumn& c = panel.table().column(name);
    out.push_back({name, out.size() < options.positive.size(), "", c.label, c.unit});
    for (const auto& [dimension, members] : options.dimensions)
      if (listed(members, name)) out.back().dimension = dimension;
  }
  return out;
}

std::vector<Dimension> dimensions_of(const std::vector<Indicator>& indicators) {
  std::map<std::string, Dimension> by_name;
  for (std::size_t j = 0; j < indicators.size(); ++j) {
    const std::string& path = indicators[j].dimension;
    if (path.empty()) continue;
    const std::vector<std::string> parts = text::split(path, '/');
    std::string name;
    for (std::size_t level = 1; level <= parts.size(); ++level) {
      name += (level == 1 ? "" : "/") + parts[level - 1];
      Dimension& d = by_name[name];
      d.name = name;
      d.level = level;
      d.indicators.push_back(j);
    }
  }
  std::vector<Dimension> out;
  for (auto& [name, dimension] : by_name) out.push_back(std::move(dimension));
  std::stable_sort(out.begin(), out.end(), [](const Dimension& a, const Dimension& b) {
    return std::pair(a.indicators.front(), a.level) < std::pair(b.indicators.front(), b.level);
  });
  return out;
}

Sub sub_of(const Options& options) {
  return options.sub.value_or(options.method == Weighting::pca ? Sub::own : Sub::share);
}

void check_settings(const Options& options, std::vector<Problem>& problems) {
  check_lists(options, problems);
  check_dimensions(options, problems);
  check_weights(options, problems);
  check_zero_dimensions(options, problems);
  check_method(options, problems);
}

std::vector<double> given_weights(const Options& options,
                                  const std::vector<Indicator>& indicators) {
  std::vector<double> out;
  for (const Indicator& indicator : indicators) out.push_back(options.weights.at(indicator.name));
  const double total = sum(out);
  for (double& w : out) w /= total;
  return out;
}

}  // namespace yugong::index::composite
