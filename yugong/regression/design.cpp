#include "yugong/regression/design.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/regression/panel_columns.hpp"

namespace yugong::regression {
namespace {

using Rows = std::vector<std::uint32_t>;

using Columns = std::vector<const Evaluated*>;

/// A factor on every row of the panel, and what makes it.
struct Coded {
  std::string name;
  std::vector<std::string> variables;
  Place place;
  const Factor* factor = nullptr;
  bool intercept = true;
  Columns slopes;
};

/// All that one model reads, on every row of the panel.
struct Everything {
  Columns y, x, endogenous, instruments, slopes;
  std::vector<Coded> effects, clusters;
  std::vector<double> weights;
  std::vector<const data::DataColumn*> complete;
};

/// A column of numbers named outside the formula.
const data::DataColumn& numbers_of(const data::Panel& panel,
                                   const std::string& name,
                                   const std::string& path,
                                   const Text& role) {
  Place place;
  place.path = path;
  const data::DataColumn& column = panel.table().column(name, place);
  if (column.is_text)
    throw Error(error("YG3109",
                      {role.en + " '" + name + "' hold text", role.zh + "“" + name + "”是文本"},
                      {"name a column of numbers", "请指定数值变量"},
                      place));
  return column;
}

Columns all_columns(PanelColumns& store, const std::vector<Term>& terms, const Formula& formula) {
  Columns out;
  for (const Term& t : terms)
    for (const Evaluated& e : store.of(t, formula)) {
      const auto same = [&](const Evaluated* o) { return o->name == e.name; };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back(&e);
    }
  return out;
}

Coded coded(PanelColumns& store, const std::vector<std::string>& variables, const Place& place) {
  Coded out;
  out.variables = variables;
  out.place = place;
  out.factor = &store.factor(variables, place);
  out.name = out.factor->name;
  return out;
}

/// An effect with its slopes; those are added to `slopes`, so that rows without them are dropped.
Coded effect_of(PanelColumns& store,
                const FixedEffect& fe,
                const Formula& formula,
                Columns& slopes) {
  Coded out = coded(store, fe.variables, place_in(formula, fe.begin, fe.length));
  if (fe.slopes.empty()) return out;
  out.name = fe.name;
  out.intercept = fe.intercept;
  for (const Expr& z : fe.slopes) {
    out.slopes.push_back(&store.of(z, formula).front());
    slopes.push_back(out.slopes.back());
  }
  return out;
}

Factor on_rows(PanelColumns& store, const Coded& effect, const Rows& rows) {
  Factor out = store.factor_on(effect.variables, effect.place, rows);
  out.name = effect.name;
  out.intercept = effect.intercept;
  for (const Evaluated* z : effect.slopes) {
    out.slope_names.push_back(z->name);
    std::vector<double>& kept = out.slopes.emplace_back(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) kept[i] = z->values[rows[i]];
  }
  return out;
}

void refuse_slopes(const Formula& formula) {
  for (const FixedEffect& fe : formula.fixed_effects)
    if (!fe.slopes.empty())
      throw Error(error("YG2267",
                        {"this method takes no slopes in its effects: " + fe.name,
                         "该方法的固定效应不能带斜率：" + fe.name},
                        {"use fe or iv, or write the slopes as terms: i(" + fe.variables.front() +
                             ", " + canonical(fe.slopes.front()) + ")",
                         "请改用 fe 或 iv，或将斜率写成项：i(" + fe.variables.front() + ", " +
                             canonical(fe.slopes.front()) + ")"},
                        place_in(formula, fe.begin, fe.length)));
}

Everything everything(PanelColumns& store, const Formula& formula, const DesignOptions& options) {
  Everything out;
  if (!options.slopes) refuse_slopes(formula);
  out.y = {&store.of(formula.outcomes.front(), formula).front()};
  out.x = all_columns(store, formula.terms, formula);
  out.endogenous = all_columns(store, formula.endogenous, formula);
  out.instruments = all_columns(store, formula.instruments, formula);
  for (const FixedEffect& fe : formula.fixed_effects)
    out.effects.push_back(effect_of(store, fe, formula, out.slopes));
  Place place;
  place.path = "vcov";
  for (const auto& way : options.clusters) out.clusters.push_back(coded(store, way, place));
  const data::Panel& panel = store.panel();
  for (const std::string& name : options.complete)
    out.complete.push_back(&numbers_of(panel, name, "vcov", {"the coordinates", "坐标变量"}));
  if (!options.weights.empty())
    out.weights =
        numbers_of(panel, options.weights, "weights", {"the weights", "权重变量"}).numbers;
  return out;
}

/// Sorts the rows that go into a reason of their own out of `rows`.
class Sieve {
 public:
  explicit Sieve(std::size_t count) : rows_(count) {
    for (std::size_t i = 0; i < count; ++i) rows_[i] = static_cast<std::uint32_t>(i);
  }

