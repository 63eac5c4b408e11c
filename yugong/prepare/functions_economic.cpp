#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/prepare/capital_stock.hpp"
#include "yugong/prepare/deflate.hpp"
#include "yugong/prepare/function_groups.hpp"
#include "yugong/prepare/standard_coal.hpp"

namespace yugong::prepare {

namespace {

std::vector<double> per_row(const Series& s, std::size_t rows) {
  return s.constant ? std::vector<double>(rows, s.numbers[0]) : s.numbers;
}

std::optional<long> base_year(Call& call) {
  const std::optional<double> base = call.named_constant("base");
  if (!base) return std::nullopt;
  if (*base != std::floor(*base) || std::abs(*base) > 1e6)
    call.refuse("YG2242",
                {"base is a period, not " + text::round_trip(*base),
                 "base 应为年份，而不是 " + text::round_trip(*base)},
                {"write base = 2010", "例如 base = 2010"},
                call.named_place("base"));
  return static_cast<long>(*base);
}

std::optional<IndexBase> asked_base(const Call& call) {
  const std::string w = call.word("index");
  if (w.empty()) return std::nullopt;
  return w == "previous" ? IndexBase::previous : IndexBase::fixed;
}

struct Level {
  std::vector<double> values;
  IndexReading reading;
};

/// The index given as `series`, as a level that is 1 in the base year; says how it was read.
Level level_of(Call& call,
               const Series& series,
               std::optional<IndexKind> kind,
               std::optional<long> base,
               const Place& place) {
  if (call.panel().time_name().empty())
    call.refuse("YG1413",
                {call.node().word + "() needs periods, and this panel has no time column",
                 call.node().word + "() 需要时间变量，而当前面板没有"},
                {"name the column under [panel] time =", "请在 [panel] 中用 time = 指定时间变量"},
                call.place());
  const std::vector<double> values = per_row(series, call.rows());
  const IndexColumn index{
      values, series.name.empty() ? "(expression)" : series.name, series.label, series.unit};
  Level level;
  level.reading = read_index(call.panel(), index, asked_base(call), kind, place);
  level.values = index_level(call.panel(), values, level.reading, base, place);
  call.note("YG1412",
            level.reading.because,
            {"say otherwise with index = previous | fixed and kind = price | volume",
             "如不符，请用 index = previous | fixed、kind = price | volume 指定"});
  return level;
}

/// Rows where a result is missing although its main operand is there.
void note_lost(Call& call,
               const std::vector<double>& had,
               const std::vector<double>& result,
               const Text& why) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < result.size(); ++i)
    if (!is_missing(had[i]) && is_missing(result[i])) rows.push_back(i);
  if (rows.empty()) return;
  const Text keys = call.context().keys(rows);
  const std::string count = std::to_string(rows.size());
  call.warn(
      "YG1416",
      {call.node().word + "() is missing in " + count + " rows: " + why.en + ": " + keys.en,
       call.node().word + "() 有 " + count + " 行缺失（" + why.zh + "）：" + keys.in(Lang::zh)},
      {"interpolate the column first, or leave the rows out", "请先插补该变量，或剔除这些行"});
}

Series run_deflate(Call& call) {
  const Series nominal = call.numeric(0), index = call.numeric(1);
  const std::optional<long> base = base_year(call);
  std::optional<IndexKind> kind;
  if (const std::string w = call.word("kind"); !w.empty())
    kind = w == "price" ? IndexKind::price : IndexKind::volume;
  const Level level = level_of(call, index, kind, base, call.context().at(*call.node().items[1]));
  if (level.reading.kind == IndexKind::volume && !base)
    call.refuse("YG1402",
                {"a volume index needs a base year", "物量指数需要指定基期"},
                {"write base = 2010", "例如 base = 2010"},
                call.place());
  const std::vector<double> value = per_row(nominal, call.rows());
  Series s = Series::of(deflate(call.panel(), value, level.values, level.reading.kind, base));
  s.unit = nominal.unit;
  note_lost(call, value, s.numbers, {"no index or base-year value for them", "缺少指数或基期值"});
  return s;
}

