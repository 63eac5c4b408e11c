#include <algorithm>
#include <cmath>
#include <set>

#include "yugong/base/attempts.hpp"
#include "yugong/base/text.hpp"
#include "yugong/regression/least_squares.hpp"
#include "yugong/regression/limited_estimation.hpp"

namespace yugong::regression {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string count(double v) {
  return text::round_trip(v);
}

/// Restricts a sample to the rows flagged; the others are recorded under a reason.
void keep_rows(Design& d,
               const std::vector<char>& keep,
               WeightKind kind,
               const std::string& reason,
               const Text& label) {
  Dropped dropped{reason, label, {}};
  std::vector<std::uint32_t> inside;
  for (std::size_t i = 0; i < keep.size(); ++i)
    if (keep[i] != 0)
      inside.push_back(static_cast<std::uint32_t>(i));
    else
      dropped.rows.push_back(d.rows[i]);
  if (dropped.rows.empty()) return;
  const auto pick = [&](auto& v) {
    for (std::size_t i = 0; i < inside.size(); ++i) v[i] = v[inside[i]];
    v.resize(inside.size());
  };
  Matrix x(inside.size(), d.x.cols);
  for (std::size_t j = 0; j < x.cols; ++j)
    for (std::size_t i = 0; i < inside.size(); ++i) x(i, j) = d.x(inside[i], j);
  d.x = std::move(x);
  pick(d.rows);
  pick(d.y);
  d.n = static_cast<double>(d.rows.size());
  if (!d.weights.empty()) {
    pick(d.weights);
    double sum = 0;
    for (const double w : d.weights) sum += w;
    if (kind == WeightKind::frequency)
      d.n = sum;
    else
      for (double& w : d.weights) w *= d.n / sum;
  }
  for (auto* list : {&d.effects, &d.clusters})
    for (Factor& f : *list) f = restrict_to(f, inside);
  d.sample.used = d.rows.size();
  d.sample.dropped.push_back(std::move(dropped));
}

}  // namespace

std::vector<double> LimitedEstimation::limits_of(const Limit& limit,
                                                 double none,
                                                 const std::string& option) {
  std::vector<double> out(rows(), none);
  if (limit.kind == Limit::Kind::none) return out;
  if (limit.kind == Limit::Kind::column) {
    const data::DataColumn& column = panel_.table().column(limit.column, at_path(option));
    if (column.is_text)
      throw Error(error(
          "YG3109",
          {"the limits '" + limit.column + "' hold text", "界限变量“" + limit.column + "”是文本"},
          {"name a column of numbers", "请指定数值变量"},
          at_path(option)));
    for (std::size_t i = 0; i < rows(); ++i) {
      const double v = column.numbers[d().rows[i]];
      if (!is_missing(v)) out[i] = v;
    }
    return out;
  }
  double value = limit.number;
  if (limit.kind == Limit::Kind::extreme) {
    const auto [least, largest] = std::minmax_element(d().y.begin(), d().y.end());
    value = none < 0 ? *least : *largest;
  }
  std::fill(out.begin(), out.end(), value);
  return out;
}

void LimitedEstimation::set_limits() {
  out_.low = limits_of(set_.left, -infinity, "left");
  out_.high = limits_of(set_.right, infinity, "right");
  for (std::size_t i = 0; i < rows(); ++i) {
    if (out_.low[i] < out_.high[i]) continue;
    throw Error(error("YG3142",
                      {"the left limit " + count(out_.low[i]) + " is not below the right limit " +
                           count(out_.high[i]) + " (" + panel_.key(d().rows[i]) + ")",
                       "左界限 " + count(out_.low[i]) + " 不小于右界限 " + count(out_.high[i]) +
                           "（" + panel_.key(d().rows[i]) + "）"},
                      {"left is the lower and right the upper limit", "left 为下限，right 为上限"},
                      at_path("left")));
  }
}

void LimitedEstimation::leave_out_what_lies_beyond() {
  std::vector<char> keep(rows(), 1);
  std::vector<double> low, high;
  for (std::size_t i = 0; i < rows(); ++i) {
    keep[i] = left(i) || right(i) ? 0 : 1;
    if (keep[i] == 0) continue;
    low.push_back(out_.low[i]);
    high.push_back(out_.high[i]);
  }
  out_.beyond = static_cast<double>(rows() - low.size());
  const std::size_t before = rows();
  if (low.empty())
    throw Error(
        error("YG3101",
              {"no row lies between the limits of the truncation", "没有观测位于截断界限之内"},
              {"check the options left and right", "请检查 left 与 right"},
              at_path("left")));
  keep_rows(d(),
            keep,
            set_.weight_kind,
            "truncated",
            {"at or beyond a limit of the truncation", "位于截断界限或之外"});
  out_.low = std::move(low);
  out_.high = std::move(high);
  if (out_.beyond > 0)
    out_.notes.push_back(note("YG3144",
                              {count(out_.beyond) + " of " + std::to_string(before) +
                                   " rows lie at or beyond a limit and are not used",
                               "共 " + std::to_string(before) + " 行，其中 " + count(out_.beyond) +
                                   " 行位于截断界限或之外，未使用"}));
}

