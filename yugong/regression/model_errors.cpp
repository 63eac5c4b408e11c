#include "yugong/regression/model_errors.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/regression/cluster_adjustment.hpp"

namespace yugong::regression {
namespace {

using Kind = Vcov::Kind;

std::vector<double> leverage(const FittedParts& m, const Executor& executor) {
  const Vcov& vcov = m.settings.vcov;
  std::vector<double> h = m.absorption.leverage(executor);
  if (h.empty())
    throw Error(error(
        "YG2256",
        {"vcov '" + vcov.text +
             "' needs the leverage of every row, which is too costly with these fixed effects",
         "vcov“" + vcov.text + "”需要每个观测的杠杆值，在这些固定效应下代价过高"},
        {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"}));
  const Matrix xd = multiply(m.slopes, m.slope_bread);
  const std::vector<double>& weights = m.design.weights;
  std::vector<std::string> full;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double wi = weights.empty() ? 1.0 : weights[i];
    for (std::size_t k = 0; k < m.slopes.cols; ++k) h[i] += wi * xd(i, k) * m.slopes(i, k);
    if (m.settings.weight_kind == WeightKind::frequency) h[i] /= wi;
    if (h[i] > 1.0 - 1e-10) full.push_back(m.panel.key(m.design.rows[i]));
  }
  if (full.empty()) return h;
  const std::size_t count = full.size();
  full.resize(std::min<std::size_t>(count, 5));
  const std::string list = text::join(full, "; ") + (count > 5 ? "; ..." : "");
  throw Error(error(
      "YG3107",
      {vcov.text + " is undefined: the model fits " + std::to_string(count) +
           " rows exactly (leverage 1): " + list,
       vcov.text + " 无定义：模型对 " + std::to_string(count) + " 行完全拟合（杠杆值为 1）：" +
           list},
      {"drop these rows, or write vcov = \"robust\"", "请剔除这些行，或写 vcov = \"robust\""}));
}

}  // namespace

std::vector<std::string> coordinate_columns(const Vcov& vcov,
                                            const std::vector<std::string>& known) {
  if (vcov.kind != Kind::conley) return {};
  if (!vcov.coordinates.empty()) return vcov.coordinates;
  const auto has = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  for (const auto& [lat, lon] : {std::pair<std::string, std::string>{"lat", "lon"},
                                 {"latitude", "longitude"},
                                 {"纬度", "经度"}})
    if (has(lat) && has(lon)) return {lat, lon};
  throw Error(error("YG3118",
                    {"'" + vcov.text + "' needs the coordinates of every row",
                     "“" + vcov.text + "”需要每行的经纬度"},
                    {"write conley(300km, latitude_column, longitude_column), in degrees",
                     "请写 conley(300km, 纬度列, 经度列)，单位为度"}));
}

Positions::Positions(const data::Panel& panel, const Design& design, const Vcov& vcov) {
  if (vcov.over_time()) {
    if (panel.time_name().empty())
      throw Error(error("YG3116",
                        {"'" + vcov.text + "' needs periods, but the data have no time variable",
                         "“" + vcov.text + "”需要时期，但数据没有时间变量"},
                        {"write --panel city,year, or time = \"year\" under [panel] in a study",
                         "请写 --panel city,year，或在研究文件 [panel] 中写明 time = \"year\""}));
    for (const std::uint32_t r : design.rows) {
      unit.push_back(panel.unit()[r]);
      period.push_back(panel.periods()[static_cast<std::size_t>(panel.time()[r])]);
    }
  }
  const std::vector<std::string> names = coordinate_columns(vcov, panel.table().names());
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::vector<double>& all = panel.table().column(names[k]).numbers;
    for (const std::uint32_t r : design.rows) (k == 0 ? latitude : longitude).push_back(all[r]);
  }
}

ModelErrors model_errors(const FittedParts& m, const Executor& executor) {
  const Vcov& vcov = m.settings.vcov;
  ModelErrors out;
  std::vector<double> h;
  if (vcov.kind == Kind::hc2 || vcov.kind == Kind::hc3) {
    h = leverage(m, executor);
    out.max_leverage = *std::max_element(h.begin(), h.end());
  }
  ClusterAdjustment adjusted;
  if ((vcov.kind == Kind::cr2 || vcov.kind == Kind::cr3) && m.design.clusters[0].levels > 1) {
    adjusted = adjust({&m.absorption, &m.slopes, &m.slope_bread, m.residuals, m.design.weights},
                      m.design.clusters.front(),
                      vcov.kind == Kind::cr2 ? Reduction::half : Reduction::full,
                      vcov.satterthwaite,
                      executor);
    out.df = std::move(adjusted.df);
  }
  const Positions where(m.panel, m.design, vcov);
  CovarianceInput in;
  in.design = &m.slopes;
  in.shifts = m.shifts;
  in.residuals = m.residuals;
  in.weights = m.design.weights;
  in.weight_kind = m.settings.weight_kind;
  in.bread = &m.bread;
  in.slopes = m.slopes.cols;
  in.rss = m.rss;
  in.n = m.n;
  in.parameters = m.parameters;
  in.parameters_clustered = m.parameters_clustered;
  in.clusters = m.design.clusters;
  in.leverage = h;
  in.adjusted = adjusted.residuals;
  in.unit = where.unit;
  in.period = where.period;
  in.latitude = where.latitude;
  in.longitude = where.longitude;
  in.small_sample = m.settings.small_sample;
  out.covariance = covariance(vcov, in);
  return out;
}

}  // namespace yugong::regression
