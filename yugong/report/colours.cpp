#include "yugong/report/colours.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace yugong::report {
namespace {

using Rgb = std::array<double, 3>;

/// The colour at `share` (0 to 1) along evenly spaced anchors.
std::string between(const std::vector<Rgb>& anchors, double share) {
  const double position = share * static_cast<double>(anchors.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(position), anchors.size() - 2);
  const double part = position - static_cast<double>(left);
  Rgb mixed{};
  for (std::size_t k = 0; k < 3; ++k)
    mixed[k] = anchors[left][k] * (1 - part) + anchors[left + 1][k] * part;
  return fmt::format(
      "#{:02x}{:02x}{:02x}", std::lround(mixed[0]), std::lround(mixed[1]), std::lround(mixed[2]));
}

}  // namespace

std::string categorical_colour(std::size_t k) {
  static const std::array<const char*, 8> okabe_ito = {
      "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#b8ac00"};
  return okabe_ito[k % okabe_ito.size()];
}

std::vector<std::string> class_colours(Scale scale, std::size_t n) {
  static const std::vector<Rgb> yl_gn_bu = {{255, 255, 217},
                                            {237, 248, 177},
                                            {199, 233, 180},
                                            {127, 205, 187},
                                            {65, 182, 196},
                                            {29, 145, 192},
                                            {34, 94, 168},
                                            {37, 52, 148},
                                            {8, 29, 88}};
  static const std::vector<Rgb> pu_or = {
      {179, 88, 6}, {253, 184, 99}, {247, 247, 247}, {178, 171, 210}, {84, 39, 136}};
  std::vector<std::string> colours;
  for (std::size_t k = 0; k < n; ++k) {
    const double share = n == 1 ? 0.5 : static_cast<double>(k) / static_cast<double>(n - 1);
    if (scale == Scale::categorical)
      colours.push_back(categorical_colour(k));
    else if (scale == Scale::diverging)
      colours.push_back(between(pu_or, share));
    else
      colours.push_back(between(yl_gn_bu, 0.12 + 0.8 * share));
  }
  return colours;
}

}  // namespace yugong::report
