#include "yugong/index/location_quotient.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "yugong/data/panel.hpp"
#include "yugong/index/moments.hpp"
#include "yugong/index/readings.hpp"

namespace yugong::index::location_quotient {

namespace {

/// Sector values and totals of the rows used, and of the reference area in each period.
struct Area {
  Columns sectors;            ///< [sectors][rows]
  std::vector<double> total;  ///< [rows]
  Columns area_sectors;       ///< [sectors][periods]
  std::vector<double> area_total;
};

std::string period_name(const data::Panel& panel, std::size_t period) {
  return panel.time_name().empty() ? "the sample" : std::to_string(panel.periods()[period]);
}

void check_names(const data::Panel& panel, const Options& options, std::vector<Problem>& problems) {
  const std::set<std::string> distinct(options.sectors.begin(), options.sectors.end());
  if (distinct.empty() || distinct.size() < options.sectors.size() ||
      distinct.contains(options.total))
    problems.push_back(error(
        "YG3231",
        {"the sectors are not different columns", "各部门列有重复"},
        {"list each sector once, and not the total", "请将每个部门列出一次，且不要列入总量"}));
  if (options.total.empty() && options.sectors.size() == 1)
    problems.push_back(
        error("YG3231",
              {"one sector without a total: its share is one everywhere",
               "只有一个部门且没有总量列，份额处处为 1"},
              {"name the column of the region's total", "请用 total 给出地区总量列"}));
  const std::vector<std::string>& units = panel.units();
  if (!options.reference.empty() &&
      std::find(units.begin(), units.end(), options.reference) == units.end()) {
    const Text hint = text::did_you_mean(options.reference, units);
    problems.push_back(
        error("YG3234",
              {fmt::format("the reference '{}' is no unit of the panel", options.reference),
               fmt::format("参照单元 '{}' 不在面板中", options.reference)},
              {"name a unit, or leave reference out to take all units together" + hint.en,
               "请写面板中的单元，或删去 reference 以全部单元之和为参照" + hint.zh})
            .about(options.reference));
  }
}

void check_values(const data::Panel& panel,
                  const Readings& readings,
                  const std::vector<std::string>& names,
                  std::vector<Problem>& problems) {
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < readings.rows.size(); ++i)
      if (readings.values[j][i] < 0) rows.push_back(readings.rows[i]);
    if (!rows.empty())
      problems.push_back(
          error("YG3232",
                {fmt::format("'{}' is negative in {} rows: {}",
                             names[j],
                             rows.size(),
                             first_keys(panel, rows)),
                 fmt::format(
                     "'{}' 在 {} 行中为负：{}", names[j], rows.size(), first_keys(panel, rows))},
                {"a share needs values of zero or more: correct them, or filter those rows",
                 "份额要求非负值：请更正，或剔除这些行"})
              .about(names[j]));
  }
}

void check_totals(const data::Panel& panel,
                  const Readings& readings,
                  const Area& area,
                  const Options& options,
                  std::vector<Problem>& problems,
                  std::vector<Problem>& notes) {
  std::vector<std::size_t> empty, exceeded;
  for (std::size_t i = 0; i < readings.rows.size(); ++i) {
    if (area.total[i] == 0) empty.push_back(readings.rows[i]);
    for (const std::vector<double>& sector : area.sectors)
      if (sector[i] > area.total[i] * (1 + 1e-9)) {
        exceeded.push_back(readings.rows[i]);
        break;
      }
  }
  if (!empty.empty())
    problems.push_back(error(
        "YG3233",
        {fmt::format(
             "the region's total is zero in {} rows: {}", empty.size(), first_keys(panel, empty)),
         fmt::format("{} 行的地区总量为零：{}", empty.size(), first_keys(panel, empty))},
        {"filter those rows", "请剔除这些行"}));
  else if (!exceeded.empty())
    notes.push_back(
        warning("YG3235",
                {fmt::format("a sector is larger than the total '{}' in {} rows: {}",
                             options.total,
                             exceeded.size(),
                             first_keys(panel, exceeded)),
                 fmt::format("{} 行中部门值大于总量 '{}'：{}",
                             exceeded.size(),
                             options.total,
                             first_keys(panel, exceeded))},
                {"check that both have the same unit of measure", "请核对两者的计量单位是否一致"}));
}

