#include "yugong/regression/formula.hpp"

#include <algorithm>
#include <set>

#include "yugong/base/text.hpp"
#include "yugong/regression/formula_lexer.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;
using Type = Token::Type;

const std::vector<std::string>& functions() {
  static const std::vector<std::string> all = {"ln", "log", "log10", "exp", "sqrt", "abs"};
  return all;
}

/// Recursive descent over the marks. Inside `I()` and functions the signs are arithmetic; outside,
/// `+ - * :` combine terms.
class Parser {
 public:
  Parser(std::string_view text, const Sets& sets, const Place& base, int depth)
      : tokens_(tokens_of(text, base)),
        sets_(sets),
        base_(base),
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
  // Marks.
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }

  const Token& take() { return tokens_[std::min(at_++, tokens_.size() - 1)]; }

  bool symbol(std::string_view s, std::size_t ahead = 0) const {
    return peek(ahead).type == Type::symbol && peek(ahead).text == s;
  }

  [[noreturn]] void refuse(const Token& t, const char* code, Text what, Text mend) const {
    throw Error(error(code, std::move(what), std::move(mend), shifted(base_, t.begin, t.length)));
  }

  [[noreturn]] void unexpected() const {
    const Token& t = peek();
    Text what{"the formula ends too early", "公式不完整"};
    if (t.type != Type::end)
      what = {"'" + written(t) + "' is not expected here", "此处不应出现“" + written(t) + "”"};
    Text mend{"a formula looks like: y ~ x1 + x2 | city + year",
              "公式形如：y ~ x1 + x2 | city + year"};
    if (t.type == Type::name && t.text.size() > 2 && t.text[1] == '.' &&
        (t.text[0] == 'i' || t.text[0] == 'c'))
      mend = {"write i(" + t.text.substr(2) + ") for dummies",
              "虚拟变量写成 i(" + t.text.substr(2) + ")"};
    if (t.type == Type::name && at_ > 0 && tokens_[at_ - 1].type == Type::name)
      mend = {"put + between two terms", "两项之间请写 +"};
    if (t.type == Type::name && at_ > 0 && tokens_[at_ - 1].type == Type::number)
      mend = {"a name that begins with a digit stands in back ticks: `2010gdp`",
              "以数字开头的变量名请加反引号：`2010gdp`"};
    refuse(t, "YG2251", what, mend);
  }

  static std::string written(const Token& t) {
    if (t.type == Type::set) return "@" + t.text;
    if (t.type == Type::lag) return std::string(1, t.op) + ".";
    return t.text;
  }

  void expect(const char* s, const char* en, const char* zh) {
    if (symbol(s)) {
      take();
      return;
    }
    const Token& t = peek();
    if (std::string_view(s) == "~" && symbol("+"))
      refuse(t,
             "YG2254",
             {"the left side names more than one outcome", "左侧有不止一个被解释变量"},
             {"write c(y1, y2) ~ x for one model each, or I(y1 + y2) for the sum",
              "多个模型写 c(y1, y2) ~ x；求和写 I(y1 + y2)"});
    if (t.type == Type::end || std::string_view(s) == "~")
      refuse(t,
             "YG2251",
             {std::string("missing: ") + en, std::string("缺少：") + zh},
             {"a formula looks like: y ~ x1 + x2 | city + year",
              "公式形如：y ~ x1 + x2 | city + year"});
    unexpected();
  }

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

  std::vector<Expr> powers() {
    std::vector<Expr> base = primary();
    if (!symbol("^")) return base;
    const Token sign = take();
    Expr exponent = one(signed_primary(), sign);
    return {binary(Op::power, one(std::move(base), sign), std::move(exponent))};
  }

  std::vector<Expr> signed_primary() {
    if (!symbol("-")) return primary();
    take();
    Expr e;
    e.op = Op::negate;
    const Token t = peek();
    e.args.push_back(one(primary(), t));
    return {e};
  }

  Expr one(std::vector<Expr> list, const Token& at) const {
    if (list.size() != 1 || list.front().op == Op::dummies)
      refuse(at,
             "YG2251",
             {"one variable is expected here, not several", "此处应为一个变量，而不是多个"},
             {"write the lags or dummies as terms of their own", "请将滞后项或虚拟变量单独成项"});
    return std::move(list.front());
  }

  // Arithmetic, inside parentheses.
  Expr sum() {
    Expr left = factor();
    while (symbol("+") || symbol("-")) {
      const Op op = take().text == "+" ? Op::add : Op::subtract;
      left = binary(op, std::move(left), factor());
    }
    return left;
  }

  Expr factor() {
    Expr left = signed_power();
    while (symbol("*") || symbol("/")) {
      const Op op = take().text == "*" ? Op::multiply : Op::divide;
      left = binary(op, std::move(left), signed_power());
    }
    return left;
  }

  Expr signed_power() {
    if (symbol("-")) {
      take();
      Expr e;
      e.op = Op::negate;
      e.args.push_back(signed_power());
      return e;
    }
    const Token t = peek();
    return one(powers(), t);
  }

  static Expr binary(Op op, Expr left, Expr right) {
    Expr e;
    e.op = op;
    e.begin = left.begin;
    e.length = right.begin + right.length - left.begin;
    e.args.push_back(std::move(left));
    e.args.push_back(std::move(right));
    return e;
  }

  static Expr variable(const std::string& name) {
    Expr e;
    e.op = Op::variable;
    e.name = name;
    return e;
  }

  /// A name, number, call, parentheses, or lags of one of these.
  std::vector<Expr> primary() {
    if (++nesting_ > 200)
      refuse(peek(),
             "YG2251",
             {"the formula is nested too deeply", "公式嵌套过深"},
             {"simplify it", "请简化"});
    std::vector<Expr> out = primary_here();
    --nesting_;
    return out;
  }

  std::vector<Expr> primary_here() {
    const Token t = peek();
    if (t.type == Type::lag) {
      take();
      return lags(t, primary());
    }
    if (t.type == Type::number) {
      take();
      Expr e;
      e.value = t.number;
      return {placed(std::move(e), t)};
    }
    if (symbol("(")) {
      take();
      Expr e = sum();
      expect(")", "')'", "“)”");
      return {e};
    }
    if (t.type != Type::name) unexpected();
    if (!t.quoted && symbol("(", 1)) return {call()};
    if (!t.quoted && !plain_name(t.text)) unexpected();
    take();
    return {placed(variable(t.text), t)};
  }

  static Expr placed(Expr e, const Token& t) {
    e.begin = t.begin;
    e.length = t.length;
    return e;
  }

  std::vector<Expr> lags(const Token& t, const std::vector<Expr>& operands) const {
    std::vector<Expr> out;
    for (const Expr& x : operands)
      for (const long by : t.lags) {
        if (x.op == Op::dummies) one(operands, t);
        Expr e = x;
        if (t.op == 'D') {
          for (long k = 0; k < by; ++k) {
            Expr d;
            d.op = Op::difference;
            d.args.push_back(std::move(e));
            e = std::move(d);
          }
        } else {
          e = shift(std::move(e), t.op == 'L' ? by : -by);
        }
        e.begin = t.begin;
        e.length = x.begin + x.length - t.begin;
        out.push_back(std::move(e));
      }
    return out;
  }

  /// L.L.x is L2.x, as in Stata.
  static Expr shift(Expr x, long by) {
    if (x.op == Op::lag) {
      by += x.by;
      Expr inner = std::move(x.args.front());
      x = std::move(inner);
    }
    if (by == 0) return x;
    Expr e;
    e.op = Op::lag;
    e.by = by;
    e.args.push_back(std::move(x));
    return e;
  }

  Expr call() {
    const Token name = take();
    take();
    if (name.text == "i") return dummies(name);
    const bool identity = name.text == "I";
    const auto& known = functions();
    if (!identity && std::find(known.begin(), known.end(), name.text) == known.end())
      unknown_function(name);
    Expr inner = sum();
    expect(")", "')' after the argument", "参数之后的“)”");
    if (identity) return inner;
    Expr e;
    e.op = Op::call;
    e.name = name.text;
    e.args.push_back(std::move(inner));
    return placed(std::move(e), name);
  }

  [[noreturn]] void unknown_function(const Token& name) const {
    Text near = text::did_you_mean(name.text, functions());
    Text mend{"functions: ln, log, log10, exp, sqrt, abs, I(), i()" + near.en,
              "可用函数：ln、log、log10、exp、sqrt、abs、I()、i()" + near.in(Lang::zh)};
    if (name.text == "L" || name.text == "F" || name.text == "D")
      mend = {"write " + name.text + ".x or " + name.text + "(1:3).x",
              "写成 " + name.text + ".x 或 " + name.text + "(1:3).x"};
    if (name.text == "c")
      mend = {"c(y1, y2) stands on the left side only", "c(y1, y2) 只能写在左侧"};
    refuse(name,
           "YG2253",
           {"unknown function '" + name.text + "'", "未知函数“" + name.text + "”"},
           mend);
  }

  /// i(year), i(year, ref = 2010), i(year, x, ref = 2010).
  Expr dummies(const Token& name) {
    Expr e;
    e.op = Op::dummies;
    if (peek().type != Type::name) unexpected();
    e.name = take().text;
    while (symbol(",")) {
      take();
      if (peek().type == Type::name && peek().text == "ref" && symbol("=", 1)) {
        take();
        take();
        e.reference = symbol("-") ? take().text : "";
        if (peek().type != Type::name && peek().type != Type::number) unexpected();
        e.reference += take().text;
      } else {
        const Token t = peek();
        if (!e.args.empty()) unexpected();
        e.args.push_back(one(powers(), t));
      }
    }
    expect(")", "')' after i(...)", "i(...) 的“)”");
    return placed(std::move(e), name);
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

  std::vector<Token> tokens_;
  const Sets& sets_;
  Place base_;
  int depth_;
  int nesting_ = 0;
  std::size_t at_ = 0;
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
