#include "yugong/dynamic/stack.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/dynamic/stack_sample.hpp"

namespace yugong::dynamic {
namespace {

using regression::Evaluated;
using Style = InstrumentGroup::Style;

/// Longer grids are dates or codes, not periods.
constexpr long longest_grid = 1000;
/// Cells of a moment matrix that still fit into memory.
constexpr std::size_t most_columns = 200000;

/// Where the columns of one gmm-style variable begin, before those without a value are removed.
struct Block {
  std::size_t group = 0;
  std::span<const double> values;
  bool level = false;  ///< differences in the level equation
  bool collapse = false;
  bool passthru = false;
  long from = 0, to = 0;  ///< lags
  std::size_t base = 0;   ///< first column

  std::size_t span() const { return to < from ? 0 : static_cast<std::size_t>(to - from + 1); }
};

/// An iv-style column.
struct Plain {
  std::span<const double> values;
  bool transformed = false, level = false;  ///< equations in which it stands
  bool passthru = false, mz = false;
  std::size_t column = 0;
};

struct Entry {
  std::size_t column;
  double value;
};

class Builder {
 public:
  Builder(const data::Panel& panel, const StackInput& input) : panel_(panel), in_(input) {}

  Stack build() {
    check_panel();
    evaluate_all();
    plain_columns();
    mark_all();
    if (in_.time_dummies) add_dummies();
    number_columns();
    fill();
    compress();
    describe();
    return std::move(out_);
  }

 private:
  // What is read.
  void check_panel() {
    if (panel_.unit_name().empty() || panel_.time_name().empty())
      throw Error(error("YG3161",
                        {"a dynamic panel needs a column of units and a column of periods",
                         "动态面板需要个体列与时间列"},
                        {"write --panel city,year, or name them under [panel]",
                         "请写 --panel city,year，或在 [panel] 中指定"}));
    if (panel_.rows() == 0) refuse_empty();
    first_period_ = panel_.periods().front();
    const long length = panel_.periods().back() - first_period_ + 1;
    if (length > longest_grid)
      throw Error(
          error("YG3174",
                {fmt::format("'{}' spans {} periods in steps of one", panel_.time_name(), length),
                 fmt::format("“{}”按步长 1 计跨 {} 期", panel_.time_name(), length)},
                {"number the periods 1, 2, 3, ... so that a lag is one step",
                 "请将时期编号为 1、2、3……，使滞后一期等于一步"}));
    out_.slots = static_cast<std::int32_t>(length);
    out_.equation = in_.equation;
    out_.transform = in_.transform;
    at_.assign(static_cast<std::size_t>(length), -1);
  }

  std::vector<Evaluated> columns_of(const regression::Formula& formula) {
    std::vector<Evaluated> out;
    for (const regression::Term& t : formula.terms)
      for (Evaluated& e : regression::evaluate(panel_, t, formula)) {
        const auto same = [&](const Evaluated& o) { return o.name == e.name; };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(e));
      }
    return out;
  }

  void evaluate_all() {
    y_ = std::move(
        regression::evaluate(panel_, in_.formula->outcomes.front(), *in_.formula).front());
    x_ = columns_of(*in_.formula);
    out_.outcome = y_.name;
    out_.constant = in_.formula->constant && in_.equation != Equation::difference;
    for (const InstrumentGroup& g : in_.groups) {
      out_.groups.push_back(g);
      bases_.push_back(columns_of(g.variables));
    }
    warn_undefined(y_);
    for (const Evaluated& e : x_) warn_undefined(e);
  }

  void warn_undefined(const Evaluated& c) {
    if (c.undefined == 0) return;
    out_.notes.push_back(
        warning("YG1204",
                {fmt::format("{} is undefined in {} rows, treated as missing", c.name, c.undefined),
                 fmt::format("{} 在 {} 行无定义，按缺失处理", c.name, c.undefined)})
            .about(c.name));
  }

