#include "yugong/report/result_parts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "yugong/base/error.hpp"

namespace yugong::report {
namespace {

using NameList = std::vector<std::string>;

/// Key columns whose values are columns of a table of their own.
const NameList& splitting_keys() {
  static const NameList keys = {
      "outcome", "quantile", "endogenous", "equation", "variable", "difference"};
  return keys;
}

std::string value_at(const Frame& frame, const std::string& key, std::size_t row) {
  const Column& column = frame.column(key);
  if (column.is_text) return column.texts[row];
  return is_missing(column.numbers[row]) ? "" : fmt::format("{:g}", column.numbers[row]);
}

bool varies(const Frame& frame, const std::string& key) {
  if (!frame.has(key)) return false;
  for (std::size_t r = 1; r < frame.rows(); ++r) {
    if (value_at(frame, key, r) != value_at(frame, key, 0)) return true;
  }
  return false;
}

Frame rows_where(const Frame& frame, const std::string& key, const std::string& value) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < frame.rows(); ++r) {
    if (value_at(frame, key, r) == value) rows.push_back(r);
  }
  Frame out;
  for (const Column& column : frame.columns()) {
    if (column.is_text) {
      NameList texts;
      for (const std::size_t r : rows) texts.push_back(column.texts[r]);
      out.add(column.name, std::move(texts));
    } else {
      std::vector<double> numbers;
      for (const std::size_t r : rows) numbers.push_back(column.numbers[r]);
      out.add(column.name, std::move(numbers));
    }
  }
  return out;
}

/// What stands behind the first "~" of a formula, cut at "|": regressors and effects.
std::string right_of(const std::string& formula) {
  const std::size_t tilde = formula.find('~');
  return tilde == std::string::npos ? "" : text::trim(formula.substr(tilde + 1));
}

Text key_title(const std::string& key, const std::string& value) {
  if (key == "quantile") return {"τ = " + value, "τ = " + value};
  if (key == "difference" && value == "0") return {"Level", "水平值"};
  if (key == "difference") return {"Difference " + value, value + " 阶差分"};
  return {};
}

/// Tests named "kp_lm:UIS" become "kp_lm" of the column of UIS; those of other outcomes go.
std::vector<Test> tests_of(const std::vector<Test>& tests,
                           const std::string& value,
                           const std::set<std::string>& all) {
  std::vector<Test> out;
  for (Test test : tests) {
    const std::size_t colon = test.name.rfind(':');
    const std::string tail = colon == std::string::npos ? "" : test.name.substr(colon + 1);
    if (all.contains(tail)) {
      if (tail != value) continue;
      test.name = test.name.substr(0, colon);
    }
    out.push_back(std::move(test));
  }
  return out;
}

void split(Part part, std::vector<Part>& out) {
  const NameList& keys = splitting_keys();
  const auto key =
      std::ranges::find_if(keys, [&](const std::string& k) { return varies(part.result.tidy, k); });
  if (key == keys.end()) {
    out.push_back(std::move(part));
    return;
  }
  NameList values;
  for (std::size_t r = 0; r < part.result.tidy.rows(); ++r) {
    const std::string value = value_at(part.result.tidy, *key, r);
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
  const std::set<std::string> all(values.begin(), values.end());
  for (const std::string& value : values) {
    Part mine = part;
    Result& result = mine.result;
    result.id += "." + value;
    result.tidy = rows_where(part.result.tidy, *key, value);
    if (result.glance.has(*key)) result.glance = rows_where(part.result.glance, *key, value);
    result.tests = tests_of(part.result.tests, value, all);
    const bool stage = part.name.starts_with("first");
    if (!stage && (*key == "outcome" || *key == "variable" || *key == "endogenous"))
      result.formula = value + " ~ " + right_of(part.result.formula);
    if (const Text title = stage ? Text{value} : key_title(*key, value); !title.empty())
      mine.title = part.title.empty() ? title
                                      : Text{part.title.en + ", " + title.en,
                                             part.title.in(Lang::zh) + "，" + title.in(Lang::zh)};
    mine.name += (mine.name.empty() ? "" : ".") + value;
    split(std::move(mine), out);
  }
}

/// The formula "d ~ z + x | fe" of an equation of instrumental variables "y ~ x | fe | d ~ z".
std::string stage_formula(const std::string& formula, const std::string& outcome) {
  const NameList bars = text::split(right_of(formula), '|');
  std::string regressors = bars.empty() ? "" : text::trim(bars[0]), effects, instruments;
  for (std::size_t k = 1; k < bars.size(); ++k) {
    const std::size_t tilde = bars[k].find('~');
    if (tilde != std::string::npos)
      instruments = text::trim(bars[k].substr(tilde + 1));
    else
      effects = text::trim(bars[k]);
  }
  const bool none = regressors.empty() || regressors == "1";
  std::string out = outcome + " ~ " + instruments;
  if (!none) out += " + " + regressors;
  return effects.empty() ? out : out + " | " + effects;
}

bool has_coefficients(const Frame& frame) {
  return frame.has("term") && frame.has("estimate") && frame.has("std_error");
}

/// What a model says of its sample, which its first stage and reduced form share.
Frame sample_glance(const Result& result) {
  static const std::set<std::string> names = {
      "outcome", "nobs", "units", "periods", "singletons", "instruments", "clusters", "vcov"};
  Frame out;
  if (result.glance.rows() == 0) return out;
  for (const Column& column : result.glance.columns()) {
    if (names.contains(column.name)) out.add(column);
  }
  return out;
}

/// The statistics of one first stage: of the sample, of the instruments, and the row of the stage's
/// own tests.
Frame first_stage_glance(const Result& result, const std::string& endogenous) {
  Frame out = sample_glance(result);
  for (const Column& column : result.glance.columns()) {
    if (result.glance.rows() > 0 && of_first_stage(column.name) && column.name != "first_stage_f")
      out.add(column);
  }
  const auto own = result.tables.find("first_stage_tests");
  if (own == result.tables.end()) return out;
  const Frame row = rows_where(own->second, "endogenous", endogenous);
  for (const Column& column : row.columns()) {
    if (row.rows() == 0 || column.is_text || out.has(column.name)) continue;
    out.add(column.name == "f_statistic" ? "first_stage_f"
            : column.name == "p_value"   ? "first_stage_f_p"
                                         : column.name,
            column.numbers);
  }
  return out;
}

void add_first_stages(const Result& result, const Words& words, std::vector<Part>& out) {
  const Frame& all = result.tables.at("first_stage");
  NameList endogenous;
  for (std::size_t r = 0; r < all.rows(); ++r) {
    const std::string name = value_at(all, "endogenous", r);
    if (std::ranges::find(endogenous, name) == endogenous.end()) endogenous.push_back(name);
  }
  for (const std::string& name : endogenous) {
    Part part{result, words("first_stage"), result.id, "first"};
    part.result.id = result.id + ".first" + (endogenous.size() > 1 ? "." + name : "");
    if (endogenous.size() > 1) part.name += "." + name;
    part.result.tidy = rows_where(all, "endogenous", name);
    part.result.glance = first_stage_glance(result, name);
    part.result.formula = stage_formula(result.formula, name);
    std::erase_if(part.result.tests, [](const Test& t) { return !of_first_stage(t.name); });
    split(std::move(part), out);
  }
}

[[noreturn]] void refuse(const Result& result, const std::string& part) {
  const NameList names = part_names(result);
  const Text near = text::did_you_mean(part, names);
  throw Error{
      error("YG4027",
            {fmt::format("result '{}' has no part '{}' that a table could print", result.id, part),
             fmt::format("结果“{}”没有可列表的部分“{}”", result.id, part)},
            {(names.empty() ? "it has none" : "parts: " + text::join(names, ", ")) + near.en,
             (names.empty() ? "该结果没有其他部分" : "可用：" + text::join(names, "、")) +
                 near.in(Lang::zh)})
          .about(part)};
}

}  // namespace

