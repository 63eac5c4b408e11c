#include "yugong/simulate/city_panel.hpp"

#include "yugong/simulate/city_draw.hpp"
#include "yugong/simulate/city_truth.hpp"
#include "yugong/simulate/dirt.hpp"

namespace yugong::simulate::city_panel {
namespace {

Presentation presentation_of(const Options& options) {
  Presentation p;
  p.scenario = "city-panel";
  p.title = {"Chinese cities", "全国地级及以上城市"};
  p.mode = options.mode;
  p.labels = options.labels;
  p.encoding = options.encoding;
  p.layout = options.layout;
  p.first_year = options.first_year;
  p.last_year = options.last_year;
  p.columns = raw_columns();
  p.grouping = {"province", "rank", "capital_city", "resource"};
  p.technology = {"gdp",
                  "gdp_index",
                  "invest",
                  "invest_index",
                  "labour",
                  "power_use",
                  "gas_use",
                  "lpg_use",
                  "co2",
                  "pm25",
                  "lowcarbon",
                  "area"};
  p.shifted = "wage";
  p.text_file = "raw/patents_and_pilots.csv";
  return p;
}

// city, year and the groupings.
data::Table keys(const Design& d) {
  const Lang lang = d.options.labels == Labels::zh ? Lang::zh : Lang::en;
  std::vector<std::string> city, province, rank, capital, resource;
  Cells year;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const City& c = d.cities[i / d.periods];
    city.push_back(c.name.in(lang));
    year.push_back(d.options.first_year + static_cast<double>(i % d.periods));
    province.push_back(c.province.in(lang));
    rank.push_back(name_of(c.rank).in(lang));
    capital.push_back(capital_label(c.is_capital()).in(lang));
    resource.push_back(resource_label(c.resource).in(lang));
  }
  data::Table table;
  table.add(text_column("city", std::move(city), {"City", "城市"}));
  table.add(number_column("year", std::move(year), {"Year", "年份"}));
  table.add(text_column("province", std::move(province), {"Province", "省份"}));
  table.add(text_column("rank", std::move(rank), {"Administrative rank", "行政等级"}));
  table.add(text_column(
      "capital_city", std::move(capital), {"Capital or ordinary city", "是否省会与直辖市"}));
  table.add(text_column("resource", std::move(resource), {"Resource endowment", "资源禀赋"}));
  return table;
}

data::Table raw_table(const Design& d, const Draw& x) {
  const EconomyDraw& e = x.economy;
  const TechnologyDraw& t = x.technology;
  std::map<std::string, const Cells*> values = {{"gdp", &e.gdp},
                                                {"gdp_index", &e.gdp_index},
                                                {"invest", &t.invest},
                                                {"invest_index", &t.invest_index},
                                                {"loans", &e.loans},
                                                {"fdi_used", &e.fdi_used},
                                                {"pop", &e.pop},
                                                {"area", &e.area},
                                                {"labour", &t.labour},
                                                {"fiscal_spend", &e.fiscal_spend},
                                                {"internet", &x.internet},
                                                {"power_use", &t.power_use},
                                                {"gas_use", &t.gas_use},
                                                {"lpg_use", &t.lpg_use},
                                                {"co2", &t.co2},
                                                {"pm25", &t.pm25},
                                                {"green_app_n", &x.green_app_n},
                                                {"green_grant_n", &x.green_grant_n},
                                                {"lowcarbon", &x.lowcarbon}};
  for (std::size_t j = 0; j < ratios().size(); ++j) values[ratios()[j].raw] = &x.index.printed[j];
  data::Table table = keys(d);
  const Lang lang = d.options.labels == Labels::zh ? Lang::zh : Lang::en;
  for (const RawColumn& c : raw_columns())
    table.add(number_column(c.name, *values.at(c.name), c.label, c.unit.in(lang)));
  return table;
}

data::Table answer_table(const Design& d, const Draw& x) {
  data::Table table = keys(d);
  const auto add = [&table](const char* name, const Cells& values, Text label) {
    table.add(number_column(name, values, std::move(label)));
  };
  add("Coor",
      x.technology.score,
      {"True synergy of pollution and carbon reduction", "真实协同效率"});
  add("Coor_drawn",
      x.coor.values,
      {"Outcome before the frontier was set", "设定前沿之前的被解释变量"});
  add("Nqp", x.index.score, {"True new quality productive forces", "真实新质生产力"});
  add("Nql", x.index.dimensions[0], {"New quality labourers", "新质劳动者"});
  add("Nqo", x.index.dimensions[1], {"New quality objects of labour", "新质劳动对象"});
  add("Nqm", x.index.dimensions[2], {"New quality means of labour", "新质劳动资料"});
  for (std::size_t k = 0; k < control_names().size(); ++k)
    add(control_names()[k].c_str(), x.economy.controls[k], {});
  add("energy1", x.mechanisms.at("energy1"), {"Electricity per GDP", "单位产值电耗"});
  add("energy2", x.mechanisms.at("energy2"), {"Standard coal per GDP", "单位产值能耗"});
  add("green_app", x.mechanisms.at("green_app"), {"Green patents applied for", "绿色专利申请"});
  add("green_grant", x.mechanisms.at("green_grant"), {"Green patents granted", "绿色专利授权"});
  add("dfi", x.mechanisms.at("dfi"), {"Digital finance", "数字普惠金融"});
  add("digital", x.digital, {"Digital infrastructure", "数字基础设施"});
  add("lowcarbon", x.lowcarbon, {"Low-carbon pilot", "低碳试点"});
  add("innovation", x.slope.innovation, {"What last year's index leaves", "指数的新息部分"});
  add("gdp_real", x.economy.gdp_real, {"GDP at first-year prices", "不变价地区生产总值"});
  add("capital", x.technology.capital, {"Capital stock", "资本存量"});
  add("energy", x.technology.energy, {"Energy use", "能源消费总量"});
  std::vector<std::string> frontier;
  for (const int role : x.technology.assigned.role)
    frontier.emplace_back(role < 0                                     ? "inside"
                          : role < static_cast<int>(d.extremes.size()) ? "extreme"
                                                                       : "ray");
  table.add(
      text_column("frontier", std::move(frontier), {"Place in the technology", "在前沿中的位置"}));
  return table;
}

}  // namespace

Generator::Generator(const Options& options)
    : design_(std::make_unique<const Design>(design(options))) {}

Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

Simulated Generator::draw(std::uint64_t replicate) const {
  const Draw x = city_panel::draw(*design_, replicate);
  Simulated out;
  out.presentation = presentation_of(design_->options);
  out.raw = raw_table(*design_, x);
  out.answer = answer_table(*design_, x);
  out.truth = truth_of(*design_, x, replicate);
  spoil(*design_, replicate, out);
  return out;
}

data::Table Generator::panel(std::uint64_t replicate) const {
  const Draw x = city_panel::draw(*design_, replicate);
  Simulated both;
  both.raw = raw_table(*design_, x);
  both.answer = answer_table(*design_, x);
  return side_by_side(both);
}

Simulated simulate(const Options& options) {
  return Generator(options).draw(0);
}

}  // namespace yugong::simulate::city_panel