  bool in_transformed(const InstrumentGroup& g) const {
    return g.equation != Equation::level && in_.equation != Equation::level;
  }

  bool in_level(const InstrumentGroup& g) const {
    return g.equation != Equation::difference && in_.equation != Equation::difference;
  }

  void plain_columns() {
    for (std::size_t g = 0; g < bases_.size(); ++g) {
      const InstrumentGroup& group = out_.groups[g];
      if (group.style != Style::iv) continue;
      for (const Evaluated& e : bases_[g])
        plain_.push_back(
            {e.values, in_transformed(group), in_level(group), group.passthru, group.mz, 0});
    }
  }

  // Which rows are used.
  /// Rows of a unit by period.
  void place_unit(std::size_t u) {
    std::fill(at_.begin(), at_.end(), -1);
    for (std::size_t r = panel_.first(u); r < panel_.first(u + 1); ++r)
      at_[slot_of(r)] = static_cast<std::int64_t>(r);
  }

  std::size_t slot_of(std::size_t row) const {
    return static_cast<std::size_t>(panel_.periods()[static_cast<std::size_t>(panel_.time()[row])] -
                                    first_period_);
  }

  double value(std::span<const double> v, long t) const {
    if (t < 0 || t >= out_.slots || at_[static_cast<std::size_t>(t)] < 0) return missing;
    return v[static_cast<std::size_t>(at_[static_cast<std::size_t>(t)])];
  }

  bool has_regression(long t) const {
    if (!std::isfinite(value(y_.values, t))) return false;
    return std::all_of(x_.begin(), x_.end(), [&](const Evaluated& e) {
      return std::isfinite(value(e.values, t));
    });
  }

  template <class Wanted>
  bool has_plain(long t, Wanted wanted) const {
    return std::all_of(plain_.begin(), plain_.end(), [&](const Plain& p) {
      return p.mz || !wanted(p) || std::isfinite(value(p.values, t));
    });
  }

  struct Marks {
    std::vector<std::int32_t> level;        ///< periods of level rows
    std::vector<std::int32_t> transformed;  ///< periods of transformed rows
    std::vector<std::int32_t> source;       ///< of deviations: complete periods, ascending
    std::vector<std::int32_t> difference;   ///< periods of first differences
  };

  Marks marks_of(std::size_t u) {
    place_unit(u);
    Marks m;
    std::vector<char> complete(at_.size(), 0);
    for (std::int32_t t = 0; t < out_.slots; ++t) {
      if (!has_regression(t)) continue;
      complete[static_cast<std::size_t>(t)] = 1;
      if (in_.equation != Equation::difference &&
          has_plain(t, [](const Plain& p) { return p.level; }))
        m.level.push_back(t);
      if (has_plain(t, [](const Plain& p) { return p.transformed; })) m.source.push_back(t);
      if (t > 0 && complete[static_cast<std::size_t>(t - 1)] != 0) m.difference.push_back(t);
    }
    if (in_.transform == Transform::fod) {
      for (std::size_t q = 0; q + 1 < m.source.size(); ++q)
        m.transformed.push_back(m.source[q] + 1);
      return m;
    }
    for (const std::int32_t t : m.difference) {
      const bool here = has_plain(t, [](const Plain& p) { return p.transformed; });
      const bool before =
          has_plain(t - 1, [](const Plain& p) { return p.transformed && !p.passthru; });
      if (here && before) m.transformed.push_back(t);
    }
    m.difference = m.transformed;
    return m;
  }

  void mark_all() {
    used_.assign(panel_.rows(), 0);
    std::vector<char> period(at_.size(), 0);
    for (std::size_t u = 0; u < panel_.units().size(); ++u) {
      Marks m = marks_of(u);
      const bool any =
          in_.equation == Equation::difference ? !m.transformed.empty() : !m.level.empty();
      if (!any) continue;
      note_periods(m, period);
      marks_.push_back(std::move(m));
      out_.unit.push_back(static_cast<std::uint32_t>(u));
    }
    if (marks_.empty()) refuse_empty();
    for (std::int32_t t = 0; t < out_.slots; ++t)
      if (period[static_cast<std::size_t>(t)] != 0) periods_.push_back(t);
  }