InitialStock initial_stock(Call& call, std::vector<double>& given) {
  using Rule = InitialStock::Rule;
  InitialStock initial;
  const Node* value = call.named("initial");
  if (call.named("opening") != nullptr) {
    if (value != nullptr)
      call.refuse("YG2242",
                  {"initial and opening are given together", "initial 与 opening 不能同时使用"},
                  {"keep one of them", "请只保留一个"},
                  call.place());
    given = per_row(call.named_numeric("opening"), call.rows());
    initial.rule = Rule::opening;
    initial.given = given;
    return initial;
  }
  if (value == nullptr) return initial;
  const std::string word = call.word("initial");
  if (word.empty()) {
    given = per_row(call.named_numeric("initial"), call.rows());
    initial.rule = Rule::value;
    initial.given = given;
    return initial;
  }
  initial.rule = word == "growth"      ? Rule::growth
                 : word == "perpetual" ? Rule::perpetual
                                       : Rule::ratio;
  if (value->items.empty()) return initial;
  const Series number = compute(call.context(), *value->items[0]);
  const double n = number.constant && !number.is_text() ? number.numbers[0] : missing;
  const double least = initial.rule == Rule::ratio ? 0 : initial.rule == Rule::growth ? 1 : 2;
  const bool whole = initial.rule == Rule::ratio || n == std::floor(n);
  if (is_missing(n) || n < least || n > 1000 || !whole)
    call.refuse(
        "YG2242",
        {"'" + word + "(...)' needs " +
             (initial.rule == Rule::ratio ? "a number above zero" : "a whole number of years"),
         "“" + word + "(...)”需要" + (initial.rule == Rule::ratio ? "正数" : "整数年数")},
        {"write initial = growth(10), perpetual(5) or ratio(10)",
         "例如 initial = growth(10)、perpetual(5) 或 ratio(10)"},
        call.named_place("initial"));
  if (initial.rule == Rule::ratio)
    initial.ratio = n;
  else
    initial.years = static_cast<int>(n);
  return initial;
}

std::vector<double> depreciation(Call& call) {
  if (call.named("delta") == nullptr)
    call.refuse("YG2240",
                {"pim() needs a depreciation rate", "pim() 需要折旧率"},
                {"write delta = 0.096 (Zhang, Wu and Zhang 2004), or a column",
                 "例如 delta = 0.096（张军等，2004），或使用变量"},
                call.place());
  const std::vector<double> delta = per_row(call.named_numeric("delta"), call.rows());
  for (std::size_t i = 0; i < delta.size(); ++i)
    if (delta[i] < 0 || delta[i] >= 1)
      call.refuse("YG2242",
                  {"a depreciation rate lies between 0 and 1, not " + text::round_trip(delta[i]),
                   "折旧率应在 0 与 1 之间，而不是 " + text::round_trip(delta[i])},
                  {"write 0.096 for 9.6 %", "9.6% 请写 0.096"},
                  call.named_place("delta"));
  return delta;
}

Text rule_in_words(const InitialStock& initial, const CapitalStock& k) {
  using Rule = InitialStock::Rule;
  const std::string range =
      text::fixed(100 * k.least_growth, 1) + " % to " + text::fixed(100 * k.most_growth, 1) + " %";
  switch (initial.rule) {
    case Rule::ratio:
      return {
          "first stock = " + text::round_trip(initial.ratio) + " x investment of the first year",
          "初始资本存量 = " + text::round_trip(initial.ratio) + " × 首年投资"};
    case Rule::value:
      return {"first stock as given", "初始资本存量取给定值"};
    case Rule::opening:
      return {"opening stock as given", "期初资本存量取给定值"};
    case Rule::growth:
      return {"first stock = I0 / (g + delta), g from " + range,
              "初始资本存量 = I0 / (g + δ)，g 为 " + range};
    default:
      return {"first stock = I1 / (g + delta), g from " + range,
              "初始资本存量 = I1 / (g + δ)，g 为 " + range};
  }
}

void note_capital(Call& call, const InitialStock& initial, const CapitalStock& k) {
  call.note(
      "YG1412",
      rule_in_words(initial, k),
      {"choose with initial = growth | perpetual | ratio(10) | a column, or opening = a column",
       "可用 initial = growth | perpetual | ratio(10) | 变量，或 opening = 变量 选择"});
  const auto tell = [&](const char* code,
                        const std::vector<std::size_t>& rows,
                        const Text& what,
                        const Text& mend) {
    if (rows.empty()) return;
    const Text keys = call.context().keys(rows);
    call.warn(code, {what.en + ": " + keys.en, what.zh + "：" + keys.in(Lang::zh)}, mend);
  };
  tell("YG1409",
       k.unstarted,
       {"no first stock for units beginning at", "下列单元无法确定初始资本存量，起点为"},
       {"give initial = ratio(10), or a column with the stock",
        "请用 initial = ratio(10) 或给出存量变量"});
  tell("YG1416",
       k.breaks,
       {"the inventory breaks off where investment, depreciation or a year is missing",
        "投资、折旧率或年份缺失，资本存量自此中断"},
       {"interpolate the columns first", "请先插补相应变量"});
  tell("YG1415",
       k.negative,
       {"the capital stock is negative", "资本存量为负"},
       {"check the investment of these rows", "请检查这些行的投资额"});
}