bool of_first_stage(const std::string& statistic) {
  static const std::set<std::string> names = {"kp_lm",
                                              "kp_lm_p",
                                              "anderson_lm",
                                              "kp_f",
                                              "cd_f",
                                              "stock_yogo_10",
                                              "first_stage_f",
                                              "effective_f",
                                              "partial_r2",
                                              "shea_r2"};
  return names.contains(statistic);
}

std::vector<std::string> part_names(const Result& result) {
  NameList names;
  if (result.tables.contains("first_stage")) names = {"first", "reduced", "second"};
  for (const auto& [name, frame] : result.tables) {
    if (has_coefficients(frame) && name != "first_stage" && name != "reduced_form")
      names.push_back(name);
  }
  std::vector<Part> keyed;
  split({result, {}, result.id, ""}, keyed);
  for (const Part& part : keyed) {
    if (!part.name.empty()) names.push_back(part.name);
  }
  return names;
}

std::vector<Part> parts_of(const Result& result, const std::string& part, const Words& words) {
  std::vector<Part> out;
  const bool staged = result.tables.contains("first_stage");
  if (part.empty() || part == "*") {
    split({result, {}, result.id, ""}, out);
  } else if (staged && part == "second") {
    split({result, words("second_stage"), result.id, ""}, out);
  } else if (staged && (part == "first" || part.starts_with("first."))) {
    add_first_stages(result, words, out);
    if (part != "first") std::erase_if(out, [&](const Part& p) { return p.name != part; });
  } else if (staged && part == "reduced") {
    Part reduced{result, words("reduced_form"), result.id, "reduced"};
    reduced.result.id += ".reduced";
    reduced.result.tidy = result.tables.at("reduced_form");
    reduced.result.glance = sample_glance(result);
    reduced.result.formula = stage_formula(
        result.formula, text::trim(result.formula.substr(0, result.formula.find('~'))));
    reduced.result.tests.clear();
    split(std::move(reduced), out);
  } else if (const auto table = result.tables.find(part);
             table != result.tables.end() && has_coefficients(table->second)) {
    Part other{result, {}, result.id, part};
    other.result.id += "." + part;
    other.result.tidy = table->second;
    split(std::move(other), out);
  } else {
    split({result, {}, result.id, ""}, out);
    std::erase_if(out, [&](const Part& p) { return p.name != part; });
  }
  if (out.empty()) refuse(result, part);
  return out;
}

std::vector<std::string> row_names(const Frame& tidy) {
  if (!tidy.has("term") || tidy.column("term").texts.size() != tidy.rows()) return {};
  NameList names = tidy.column("term").texts;
  if (!tidy.has("component") || !tidy.column("component").is_text) return names;
  const NameList& components = tidy.column("component").texts;
  for (std::size_t r = 0; r < names.size(); ++r) {
    if (components[r] != components[0]) names[r] = components[r] + ":" + names[r];
  }
  return names;
}

Frame as_terms(const Frame& tidy) {
  if (tidy.has("estimate") || !tidy.has("test") || !tidy.has("statistic")) return tidy;
  Frame out;
  out.add("term", tidy.column("test").texts);
  for (const Column& column : tidy.columns()) {
    if (column.name == "test" || column.name == "term") continue;
    if (column.name == "statistic")
      out.add("estimate", column.numbers);
    else
      out.add(column);
  }
  return out;
}

}  // namespace yugong::report
