#include <algorithm>
#include <array>
#include <set>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/expression_tree.hpp"
#include "yugong/prepare/functions.hpp"

namespace yugong::prepare {

namespace {

constexpr int deepest = 120;
constexpr std::size_t longest = 4000;

/// A syntax mistake after which reading on makes no sense; the problem is already recorded.
struct Stop {};

/// Binding power of infix operators; `not` binds between `and` and comparisons.
int power_of(const std::string& symbol) {
  static const std::array<std::pair<const char*, int>, 17> table = {{{"or", 1},
                                                                     {"and", 2},
                                                                     {"==", 4},
                                                                     {"=", 4},
                                                                     {"!=", 4},
                                                                     {"<", 4},
                                                                     {"<=", 4},
                                                                     {">", 4},
                                                                     {">=", 4},
                                                                     {"in", 4},
                                                                     {"not", 4},
                                                                     {"+", 5},
                                                                     {"-", 5},
                                                                     {"*", 6},
                                                                     {"/", 6},
                                                                     {"^", 8},
                                                                     {"", 0}}};
  for (const auto& [name, power] : table)
    if (symbol == name) return power;
  return 0;
}

constexpr int power_not = 3;
constexpr int power_minus = 7;
constexpr int power_compare = 4;

std::shared_ptr<Node> make(Node::Kind kind, std::string word, int begin, int end) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->word = std::move(word);
  node->begin = begin;
  node->end = end;
  return node;
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, const Place& place, std::vector<Problem>& problems)
      : tokens_(tokens),
        place_(place),
        problems_(problems) {}

  NodePtr run() {
    if (tokens_.size() > longest)
      stop("YG2243",
           {"the expression is too long", "表达式过长"},
           {"compute parts of it as derived variables of their own", "请拆成几个派生变量"},
           tokens_.back());
    if (here().kind == Token::Kind::end)
      stop("YG2040",
           {"the expression is empty", "表达式为空"},
           {"write e.g. ln(gdp / pop)", "例如 ln(gdp / pop)"},
           here());
    NodePtr root = expression(0);
    if (here().kind != Token::Kind::end) left_over();
    return root;
  }

 private:
  const std::vector<Token>& tokens_;
  const Place& place_;
  std::vector<Problem>& problems_;
  std::size_t at_ = 0;
  int depth_ = 0;

