#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/functions.hpp"
#include "yugong/prepare/series.hpp"

/// Operators, names, and the faces of expression.hpp. Functions are in functions_*.cpp.
namespace yugong::prepare {

namespace {

using Type = Series::Type;

[[noreturn]] void refuse_types(Context& context, const Node& node, bool arithmetic) {
  throw Error(error("YG2241",
                    arithmetic ? Text{"'" + node.word + "' needs numbers on both sides",
                                      "“" + node.word + "”两侧都应为数值"}
                               : Text{"a text is compared with a number", "文本与数值不能比较"},
                    arithmetic
                        ? Text{"use numeric columns", "请使用数值变量"}
                        : Text{"put the text in quotes, or drop the quotes around the number",
                               "文本请加引号，数值请去掉引号"},
                    context.at(node)));
}

Series shaped_like(const Series& a, const Series& b, std::size_t rows, Type type) {
  Series s;
  s.type = type;
  s.constant = a.constant && b.constant;
  s.numbers.resize(s.constant ? 1 : rows);
  return s;
}

/// Sets what is not finite to missing and says so, unless an operand was missing already.
void settle(Context& context,
            const Node& node,
            Series& result,
            const Series& a,
            const Series& b,
            const Text& why) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < result.numbers.size(); ++i) {
    if (std::isfinite(result.numbers[i])) continue;
    result.numbers[i] = missing;
    if (!is_missing(a.number(i)) && !is_missing(b.number(i))) rows.push_back(i);
  }
  if (rows.empty() || context.rows() == 0) return;
  const Text keys = result.constant ? Text{"every row", "所有行"} : context.keys(rows);
  const std::string count = std::to_string(rows.size());
  context.notes.push_back(note("YG1411",
                               {why.en + " made " + count + " values missing: " + keys.en,
                                why.zh + "，" + count + " 个值记为缺失：" + keys.in(Lang::zh)},
                               {},
                               context.at(node)));
}

template <class F>
void each(Series& result, const Series& a, const Series& b, F f) {
  for (std::size_t i = 0; i < result.numbers.size(); ++i)
    result.numbers[i] = f(a.number(i), b.number(i));
}

Series arithmetic(Context& context, const Node& node, const Series& a, const Series& b) {
  if (a.is_text() || b.is_text()) refuse_types(context, node, true);
  Series s = shaped_like(a, b, context.rows(), Type::number);
  Text why{"a result beyond the range of numbers", "结果超出数值范围"};
  switch (node.word[0]) {
    case '+':
      each(s, a, b, [](double x, double y) { return x + y; });
      break;
    case '-':
      each(s, a, b, [](double x, double y) { return x - y; });
      break;
    case '*':
      each(s, a, b, [](double x, double y) { return x * y; });
      break;
    case '/':
      each(s, a, b, [](double x, double y) { return y == 0 ? missing : x / y; });
      why = {"division by zero", "除数为零"};
      break;
    default:
      // pow(1, NaN) and pow(NaN, 0) are 1 in C: a missing operand must stay missing.
      each(s, a, b, [](double x, double y) {
        return is_missing(x) || is_missing(y) ? missing : std::pow(x, y);
      });
      why = {"a power that is not defined", "幂运算无定义"};
  }
  if ((node.word == "+" || node.word == "-") && a.unit == b.unit) s.unit = a.unit;
  settle(context, node, s, a, b, why);
  return s;
}

double compare(const std::string& op, double order) {
  if (op == "==") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return order >= 0;
}

Series comparison(Context& context, const Node& node, const Series& a, const Series& b) {
  if (a.is_text() != b.is_text()) refuse_types(context, node, false);
  Series s = shaped_like(a, b, context.rows(), Type::logical);
  if (a.is_text()) {
    if ((a.constant && a.texts[0].empty()) || (b.constant && b.texts[0].empty()))
      throw Error(error(
          "YG2241",
          {"a comparison with the empty text is always missing", "与空文本比较，结果总是缺失"},
          {"write missing(x) or not missing(x)", "请写 missing(x) 或 not missing(x)"},
          context.at(node)));
    for (std::size_t i = 0; i < s.numbers.size(); ++i)
      s.numbers[i] = a.text(i).empty() || b.text(i).empty()
                         ? missing
                         : compare(node.word, static_cast<double>(a.text(i).compare(b.text(i))));
    return s;
  }
  each(s, a, b, [&](double x, double y) {
    if (is_missing(x) || is_missing(y)) return missing;
    return compare(node.word, x < y ? -1.0 : x > y ? 1.0 : 0.0);
  });
  return s;
}