  /// Periods of the estimation, and the panel rows that count as used.
  void note_periods(const Marks& m, std::vector<char>& period) {
    const bool fod = in_.transform == Transform::fod;
    const auto mark = [&](std::int32_t t) { period[static_cast<std::size_t>(t)] = 1; };
    const auto use = [&](std::int32_t t) {
      used_[static_cast<std::size_t>(at_[static_cast<std::size_t>(t)])] = 1;
    };
    if (in_.equation != Equation::difference) {
      for (const std::int32_t t : m.level) mark(t), use(t);
    } else if (fod) {
      for (const std::int32_t t : m.source) mark(t);
      for (std::size_t q = 0; q + 1 < m.source.size(); ++q) use(m.source[q]);
    } else {
      for (const std::int32_t t : m.transformed) mark(t), mark(t - 1), use(t);
    }
  }

  [[noreturn]] void refuse_empty() const {
    if (panel_.periods().size() < 3)
      throw Error(
          error("YG3162",
                {fmt::format("{} periods are too few for a dynamic panel", panel_.periods().size()),
                 fmt::format("{} 个时期不足以估计动态面板", panel_.periods().size())},
                {"a lag and a difference take two periods away; three are the least",
                 "滞后与差分各损失一期，至少需要三期"}));
    throw Error(error(
        "YG3101",
        {"no row of the panel can be used for this model", "该模型没有可用的观测"},
        {"lags go by calendar time in steps of one: check that periods follow one another, and "
         "which variable has most missing values",
         "滞后按日历时间逐期计算：请检查时期是否连续，以及哪个变量缺失最多"}));
  }

  // Time dummies.
  void add_dummies() {
    for (std::size_t i = 1; i < periods_.size(); ++i) {
      std::vector<double> dummy(panel_.rows());
      for (std::size_t r = 0; r < dummy.size(); ++r)
        dummy[r] = slot_of(r) == static_cast<std::size_t>(periods_[i]) ? 1.0 : 0.0;
      out_.time_dummies.push_back(
          fmt::format("{}.{}", first_period_ + periods_[i], panel_.time_name()));
      x_.push_back(regression::made_column(out_.time_dummies.back(), std::move(dummy)));
    }
    InstrumentGroup group;
    group.style = Style::iv;
    group.equation = in_.dummies;
    group.label = fmt::format("iv(i.{}{})",
                              panel_.time_name(),
                              in_.dummies == Equation::level        ? ", eq(level)"
                              : in_.dummies == Equation::difference ? ", eq(diff)"
                                                                    : "");
    const auto position = std::find_if(out_.groups.begin(),
                                       out_.groups.end(),
                                       [](const auto& g) { return g.style == Style::gmm; }) -
                          out_.groups.begin();
    std::vector<Evaluated> columns(x_.end() - static_cast<std::ptrdiff_t>(periods_.size() - 1),
                                   x_.end());
    out_.groups.insert(out_.groups.begin() + position, std::move(group));
    bases_.insert(bases_.begin() + position, std::move(columns));
    plain_.clear();
    plain_columns();
  }

  // Instruments.
  void number_columns() {
    if (out_.constant) add_constant();
    std::size_t plain = 0;
    for (std::size_t g = 0; g < out_.groups.size(); ++g) {
      if (out_.groups[g].style == Style::iv) {
        for (std::size_t v = 0; v < bases_[g].size(); ++v) {
          plain_[plain++].column = raw_.size();
          raw_.push_back({static_cast<std::int32_t>(g), false});
        }
        continue;
      }
      for (const Evaluated& e : bases_[g]) number_gmm(g, e.values);
    }
  }

