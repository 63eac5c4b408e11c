#include "yugong/regression/formula_expression.hpp"

#include <algorithm>
#include <cmath>

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
  if (!t.quoted && symbol("(", 1)) return calls();
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

std::vector<Expr> Expressions::calls() {
  const Token name = take();
  take();
  if (name.text == "i") return {dummies(name)};
  if (name.text == "l" || name.text == "f" || name.text == "d") return moved(name);
  const bool identity = name.text == "I";
  const auto& known = functions();
  if (!identity && std::find(known.begin(), known.end(), name.text) == known.end())
    unknown_function(name);
  Expr inner = sum();
  expect(")", "')' after the argument", "参数之后的“)”");
  if (identity) return {inner};
  Expr e;
  e.op = Op::call;
  e.name = name.text;
  e.args.push_back(std::move(inner));
  return {placed(std::move(e), name)};
}

std::vector<Expr> Expressions::moved(const Token& name) {
  const Expr inner = sum();
  std::vector<long> by = {1};
  if (symbol(",")) {
    take();
    by = periods();
  }
  expect(")", "')' after the periods", "期数之后的“)”");
  std::vector<Expr> out;
  for (const long k : by) {
    Expr e;
    if (name.text != "d") {
      e = shift(inner, name.text == "l" ? k : -k);
    } else if (k == 0) {
      e = inner;
    } else if (k == 1) {
      e.op = Op::difference;
      e.args.push_back(inner);
    } else {
      e = binary(Op::subtract, inner, shift(inner, k));
    }
    out.push_back(placed(std::move(e), name));
  }
  return out;
}

std::vector<long> Expressions::periods() {
  const auto number = [&] {
    const long sign = symbol("-") ? -1 : 1;
    if (sign < 0) take();
    const Token t = peek();
    if (t.type != Type::number || t.number != static_cast<double>(static_cast<long>(t.number)) ||
        t.number > 1000)
      refuse(t,
             "YG2251",
             {"whole numbers of periods are expected here", "此处应为整数期数"},
             {"write l(x), l(x, 2), l(x, 1:3) or l(x, c(1, 4))",
              "写成 l(x)、l(x, 2)、l(x, 1:3) 或 l(x, c(1, 4))"});
    take();
    return sign * static_cast<long>(t.number);
  };
  const bool list = peek().type == Type::name && peek().text == "c" && symbol("(", 1);
  if (list) {
    take();
    take();
  }
  std::vector<long> out;
  while (true) {
    const long first = number();
    long last = first;
    if (symbol(":")) {
      take();
      last = number();
    }
    const long step = last < first ? -1 : 1;
    for (long k = first; k != last + step; k += step) out.push_back(k);
    if (!list || !symbol(",")) break;
    take();
  }
  if (list) expect(")", "')' after the periods", "期数之后的“)”");
  return out;
}

void Expressions::unknown_function(const Token& name) const {
  Text near = text::did_you_mean(name.text, functions());
  Text mend{
      "functions: ln, log, log10, exp, sqrt, abs, I(), i(), l(), f(), d()" + near.en,
      "可用函数：ln、log、log10、exp、sqrt、abs、I()、i()、l()、f()、d()" + near.in(Lang::zh)};
  if (name.text == "L" || name.text == "F" || name.text == "D")
    mend = {"write " + name.text + ".x or " + name.text + "(1:3).x",
            "写成 " + name.text + ".x 或 " + name.text + "(1:3).x"};
  if (step_word(name.text))
    mend = {name.text + "(...) is a term of its own: y ~ x + " + name.text + "(a, b)",
            name.text + "(...) 须单独成项：y ~ x + " + name.text + "(a, b)"};
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
    const bool setting = peek().type == Type::name && symbol("=", 1);
    if (setting && (peek().text == "ref" || peek().text == "keep")) {
      std::vector<std::string>& levels = peek().text == "ref" ? e.references : e.keep;
      take();
      take();
      levels = level_list();
    } else if (setting) {
      refuse(peek(),
             "YG2251",
             {"i() has no setting '" + peek().text + "'", "i() 没有“" + peek().text + "”这一设置"},
             {"write i(year, ref = 2010) or i(year, keep = c(2011, 2012))",
              "写成 i(year, ref = 2010) 或 i(year, keep = c(2011, 2012))"});
    } else {
      const Token t = peek();
      if (!e.args.empty()) unexpected();
      e.args.push_back(one(powers(), t));
    }
  }
  expect(")", "')' after i(...)", "i(...) 的“)”");
  return placed(std::move(e), name);
}

std::vector<std::string> Expressions::level_list() {
  std::vector<std::string> out;
  const bool list =
      peek().type == Type::name && !peek().quoted && peek().text == "c" && symbol("(", 1);
  if (!list) {
    one_level(out);
    return out;
  }
  take();
  take();
  while (true) {
    one_level(out);
    if (!symbol(",")) break;
    take();
  }
  expect(")", "')' after the levels", "取值之后的“)”");
  return out;
}

void Expressions::one_level(std::vector<std::string>& out) {
  const auto level = [&] {
    const std::string sign = symbol("-") ? take().text : "";
    if (peek().type != Type::name && peek().type != Type::number) unexpected();
    return sign + take().text;
  };
  const std::string first = level();
  if (!symbol(":")) {
    out.push_back(first);
    return;
  }
  const Token colon = take();
  double from = 0, to = 0;
  const bool numbers = text::parse_number(first, from) && text::parse_number(level(), to);
  if (!numbers || from != std::floor(from) || to < from || to - from > 10000)
    refuse(colon,
           "YG2251",
           {"a range of levels runs between whole numbers", "取值范围应在两个整数之间"},
           {"write 2010:2015, or list the levels: c(a, b)", "写成 2010:2015，或逐一列出：c(a, b)"});
  for (double v = from; v <= to; ++v) out.push_back(text::round_trip(v));
}

}  // namespace yugong::regression
