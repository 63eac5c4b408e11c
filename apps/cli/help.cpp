#include <algorithm>

#include "print.hpp"
#include "verbs.hpp"
#include <fmt/format.h>

#include "yugong/base/frame.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/study/methods.hpp"
#include "yugong/study/reference.hpp"

namespace yugong::cli {
namespace {

/// A command of another program and how the same is written here.
struct Foreign {
  std::string name, program;
  std::string ours;
  Text difference;
};

const std::vector<Foreign>& foreign() {
  static const std::vector<Foreign> all = {
      {"reghdfe",
       "Stata",
       "yugong fe 'y ~ x | city + year' --data p.dta --panel city,year --vcov 'cluster(city)' "
       "--convention reghdfe",
       {"same slopes, standard errors, singletons, constant and R2; `absorb(a b)` is `| a + b`, "
        "`a#b` is `a^b`",
        "斜率、标准误、单观测处理、常数项与 R² 均一致；absorb(a b) 写作 | a + b，a#b 写作 a^b"}},
      {"xtreg",
       "Stata",
       "yugong fe 'y ~ x | city + year' --data p.dta --panel city,year --convention xtreg",
       {"the constant is at the base year and the within R2 counts the year dummies, as xtreg y x "
        "i.year, fe does",
        "常数项取基期，组内 R² 计入年份虚拟变量，与 xtreg y x i.year, fe 相同"}},
      {"areg", "Stata", "yugong fe 'y ~ x | city' --data p.dta", {"see reghdfe", "参见 reghdfe"}},
      {"feols",
       "R fixest",
       "yugong fe 'y ~ x | city + year' --data p.csv --convention fixest",
       {"fixest's small-sample factor", "采用 fixest 的小样本调整"}},
      {"plm",
       "R plm",
       "yugong fe 'y ~ x | city + year' --data p.csv --panel city,year",
       {"plm reports no small-sample factor by default", "plm 默认不作小样本调整"}},
      {"xtabond2",
       "Stata",
       "yugong gmm 'n ~ L.n + w | year' --gmm 'L.n, lag(1 3) collapse' --iv 'w' --data p.dta "
       "--panel "
       "id,year",
       {"two steps by default, --steps 1 for one; `noleveleq` is --equation difference, "
        "`orthogonal` is --transform fod, `robust` is the default",
        "默认两步，一步写 --steps 1；noleveleq 写作 --equation difference，orthogonal 写作 "
        "--transform fod，robust 为默认"}},
      {"xtabond", "Stata", "see xtabond2", {"see xtabond2", "参见 xtabond2"}},
      {"xtdpdsys", "Stata", "see xtabond2", {"see xtabond2", "参见 xtabond2"}},
      {"xtunitroot",
       "Stata",
       "yugong unit-root gdp --tests llc,ips,fisher_adf --lags aic --data p.dta --panel city,year",
       {"`trend` is --deterministic trend, `demean` is --demean; Fisher and IPS also for "
        "unbalanced panels",
        "trend 写作 --deterministic trend，demean 写作 --demean；Fisher 与 IPS 可用于不平衡面板"}},
      {"purtest",
       "R plm",
       "yugong unit-root gdp --tests ips --data p.csv --panel city,year",
       {"plm's default divides by T: --dfcor false; its LLC: --convention plm",
        "plm 默认除以 T：--dfcor false；其 LLC：--convention plm"}},
      {"cipstest", "R plm", "see purtest, --tests cips", {"see purtest", "参见 purtest"}},
      {"xtcips", "Stata", "see xtunitroot, --tests cips", {"see xtunitroot", "参见 xtunitroot"}},
      {"xtcointtest",
       "Stata",
       "yugong cointegration 'gdp ~ capital + energy' --data p.dta --panel city,year",
       {"Kao, Pedroni and Westerlund (2007) at once; --tests pedroni for one",
        "同时给出 Kao、Pedroni 与 Westerlund（2007）；只要一种写 --tests pedroni"}},
      {"xtpedroni", "Stata", "see xtcointtest", {"see xtcointtest", "参见 xtcointtest"}},
      {"xtwest", "Stata", "see xtcointtest", {"see xtcointtest", "参见 xtcointtest"}},
      {"xtlsdvc",
       "Stata",
       "yugong lsdvc 'n ~ L.n + w | year' --initial bb --data p.dta --panel id,year",
       {"the bias is taken at expectations that condition on the first outcome",
        "偏误按给定初值的期望计算"}},
      {"pgmm",
       "R plm",
       "yugong gmm 'n ~ L.n + w | year' --gmm 'n, lag(2 .)' --iv 'w' --data p.csv --panel id,year",
       {"system GMM of plm has no constant with individual effects: `0 +` in the formula",
        "plm 的系统 GMM 在个体效应下没有常数项：公式中写 0 +"}},
      {"xtqreg",
       "Stata",
       "yugong quantile 'y ~ x | city' --quantiles 0.25,0.5,0.75 --data p.dta --panel city,year",
       {"the same location, scale and quantiles; year effects are `| city + year`, its i.year; "
        "standard errors have a small-sample factor",
        "位置、尺度与分位数一致；年份效应写 | city + year，即其 i.year；标准误含小样本修正"}},
      {"mmqreg",
       "Stata",
       "yugong quantile 'y ~ x | city + year' --convention mmqreg --vcov robust --data p.dta "
       "--panel "
       "city,year",
       {"the same standard errors: iid, robust and cluster(city)",
        "标准误一致：iid、robust 与 cluster(city)"}},
      {"qreg",
       "Stata",
       "yugong quantile 'y ~ x' --estimator pooled --quantiles 0.5 --data p.dta",
       {"the same coefficients; --vcov robust is R's `ker`, nid its `nid`",
        "系数一致；--vcov robust 对应 R 的 ker，nid 对应 nid"}},
      {"rq",
       "R quantreg",
       "yugong quantile 'y ~ x' --estimator pooled --quantiles 0.5 --vcov nid --data p.csv",
       {"the same coefficients and the standard errors iid, nid and ker (here robust)",
        "系数一致，标准误 iid、nid 与 ker（此处为 robust）一致"}},
      {"winsor2",
       "Stata",
       "[prepare] winsorise = { vars = [\"y\"], cuts = [1, 99] }",
       {"the same percentile definition", "分位数定义一致"}},
      {"ipolate",
       "Stata",
       "[prepare] interpolate = { vars = \"all\", ends = \"leave\" }",
       {"ends = \"extrapolate\" is ipolate's epolate", "ends = \"extrapolate\" 对应 epolate"}},
      {"summarize",
       "Stata",
       "yugong summary 'y,x' --data p.dta",
       {"add --stats n,mean,sd,p50 for details", "--stats 可选统计量"}},
      {"pwcorr",
       "Stata",
       "yugong correlate 'y,x' --data p.dta",
       {"pairwise complete rows, stars", "成对完整样本，带星号"}},
      {"sbmeff",
       "Stata",
       "yugong dea --model sbm --inputs k,l,e --outputs gdp --undesirable co2 --returns crs "
       "--frontier pooled --data p.dta --panel city,year",
       {"strong disposability, 1/(s1+s2) weights", "强可处置性，产出权重 1/(s1+s2)"}},
      {"maxdea",
       "MaxDEA",
       "yugong dea --model super-sbm --inputs k,l,e --outputs gdp --undesirable co2 --returns crs "
       "--frontier pooled --data p.xlsx --panel city,year",
       {"super-efficiency in the `standard` form of MaxDEA's book",
        "超效率采用 MaxDEA 手册中的标准形式"}},
      {"model_sbmeff",
       "R deaR",
       "yugong dea --model sbm --returns crs ...",
       {"deaR breaks ties by vertex; ours does not depend on row order",
        "deaR 的松弛取决于求解顶点；本程序与行序无关"}},
      {"entropyetc",
       "Stata",
       "yugong index --method entropy --positive a,b --negative c --data p.dta --panel city,year",
       {"entropy weights pooled over the panel with a shift of 0.0001", "全样本熵权，平移 0.0001"}},
      {"pca",
       "Stata",
       "yugong index --method pca --positive a,b --data p.dta",
       {"correlation matrix; components up to 85 % of variance", "基于相关矩阵，累计方差 85 %"}},
      {"esttab",
       "Stata",
       "[table] 4 = { columns = [\"base1\", \"base2\"] }",
       {"written as docx, tex, html, xlsx, csv and md", "输出 docx、tex、html、xlsx、csv、md"}}};
  return all;
}

void print_options(const std::vector<OptionInfo>& options, Lang lang) {
  for (const OptionInfo& o : options) {
    std::string name = "--" + o.name;
    std::replace(name.begin() + 2, name.end(), '_', '-');
    std::string detail = o.type;
    if (!o.choices.empty()) detail = text::join(o.choices, " | ");
    if (o.required) detail += lang == Lang::zh ? "；必填" : "; required";
    if (!o.fallback.empty() && o.fallback != "[]" && o.fallback != "{}" && o.type != "flag")
      detail += (lang == Lang::zh ? "；默认 " : "; default ") + o.fallback;
    if (o.type == "flag" && o.fallback == "true")
      detail += fmt::format("{}{}=false",
                            lang == Lang::zh ? "；默认打开，关闭写 " : "; on by default, off with ",
                            name);
    out(fmt::format("  {}  {}\n  {}  [{}]",
                    text::pad_right(name, 18),
                    o.help.in(lang),
                    std::string(18, ' '),
                    detail));
  }
}

int list_verbs(Lang lang) {
  out(lang == Lang::zh
          ? "禹贡：从年鉴原始数据到论文表格\n\n用法：yugong 命令 [参数] [--lang zh|en] [--json] "
            "[--quiet] [--no-colour] [-j 线程数] [-C 文件夹]\n"
          : "Yugong: from raw yearbook data to finished tables\n\nusage: yugong VERB [arguments] "
            "[--lang zh|en] [--json] [--quiet] [--no-colour] [-j THREADS] [-C FOLDER]\n");
  for (const VerbSpec& v : verbs())
    out(fmt::format("  {}  {}", text::pad_right(v.name, 12), v.summary.in(lang)));
  out(lang == Lang::zh
          ? "\n`yugong help 命令` 查看用法；`yugong help YG2104` 查看提示代码；`yugong help "
            "reghdfe` 查看其他软件命令的对应写法。"
          : "\n`yugong help VERB` shows how it is called; `yugong help YG2104` explains a message; "
            "`yugong help reghdfe` leads from other programs' commands.");
  return 0;
}

int help_verb(const VerbSpec& verb, Lang lang) {
  out(fmt::format("yugong {} {}\n\n{}", verb.name, verb.usage, verb.summary.in(lang)));
  if (!verb.options.empty()) {
    out(lang == Lang::zh ? "\n选项" : "\noptions");
    print_options(verb.options, lang);
  }
  for (const Foreign& f : foreign())
    if (f.ours.rfind("yugong " + verb.name + " ", 0) == 0) {
      out((lang == Lang::zh ? "\n示例（相当于 " : "\nexample (as ") + f.program + " " + f.name +
          (lang == Lang::zh ? "）\n  " : ")\n  ") + f.ours);
      break;
    }
  return 0;
}

void print_function(const prepare::FunctionInfo& f, Lang lang) {
  out(fmt::format("  {}\n      {}", f.usage, f.meaning.in(lang)));
  if (!f.stata.empty()) out(fmt::format("      Stata: {}", f.stata));
}

/// The language of [derive] and `where`: operators, missing values and every function.
int help_expressions(Lang lang) {
  out(lang == Lang::zh
          ? "派生变量（[derive]）与样本条件（where）的表达式\n\n"
            "  + - * / ^   == != < <= > >=   in [..]   not in [..]   not and or   L.x F.x D.x G.x\n"
            "  "
            "文本用引号，特殊变量名用反引号；缺失值参与运算与比较时结果为缺失，条件缺失的行被剔除\n"
          : "Expressions of derived variables ([derive]) and sample conditions (where)\n\n"
            "  + - * / ^   == != < <= > >=   in [..]   not in [..]   not and or   L.x F.x D.x G.x\n"
            "  texts in quotes, unusual names in back-ticks; a missing operand gives a missing "
            "result, "
            "and a row whose condition is missing is dropped\n");
  for (const prepare::FunctionInfo& f : prepare::functions()) print_function(f, lang);
  return 0;
}

std::string escaped(std::string s) {
  for (std::size_t at = 0; (at = s.find('|', at)) != std::string::npos; at += 2)
    s.insert(at, 1, '\\');
  return s;
}

/// The reference pages as Markdown: options of every verb, names of result columns, message codes.
int print_reference(const std::string& part) {
  if (part == "options") {
    out("# Options of every verb\n\nWritten by `yugong help reference-options`. The same names are "
        "keys of a study file.\n");
    for (const VerbSpec& v : verbs()) {
      out(fmt::format("## {}\n\n{}\n\n    yugong {} {}\n", v.name, v.summary.en, v.name, v.usage));
      if (v.options.empty()) continue;
      out("| option | type | default | meaning | 含义 |\n|---|---|---|---|---|");
      for (const OptionInfo& o : v.options)
        out(fmt::format("| `{}` | {} | {} | {} | {} |",
                        o.name,
                        escaped(o.choices.empty() ? o.type : text::join(o.choices, " | ")),
                        o.required ? "required" : escaped(o.fallback),
                        escaped(o.help.en),
                        escaped(o.help.in(Lang::zh))));
      out("");
    }
  } else if (part == "study-file") {
    out(study::file_reference());
  } else if (part == "columns") {
    out("# Names of result columns\n\nWritten by `yugong help reference-columns`. A name with a "
        "trailing dot is a prefix.\n\n| name | type | meaning | 含义 |\n|---|---|---|---|");
    for (const GlossaryEntry& e : glossary())
      out(fmt::format("| `{}` | {} | {} | {} |",
                      e.name,
                      e.type,
                      escaped(e.meaning.en),
                      escaped(e.meaning.in(Lang::zh))));
  } else {
    out("# Message codes\n\nWritten by `yugong help reference-codes`. A code never changes its "
        "meaning.\n\n| code | meaning | advice | 含义 | 建议 |\n|---|---|---|---|---|");
    for (const CodeInfo& c : codes())
      out(fmt::format("| {} | {} | {} | {} | {} |",
                      c.code,
                      escaped(c.title.en),
                      escaped(c.advice.en),
                      escaped(c.title.in(Lang::zh)),
                      escaped(c.advice.in(Lang::zh))));
  }
  return 0;
}

}  // namespace

int help(const Request& request) {
  const Lang lang = request.common.lang;
  if (request.positional.empty()) return list_verbs(lang);
  const std::string topic = request.positional[0];
  if (topic.rfind("reference-", 0) == 0) return print_reference(topic.substr(10));
  if (const VerbSpec* verb = find_verb(topic)) return help_verb(*verb, lang);
  if (topic == "expressions") return help_expressions(lang);
  for (const prepare::FunctionInfo& f : prepare::functions())
    if (f.name == topic) {
      print_function(f, lang);
      return 0;
    }
  for (const CodeInfo& c : codes())
    if (c.code == topic) {
      out(fmt::format("{}  {}\n{}", c.code, c.title.in(lang), c.advice.in(lang)));
      return 0;
    }
  bool found = false;
  for (const Foreign& f : foreign())
    if (text::lower(topic) == f.name) {
      out(fmt::format("{} {}\n  {}\n  {}", f.program, f.name, f.ours, f.difference.in(lang)));
      found = true;
    }
  if (found) return 0;
  std::vector<std::string> topics;
  for (const VerbSpec& v : verbs()) topics.push_back(v.name);
  for (const Foreign& f : foreign()) topics.push_back(f.name);
  for (const CodeInfo& c : codes()) topics.push_back(c.code);
  for (const prepare::FunctionInfo& f : prepare::functions()) topics.push_back(f.name);
  topics.emplace_back("expressions");
  const Text hint = text::did_you_mean(topic, topics);
  Problem p = error(
      "YG2301",
      {fmt::format("there is no help on '{}'", topic), fmt::format("没有关于 '{}' 的帮助", topic)},
      {"`yugong help` lists the verbs" + hint.en, "`yugong help` 列出全部命令" + hint.zh});
  p.kind = Kind::usage;
  throw Error(std::move(p));
}

}  // namespace yugong::cli
