#include "yugong/base/value.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace yugong {

Value Value::of(bool v) {
  Value out;
  out.type = Type::boolean;
  out.boolean = v;
  return out;
}

Value Value::of(std::int64_t v) {
  Value out;
  out.type = Type::integer;
  out.integer = v;
  return out;
}

Value Value::of(double v) {
  Value out;
  out.type = Type::real;
  out.real = v;
  return out;
}

Value Value::of(std::string v) {
  Value out;
  out.type = Type::text;
  out.text = std::move(v);
  return out;
}

Value Value::array(std::vector<Value> v) {
  Value out;
  out.type = Type::array;
  out.items = std::move(v);
  return out;
}

Value Value::table() {
  Value out;
  out.type = Type::table;
  return out;
}

const Value* Value::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

Value& Value::set(std::string key, Value v) {
  for (auto& [name, value] : members)
    if (name == key) {
      value = std::move(v);
      return value;
    }
  members.emplace_back(std::move(key), std::move(v));
  return members.back().second;
}

namespace {

using Json = nlohmann::ordered_json;

Value from_json(const Json& j, const Place& place) {
  Value out;
  if (j.is_boolean()) {
    out = Value::of(j.get<bool>());
  } else if (j.is_number_integer()) {
    out = Value::of(j.get<std::int64_t>());
  } else if (j.is_number()) {
    out = Value::of(j.get<double>());
  } else if (j.is_string()) {
    out = Value::of(j.get<std::string>());
  } else if (j.is_array()) {
    out = Value::array();
    for (const auto& item : j) out.items.push_back(from_json(item, place));
  } else if (j.is_object()) {
    out = Value::table();
    for (const auto& [key, item] : j.items()) {
      Place inner = place;
      inner.path = place.path.empty() ? key : place.path + "." + key;
      out.set(key, from_json(item, inner)).key_place = inner;
    }
  }
  out.place = place;
  return out;
}

Json to_json_tree(const Value& v) {
  switch (v.type) {
    case Value::Type::boolean:
      return v.boolean;
    case Value::Type::integer:
      return v.integer;
    case Value::Type::real:
      return std::isfinite(v.real) ? Json(v.real) : Json(text::round_trip(v.real));
    case Value::Type::text:
      return v.text;
    case Value::Type::array: {
      Json out = Json::array();
      for (const auto& item : v.items) out.push_back(to_json_tree(item));
      return out;
    }
    case Value::Type::table: {
      Json out = Json::object();
      for (const auto& [key, item] : v.members) out[key] = to_json_tree(item);
      return out;
    }
    case Value::Type::null:
      break;
  }
  return nullptr;
}

}  // namespace

Value value_from_json(const std::string& json, const std::string& file) {
  Place place;
  place.file = file;
  try {
    return from_json(Json::parse(json), place);
  } catch (const Json::parse_error& e) {
    place.line = 1;
    for (std::size_t i = 0, end = std::min(e.byte, json.size()); i < end; ++i) {
      if (json[i] == '\n') {
        ++place.line;
        place.column = 0;
      } else {
        ++place.column;
      }
    }
    throw Error(error(
        "YG2001",
        {"the JSON text cannot be read", "JSON 文本无法读取"},
        {"check commas, quotes and brackets near this place", "请检查此处附近的逗号、引号与括号"},
        place));
  }
}

std::string to_json(const Value& value) {
  return to_json_tree(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace yugong