/// Periods of the rows used whose area has no sector value or no total: no quotient can be formed.
void check_area(const data::Panel& panel,
                const Readings& readings,
                const Area& area,
                const Options& options,
                std::vector<Problem>& problems) {
  std::set<std::int32_t> periods;
  for (const std::uint32_t row : readings.rows) periods.insert(panel.time()[row]);
  for (std::size_t j = 0; j < options.sectors.size(); ++j) {
    std::vector<std::string> bad;
    for (const std::int32_t t : periods)
      if (area.area_sectors[j][static_cast<std::size_t>(t)] == 0)
        bad.push_back(period_name(panel, static_cast<std::size_t>(t)));
    if (bad.empty()) continue;
    const std::string list = text::join(bad, ", ");
    problems.push_back(
        error("YG3233",
              {fmt::format(
                   "'{}' is zero in the whole reference area in {}", options.sectors[j], list),
               fmt::format("'{}' 在参照区域中为零（{}）", options.sectors[j], list)},
              {"leave the sector out, or filter those periods", "请去掉该部门，或剔除这些时期"})
            .about(options.sectors[j]));
  }
}

/// Sums over all rows of each period.
void add_up(const data::Panel& panel, const Readings& readings, Area& area) {
  const std::size_t periods = panel.periods().size();
  for (std::size_t j = 0; j <= area.sectors.size(); ++j) {
    const std::vector<double>& from = j < area.sectors.size() ? area.sectors[j] : area.total;
    std::vector<Sum> sums(periods);
    for (std::size_t i = 0; i < from.size(); ++i)
      sums[static_cast<std::size_t>(panel.time()[readings.rows[i]])].add(from[i]);
    std::vector<double> values;
    for (const Sum& s : sums) values.push_back(s.value());
    (j < area.sectors.size() ? area.area_sectors[j] : area.area_total) = std::move(values);
  }
}

/// The reference unit's own values in each period; a period in which it is absent or incomplete is
/// a problem.
void take_reference(const data::Panel& panel,
                    const Readings& readings,
                    const std::string& reference,
                    Area& area,
                    std::vector<Problem>& problems) {
  const auto& units = panel.units();
  const auto unit =
      static_cast<std::int32_t>(std::find(units.begin(), units.end(), reference) - units.begin());
  std::vector<bool> known(panel.periods().size(), false), needed(panel.periods().size(), false);
  for (auto& v : area.area_sectors) v.assign(panel.periods().size(), 0.0);
  area.area_total.assign(panel.periods().size(), 0.0);
  for (std::size_t i = 0; i < readings.rows.size(); ++i) {
    const auto t = static_cast<std::size_t>(panel.time()[readings.rows[i]]);
    needed[t] = true;
    if (panel.unit()[readings.rows[i]] != unit) continue;
    known[t] = true;
    for (std::size_t j = 0; j < area.sectors.size(); ++j)
      area.area_sectors[j][t] = area.sectors[j][i];
    area.area_total[t] = area.total[i];
  }
  std::vector<std::string> absent;
  for (std::size_t t = 0; t < known.size(); ++t)
    if (needed[t] && !known[t]) absent.push_back(period_name(panel, t));
  if (absent.empty()) return;
  const std::string list = text::join(absent, ", ");
  problems.push_back(
      error("YG3234",
            {fmt::format("the reference '{}' has no complete row in {}", reference, list),
             fmt::format("参照单元 '{}' 在 {} 没有完整数据", reference, list)},
            {"fill it in, or filter those periods", "请补全，或剔除这些时期"})
          .about(reference));
}

