#include "yugong/dynamic/instruments.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::dynamic {
namespace {

using Style = InstrumentGroup::Style;

const Text& example(Style style) {
  static const Text gmm{
      "write gmm = \"L.y, lag(1 3) collapse\" or { vars = [\"L.y\"], lags = [1, "
      "3], collapse = true }",
      "写成 gmm = \"L.y, lag(1 3) collapse\" 或 { vars = [\"L.y\"], lags = [1, "
      "3], collapse = true }"};
  static const Text iv{
      "write iv = \"x z, eq(level)\" or { vars = [\"x\", \"z\"], equation = "
      "\"level\" }",
      "写成 iv = \"x z, eq(level)\" 或 { vars = [\"x\", \"z\"], equation = "
      "\"level\" }"};
  return style == Style::gmm ? gmm : iv;
}

/// Parts of a text at a separator outside parentheses, trimmed, without empty ones.
std::vector<std::string> parts_of(const std::string& s,
                                  const std::function<bool(char)>& separates) {
  std::vector<std::string> out(1);
  int depth = 0;
  bool ticks = false;
  for (const char c : s) {
    if (c == '`') ticks = !ticks;
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth == 0 && !ticks && separates(c))
      out.emplace_back();
    else
      out.back() += c;
  }
  for (std::string& part : out) part = text::trim(part);
  std::erase(out, "");
  return out;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

/// "L.(n w)" as Stata writes it: L.n + L.w.
std::string lag_of_list(const std::string& word) {
  const std::size_t open = word.rfind(".(");
  if (open == std::string::npos || word.back() != ')' || std::string("LFD").find(word[0]) > 2)
    return word;
  const std::string inner = word.substr(open + 2, word.size() - open - 3);
  std::vector<std::string> out;
  for (const std::string& name : parts_of(inner, is_blank))
    out.push_back(word.substr(0, open + 1) + name);
  return out.size() < 2 ? word : text::join(out, " + ");
}

/// Blanks between names become plus signs; signs that combine terms stay.
std::string as_terms(const std::string& written) {
  std::string out;
  bool joined = true;
  for (const std::string& word : parts_of(written, is_blank)) {
    const auto sign = [](char c) { return std::string("+-*:/^").find(c) != std::string::npos; };
    if (!joined && !sign(word.front())) out += " + ";
    if (joined || sign(word.front())) out += " ";
    out += lag_of_list(word);
    joined = sign(word.back());
  }
  return out;
}

/// One group while it is read; mistakes are collected.
class GroupReader {
 public:
  GroupReader(Style style,
              const regression::Sets& sets,
              std::string path,
              std::vector<Problem>& problems)
      : sets_(sets),
        path_(std::move(path)),
        problems_(problems) {
    group_.style = style;
  }

  InstrumentGroup from_text(const std::string& written, const Place& place) {
    place_ = place;
    const std::vector<std::string> pieces = parts_of(written, [](char c) { return c == ','; });
    const bool named = !pieces.empty() && text::trim(written).front() != ',';
    variables(named ? as_terms(pieces.front()) : "");
    for (std::size_t i = 1; i < pieces.size(); ++i)
      for (const std::string& word : parts_of(pieces[i], is_blank)) option_word(word);
    return finish();
  }

  InstrumentGroup from_table(const Value& table) {
    place_ = table.place;
    for (const auto& [key, value] : table.members) table_key(key, value);
    if (table.find("vars") == nullptr) variables("");
    return finish();
  }

 private:
  void mistake(const char* code, Text what, Text mend) {
    Place p = place_;
    p.path = path_;
    problems_.push_back(error(code, std::move(what), std::move(mend), p));
  }

