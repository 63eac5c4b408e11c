#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yugong/base/error.hpp"

namespace yugong {

/// A tree of settings with the place of every part: what a study file, a command line or a JSON
/// object becomes before an Options struct is read from it. Tables keep the order in which keys
/// were written.
struct Value {
  enum class Type { null, boolean, integer, real, text, array, table };

  Type type = Type::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<Value> items;                            ///< of an array
  std::vector<std::pair<std::string, Value>> members;  ///< of a table
  Place place;                                         ///< of the value
  Place key_place;  ///< of its key, when it is a member of a table

  static Value of(bool v);
  static Value of(std::int64_t v);

  static Value of(int v) { return of(static_cast<std::int64_t>(v)); }

  static Value of(double v);
  static Value of(std::string v);

  static Value of(const char* v) { return of(std::string(v)); }

  static Value array(std::vector<Value> v = {});
  static Value table();

  bool is_table() const { return type == Type::table; }

  bool is_array() const { return type == Type::array; }

  bool is_text() const { return type == Type::text; }

  bool is_number() const { return type == Type::integer || type == Type::real; }

  double number() const { return type == Type::integer ? static_cast<double>(integer) : real; }

  const Value* find(std::string_view key) const;  ///< member of a table, or nullptr
  Value& set(std::string key, Value v);           ///< adds or replaces; returns the member
};

/// JSON text to a tree (places carry the line when known) and back. Throws Error YG2001.
Value value_from_json(const std::string& json, const std::string& file = "");
std::string to_json(const Value& value);

}  // namespace yugong