/// A level of an effect whose rows are all at the same limit is fitted perfectly by an infinite
/// effect: it says nothing about the slopes and is left out.
void LimitedEstimation::leave_out_separated_levels() {
  if (truncated()) return;
  std::vector<std::string> parts;
  std::size_t total = 0;
  for (bool found = true; found;) {
    found = false;
    for (std::size_t q = 0; q < d().effects.size(); ++q) {
      const Factor f = d().effects[q];
      std::vector<char> lefts(static_cast<std::size_t>(f.levels), 1), rights = lefts;
      for (std::size_t i = 0; i < rows(); ++i) {
        const auto l = static_cast<std::size_t>(f.level[i]);
        if (!left(i)) lefts[l] = 0;
        if (!right(i)) rights[l] = 0;
      }
      std::vector<char> keep(rows(), 1);
      std::vector<double> low, high;
      for (std::size_t i = 0; i < rows(); ++i) {
        const auto l = static_cast<std::size_t>(f.level[i]);
        keep[i] = lefts[l] != 0 || rights[l] != 0 ? 0 : 1;
        if (keep[i] == 0) continue;
        low.push_back(out_.low[i]);
        high.push_back(out_.high[i]);
      }
      if (low.size() == rows()) continue;
      if (low.empty()) refuse_no_maximum();
      const auto levels =
          std::count_if(lefts.begin(), lefts.end(), [](char c) { return c != 0; }) +
          std::count_if(rights.begin(), rights.end(), [](char c) { return c != 0; });
      total += rows() - low.size();
      parts.push_back(f.name + " " + std::to_string(levels));
      keep_rows(d(),
                keep,
                set_.weight_kind,
                "separated:" + f.name,
                {"all rows of " + f.name + " at the limit", f.name + " 的全部观测都在界限上"});
      out_.low = std::move(low);
      out_.high = std::move(high);
      found = true;
    }
  }
  if (total > 0)
    out_.notes.push_back(warning(
        "YG3145",
        {std::to_string(total) + " rows of levels whose rows all lie at a limit are not used: " +
             text::join(parts, ", "),
         "未使用全部观测都在界限上的组，共 " + std::to_string(total) + " 行：" +
             text::join(parts, ", ")}));
}

void LimitedEstimation::count_limits() {
  double mass = 0, mean = 0, spread = 0, size = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    const double w = set_.weight_kind == WeightKind::frequency ? weight(i) : 1.0;
    if (!truncated() && left(i))
      out_.at_left += w;
    else if (!truncated() && right(i))
      out_.at_right += w;
    mass += weight(i);
    mean += weight(i) * d().y[i];
  }
  mean /= mass;
  for (std::size_t i = 0; i < rows(); ++i) {
    spread += (d().y[i] - mean) * (d().y[i] - mean);
    size += d().y[i] * d().y[i];
  }
  if (spread <= 1e-24 * size || size == 0)
    throw Error(
        error("YG3103",
              {"the outcome '" + d().outcome + "' has the same value in all " +
                   std::to_string(rows()) + " rows",
               "被解释变量“" + d().outcome + "”在全部 " + std::to_string(rows()) + " 行中取值相同"},
              {"choose another outcome or a wider sample", "请更换被解释变量或扩大样本"})
            .about(d().outcome));
  out_.n = d().n;
  std::set<std::int32_t> units, periods;
  for (const std::uint32_t row : d().rows) {
    units.insert(panel_.unit()[row]);
    periods.insert(panel_.time()[row]);
  }
  d().sample.units = units.size();
  d().sample.periods = periods.size();
  if (!truncated() && out_.at_left + out_.at_right == 0)
    out_.notes.push_back(note("YG3146",
                              {"no row lies at a limit: the slopes are those of least squares",
                               "没有观测位于界限上：斜率与最小二乘相同"}));
}

void LimitedEstimation::add_column(const std::string& name, std::span<const double> values) {
  terms_of_x_.push_back(name);
  x_.insert(x_.end(), values.begin(), values.end());
}

