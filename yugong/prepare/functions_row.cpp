#include <algorithm>
#include <cmath>

#include "yugong/prepare/function_groups.hpp"
#include "yugong/prepare/group_statistics.hpp"

namespace yugong::prepare {

namespace {

/// A function of one number; results that are not finite become missing with a note.
template <double (*f)(double)>
Series map(Call& call, const Text& why) {
  Series s = call.numeric(0);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < s.numbers.size(); ++i) {
    if (is_missing(s.numbers[i])) continue;
    const double y = f(s.numbers[i]);
    if (!std::isfinite(y)) rows.push_back(i);
    s.numbers[i] = std::isfinite(y) ? y : missing;
  }
  if (!rows.empty()) {
    const std::string count = std::to_string(rows.size());
    const Text keys = s.constant ? Text{"every row", "所有行"} : call.context().keys(rows);
    call.note(
        "YG1410",
        {call.node().word + "() of " + why.en + " made " + count + " values missing: " + keys.en,
         call.node().word + "() 遇到" + why.zh + "，" + count + " 个值记为缺失：" +
             keys.in(Lang::zh)},
        {"replace zeros on purpose, e.g. ln(x + 1), or leave the rows out",
         "如需处理零值请明确写出，如 ln(x + 1)，或剔除这些行"});
  }
  s.type = Series::Type::number;
  s.unit.clear();
  s.label = {};
  s.name.clear();
  return s;
}

const Text not_positive{"numbers that are not positive", "非正数"};
const Text negative{"negative numbers", "负数"};
const Text too_large{"too large numbers", "过大的数"};

double plain_ln(double x) {
  return x > 0 ? std::log(x) : missing;
}

double plain_log10(double x) {
  return x > 0 ? std::log10(x) : missing;
}

double plain_exp(double x) {
  return std::exp(x);
}

double plain_sqrt(double x) {
  return std::sqrt(x);
}

double plain_abs(double x) {
  return std::abs(x);
}

double plain_sign(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

double plain_floor(double x) {
  return std::floor(x);
}

double plain_ceil(double x) {
  return std::ceil(x);
}

Series run_ln(Call& call) {
  return map<plain_ln>(call, not_positive);
}

Series run_log10(Call& call) {
  return map<plain_log10>(call, not_positive);
}

Series run_exp(Call& call) {
  return map<plain_exp>(call, too_large);
}

Series run_sqrt(Call& call) {
  return map<plain_sqrt>(call, negative);
}

Series run_abs(Call& call) {
  return map<plain_abs>(call, negative);
}

Series run_sign(Call& call) {
  return map<plain_sign>(call, negative);
}

Series run_floor(Call& call) {
  return map<plain_floor>(call, negative);
}

Series run_ceil(Call& call) {
  return map<plain_ceil>(call, negative);
}

/// Half away from zero to a multiple of the unit, as Stata's round(x, y).
Series run_round(Call& call) {
  const double unit = call.constant(1, 1);
  if (unit <= 0)
    call.refuse("YG2242",
                {"round() needs a unit above zero", "round() 的单位应大于零"},
                {"write round(x, 0.01) for two decimals", "保留两位小数请写 round(x, 0.01)"},
                call.place());
  Series s = call.numeric(0);
  // Dividing by a whole 1 / unit gives 0.29 and not 0.29000000000000004.
  const double inverse = std::round(1 / unit);
  const bool fraction = unit < 1 && std::abs(inverse * unit - 1) < 1e-12;
  for (double& v : s.numbers)
    v = is_missing(v) ? v
        : fraction    ? std::round(v * inverse) / inverse
                      : std::round(v / unit) * unit;
  s.type = Series::Type::number;
  return s;
}

/// Arguments of a row-wise function side by side.
std::vector<Series> side_by_side(Call& call, bool& constant) {
  std::vector<Series> parts;
  constant = true;
  for (std::size_t i = 0; i < call.count(); ++i) {
    parts.push_back(call.numeric(i));
    constant = constant && parts.back().constant;
  }
  return parts;
}

enum class Across { smallest, largest, mean, sum };

Series across(Call& call, Across what) {
  bool constant = false;
  const std::vector<Series> parts = side_by_side(call, constant);
  Series s = Series::of(std::vector<double>(constant ? 1 : call.rows(), missing));
  s.constant = constant;
  for (std::size_t i = 0; i < s.numbers.size(); ++i) {
    double total = 0, best = missing;
    std::size_t n = 0;
    for (const Series& part : parts) {
      const double v = part.number(i);
      if (is_missing(v)) continue;
      ++n;
      total += v;
      if (n == 1 || (what == Across::smallest ? v < best : v > best)) best = v;
    }
    if (n == 0) continue;
    s.numbers[i] = what == Across::sum    ? total
                   : what == Across::mean ? total / static_cast<double>(n)
                                          : best;
  }
  return s;
}

Series run_min(Call& call) {
  return call.count() == 1 ? run_group_statistic(call, "min") : across(call, Across::smallest);
}

Series run_max(Call& call) {
  return call.count() == 1 ? run_group_statistic(call, "max") : across(call, Across::largest);
}

Series run_rowmean(Call& call) {
  return across(call, Across::mean);
}

Series run_rowsum(Call& call) {
  return across(call, Across::sum);
}

Series run_if(Call& call) {
  const Series test = call.numeric(0);
  const Series yes = call.any(1), no = call.any(2);
  if (yes.is_text() != no.is_text())
    call.refuse("YG2241",
                {"if() would give a text in some rows and a number in others",
                 "if() 的两个结果一个是文本、一个是数值"},
                {"give two texts or two numbers", "两个结果请同为文本或同为数值"},
                call.place());
  Series s;
  s.type = yes.type == no.type ? yes.type : Series::Type::number;
  s.constant = test.constant && yes.constant && no.constant;
  if (yes.unit == no.unit) s.unit = yes.unit;
  const std::size_t n = s.constant ? 1 : call.rows();
  for (std::size_t i = 0; i < n; ++i) {
    const double t = test.number(i);
    const Series& chosen = !is_missing(t) && t != 0 ? yes : no;
    if (s.is_text())
      s.texts.push_back(is_missing(t) ? std::string() : chosen.text(i));
    else
      s.numbers.push_back(is_missing(t) ? missing : chosen.number(i));
  }
  return s;
}

Series run_missing(Call& call) {
  const Series x = call.any(0);
  Series s;
  s.type = Series::Type::logical;
  s.constant = x.constant;
  const std::size_t n = x.constant ? 1 : call.rows();
  for (std::size_t i = 0; i < n; ++i)
    s.numbers.push_back(x.is_text() ? x.text(i).empty() : is_missing(x.number(i)));
  return s;
}

/// The first argument that is not missing.
Series run_coalesce(Call& call) {
  bool constant = false;
  const std::vector<Series> parts = side_by_side(call, constant);
  Series s = Series::of(std::vector<double>(constant ? 1 : call.rows(), missing));
  s.constant = constant;
  for (std::size_t i = 0; i < s.numbers.size(); ++i)
    for (std::size_t k = 0; k < parts.size() && is_missing(s.numbers[i]); ++k)
      s.numbers[i] = parts[k].number(i);
  s.unit = parts.front().unit;
  return s;
}

Series run_between(Call& call) {
  const Series x = call.numeric(0), low = call.numeric(1), high = call.numeric(2);
  Series s;
  s.type = Series::Type::logical;
  s.constant = x.constant && low.constant && high.constant;
  s.numbers.resize(s.constant ? 1 : call.rows());
  for (std::size_t i = 0; i < s.numbers.size(); ++i) {
    const double v = x.number(i), a = low.number(i), b = high.number(i);
    s.numbers[i] =
        is_missing(v) || is_missing(a) || is_missing(b) ? missing : (v >= a && v <= b ? 1.0 : 0.0);
  }
  return s;
}

/// 1 where x is one of the values given, 0 elsewhere, missing where x is missing.
Series run_dummy(Call& call) {
  const Series x = call.any(0);
  Series s = Series::of(std::vector<double>(x.constant ? 1 : call.rows(), 0));
  s.constant = x.constant;
  for (std::size_t k = 1; k < call.count(); ++k) {
    const Series value = call.any(k);
    if (value.is_text() != x.is_text())
      call.refuse("YG2241",
                  {"dummy() compares a text with a number", "dummy() 中文本与数值不能比较"},
                  {"write dummy(year, 2015) or dummy(region, \"east\")",
                   "例如 dummy(year, 2015) 或 dummy(region, \"东部\")"},
                  call.place());
    for (std::size_t i = 0; i < s.numbers.size(); ++i)
      if (x.is_text() ? x.text(i) == value.text(i) : x.number(i) == value.number(i))
        s.numbers[i] = 1;
  }
  for (std::size_t i = 0; i < s.numbers.size(); ++i)
    if (x.is_text() ? x.text(i).empty() : is_missing(x.number(i))) s.numbers[i] = missing;
  return s;
}

}  // namespace

std::vector<Function> row_functions() {
  const Parameter by{"by", Parameter::Kind::groups, {}};
  return {
      {{"ln", "ln(x)", {"natural logarithm", "自然对数"}, "ln(x)"}, 1, 1, {}, run_ln},
      {{"log", "log(x)", {"natural logarithm, as in Stata", "自然对数（同 Stata）"}, "log(x)"},
       1,
       1,
       {},
       run_ln},
      {{"log10", "log10(x)", {"logarithm to base 10", "常用对数"}, "log10(x)"},
       1,
       1,
       {},
       run_log10},
      {{"exp", "exp(x)", {"exponential", "指数函数"}, "exp(x)"}, 1, 1, {}, run_exp},
      {{"sqrt", "sqrt(x)", {"square root", "平方根"}, "sqrt(x)"}, 1, 1, {}, run_sqrt},
      {{"abs", "abs(x)", {"absolute value", "绝对值"}, "abs(x)"}, 1, 1, {}, run_abs},
      {{"sign", "sign(x)", {"1, 0 or -1", "符号"}, "sign(x)"}, 1, 1, {}, run_sign},
      {{"floor", "floor(x)", {"next whole number below", "向下取整"}, "floor(x)"},
       1,
       1,
       {},
       run_floor},
      {{"ceil", "ceil(x)", {"next whole number above", "向上取整"}, "ceil(x)"}, 1, 1, {}, run_ceil},
      {{"round",
        "round(x, 0.01)",
        {"to the nearest multiple of the second argument (1)",
         "四舍五入到第二个参数的倍数（默认 1）"},
        "round(x, 0.01)"},
       1,
       2,
       {},
       run_round},
      {{"min",
        "min(a, b, ...) or min(x, by = region)",
        {"smallest of several columns in a row, or of one column over rows; missing values are "
         "passed over",
         "多列取行内最小值，一列取组内最小值；忽略缺失"},
        "min(a, b); egen min(x), by(region)"},
       1,
       -1,
       {by},
       run_min},
      {{"max",
        "max(a, b, ...) or max(x, by = region)",
        {"largest, likewise", "最大值，规则同 min"},
        "max(a, b); egen max(x), by(region)"},
       1,
       -1,
       {by},
       run_max},
      {{"rowmean",
        "rowmean(a, b, ...)",
        {"mean of several columns in a row, missing values passed over", "行内均值，忽略缺失"},
        "egen rowmean(a b)"},
       1,
       -1,
       {},
       run_rowmean},
      {{"rowsum",
        "rowsum(a, b, ...)",
        {"sum of several columns in a row, missing values passed over; missing when all are",
         "行内合计，忽略缺失；全缺失则缺失"},
        "egen rowtotal(a b), missing"},
       1,
       -1,
       {},
       run_rowsum},
      {{"if",
        "if(condition, a, b)",
        {"a where the condition is true, b where false, missing where it is missing",
         "条件成立取 a，不成立取 b，条件缺失则缺失"},
        "cond(condition, a, b)"},
       3,
       3,
       {},
       run_if},
      {{"cond", "cond(condition, a, b)", {"the same as if()", "同 if()"}, "cond(condition, a, b)"},
       3,
       3,
       {},
       run_if},
      {{"missing", "missing(x)", {"true where x is missing", "x 缺失时为真"}, "missing(x)"},
       1,
       1,
       {},
       run_missing},
      {{"coalesce",
        "coalesce(a, b, ...)",
        {"the first that is not missing", "第一个非缺失值"},
        "replace a = b if missing(a)"},
       2,
       -1,
       {},
       run_coalesce},
      {{"between",
        "between(x, low, high)",
        {"true where low <= x <= high", "low <= x <= high 时为真"},
        "inrange(x, low, high)"},
       3,
       3,
       {},
       run_between},
      {{"dummy",
        "dummy(x, value, ...)",
        {"1 where x is one of the values, else 0", "x 等于任一给定值时为 1，否则为 0"},
        "x == value"},
       2,
       -1,
       {},
       run_dummy},
  };
}

}  // namespace yugong::prepare
