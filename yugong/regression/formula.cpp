#include "yugong/regression/formula.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/regression/formula_expression.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;
using Type = Token::Type;

/// Recursive descent over the marks. Inside `I()` and functions the signs are arithmetic; outside,
/// `+ - * :` combine terms.
class Parser : private Expressions {
 public:
  Parser(std::string_view text, const Sets& sets, const Place& base, int depth)
      : Expressions(text, base),
        sets_(sets),
        depth_(depth) {}

  void formula(Formula& out) {
    outcomes(out.outcomes);
    expect("~", "'~' between the outcome and the regressors", "被解释变量与解释变量之间的“~”");
    if (!symbol("|") && peek().type != Type::end) term_list(out.terms, &out.constant);
    for (int part = 2; symbol("|"); ++part) {
      take();
      if (part > 3)
        refuse(peek(),
               "YG2254",
               {"a formula has at most three parts", "公式最多三部分"},
               {"write y ~ x | effects | endogenous ~ instruments",
                "写成 y ~ x | 固定效应 | 内生变量 ~ 工具变量"});
      if (tilde_in_part())
        instruments(out);
      else if (part == 2)
        effects(out.fixed_effects);
      else
        refuse(peek(),
               "YG2254",
               {"the third part lacks '~'", "第三部分缺少“~”"},
               {"write | endogenous ~ instruments", "写成 | 内生变量 ~ 工具变量"});
    }
    if (peek().type != Type::end) unexpected();
    if (out.terms.empty() && out.endogenous.empty() && !out.constant && out.fixed_effects.empty())
      refuse(peek(),
             "YG2254",
             {"the formula has no regressor", "公式没有解释变量"},
             {"write y ~ x", "写成 y ~ x"});
  }

  /// A set's member: a list of terms and nothing else.
  std::vector<Term> only_terms() {
    std::vector<Term> out;
    term_list(out, nullptr);
    if (peek().type != Type::end) unexpected();
    return out;
  }

 private:
  bool tilde_in_part() const {
    for (std::size_t i = at_; i < tokens_.size(); ++i) {
      if (tokens_[i].type != Type::symbol) continue;
      if (tokens_[i].text == "~") return true;
      if (tokens_[i].text == "|") return false;
    }
    return false;
  }

  // Parts.
  void outcomes(std::vector<Expr>& out) {
    const bool several =
        peek().type == Type::name && !peek().quoted && peek().text == "c" && symbol("(", 1);
    if (!several) {
      out.push_back(single(unit()));
      return;
    }
    take();
    take();
    while (true) {
      for (Term& t : unit()) out.push_back(std::move(t.factors.front()));
      if (!symbol(",")) break;
      take();
    }
    expect(")", "')' after the outcomes", "被解释变量之后的“)”");
  }

  Expr single(std::vector<Term> terms) const {
    if (terms.size() != 1)
      refuse(peek(),
             "YG2254",
             {"the outcome is more than one variable", "被解释变量不止一个"},
             {"write c(y1, y2) ~ x for one model each", "多个模型写 c(y1, y2) ~ x"});
    return std::move(terms.front().factors.front());
  }

  void instruments(Formula& out) {
    term_list(out.endogenous, nullptr);
    expect("~", "'~' between endogenous variables and instruments", "内生变量与工具变量之间的“~”");
    term_list(out.instruments, nullptr);
  }

