#include "yugong/base/error.hpp"

namespace yugong {

/// Every code with its title and general advice, one row each, in order. Rows are added, never
/// reused. Blocks: 0001-0199 environment; 1001-1099 reading files, 1100-1199 cells, 1200-1299
/// sample and columns, 1300-1399 panel and joins, 1400-1499 prepare; 2001-2099 syntax, 2100-2199
/// names, 2200-2299 options and formulas; 3001-3099 inference, 3100-3199 regression, 3200-3299
/// indices, 3300-3399 efficiency, 3400-3499 simulation; 4001-4099 report and outputs; 9001-9099
/// bugs.
const std::vector<CodeInfo>& codes() {
  static const std::vector<CodeInfo> all = {
      {"YG1001",
       Kind::data,
       {"file does not exist", "文件不存在"},
       {"check the path; relative paths start at the study file's folder",
        "请检查路径；相对路径以研究文件所在文件夹为准"}},
      {"YG1002",
       Kind::data,
       {"a folder where a file is expected", "应为文件，却是文件夹"},
       {"name the file inside it", "请写出其中的文件名"}},
      {"YG1003",
       Kind::data,
       {"file cannot be read", "文件无法读取"},
       {"check its permissions", "请检查文件权限"}},
      {"YG1302",
       Kind::data,
       {"unit and time do not identify a row", "个体与时间不能唯一确定一行"},
       {"remove the repeated rows, or unique = \"first\" in the source",
        "删除重复行，或在数据源中写 unique = \"first\""}},
      {"YG1303",
       Kind::data,
       {"a key is missing", "键值缺失"},
       {"fill in the unit and time of every row", "请补全每一行的个体与时间"}},
      {"YG1304",
       Kind::data,
       {"the time is not a whole number", "时间不是整数"},
       {"give years as numbers", "请用数字表示年份"}},
      {"YG1305",
       Kind::data,
       {"unit names differ only by a suffix", "单位名称只差后缀"},
       {"unify them with a table of aliases", "请用别名表统一名称"}},
      {"YG2001",
       Kind::study,
       {"text cannot be parsed", "文本无法解析"},
       {"check commas, quotes and brackets", "请检查逗号、引号与括号"}},
      {"YG2104",
       Kind::study,
       {"unknown variable", "未知变量"},
       {"check the spelling; `yugong look` lists all names",
        "请检查拼写；`yugong look` 会列出全部变量名"}},
      {"YG2201",
       Kind::study,
       {"unknown option", "未知选项"},
       {"`yugong help VERB` lists the options", "`yugong help 动词` 列出全部选项"}},
      {"YG2202",
       Kind::study,
       {"option of the wrong type", "选项类型不对"},
       {"texts are quoted, numbers are not", "文本加引号，数值不加"}},
      {"YG2203",
       Kind::study,
       {"option out of range", "选项超出范围"},
       {"see the allowed range in the message", "允许范围见提示"}},
      {"YG2204",
       Kind::study,
       {"option value is not one of the choices", "选项取值不在可选项中"},
       {"see the choices in the message", "可选项见提示"}},
      {"YG2205", Kind::study, {"too few items", "项目太少"}, {"give more items", "请补充项目"}},
      {"YG2206", Kind::study, {"required option is missing", "缺少必填选项"}, {"add it", "请补充"}},
      {"YG4001",
       Kind::environment,
       {"output cannot be written", "无法写出结果"},
       {"free space or choose another folder; earlier outputs are kept",
        "请释放空间或另选文件夹；原有输出保持不变"}},
      {"YG9001",
       Kind::bug,
       {"internal error", "程序内部错误"},
       {"please report it with the study file", "请连同研究文件一起报告"}},
  };
  return all;
}

}  // namespace yugong
