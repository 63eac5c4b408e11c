#include "yugong/regression/formula_expression.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;
using Type = Token::Type;

const std::vector<std::string>& functions() {
  static const std::vector<std::string> all = {"ln", "log", "log10", "exp", "sqrt", "abs"};
  return all;
}

}  // namespace

const Token& Expressions::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& Expressions::take() {
  return tokens_[std::min(at_++, tokens_.size() - 1)];
}

bool Expressions::symbol(std::string_view s, std::size_t ahead) const {
  return peek(ahead).type == Type::symbol && peek(ahead).text == s;
}

void Expressions::refuse(const Token& t, const char* code, Text what, Text mend) const {
  throw Error(error(code, std::move(what), std::move(mend), shifted(base_, t.begin, t.length)));
}

void Expressions::unexpected() const {
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

std::string Expressions::written(const Token& t) {
  if (t.type == Type::set) return "@" + t.text;
  if (t.type == Type::lag) return std::string(1, t.op) + ".";
  return t.text;
}

void Expressions::expect(const char* s, const char* en, const char* zh) {
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
    refuse(
        t,
        "YG2251",
        {std::string("missing: ") + en, std::string("缺少：") + zh},
        {"a formula looks like: y ~ x1 + x2 | city + year", "公式形如：y ~ x1 + x2 | city + year"});
  unexpected();
}

std::vector<Expr> Expressions::powers() {
  std::vector<Expr> base = primary();
  if (!symbol("^")) return base;
  const Token sign = take();
  Expr exponent = one(signed_primary(), sign);
  return {binary(Op::power, one(std::move(base), sign), std::move(exponent))};
}

std::vector<Expr> Expressions::signed_primary() {
  if (!symbol("-")) return primary();
  take();
  Expr e;
  e.op = Op::negate;
  const Token t = peek();
  e.args.push_back(one(primary(), t));
  return {e};
}

Expr Expressions::one(std::vector<Expr> list, const Token& at) const {
  if (list.size() != 1 || list.front().op == Op::dummies)
    refuse(at,
           "YG2251",
           {"one variable is expected here, not several", "此处应为一个变量，而不是多个"},
           {"write the lags or dummies as terms of their own", "请将滞后项或虚拟变量单独成项"});
  return std::move(list.front());
}

Expr Expressions::sum() {
  Expr left = factor();
  while (symbol("+") || symbol("-")) {
    const Op op = take().text == "+" ? Op::add : Op::subtract;
    left = binary(op, std::move(left), factor());
  }
  return left;
}

Expr Expressions::factor() {
  Expr left = signed_power();
  while (symbol("*") || symbol("/")) {
    const Op op = take().text == "*" ? Op::multiply : Op::divide;
    left = binary(op, std::move(left), signed_power());
  }
  return left;
}

Expr Expressions::signed_power() {
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

Expr Expressions::binary(Op op, Expr left, Expr right) {
  Expr e;
  e.op = op;
  e.begin = left.begin;
  e.length = right.begin + right.length - left.begin;
  e.args.push_back(std::move(left));
  e.args.push_back(std::move(right));
  return e;
}

Expr Expressions::variable(const std::string& name) {
  Expr e;
  e.op = Op::variable;
  e.name = name;
  return e;
}

std::vector<Expr> Expressions::primary() {
  if (++nesting_ > 200)
    refuse(peek(),
           "YG2251",
           {"the formula is nested too deeply", "公式嵌套过深"},
           {"simplify it", "请简化"});
  std::vector<Expr> out = primary_here();
  --nesting_;
  return out;
}

std::vector<Expr> Expressions::primary_here() {
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

Expr Expressions::placed(Expr e, const Token& t) {
  e.begin = t.begin;
  e.length = t.length;
  return e;
}

std::vector<Expr> Expressions::lags(const Token& t, const std::vector<Expr>& operands) const {
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

Expr Expressions::shift(Expr x, long by) {
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

Expr Expressions::call() {
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

void Expressions::unknown_function(const Token& name) const {
  Text near = text::did_you_mean(name.text, functions());
  Text mend{"functions: ln, log, log10, exp, sqrt, abs, I(), i()" + near.en,
            "可用函数：ln、log、log10、exp、sqrt、abs、I()、i()" + near.in(Lang::zh)};
  if (name.text == "L" || name.text == "F" || name.text == "D")
    mend = {"write " + name.text + ".x or " + name.text + "(1:3).x",
            "写成 " + name.text + ".x 或 " + name.text + "(1:3).x"};
  if (name.text == "c") mend = {"c(y1, y2) stands on the left side only", "c(y1, y2) 只能写在左侧"};
  refuse(name,
         "YG2253",
         {"unknown function '" + name.text + "'", "未知函数“" + name.text + "”"},
         mend);
}

Expr Expressions::dummies(const Token& name) {
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

}  // namespace yugong::regression
