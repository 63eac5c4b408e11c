#pragma once

// Implementation of yugong/base/options.hpp: included from there only.

namespace yugong {
namespace detail {

struct AnyMember {
  template <class T>
  operator T() const;  // NOLINT: declared only, to count members
};

struct AnyOptional {
  template <class T>
  operator std::optional<T>() const;  // NOLINT
};

template <class S, class... Given>
concept braces = requires {
  S{Given{}...};
};

/// Number of members of an aggregate, counted by how many initialisers it takes.
template <class S, class... Given>
consteval std::size_t member_count() {
  if constexpr (braces<S, Given..., AnyMember>)
    return member_count<S, Given..., AnyMember>();
  else if constexpr (braces<S, Given..., AnyOptional>)
    return member_count<S, Given..., AnyOptional>();
  else
    return sizeof...(Given);
}

template <class T>
struct is_vector : std::false_type {};

template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

template <class T>
struct is_optional : std::false_type {};

template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
struct is_map : std::false_type {};

template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};

/// Where a value is being read: for messages.
struct Reading {
  std::string path;  ///< "model.base2.vcov"
  std::vector<Problem>* problems;
  double low, high;
};

bool read_value(const Value& v, bool& out, const Reading& r);
bool read_value(const Value& v, std::int64_t& out, const Reading& r);
bool read_value(const Value& v, double& out, const Reading& r);
bool read_value(const Value& v, std::string& out, const Reading& r);
void wrong_choice(const Value& v, const std::vector<std::string>& choices, const Reading& r);
void wrong_type(const Value& v,
                const std::string& expected,
                const std::string& expected_zh,
                const Reading& r);
void unknown_keys(const Value& table,
                  const std::vector<std::string>& known,
                  const std::set<std::string>& also,
                  const std::string& path,
                  std::vector<Problem>& problems);
void missing_key(const Value& table,
                 const std::string& name,
                 const Text& help,
                 const std::string& path,
                 std::vector<Problem>& problems);
void too_few(const Value& v, std::size_t fewest, const Reading& r);

template <class T>
bool read_any(const Value& v, T& out, const Reading& r) {
  if constexpr (std::is_same_v<T, Value>) {
    out = v;
    return true;
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> ||
                       std::is_same_v<T, std::string>) {
    return read_value(v, out, r);
  } else if constexpr (std::is_integral_v<T>) {
    std::int64_t wide = 0;
    if (!read_value(v, wide, r)) return false;
    if (!std::in_range<T>(wide)) {
      wrong_type(
          v, "a smaller whole number, not negative where a count is meant", "范围内的整数", r);
      return false;
    }
    out = static_cast<T>(wide);
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    std::vector<std::string> choices;
    for (const auto& [name, value] : names_of(T{})) {
      if (v.is_text() && v.text == name) {
        out = value;
        return true;
      }
      choices.push_back(name);
    }
    wrong_choice(v, choices, r);
    return false;
  } else if constexpr (is_optional<T>::value) {
    typename T::value_type inner{};
    if (!read_any(v, inner, r)) return false;
    out = std::move(inner);
    return true;
  } else if constexpr (is_vector<T>::value) {
    T items;
    if (!v.is_array()) {
      typename T::value_type one{};
      if (!read_any(v, one, r)) return false;
      items.push_back(std::move(one));
    } else {
      for (std::size_t i = 0; i < v.items.size(); ++i) {
        typename T::value_type one{};
        Reading inner = r;
        inner.path += "[" + std::to_string(i + 1) + "]";
        if (!read_any(v.items[i], one, inner)) return false;
        items.push_back(std::move(one));
      }
    }
    out = std::move(items);
    return true;
  } else {
    static_assert(is_map<T>::value, "an option of this type is not known");
    if (!v.is_table()) {
      wrong_type(v, "a table { name = value, ... }", "表 { 名称 = 值, ... }", r);
      return false;
    }
    T map;
    for (const auto& [key, value] : v.members) {
      typename T::mapped_type one{};
      Reading inner = r;
      inner.path += "." + key;
      if (!read_any(value, one, inner)) return false;
      map[key] = std::move(one);
    }
    out = std::move(map);
    return true;
  }
}

template <class T>
std::string type_name() {
  if constexpr (std::is_same_v<T, Value> || is_map<T>::value)
    return "table";
  else if constexpr (std::is_same_v<T, bool>)
    return "flag";
  else if constexpr (std::is_same_v<T, double>)
    return "number";
  else if constexpr (std::is_same_v<T, std::string>)
    return "text";
  else if constexpr (std::is_integral_v<T>)
    return "integer";
  else if constexpr (std::is_enum_v<T>)
    return "choice";
  else if constexpr (is_optional<T>::value)
    return type_name<typename T::value_type>();
  else
    return "list of " + type_name<typename T::value_type>();
}

template <class T>
std::vector<std::string> choices_of() {
  if constexpr (std::is_enum_v<T>) {
    std::vector<std::string> out;
    for (const auto& [name, value] : names_of(T{})) out.push_back(name);
    return out;
  } else if constexpr (is_optional<T>::value || is_vector<T>::value) {
    return choices_of<typename T::value_type>();
  } else {
    return {};
  }
}

template <class T>
Value value_of(const T& v) {
  if constexpr (std::is_same_v<T, Value>) {
    return v;
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> ||
                       std::is_same_v<T, std::string>) {
    return Value::of(v);
  } else if constexpr (std::is_integral_v<T>) {
    return Value::of(static_cast<std::int64_t>(v));
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& [name, value] : names_of(T{}))
      if (value == v) return Value::of(name);
    return Value{};
  } else if constexpr (is_optional<T>::value) {
    return v ? value_of(*v) : Value{};
  } else if constexpr (is_vector<T>::value) {
    Value out = Value::array();
    for (const auto& item : v) out.items.push_back(value_of<typename T::value_type>(item));
    return out;
  } else {
    Value out = Value::table();
    for (const auto& [key, item] : v) out.set(key, value_of(item));
    return out;
  }
}

