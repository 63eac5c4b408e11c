#include "yugong/frontier/technology.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "yugong/base/error.hpp"

namespace yugong::frontier {

namespace {

[[noreturn]] void refuse(const std::string& written) {
  throw Error{error("YG3310",
                    {"frontier = \"" + written + "\" is not a reference set that is built",
                     "frontier = \"" + written + "\" 不是已支持的参照集"},
                    {"write pooled, yearly, sequential, window(3), window(3, centred), window(3, "
                     "classic), biennial, group(column), group-yearly(column), fixed(2010) or "
                     "custom(column)",
                     "可写 pooled、yearly、sequential、window(3)、window(3, centred)、window(3, "
                     "classic)、biennial、group(列名)、group-yearly(列名)、fixed(2010) 或 "
                     "custom(列名)"})
                  .about("frontier")};
}

std::vector<std::string> arguments_of(const std::string& list) {
  std::vector<std::string> arguments;
  for (const std::string& part : text::split(list, ',')) arguments.push_back(text::trim(part));
  return arguments;
}

/// A whole number; false for anything else.
bool whole(const std::string& written, long& number) {
  double value = 0;
  if (!text::parse_number(written, value) || !(value > -1e6 && value < 1e6)) return false;
  number = static_cast<long>(value);
  return value == static_cast<double>(number);
}

/// "window(3, centred)" to {"window", {"3", "centred"}}; also "window:3".
std::pair<std::string, std::vector<std::string>> call(const std::string& written) {
  const std::string s = text::trim(text::normalise(written));
  const std::size_t colon = s.find(':'), open = s.find('(');
  if (colon != std::string::npos)
    return {text::lower(s.substr(0, colon)), arguments_of(s.substr(colon + 1))};
  if (open == std::string::npos) return {text::lower(s), {}};
  if (s.back() != ')') refuse(written);
  return {text::lower(text::trim(s.substr(0, open))),
          arguments_of(s.substr(open + 1, s.size() - open - 2))};
}

bool in_reference(const FrontierRule& rule, long member, long evaluated) {
  using Kind = FrontierRule::Kind;
  switch (rule.kind) {
    case Kind::pooled:
    case Kind::group:
    case Kind::custom:
    case Kind::classic:
      return true;
    case Kind::fixed:
      return member == rule.base;
    case Kind::yearly:
    case Kind::group_yearly:
      return member == evaluated;
    case Kind::sequential:
      return member <= evaluated;
    case Kind::window:
      return member > evaluated - rule.width && member <= evaluated;
    case Kind::centred:
      return member >= evaluated - rule.width && member <= evaluated + rule.width;
    case Kind::biennial:
      return member == evaluated || member == evaluated + 1;
  }
  return false;
}

}  // namespace

FrontierRule frontier_rule(const std::string& written) {
  using Kind = FrontierRule::Kind;
  static const std::map<std::string, Kind> plain = {{"pooled", Kind::pooled},
                                                    {"all", Kind::pooled},
                                                    {"global", Kind::pooled},
                                                    {"yearly", Kind::yearly},
                                                    {"same", Kind::yearly},
                                                    {"contemporaneous", Kind::yearly},
                                                    {"sequential", Kind::sequential},
                                                    {"upto", Kind::sequential},
                                                    {"biennial", Kind::biennial}};
  const auto [name, arguments] = call(written);
  FrontierRule rule;
  if (const auto found = plain.find(name); found != plain.end() && arguments.empty()) {
    rule.kind = found->second;
    return rule;
  }
  const bool one = arguments.size() == 1 && !arguments[0].empty();
  if (one && (name == "group" || name == "group-yearly" || name == "group-same")) {
    rule.kind = name == "group" ? Kind::group : Kind::group_yearly;
    rule.column = arguments[0];
    return rule;
  }
  if (one && name == "custom") {
    rule.kind = Kind::custom;
    rule.column = arguments[0];
    return rule;
  }
  if (one && name == "fixed" && whole(arguments[0], rule.base)) {
    rule.kind = Kind::fixed;
    return rule;
  }
  static const std::map<std::string, Kind> windows = {{"trailing", Kind::window},
                                                      {"centred", Kind::centred},
                                                      {"centered", Kind::centred},
                                                      {"classic", Kind::classic}};
  if (name == "window" && (one || arguments.size() == 2)) {
    const auto shape = windows.find(one ? "trailing" : text::lower(arguments[1]));
    if (shape != windows.end() && whole(arguments[0], rule.width) && rule.width >= 1) {
      rule.kind = shape->second;
      return rule;
    }
  }
  refuse(written);
}

namespace {

/// Every run of `width` observed periods (all of them when there are fewer), in order of time.
std::vector<Reference> classic_windows(long width,
                                       std::span<const long> period,
                                       std::span<const std::int32_t> group) {
  const std::set<long> distinct(period.begin(), period.end());
  const std::vector<long> periods(distinct.begin(), distinct.end());
  const std::size_t w = std::min(static_cast<std::size_t>(width), periods.size());
  std::vector<Reference> windows;
  for (std::size_t begin = 0; begin + w <= periods.size() && w > 0; ++begin) {
    std::map<std::int32_t, Reference> by_group;
    for (std::size_t j = 0; j < period.size(); ++j)
      if (period[j] >= periods[begin] && period[j] <= periods[begin + w - 1])
        by_group[group.empty() ? 0 : group[j]].members.push_back(static_cast<std::uint32_t>(j));
    for (auto& [which, window] : by_group) {
      window.evaluated = window.members;
      windows.push_back(std::move(window));
    }
  }
  return windows;
}

std::vector<Reference> custom_set(std::size_t units, std::span<const std::int32_t> flag) {
  Reference set;
  for (std::uint32_t j = 0; j < units; ++j) {
    set.evaluated.push_back(j);
    if (flag[j] != 0) set.members.push_back(j);
  }
  return {set};
}

}  // namespace

std::vector<Reference> references(const FrontierRule& rule,
                                  std::span<const long> period,
                                  std::span<const std::int32_t> group) {
  using Kind = FrontierRule::Kind;
  if (rule.kind == Kind::classic) return classic_windows(rule.width, period, group);
  if (rule.kind == Kind::custom) return custom_set(period.size(), group);
  const bool by_period = rule.by_period() && rule.kind != Kind::fixed;
  // Units that share a period (where it matters) and a group share a reference set.
  std::map<std::pair<std::int32_t, long>, Reference> sets;
  const auto key = [&](std::size_t j) {
    return std::pair<std::int32_t, long>{group.empty() ? 0 : group[j], by_period ? period[j] : 0};
  };
  for (std::size_t j = 0; j < period.size(); ++j)
    sets[key(j)].evaluated.push_back(static_cast<std::uint32_t>(j));
  std::vector<Reference> result;
  for (auto& [which, set] : sets) {
    for (std::size_t j = 0; j < period.size(); ++j)
      if ((group.empty() || group[j] == which.first) &&
          in_reference(rule, period[j], by_period ? which.second : period[j]))
        set.members.push_back(static_cast<std::uint32_t>(j));
    result.push_back(std::move(set));
  }
  return result;
}

}  // namespace yugong::frontier
