#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/method.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"

/// Makes one index out of several indicators, and one sub-index for each dimension.
///
/// With z_ij the min-max value of row i on indicator j, (x - min)/(max - min) for a positive
/// indicator and (max - x)/(max - min) for a negative one, over all rows used (or over the rows of
/// one group, `by`):
///   entropy   z + shift; P_ij = z_ij / sum_i z_ij; e_j = -sum_i P ln P / ln n; d_j = 1 - e_j; w_j
///   = d_j / sum d; score = sum w z cv        w_j proportional to sd_j / |mean_j| of the raw
///   indicator (divisor n - 1); score = sum w z critic    w_j proportional to sd(z_j) sum_k (1 -
///   r_jk); score = sum w z equal     w_j = 1/m; given: w_j as written, divided by their sum; score
///   = sum w z topsis    closeness D- / (D+ + D-) to the best and worst of w_j z_ij, w the entropy
///   weights (or those given) pca       correlation-matrix principal components of
///   direction-aligned z-scores; score = sum_k lambda_k s_ik / sum_k lambda_k
///             over the components kept; `weight` is the coefficient of the z-score
/// The shift enters `entropy` (weights and score) and the entropy weights of `topsis`, nothing
/// else.
///
/// In: panel columns, any unit of measure (every method but cv and given depends on it by nothing:
/// min-max removes unit and origin). Out: score [rows], in [0, 1] (+ shift; pca: mean 0), missing
/// where an indicator is missing, rank within the period. Refuses: a constant indicator (YG3201),
/// one listed twice (YG3202), without values (YG3203), fewer than two rows (YG3204). Sources: the
/// entropy method as in eq. (1)-(7) of the usual panel form (pooled min-max, shift 0.0001); Hwang
/// and Yoon (1981) for TOPSIS; Diakoulaki, Mavrotas and Papayannakis (1995) for CRITIC; Kaiser
/// (1974) for KMO; Bartlett (1950) for sphericity.
namespace yugong::index::composite {

enum class Weighting { entropy, pca, topsis, critic, cv, equal, given };

inline Names<Weighting> names_of(Weighting) {
  return {{"entropy", Weighting::entropy},
          {"pca", Weighting::pca},
          {"topsis", Weighting::topsis},
          {"critic", Weighting::critic},
          {"cv", Weighting::cv},
          {"equal", Weighting::equal},
          {"given", Weighting::given}};
}

/// How a sub-index is made.
enum class Sub {
  share,  ///< weights over all indicators, divided by their sum inside the dimension: index = sum
          ///< of share * sub-index
  own,    ///< the method run again on the dimension's indicators alone (for entropy and cv the same
          ///< as `share`)
  part,   ///< weights over all indicators, not divided: the sub-indices add up to the index
};

inline Names<Sub> names_of(Sub) {
  return {{"share", Sub::share}, {"own", Sub::own}, {"part", Sub::part}};
}

/// Which principal components are kept when their number is not given.
enum class Keep { variance, eigenvalue };

inline Names<Keep> names_of(Keep) {
  return {{"variance", Keep::variance}, {"eigenvalue", Keep::eigenvalue}};
}

/// The direction in which an eigenvector is made to point.
enum class Sign { largest, sum };

inline Names<Sign> names_of(Sign) {
  return {{"largest", Sign::largest}, {"sum", Sign::sum}};
}

struct Options {
  Weighting method = Weighting::entropy;
  std::vector<std::string> positive;  ///< more is better
  std::vector<std::string> negative;  ///< less is better
  double shift = 1e-4;  ///< keeps ln(P) finite at the minimum; 0 takes the limit p ln p = 0
  std::string by;       ///< column whose groups are indexed apart, e.g. "year"; empty = pooled
  std::map<std::string, std::vector<std::string>>
      dimensions;          ///< name or "outer/inner" -> indicators
  std::optional<Sub> sub;  ///< empty: `own` for pca, `share` for the rest
  std::map<std::string, double>
      weights;  ///< of method given; of topsis instead of the entropy weights
  Keep keep = Keep::variance;
  double variance = 0.85;
  std::optional<int>
      components;  ///< a fixed number instead of `keep`, at most a dimension's indicators
  Sign sign = Sign::largest;

