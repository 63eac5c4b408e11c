#include "workers_design.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "yugong/base/random.hpp"

namespace yugong::bench {

data::Table workers_table(std::size_t rows, Mobility mobility) {
  constexpr std::size_t years = 10, workers_per_firm = 23;
  const std::size_t workers = rows / years;
  const auto firms = static_cast<std::size_t>(
      std::max(1.0, std::round(static_cast<double>(workers) / workers_per_firm)));
  Random draws(20200207, Purpose::simulation);
  const auto normals = [&](std::size_t count) {
    std::vector<double> out(count);
    for (double& v : out) v = draws.next_normal();
    return out;
  };
  const std::vector<double> of_worker = normals(workers), of_firm = normals(firms),
                            of_year = normals(years);
  std::vector<double> y(rows), x(rows), worker(rows), year(rows), firm(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t w = i / years, t = i % years;
    std::size_t f = i % firms;
    if (mobility == Mobility::simple)
      f = static_cast<std::size_t>(draws.next_uniform() * static_cast<double>(firms));
    x[i] = draws.next_normal();
    y[i] = true_slope * x[i] + of_worker[w] + of_firm[f] + of_year[t] + draws.next_normal();
    worker[i] = static_cast<double>(w + 1);
    year[i] = static_cast<double>(t + 1);
    firm[i] = static_cast<double>(f + 1);
  }
  data::Table out;
  out.add(Column::of("y", std::move(y)));
  out.add(Column::of("x1", std::move(x)));
  out.add(Column::of("worker", std::move(worker)));
  out.add(Column::of("year", std::move(year)));
  out.add(Column::of("firm", std::move(firm)));
  return out;
}

}  // namespace yugong::bench
