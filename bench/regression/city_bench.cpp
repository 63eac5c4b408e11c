/// One column of a city study and its instrumental-variables twin, fitted again and again on the
/// CSV given (columns city, year, y, x1..x6, z1, z2, numbers only): prints the slope of x1, its
/// standard error and the least seconds of processor time per fit, one model a line.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "yugong/base/text.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/iv.hpp"

namespace {

using namespace yugong;

data::Panel read(const char* path) {
  std::ifstream in(path);
  std::string line, word;
  std::getline(in, line);
  std::vector<std::string> names;
  for (std::istringstream words(line); std::getline(words, word, ',');) names.push_back(word);
  std::vector<std::vector<double>> columns(names.size());
  while (std::getline(in, line)) {
    std::istringstream words(line);
    for (std::vector<double>& column : columns) {
      std::getline(words, word, ',');
      double v = missing;
      static_cast<void>(text::parse_number(word, v));
      column.push_back(v);
    }
  }
  data::Table table;
  for (std::size_t j = 0; j < names.size(); ++j)
    table.add(Column::of(names[j], std::move(columns[j])));
  return data::Panel::make(std::move(table), {"city", "year"});
}

template <class Fit>
void report(const char* name, const Fit& fit) {
  double least = std::numeric_limits<double>::max(), b = 0, se = 0;
  for (int round = 0; round < 200; ++round) {
    const std::clock_t start = std::clock();
    const auto done = fit();
    least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    b = done.first;
    se = done.second;
  }
  std::printf("%s %.15g %.15g %.9f\n", name, b, se, least);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  const data::Panel panel = read(words[1]);
  report("fe", [&] {
    regression::fe::Options o;
    o.formula = "y ~ x1 + x2 + x3 + x4 + x5 + x6 | city + year";
    o.vcov = "cluster(city)";
    const auto fit = regression::fe::fit(panel, o, Executor::serial());
    return std::pair(fit.models[0].estimates[0], fit.models[0].std_errors[0]);
  });
  report("iv", [&] {
    regression::iv::Options o;
    o.formula = "y ~ x2 + x3 + x4 + x5 + x6 | city + year | x1 ~ z1 + z2";
    o.vcov = "cluster(city)";
    const auto fit = regression::iv::fit(panel, o, Executor::serial());
    return std::pair(fit.models[0].estimates.coefficients[0], fit.models[0].std_errors[0]);
  });
}
