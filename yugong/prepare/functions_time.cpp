#include <cmath>

#include "yugong/prepare/function_groups.hpp"

/// Lags, leads, differences and growth in calendar time within a unit: the value of the same unit k
/// periods away, missing when that period is not in the data.
namespace yugong::prepare {

namespace {

void require_time(Call& call) {
  if (!call.panel().time_name().empty()) return;
  call.refuse("YG1413",
              {call.node().word + "() needs periods, and this panel has no time column",
               call.node().word + "() 需要时间变量，而当前面板没有"},
              {"name the column under [panel] time =", "请在 [panel] 中用 time = 指定时间变量"},
              call.place());
}

Series moved(Call& call, long sign) {
  require_time(call);
  const long k = call.whole(1, 1, 0);
  const Series x = call.any(0);
  if (x.constant) return x;
  Series s;
  s.type = x.type;
  s.unit = x.unit;
  for (std::size_t i = 0; i < call.rows(); ++i) {
    const std::int64_t j = call.panel().lagged(i, sign * k);
    if (x.is_text())
      s.texts.push_back(j < 0 ? std::string() : x.texts[static_cast<std::size_t>(j)]);
    else
      s.numbers.push_back(j < 0 ? missing : x.numbers[static_cast<std::size_t>(j)]);
  }
  return s;
}

Series run_lag(Call& call) {
  return moved(call, 1);
}

Series run_lead(Call& call) {
  return moved(call, -1);
}

/// D2.x is the difference of differences, as in Stata.
Series run_diff(Call& call) {
  require_time(call);
  const int order = call.whole(1, 1, 1);
  std::vector<double> x = call.column(0);
  for (int d = 0; d < order; ++d) {
    std::vector<double> y(x.size(), missing);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::int64_t j = call.panel().lagged(i, 1);
      if (j >= 0) y[i] = x[i] - x[static_cast<std::size_t>(j)];
    }
    x = std::move(y);
  }
  return Series::of(std::move(x));
}

/// x_t / x_{t-k} - 1.
Series run_growth(Call& call) {
  require_time(call);
  const long k = call.whole(1, 1, 1);
  const std::vector<double> x = call.column(0);
  std::vector<double> y(x.size(), missing);
  std::vector<std::size_t> zero;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::int64_t j = call.panel().lagged(i, k);
    if (j < 0) continue;
    const double before = x[static_cast<std::size_t>(j)];
    if (before == 0 && !is_missing(x[i])) zero.push_back(i);
    if (before != 0) y[i] = x[i] / before - 1;
    if (!std::isfinite(y[i])) y[i] = missing;
  }
  if (!zero.empty()) {
    const Text keys = call.context().keys(zero);
    call.note("YG1411",
              {"growth from zero is missing: " + keys.en,
               "基期为零，增长率记为缺失：" + keys.in(Lang::zh)});
  }
  return Series::of(std::move(y));
}

/// Running sum from the unit's first row on; a missing value adds nothing and stays missing itself.
Series run_cumsum(Call& call) {
  std::vector<double> x = call.column(0);
  const auto& panel = call.panel();
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    double total = 0;
    for (std::size_t i = panel.first(u); i < panel.first(u + 1); ++i) {
      if (is_missing(x[i])) continue;
      total += x[i];
      x[i] = total;
    }
  }
  return Series::of(std::move(x));
}

}  // namespace

std::vector<Function> time_functions() {
  return {
      {{"lag",
        "lag(x, k) or L.x, L2.x",
        {"value k (1) periods earlier within the unit", "同一单元前 k（默认 1）期的值"},
        "L.x, L2.x"},
       1,
       2,
       {},
       run_lag},
      {{"lead",
        "lead(x, k) or F.x, F2.x",
        {"value k (1) periods later within the unit", "同一单元后 k（默认 1）期的值"},
        "F.x"},
       1,
       2,
       {},
       run_lead},
      {{"diff",
        "diff(x, k) or D.x, D2.x",
        {"difference to the period before, k (1) times over", "一阶（k 阶）差分"},
        "D.x, D2.x"},
       1,
       2,
       {},
       run_diff},
      {{"growth",
        "growth(x, k) or G.x",
        {"x over its value k (1) periods earlier, minus 1", "较 k（默认 1）期前的增长率"},
        "x / L.x - 1"},
       1,
       2,
       {},
       run_growth},
      {{"cumsum",
        "cumsum(x)",
        {"running sum within the unit", "单元内累计值"},
        "by unit: gen s = sum(x)"},
       1,
       1,
       {},
       run_cumsum},
  };
}

}  // namespace yugong::prepare
