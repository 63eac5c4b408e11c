/// Fixed effects on the public benchmark design, through the same door as everything else: a
/// panel, a formula, clustered standard errors. One row is printed per model: the time of each
/// phase (wall, and processor time of all threads), the highest memory as a multiple of the bytes
/// of the table's columns, and what the passes over the rows reach of the memory's speed, which is
/// measured in the same run (a triad a = b + s c). The slope is checked against the truth (six
/// standard errors) and against another algorithm (to 1e-11): iteration where the complement was
/// factorised, projections in turn otherwise.
///
///   yugong_absorption_bench [rows=1e6] [simple|difficult] [effects=3] [threads=2] [repeats=3]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

#include "workers_design.hpp"

#include "yugong/base/executor.hpp"
#include "yugong/base/text.hpp"
#include "yugong/regression/absorb.hpp"
#include "yugong/regression/fe.hpp"

namespace yugong::bench {
namespace {

using regression::Absorption;
using regression::Factor;
using regression::Matrix;

/// Seconds of wall and of processor time since the start.
class Clock {
 public:
  double wall() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  double processor() const { return static_cast<double>(std::clock() - used_) / CLOCKS_PER_SEC; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::clock_t used_ = std::clock();
};

struct Seconds {
  double wall = 1e300, processor = 1e300;

  void take(const Clock& c) {
    wall = std::min(wall, c.wall());
    processor = std::min(processor, c.processor());
  }
};

/// Highest memory of the process so far, bytes.
double highest_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return 1024.0 * std::strtod(line.c_str() + 6, nullptr);
  return 0;
}

/// Bytes per second of a triad on arrays that no cache holds.
double memory_speed(const Executor& executor) {
  constexpr std::size_t n = 20000000;
  std::vector<double> a(n, 0.0), b(n, 1.0), c(n, 2.0);
  double best = 1e300;
  for (int r = 0; r < 5; ++r) {
    const Clock clock;
    executor.for_blocks(n, n / 16, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) a[i] = b[i] + 3.0 * c[i];
    });
    best = std::min(best, clock.wall());
  }
  return a[n / 2] == 7.0 ? 3.0 * 8.0 * static_cast<double>(n) / best : 0.0;
}

double slope_of(const Matrix& columns) {
  return regression::dot(columns.column(0), columns.column(1)) /
         regression::dot(columns.column(0), columns.column(0));
}

/// Group means taken off factor after factor until nothing changes.
void project_in_turn(const std::vector<Factor>& factors, Matrix& columns) {
  for (std::size_t j = 0; j < columns.cols; ++j)
    for (int sweep = 0; sweep < 200; ++sweep) {
      double change = 0;
      for (const Factor& f : factors) {
        std::vector<double> sum(static_cast<std::size_t>(f.levels), 0.0), count = sum;
        for (std::size_t i = 0; i < columns.rows; ++i) {
          sum[static_cast<std::size_t>(f.level[i])] += columns(i, j);
          count[static_cast<std::size_t>(f.level[i])] += 1.0;
        }
        for (std::size_t l = 0; l < sum.size(); ++l) {
          sum[l] /= count[l];
          change = std::max(change, std::abs(sum[l]));
        }
        for (std::size_t i = 0; i < columns.rows; ++i)
          columns(i, j) -= sum[static_cast<std::size_t>(f.level[i])];
      }
      if (change < 1e-14) break;
    }
}

const char* name_of(Absorption::Way way) {
  const char* names[] = {"nothing", "means", "closed form", "elimination", "iteration"};
  return names[static_cast<int>(way)];
}

struct Task {
  std::size_t rows = 1000000;
  Mobility mobility = Mobility::simple;
  int effects = 3, threads = 2, repeats = 3;
};