  const Token& here() const { return tokens_[at_]; }

  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }

  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }

  bool is(const char* symbol) const {
    return here().kind == Token::Kind::symbol && here().word == symbol;
  }

  void report(const char* code, Text what, Text mend, int begin, int end) {
    problems_.push_back(error(code, std::move(what), std::move(mend), part_of(place_, begin, end)));
  }

  [[noreturn]] void stop(const char* code, Text what, Text mend, const Token& token) {
    report(code, std::move(what), std::move(mend), token.begin, token.end);
    throw Stop{};
  }

  [[noreturn]] void left_over() {
    const Token& t = here();
    const std::string shown = t.kind == Token::Kind::text ? "\"" + t.word + "\"" : t.word;
    if (is(")") || is("]"))
      stop("YG2041",
           {"'" + shown + "' closes nothing", "多余的“" + shown + "”"},
           {"remove it, or open a bracket before", "请删除，或在前面补上左括号"},
           t);
    if (is(","))
      stop("YG2040",
           {"a comma outside a function", "函数之外出现逗号"},
           {"one expression makes one column", "一个表达式只生成一个变量"},
           t);
    stop("YG2040",
         {"'" + shown + "' follows without an operator", "“" + shown + "”前缺少运算符"},
         {"put + - * / and, or a comma between them; a name with spaces goes between back-ticks",
          "请在中间加上 + - * / and 等运算符；含空格的变量名请用反引号括起"},
         t);
  }

  void expect(const char* symbol, const Token& opened) {
    if (is(symbol)) {
      take();
      return;
    }
    if (here().kind == Token::Kind::end)
      stop("YG2041",
           {"the bracket '" + opened.word + "' is not closed", "括号“" + opened.word + "”没有闭合"},
           {std::string("add ") + symbol, std::string("请补上 ") + symbol},
           opened);
    left_over();
  }

  NodePtr expression(int least) {
    if (++depth_ > deepest)
      stop("YG2243",
           {"brackets are nested too deeply", "括号嵌套过深"},
           {"compute parts of it as derived variables of their own", "请拆成几个派生变量"},
           here());
    NodePtr left = prefix();
    for (;;) {
      if (here().kind != Token::Kind::symbol) break;
      const int power = power_of(here().word);
      if (power == 0 || power <= least) break;
      left = infix(std::move(left), power);
    }
    --depth_;
    return left;
  }

  NodePtr infix(NodePtr left, int power) {
    Token op = take();
    if (op.word == "=") op.word = "==";
    if (op.word == "not") {
      if (!is("in"))
        stop("YG2040",
             {"'not' stands between two values", "两个值之间出现“not”"},
             {"write x != y, or x not in [...]", "请写 x != y 或 x not in [...]"},
             op);
      take();
      op.word = "not in";
    }
    const bool membership = op.word == "in" || op.word == "not in";
    // Powers associate to the right: 2^3^2 = 2^9.
    NodePtr right = membership ? members(op) : expression(op.word == "^" ? power_minus - 1 : power);
    if (power == power_compare && here().kind == Token::Kind::symbol &&
        power_of(here().word) == power_compare)
      stop("YG2040",
           {"two comparisons in a row", "连续使用两个比较"},
           {"write 2010 <= year and year <= 2020, or between(year, 2010, 2020)",
            "请写 2010 <= year and year <= 2020，或 between(year, 2010, 2020)"},
           here());
    auto node = make(Node::Kind::binary, op.word, left->begin, right->end);
    node->items = {std::move(left), std::move(right)};
    return node;
  }

  NodePtr members(const Token& op) {
    if (!is("["))
      stop("YG2040",
           {"'" + op.word + "' needs a list", "“" + op.word + "”后应为列表"},
           {"write x in [\"a\", \"b\"]", "请写 x in [\"a\", \"b\"]"},
           here());
    return list();
  }

  NodePtr list() {
    const Token open = take();
    auto node = make(Node::Kind::list, "", open.begin, open.end);
    while (!is("]")) {
      node->items.push_back(expression(0));
      if (!is(",")) break;
      take();
    }
    node->end = here().end;
    expect("]", open);
    if (node->items.empty())
      report("YG2040",
             {"the list is empty", "列表为空"},
             {"name at least one value", "请至少写一个值"},
             node->begin,
             node->end);
    return node;
  }

  NodePtr unary(std::string word, const Token& op, int power) {
    NodePtr operand = expression(power);
    auto node = make(Node::Kind::unary, std::move(word), op.begin, operand->end);
    node->items = {std::move(operand)};
    return node;
  }

  NodePtr prefix() {
    const Token t = take();
    switch (t.kind) {
      case Token::Kind::number: {
        auto node = make(Node::Kind::number, t.word, t.begin, t.end);
        node->number = t.number;
        return node;
      }
      case Token::Kind::text:
        return make(Node::Kind::text, t.word, t.begin, t.end);
      case Token::Kind::name:
        return name(t);
      case Token::Kind::shift:
        return shift(t);
      case Token::Kind::symbol:
        if (t.word == "-") return unary("-", t, power_minus);
        if (t.word == "+") return unary("+", t, power_minus);
        if (t.word == "not") return unary("not", t, power_not);
        if (t.word == "(") {
          NodePtr inner = expression(0);
          expect(")", t);
          return inner;
        }
        break;
      case Token::Kind::end:
        break;
    }
    missing_operand(t);
  }

  [[noreturn]] void missing_operand(const Token& t) {
    if (t.kind == Token::Kind::end)
      stop("YG2040",
           {"the expression ends where a value is expected", "表达式在需要数值处结束"},
           {"complete it, or remove the last operator", "请补全，或删除末尾的运算符"},
           t);
    if (t.word == "[")
      stop("YG2040",
           {"a list stands only after `in`, `by =` and the like", "列表只能用在 in、by = 等之后"},
           {"write x in [\"a\", \"b\"]", "请写 x in [\"a\", \"b\"]"},
           t);
    stop("YG2040",
         {"'" + t.word + "' stands where a value is expected",
          "此处应为数值或变量，却是“" + t.word + "”"},
         {"put a column, a number or a function there", "请写变量、数字或函数"},
         t);
  }

  NodePtr name(const Token& t) {
    if (!t.quoted && here().kind == Token::Kind::symbol && here().word == "(") return call(t);
    if (!t.quoted && (t.word == "true" || t.word == "false")) {
      auto node = make(Node::Kind::logical, t.word, t.begin, t.end);
      node->number = t.word == "true" ? 1 : 0;
      return node;
    }
    if (!t.quoted && t.word == "NA") return make(Node::Kind::absent, t.word, t.begin, t.end);
    auto node = make(Node::Kind::name, t.word, t.begin, t.end);
    node->quoted = t.quoted;
    return node;
  }

  /// L2.x is lag(x, 2).
  NodePtr shift(const Token& t) {
    static const std::array<std::pair<char, const char*>, 4> words = {
        {{'L', "lag"}, {'F', "lead"}, {'D', "diff"}, {'G', "growth"}}};
    if (here().kind == Token::Kind::symbol && here().word != "(")
      stop("YG2040",
           {"no column follows '" + t.word + ".'", "“" + t.word + ".”之后没有变量"},
           {"write " + t.word + ".gdp or " + t.word + ".(gdp / pop)",
            "请写 " + t.word + ".gdp 或 " + t.word + ".(gdp / pop)"},
           t);
    NodePtr operand = expression(power_of("^"));
    auto node = make(Node::Kind::call, "", t.begin, operand->end);
    for (const auto& [letter, word] : words)
      if (t.word[0] == letter) node->word = word;
    node->function = find_function(node->word);
    auto distance = make(Node::Kind::number, "", t.begin, t.end);
    distance->number = t.number;
    node->items = {std::move(operand), std::move(distance)};
    return node;
  }

  NodePtr call(const Token& t) {
    auto node = make(Node::Kind::call, t.word, t.begin, t.end);
    node->function = find_function(t.word);
    const Token open = take();
    if (node->function == nullptr) unknown_function(t);
    while (!is(")")) {
      argument(*node);
      if (!is(",")) break;
      take();
      if (is(")"))
        stop("YG2040",
             {"nothing follows the comma", "逗号之后没有内容"},
             {"remove the comma", "请删除逗号"},
             here());
    }
    node->end = here().end;
    expect(")", open);
    if (node->function != nullptr) check_count(*node, t);
    return node;
  }

  void argument(Node& node) {
    const bool takes_names = node.function == nullptr || !node.function->named.empty();
    if (takes_names && here().kind == Token::Kind::name && next().kind == Token::Kind::symbol &&
        next().word == "=") {
      const Token key = take();
      take();
      const Parameter* p = node.function == nullptr ? nullptr : node.function->parameter(key.word);
      NodePtr value = is("[") ? list() : word_with_number(p);
      if (value == nullptr) value = expression(0);
      if (node.function != nullptr) check_name(node, key);
      if (p != nullptr && p->kind == Parameter::Kind::choice && !is_word(*p, *value)) {
        const Text near = text::did_you_mean(value->word, p->words);
        report("YG2242",
               {"'" + key.word + " =' takes one of: " + text::join(p->words, ", "),
                "参数 " + key.word + " 只能取：" + text::join(p->words, "、")},
               {"write " + key.word + " = " + p->words.front() + near.en,
                "例如 " + key.word + " = " + p->words.front() + near.in(Lang::zh)},
               value->begin,
               value->end);
      }
      node.named.push_back({key.word, std::move(value), key.begin, key.end});
      return;
    }
    if (!node.named.empty())
      report("YG2240",
             {"an argument without name after one with a name", "带名参数之后出现不带名的参数"},
             {"put it before " + node.named.front().name + " =",
              "请放到 " + node.named.front().name + " = 之前"},
             here().begin,
             here().end);
    node.items.push_back(expression(0));
  }

  /// `ratio(10)` after `initial =`: a word of the argument, with a number; nullptr when something
  /// else stands here.
  NodePtr word_with_number(const Parameter* p) {
    if (p == nullptr || p->kind != Parameter::Kind::mixed || here().kind != Token::Kind::name ||
        here().quoted)
      return nullptr;
    if (std::find(p->words.begin(), p->words.end(), here().word) == p->words.end()) return nullptr;
    if (next().kind != Token::Kind::symbol || next().word != "(") return nullptr;
    const Token word = take();
    const Token open = take();
    auto node = make(Node::Kind::call, word.word, word.begin, word.end);
    node->items.push_back(expression(0));
    node->end = here().end;
    expect(")", open);
    return node;
  }

  void unknown_function(const Token& t) {
    std::vector<std::string> names;
    for (const Function& f : function_table()) names.push_back(f.info.name);
    const Text near = text::did_you_mean(t.word, names);
    report("YG2140",
           {"unknown function '" + t.word + "'", "未知函数“" + t.word + "”"},
           {"see `yugong help expressions`" + near.en,
            "参见 `yugong help expressions`" + near.in(Lang::zh)},
           t.begin,
           t.end);
  }

  void check_name(const Node& node, const Token& key) {
    if (node.function->parameter(key.word) == nullptr) {
      std::vector<std::string> names;
      for (const Parameter& p : node.function->named) names.push_back(p.name);
      const Text near = text::did_you_mean(key.word, names);
      report("YG2141",
             {node.word + "() has no argument '" + key.word + "'",
              "函数 " + node.word + "() 没有参数“" + key.word + "”"},
             {"write " + node.function->info.usage + near.en,
              "写法：" + node.function->info.usage + near.in(Lang::zh)},
             key.begin,
             key.end);
    }
    for (const NamedArgument& other : node.named)
      if (other.name == key.word)
        report("YG2141",
               {"'" + key.word + " =' is given twice", "参数“" + key.word + "”重复"},
               {"keep one of them", "请只保留一个"},
               key.begin,
               key.end);
  }

  void check_count(const Node& node, const Token& t) {
    const Function& f = *node.function;
    const int count = static_cast<int>(node.items.size());
    if (count >= f.least && (f.most < 0 || count <= f.most)) return;
    const std::string wanted = f.most < 0 ? "at least " + std::to_string(f.least)
                               : f.least == f.most
                                   ? std::to_string(f.least)
                                   : std::to_string(f.least) + " to " + std::to_string(f.most);
    const std::string wanted_zh = f.most < 0 ? "至少 " + std::to_string(f.least)
                                  : f.least == f.most
                                      ? std::to_string(f.least)
                                      : std::to_string(f.least) + " 至 " + std::to_string(f.most);
    report("YG2240",
           {node.word + "() takes " + wanted + " unnamed arguments, not " + std::to_string(count),
            node.word + "() 需要 " + wanted_zh + " 个不带名的参数，实际为 " +
                std::to_string(count) + " 个"},
           {"write " + f.info.usage, "写法：" + f.info.usage},
           t.begin,
           t.end);
  }
};

