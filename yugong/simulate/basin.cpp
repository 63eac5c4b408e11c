#include "yugong/simulate/basin.hpp"

#include <algorithm>

#include "yugong/base/error.hpp"

namespace yugong::simulate {
namespace {

struct Fact {
  const char* zh;
  const char* en;
  Region region;
  Stage stage;
};

const std::vector<Fact>& facts() {
  static const std::vector<Fact> all = {
      {"大同市", "Datong", Region::middle, Stage::mature},
      {"阳泉市", "Yangquan", Region::middle, Stage::mature},
      {"长治市", "Changzhi", Region::middle, Stage::mature},
      {"晋城市", "Jincheng", Region::middle, Stage::mature},
      {"朔州市", "Shuozhou", Region::middle, Stage::growing},
      {"晋中市", "Jinzhong", Region::middle, Stage::mature},
      {"运城市", "Yuncheng", Region::middle, Stage::mature},
      {"忻州市", "Xinzhou", Region::middle, Stage::mature},
      {"临汾市", "Linfen", Region::middle, Stage::mature},
      {"吕梁市", "Lüliang", Region::middle, Stage::mature},
      {"包头市", "Baotou", Region::upper, Stage::regenerating},
      {"乌海市", "Wuhai", Region::upper, Stage::declining},
      {"鄂尔多斯市", "Ordos", Region::upper, Stage::growing},
      {"淄博市", "Zibo", Region::lower, Stage::regenerating},
      {"枣庄市", "Zaozhuang", Region::lower, Stage::declining},
      {"东营市", "Dongying", Region::lower, Stage::mature},
      {"济宁市", "Jining", Region::lower, Stage::mature},
      {"泰安市", "Tai'an", Region::lower, Stage::mature},
      {"临沂市", "Linyi", Region::lower, Stage::regenerating},
      {"洛阳市", "Luoyang", Region::lower, Stage::regenerating},
      {"鹤壁市", "Hebi", Region::lower, Stage::mature},
      {"焦作市", "Jiaozuo", Region::lower, Stage::declining},
      {"濮阳市", "Puyang", Region::lower, Stage::declining},
      {"三门峡市", "Sanmenxia", Region::lower, Stage::mature},
      {"铜川市", "Tongchuan", Region::middle, Stage::declining},
      {"宝鸡市", "Baoji", Region::middle, Stage::mature},
      {"咸阳市", "Xianyang", Region::middle, Stage::growing},
      {"渭南市", "Weinan", Region::middle, Stage::mature},
      {"延安市", "Yan'an", Region::middle, Stage::growing},
      {"榆林市", "Yulin", Region::middle, Stage::growing},
      {"金昌市", "Jinchang", Region::upper, Stage::mature},
      {"白银市", "Baiyin", Region::upper, Stage::declining},
      {"武威市", "Wuwei", Region::upper, Stage::growing},
      {"平凉市", "Pingliang", Region::middle, Stage::mature},
      {"庆阳市", "Qingyang", Region::middle, Stage::growing},
      {"石嘴山市", "Shizuishan", Region::upper, Stage::declining},
  };
  return all;
}

}  // namespace

Text name_of(Region region) {
  switch (region) {
    case Region::upper:
      return {"upper", "上游"};
    case Region::middle:
      return {"middle", "中游"};
    case Region::lower:
      return {"lower", "下游"};
  }
  return {};
}

Text name_of(Stage stage) {
  switch (stage) {
    case Stage::growing:
      return {"growing", "成长型"};
    case Stage::mature:
      return {"mature", "成熟型"};
    case Stage::declining:
      return {"declining", "衰退型"};
    case Stage::regenerating:
      return {"regenerating", "再生型"};
  }
  return {};
}

std::vector<City> basin_cities(std::size_t count) {
  const std::vector<Fact>& known = facts();
  std::vector<City> cities;
  for (std::size_t i = 0; i < count; ++i) {
    // 5 and 36 have no common divisor, so that any number of cities mixes regions and stages.
    const Fact& fact = known[count == known.size() ? i : i * 5 % known.size()];
    Text name{fact.en, fact.zh};
    if (count != known.size()) name = {"Simulated city " + numbered(i), "模拟城市" + numbered(i)};
    cities.push_back({name, fact.region, fact.stage});
  }
  return cities;
}

const std::vector<OldName>& old_names() {
  static const std::vector<OldName> all = {
      {"伊克昭盟", "鄂尔多斯市"},
      {"忻州地区", "忻州市"},
      {"晋中地区", "晋中市"},
      {"运城地区", "运城市"},
      {"临汾地区", "临汾市"},
      {"吕梁地区", "吕梁市"},
      {"临沂地区", "临沂市"},
      {"渭南地区", "渭南市"},
      {"延安地区", "延安市"},
      {"榆林地区", "榆林市"},
      {"武威地区", "武威市"},
      {"平凉地区", "平凉市"},
      {"庆阳地区", "庆阳市"},
  };
  return all;
}

const std::vector<RawColumn>& raw_columns() {
  static const Text economy{"Economy", "综合经济"},
      people{"Population and employment", "人口与就业"}, budget{"Public finance", "财政"},
      works{"Infrastructure", "基础设施"}, innovation{"Innovation", "产业与创新"},
      pollution{"Pollution", "污染排放"}, carbon{"Energy and carbon", "能源与碳排放"},
      green{"Green patents", "绿色专利"};
  static const Text wan{"10,000 yuan", "万元"};
  static const std::vector<RawColumn> all = {
      {"gdp", economy, {"Gross regional product", "地区生产总值"}, wan, Home::yearbook, 0},
      {"gdp_index",
       economy,
       {"GDP deflator (previous year = 100)", "地区生产总值平减指数(上年=100)"},
       {"", ""},
       Home::yearbook,
       1},
      {"gdp_pc", economy, {"GDP per head", "人均地区生产总值"}, {"yuan", "元"}, Home::yearbook, 0},
      {"secondary",
       economy,
       {"Value added of secondary industry", "第二产业增加值"},
       wan,
       Home::yearbook,
       0},
      {"tertiary",
       economy,
       {"Value added of tertiary industry", "第三产业增加值"},
       wan,
       Home::yearbook,
       0},
      {"invest",
       economy,
       {"Gross fixed capital formation", "固定资本形成总额"},
       wan,
       Home::yearbook,
       0},
      {"invest_index",
       economy,
       {"Price index of investment (previous year = 100)", "固定资产投资价格指数(上年=100)"},
       {"", ""},
       Home::yearbook,
       1},
      {"trade", economy, {"Imports and exports", "进出口总额"}, wan, Home::yearbook, 0},
      {"pop_end",
       people,
       {"Population at year end", "年末总人口"},
       {"10,000 persons", "万人"},
       Home::yearbook,
       2},
      {"labour",
       people,
       {"Persons employed in units at year end", "年末单位从业人数"},
       {"10,000 persons", "万人"},
       Home::yearbook,
       2},
      {"wage",
       people,
       {"Average wage of staff", "在岗职工平均工资"},
       {"yuan", "元"},
       Home::yearbook,
       0},
      {"students",
       people,
       {"Students in higher education", "高等学校在校生"},
       {"persons", "人"},
       Home::yearbook,
       0},
      {"software_share",
       people,
       {"Share of computer and software staff", "计算机及软件从业人员占比"},
       {"%", "%"},
       Home::yearbook,
       3},
      {"new_firms",
       people,
       {"New firms per 100 persons", "每百人新创企业数"},
       {"firms", "个"},
       Home::yearbook,
       3},
      {"fiscal_spend",
       budget,
       {"General public budget expenditure", "地方财政一般预算支出"},
       wan,
       Home::yearbook,
       0},
      {"edu_spend", budget, {"Spending on education", "教育支出"}, wan, Home::yearbook, 0},
      {"sci_spend", budget, {"Spending on science", "科学技术支出"}, wan, Home::yearbook, 0},
      {"env_spend",
       budget,
       {"Spending on environmental protection", "节能环保支出"},
       wan,
       Home::yearbook,
       0},
      {"roads", works, {"Length of highways", "公路总里程"}, {"km", "公里"}, Home::yearbook, 0},
      {"green_area",
       works,
       {"Green area of built-up district", "建成区绿地面积"},
       {"ha", "公顷"},
       Home::yearbook,
       0},
      {"waste_rate",
       works,
       {"Harmless treatment rate of household waste", "生活垃圾无害化处理率"},
       {"%", "%"},
       Home::yearbook,
       2},
      {"broadband",
       works,
       {"Broadband users", "互联网宽带接入用户"},
       {"1,000 households", "千户"},
       Home::yearbook,
       3},
      {"robots",
       innovation,
       {"Industrial robots per 10,000 workers", "机器人安装密度"},
       {"units", "台/万人"},
       Home::yearbook,
       2},
      {"patents",
       innovation,
       {"Patents granted", "专利授权数"},
       {"patents", "件"},
       Home::yearbook,
       0},
      {"ai_firms",
       innovation,
       {"Artificial-intelligence firms", "人工智能企业数"},
       {"firms", "个"},
       Home::yearbook,
       0},
      {"so2",
       pollution,
       {"Industrial SO2 emissions", "工业二氧化硫排放量"},
       {"t", "吨"},
       Home::yearbook,
       0},
      {"waste_water",
       pollution,
       {"Industrial waste water", "工业废水排放量"},
       {"10,000 t", "万吨"},
       Home::yearbook,
       0},
      {"power_use",
       carbon,
       {"Electricity use", "全社会用电量"},
       {"10,000 kWh", "万千瓦时"},
       Home::energy,
       0},
      {"gas_use",
       carbon,
       {"Natural gas use", "天然气供气总量"},
       {"10,000 m3", "万立方米"},
       Home::energy,
       0},
      {"lpg_use",
       carbon,
       {"Liquefied petroleum gas use", "液化石油气供气总量"},
       {"t", "吨"},
       Home::energy,
       0},
      {"co2", carbon, {"CO2 emissions", "二氧化碳排放量"}, {"t", "吨"}, Home::energy, 0},
      {"green_patents",
       green,
       {"Green patents", "绿色专利数量"},
       {"patents", "件"},
       Home::patents,
       0},
  };
  return all;
}

const RawColumn& raw_column(std::string_view name) {
  const auto& all = raw_columns();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const RawColumn& c) { return c.name == name; });
  if (found == all.end())
    throw Error{error("YG9001", {"no raw column named " + std::string(name), ""})};
  return *found;
}

