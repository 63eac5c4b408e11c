#include "yugong/base/error.hpp"

namespace yugong {

/// Every code with its title and general advice, one row each, in order. Rows are added, never reused.
/// Blocks: 0001-0199 environment; 1001-1099 reading files, 1100-1199 cells, 1200-1299 sample and columns,
/// 1300-1399 panel and joins, 1400-1499 prepare; 2001-2099 syntax, 2100-2199 names, 2200-2299 options and
/// formulas; 3001-3099 inference, 3100-3199 regression, 3200-3299 indices, 3300-3399 efficiency,
/// 3400-3499 simulation; 4001-4099 report and outputs; 9001-9099 bugs.
const std::vector<CodeInfo>& codes() {
  static const std::vector<CodeInfo> all = {
      {"YG9001", Kind::bug, {"internal error", "程序内部错误"}, {"please report it with the study file", "请连同研究文件一起报告"}},
  };
  return all;
}

}  // namespace yugong