  void effects(std::vector<FixedEffect>& out) {
    if (peek().type == Type::number && peek().text == "0") {
      take();
      return;
    }
    while (true) {
      for (FixedEffect& fe : effect()) {
        const auto same = [&](const FixedEffect& f) { return f.name == fe.name; };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(fe));
      }
      if (!symbol("+")) break;
      take();
    }
    if (symbol("*") || symbol(":"))
      refuse(peek(),
             "YG2251",
             {"fixed effects are crossed with ^", "交叉固定效应用 ^ 表示"},
             {"write prov^year", "写成 prov^year"});
  }

  std::vector<FixedEffect> effect() {
    const Token first = take();
    if (first.type == Type::set) {
      std::vector<FixedEffect> out;
      for (const std::string& member : members(first)) {
        FixedEffect fe{{member}, canonical(variable(member)), first.begin, first.length};
        out.push_back(std::move(fe));
      }
      return out;
    }
    --at_;
    FixedEffect fe;
    fe.begin = first.begin;
    while (true) {
      const Token& t = peek();
      if (t.type != Type::name || symbol("(", 1)) unexpected();
      fe.variables.push_back(t.text);
      fe.name += (fe.name.empty() ? "" : "^") + canonical(variable(t.text));
      fe.length = t.begin + t.length - fe.begin;
      take();
      if (!symbol("^")) return {fe};
      take();
    }
  }

  // Terms.
  void term_list(std::vector<Term>& out, bool* constant) {
    bool minus = false;
    if (symbol("-")) {
      minus = true;
      take();
    }
    while (true) {
      const Token& t = peek();
      const bool alone = t.type == Type::number && !symbol("/", 1) && !symbol("^", 1);
      if (constant != nullptr && alone && (t.text == "0" || t.text == "1")) {
        *constant = (t.text == "1") != minus;
        take();
      } else {
        for (Term& term : crossed()) minus ? remove(out, term, t) : append(out, std::move(term));
      }
      if (!symbol("+") && !symbol("-")) return;
      minus = take().text == "-";
    }
  }

  static void append(std::vector<Term>& out, Term term) {
    const auto same = [&](const Term& t) { return t.name == term.name; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(term));
  }

  void remove(std::vector<Term>& out, const Term& term, const Token& at) const {
    const auto found =
        std::find_if(out.begin(), out.end(), [&](const Term& t) { return t.name == term.name; });
    if (found == out.end())
      refuse(at,
             "YG2254",
             {"'" + term.name + "' cannot be left out: no earlier term has that name",
              "无法去掉“" + term.name + "”：前面没有该项"},
             {"remove '- " + term.name + "'", "请删去“- " + term.name + "”"});
    out.erase(found);
  }

  /// a*b = a + b + a:b.
  std::vector<Term> crossed() {
    std::vector<Term> left = product();
    while (symbol("*")) {
      take();
      const std::vector<Term> right = product();
      std::vector<Term> both = combine(left, right);
      left.insert(left.end(), right.begin(), right.end());
      left.insert(left.end(), both.begin(), both.end());
    }
    return left;
  }

  std::vector<Term> product() {
    std::vector<Term> left = unit();
    while (symbol(":")) {
      take();
      left = combine(left, unit());
    }
    return left;
  }

  static std::vector<Term> combine(const std::vector<Term>& left, const std::vector<Term>& right) {
    std::vector<Term> out;
    for (const Term& a : left)
      for (const Term& b : right) {
        Term t = a;
        t.factors.insert(t.factors.end(), b.factors.begin(), b.factors.end());
        t.name = a.name + ":" + b.name;
        out.push_back(std::move(t));
      }
    return out;
  }

  /// What stands between the signs that combine terms: a set, lags, dummies, or one expression with
  /// ^ and /.
  std::vector<Term> unit() {
    const Token t = peek();
    if (t.type == Type::set) {
      take();
      return set_terms(t);
    }
    if (symbol("("))
      refuse(t,
             "YG2251",
             {"parentheses between terms have no meaning", "项之间的括号没有意义"},
             {"write I(a + b) for the sum of a and b; write a*b or a:b for interactions",
              "求和写 I(a + b)，交互写 a*b 或 a:b"});
    std::vector<Expr> list = powers();
    while (symbol("/")) {
      const Token sign = take();
      if (list.size() != 1)
        refuse(sign,
               "YG2251",
               {"several lags cannot be divided", "多个滞后项不能相除"},
               {"write them one by one", "请逐项书写"});
      std::vector<Expr> right = powers();
      list = {binary(Op::divide, std::move(list.front()), one(std::move(right), sign))};
    }
    std::vector<Term> out;
    for (Expr& e : list) {
      if (e.op == Op::number && peek().type == Type::name) unexpected();
      if (e.op == Op::number)
        refuse(t,
               "YG2251",
               {"a number is not a term", "数字不能作为一项"},
               {"write I(2*x) for arithmetic; 0 or 1 for the constant",
                "算术写 I(2*x)；常数项写 0 或 1"});
      Term term;
      term.name = canonical_term(e);
      term.factors.push_back(std::move(e));
      out.push_back(std::move(term));
    }
    return out;
  }

  // Sets.
  const std::vector<std::string>& members(const Token& t) const {
    const auto found = sets_.find(t.text);
    if (found != sets_.end() && depth_ < 20) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, terms] : sets_) names.push_back(name);
    if (found != sets_.end())
      refuse(t,
             "YG2252",
             {"the set '" + t.text + "' contains itself", "集合“" + t.text + "”包含自身"},
             {"remove the circle in [sets]", "请去掉 [sets] 中的循环引用"});
    const Text near = text::did_you_mean(t.text, names);
    refuse(t,
           "YG2252",
           {"unknown set '@" + t.text + "'", "未知集合“@" + t.text + "”"},
           {"declare it in [sets]: " + t.text + " = [\"x1\", \"x2\"]" + near.en,
            "请在 [sets] 中声明：" + t.text + " = [\"x1\", \"x2\"]" + near.in(Lang::zh)});
  }

  std::vector<Term> set_terms(const Token& t) const {
    std::vector<Term> out;
    for (const std::string& member : members(t)) {
      Parser inner(member, sets_, base_of(member, {}), depth_ + 1);
      for (Term& term : inner.only_terms()) {
        for (Expr& e : term.factors) move_to(e, t);
        append(out, std::move(term));
      }
    }
    return out;
  }

  static void move_to(Expr& e, const Token& t) {
    e.begin = t.begin;
    e.length = t.length;
    for (Expr& a : e.args) move_to(a, t);
  }

  static std::string canonical_term(const Expr& e) {
    const bool arithmetic =
        e.op == Op::add || e.op == Op::subtract || e.op == Op::multiply || e.op == Op::negate;
    return arithmetic ? "I(" + canonical(e) + ")" : canonical(e);
  }

  const Sets& sets_;
  int depth_;
};

}  // namespace

Formula parse_formula(std::string_view text, const Sets& sets, const Place& origin) {
  Formula out;
  out.text = std::string(text);
  out.origin = base_of(text, origin);
  Parser(text, sets, out.origin, 0).formula(out);
  return out;
}

std::vector<Formula> by_outcome(const Formula& formula) {
  std::vector<Formula> out;
  for (const Expr& outcome : formula.outcomes) {
    Formula one = formula;
    one.outcomes = {outcome};
    out.push_back(std::move(one));
  }
  return out;
}

Place place_in(const Formula& formula, int begin, int length) {
  return shifted(formula.origin, begin, length);
}

}  // namespace yugong::regression
