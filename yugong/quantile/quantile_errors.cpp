#include "yugong/quantile/quantile_errors.hpp"

#include <cmath>

#include <fmt/format.h>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"

namespace yugong::quantile {
namespace {

using Kind = QuantileErrors::Kind;

Place at_vcov() {
  Place p;
  p.path = "vcov";
  return p;
}

/// "bootstrap(prov^year, 400)": columns to draw by, and how often.
QuantileErrors bootstrap(std::string_view inside, const std::string& written) {
  QuantileErrors out;
  out.kind = Kind::bootstrap;
  for (const std::string& item : text::split(inside, ',')) {
    const std::string part(text::trim(item));
    double number = 0;
    if (part.empty()) continue;
    if (!text::parse_number(part, number)) {
      for (const std::string& name : text::split(part, '^'))
        out.resampled.emplace_back(text::trim(name));
      continue;
    }
    if (number != std::floor(number) || number < 20 || number > 100000)
      throw Error(
          error("YG2255",
                {fmt::format("'{}': replications are a whole number of 20 to 100000", written),
                 fmt::format("“{}”：抽样次数应为 20 到 100000 的整数", written)},
                {"write bootstrap(400)", "请写 bootstrap(400)"},
                at_vcov()));
    out.replications = static_cast<long>(number);
  }
  out.text =
      out.resampled.empty()
          ? fmt::format("bootstrap({})", out.replications)
          : fmt::format("bootstrap({}, {})", text::join(out.resampled, "^"), out.replications);
  return out;
}

[[noreturn]] void refuse(const std::string& text, Estimator estimator) {
  const bool canay = estimator == Estimator::canay;
  const std::string have = estimator == Estimator::pooled
                               ? "iid, nid, robust, cluster(a), cr0(a), bootstrap(a, 400)"
                               : "iid, robust, hc0, cluster(a), cr0(a), bootstrap(a, 400)";
  if (canay)
    throw Error(error(
        "YG2256",
        {fmt::format("'{}' would ignore that the unit effects are estimated before the quantiles",
                     text),
         fmt::format("“{}”忽略了个体效应是先行估计的", text)},
        {"write vcov = \"bootstrap\", which repeats both steps on drawn units",
         "请写 vcov = \"bootstrap\"，对抽取的个体重复两步估计"},
        at_vcov()));
  throw Error(error(
      "YG2256",
      {fmt::format("this estimator has no '{}'", text), fmt::format("该估计方法不支持“{}”", text)},
      {"available: " + have, "可用：" + have},
      at_vcov()));
}

}  // namespace

QuantileErrors parse_errors(std::string_view written, Estimator estimator) {
  const std::string text(text::trim(written));
  if (text.empty())
    return parse_errors(estimator == Estimator::canay ? "bootstrap" : "iid", estimator);
  if (text.rfind("bootstrap", 0) == 0) {
    const std::string rest(text::trim(std::string_view(text).substr(9)));
    if (rest.empty()) return bootstrap("", text);
    if (rest.front() == '(' && rest.back() == ')')
      return bootstrap(std::string_view(rest).substr(1, rest.size() - 2), text);
  }
  if (estimator == Estimator::canay) refuse(text, estimator);
  QuantileErrors out;
  out.text = text;
  if (text == "nid") {
    if (estimator != Estimator::pooled) refuse(text, estimator);
    out.kind = Kind::nid;
    return out;
  }
  const bool kernel = estimator == Estimator::pooled && (text == "kernel" || text == "robust");
  out.vcov = regression::parse_vcov(kernel ? "robust" : text, at_vcov());
  out.text = out.vcov.text;
  switch (out.vcov.kind) {
    case regression::Vcov::Kind::iid:
      return out;
    case regression::Vcov::Kind::hc1:
      out.kind = Kind::robust;
      out.text = estimator == Estimator::pooled ? "kernel" : "robust";
      return out;
    case regression::Vcov::Kind::hc0:
      if (estimator == Estimator::pooled) break;
      out.kind = Kind::robust;
      return out;
    case regression::Vcov::Kind::cluster:
    case regression::Vcov::Kind::cr0:
      out.kind = Kind::cluster;
      return out;
    default:
      break;
  }
  refuse(text, estimator);
}

}  // namespace yugong::quantile