  void variables(const std::string& terms) {
    if (terms.empty()) {
      mistake("YG2261",
              {"a group of instruments names no variable", "工具变量组没有列出变量"},
              example(group_.style));
      return;
    }
    // The parser wants an outcome.
    try {
      Place p;
      p.path = path_;
      group_.variables = regression::parse_formula("y ~ " + terms, sets_, p);
      regression::refuse_steps(group_.variables);
    } catch (const Error& e) {
      problems_.insert(problems_.end(), e.problems().begin(), e.problems().end());
      return;
    }
    group_.variables.outcomes.clear();
    if (group_.variables.terms.empty() || !group_.variables.fixed_effects.empty())
      mistake("YG2261",
              {"a group of instruments names no variable", "工具变量组没有列出变量"},
              example(group_.style));
  }

  void option_word(const std::string& word) {
    const std::size_t open = word.find('(');
    const std::string name = text::lower(word.substr(0, open));
    const std::string inside = open == std::string::npos || word.back() != ')'
                                   ? ""
                                   : text::trim(word.substr(open + 1, word.size() - open - 2));
    if (name == "lag" || name == "lags" || name == "laglimits") return limits(inside);
    if (name == "eq" || name == "equation") return equation(inside);
    if (!flag(name, true)) unknown(word);
  }

  void table_key(const std::string& key, const Value& value) {
    if (key == "vars") {
      std::vector<std::string> names;
      for (const Value& item : value.is_array() ? value.items : std::vector<Value>{value})
        names.push_back(as_terms(item.text));
      return variables(text::join(names, " + "));
    }
    if (key == "lags") return limits_of(value);
    if (key == "equation") return equation(value.text);
    if (key == "type") {
      if (!value.is_text() || !flag(value.text, true)) unknown(key + " = " + value.text);
      return;
    }
    if (value.type != Value::Type::boolean || !flag(key, value.boolean)) unknown(key);
  }

  bool flag(const std::string& name, bool on) {
    const bool gmm = group_.style == Style::gmm;
    if (name == "passthru") return group_.passthru = on, true;
    if (name == "mz" && !gmm) return group_.mz = on, true;
    if (name == "collapse" && gmm) return group_.collapse = on, true;
    if (name == "split" && gmm) return group_.split = on, true;
    if (!gmm) return false;
    if (name == "endogenous") return type_from_ = 2, true;
    if (name == "predetermined") return type_from_ = 1, true;
    if (name == "exogenous") return type_from_ = 0, true;
    return false;
  }

  void unknown(const std::string& word) {
    const bool gmm = group_.style == Style::gmm;
    const std::string list =
        gmm ? "lag(a b), collapse, eq(diff | level | both), passthru, split, endogenous, "
              "predetermined, exogenous"
            : "eq(diff | level | both), passthru, mz";
    mistake("YG2261",
            {fmt::format("'{}' is no option of a group of {} instruments",
                         word,
                         gmm ? "gmm-style" : "iv-style"),
             fmt::format("“{}”不是{}工具变量组的选项", word, gmm ? " GMM 式" : " IV 式")},
            {"options: " + list, "可用选项：" + list});
  }

  void equation(const std::string& written) {
    const std::string name = text::lower(written);
    if (name == "both") {
      group_.equation = Equation::both;
    } else if (name == "level" || name == "lev" || name == "levels") {
      group_.equation = Equation::level;
    } else if (name.size() >= 4 && std::string("difference").rfind(name, 0) == 0) {
      group_.equation = Equation::difference;
    } else {
      mistake("YG2261",
              {fmt::format("'{}' is no equation", written), fmt::format("“{}”不是方程", written)},
              {"write eq(diff), eq(level) or eq(both)", "写 eq(diff)、eq(level) 或 eq(both)"});
    }
  }

  void bad_limits(const std::string& written) {
    mistake("YG2262",
            {fmt::format("lag limits '{}' are not two whole numbers", written),
             fmt::format("滞后范围“{}”不是两个整数", written)},
            {"write lag(2 4), or lag(2 .) for all lags from the second; in a table lags = [2, inf]",
             "写 lag(2 4)，或 lag(2 .) 表示二阶及以上全部滞后；表中写 lags = [2, inf]"});
  }

