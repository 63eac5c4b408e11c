#include <cmath>
#include <limits>

#include "bench/frontier/solver_loop.hpp"
#include <coin/Clp_C_Interface.h>

#include "yugong/frontier/simulated_technology.hpp"

namespace yugong::bench {

namespace {

using frontier::Side;

/// Rows and columns are brought to a common size here; the library's own scaling, done anew in each
/// call, takes three times as long.
class Clp : public SolverLoop {
 public:
  Clp(const frontier::Technology& technology, bool super, bool dual)
      : t_(technology),
        super_(super),
        dual_(dual),
        mean_(row_means(technology)),
        model_(Clp_newModel()) {
    Clp_setLogLevel(model_, 0);
    Clp_setPrimalTolerance(model_, 1e-9);
    Clp_setDualTolerance(model_, 1e-9);
    load();
    Clp_scaling(model_, 0);
  }

  ~Clp() override { Clp_deleteModel(model_); }

  Clp(const Clp&) = delete;
  Clp& operator=(const Clp&) = delete;

  double solve(std::size_t k, std::vector<double>& slack) override {
    edit(k);
    if (!run()) {
      Clp_scaling(model_, 1);
      Clp_initialSolve(model_);
      Clp_scaling(model_, 0);
      if (Clp_status(model_) != 0) return std::numeric_limits<double>::quiet_NaN();
    }
    const double* level = Clp_getColSolution(model_);
    slack.resize(t_.variables());
    for (std::size_t v = 0; v < t_.variables(); ++v)
      slack[v] = level[t_.units + v] / level[t_.units + t_.variables()];
    return Clp_objectiveValue(model_);
  }

 private:
  void load() {
    const std::size_t n = t_.units, variables = t_.variables(), columns = n + variables + 1;
    const auto above = frontier::equal_weights(t_, true),
               below = frontier::equal_weights(t_, false);
    std::vector<int> start, index;
    std::vector<double> value, cost(columns, 0.0), lower(columns, 0.0), upper(columns, HUGE_VAL);
    const auto add = [&](std::size_t row, double entry) {
      index.push_back(static_cast<int>(row));
      value.push_back(entry);
    };
    for (std::size_t j = 0; j < n; ++j) {
      start.push_back(static_cast<int>(index.size()));
      double largest = 0;
      for (std::size_t v = 0; v < variables; ++v)
        largest = std::max(largest, t_.at(v, j) / mean_[v]);
      for (std::size_t v = 0; v < variables; ++v) add(v, t_.at(v, j) / mean_[v] / largest);
    }
    for (std::size_t v = 0; v < variables; ++v) {
      start.push_back(static_cast<int>(index.size()));
      add(v, 1);
      if (below[v] != 0) add(variables, super_ ? -below[v] : below[v]);
      cost[n + v] = super_ ? above[v] : -above[v];
    }
    start.push_back(static_cast<int>(index.size()));
    for (std::size_t v = 0; v <= variables; ++v) add(v, v < variables ? -1 : 1);
    cost[n + variables] = 1;
    start.push_back(static_cast<int>(index.size()));
    std::vector<double> low(variables + 1, 0.0), high(variables + 1, 0.0);
    for (std::size_t v = 0; v < variables && super_; ++v)
      (t_.side[v] == Side::good ? high[v] : low[v]) =
          t_.side[v] == Side::good ? HUGE_VAL : -HUGE_VAL;
    low[variables] = high[variables] = 1;
    Clp_loadProblem(model_,
                    static_cast<int>(columns),
                    static_cast<int>(variables) + 1,
                    start.data(),
                    index.data(),
                    value.data(),
                    lower.data(),
                    upper.data(),
                    cost.data(),
                    low.data(),
                    high.data());
  }

  void edit(std::size_t k) {
    const std::size_t n = t_.units, variables = t_.variables();
    for (std::size_t v = 0; v < variables; ++v) {
      const double own = t_.at(v, k) / mean_[v];
      const double sign = (t_.side[v] == Side::good ? -1.0 : 1.0) * (super_ ? -1.0 : 1.0);
      Clp_modifyCoefficient(model_, static_cast<int>(v), static_cast<int>(n + v), sign * own, true);
      Clp_modifyCoefficient(
          model_, static_cast<int>(v), static_cast<int>(n + variables), -own, true);
    }
    if (!super_) return;
    double* upper = Clp_columnUpper(model_);
    if (out_ >= 0) upper[out_] = HUGE_VAL;
    out_ = static_cast<long>(k);
    upper[k] = 0;
  }

  bool run() {
    if (dual_)
      Clp_dual(model_, 0);
    else
      Clp_primal(model_, 0);
    return Clp_status(model_) == 0;
  }

  const frontier::Technology& t_;
  bool super_, dual_;
  std::vector<double> mean_;
  Clp_Simplex* model_;
  long out_ = -1;
};

}  // namespace

std::unique_ptr<SolverLoop> clp_loop(const frontier::Technology& technology,
                                     bool super,
                                     bool dual) {
  return std::make_unique<Clp>(technology, super, dual);
}

}  // namespace yugong::bench
