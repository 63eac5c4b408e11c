#include "yugong/prepare/standard_coal.hpp"

#include <array>
#include <utility>

#include "yugong/base/text.hpp"

namespace yugong::prepare {

extern const char* const standard_coal_csv;  ///< written by the build from standard_coal.csv

const std::vector<Carrier>& carriers() {
  static const std::vector<Carrier> all = [] {
    std::vector<Carrier> rows;
    const std::vector<std::string> lines = text::split(standard_coal_csv, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const std::vector<std::string> f = text::split(text::trim(lines[i]), ',');
      if (f.size() < 8) continue;
      Carrier c{f[0], {f[2], f[1]}, f[3], 0, f[5], f[6], f[7]};
      text::parse_number(f[4], c.coefficient);
      rows.push_back(std::move(c));
    }
    return rows;
  }();
  return all;
}

const Carrier* find_carrier(const std::string& name) {
  for (const Carrier& c : carriers())
    if (c.name == name || c.label.zh == name) return &c;
  return nullptr;
}

namespace {

struct Word {
  const char* word;
  const char* base;
  double factor;
};

constexpr std::array bases = {
    Word{"千克", "kg", 1},      Word{"公斤", "kg", 1},      Word{"kg", "kg", 1},
    Word{"吨", "kg", 1000},     Word{"t", "kg", 1000},      Word{"ton", "kg", 1000},
    Word{"tons", "kg", 1000},   Word{"tonne", "kg", 1000},  Word{"tonnes", "kg", 1000},
    Word{"kt", "kg", 1e6},      Word{"mt", "kg", 1e9},      Word{"立方米", "m3", 1},
    Word{"m3", "m3", 1},        Word{"m^3", "m3", 1},       Word{"cum", "m3", 1},
    Word{"千瓦时", "kWh", 1},   Word{"千瓦小时", "kWh", 1}, Word{"度", "kWh", 1},
    Word{"kwh", "kWh", 1},      Word{"kw·h", "kWh", 1},     Word{"kw.h", "kWh", 1},
    Word{"兆瓦时", "kWh", 1e3}, Word{"mwh", "kWh", 1e3},    Word{"gwh", "kWh", 1e6},
    Word{"twh", "kWh", 1e9},    Word{"千焦", "MJ", 1e-3},   Word{"kj", "MJ", 1e-3},
    Word{"兆焦", "MJ", 1},      Word{"mj", "MJ", 1},        Word{"吉焦", "MJ", 1e3},
    Word{"gj", "MJ", 1e3},      Word{"tj", "MJ", 1e6},      Word{"百万千焦", "MJ", 1e3}};

/// Longest first: "百万" before "百".
constexpr std::array<std::pair<const char*, double>, 17> multiples = {{{"100million", 1e8},
                                                                       {"tenthousand", 1e4},
                                                                       {"million", 1e6},
                                                                       {"billion", 1e9},
                                                                       {"10000", 1e4},
                                                                       {"10,000", 1e4},
                                                                       {"10^8", 1e8},
                                                                       {"10^6", 1e6},
                                                                       {"10^4", 1e4},
                                                                       {"百万", 1e6},
                                                                       {"千万", 1e7},
                                                                       {"10k", 1e4},
                                                                       {"mn", 1e6},
                                                                       {"万", 1e4},
                                                                       {"亿", 1e8},
                                                                       {"百", 1e2},
                                                                       {"千", 1e3}}};

std::optional<Measure> measure_of(const std::string& unit) {
  for (const Word& w : bases)
    if (unit == w.word) return Measure{w.base, w.factor};
  for (const auto& [word, factor] : multiples) {
    if (!unit.starts_with(word)) continue;
    if (std::optional<Measure> rest = measure_of(unit.substr(std::string(word).size()))) {
      rest->factor *= factor;
      return rest;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Measure> read_measure(const std::string& unit) {
  // NFKC turns m³ into m3 and full-width letters into ASCII.
  const std::string plain = text::lower(text::normalise(unit));
  std::string packed;
  for (char c : plain)
    if (c != ' ' && c != '(' && c != ')') packed += c;
  return measure_of(packed);
}

std::optional<double> kgce_per(const Carrier& carrier, const Measure& measure) {
  if (carrier.unit == measure.base) return carrier.coefficient * measure.factor;
  if (carrier.unit == "MJ" && measure.base == "kWh")
    return carrier.coefficient * measure.factor * 3.6;
  if (carrier.unit == "kWh" && measure.base == "MJ")
    return carrier.coefficient * measure.factor / 3.6;
  return std::nullopt;
}

}  // namespace yugong::prepare