Area area_of(const data::Panel& panel,
             const Readings& readings,
             const Options& options,
             std::vector<Problem>& problems) {
  const std::size_t count = options.sectors.size();
  Area area;
  area.sectors.assign(readings.values.begin(),
                      readings.values.begin() + static_cast<std::ptrdiff_t>(count));
  area.area_sectors.resize(count);
  if (options.total.empty()) {
    area.total.assign(readings.rows.size(), 0.0);
    for (const std::vector<double>& sector : area.sectors)
      for (std::size_t i = 0; i < sector.size(); ++i) area.total[i] += sector[i];
  } else {
    area.total = readings.values.back();
  }
  if (options.reference.empty())
    add_up(panel, readings, area);
  else
    take_reference(panel, readings, options.reference, area, problems);
  return area;
}

}  // namespace

Verb verb() {
  return {"lq",
          {"Measures how specialised regions are in sectors: location quotients",
           "测度地区的部门专业化程度：区位商"},
          "index",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  std::vector<std::string> out = options.sectors;
  if (!options.total.empty()) out.push_back(options.total);
  return out;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  std::vector<Problem> problems;
  check_names(panel, options, problems);
  const std::vector<std::string> names = uses(options);
  Readings readings = complete_rows(panel, names, "", 1, problems);
  throw_any(problems);
  check_values(panel, readings, names, problems);
  throw_any(problems);
  const Area area = area_of(panel, readings, options, problems);
  throw_any(problems);
  check_totals(panel, readings, area, options, problems, readings.notes);
  check_area(panel, readings, area, options, problems);
  throw_any(problems);

  Fit out;
  out.options = options;
  out.sectors = options.sectors;
  for (const std::string& name : options.sectors)
    out.labels.push_back(panel.table().column(name).label);
  out.quotient.assign(options.sectors.size(), std::vector<double>(panel.rows(), missing));
  executor.for_blocks(readings.rows.size(), 1024, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = 0; j < out.quotient.size(); ++j)
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t row = readings.rows[i];
        const auto t = static_cast<std::size_t>(panel.time()[row]);
        const double share = area.sectors[j][i] / area.total[i];
        out.quotient[j][row] = share / (area.area_sectors[j][t] / area.area_total[t]);
      }
  });
  for (const std::uint32_t row : readings.rows)
    if (panel.units()[static_cast<std::size_t>(panel.unit()[row])] != options.reference)
      out.compared.push_back(row);
  out.sample = std::move(readings.sample);
  out.notes = std::move(readings.notes);
  return out;
}

Frame tidy(const Fit& fit) {
  std::vector<std::string> label, label_zh;
  std::vector<double> mean, sd, low, high, share;
  for (std::size_t j = 0; j < fit.sectors.size(); ++j) {
    std::vector<double> values;
    for (const std::size_t row : fit.compared) values.push_back(fit.quotient[j][row]);
    const Moments m = moments(values);
    const auto above = std::count_if(values.begin(), values.end(), [](double v) { return v > 1; });
    label.push_back(fit.labels[j].in(Lang::en));
    label_zh.push_back(fit.labels[j].in(Lang::zh));
    mean.push_back(m.mean);
    sd.push_back(m.sd);
    low.push_back(m.min);
    high.push_back(m.max);
    share.push_back(static_cast<double>(above) / static_cast<double>(m.count));
  }
  Frame out;
  out.add("term", fit.sectors).add("label", std::move(label)).add("label_zh", std::move(label_zh));
  out.add("mean", std::move(mean)).add("sd", std::move(sd));
  out.add("min", std::move(low)).add("max", std::move(high));
  return out.add("share", std::move(share));
}

Frame glance(const Fit& fit) {
  Frame out;
  out.put("nobs", static_cast<double>(fit.sample.used));
  out.put("units", static_cast<double>(fit.sample.units));
  out.put("periods", static_cast<double>(fit.sample.periods));
  return out.put("sectors", static_cast<double>(fit.sectors.size()));
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out = with_keys(panel);
  if (fit.sectors.size() == 1) out.add("score", fit.quotient.front());
  for (std::size_t j = 0; j < fit.sectors.size(); ++j)
    out.add("score." + fit.sectors[j], fit.quotient[j]);
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.sample = fit.sample;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
}

}  // namespace yugong::index::location_quotient
