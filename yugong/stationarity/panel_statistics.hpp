#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/stationarity/adf.hpp"
#include "yugong/stationarity/series.hpp"

/// Unit-root tests of a panel, from the series of its units.
namespace yugong::stationarity {

/// Whose details a statistic follows where programs differ (Levin-Lin-Chu).
enum class Convention { paper, plm, gretl };

inline Names<Convention> names_of(Convention) {
  return {{"paper", Convention::paper}, {"plm", Convention::plm}, {"gretl", Convention::gretl}};
}

/// One statistic of a panel.
struct PanelStatistic {
  std::string name;  ///< "llc", "ips_w", "fisher_adf_p", ...
  Text label;
  double statistic = missing;
  double raw = missing;      ///< before it was standardised, where a table does that
  double p_value = missing;  ///< missing where only critical values are known
  std::string law;           ///< "N(0,1)", "chi2(92)", "t(234)", or empty
  bool upper = false;        ///< large values speak against the null
  std::array<double, 3> critical{{missing, missing, missing}};  ///< at 1, 5, 10 percent
  double lags = missing;                                        ///< mean over the units
  std::size_t units = 0;
  double periods = missing;  ///< mean length of the series
  double nobs = missing;     ///< observations of the test regressions
  double window = missing;   ///< of the Bartlett kernel, mean over the units
  Text table;                ///< moments or critical values used
};

struct TestSettings {
  Deterministic deterministic = Deterministic::constant;
  Convention convention = Convention::paper;
  bool by_df = true;
  std::optional<int> window, pp_window;
  int hadri_window = 0;
};

/// What a test needs of a variable.
struct TestInput {
  const std::vector<Series>* series = nullptr;
  const std::vector<Adf>* adf = nullptr;  ///< per series
  const std::vector<PhillipsPerron>* pp = nullptr;
  bool balanced = true;
  TestSettings settings;
  std::string about;  ///< "y" or "D.y", for messages
};

/// Statistics of a test; what could not be made is told in `notes` (YG3186, YG3187) and its row has
/// no number.
using Statistics = std::vector<PanelStatistic>;

/// Levin, Lin and Chu (2002). Balanced panels only.
Statistics levin_lin_chu(const TestInput& in, std::vector<Problem>& notes);
/// Harris and Tzavalis (1999). Balanced panels only.
Statistics harris_tzavalis(const TestInput& in, std::vector<Problem>& notes);
/// Breitung (2000), prewhitened by the lags. Balanced panels only.
Statistics breitung(const TestInput& in, std::vector<Problem>& notes);

/// Im, Pesaran and Shin (2003): W-t-bar; without lags also t-bar and Z-t~-bar.
Statistics im_pesaran_shin(const TestInput& in, std::vector<Problem>& notes);
/// Maddala and Wu (1999) and Choi (2001) from p values: P, Z, L*, Pm.
Statistics fisher(const TestInput& in, bool pp, std::vector<Problem>& notes);
/// Hadri (2000): the null is stationarity. Balanced panels only.
Statistics hadri(const TestInput& in, std::vector<Problem>& notes);

/// Pesaran's (2007) cross-sectionally augmented Dickey-Fuller regression of one series.
struct Cadf {
  double t = missing;
  double truncated = missing;
  std::size_t nobs = 0;
  bool defined = false;
};

std::vector<Cadf> cadf(const TestInput& in);
/// CIPS and its truncated version: means of the units' CADF t.
Statistics cips(const TestInput& in, const std::vector<Cadf>& units, std::vector<Problem>& notes);

/// Window of the long-run variance of Levin, Lin and Chu: floor of 3.21 T^(1/3) (plm rounds).
int levin_lin_window(double periods, Convention convention);

/// A statistic with units, periods, lags and observations of the panel filled in.
PanelStatistic statistic_of(const TestInput& in, std::string name, Text label);

/// A result column with the title that tables print.
template <class Value>
Column titled(std::string name, std::vector<Value> values, Text title) {
  Column column = Column::of(std::move(name), std::move(values));
  column.label = std::move(title);
  return column;
}

}  // namespace yugong::stationarity
