#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/frontier/simulated_technology.hpp"
#include "yugong/frontier/slacks.hpp"

/// Scores of hard data (ties, units equal to the ninth digit, sizes twelve orders apart) against a
/// simplex of the textbook in rational arithmetic.
namespace yugong::frontier {

namespace {

using Exact = boost::multiprecision::cpp_rational;

struct Family {
  const char* name;
  double (*amount)(Random& random, double size);
  std::uint64_t seeds;
  std::size_t units;
};

double fraction(Random& random) {
  return static_cast<double>(random.next_below(1000000007)) / 1000000007.0;
}

double whole(Random& random, double) {
  return 1.0 + static_cast<double>(random.next_below(3));
}

double nearly_whole(Random& random, double) {
  return (1.0 + static_cast<double>(random.next_below(2))) * (1 + 1e-7 * (fraction(random) - 0.5));
}

double nearly_equal(Random& random, double) {
  return (1.0 + static_cast<double>(random.next_below(2))) * (1 + 1e-9 * (fraction(random) - 0.5));
}

double far_apart(Random& random, double size) {
  return size * std::exp(2 * (fraction(random) - 0.5));
}

double wild(Random& random, double) {
  return std::pow(10.0, 12 * fraction(random) - 6);
}

Technology drawn(const Family& family, Returns returns, std::uint64_t seed) {
  const std::size_t units = family.units;
  Technology t;
  t.units = units;
  t.returns = returns;
  Random random(seed, Purpose::simulation, 29);
  const std::size_t inputs = 1 + random.next_below(3), goods = 1 + random.next_below(2),
                    bads = random.next_below(3);
  t.side.insert(t.side.end(), inputs, Side::input);
  t.side.insert(t.side.end(), goods, Side::good);
  t.side.insert(t.side.end(), bads, Side::bad);
  t.value.resize(t.variables() * units);
  for (std::size_t j = 0; j < units; ++j) {
    const double size = std::pow(10.0, 12 * fraction(random) - 6);
    for (std::size_t v = 0; v < t.variables(); ++v)
      t.value[v * units + j] = family.amount(random, size);
  }
  return t;
}

Measured measured(const Technology& t) {
  MeasureOptions options;
  options.sbm.numerator = equal_weights(t, true);
  options.sbm.denominator = equal_weights(t, false);
  options.super = options.sbm;
  options.with_super = true;
  std::vector<Reference> references(1);
  references[0].members.resize(t.units);
  std::iota(references[0].members.begin(), references[0].members.end(), 0u);
  references[0].evaluated = references[0].members;
  return measure(t, references, options, Executor::serial());
}

/// The program of one unit as a tableau of exact numbers, solved by Bland's rule: members, the
/// slack of each variable, in the super form its opposite, the slack of the sum of intensities.
class ExactProgram {
 public:
  ExactProgram(const Technology& t, std::size_t k, bool super) : t_(t), k_(k), super_(super) {
    for (std::size_t j = 0; j < t.units; ++j)
      if (!super || j != k) members_.push_back(j);
    rows_ = t.variables() + t.scale_rows();
    columns_ = members_.size() + (super ? 2 : 1) * t.variables() + 1;
    fill();
  }

  /// The optimal ratio; nothing where the start is no point of the program.
  std::optional<Exact> solve() {
    if (!start()) return std::nullopt;
    while (const std::optional<std::size_t> c = entering()) {
      const std::optional<std::size_t> r = leaving(*c);
      if (!r) return std::nullopt;
      pivot(*r, *c);
    }
    return Exact(num_.back() / den_.back());
  }

 private:
  bool good(std::size_t v) const { return t_.side[v] == Side::good; }

  std::size_t slack(std::size_t v) const { return members_.size() + v; }

  std::size_t opposite(std::size_t v) const { return members_.size() + t_.variables() + v; }

  void fill() {
    table_.assign(rows_, std::vector<Exact>(columns_ + 1, Exact(0)));
    num_.assign(columns_ + 1, Exact(0));
    den_.assign(columns_ + 1, Exact(0));
    num_.back() = den_.back() = -1;
    const auto above = equal_weights(t_, true), below = equal_weights(t_, false);
    for (std::size_t v = 0; v < t_.variables(); ++v) {
      const Exact own(t_.at(v, k_));
      for (std::size_t c = 0; c < members_.size(); ++c)
        table_[v][c] = Exact(t_.at(v, members_[c])) / own;
      table_[v].back() = 1;
      table_[v][slack(v)] = good(v) ? -1 : 1;
      if (super_) table_[v][opposite(v)] = good(v) ? 1 : -1;
      const std::size_t counted = super_ ? opposite(v) : slack(v);
      num_[counted] = (super_ ? 1 : -1) * Exact(above[v]);
      den_[counted] = (super_ ? -1 : 1) * Exact(below[v]);
    }
    if (t_.scale_rows() == 0) return;
    for (std::size_t c = 0; c < members_.size(); ++c) table_.back()[c] = 1;
    table_.back().back() = 1;
    if (t_.returns != Returns::vrs)
      table_.back()[columns_ - 1] = t_.returns == Returns::nirs ? 1 : -1;
  }

