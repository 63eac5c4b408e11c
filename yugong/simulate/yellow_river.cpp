#include "yugong/simulate/yellow_river.hpp"

#include <algorithm>

#include "yugong/simulate/dirt.hpp"
#include "yugong/simulate/draw.hpp"
#include "yugong/simulate/truth.hpp"

namespace yugong::simulate {
namespace {

using Cells = std::vector<double>;

Lang language(const Design& d) {
  return d.options.labels == Labels::zh ? Lang::zh : Lang::en;
}

// city, year and the two groupings.
data::Table keys(const Design& d) {
  std::vector<std::string> city, region, stage;
  Cells year;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const City& c = d.cities[i / d.periods];
    city.push_back(c.name.in(language(d)));
    year.push_back(d.options.first_year + static_cast<double>(i % d.periods));
    region.push_back(name_of(c.region).in(language(d)));
    stage.push_back(name_of(c.stage).in(language(d)));
  }
  data::Table table;
  table.add(text_column("city", std::move(city), {"City", "城市"}));
  table.add(number_column("year", std::move(year), {"Year", "年份"}));
  table.add(text_column("region", std::move(region), {"Reach of the river", "流域位置"}));
  table.add(text_column("stage", std::move(stage), {"Life-cycle stage", "生命周期类型"}));
  return table;
}

data::Table raw_table(const Design& d, const Draw& x) {
  std::map<std::string, Cells> values = {
      {"gdp", x.economy.gdp},
      {"gdp_index", x.economy.gdp_index},
      {"secondary", x.secondary},
      {"tertiary", x.tertiary},
      {"invest", x.technology.invest},
      {"invest_index", x.technology.invest_index},
      {"trade", x.economy.trade},
      {"pop_end", x.economy.pop_end},
      {"labour", x.technology.labour},
      {"fiscal_spend", x.economy.fiscal_spend},
      {"env_spend", x.economy.env_spend},
      {"broadband", x.economy.broadband},
      {"power_use", x.technology.power_use},
      {"gas_use", x.technology.gas_use},
      {"lpg_use", x.technology.lpg_use},
      {"co2", x.technology.co2},
      {"green_patents", x.green_patents},
  };
  const auto& shapes = indicator_shapes();
  for (std::size_t j = 0; j < shapes.size(); ++j) values[shapes[j].name] = x.index.raw[j];
  data::Table table = keys(d);
  for (const RawColumn& c : raw_columns())
    table.add(number_column(c.name, std::move(values.at(c.name)), c.label, c.unit.in(language(d))));
  return table;
}

data::Table answer_table(const Design& d, const Draw& x) {
  data::Table table = keys(d);
  table.add(number_column(
      "CEE", x.technology.score, {"True carbon emission efficiency", "真实碳排放效率"}));
  table.add(
      number_column("NQP", x.index.score, {"True new quality productivity", "真实新质生产力"}));
  for (std::size_t k = 0; k < control_names().size(); ++k)
    table.add(number_column(control_names()[k], x.economy.controls[k], {}));
  table.add(
      number_column("UIS", x.structure, {"Upgrading of industrial structure", "产业结构升级"}));
  table.add(number_column("GT", x.green_patents, {"Green technology", "绿色技术"}));
  table.add(number_column(
      "gdp_real", x.economy.gdp_real, {"GDP at first-year prices", "不变价地区生产总值"}));
  table.add(number_column("capital", x.technology.capital, {"Capital stock", "资本存量"}));
  table.add(number_column("energy",
                          x.technology.energy,
                          {"Energy use", "能源消费总量"},
                          language(d) == Lang::zh ? "吨标准煤" : "tce"));
  std::vector<std::string> frontier;
  for (const int role : x.technology.assigned.role)
    frontier.emplace_back(role < 0                                     ? "inside"
                          : role < static_cast<int>(d.extremes.size()) ? "extreme"
                                                                       : "ray");
  table.add(
      text_column("frontier", std::move(frontier), {"Place in the technology", "在前沿中的位置"}));
  return table;
}

Presentation presentation_of(const Options& options) {
  Presentation p;
  p.scenario = "yellow-river";
  p.title = {"Resource-based cities of the Yellow River basin", "黄河流域资源型城市"};
  p.mode = options.mode;
  p.labels = options.labels;
  p.encoding = options.encoding;
  p.layout = options.layout;
  p.first_year = options.first_year;
  p.last_year = options.last_year;
  p.columns = raw_columns();
  p.grouping = {"region", "stage"};
  p.technology = {"gdp",
                  "gdp_index",
                  "invest",
                  "invest_index",
                  "labour",
                  "power_use",
                  "gas_use",
                  "lpg_use",
                  "co2"};
  p.old_names = old_names();
  p.shifted = "wage";
  p.text_file = "raw/green_patents.csv";
  return p;
}

}  // namespace

Generator::Generator(const Options& options)
    : design_(std::make_unique<const Design>(design(options))) {}

Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

Simulated Generator::draw(std::uint64_t replicate) const {
  const Draw x = simulate::draw(*design_, replicate);
  Simulated out;
  out.presentation = presentation_of(design_->options);
  out.raw = raw_table(*design_, x);
  out.answer = answer_table(*design_, x);
  out.truth = truth_of(*design_, x, replicate);
  spoil(*design_, replicate, out);
  return out;
}

data::Table Generator::panel(std::uint64_t replicate) const {
  const Draw x = simulate::draw(*design_, replicate);
  Simulated both;
  both.raw = raw_table(*design_, x);
  both.answer = answer_table(*design_, x);
  return side_by_side(both);
}

Simulated simulate(const Options& options) {
  return Generator(options).draw(0);
}

}  // namespace yugong::simulate
