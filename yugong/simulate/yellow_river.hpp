#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

#include "yugong/base/options.hpp"
#include "yugong/data/table.hpp"
#include "yugong/simulate/presentation.hpp"

/// A panel with known truth: resource-based cities of the Yellow River basin, calibrated to the
/// printed moments of a study of new quality productivity (NQP) and carbon emission efficiency
/// (CEE).
///
///   NQP_it = sum_j w_j (z_ijt + shift)                     entropy weights of 15 indicators,
///   pooled over the panel CEE_it = b NQP_it + g'X_it + city_i + year_t + e_it    (with
///   `persistence` r > 0: + r CEE_i,t-1) CEE_it = super-SBM score of labour, capital, energy ->
///   real GDP, CO2 under constant returns, all years in one frontier UIS, GT = 0.776, 1393.573
///   times NQP_it + controls + city + year + noise
///
/// The score is inverted, not fitted: inputs are chosen so that the slacks-based program returns
/// CEE_it exactly (inverse_sbm.hpp), capital is turned into investment by inverting the perpetual
/// inventory, energy is split into carriers by standard-coal factors. Every raw column a yearbook
/// would print is there, and preparing them as studies/yellow-river does returns the truth.
///
/// City names, regions and life-cycle types are those of the real basin; EVERY NUMBER IS SIMULATED
/// and every file says so. Same seed, same panel, on any machine and for any number of threads
/// (counter-based draws). Source of the moments and slopes: D. Li and C. Song (2026), Journal of
/// Low Carbon Economy 15(2), 159-171, tables 3-8.
namespace yugong::simulate {

struct Design;

struct Options {
  std::uint64_t seed = 1;
  Mode mode = Mode::clean;
  Labels labels = Labels::zh;
  std::string encoding = "gb18030";
  Layout layout = Layout::sheets;
  int cities = 36;
  int first_year = 2010;
  int last_year = 2023;
  Slopes slopes = Slopes::pooled;
  double persistence = 0;
  std::string out;

  static auto described() {
    return std::tuple{
        option("seed", &Options::seed, {"seed of the random stream", "随机数种子"}),
        option("mode",
               &Options::mode,
               {"clean; untidy: right numbers badly written; dirty: also wrong numbers",
                "clean 整洁；untidy 数值正确但书写不规范；dirty 另含错误数值"}),
        option("labels", &Options::labels, {"language of headers and names", "表头与名称的语言"}),
        option("encoding",
               &Options::encoding,
               {"encoding of the text files: utf-8, utf-8-bom, gbk, gb18030",
                "文本文件编码：utf-8、utf-8-bom、gbk、gb18030"}),
        option("layout",
               &Options::layout,
               {"sheets: a workbook sheet per year; long: one csv; wide: a csv per variable, years "
                "across",
                "sheets：每年一张工作表；long：一个长表；wide：每个变量一个宽表"}),
        option("cities",
               &Options::cities,
               {"number of cities; 36 are the basin's own", "城市个数；36 个时采用流域城市名称"})
            .at_least(8)
            .at_most(5000),
        option("first_year", &Options::first_year, {"first year", "起始年份"})
            .at_least(1900)
            .at_most(2100),
        option("last_year", &Options::last_year, {"last year", "结束年份"})
            .at_least(1900)
            .at_most(2100),
        option("slopes",
               &Options::slopes,
               {"pooled: 0.230 everywhere; group: 3.608, 0.414, -0.210 by region",
                "pooled：统一斜率；group：分区域斜率"}),
        option("persistence",
               &Options::persistence,
               {"coefficient of last year's score", "滞后一期效率的系数"})
            .at_least(0)
            .at_most(0.95),
        option("out", &Options::out, {"folder to write", "输出文件夹"})};
  }
};

/// Draws the panel. Errors: YG3401 (years out of order, fewer than 4 years), YG3402 (calibration
/// failed).
Simulated simulate(const Options& options);

/// Many panels of one design, for Monte Carlo: what does not depend on the draw is solved once.
/// Draws of different replicates are independent; replicate 0 is simulate(options). May be called
/// from several threads.
class Generator {
 public:
  explicit Generator(const Options& options);
  ~Generator();
  Generator(Generator&&) noexcept;
  Generator& operator=(Generator&&) noexcept;

  Simulated draw(std::uint64_t replicate) const;
  /// Clean, long, raw and answer columns side by side.
  data::Table panel(std::uint64_t replicate) const;

 private:
  std::unique_ptr<const Design> design_;
};

}  // namespace yugong::simulate
