#include "yugong/frontier/dea_settings.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace yugong::frontier::dea {

namespace {

/// "small(0.01)" to 0.01; false when it is not that word with a number.
bool call_with_number(const std::string& s, const std::string& word, double& number) {
  return s.starts_with(word + "(") && s.ends_with(")") &&
         text::parse_number(text::trim(s.substr(word.size() + 1, s.size() - word.size() - 2)),
                            number);
}

Problem no_rule(const std::string& option,
                const std::string& written,
                const Text& why,
                const Text& mend) {
  return error("YG3310",
               {fmt::format("{} = \"{}\" {}", option, written, why.en),
                fmt::format("{} = \"{}\" {}", option, written, why.zh)},
               mend)
      .about(option);
}

Problem direction_problem(const Text& what) {
  return error("YG3331",
               what,
               {"write direction = \"obs:yb\", \"obs:xyb\", \"ones\", \"mean\", \"range\", or "
                "{ gdp = 1, co2 = \"own\" }",
                "可写 direction = \"obs:yb\"、\"obs:xyb\"、\"ones\"、\"mean\"、\"range\"，或 "
                "{ gdp = 1, co2 = \"own\" }"})
      .about("direction");
}

/// "obs:yb" and its kin: which variables move.
bool moving(const std::string& sides, const std::vector<Variable>& variables, DirectionRule& rule) {
  if (sides.empty() || sides.find_first_not_of("xyb") != std::string::npos) return false;
  for (const Variable& v : variables) {
    const char letter = v.side == Side::input ? 'x' : v.side == Side::good ? 'y' : 'b';
    rule.moves.push_back(sides.find(letter) != std::string::npos);
  }
  return true;
}

DirectionRule::Entry direction_entry(const std::string& name, const Value& value) {
  using Entry = DirectionRule::Entry;
  if (value.is_number()) {
    if (!(value.number() >= 0) || !std::isfinite(value.number()))
      throw Error{direction_problem(
          {fmt::format("the direction of '{}' is {}; directions are not negative (inputs and bad "
                       "outputs fall, goods rise)",
                       name,
                       text::round_trip(value.number())),
           fmt::format("'{}' 的方向为 {}；方向须非负（投入与非期望产出减少，期望产出增加）",
                       name,
                       text::round_trip(value.number()))})};
    return {Entry::Kind::number, value.number(), ""};
  }
  if (value.is_text() && value.text == "own") return {Entry::Kind::own, 0, ""};
  if (value.is_text() && !value.text.empty()) return {Entry::Kind::column, 0, value.text};
  throw Error{direction_problem(
      {fmt::format("the direction of '{}' is neither a number nor a column", name),
       fmt::format("'{}' 的方向既不是数值也不是列名", name)})};
}

DirectionRule table_direction(const Value& table, const std::vector<Variable>& variables) {
  DirectionRule rule;
  rule.kind = DirectionRule::Kind::table;
  rule.entry.resize(variables.size());
  std::vector<std::string> names;
  for (const Variable& v : variables) names.push_back(v.name);
  for (const auto& [name, value] : table.members) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      const Text hint = text::did_you_mean(name, names);
      throw Error{direction_problem(
          {fmt::format("direction names '{}', which is no input or output{}", name, hint.en),
           fmt::format("direction 中的 '{}' 不是投入或产出变量{}", name, hint.zh)})};
    }
    rule.entry[static_cast<std::size_t>(at - names.begin())] = direction_entry(name, value);
  }
  return rule;
}

bool above_line(const Options& options, Side side, bool super) {
  return side == Side::input ||
         (side == Side::bad &&
          (options.bad == Bad::input || (super && options.super == Super::bad_as_input)));
}

}  // namespace

bool is_super(Model model) {
  return model == Model::super_sbm || model == Model::super_radial || model == Model::super_ddf ||
         model == Model::super_ebm;
}

bool is_sbm(Model model) {
  return model == Model::sbm || model == Model::super_sbm || model == Model::erg;
}

bool is_radial(Model model) {
  return model == Model::radial || model == Model::super_radial;
}

bool is_directional(Model model) {
  return model == Model::ddf || model == Model::super_ddf || model == Model::nddf;
}

bool is_ebm(Model model) {
  return model == Model::ebm || model == Model::super_ebm;
}

bool is_ratio(Model model) {
  return is_sbm(model) || is_radial(model) || is_ebm(model);
}

ZeroRule zero_rule(const std::string& written) {
  const std::string s = text::lower(text::trim(text::normalise(written)));
  if (s == "drop-term" || s == "auto") return {};
  if (s == "keep-count") return {ZeroRule::Kind::keep_count, 0};
  if (s == "missing") return {ZeroRule::Kind::missing, 0};
  double factor = 0;
  if (call_with_number(s, "small", factor) && factor > 0 && factor <= 1)
    return {ZeroRule::Kind::small, factor};
  if (call_with_number(s, "small-outputs", factor) && factor > 0 && factor <= 1)
    return {ZeroRule::Kind::small_outputs, factor};
  throw Error{no_rule("zero",
                      written,
                      {"is not a rule for zero amounts", "不是零值处理规则"},
                      {"write drop-term (the default), keep-count, small(0.01), "
                       "small-outputs(0.01) or missing",
                       "请写 drop-term（默认）、keep-count、small(0.01)、small-outputs(0.01) 或 "
                       "missing"})};
}

