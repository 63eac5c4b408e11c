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
                    {"write pooled, yearly, sequential, window(3), window(3, centred), biennial, "
                     "group(column) or "
                     "group-yearly(column)",
                     "可写 pooled、yearly、sequential、window(3)、window(3, "
                     "centred)、biennial、group(列名) 或 "
                     "group-yearly(列名)"})
                  .about("frontier")};
}

/// "window(3, centred)" to {"window", {"3", "centred"}}; also "window:3".
std::pair<std::string, std::vector<std::string>> call(const std::string& written) {
  const std::string s = text::trim(text::normalise(written));
  const std::size_t colon = s.find(':'), open = s.find('(');
  if (colon != std::string::npos)
    return {text::lower(s.substr(0, colon)), {text::trim(s.substr(colon + 1))}};
  if (open == std::string::npos) return {text::lower(s), {}};
  if (s.back() != ')') refuse(written);
  std::vector<std::string> arguments;
  for (const std::string& part : text::split(s.substr(open + 1, s.size() - open - 2), ','))
    arguments.push_back(text::trim(part));
  return {text::lower(text::trim(s.substr(0, open))), arguments};
}

bool in_reference(const FrontierRule& rule, long member, long evaluated) {
  using Kind = FrontierRule::Kind;
  switch (rule.kind) {
    case Kind::pooled:
    case Kind::group:
      return true;
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
  if ((name == "group" || name == "group-yearly" || name == "group-same") &&
      arguments.size() == 1 && !arguments[0].empty()) {
    rule.kind = name == "group" ? Kind::group : Kind::group_yearly;
    rule.column = arguments[0];
    return rule;
  }
  if (name == "window" && !arguments.empty() && arguments.size() <= 2) {
    double width = 0;
    const bool centred =
        arguments.size() == 2 && (arguments[1] == "centred" || arguments[1] == "centered");
    const bool trailing = arguments.size() == 1 || arguments[1] == "trailing";
    if (text::parse_number(arguments[0], width) && width >= 1 && width < 1e6 &&
        width == static_cast<double>(static_cast<long>(width)) && (centred || trailing)) {
      rule.kind = centred ? Kind::centred : Kind::window;
      rule.width = static_cast<long>(width);
      return rule;
    }
  }
  refuse(written);
}

std::vector<Reference> references(const FrontierRule& rule,
                                  std::span<const long> period,
                                  std::span<const std::int32_t> group) {
  using Kind = FrontierRule::Kind;
  const bool by_period = rule.kind != Kind::pooled && rule.kind != Kind::group;
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