const std::vector<IndicatorShape>& indicator_shapes() {
  static const std::vector<IndicatorShape> all = {
      {"edu_spend", true, 0.055, 0.22, 0.6, 0.15, 3e4, 2.2e6},
      {"students", true, 0.085, 0.14, 0.2, 0.15, 800, 150000},
      {"gdp_pc", true, 0.05, 0.25, 0.7, 0.02, 9000, 260000},
      {"wage", true, 0.04, 0.35, 1.1, 0.10, 23000, 120000},
      {"new_firms", true, 0.06, 0.22, 0.9, 0.35, 0.1, 3.2},
      {"roads", true, 0.05, 0.30, 0.4, 0.05, 1500, 31000},
      {"green_area", true, 0.09, 0.13, 0.5, 0.15, 600, 22000},
      {"robots", true, 0.11, 0.12, 1.3, 0.25, 0.3, 160},
      {"sci_spend", true, 0.12, 0.09, 0.6, 0.35, 1500, 620000},
      {"patents", true, 0.13, 0.08, 0.9, 0.35, 30, 33000},
      {"waste_rate", true, 0.006, 0.90, 0.7, 0.35, 30, 100},
      {"ai_firms", true, 0.135, 0.09, 0.9, 0.35, 0, 900},
      {"software_share", true, 0.047, 0.22, 0.2, 0.35, 0.2, 4.5},
      {"so2", false, 0.012, 0.85, 1.0, 0.35, 500, 230000},
      {"waste_water", false, 0.010, 0.88, 0.8, 0.35, 60, 18000},
  };
  return all;
}

}  // namespace yugong::simulate