  void add_constant() {
    constant_column_ = raw_.size();
    raw_.push_back({constant_group, false});
  }

  void number_gmm(std::size_t g, std::span<const double> values) {
    const InstrumentGroup& group = out_.groups[g];
    const long deepest = static_cast<long>(out_.slots) - 1;
    if (in_transformed(group))
      add_block(
          {g, values, false, group.collapse, false, group.from, std::min(group.to, deepest), 0});
    if (!in_level(group)) return;
    // Beside the transformed equation only the nearest difference is not redundant.
    const bool nearest = group.equation == Equation::both;
    add_block({g,
               values,
               true,
               group.collapse,
               group.passthru,
               nearest ? group.from - 1 : group.from,
               nearest ? group.from - 1 : std::min(group.to, deepest),
               0});
  }

  void add_block(Block b) {
    b.from = std::max(b.from, -static_cast<long>(out_.slots));
    b.base = raw_.size();
    const std::size_t count = b.span() * (b.collapse ? 1 : static_cast<std::size_t>(out_.slots));
    if (raw_.size() + count > most_columns) {
      throw Error(error("YG3174",
                        {"the instruments are too many to be laid out", "工具变量过多，无法展开"},
                        {"limit the lags, lag(2 4), or write collapse",
                         "请限制滞后阶数，如 lag(2 4)，或写 collapse"}));
    }
    raw_.resize(raw_.size() + count, {static_cast<std::int32_t>(b.group), b.level});
    blocks_.push_back(b);
  }

  void put(std::size_t column, double v) {
    if (std::isfinite(v) && v != 0) entries_.push_back({column, v});
  }

  void gmm_entries(long t, bool level) {
    for (const Block& b : blocks_) {
      if (b.level != level) continue;
      for (long lag = b.from; lag <= b.to; ++lag) {
        double v = value(b.values, t - lag);
        if (level && !b.passthru) v -= value(b.values, t - lag - 1);
        const auto offset = static_cast<std::size_t>(lag - b.from);
        put(b.base + offset + (b.collapse ? 0 : static_cast<std::size_t>(t) * b.span()), v);
      }
    }
  }

  // Rows.
  /// Value of the transformation of `v` in the q-th transformed row of a unit.
  double transformed(std::span<const double> v, const Marks& m, std::size_t q) const {
    if (in_.transform == Transform::fd)
      return value(v, m.transformed[q]) - value(v, m.transformed[q] - 1);
    double later = 0;
    for (std::size_t p = q + 1; p < m.source.size(); ++p) later += value(v, m.source[p]);
    const double count = static_cast<double>(m.source.size() - q - 1);
    return std::sqrt(count / (count + 1)) * (value(v, m.source[q]) - later / count);
  }