  /// The unit itself, or in the super form some other unit at level one, or none at all.
  bool start() {
    basis_.assign(rows_, columns_);
    const bool none = super_ && (t_.returns == Returns::crs || t_.returns == Returns::nirs);
    const std::size_t first = super_ ? 0 : k_;
    for (std::size_t v = 0; v < t_.variables(); ++v) {
      const Exact left = none ? Exact(1) : Exact(1 - table_[v][first]);
      const bool within = good(v) ? left <= 0 : left >= 0;
      // Under constant returns the unit itself takes the place of the first slack.
      if (super_ || v > 0 || t_.scale_rows() > 0) pivot(v, within ? slack(v) : opposite(v));
    }
    if (none && t_.scale_rows() > 0) pivot(rows_ - 1, columns_ - 1);
    if (!none && (!super_ || t_.scale_rows() > 0))
      pivot(t_.scale_rows() > 0 ? rows_ - 1 : 0, first);
    return den_.back() < 0 && std::all_of(table_.begin(), table_.end(), [](const auto& row) {
             return row.back() >= 0;
           });
  }

  std::optional<std::size_t> entering() const {
    for (std::size_t c = 0; c < columns_; ++c)
      if (num_[c] * den_.back() > den_[c] * num_.back()) return c;
    return std::nullopt;
  }

  std::optional<std::size_t> leaving(std::size_t c) const {
    std::optional<std::size_t> best;
    for (std::size_t r = 0; r < rows_; ++r) {
      if (table_[r][c] <= 0) continue;
      if (!best) {
        best = r;
        continue;
      }
      const Exact here = table_[r].back() * table_[*best][c],
                  there = table_[*best].back() * table_[r][c];
      if (here < there || (here == there && basis_[r] < basis_[*best])) best = r;
    }
    return best;
  }

  void pivot(std::size_t r, std::size_t c) {
    const Exact by = table_[r][c];
    for (Exact& x : table_[r])
      if (x != 0) x /= by;
    const auto clear = [&](std::vector<Exact>& row) {
      const Exact times = row[c];
      if (times == 0) return;
      for (std::size_t i = 0; i < row.size(); ++i)
        if (table_[r][i] != 0) row[i] -= times * table_[r][i];
    };
    for (std::size_t i = 0; i < rows_; ++i)
      if (i != r) clear(table_[i]);
    clear(num_);
    clear(den_);
    basis_[r] = c;
  }

  const Technology& t_;
  std::size_t k_;
  bool super_;
  std::vector<std::size_t> members_, basis_;
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<std::vector<Exact>> table_;
  std::vector<Exact> num_, den_;  // costs; last, minus the value
};

class EveryFamily : public testing::TestWithParam<Family> {};

INSTANTIATE_TEST_SUITE_P(Exact,
                         EveryFamily,
                         testing::Values(Family{"whole", whole, 30, 12},
                                         Family{"nearly_whole", nearly_whole, 30, 6},
                                         Family{"nearly_equal", nearly_equal, 30, 6},
                                         Family{"far_apart", far_apart, 25, 6},
                                         Family{"wild", wild, 25, 6}),
                         [](const auto& family) { return family.param.name; });

}  // namespace

TEST_P(EveryFamily, scores_are_those_of_exact_arithmetic) {
  std::size_t compared = 0, beyond = 0;
  for (const Returns returns : {Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs})
    for (std::uint64_t seed = 1; seed <= GetParam().seeds; ++seed) {
      const Technology t = drawn(GetParam(), returns, seed);
      const Measured m = measured(t);
      for (std::size_t k = 0; k < t.units; ++k) {
        const std::optional<Exact> exact = ExactProgram(t, k, false).solve();
        ASSERT_TRUE(exact);
        ASSERT_EQ(m.sbm[k].status, Status::optimal);
        ASSERT_NEAR(m.sbm[k].score, exact->convert_to<double>(), 1e-9)
            << "seed " << seed << ", unit " << k << ", returns " << static_cast<int>(returns);
        ++compared;
        if (!m.efficient[k]) continue;
        const std::optional<Exact> super = ExactProgram(t, k, true).solve();
        if (!super) continue;
        ASSERT_EQ(m.super[k].status, Status::optimal)
            << "seed " << seed << ", unit " << k << ", returns " << static_cast<int>(returns);
        ASSERT_NEAR(m.super[k].score / super->convert_to<double>(), 1, 1e-9)
            << "seed " << seed << ", unit " << k << ", returns " << static_cast<int>(returns);
        ++beyond;
      }
    }
  EXPECT_GT(compared, 150u);
  EXPECT_GT(beyond, 20u);
}

}  // namespace yugong::frontier