void LimitedEstimation::add_dummies() {
  std::vector<double> column(rows());
  for (std::size_t q = 0; q < d().effects.size(); ++q) {
    const Factor& f = d().effects[q];
    const std::int32_t first = set_.constant || q > 0 ? 1 : 0;
    for (std::int32_t l = first; l < f.levels; ++l) {
      for (std::size_t i = 0; i < rows(); ++i) column[i] = f.level[i] == l ? 1.0 : 0.0;
      add_column(level_label(panel_, f, l) + "." + f.name, column);
    }
  }
}

/// Columns in the order regressors, dummies, constant; collinear ones are left out, the constant
/// and earlier columns staying.
void LimitedEstimation::gather() {
  for (std::size_t j = 0; j < d().x.cols; ++j) add_column(d().names[j], d().x.column(j));
  add_dummies();
  if (set_.constant) add_column("_cons", std::vector<double>(rows(), 1.0));
  drop_collinear();
  out_.slopes = terms_of_x_.size() - (set_.constant ? 1 : 0);
  out_.regressors = out_.slopes - dummies_;
  if (!d().effects.empty())
    out_.notes.push_back(warning(
        "YG3147",
        {"fixed effects enter as " + std::to_string(dummies_) +
             " dummies; with few rows per level the slopes and above all sigma are biased "
             "(incidental parameters)",
         "固定效应以 " + std::to_string(dummies_) +
             " 个虚拟变量进入；每组观测较少时斜率、尤其 sigma 有偏（伴随参数问题）"},
        {"compare with random effects, or with least squares", "请与随机效应或最小二乘结果比较"}));
  if (out_.n <= static_cast<double>(terms_of_x_.size()))
    throw Error(error("YG3102",
                      {"more parameters than rows: " + std::to_string(terms_of_x_.size() + 1) +
                           " parameters, " + count(out_.n) + " rows",
                       "参数多于观测：" + std::to_string(terms_of_x_.size() + 1) + " 个参数，" +
                           count(out_.n) + " 行观测"},
                      {"leave out regressors or fixed effects, or use a larger sample",
                       "请减少解释变量或固定效应，或扩大样本"}));
}

void LimitedEstimation::drop_collinear() {
  const std::size_t p = terms_of_x_.size();
  Matrix x(rows(), p);
  const std::size_t first = set_.constant ? 1 : 0;  // the constant is never the one that goes
  const auto source = [&](std::size_t j) { return set_.constant ? (j == 0 ? p - 1 : j - 1) : j; };
  for (std::size_t j = 0; j < p; ++j)
    std::copy_n(x_.data() + source(j) * rows(), rows(), x.column(j).begin());
  const LeastSquares ls = least_squares(x, d().y, d().weights);
  std::vector<char> gone(p, 0);
  std::size_t dummies_gone = 0;
  for (const Collinear& c : ls.dropped) {
    const std::size_t j = source(c.column);
    gone[j] = 1;
    if (j >= d().x.cols) {
      ++dummies_gone;
      continue;
    }
    std::vector<std::string> of;
    for (const std::size_t k : c.of)
      if (k >= first) of.push_back(terms_of_x_[source(k)]);
    const Text why = of.empty() ? Text{"it has one value in the sample", "样本内取值不变"}
                                : Text{"linear in " + text::join(of, ", "),
                                       "可由 " + text::join(of, ", ") + " 线性表示"};
    out_.notes.push_back(note("YG1203",
                              {"'" + terms_of_x_[j] + "' is left out: " + why.en,
                               "剔除“" + terms_of_x_[j] + "”：" + why.in(Lang::zh)})
                             .about(terms_of_x_[j]));
  }
  if (dummies_gone > 0)
    out_.notes.push_back(note(
        "YG1203",
        {std::to_string(dummies_gone) +
             " dummies of the effects are left out: linear in the others",
         "剔除 " + std::to_string(dummies_gone) + " 个可由其他变量线性表示的固定效应虚拟变量"}));
  dummies_ = p - d().x.cols - first - dummies_gone;
  std::vector<std::string> names;
  std::vector<double> kept;
  for (std::size_t j = 0; j < p; ++j) {
    if (gone[j] != 0) continue;
    names.push_back(terms_of_x_[j]);
    const auto begin = x_.begin() + static_cast<std::ptrdiff_t>(j * rows());
    kept.insert(kept.end(), begin, begin + static_cast<std::ptrdiff_t>(rows()));
  }
  terms_of_x_ = std::move(names);
  x_ = std::move(kept);
}

numeric::LimitedSample LimitedEstimation::sample() const {
  return {out_.design.y, x_, terms_of_x_.size(), out_.low, out_.high, out_.design.weights};
}

}  // namespace yugong::regression