Series run_pim(Call& call) {
  const Series nominal = call.numeric(0);
  std::vector<double> investment = per_row(nominal, call.rows());
  const std::vector<double> delta = depreciation(call);
  const std::optional<long> base = base_year(call);
  if (call.named("price") != nullptr) {
    const Place place = call.named_place("price");
    const Series price = call.named_numeric("price");
    const Level level = level_of(call, price, std::nullopt, base, place);
    if (level.reading.kind == IndexKind::volume)
      call.refuse(
          "YG1401",
          {"pim() divides by a price index, and " + price.name + " is a volume index",
           "pim() 需要价格指数，而 " + price.name + " 是物量指数"},
          {"use the price index of fixed asset investment, or deflate(..., kind = volume) first",
           "请使用固定资产投资价格指数，或先用 deflate(..., kind = volume)"},
          place);
    const std::vector<double> real =
        deflate(call.panel(), investment, level.values, IndexKind::price, base);
    note_lost(call, investment, real, {"no price index", "缺少价格指数"});
    investment = real;
  } else if (base) {
    call.refuse(
        "YG2240",
        {"base = is given without price =", "给出了 base 却没有 price"},
        {"add price = the price index, or remove base when investment is in constant prices",
         "请补充 price = 价格指数；若投资已是不变价，请删去 base"},
        call.place());
  } else if (call.panel().time_name().empty()) {
    call.refuse("YG1413",
                {"pim() needs periods, and this panel has no time column",
                 "pim() 需要时间变量，而当前面板没有"},
                {"name the column under [panel] time =", "请在 [panel] 中用 time = 指定时间变量"},
                call.place());
  }
  std::vector<double> given;
  const InitialStock initial = initial_stock(call, given);
  CapitalStock k = capital_stock(call.panel(), investment, delta, initial);
  note_capital(call, initial, k);
  Series s = Series::of(std::move(k.stock));
  s.unit = nominal.unit;
  return s;
}

double coefficient_of(Call& call,
                      const NamedArgument& argument,
                      const Carrier& carrier,
                      const Series& quantity) {
  const Place place = call.context().at(*argument.value);
  std::string unit = quantity.unit;
  if (unit.empty()) {
    unit = carrier.yearbook_unit;
    call.note(
        "YG1412",
        {argument.name + " taken as " + unit + ", the yearbook's unit: the column declares none",
         argument.name + " 未声明单位，按年鉴单位“" + unit + "”处理"},
        {"declare the unit of measure of the column", "请为该变量声明计量单位"});
  }
  const std::optional<Measure> measure = read_measure(unit);
  const std::optional<double> factor = measure ? kgce_per(carrier, *measure) : std::nullopt;
  if (!factor)
    call.refuse("YG1405",
                {"'" + unit + "' is no unit for " + carrier.label.en +
                     ", whose coefficient is per " + carrier.unit,
                 "“" + unit + "”不是" + carrier.label.zh + "的计量单位，其折标系数以 " +
                     carrier.unit + " 为单位"},
                {"correct the column's unit, e.g. " + carrier.yearbook_unit,
                 "请更正该变量的单位，如“" + carrier.yearbook_unit + "”"},
                place);
  return *factor;
}

Series run_standard_coal(Call& call) {
  const std::string out = call.word("unit").empty() ? "tce" : call.word("unit");
  const double per_kg = out == "kgce" ? 1 : out == "tce" ? 1e-3 : 1e-7;
  std::vector<double> total(call.rows(), 0.0);
  std::size_t used = 0;
  for (const NamedArgument& argument : call.node().named) {
    const Carrier* carrier = find_carrier(argument.name);
    if (carrier == nullptr) continue;
    ++used;
    const Series quantity = call.named_numeric(argument.name);
    Carrier adapted = *carrier;
    const bool own_rate = carrier->name == "power" && call.named("power_rate") != nullptr;
    if (own_rate) adapted.coefficient = 1;
    const double factor = coefficient_of(call, argument, adapted, quantity) * per_kg;
    const Series rate = own_rate ? call.named_numeric("power_rate") : Series::of_constant(1);
    for (std::size_t i = 0; i < total.size(); ++i)
      total[i] += quantity.number(i) * factor * rate.number(i);
  }
  if (used == 0)
    call.refuse(
        "YG2240",
        {"standard_coal() needs at least one energy carrier", "standard_coal() 至少需要一种能源"},
        {"write " + call.node().function->info.usage, "写法：" + call.node().function->info.usage},
        call.place());
  Series s = Series::of(std::move(total));
  s.unit = per_kg == 1e-7 ? "10^4 tce" : out;
  return s;
}