  void add_row(std::int32_t slot, const std::vector<double>& regressors, double y) {
    out_.rows.slot.push_back(slot);
    out_.rows.y.push_back(y);
    out_.rows.x.insert(out_.rows.x.end(), regressors.begin(), regressors.end());
    out_.panel_row.push_back(at_[static_cast<std::size_t>(slot)]);
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return a.column < b.column;
    });
    for (const Entry& e : entries_) {
      out_.z_column.push_back(static_cast<std::uint32_t>(e.column));
      out_.z_value.push_back(e.value);
    }
    out_.z_first.push_back(out_.z_column.size());
    entries_.clear();
  }

  void add_transformed(const Marks& m) {
    std::vector<double> x(out_.regressors, 0.0);
    for (std::size_t q = 0; q < m.transformed.size(); ++q) {
      for (std::size_t j = 0; j < x_.size(); ++j) x[j] = transformed(x_[j].values, m, q);
      for (const Plain& p : plain_)
        if (p.transformed)
          put(p.column,
              p.passthru ? value(p.values, m.transformed[q]) : transformed(p.values, m, q));
      gmm_entries(m.transformed[q], false);
      const double y = transformed(y_.values, m, q);
      add_row(m.transformed[q], x, y);
      ++out_.transformed_rows;
    }
  }

  void add_level(const Marks& m) {
    std::vector<double> x(out_.regressors, 0.0);
    for (const std::int32_t t : m.level) {
      for (std::size_t j = 0; j < x_.size(); ++j) x[j] = value(x_[j].values, t);
      if (out_.constant) {
        x.back() = 1;
        put(constant_column_, 1);
      }
      for (const Plain& p : plain_)
        if (p.level) put(p.column, value(p.values, t));
      gmm_entries(t, true);
      add_row(t, x, value(y_.values, t));
      ++out_.level_rows;
    }
  }

  void add_differences(const Marks& m) {
    for (const std::int32_t t : m.difference) {
      out_.differences.slot.push_back(t);
      out_.differences.y.push_back(value(y_.values, t) - value(y_.values, t - 1));
      for (const Evaluated& e : x_)
        out_.differences.x.push_back(value(e.values, t) - value(e.values, t - 1));
      if (out_.constant) out_.differences.x.push_back(0);
    }
    out_.differences.first.push_back(out_.differences.slot.size());
  }

  void fill() {
    for (const Evaluated& e : x_) out_.names.push_back(e.name);
    if (out_.constant) out_.names.emplace_back("_cons");
    out_.regressors = out_.names.size();
    out_.rows.first.push_back(0);
    out_.differences.first.push_back(0);
    out_.z_first.push_back(0);
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      place_unit(out_.unit[i]);
      add_transformed(marks_[i]);
      out_.level_first.push_back(out_.rows.slot.size());
      add_level(marks_[i]);
      add_differences(marks_[i]);
      out_.rows.first.push_back(out_.rows.slot.size());
      out_.last.push_back(marks_[i].source.empty() ? -1 : marks_[i].source.back());
    }
    if (out_.transformed_rows == 0 && in_.equation != Equation::level) refuse_empty();
  }

  /// Instruments that are zero in every row are not there.
  void compress() {
    std::vector<char> seen(raw_.size(), 0);
    for (const std::uint32_t c : out_.z_column) seen[c] = 1;
    std::vector<std::uint32_t> position(raw_.size(), 0);
    for (std::size_t c = 0; c < raw_.size(); ++c) {
      if (seen[c] == 0) continue;
      position[c] = static_cast<std::uint32_t>(out_.columns.size());
      out_.columns.push_back(raw_[c]);
    }
    for (std::uint32_t& c : out_.z_column) c = position[c];
  }

  // What is told.
  void describe() {
    std::vector<const Evaluated*> needed = {&y_};
    for (const Evaluated& e : x_) needed.push_back(&e);
    for (std::size_t g = 0; g < bases_.size(); ++g)
      if (out_.groups[g].style == Style::iv && !out_.groups[g].mz)
        for (const Evaluated& e : bases_[g]) needed.push_back(&e);
    out_.sample.periods = periods_.size();
    describe_sample(panel_, used_, needed, out_);
  }

  const data::Panel& panel_;
  const StackInput& in_;
  Stack out_;
  long first_period_ = 0;
  Evaluated y_;
  std::vector<Evaluated> x_;
  std::vector<std::vector<Evaluated>> bases_;  ///< [groups]
  std::vector<Plain> plain_;
  std::vector<Block> blocks_;
  std::vector<InstrumentColumn> raw_;
  std::size_t constant_column_ = 0;
  std::vector<std::int64_t> at_;  ///< panel row of the unit at hand by period; -1
  std::vector<Marks> marks_;
  std::vector<char> used_;
  std::vector<std::int32_t> periods_;
  std::vector<Entry> entries_;
};

}  // namespace

Stack make_stack(const data::Panel& panel, const StackInput& input) {
  return Builder(panel, input).build();
}

}  // namespace yugong::dynamic