void collect(const Node& node, std::vector<std::string>& found, std::set<std::string>& seen) {
  if (node.kind == Node::Kind::name && seen.insert(node.word).second) found.push_back(node.word);
  for (const NodePtr& item : node.items) collect(*item, found, seen);
  for (const NamedArgument& argument : node.named) {
    const Parameter* p =
        node.function == nullptr ? nullptr : node.function->parameter(argument.name);
    if (p != nullptr && is_word(*p, *argument.value)) continue;
    if (p != nullptr && p->kind == Parameter::Kind::groups &&
        argument.value->kind == Node::Kind::list) {
      for (const NodePtr& item : argument.value->items)
        if (!is_word(*p, *item)) collect(*item, found, seen);
      continue;
    }
    collect(*argument.value, found, seen);
  }
}

}  // namespace

Expression::Expression(std::string text, Place place, std::shared_ptr<const Node> root)
    : text_(std::move(text)),
      place_(std::move(place)),
      root_(std::move(root)) {}

Expression parse_expression(std::string_view text, const Place& place) {
  std::string copy(text);
  const Place settled = settle_place(copy, place);
  std::vector<Problem> problems;
  const std::vector<Token> tokens = tokenise(copy, settled, problems);
  if (!problems.empty()) throw Error(std::move(problems));
  NodePtr root;
  try {
    root = Parser(tokens, settled, problems).run();
  } catch (const Stop&) {
  }
  if (!problems.empty()) throw Error(std::move(problems));
  return {std::move(copy), settled, std::move(root)};
}

std::vector<std::string> names(const Expression& expression) {
  std::vector<std::string> found;
  std::set<std::string> seen;
  collect(expression.root(), found, seen);
  return found;
}

}  // namespace yugong::prepare