  template <class Bad>
  std::size_t drop(const std::string& reason, const Text& label, Bad bad) {
    Dropped out{reason, label, {}};
    std::size_t kept = 0;
    for (const std::uint32_t r : rows_) {
      if (bad(r))
        out.rows.push_back(r);
      else
        rows_[kept++] = r;
    }
    rows_.resize(kept);
    const std::size_t count = out.rows.size();
    if (count > 0) add(std::move(out));
    return count;
  }

  const Rows& rows() const { return rows_; }

  std::vector<Dropped>& dropped() { return dropped_; }

 private:
  void add(Dropped d) {
    for (Dropped& known : dropped_) {
      if (known.reason != d.reason) continue;
      known.rows.insert(known.rows.end(), d.rows.begin(), d.rows.end());
      std::sort(known.rows.begin(), known.rows.end());
      return;
    }
    dropped_.push_back(std::move(d));
  }

  Rows rows_;
  std::vector<Dropped> dropped_;
};

/// Rows outside of the part of the panel that is asked for.
void drop_outside(Sieve& sieve, const std::vector<Part>& parts) {
  for (const Part& part : parts)
    sieve.drop(part.reason, part.label, [&](std::uint32_t r) { return part.keep[r] == 0; });
}

void drop_missing(Sieve& sieve,
                  const Everything& all,
                  const std::string& weights,
                  PanelColumns& store) {
  const auto values = [&](const Evaluated& c) {
    if (store.complete(c)) return;
    sieve.drop("missing:" + c.name,
               {c.name + " is missing", c.name + " 缺失"},
               [&](std::uint32_t r) { return !std::isfinite(c.values[r]); });
  };
  for (const auto* list : {&all.y, &all.x, &all.endogenous, &all.instruments, &all.slopes})
    for (const Evaluated* c : *list) values(*c);
  for (const auto* list : {&all.effects, &all.clusters})
    for (const Coded& f : *list)
      if (!store.complete(*f.factor))
        sieve.drop("missing:" + f.factor->name,
                   {f.factor->name + " is missing", f.factor->name + " 缺失"},
                   [&](std::uint32_t r) { return f.factor->level[r] < 0; });
  for (const data::DataColumn* c : all.complete)
    sieve.drop("missing:" + c->name,
               {c->name + " is missing", c->name + " 缺失"},
               [&](std::uint32_t r) { return !std::isfinite(c->numbers[r]); });
  if (all.weights.empty()) return;
  sieve.drop("missing:" + weights, {"weight missing", "权重缺失"}, [&](std::uint32_t r) {
    return !std::isfinite(all.weights[r]);
  });
  sieve.drop("weight:" + weights, {"weight not above zero", "权重不为正"}, [&](std::uint32_t r) {
    return all.weights[r] <= 0;
  });
}

/// Pass after pass over all factors until every level has two rows. Returns the number of passes
/// that dropped rows.
int drop_singletons(Sieve& sieve, const Everything& all, bool frequency, PanelColumns& store) {
  std::vector<const Factor*> factors;
  for (const Coded& f : all.effects) factors.push_back(f.factor);
  if (store.without_singletons(factors, sieve.rows())) return 0;
  for (int pass = 0;; ++pass) {
    std::vector<std::vector<double>> counts;
    for (const Coded& f : all.effects) {
      counts.emplace_back(static_cast<std::size_t>(f.factor->levels), 0.0);
      std::vector<double>& count = counts.back();
      const Levels& level = f.factor->level;
      for (const std::uint32_t r : sieve.rows())
        count[static_cast<std::size_t>(level[r])] += frequency ? all.weights[r] : 1.0;
    }
    std::size_t found = 0;
    for (std::size_t q = 0; q < all.effects.size(); ++q) {
      const Factor& f = *all.effects[q].factor;
      found += sieve.drop(
          "singleton:" + f.name,
          {"alone in " + f.name, f.name + " 中的单例观测"},
          [&](std::uint32_t r) { return counts[q][static_cast<std::size_t>(f.level[r])] <= 1.0; });
    }
    if (found > 0) continue;
    store.note_without_singletons(factors, sieve.rows());
    return pass;
  }
}

Matrix matrix_of(const Columns& columns, const Rows& rows) {
  Matrix out(rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) out(i, j) = columns[j]->values[rows[i]];
  return out;
}

std::vector<std::string> names_of_columns(const Columns& columns) {
  std::vector<std::string> out;
  for (const Evaluated* c : columns) out.push_back(c->name);
  return out;
}

void take_weights(Design& out, const Everything& all, const DesignOptions& options) {
  out.n = static_cast<double>(out.rows.size());
  if (all.weights.empty()) return;
  double sum = 0;
  for (const std::uint32_t r : out.rows) {
    const double w = all.weights[r];
    if (options.weight_kind == WeightKind::frequency && w != std::floor(w)) {
      Place place;
      place.path = "weights";
      throw Error(error("YG3112",
                        {"frequency weight " + text::round_trip(w) + " is not a whole number",
                         "频数权重 " + text::round_trip(w) + " 不是整数"},
                        {"write weight_kind = \"analytic\" for weights that are not counts",
                         "非频数权重请写 weight_kind = \"analytic\""},
                        place));
    }
    sum += w;
    out.weights.push_back(w);
  }
  if (options.weight_kind == WeightKind::frequency) {
    out.n = sum;
    return;
  }
  for (double& w : out.weights) w *= out.n / sum;
}

void describe_sample(Design& out, const data::Panel& panel) {
  std::vector<char> units(panel.units().size(), 0), periods(panel.periods().size(), 0);
  for (const std::uint32_t r : out.rows) {
    units[static_cast<std::size_t>(panel.unit()[r])] = 1;
    periods[static_cast<std::size_t>(panel.time()[r])] = 1;
  }
  out.sample.rows = panel.rows();
  out.sample.used = out.rows.size();
  out.sample.units = static_cast<std::size_t>(std::count(units.begin(), units.end(), 1));
  out.sample.periods = static_cast<std::size_t>(std::count(periods.begin(), periods.end(), 1));
}

/// "nqp 5, L.x 36": the rows dropped for one family of reasons.
std::string counts_of(const Sample& sample, const std::string& family, std::size_t& total) {
  std::vector<std::string> parts;
  for (const Dropped& d : sample.dropped) {
    if (d.reason.rfind(family, 0) != 0) continue;
    total += d.rows.size();
    parts.push_back(d.reason.substr(family.size()) + " " + std::to_string(d.rows.size()));
  }
  return text::join(parts, ", ");
}

void add_notes(Design& out, const Everything& all) {
  std::size_t total = 0;
  if (const std::string list = counts_of(out.sample, "missing:", total); !list.empty())
    out.notes.push_back(
        note("YG1201",
             {std::to_string(total) + " rows with missing values are not used: " + list,
              "未使用含缺失值的 " + std::to_string(total) + " 行：" + list}));
  total = 0;
  if (const std::string list = counts_of(out.sample, "weight:", total); !list.empty())
    out.notes.push_back(
        note("YG1205",
             {std::to_string(total) + " rows with weights not above zero are not used: " + list,
              "未使用权重不为正的 " + std::to_string(total) + " 行：" + list}));
  total = 0;
  if (const std::string list = counts_of(out.sample, "singleton:", total); !list.empty())
    out.notes.push_back(note("YG1202",
                             {std::to_string(total) + " singleton rows dropped in " +
                                  std::to_string(out.singleton_passes) +
                                  (out.singleton_passes == 1 ? " pass: " : " passes: ") + list,
                              "剔除单例观测 " + std::to_string(total) + " 行（" +
                                  std::to_string(out.singleton_passes) + " 轮）：" + list}));
  out.singletons = total;
  for (const auto* list : {&all.y, &all.x, &all.endogenous, &all.instruments, &all.slopes})
    for (const Evaluated* c : *list)
      if (c->undefined > 0)
        out.notes.push_back(
            warning("YG1204",
                    {c->name + " is undefined in " + std::to_string(c->undefined) +
                         " rows, treated as missing",
                     c->name + " 在 " + std::to_string(c->undefined) + " 行无定义，按缺失处理"})
                .about(c->name));
}

[[noreturn]] void refuse_empty(const Formula& formula, const Sample& sample) {
  std::size_t missing_rows = 0, singles = 0, outside = 0, unweighted = 0;
  const std::string reasons = counts_of(sample, "missing:", missing_rows);
  const std::string alone = counts_of(sample, "singleton:", singles);
  Text what{"no row of the panel can be used for this model", "该模型没有可用的观测"};
  if (!reasons.empty()) what = {what.en + "; missing: " + reasons, what.zh + "；缺失：" + reasons};
  const std::string filtered = counts_of(sample, "filter:", outside);
  if (!filtered.empty())
    what = {what.en + "; outside: " + filtered, what.zh + "；不在范围内：" + filtered};
  const std::string weights = counts_of(sample, "weight:", unweighted);
  if (!weights.empty())
    what = {what.en + "; weights not above zero: " + weights, what.zh + "；权重不为正：" + weights};
  if (!alone.empty()) what = {what.en + "; singletons: " + alone, what.zh + "；单例：" + alone};
  throw Error(error(
      "YG3101",
      what,
      {"leave out the variable with most missing values, fill its gaps, or drop a fixed effect",
       "请去掉缺失最多的变量、补齐缺失，或减少固定效应"},
      place_in(formula, 0, 1)));
}

}  // namespace

Design make_design(PanelColumns& columns, const Formula& formula, const DesignOptions& options) {
  const data::Panel& panel = columns.panel();
  const Everything all = everything(columns, formula, options);
  Design out;
  Sieve sieve(panel.rows());
  drop_outside(sieve, options.parts);
  drop_missing(sieve, all, options.weights, columns);
  if (options.singletons == Singletons::drop) {
    const bool frequency = options.weight_kind == WeightKind::frequency && !all.weights.empty();
    out.singleton_passes = drop_singletons(sieve, all, frequency, columns);
  }
  out.rows = sieve.rows();
  out.sample.dropped = std::move(sieve.dropped());
  if (out.rows.empty()) refuse_empty(formula, out.sample);
  const Evaluated& y = *all.y.front();
  out.outcome = y.name;
  out.y.reserve(out.rows.size());
  for (const std::uint32_t r : out.rows) out.y.push_back(y.values[r]);
  out.names = names_of_columns(all.x);
  out.x = matrix_of(all.x, out.rows);
  out.endogenous_names = names_of_columns(all.endogenous);
  out.endogenous = matrix_of(all.endogenous, out.rows);
  out.instrument_names = names_of_columns(all.instruments);
  out.instruments = matrix_of(all.instruments, out.rows);
  for (const Coded& f : all.effects) out.effects.push_back(on_rows(columns, f, out.rows));
  for (const Coded& f : all.clusters) out.clusters.push_back(on_rows(columns, f, out.rows));
  take_weights(out, all, options);
  describe_sample(out, panel);
  add_notes(out, all);
  return out;
}

Design make_design(const data::Panel& panel, const Formula& formula, const DesignOptions& options) {
  PanelColumns columns(panel);
  return make_design(columns, formula, options);
}

}  // namespace yugong::regression