  static std::optional<long> limit(const std::string& s, long open) {
    if (s == "." || s == "inf") return open;
    double v = 0;
    if (!text::parse_number(s, v) || v != std::floor(v) || std::abs(v) > 1e6) return std::nullopt;
    return static_cast<long>(v);
  }

  void limits(const std::string& inside) {
    const std::vector<std::string> two =
        parts_of(inside, [](char c) { return is_blank(c) || c == ',' || c == ':'; });
    if (group_.style != Style::gmm) return unknown("lag(" + inside + ")");
    if (two.size() != 2) return bad_limits(inside);
    const std::optional<long> from = limit(two[0], 1),
                              to = limit(two[1], InstrumentGroup::no_limit);
    if (!from || !to) return bad_limits(inside);
    group_.from = std::min(*from, *to);
    group_.to = std::max(*from, *to);
    limits_given_ = true;
  }

  void limits_of(const Value& value) {
    std::vector<std::string> words;
    for (const Value& v : value.items) {
      if (v.is_number() && std::isinf(v.number()))
        words.emplace_back("inf");
      else if (v.is_number())
        words.push_back(text::round_trip(v.number()));
      else
        words.push_back(v.type == Value::Type::null ? "." : v.text);
    }
    if (value.is_text()) words = {value.text};
    limits(text::join(words, " "));
  }

  InstrumentGroup finish() {
    if (!limits_given_ && type_from_) group_.from = *type_from_;
    group_.label = label_of(group_);
    return std::move(group_);
  }

  const regression::Sets& sets_;
  std::string path_;
  std::vector<Problem>& problems_;
  Place place_;
  InstrumentGroup group_;
  std::optional<long> type_from_;
  bool limits_given_ = false;
};

}  // namespace

std::vector<InstrumentGroup> instrument_groups(const Value& written,
                                               Style style,
                                               const regression::Sets& sets,
                                               const std::string& path) {
  std::vector<InstrumentGroup> out;
  std::vector<Problem> problems;
  const auto read = [&](const Value& item, const std::string& where) {
    if (item.is_text()) {
      for (const std::string& one : parts_of(item.text, [](char c) { return c == ';'; }))
        out.push_back(GroupReader(style, sets, where, problems).from_text(one, item.place));
    } else if (item.is_table()) {
      out.push_back(GroupReader(style, sets, where, problems).from_table(item));
    } else {
      Place p = item.place;
      p.path = where;
      problems.push_back(
          error("YG2261",
                {"a group of instruments is a text or a table", "工具变量组应为文本或表"},
                example(style),
                p));
    }
  };
  if (written.is_array())
    for (std::size_t i = 0; i < written.items.size(); ++i)
      read(written.items[i], fmt::format("{}[{}]", path, i + 1));
  else if (written.type != Value::Type::null)
    read(written, path);
  if (!problems.empty()) throw Error(std::move(problems));
  return out;
}

std::string label_of(const InstrumentGroup& group) {
  std::vector<std::string> names;
  for (const regression::Term& t : group.variables.terms) names.push_back(t.name);
  const bool gmm = group.style == Style::gmm;
  std::string options;
  if (gmm && (group.from != 1 || group.to != InstrumentGroup::no_limit))
    options += fmt::format(
        " lag({} {})",
        group.from,
        group.to == InstrumentGroup::no_limit ? std::string(".") : std::to_string(group.to));
  if (group.collapse) options += " collapse";
  if (group.passthru) options += " passthru";
  if (group.mz) options += " mz";
  if (group.equation == Equation::difference) options += " eq(diff)";
  if (group.equation == Equation::level) options += " eq(level)";
  return (gmm ? "gmm(" : "iv(") + text::join(names, " ") + (options.empty() ? "" : "," + options) +
         ")";
}

}  // namespace yugong::dynamic