/// Three-valued logic; a number counts as true when it is not zero.
Series logic(Context& context, const Node& node, const Series& a, const Series& b) {
  if (a.is_text() || b.is_text()) refuse_types(context, node, true);
  Series s = shaped_like(a, b, context.rows(), Type::logical);
  const double decisive = node.word == "and" ? 0.0 : 1.0;
  each(s, a, b, [decisive](double x, double y) {
    const double p = is_missing(x) ? missing : (x != 0 ? 1.0 : 0.0);
    const double q = is_missing(y) ? missing : (y != 0 ? 1.0 : 0.0);
    if (p == decisive || q == decisive) return decisive;
    if (is_missing(p) || is_missing(q)) return missing;
    return 1.0 - decisive;
  });
  return s;
}

Series membership(Context& context, const Node& node) {
  const Series x = compute(context, *node.items[0]);
  Series found = Series::of_constant(0);
  for (const NodePtr& item : node.items[1]->items) {
    Node equals;
    equals.word = "==";
    equals.begin = item->begin;
    equals.end = item->end;
    Node either = equals;
    either.word = "or";
    found = logic(context, either, found, comparison(context, equals, x, compute(context, *item)));
  }
  if (node.word == "not in")
    for (double& v : found.numbers) v = is_missing(v) ? v : 1 - v;
  found.type = Type::logical;
  return found;
}

Series unary(Context& context, const Node& node) {
  Series s = compute(context, *node.items[0]);
  if (s.is_text()) refuse_types(context, node, true);
  if (node.word == "not") {
    for (double& v : s.numbers) v = is_missing(v) ? v : (v == 0 ? 1.0 : 0.0);
    s.type = Type::logical;
  } else {
    s.type = Type::number;
    if (node.word == "-")
      for (double& v : s.numbers) v = -v;
  }
  s.name.clear();
  s.label = {};
  return s;
}

Series column(Context& context, const Node& node) {
  Series s;
  s.name = node.word;
  if (node.word == context.panel.time_name() && !node.word.empty()) {
    const auto time = context.panel.time();
    s.numbers.resize(context.rows());
    for (std::size_t i = 0; i < time.size(); ++i)
      s.numbers[i] =
          static_cast<double>(context.panel.periods()[static_cast<std::size_t>(time[i])]);
    return s;
  }
  const data::DataColumn& c = context.panel.table().column(node.word, context.at(node));
  s.unit = c.unit;
  s.label = c.label;
  if (c.is_text) {
    s.type = Type::text;
    s.texts = c.texts;
  } else {
    s.numbers = c.numbers;
    // An infinite number can only come from outside; it would travel through sums unseen.
    for (double& v : s.numbers)
      if (std::isinf(v)) v = missing;
  }
  return s;
}

