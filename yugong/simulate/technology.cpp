#include "yugong/simulate/technology.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::simulate {

using Cells = std::vector<double>;

void invert_inventory(const Grid& d, const Cells& capital, Random& random, TechnologyDraw& out) {
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const bool first = i % d.periods == 0, inside = out.assigned.role[i] < 0;
    out.invest_index.push_back(
        round_to(101.6 + 1.2 * std::clamp(random.next_normal(), -2.5, 2.5), 1));
    out.invest_level.push_back(first ? 1 : out.invest_level[i - 1] * out.invest_index[i] / 100);
    const double kept = first ? 0 : (1 - kDepreciation) * out.capital[i - 1];
    double money = (first ? capital[i] / kInitialRatio : capital[i] - kept) * out.invest_level[i];
    if (inside) money = round_to(money, 0);
    out.invest.push_back(money);
    out.capital.push_back(first ? kInitialRatio * money : kept + money / out.invest_level[i]);
  }
}

void split_energy(const Grid& d, const Cells& energy, Random& random, TechnologyDraw& out) {
  double gas_share = 0, lpg_share = 0;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    if (i % d.periods == 0) {
      gas_share = 0.06 + 0.10 * random.next_uniform();
      lpg_share = 0.01 + 0.02 * random.next_uniform();
    }
    const double growing =
        1 + 0.5 * static_cast<double>(i % d.periods) / static_cast<double>(d.periods);
    out.gas_use.push_back(round_to(gas_share * growing * energy[i] / kGasCoal, 0));
    out.lpg_use.push_back(round_to(lpg_share * energy[i] / kLpgCoal, 0));
    double power = (energy[i] - kGasCoal * out.gas_use[i] - kLpgCoal * out.lpg_use[i]) / kPowerCoal;
    if (out.assigned.role[i] < 0) power = round_to(power, 0);
    out.power_use.push_back(power);
    out.energy.push_back(kPowerCoal * power + kGasCoal * out.gas_use[i] +
                         kLpgCoal * out.lpg_use[i]);
  }
}

}  // namespace yugong::simulate