int run(const Task& task) {
  const Executor executor =
      task.threads == 1 ? Executor::serial() : Executor::threads(task.threads);
  Seconds panel_time, fit_time, prepare_time, absorb_time;
  data::Table table = workers_table(task.rows, task.mobility);
  const double input = 5.0 * 8.0 * static_cast<double>(task.rows);

  const Clock made;
  const data::Panel panel = data::Panel::make(std::move(table), {"worker", "year"});
  panel_time.take(made);

  regression::fe::Options options;
  options.formula = "y ~ x1 | worker";
  if (task.effects > 1) options.formula += " + year";
  if (task.effects > 2) options.formula += " + firm";
  options.vcov = "cluster(worker)";
  double slope = 0, error = 0;
  std::vector<Factor> factors;
  double memory = 0;
  for (int r = 0; r < task.repeats; ++r) {
    const Clock clock;
    regression::fe::Fit fit = regression::fe::fit(panel, options, executor);
    fit_time.take(clock);
    if (r == 0) memory = highest_memory();
    slope = fit.models.front().estimates.front();
    error = fit.models.front().std_errors.front();
    factors = std::move(fit.models.front().design.effects);
  }

  Matrix columns(task.rows, 2);
  const auto fill = [&] {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::vector<double>& v = panel.table().column(j == 0 ? "x1" : "y").numbers;
      std::copy(v.begin(), v.end(), columns.column(j).begin());
    }
  };
  Absorption::Way way = Absorption::Way::nothing;
  Absorption::Work work;
  for (int r = 0; r < task.repeats; ++r) {
    fill();
    const Clock preparing;
    const Absorption absorption(factors, {}, task.rows, {}, executor);
    prepare_time.take(preparing);
    const Clock absorbing;
    work = absorption.residualise(columns, executor);
    absorb_time.take(absorbing);
    way = absorption.way();
  }
  fill();
  if (way == Absorption::Way::elimination) {
    Absorption::Settings other;
    other.prefer_iteration = true;
    other.max_iterations = 1000000;
    Absorption(factors, {}, task.rows, other, executor).residualise(columns, executor);
  } else {
    project_in_turn(factors, columns);
  }
  const double off = std::abs(slope_of(columns) / slope - 1.0);

  const double speed = memory_speed(executor);
  // Two columns of eight bytes and the levels of four; see absorb_sweep.
  const double n = static_cast<double>(task.rows), levels = 4.0 * (task.effects - 1);
  const double moved = n * (16 + (task.effects > 1 ? 16 + levels : 0) +
                            work.passes * (32 + levels) + work.iterations * levels);
  std::printf(
      "%-9s %9zu rows %d effects %d threads: panel %.2f s, fit %.2f s (processor %.2f), of it "
      "prepare %.2f (%.2f), absorb %.2f (%.2f); %s, %d passes, %d iterations, %.0f MB at %.0f %% "
      "of %.1f GB/s; memory %.2f x columns; slope %.15f, se %.2g, off by %.1e\n",
      task.mobility == Mobility::simple ? "simple" : "difficult",
      task.rows,
      task.effects,
      task.threads,
      panel_time.wall,
      fit_time.wall,
      fit_time.processor,
      prepare_time.wall,
      prepare_time.processor,
      absorb_time.wall,
      absorb_time.processor,
      name_of(way),
      work.passes,
      work.iterations,
      moved / 1e6,
      100.0 * moved / absorb_time.wall / speed,
      speed / 1e9,
      memory / input,
      slope,
      error,
      off);
  if (!(std::abs(slope - true_slope) < 6 * error) || !(off < 1e-11)) {
    std::printf("WRONG\n");
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace yugong::bench

int main(int count, char** words) {
  using namespace yugong::bench;
  Task task;
  const auto number = [&](int k, double otherwise) {
    double v = otherwise;
    if (k < count) static_cast<void>(yugong::text::parse_number(words[k], v));
    return v;
  };
  task.rows = static_cast<std::size_t>(number(1, 1e6));
  if (count > 2 && std::string(words[2]) == "difficult") task.mobility = Mobility::difficult;
  task.effects = static_cast<int>(number(3, 3));
  task.threads = static_cast<int>(number(4, 2));
  task.repeats = static_cast<int>(number(5, 3));
  return run(task);
}
