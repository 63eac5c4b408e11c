#include "print.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace yugong::cli {

void out(const std::string& text) {
  fmt::print(stdout, "{}\n", text);
}

void err(const std::string& text) {
  fmt::print(stderr, "{}\n", text);
}

void print(const std::vector<Problem>& problems, const Common& common) {
  if (common.json) {
    std::string all;
    for (const Problem& p : problems) all += (all.empty() ? "" : ",") + to_json(p);
    out("{\"schema\":\"yugong.problems/1\",\"problems\":[" + all + "]}");
    return;
  }
  for (const Problem& p : problems)
    if (!common.quiet || p.level == Level::error) err(to_text(p, common.lang, common.colour));
}

namespace {

std::string cell(const Column& c, std::size_t row, int digits) {
  if (c.missing_at(row)) return c.is_text ? "" : ".";
  if (c.is_text) return c.texts[row];
  const double v = c.numbers[row];
  if (v == std::floor(v) && std::abs(v) < 1e9) return text::fixed(v, 0);
  return fmt::format("{:.{}g}", v, digits);
}

/// The rows of a frame side by side, one line per column: statistics of several models.
Frame across(const Frame& frame) {
  std::vector<std::string> names;
  for (const Column& c : frame.columns()) names.push_back(c.name);
  Frame out;
  out.add(" ", std::move(names));
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    std::vector<std::string> cells;
    for (const Column& c : frame.columns()) cells.push_back(cell(c, row, 6));
    out.add(fmt::format("({})", row + 1), std::move(cells));
  }
  return out;
}

}  // namespace

std::string as_text(const Frame& frame, Lang lang, std::size_t most, int digits) {
  const std::size_t rows = std::min(most, frame.rows());
  std::vector<std::vector<std::string>> lines(rows + 1);
  for (const Column& c : frame.columns()) {
    std::vector<std::string> cells{c.name};
    for (std::size_t i = 0; i < rows; ++i) cells.push_back(cell(c, i, digits));
    std::size_t width = 0;
    for (const std::string& s : cells) width = std::max(width, text::display_width(s));
    for (std::size_t i = 0; i < cells.size(); ++i)
      lines[i].push_back(c.is_text ? text::pad_right(cells[i], width)
                                   : text::pad_left(cells[i], width));
  }
  std::string result;
  for (const auto& line : lines) {
    std::string joined = text::join(line, "  ");
    joined.erase(joined.find_last_not_of(' ') + 1);
    result += joined + "\n";
  }
  if (rows < frame.rows())
    result += lang == Lang::zh ? fmt::format("…… 共 {} 行\n", frame.rows())
                               : fmt::format("... {} rows in all\n", frame.rows());
  if (!result.empty()) result.pop_back();
  return result;
}

void print(const Result& result, const Common& common, bool with_augment) {
  if (common.json) {
    out(to_json(result));
    return;
  }
  const bool zh = common.lang == Lang::zh;
  if (!result.formula.empty()) out(result.formula);
  if (result.sample.rows > 0)
    out(zh ? fmt::format("样本：{} 行中使用 {} 行", result.sample.rows, result.sample.used)
           : fmt::format("sample: {} of {} rows used", result.sample.used, result.sample.rows));
  for (const Dropped& d : result.sample.dropped)
    if (!d.rows.empty())
      out(zh ? fmt::format("  剔除 {} 行：{}", d.rows.size(), d.label.in(Lang::zh))
             : fmt::format("  {} rows dropped: {}", d.rows.size(), d.label.en));
  if (result.tidy.rows() > 0) out("\n" + as_text(result.tidy, common.lang, 200));
  if (result.glance.rows() > 1) out("\n" + as_text(across(result.glance), common.lang, 200));
  if (result.glance.rows() == 1) {
    out("");
    for (const Column& c : result.glance.columns())
      out(fmt::format("{}  {}", text::pad_right(c.name, 16), cell(c, 0, 8)));
  }
  for (const Test& t : result.tests)
    out(fmt::format("{}: {:.6g}, {}, {}",
                    t.label.empty() ? t.name : t.label.in(common.lang),
                    t.statistic,
                    t.distribution,
                    is_missing(t.p_value) ? Text{"no p value", "无 p 值"}.in(common.lang)
                                          : fmt::format("p = {:.4g}", t.p_value)));
  if (with_augment) out("\n" + as_text(result.augment, common.lang, 100000));
  print(result.notes, common);
}

int exit_code(const std::vector<Problem>& problems, bool from_study) {
  int code = 0;
  for (const Problem& p : problems) {
    if (p.level != Level::error) continue;
    int own = 1;
    if (p.kind == Kind::usage || (!from_study && p.code.rfind("YG22", 0) == 0)) own = 2;
    if (p.kind == Kind::model || p.kind == Kind::numeric) own = 3;
    if (p.kind == Kind::environment || p.code.rfind("YG100", 0) == 0) own = 4;
    if (p.kind == Kind::bug) own = 70;
    code = std::max(code, own);
  }
  return code;
}

}  // namespace yugong::cli
