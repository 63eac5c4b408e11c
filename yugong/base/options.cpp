#include "yugong/base/options.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace yugong::detail {
namespace {

std::string shown(const Value& v) {
  std::string s = as_written(v);
  return s.size() > 60 ? s.substr(0, 57) + "..." : s;
}

Place place_of(const Value& v, const Reading& r) {
  Place place = v.place;
  if (place.path.empty()) place.path = r.path;
  return place;
}

bool in_range(const Value& v, double x, const Reading& r) {
  if (x >= r.low && x <= r.high) return true;
  std::string range = std::isinf(r.high)  ? fmt::format(">= {:g}", r.low)
                      : std::isinf(r.low) ? fmt::format("<= {:g}", r.high)
                                          : fmt::format("{:g} .. {:g}", r.low, r.high);
  r.problems->push_back(error("YG2203",
                              {fmt::format("{} = {} is out of range", r.path, shown(v)),
                               fmt::format("{} = {} 超出范围", r.path, shown(v))},
                              {"allowed: " + range, "允许范围：" + range},
                              place_of(v, r)));
  return false;
}

}  // namespace

void wrong_type(const Value& v,
                const std::string& expected,
                const std::string& expected_zh,
                const Reading& r) {
  r.problems->push_back(error("YG2202",
                              {fmt::format("{} = {} is of the wrong type", r.path, shown(v)),
                               fmt::format("{} = {} 类型不对", r.path, shown(v))},
                              {"expected " + expected, "应为" + expected_zh},
                              place_of(v, r)));
}

bool read_value(const Value& v, bool& out, const Reading& r) {
  if (v.type != Value::Type::boolean) {
    wrong_type(v, "true or false", " true 或 false", r);
    return false;
  }
  out = v.boolean;
  return true;
}

bool read_value(const Value& v, std::int64_t& out, const Reading& r) {
  if (v.type == Value::Type::integer) {
    out = v.integer;
  } else if (v.type == Value::Type::real && v.real == std::floor(v.real) &&
             std::abs(v.real) < 9e15) {
    out = static_cast<std::int64_t>(v.real);
  } else {
    wrong_type(v, "a whole number", "整数", r);
    return false;
  }
  return in_range(v, static_cast<double>(out), r);
}

bool read_value(const Value& v, double& out, const Reading& r) {
  if (!v.is_number()) {
    wrong_type(v, "a number, without quotes", "数值（不加引号）", r);
    return false;
  }
  out = v.number();
  return in_range(v, out, r);
}

bool read_value(const Value& v, std::string& out, const Reading& r) {
  if (!v.is_text()) {
    wrong_type(v, "a text in quotes", "带引号的文本", r);
    return false;
  }
  out = v.text;
  return true;
}

void wrong_choice(const Value& v, const std::vector<std::string>& choices, const Reading& r) {
  const std::string written = v.is_text() ? v.text : shown(v);
  const Text hint = text::did_you_mean(written, choices);
  const std::string all = text::join(choices, ", ");
  r.problems->push_back(error("YG2204",
                              {fmt::format("{} cannot be '{}'", r.path, written),
                               fmt::format("{} 不能取 '{}'", r.path, written)},
                              {"one of: " + all + hint.en, "可选：" + all + hint.zh},
                              place_of(v, r)));
}

void too_few(const Value& v, std::size_t fewest, const Reading& r) {
  r.problems->push_back(
      error("YG2205",
            {fmt::format("{} has too few items", r.path), fmt::format("{} 的项目太少", r.path)},
            {fmt::format("give at least {}", fewest), fmt::format("至少给出 {} 项", fewest)},
            place_of(v, r)));
}

void unknown_keys(const Value& table,
                  const std::vector<std::string>& known,
                  const std::set<std::string>& also,
                  const std::string& path,
                  std::vector<Problem>& problems) {
  std::vector<std::string> candidates = known;
  candidates.insert(candidates.end(), also.begin(), also.end());
  for (const auto& [key, value] : table.members) {
    if (std::find(candidates.begin(), candidates.end(), key) != candidates.end()) continue;
    Place place = value.key_place;
    if (place.path.empty()) place.path = path;
    const Text hint = text::did_you_mean(key, candidates);
    const std::string where = path.empty() ? "" : " in " + path;
    const std::string all = text::join(known, ", ");
    problems.push_back(error("YG2201",
                             {fmt::format("unknown option '{}'{}", key, where),
                              fmt::format("未知选项 '{}'（{}）", key, path)},
                             {hint.empty() ? "known here: " + all : hint.en.substr(2),
                              hint.empty() ? "此处可用：" + all : hint.zh.substr(3)},
                             place)
                           .about(key));
  }
}

void missing_key(const Value& table,
                 const std::string& name,
                 const Text& help,
                 const std::string& path,
                 std::vector<Problem>& problems) {
  Place place = table.key_place.known() ? table.key_place : table.place;
  if (place.path.empty()) place.path = path;
  const std::string where = path.empty() ? "" : " in " + path;
  problems.push_back(error("YG2206",
                           {fmt::format("'{}' is missing{}", name, where),
                            fmt::format("缺少 '{}'（{}）", name, path)},
                           {fmt::format("add {} = ... ({})", name, help.en),
                            fmt::format("请补充 {} = ...（{}）", name, help.in(Lang::zh))},
                           place)
                         .about(name));
}

std::string as_written(const Value& v) {
  switch (v.type) {
    case Value::Type::null:
      return "";
    case Value::Type::boolean:
      return v.boolean ? "true" : "false";
    case Value::Type::integer:
      return std::to_string(v.integer);
    case Value::Type::real:
      return text::round_trip(v.real);
    case Value::Type::text:
      return v.text;
    case Value::Type::array: {
      std::vector<std::string> parts;
      for (const auto& item : v.items) parts.push_back(as_written(item));
      return "[" + text::join(parts, ", ") + "]";
    }
    case Value::Type::table: {
      std::vector<std::string> parts;
      for (const auto& [key, item] : v.members) parts.push_back(key + " = " + as_written(item));
      return "{" + text::join(parts, ", ") + "}";
    }
  }
  return "";
}

}  // namespace yugong::detail
