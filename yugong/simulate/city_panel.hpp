#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

#include "yugong/base/options.hpp"
#include "yugong/data/table.hpp"
#include "yugong/simulate/presentation.hpp"

/// A panel with known truth: 242 Chinese cities, 2011-2022, calibrated to the printed numbers of a
/// study of new quality productive forces (Nqp) and the synergy of pollution reduction and carbon
/// mitigation (Coor).
///
///   Nqp_it  = sum_j w_j (z_ijt + shift)       pooled entropy weights of 15 indicators; Nql, Nqo,
///   Nqm
///                                             are its three dimensions
///   Coor_it = b_it Nqp_it + k_i u_it + g'X_it + city_i + year_t + e_it
///           = super-SBM score of capital, labour, energy -> real GDP, CO2 and PM2.5 under constant
///             returns, all years in one frontier
///   u_it    = what last year's index, the controls and both effects leave of Nqp_it (0 in the
///   first
///             year): the index is endogenous, last year's index is a valid instrument
///   energy per GDP (two measures), green patents (two), digital finance = slope Nqp + X + effects
///   +
///             noise
///
/// `slopes = pooled`: b = 0.198 everywhere (the printed second stage) and k such that fixed effects
/// give 0.563 without noise (the printed benchmark). `slopes = group`: b and k depend on the city's
/// resource endowment and rank, on its digital infrastructure and on pilot status, so that the
/// printed group slopes are approached; truth.json lists the slopes and the noise-free estimates
/// beside the printed ones. `endogeneity` scales k: at 0 the index is exogenous and fixed effects
/// find b.
///
/// City names, provinces, ranks, resource endowments and low-carbon pilot years are those of the
/// real cities; EVERY NUMBER IS SIMULATED and every file says so. Same seed, same panel, on any
/// machine and for any number of threads (counter-based draws). Source of the moments and slopes:
/// J. Huang, How does new quality productive forces empower the synergistic enhancement of urban
/// pollution reduction and carbon mitigation?, tables 2-7.
namespace yugong::simulate::city_panel {

struct Design;

struct Options {
  std::uint64_t seed = 1;
  Mode mode = Mode::clean;
  Labels labels = Labels::zh;
  std::string encoding = "gb18030";
  Layout layout = Layout::sheets;
  int cities = 242;
  int first_year = 2011;
  int last_year = 2022;
  Slopes slopes = Slopes::pooled;
  double endogeneity = 1;
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
               {"number of cities; 242 are the study's own", "城市个数；242 个时采用真实城市名称"})
            .at_least(40)
            .at_most(5000),
        option("first_year", &Options::first_year, {"first year", "起始年份"})
            .at_least(1900)
            .at_most(2100),
        option("last_year", &Options::last_year, {"last year", "结束年份"})
            .at_least(1900)
            .at_most(2100),
        option("slopes",
               &Options::slopes,
               {"pooled: one slope everywhere; group: slopes differ by type of city",
                "pooled：统一斜率；group：按城市类型分组斜率"}),
        option("endogeneity",
               &Options::endogeneity,
               {"share of the printed gap between fixed effects and instruments; 0: the index is "
                "exogenous",
                "固定效应与工具变量估计之差的比例；0 表示指数外生"})
            .at_least(0)
            .at_most(1),
        option("out", &Options::out, {"folder to write", "输出文件夹"})};
  }
};

/// Draws the panel. Errors: YG3401 (years out of order, fewer than 4 years), YG3402 (calibration
/// failed).
Simulated simulate(const Options& options);

/// Many panels of one design, for Monte Carlo: what does not depend on the draw is solved once, and
/// nothing is written to a file. Draws of different replicates are independent; replicate 0 is
/// simulate(options). May be called from several threads.
///
///     const simulate::city_panel::Generator generator{options};
///     const simulate::Simulated s = generator.draw(r);
///     s.answer   // data::Table: city, year, province, rank, capital_city, resource, Coor, Nqp,
///     Nql,
///                // Nqo, Nqm, Econ, Gov, FDI, Finan, lnpd, energy1, energy2, green_app,
///                // green_grant, dfi, dig, lowcarbon, ...; sorted by city, then year, balanced
///     s.truth    // Value: parameters -> Coor -> Nqp is the slope that an estimator must find
///     (with
///                // slopes by group: parameters -> sample -> Nqp, e.g. "baseline", "capitals")
///
/// In clean mode s.answer is what a study makes of the raw files; estimators need nothing else.
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

}  // namespace yugong::simulate::city_panel