  static auto described() {
    return std::tuple{
        option("method", &Options::method, {"how weights and score are made", "赋权与合成方法"}),
        option("positive", &Options::positive, {"indicators of which more is better", "正向指标"})
            .columns(),
        option("negative", &Options::negative, {"indicators of which less is better", "负向指标"})
            .columns(),
        option("shift",
               &Options::shift,
               {"added to min-max values before the logarithm (entropy)",
                "极差标准化后的平移量（熵值法）"})
            .at_least(0)
            .at_most(1),
        option("by",
               &Options::by,
               {"column whose groups are indexed apart, such as the year; empty: all rows together",
                "分组列，如年份，各组分别测度；空为全部样本合并测度"})
            .columns(),
        option("dimensions",
               &Options::dimensions,
               {"name of each dimension and its indicators; \"outer/inner\" nests them",
                "各维度的名称及其指标；“上级/下级”表示嵌套"}),
        option("sub",
               &Options::sub,
               {"sub-index: share (weights divided by their sum inside the dimension), own (method "
                "run again inside it), part (adds up to the index)",
                "分维度指数：share 维度内权重归一；own 维度内重新赋权；part 各维度相加等于总指数"}),
        option("weights",
               &Options::weights,
               {"weight of each indicator, for method given or topsis",
                "给定的指标权重（given 或 topsis）"}),
        option("keep",
               &Options::keep,
               {"components kept: until `variance` is explained, or eigenvalues above one (pca)",
                "主成分保留规则：累计方差贡献率或特征值大于 1"}),
        option("variance",
               &Options::variance,
               {"share of variance that the components kept explain (pca)",
                "累计方差贡献率（主成分）"})
            .at_least(0)
            .at_most(1),
        option("components",
               &Options::components,
               {"number of components kept, instead of `keep` (pca)", "保留的主成分个数"})
            .at_least(1),
        option("sign",
               &Options::sign,
               {"an eigenvector points so that its largest loading, or the sum of its loadings, is "
                "positive",
                "特征向量的方向：最大载荷为正，或载荷之和为正"})};
  }
};

/// Principal components of one group.
struct Components {
  std::vector<double> eigenvalues;  ///< [indicators], falling
  std::size_t kept = 0;
  std::vector<std::vector<double>> loadings;  ///< [kept][indicators], unit length
  double kmo = missing;  ///< Kaiser-Meyer-Olkin; missing when the correlation matrix is singular
  double bartlett = missing;  ///< chi-squared statistic of sphericity
  int bartlett_df = 0;
};

/// Weights and what they come from, of one group of rows (one group in all when nothing is
/// grouped).
struct Group {
  std::string name;                         ///< value of the `by` column, empty when pooled
  std::vector<std::uint32_t> rows;          ///< panel rows used
  std::vector<double> min, max, mean, sd;   ///< [indicators], of the raw columns
  std::vector<double> entropy, redundancy;  ///< [indicators], empty unless entropy was computed
  std::vector<double> weight;               ///< [indicators]
  std::optional<Components> components;     ///< of pca
};

/// An indicator as the papers print it.
struct Indicator {
  std::string name;
  bool positive = true;
  std::string dimension;  ///< empty: none
  Text label;
  std::string unit;
};

/// A dimension of the indicator system. "A/B" is dimension B inside A; A then holds the indicators
/// of all its parts.
struct Dimension {
  std::string name;                     ///< the whole path
  std::size_t level = 1;                ///< number of names in the path
  std::vector<std::size_t> indicators;  ///< positions in Fit::indicators
};

struct Fit {
  Options options;
  std::vector<Indicator> indicators;  ///< positive ones first, as listed
  std::vector<Dimension> dimensions;  ///< in the order of their first indicator, outer before inner
  std::vector<Group> groups;          ///< in order of first appearance; years ascending
  std::vector<double> score;          ///< [panel rows]
  std::vector<std::vector<double>> sub_scores;  ///< [dimensions][panel rows]
  std::vector<double> rank;  ///< [panel rows], 1 = best of its period; ties share the better rank
  Sample sample;
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
/// [group,] term, label, direction, dimension, min, max, mean, sd, entropy, redundancy, weight.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
/// Keys, score, score.<dimension> (score.outer.inner of a nested one), rank.
Frame augment(const Fit& fit, const data::Panel& panel);
/// Tables: "weights" ([group,] dimension, term, label, label_zh, unit, direction, weight; by
/// dimension, as papers print it); "dimensions" ([group,] dimension, weight); pca: "eigenvalues",
/// "loadings". Tests: Bartlett.
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::index::composite
