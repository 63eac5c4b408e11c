#include "yugong/report/words.hpp"

#include "yugong/base/error.hpp"

namespace yugong::report {

Words::Words()
    : words_{
          // captions and notes
          {"table", {"Table", "表"}},
          {"figure", {"Figure", "图"}},
          {"note", {"Note", "注"}},
          {"simulated", {"simulated data", "模拟数据"}},
          {"simulated.banner",
           {"The data of this study are simulated: the numbers show the method, not the world.",
            "本研究使用模拟数据：数值仅用于演示方法，不代表现实。"}},
          // markers
          {"yes", {"Yes", "是"}},
          {"no", {"No", "否"}},
          {"partly", {"Partly", "部分"}},
          {"tick", {"√", "√"}},
          {"cross", {"×", "×"}},
          // regression tables
          {"variable", {"Variable", "变量"}},
          {"symbol", {"Symbol", "符号"}},
          {"constant", {"Constant", "常数项"}},
          {"controls", {"Controls", "控制变量"}},
          {"unit_fe", {"Unit FE", "个体固定"}},
          {"time_fe", {"Time FE", "时间固定"}},
          {"other_fe", {" FE", "固定"}},
          {"nobs", {"N", "样本量"}},
          {"r2", {"R²", "R²"}},
          {"r2_adj", {"Adj. R²", "调整 R²"}},
          {"r2_within", {"Within R²", "组内 R²"}},
          {"r2_adj_within", {"Adj. within R²", "调整组内 R²"}},
          {"units", {"Units", "个体数"}},
          {"periods", {"Periods", "时期数"}},
          {"clusters", {"Clusters", "聚类数"}},
          {"instruments", {"Instruments", "工具变量数"}},
          {"ar1_p", {"AR(1) p-value", "AR(1) P 值"}},
          {"ar2_p", {"AR(2) p-value", "AR(2) P 值"}},
          {"hansen_p", {"Hansen test p-value", "Hansen 检验 P 值"}},
          {"sargan_p", {"Sargan test p-value", "Sargan 检验 P 值"}},
          {"p_of_test", {" p-value", " P 值"}},
          {"note.t", {"t statistics in parentheses", "括号内为 t 值"}},
          {"note.se", {"standard errors in parentheses", "括号内为标准误"}},
          {"note.p", {"p-values in parentheses", "括号内为 P 值"}},
          {"note.ci", {"confidence intervals in brackets", "方括号内为置信区间"}},
          {"vcov", {"Standard errors", "标准误"}},
          {"vcov.iid", {"classical (iid)", "同方差（iid）"}},
          {"vcov.robust", {"heteroskedasticity-robust", "异方差稳健"}},
          {"vcov.cluster", {"clustered by ", "聚类："}},
          {"absent.term", {"not in this model", "该模型不含此变量"}},
          {"absent.row", {"not defined for this model", "该模型无此统计量"}},
          {"absent.failed", {"the estimate failed", "估计未成功"}},
          {"absent.value", {"missing", "缺失"}},
          {"absent.constant", {"a variable does not vary", "变量无变异"}},
          // descriptive tables
          {"stat.n", {"N", "样本数"}},
          {"stat.mean", {"Mean", "均值"}},
          {"stat.sd", {"Std. dev.", "标准差"}},
          {"stat.min", {"Min", "最小值"}},
          {"stat.max", {"Max", "最大值"}},
          {"stat.median", {"Median", "中位数"}},
          {"stat.p1", {"P1", "1% 分位"}},
          {"stat.p5", {"P5", "5% 分位"}},
          {"stat.p10", {"P10", "10% 分位"}},
          {"stat.p25", {"P25", "25% 分位"}},
          {"stat.p75", {"P75", "75% 分位"}},
          {"stat.p90", {"P90", "90% 分位"}},
          {"stat.p95", {"P95", "95% 分位"}},
          {"stat.p99", {"P99", "99% 分位"}},
          {"stat.sum", {"Sum", "合计"}},
          {"stat.cv", {"CV", "变异系数"}},
          {"stat.skewness", {"Skewness", "偏度"}},
          {"stat.kurtosis", {"Kurtosis", "峰度"}},
          {"note.pairwise",
           {"Pearson correlations over pairwise complete rows", "Pearson 相关系数，成对完整样本"}},
          // indicator tables
          {"dimension", {"Dimension", "维度"}},
          {"indicator", {"Indicator", "指标"}},
          {"unit_of_measure", {"Unit", "单位"}},
          {"direction", {"Direction", "方向"}},
          {"positive", {"+", "正"}},
          {"negative", {"−", "负"}},
          {"weight", {"Weight", "权重"}},
          {"rows_not_shown", {" more rows are not shown", " 行未列示"}},
          // simulation
          {"model", {"Model", "模型"}},
          {"term", {"Term", "变量"}},
          {"truth", {"Truth", "真值"}},
          {"estimate", {"Estimate", "估计值"}},
          {"std_error", {"Std. error", "标准误"}},
          {"distance", {"(Est. − truth)/s.e.", "(估计−真值)/标准误"}},
          {"covered", {"95% interval covers", "95% 区间覆盖"}},
          {"note.truth",
           {"Truth is the parameter the data were simulated with",
            "真值为生成模拟数据时设定的参数"}},
          // figures
          {"no_data", {"No data", "无数据"}},
          {"up_to", {"≤ ", "≤ "}},
          {"over", {"> ", "> "}},
          {"highest", {"highest", "最高"}},
          {"lowest", {"lowest", "最低"}},
          {"frequency", {"Frequency", "频数"}},
          {"density", {"Density", "密度"}},
          {"kind.lines", {"Line chart", "折线图"}},
          {"kind.bars", {"Bar chart", "柱状图"}},
          {"kind.scatter", {"Scatter plot", "散点图"}},
          {"kind.coefficients", {"Coefficient plot", "系数图"}},
          {"kind.histogram", {"Histogram", "直方图"}},
          {"kind.density", {"Density plot", "核密度图"}},
          {"kind.ridgeline", {"Ridgeline plot", "山脊图"}},
          {"kind.choropleth", {"Map", "分级统计地图"}},
          {"kind.projection", {"Actual amounts and targets", "实际值与目标值"}},
          {"actual", {"actual", "实际值"}},
          {"target", {"target", "目标值"}},
          // page
          {"overview", {"Overview", "概览"}},
          {"data", {"Data", "数据"}},
          {"indices", {"Indices", "指数"}},
          {"efficiency", {"Efficiency", "效率"}},
          {"tables", {"Tables", "表"}},
          {"figures", {"Figures", "图"}},
          {"notes", {"Notes and warnings", "说明与警告"}},
          {"reproduction", {"Reproduction", "复现"}},
          {"contents", {"Contents", "目录"}},
          {"skip", {"Skip to the content", "跳到正文"}},
          {"more_rows", {"Show the other rows", "显示其余各行"}},
          {"level.error", {"Error", "错误"}},
          {"level.warning", {"Warning", "警告"}},
          {"level.note", {"Note", "说明"}},
          {"mend", {"To mend", "处理办法"}},
          {"place", {"Place", "位置"}},
          {"unit", {"Unit", "个体"}},
          {"step", {"Step", "步骤"}},
          {"column", {"Variable", "变量"}},
          {"detail", {"Detail", "说明"}},
          {"cells", {"Cells changed", "改动单元格数"}},
          {"rows", {"Rows", "行数"}},
          {"row", {"Row", "行"}},
          {"period", {"Period", "时期"}},
          {"file", {"File", "文件"}},
          {"sheet", {"Sheet", "工作表"}},
          {"hash", {"SHA-256", "SHA-256"}},
          {"seconds", {"Seconds", "用时（秒）"}},
          {"state", {"State", "状态"}},
          {"reason", {"Reason", "原因"}},
          {"value", {"Value", "数值"}},
          {"label", {"Label", "名称"}},
          {"label_en", {"Label", "名称"}},
          {"label_zh", {"Label", "名称"}},
          {"role", {"Role", "类型"}},
          {"name", {"Name", "名称"}},
          {"item", {"Item", "条目"}},
          {"kind", {"Kind", "种类"}},
          {"summary", {"Summary", "概要"}},
          {"sha256", {"SHA-256", "SHA-256"}},
          {"line", {"Line", "行号"}},
          {"text", {"Text", "内容"}},
          // what a cell of the page says
          {"cell.positive", {"positive", "正向"}},
          {"cell.negative", {"negative", "负向"}},
          {"cell.input", {"input", "投入"}},
          {"cell.output", {"output", "产出"}},
          {"cell.undesirable", {"undesirable output", "非期望产出"}},
          {"cell.source", {"source", "数据源"}},
          {"cell.panel", {"panel", "面板"}},
          {"cell.prepare", {"preparation", "数据处理"}},
          {"cell.aliases", {"names replaced", "名称替换"}},
          {"cell.suffixes", {"suffixes settled", "后缀统一"}},
          {"cell.unique", {"repeated keys", "主键去重"}},
          {"cell.join", {"join", "合并"}},
          {"cell.range", {"range of periods", "时期范围"}},
          {"cell.filter", {"filter", "样本筛选"}},
          {"cell.interpolate", {"interpolation", "插补"}},
          {"cell.winsorise", {"winsorising", "缩尾"}},
          {"cell.scale", {"scaling", "标准化"}},
          {"cell.derive", {"derived variable", "计算变量"}},
          {"cell.index", {"index", "指数"}},
          {"cell.efficiency", {"efficiency", "效率"}},
          {"cell.model", {"model", "模型"}},
          {"cell.table", {"table", "表"}},
          {"cell.figure", {"figure", "图"}},
          {"cell.report", {"report", "报告"}},
          {"cell.done", {"done", "完成"}},
          {"cell.kept", {"kept", "沿用"}},
          {"cell.failed", {"failed", "失败"}},
          {"cell.skipped", {"skipped", "跳过"}},
          {"cell.formula", {"formula", "公式"}},
          {"cell.constraints", {"constraints", "约束条件"}},
          {"cell.super_formula", {"super-efficiency formula", "超效率公式"}},
          {"cell.super_constraints", {"super-efficiency constraints", "超效率约束"}},
          {"cell.score", {"score", "得分"}},
          {"cell.frontier", {"frontier", "前沿"}},
          {"cell.returns", {"returns to scale", "规模报酬"}},
          {"cell.bad", {"undesirable outputs", "非期望产出"}},
          {"cell.zero", {"zeros", "零值"}},
          {"cell.tie", {"several optima", "多重最优解"}},
          {"cell.certificate", {"certificates", "解的校验"}},
          {"made_by", {"Made by Yugong", "由禹贡生成"}},
          {"tidy_sheet", {" data", " 数据"}},
      } {}

const Text& Words::operator()(std::string_view key) const {
  const auto found = words_.find(key);
  if (found == words_.end()) {
    throw Error{error(
        "YG9001", {"no word '" + std::string(key) + "'", "没有词条“" + std::string(key) + "”"})};
  }
  return found->second;
}

bool Words::has(std::string_view key) const {
  return words_.find(key) != words_.end();
}

std::vector<std::string> Words::keys() const {
  std::vector<std::string> keys;
  keys.reserve(words_.size());
  for (const auto& [key, word] : words_) keys.push_back(key);
  return keys;
}

Words& Words::set(std::string_view key, Text word) {
  const auto found = words_.find(key);
  if (found == words_.end()) {
    const Text near = text::did_you_mean(key, keys());
    const std::string name(key);
    throw Error{error("YG2104",
                      {"unknown word '" + name + "'", "未知的词条“" + name + "”"},
                      {"use one of the words listed in docs/how-to/tables-and-figures.md" + near.en,
                       "请使用 docs/how-to/tables-and-figures.md 所列的词条" + near.zh})};
  }
  found->second = std::move(word);
  return *this;
}

}  // namespace yugong::report