std::string as_written(const Value& v);

template <class S, class Rows>
consteval bool every_member_described() {
  return member_count<S>() == std::tuple_size_v<Rows>;
}

}  // namespace detail

template <class S>
Value to_value(const S& options) {
  Value out = Value::table();
  std::apply(
      [&](const auto&... row) {
        (out.set(row.name, detail::value_of(options.*(row.member))), ...);
      },
      S::described());
  return out;
}

template <class S>
std::vector<OptionInfo> option_infos() {
  static_assert(detail::every_member_described<S, decltype(S::described())>(),
                "described() must have one row for every member of the Options struct");
  const S defaults{};
  std::vector<OptionInfo> out;
  auto add = [&]<class T>(const Option<S, T>& row) {
    OptionInfo info;
    info.name = row.name;
    info.type = detail::type_name<T>();
    info.fallback =
        row.is_required ? "" : detail::as_written(detail::value_of(defaults.*(row.member)));
    info.help = row.help;
    info.choices = detail::choices_of<T>();
    info.required = row.is_required;
    info.columns = row.is_columns;
    info.formula = row.is_formula;
    out.push_back(std::move(info));
  };
  std::apply([&](const auto&... row) { (add(row), ...); }, S::described());
  return out;
}

template <class S>
S read_options(const Value& table,
               const std::string& path,
               std::vector<Problem>& problems,
               const std::set<std::string>& also_allowed) {
  static_assert(detail::every_member_described<S, decltype(S::described())>(),
                "described() must have one row for every member of the Options struct");
  S out{};
  std::vector<std::string> known;
  auto read = [&]<class T>(const Option<S, T>& row) {
    known.push_back(row.name);
    const Value* v = table.find(row.name);
    if (v == nullptr || v->type == Value::Type::null) {
      if (row.is_required) detail::missing_key(table, row.name, row.help, path, problems);
      return;
    }
    const detail::Reading reading{
        path.empty() ? row.name : path + "." + row.name, &problems, row.low, row.high};
    if (!detail::read_any(*v, out.*(row.member), reading)) return;
    if constexpr (detail::is_vector<T>::value)
      if ((out.*(row.member)).size() < row.fewest) detail::too_few(*v, row.fewest, reading);
  };
  std::apply([&](const auto&... row) { (read(row), ...); }, S::described());
  detail::unknown_keys(table, known, also_allowed, path, problems);
  return out;
}

template <class S>
S read_options(const Value& table, const std::string& path) {
  std::vector<Problem> problems;
  S out = read_options<S>(table, path, problems);
  if (!problems.empty()) throw Error(std::move(problems));
  return out;
}

}  // namespace yugong