NegativeRule negative_rule(const std::string& written) {
  const std::string s = text::lower(text::trim(text::normalise(written)));
  if (s == "error") return {};
  if (s == "rdm") return {NegativeRule::Kind::rdm, 0};
  double constant = 0;
  if (call_with_number(s, "shift", constant) && constant > 0 && std::isfinite(constant))
    return {NegativeRule::Kind::shift, constant};
  throw Error{no_rule("negative",
                      written,
                      {"is not a rule for negative amounts", "不是负值处理规则"},
                      {"write error (the default), shift(100) with the constant to add, or rdm",
                       "请写 error（默认）、shift(100)（所加常数）或 rdm"})};
}

DirectionRule direction_rule(const Options& options) {
  const std::vector<Variable> variables = variables_of(options);
  const Value& d = options.direction;
  if (d.is_table()) return table_direction(d, variables);
  DirectionRule rule;
  const std::string s = d.is_text()
                            ? text::lower(text::trim(text::normalise(d.text)))
                            : (d.type == Value::Type::null ? std::string("obs:yb") : std::string());
  const std::size_t colon = s.find(':');
  const std::string word = s.substr(0, colon);
  const std::string sides = colon == std::string::npos ? "xyb" : s.substr(colon + 1);
  using Kind = DirectionRule::Kind;
  for (const auto& [name, kind] : {std::pair{"obs", Kind::own},
                                   std::pair{"ones", Kind::ones},
                                   std::pair{"mean", Kind::mean},
                                   std::pair{"range", Kind::range}})
    if (word == name && (colon != std::string::npos || word != "obs")) {
      rule.kind = kind;
      if (moving(sides, variables, rule)) return rule;
    }
  throw Error{direction_problem({fmt::format("direction = {} is not known", to_json(d)),
                                 fmt::format("不认识 direction = {}", to_json(d))})};
}

EpsilonRule epsilon_rule(const Value& written) {
  EpsilonRule rule{missing, missing, missing};
  const auto fail = [] {
    return Error{error("YG3332",
                       {"epsilon is a number from 0 to 1, or { input = , good = , bad = }",
                        "epsilon 须为 0 到 1 之间的数，或 { input = , good = , bad = }"},
                       {"for example epsilon = 0.5; leave it out to compute it from the data",
                        "例如 epsilon = 0.5；不写则由数据计算"})
                     .about("epsilon")};
  };
  const auto number = [&](const Value& v) {
    if (!v.is_number() || !(v.number() >= 0 && v.number() <= 1)) throw fail();
    return v.number();
  };
  if (written.type == Value::Type::null) return rule;
  if (!written.is_table()) {
    rule.input = rule.good = rule.bad = number(written);
    return rule;
  }
  for (const auto& [name, value] : written.members) {
    if (name != "input" && name != "good" && name != "bad") throw fail();
    (name == "input" ? rule.input : name == "good" ? rule.good : rule.bad) = number(value);
  }
  return rule;
}

std::vector<Variable> variables_of(const Options& options) {
  std::vector<Variable> variables;
  for (const std::string& name : options.inputs) variables.push_back({name, Side::input, name});
  for (const std::string& name : options.outputs) variables.push_back({name, Side::good, name});
  for (const std::string& name : options.undesirable) variables.push_back({name, Side::bad, name});
  return variables;
}

bool weights_by_side(const Options& options) {
  if (options.weights.empty()) return false;
  const auto side = [](const std::string& name) {
    return name == "input" || name == "good" || name == "bad";
  };
  for (const Variable& v : variables_of(options))
    if (side(v.name)) return false;
  return std::all_of(
      options.weights.begin(), options.weights.end(), [&](const auto& w) { return side(w.first); });
}

Ratio ratio_of(const Options& options, bool super) {
  const std::vector<Variable> variables = variables_of(options);
  Ratio ratio;
  ratio.numerator.assign(variables.size(), 0.0);
  ratio.denominator.assign(variables.size(), 0.0);
  const bool sides = weights_by_side(options);
  const bool held = disposal_of(options) != Disposal::strong;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const Side side = variables[v].side;
    double weight = 1;
    if (sides && side == Side::good)
      weight = options.weights.at("good") / static_cast<double>(options.outputs.size());
    if (sides && side == Side::bad)
      weight = options.weights.at("bad") / static_cast<double>(options.undesirable.size());
    if (const auto given = options.weights.find(variables[v].name);
        !sides && given != options.weights.end())
      weight = given->second;
    // A bad output that must be met exactly has no slack, hence no term.
    if (side == Side::bad && held) weight = 0;
    (above_line(options, side, super) ? ratio.numerator : ratio.denominator)[v] = weight;
  }
  for (std::vector<double>* side : {&ratio.numerator, &ratio.denominator}) {
    double total = 0;
    for (const double w : *side) total += w;
    for (double& w : *side) w /= total;
  }
  ratio.input_oriented = options.orientation == Orientation::input;
  ratio.output_oriented = options.orientation == Orientation::output;
  ratio.share_zero_weight = zero_rule(options.zero).kind != ZeroRule::Kind::keep_count;
  return ratio;
}

Disposal disposal_of(const Options& options) {
  if (options.undesirable.empty()) return Disposal::strong;
  switch (options.bad) {
    case Bad::equality:
      return Disposal::equality;
    case Bad::kuosmanen:
      return Disposal::kuosmanen;
    case Bad::weak:
      return options.returns == Returns::vrs ? Disposal::kuosmanen : Disposal::equality;
    case Bad::automatic:
    case Bad::strong:
    case Bad::input:
    case Bad::translate:
      break;
  }
  return Disposal::strong;
}

}  // namespace yugong::frontier::dea
