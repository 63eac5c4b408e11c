#include "yugong/prepare/series.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/functions.hpp"

namespace yugong::prepare {

Series Series::of(std::vector<double> values) {
  Series s;
  s.numbers = std::move(values);
  return s;
}

Series Series::of_constant(double value) {
  Series s;
  s.constant = true;
  s.numbers = {value};
  return s;
}

namespace {

/// Refines `groups` by one more key per row; a negative key makes the group missing. Codes follow
/// first appearance.
void refine(Groups& groups, const std::vector<std::int32_t>& key) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> codes;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (groups.code[i] < 0 || key[i] < 0) {
      groups.code[i] = -1;
      continue;
    }
    const auto found =
        codes.emplace(std::pair{groups.code[i], key[i]}, static_cast<std::int32_t>(codes.size()));
    groups.code[i] = found.first->second;
  }
  groups.count = codes.size();
}

std::vector<std::int32_t> keys_of(const data::DataColumn& column) {
  std::vector<std::int32_t> key(column.size(), -1);
  std::map<double, std::int32_t> numbers;
  std::map<std::string, std::int32_t> texts;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (column.missing_at(i)) continue;
    key[i] =
        column.is_text
            ? texts.emplace(column.texts[i], static_cast<std::int32_t>(texts.size())).first->second
            : numbers.emplace(column.numbers[i], static_cast<std::int32_t>(numbers.size()))
                  .first->second;
  }
  return key;
}

}  // namespace

Groups group_rows(const data::Panel& panel,
                  const std::vector<std::string>& columns,
                  const Place& place,
                  bool plain_columns) {
  Groups groups{std::vector<std::int32_t>(panel.rows(), 0), 1};
  for (const std::string& name : columns) {
    const bool unit = name == panel.unit_name() || (name == "unit" && !plain_columns);
    const bool time = name == panel.time_name() || (name == "time" && !plain_columns);
    if (unit)
      refine(groups, {panel.unit().begin(), panel.unit().end()});
    else if (time)
      refine(groups, {panel.time().begin(), panel.time().end()});
    else
      refine(groups, keys_of(panel.table().column(name, place)));
  }
  return groups;
}

Place Context::at(const Node& node) const {
  return part_of(expression.place(), node.begin, node.end);
}

Text Context::keys(const std::vector<std::size_t>& rows) const {
  constexpr std::size_t shown = 3;
  std::string list;
  for (std::size_t i = 0; i < std::min(shown, rows.size()); ++i)
    list += (i > 0 ? "; " : "") + panel.key(rows[i]);
  if (rows.size() <= shown) return list;
  const std::string more = std::to_string(rows.size() - shown);
  return {list + " and " + more + " more", list + " 等 " + std::to_string(rows.size()) + " 个"};
}

void Call::refuse(const std::string& code, Text what, Text mend, const Place& place) const {
  throw Error(error(code, std::move(what), std::move(mend), place));
}

void Call::note(const std::string& code, Text what, Text mend) {
  context_.notes.push_back(yugong::note(code, std::move(what), std::move(mend), place()));
}

void Call::warn(const std::string& code, Text what, Text mend) {
  context_.notes.push_back(warning(code, std::move(what), std::move(mend), place()));
}

Series Call::any(std::size_t i) {
  return compute(context_, *node_.items[i]);
}

namespace {

[[noreturn]] void refuse_text(const Call& call, const Place& place) {
  call.refuse("YG2241",
              {"a text stands where numbers are needed", "此处需要数值，却是文本"},
              {"use a numeric column; to compare texts write region == \"a\"",
               "请使用数值变量；比较文本请写 region == \"a\""},
              place);
}

[[noreturn]] void refuse_varying(const Call& call, const Place& place) {
  call.refuse("YG2241",
              {"a fixed number is needed here, not a column", "此处需要固定数值，而不是变量"},
              {"write a number", "请写一个数字"},
              place);
}

}  // namespace

Series Call::numeric(std::size_t i) {
  Series s = any(i);
  if (s.is_text()) refuse_text(*this, context_.at(*node_.items[i]));
  return s;
}

std::vector<double> Call::column(std::size_t i) {
  Series s = numeric(i);
  if (s.constant) return std::vector<double>(rows(), s.numbers[0]);
  return std::move(s.numbers);
}

double Call::constant(std::size_t i, double fallback) {
  if (i >= count()) return fallback;
  const Series s = numeric(i);
  if (!s.constant || is_missing(s.numbers[0])) refuse_varying(*this, context_.at(*node_.items[i]));
  return s.numbers[0];
}

int Call::whole(std::size_t i, int fallback, int least) {
  const double value = constant(i, fallback);
  if (value != std::floor(value) || value < least || value > 1e6)
    refuse(
        "YG2242",
        {"a whole number of at least " + std::to_string(least) + " is needed, not " +
             text::round_trip(value),
         "此处需要不小于 " + std::to_string(least) + " 的整数，而不是 " + text::round_trip(value)},
        {"write " + node_.function->info.usage, "写法：" + node_.function->info.usage},
        i < count() ? context_.at(*node_.items[i]) : place());
  return static_cast<int>(value);
}

const Node* Call::named(std::string_view name) const {
  for (const NamedArgument& argument : node_.named)
    if (argument.name == name) return argument.value.get();
  return nullptr;
}

Place Call::named_place(std::string_view name) const {
  const Node* value = named(name);
  return value == nullptr ? place() : context_.at(*value);
}

Series Call::named_numeric(std::string_view name) {
  Series s = compute(context_, *named(name));
  if (s.is_text()) refuse_text(*this, named_place(name));
  return s;
}

std::optional<double> Call::named_constant(std::string_view name) {
  if (named(name) == nullptr) return std::nullopt;
  const Series s = named_numeric(name);
  if (!s.constant || is_missing(s.numbers[0])) refuse_varying(*this, named_place(name));
  return s.numbers[0];
}

std::string Call::word(std::string_view name) const {
  const Node* value = named(name);
  if (value == nullptr) return {};
  const Parameter* parameter = node_.function->parameter(std::string(name));
  return is_word(*parameter, *value) ? value->word : std::string();
}

bool Call::flag(std::string_view name, bool fallback) {
  const std::string w = word(name);
  return w.empty() ? fallback : w == "true";
}

Groups Call::groups() {
  const Node* by = named("by");
  if (by == nullptr) return group_rows(panel(), {});
  std::vector<NodePtr> items = by->items;
  if (by->kind != Node::Kind::list) items = {NodePtr(NodePtr(), by)};
  Groups groups = group_rows(panel(), {});
  for (const NodePtr& item : items) {
    if (item->kind != Node::Kind::name)
      refuse(
          "YG2241",
          {"'by =' takes columns", "by = 之后应为变量名"},
          {"write by = region or by = [region, year]", "例如 by = region 或 by = [region, year]"},
          context_.at(*item));
    refine(groups, [&] {
      Groups one = group_rows(panel(), {item->word}, context_.at(*item), item->quoted);
      return one.code;
    }());
  }
  return groups;
}

}  // namespace yugong::prepare