/// (part / whole) / (national part / national whole); without the last two, sums over the units of
/// each period.
Series run_lq(Call& call) {
  if (call.count() == 3)
    call.refuse("YG2240",
                {"lq() takes two or four columns", "lq() 需要两个或四个变量"},
                {"write lq(part, whole) or lq(part, whole, nat_part, nat_whole)",
                 "写法：lq(部分, 总量) 或 lq(部分, 总量, 全国部分, 全国总量)"},
                call.place());
  const std::vector<double> part = call.column(0), whole = call.column(1);
  std::vector<double> share(part.size(), missing);
  if (call.count() == 4) {
    const std::vector<double> top = call.column(2), bottom = call.column(3);
    for (std::size_t i = 0; i < share.size(); ++i) share[i] = top[i] / bottom[i];
  } else {
    // Only rows that have both count, so that numerator and denominator cover the same units.
    std::vector<double> tops(call.panel().periods().size(), 0), bottoms = tops;
    for (std::size_t i = 0; i < share.size(); ++i) {
      if (is_missing(part[i]) || is_missing(whole[i])) continue;
      tops[static_cast<std::size_t>(call.panel().time()[i])] += part[i];
      bottoms[static_cast<std::size_t>(call.panel().time()[i])] += whole[i];
    }
    for (std::size_t i = 0; i < share.size(); ++i) {
      const auto t = static_cast<std::size_t>(call.panel().time()[i]);
      share[i] = tops[t] / bottoms[t];
    }
  }
  std::vector<double> lq(part.size(), missing);
  for (std::size_t i = 0; i < lq.size(); ++i) {
    lq[i] = part[i] / whole[i] / share[i];
    if (!std::isfinite(lq[i])) lq[i] = missing;
  }
  note_lost(call,
            part,
            lq,
            {"a whole or a national total is zero or missing", "总量或全国合计为零或缺失"});
  return Series::of(std::move(lq));
}

Function standard_coal_row() {
  Function f{{"standard_coal",
              "standard_coal(power = a, gas = b, lpg = c)",
              {"energy in tonnes of standard coal; the carriers are in the table of coefficients, "
               "power_rate = kgce per kWh replaces 0.1229, unit = tce, kgce or wtce (10,000 tce)",
               "折标准煤（吨）；能源品种见系数表，power_rate 可替换电力系数 0.1229，unit 可取 "
               "tce、kgce、wtce（万吨标准煤）"},
              ""},
             0,
             0,
             {},
             run_standard_coal};
  for (const Carrier& c : carriers()) {
    f.named.push_back({c.name, Parameter::Kind::value, {}});
    f.named.push_back({c.label.zh, Parameter::Kind::value, {}});
  }
  f.named.push_back({"power_rate", Parameter::Kind::value, {}});
  f.named.push_back({"unit", Parameter::Kind::choice, {"tce", "kgce", "wtce", "万吨标准煤"}});
  return f;
}

}  // namespace

std::vector<Function> economic_functions() {
  using Kind = Parameter::Kind;
  const Parameter base{"base", Kind::number, {}},
      index{"index", Kind::choice, {"previous", "fixed"}};
  return {
      {{"deflate",
        "deflate(x, index, base = 2010, index = previous | fixed, kind = price | volume)",
        {"x in prices of the base year", "换算为基期不变价"},
        ""},
       2,
       2,
       {base, index, {"kind", Kind::choice, {"price", "volume"}}},
       run_deflate},
      {{"pim",
        "pim(invest, delta = 0.096, price = index, base = 2010, initial = growth | perpetual | "
        "ratio(10) | column, opening = column)",
        {"capital stock by perpetual inventory", "永续盘存法资本存量"},
        ""},
       1,
       1,
       {{"price", Kind::value, {}},
        base,
        {"delta", Kind::value, {}},
        {"initial", Kind::mixed, {"growth", "perpetual", "ratio"}},
        {"opening", Kind::value, {}},
        index},
       run_pim},
      standard_coal_row(),
      {{"lq",
        "lq(part, whole) or lq(part, whole, nat_part, nat_whole)",
        {"location quotient", "区位熵"},
        ""},
       2,
       4,
       {},
       run_lq},
  };
}

}  // namespace yugong::prepare
