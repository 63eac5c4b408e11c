#include "yugong/regression/formula.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/regression/formula_expression.hpp"

namespace yugong::regression {
namespace {

using Op = Expr::Op;
using Type = Token::Type;

void put(std::vector<Term>& out, Term term) {
  const auto same = [&](const Term& t) { return t.name == term.name; };
  if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(term));
}

std::string slope_list(const std::vector<Expr>& slopes) {
  std::vector<std::string> out;
  for (const Expr& z : slopes) out.push_back(canonical(z));
  return text::join(out, ", ");
}

void name_effect(FixedEffect& fe) {
  std::vector<std::string> parts;
  for (const std::string& v : fe.variables) {
    Expr e;
    e.op = Op::variable;
    e.name = v;
    parts.push_back(canonical(e));
  }
  fe.name = text::join(parts, "^");
  if (fe.slopes.empty()) return;
  const std::string list = slope_list(fe.slopes);
  fe.name += fe.intercept ? "[" + list + "]" : "[[" + list + "]]";
}

/// Effects of the same levels are one effect: city + city[[t]] is city[t].
void put(std::vector<FixedEffect>& out, FixedEffect fe) {
  for (FixedEffect& known : out) {
    if (known.variables != fe.variables) continue;
    known.intercept = known.intercept || fe.intercept;
    for (Expr& z : fe.slopes) {
      const std::string name = canonical(z);
      const auto same = [&](const Expr& k) { return canonical(k) == name; };
      if (std::none_of(known.slopes.begin(), known.slopes.end(), same))
        known.slopes.push_back(std::move(z));
    }
    name_effect(known);
    return;
  }
  out.push_back(std::move(fe));
}

/// Which lists enter, model by model.
std::vector<std::vector<std::size_t>> rounds(const std::string& word, std::size_t lists) {
  std::vector<std::vector<std::size_t>> out;
  if (word.empty()) return {{}};
  if (word == "mvsw") {
    for (std::size_t mask = 0; mask < (std::size_t{1} << lists); ++mask) {
      out.emplace_back();
      for (std::size_t k = 0; k < lists; ++k)
        if ((mask >> k) & 1U) out.back().push_back(k);
    }
    return out;
  }
  if (word.back() == '0') out.emplace_back();
  for (std::size_t k = 0; k < lists; ++k) {
    out.emplace_back();
    for (std::size_t j = word[0] == 'c' ? 0 : k; j <= k; ++j) out.back().push_back(j);
  }
  return out;
}

/// The items of every model, the steps at their place.
template <class Item>
std::vector<std::vector<Item>> versions(const std::vector<Item>& items, const Steps<Item>& steps) {
  std::vector<std::vector<Item>> out;
  for (const std::vector<std::size_t>& round : rounds(steps.word, steps.lists.size())) {
    std::vector<Item> list;
    for (std::size_t i = 0; i <= items.size(); ++i) {
      if (i == steps.at)
        for (const std::size_t k : round)
          for (const Item& item : steps.lists[k]) put(list, item);
      if (i < items.size()) put(list, items[i]);
    }
    out.push_back(std::move(list));
  }
  return out;
}

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
    if (!symbol("|") && peek().type != Type::end)
      term_list(out.terms, &out.constant, &out.term_steps);
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
        effects(out.fixed_effects, out.effect_steps);
      else
        refuse(peek(),
               "YG2254",
               {"the third part lacks '~'", "第三部分缺少“~”"},
               {"write | endogenous ~ instruments", "写成 | 内生变量 ~ 工具变量"});
    }
    if (peek().type != Type::end) unexpected();
    const bool steps = !out.term_steps.word.empty() || !out.effect_steps.word.empty();
    if (!steps && out.terms.empty() && out.endogenous.empty() && !out.constant &&
        out.fixed_effects.empty())
      refuse(peek(),
             "YG2254",
             {"the formula has no regressor", "公式没有解释变量"},
             {"write y ~ x", "写成 y ~ x"});
  }

  /// A set's member: a list of terms and nothing else.
  std::vector<Term> only_terms() {
    std::vector<Term> out;
    term_list(out, nullptr, nullptr);
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
    term_list(out.endogenous, nullptr, nullptr);
    expect("~", "'~' between endogenous variables and instruments", "内生变量与工具变量之间的“~”");
    term_list(out.instruments, nullptr, nullptr);
  }

  void effects(std::vector<FixedEffect>& out, Steps<FixedEffect>& steps) {
    if (peek().type == Type::number && peek().text == "0") {
      take();
      return;
    }
    while (true) {
      if (at_steps())
        read_steps(steps, out.size(), [&](std::vector<FixedEffect>& list) { effect_sum(list); });
      else
        for (FixedEffect& fe : effect()) put(out, std::move(fe));
      if (!symbol("+")) break;
      take();
    }
    if (symbol("*") || symbol(":"))
      refuse(peek(),
             "YG2251",
             {"fixed effects are crossed with ^", "交叉固定效应用 ^ 表示"},
             {"write prov^year", "写成 prov^year"});
  }

  void effect_sum(std::vector<FixedEffect>& out) {
    while (true) {
      for (FixedEffect& fe : effect()) put(out, std::move(fe));
      if (!symbol("+")) return;
      take();
    }
  }

  std::vector<FixedEffect> effect() {
    const Token first = take();
    if (first.type == Type::set) {
      std::vector<FixedEffect> out;
      for (const std::string& member : members(first)) {
        FixedEffect fe;
        fe.variables = {member};
        fe.begin = first.begin;
        fe.length = first.length;
        name_effect(fe);
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
      take();
      if (!symbol("^")) break;
      take();
    }
    if (symbol("[")) slopes(fe);
    const Token& last = tokens_[at_ - 1];
    fe.length = last.begin + last.length - fe.begin;
    name_effect(fe);
    return {fe};
  }

  /// [z1, z2] beside the intercept, [[z1, z2]] without.
  void slopes(FixedEffect& fe) {
    take();
    fe.intercept = !symbol("[");
    if (!fe.intercept) take();
    while (true) {
      fe.slopes.push_back(sum());
      if (!symbol(",")) break;
      take();
    }
    expect("]", "']' after the slopes", "斜率变量之后的“]”");
    if (!fe.intercept) expect("]", "']]' after the slopes", "斜率变量之后的“]]”");
  }

  // Terms.
  void term_list(std::vector<Term>& out, bool* constant, Steps<Term>* steps) {
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
      } else if (at_steps() && steps != nullptr && !minus) {
        read_steps(*steps, out.size(), [&](std::vector<Term>& list) {
          term_list(list, nullptr, nullptr);
        });
      } else {
        for (Term& term : crossed()) minus ? remove(out, term, t) : put(out, std::move(term));
      }
      if (!symbol("+") && !symbol("-")) return;
      minus = take().text == "-";
    }
  }

  // Steps.
  bool at_steps() const {
    return peek().type == Type::name && !peek().quoted && step_word(peek().text) && symbol("(", 1);
  }

  /// csw(a, b + c). A set that stands alone gives one step for each of its members.
  template <class Item, class Read>
  void read_steps(Steps<Item>& out, std::size_t at, const Read& read) {
    const Token word = take();
    if (!out.word.empty())
      refuse(word,
             "YG2266",
             {"a second list of steps in the same part", "同一部分有第二个逐步列表"},
             {"one sw or csw per part: y ~ csw(a, b) | csw(city, year)",
              "每一部分只用一个 sw 或 csw：y ~ csw(a, b) | csw(city, year)"});
    out.word = word.text;
    out.at = at;
    take();
    const bool lone_set = peek().type == Type::set && symbol(")", 1);
    while (true) {
      std::vector<Item> list;
      read(list);
      out.lists.push_back(std::move(list));
      if (!symbol(",")) break;
      take();
    }
    expect(")", "')' after the steps", "逐步列表之后的“)”");
    if (symbol(":") || symbol("*") || symbol("^"))
      refuse(peek(),
             "YG2266",
             {"steps cannot be multiplied", "逐步列表不能参与交互"},
             {"write the products inside: " + word.text + "(a:z, b:z)",
              "请把交互写在里面：" + word.text + "(a:z, b:z)"});
    if (lone_set) {
      std::vector<Item> list = std::move(out.lists.front());
      out.lists.clear();
      for (Item& item : list) out.lists.push_back({std::move(item)});
    }
    if (out.word == "mvsw" && out.lists.size() > 8)
      refuse(word,
             "YG2266",
             {"mvsw of " + std::to_string(out.lists.size()) + " lists gives more than 256 models",
              "mvsw 含 " + std::to_string(out.lists.size()) + " 项，模型将超过 256 个"},
             {"give it at most eight", "最多给出八项"});
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
        put(out, std::move(term));
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

void refuse_steps(const Formula& formula) {
  if (formula.term_steps.word.empty() && formula.effect_steps.word.empty()) return;
  throw Error(error("YG2268",
                    {"this method takes no steps (sw, csw)", "该方法不支持逐步列表（sw、csw）"},
                    {"write one model for each step, or use fe", "请分别书写各模型，或使用 fe"},
                    formula.origin));
}

std::vector<Formula> by_outcome(const Formula& formula) {
  refuse_steps(formula);
  return each_model(formula);
}

std::vector<Formula> each_model(const Formula& formula) {
  std::vector<Formula> out;
  for (const Expr& outcome : formula.outcomes)
    for (std::vector<Term>& terms : versions(formula.terms, formula.term_steps))
      for (std::vector<FixedEffect>& effects :
           versions(formula.fixed_effects, formula.effect_steps)) {
        Formula one = formula;
        one.outcomes = {outcome};
        one.terms = terms;
        one.fixed_effects = std::move(effects);
        one.term_steps = {};
        one.effect_steps = {};
        out.push_back(std::move(one));
      }
  return out;
}

Place place_in(const Formula& formula, int begin, int length) {
  return shifted(formula.origin, begin, length);
}

}  // namespace yugong::regression
