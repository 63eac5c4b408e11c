#include <algorithm>
#include <functional>

#include "yugong/base/text.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/formula_lexer.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;

std::string name_text(const std::string& name) {
  if (plain_name(name)) return name;
  return name.find('`') == std::string::npos ? "`" + name + "`" : "\"" + name + "\"";
}

int binding(const Expr& e) {
  switch (e.op) {
    case Op::add:
    case Op::subtract:
      return 1;
    case Op::multiply:
    case Op::divide:
      return 2;
    case Op::negate:
      return 3;
    case Op::power:
      return 4;
    default:
      return 5;
  }
}

std::string within(const Expr& e, int at_least) {
  return binding(e) < at_least ? "(" + canonical(e) + ")" : canonical(e);
}

std::string lag_text(const Expr& e) {
  const long by = std::abs(e.by);
  return std::string(e.by > 0 ? "L" : "F") + (by == 1 ? "" : std::to_string(by)) + "." +
         within(e.args[0], 5);
}

std::string level_text(const std::string& level) {
  double number = 0;
  return text::parse_number(level, number) || plain_name(level) ? level : name_text(level);
}

std::string levels_text(const char* setting, const std::vector<std::string>& levels) {
  if (levels.empty()) return "";
  std::vector<std::string> out;
  for (const std::string& level : levels) out.push_back(level_text(level));
  const std::string list = text::join(out, ", ");
  return std::string(", ") + setting + "=" + (out.size() == 1 ? list : "c(" + list + ")");
}

std::string dummies_text(const Expr& e) {
  std::string out = "i(" + name_text(e.name);
  if (!e.args.empty()) out += ", " + canonical(e.args[0]);
  return out + levels_text("ref", e.references) + levels_text("keep", e.keep) + ")";
}

std::string joined(const std::vector<std::string>& parts) {
  return text::join(parts, " + ");
}

std::vector<std::string> names(const std::vector<Term>& terms) {
  std::vector<std::string> out;
  for (const Term& t : terms) out.push_back(t.name);
  return out;
}

std::vector<std::string> names(const std::vector<FixedEffect>& effects) {
  std::vector<std::string> out;
  for (const FixedEffect& fe : effects) out.push_back(fe.name);
  return out;
}

/// Names of the items with the steps at their place.
template <class Item>
std::vector<std::string> with_steps(const std::vector<Item>& items, const Steps<Item>& steps) {
  std::vector<std::string> out = names(items);
  if (steps.word.empty()) return out;
  std::vector<std::string> lists;
  for (const std::vector<Item>& list : steps.lists) lists.push_back(joined(names(list)));
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(steps.at),
             steps.word + "(" + text::join(lists, ", ") + ")");
  return out;
}

std::string outcome_text(const Expr& e) {
  const int b = binding(e);
  return b <= 3 && e.op != Op::divide ? "I(" + canonical(e) + ")" : canonical(e);
}

void walk(const Expr& e, const std::function<void(const Expr&)>& see) {
  if (e.op == Op::variable || e.op == Op::dummies) see(e);
  for (const Expr& a : e.args) walk(a, see);
}

/// Every variable with the characters it stands at, fixed effects included.
void each_variable(const Formula& f, const std::function<void(const std::string&, int, int)>& see) {
  const auto expr = [&](const Expr& e) {
    walk(e, [&](const Expr& v) { see(v.name, v.begin, v.length); });
  };
  const auto terms = [&](const std::vector<Term>& list) {
    for (const Term& t : list)
      for (const Expr& e : t.factors) expr(e);
  };
  const auto effects = [&](const std::vector<FixedEffect>& list) {
    for (const FixedEffect& fe : list) {
      for (const std::string& v : fe.variables) see(v, fe.begin, fe.length);
      for (const Expr& z : fe.slopes) expr(z);
    }
  };
  for (const Expr& e : f.outcomes) expr(e);
  terms(f.terms);
  for (const auto& list : f.term_steps.lists) terms(list);
  terms(f.endogenous);
  terms(f.instruments);
  effects(f.fixed_effects);
  for (const auto& list : f.effect_steps.lists) effects(list);
}

}  // namespace

std::string canonical(const Expr& e) {
  switch (e.op) {
    case Op::number:
      return text::round_trip(e.value);
    case Op::variable:
      return name_text(e.name);
    case Op::call:
      return e.name + "(" + canonical(e.args[0]) + ")";
    case Op::add:
      return within(e.args[0], 1) + " + " + within(e.args[1], 2);
    case Op::subtract:
      return within(e.args[0], 1) + " - " + within(e.args[1], 2);
    case Op::multiply:
      return within(e.args[0], 2) + "*" + within(e.args[1], 3);
    case Op::divide:
      return within(e.args[0], 2) + "/" + within(e.args[1], 3);
    case Op::power:
      return within(e.args[0], 5) + "^" + within(e.args[1], 5);
    case Op::negate:
      return "-" + within(e.args[0], 3);
    case Op::lag:
      return lag_text(e);
    case Op::difference:
      return "D." + within(e.args[0], 5);
    case Op::dummies:
      return dummies_text(e);
  }
  return "";
}

std::string canonical(const Formula& formula) {
  std::vector<std::string> left;
  for (const Expr& e : formula.outcomes) left.push_back(outcome_text(e));
  std::string out = left.size() == 1 ? left.front() : "c(" + text::join(left, ", ") + ")";
  out += " ~ ";
  std::vector<std::string> right = with_steps(formula.terms, formula.term_steps);
  if (!formula.constant) right.insert(right.begin(), "0");
  if (right.empty()) right.emplace_back("1");
  out += joined(right);
  const std::vector<std::string> effects = with_steps(formula.fixed_effects, formula.effect_steps);
  if (!effects.empty()) out += " | " + joined(effects);
  if (!formula.endogenous.empty())
    out += " | " + joined(names(formula.endogenous)) + " ~ " + joined(names(formula.instruments));
  return out;
}

std::vector<std::string> variables(const Formula& formula) {
  std::vector<std::string> out;
  each_variable(formula, [&](const std::string& name, int, int) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  });
  return out;
}

std::vector<Problem> unknown_variables(const Formula& formula, std::span<const std::string> known) {
  std::vector<Problem> out;
  std::vector<std::string> seen;
  each_variable(formula, [&](const std::string& name, int begin, int length) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) return;
    seen.push_back(name);
    const Text near = text::did_you_mean(name, known);
    out.push_back(
        error(
            "YG2104",
            {"unknown variable '" + name + "' in the formula", "公式中的变量“" + name + "”不存在"},
            {"`yugong look` lists all " + std::to_string(known.size()) + " names" + near.en,
             "`yugong look` 可列出全部 " + std::to_string(known.size()) + " 个变量名" +
                 near.in(Lang::zh)},
            place_in(formula, begin, length))
            .about(name));
  });
  return out;
}

}  // namespace yugong::regression
