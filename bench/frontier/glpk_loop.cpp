#include <cmath>
#include <cstdio>
#include <limits>

#include "bench/frontier/solver_loop.hpp"
#include <glpk.h>

#include "yugong/frontier/simulated_technology.hpp"

namespace yugong::bench {

namespace {

using frontier::Side;

class Glpk : public SolverLoop {
 public:
  Glpk(const frontier::Technology& technology, bool super, bool dual)
      : t_(technology),
        super_(super),
        mean_(row_means(technology)),
        model_(glp_create_prob()) {
    glp_term_out(GLP_OFF);
    glp_init_smcp(&settings_);
    settings_.msg_lev = GLP_MSG_OFF;
    settings_.meth = dual ? GLP_DUALP : GLP_PRIMAL;
    const int rows = static_cast<int>(t_.variables()) + 1;
    glp_set_obj_dir(model_, GLP_MIN);
    glp_add_rows(model_, rows);
    glp_add_cols(model_, t_column());
    set_fixed_parts();
  }

  ~Glpk() override { glp_delete_prob(model_); }

  Glpk(const Glpk&) = delete;
  Glpk& operator=(const Glpk&) = delete;

  double solve(std::size_t k, std::vector<double>& slack) override {
    edit(k);
    if (!run()) {
      glp_std_basis(model_);
      if (!run()) return std::numeric_limits<double>::quiet_NaN();
    }
    const double t = glp_get_col_prim(model_, t_column());
    slack.resize(t_.variables());
    for (std::size_t v = 0; v < t_.variables(); ++v)
      slack[v] = glp_get_col_prim(model_, slack_column(v)) / t;
    return glp_get_obj_val(model_);
  }

 private:
  int unit_column(std::size_t j) const { return static_cast<int>(j) + 1; }

  int slack_column(std::size_t v) const { return static_cast<int>(t_.units + v) + 1; }

  int t_column() const { return static_cast<int>(t_.units + t_.variables()) + 1; }

  void set_fixed_parts() {
    const std::size_t variables = t_.variables();
    const auto above = frontier::equal_weights(t_, true),
               below = frontier::equal_weights(t_, false);
    std::vector<int> row(variables + 2);
    std::vector<double> entry(variables + 2);
    for (std::size_t j = 0; j < t_.units; ++j) {
      double largest = 0;
      for (std::size_t v = 0; v < variables; ++v) {
        row[v + 1] = static_cast<int>(v) + 1;
        entry[v + 1] = t_.at(v, j) / mean_[v];
        largest = std::max(largest, entry[v + 1]);
      }
      glp_set_mat_col(
          model_, unit_column(j), static_cast<int>(variables), row.data(), entry.data());
      glp_set_col_bnds(model_, unit_column(j), GLP_LO, 0, 0);
      glp_set_sjj(model_, unit_column(j), 1 / largest);
    }
    for (std::size_t v = 0; v < variables; ++v) {
      const int type = !super_ ? GLP_FX : t_.side[v] == Side::good ? GLP_LO : GLP_UP;
      glp_set_row_bnds(model_, static_cast<int>(v) + 1, type, 0, 0);
      glp_set_col_bnds(model_, slack_column(v), GLP_LO, 0, 0);
      glp_set_obj_coef(model_, slack_column(v), super_ ? above[v] : -above[v]);
      norm_.push_back(super_ ? -below[v] : below[v]);
    }
    glp_set_row_bnds(model_, static_cast<int>(variables) + 1, GLP_FX, 1, 1);
    glp_set_col_bnds(model_, t_column(), GLP_LO, 0, 0);
    glp_set_obj_coef(model_, t_column(), 1);
  }

  /// The columns of the slacks and of t, and the scale of each row: one over the unit's own amount.
  void edit(std::size_t k) {
    const std::size_t variables = t_.variables();
    std::vector<int> row(variables + 2);
    std::vector<double> entry(variables + 2);
    for (std::size_t v = 0; v < variables; ++v) {
      const double own = t_.at(v, k) / mean_[v];
      const double sign = (t_.side[v] == Side::good ? -1.0 : 1.0) * (super_ ? -1.0 : 1.0);
      const int rows[] = {0, static_cast<int>(v) + 1, static_cast<int>(variables) + 1};
      const double entries[] = {0, sign * own, norm_[v]};
      glp_set_mat_col(model_, slack_column(v), norm_[v] != 0 ? 2 : 1, rows, entries);
      glp_set_rii(model_, static_cast<int>(v) + 1, 1 / own);
      row[v + 1] = static_cast<int>(v) + 1;
      entry[v + 1] = -own;
    }
    row[variables + 1] = static_cast<int>(variables) + 1;
    entry[variables + 1] = 1;
    glp_set_mat_col(model_, t_column(), static_cast<int>(variables) + 1, row.data(), entry.data());
    if (!super_) return;
    if (out_ >= 0)
      glp_set_col_bnds(model_, unit_column(static_cast<std::size_t>(out_)), GLP_LO, 0, 0);
    out_ = static_cast<long>(k);
    glp_set_col_bnds(model_, unit_column(k), GLP_FX, 0, 0);
  }

  bool run() { return glp_simplex(model_, &settings_) == 0 && glp_get_status(model_) == GLP_OPT; }

  const frontier::Technology& t_;
  bool super_;
  std::vector<double> mean_, norm_;
  glp_prob* model_;
  glp_smcp settings_;
  long out_ = -1;
};

}  // namespace

std::unique_ptr<SolverLoop> glpk_loop(const frontier::Technology& technology,
                                      bool super,
                                      bool dual) {
  return std::make_unique<Glpk>(technology, super, dual);
}

}  // namespace yugong::bench
