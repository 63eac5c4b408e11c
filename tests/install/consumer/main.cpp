#include <cmath>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/index/composite.hpp"
#include "yugong/regression/fe.hpp"

/// A stranger's program: a panel in memory, one regression, one index.
int main() {
  using namespace yugong;
  std::vector<double> unit, year, x, y;
  for (int i = 0; i < 10; ++i)
    for (int t = 0; t < 5; ++t) {
      unit.push_back(i);
      year.push_back(2010 + t);
      x.push_back(std::sin(5 * i + t));
      y.push_back(3 * x.back() + i - t);
    }
  data::Table table;
  table.add(Column::of("city", unit));
  table.add(Column::of("year", year));
  table.add(Column::of("x", x));
  table.add(Column::of("y", y));
  const data::Panel panel = data::Panel::make(table, {"city", "year"});
  regression::fe::Options options;
  options.formula = "y ~ x | city + year";
  const auto fit = regression::fe::fit(panel, options, Executor::serial());
  return std::abs(regression::fe::tidy(fit).number("estimate", 0) - 3) < 1e-9 ? 0 : 1;
}