/// All unknown columns of an expression in one go.
void require_columns(const Expression& expression, const data::Panel& panel) {
  std::vector<Problem> problems;
  for (const std::string& name : names(expression)) {
    if (panel.table().has(name) || (name == panel.time_name() && !name.empty())) continue;
    std::vector<Problem> lexed;
    Place place = expression.place();
    for (const Token& token : tokenise(expression.text(), expression.place(), lexed))
      if (token.kind == Token::Kind::name && token.word == name) {
        place = part_of(expression.place(), token.begin, token.end);
        break;
      }
    try {
      panel.table().column(name, place);
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
}

Series compute_all(const Expression& expression,
                   const data::Panel& panel,
                   std::vector<Problem>& notes) {
  require_columns(expression, panel);
  Context context{panel, expression, notes};
  return compute(context, expression.root());
}

}  // namespace

Series compute(Context& context, const Node& node) {
  switch (node.kind) {
    case Node::Kind::number:
      return Series::of_constant(node.number);
    case Node::Kind::absent:
      return Series::of_constant(missing);
    case Node::Kind::name:
      return column(context, node);
    case Node::Kind::unary:
      return unary(context, node);
    case Node::Kind::logical: {
      Series s = Series::of_constant(node.number);
      s.type = Type::logical;
      return s;
    }
    case Node::Kind::text: {
      Series s;
      s.type = Type::text;
      s.constant = true;
      s.texts = {node.word};
      return s;
    }
    case Node::Kind::binary: {
      if (node.word == "in" || node.word == "not in") return membership(context, node);
      const Series a = compute(context, *node.items[0]);
      const Series b = compute(context, *node.items[1]);
      if (node.word == "and" || node.word == "or") return logic(context, node, a, b);
      const bool compares =
          node.word[0] == '=' || node.word[0] == '!' || node.word[0] == '<' || node.word[0] == '>';
      return compares ? comparison(context, node, a, b) : arithmetic(context, node, a, b);
    }
    case Node::Kind::call: {
      Call call(context, node);
      if (node.function == nullptr || node.function->run == nullptr) break;
      return node.function->run(call);
    }
    case Node::Kind::list:
      break;
  }
  throw Error(error("YG2040",
                    {"'" + node.word + "' cannot stand here", "“" + node.word + "”不能用在此处"},
                    {"see `yugong help expressions`", "参见 `yugong help expressions`"},
                    context.at(node)));
}

data::DataColumn evaluate(const Expression& expression,
                          const data::Panel& panel,
                          std::vector<Problem>* notes) {
  std::vector<Problem> kept;
  Series s = compute_all(expression, panel, kept);
  if (notes != nullptr) notes->insert(notes->end(), kept.begin(), kept.end());
  data::DataColumn column;
  column.is_text = s.is_text();
  column.unit = s.unit;
  column.formula = expression.text();
  if (s.constant && s.is_text()) s.texts.resize(panel.rows(), s.texts[0]);
  if (s.constant && !s.is_text()) s.numbers.resize(panel.rows(), s.numbers[0]);
  column.numbers = std::move(s.numbers);
  column.texts = std::move(s.texts);
  column.marks.assign(panel.rows(), data::Mark::derived);
  return column;
}

std::vector<bool> condition(const Expression& expression,
                            const data::Panel& panel,
                            std::vector<Problem>* notes) {
  std::vector<Problem> kept;
  const Series s = compute_all(expression, panel, kept);
  if (notes != nullptr) notes->insert(notes->end(), kept.begin(), kept.end());
  bool whole = !s.is_text();
  if (whole && s.type == Type::number)
    whole = std::all_of(s.numbers.begin(), s.numbers.end(), [](double v) {
      return is_missing(v) || v == 0 || v == 1;
    });
  if (!whole)
    throw Error(error(
        "YG2244",
        {"'" + expression.text() + "' is no condition", "“" + expression.text() + "”不是条件"},
        {"write a comparison, e.g. year >= 2010, or a column of zeros and ones",
         "请写比较式，如 year >= 2010，或取值为 0 和 1 的变量"},
        expression.place()));
  std::vector<bool> holds(panel.rows());
  for (std::size_t i = 0; i < holds.size(); ++i) holds[i] = s.number(i) == 1;
  return holds;
}

void derive(data::Panel& panel, const std::string& name, const Expression& expression) {
  if (name == panel.unit_name() || name == panel.time_name())
    throw Error(error("YG2242",
                      {"'" + name + "' is a key of the panel and cannot be replaced",
                       "“" + name + "”是面板的标识变量，不能覆盖"},
                      {"choose another name", "请换一个变量名"},
                      expression.place()));
  std::vector<Problem> notes;
  data::DataColumn column = evaluate(expression, panel, &notes);
  column.name = name;
  std::size_t empty = 0;
  for (std::size_t i = 0; i < column.size(); ++i) empty += column.missing_at(i) ? 1u : 0u;
  const std::size_t cells = column.size() - empty;
  data::Change change;
  change.step = "derive";
  change.column = name;
  change.detail = {
      expression.text() + (empty > 0 ? "; " + std::to_string(empty) + " missing" : ""),
      expression.text() + (empty > 0 ? "；缺失 " + std::to_string(empty) + " 个" : "")};
  change.cells = cells;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!column.missing_at(i)) change.rows.push_back(static_cast<std::uint32_t>(i));
  panel.table().add(std::move(column));
  panel.table().changes().push_back(std::move(change));
  for (Problem& p : notes) panel.table().notes().push_back(p.about(name));
}

}  // namespace yugong::prepare
