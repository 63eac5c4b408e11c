#include "yugong/base/error.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace yugong {
namespace {

Kind kind_of(const std::string& code) {
  if (code.size() < 6) return Kind::bug;
  switch (code[2]) {
    case '0':
    case '4':
      return Kind::environment;
    case '1':
      return Kind::data;
    case '2':
      return Kind::study;
    case '3':
      return Kind::model;
    default:
      return Kind::bug;
  }
}

Problem make(Level level, std::string code, Text what, Text mend, Place place) {
  Problem p;
  p.kind = kind_of(code);
  p.code = std::move(code);
  p.level = level;
  p.what = std::move(what);
  p.mend = std::move(mend);
  p.place = std::move(place);
  return p;
}

/// "study.toml:58:18", "raw/2015.xlsx [2015!D17]", "panel.csv row 12", or the path inside the
/// study.
std::string where(const Place& p, Lang lang) {
  std::string out = p.file;
  if (p.line > 0) out += fmt::format(":{}", p.line);
  if (p.line > 0 && p.column > 0) out += fmt::format(":{}", p.column);
  if (!p.cell.empty())
    out +=
        p.sheet.empty() ? fmt::format(" [{}]", p.cell) : fmt::format(" [{}!{}]", p.sheet, p.cell);
  else if (!p.sheet.empty())
    out += fmt::format(" [{}]", p.sheet);
  if (p.cell.empty() && p.row > 0)
    out += lang == Lang::zh ? fmt::format(" 第 {} 行", p.row) : fmt::format(" row {}", p.row);
  if (out.empty()) out = p.path;
  return out;
}

std::string caret_lines(const Place& p) {
  if (p.source_line.empty() || p.column <= 0) return "";
  // A formula typed at the prompt has no line number.
  const std::string gutter = p.line > 0 ? fmt::format("{:>5} | ", p.line) : "      | ";
  std::size_t bytes = 0;
  for (int i = 1; i < p.column && bytes < p.source_line.size(); ++i) {
    ++bytes;
    while (bytes < p.source_line.size() &&
           (static_cast<unsigned char>(p.source_line[bytes]) & 0xC0) == 0x80)
      ++bytes;
  }
  const std::size_t indent = text::display_width(std::string_view(p.source_line).substr(0, bytes));
  return fmt::format("\n{}{}\n      | {}{}",
                     gutter,
                     p.source_line,
                     std::string(indent, ' '),
                     std::string(static_cast<std::size_t>(std::max(1, p.length)), '^'));
}

}  // namespace

Problem error(std::string code, Text what, Text mend, Place place) {
  return make(Level::error, std::move(code), std::move(what), std::move(mend), std::move(place));
}

Problem warning(std::string code, Text what, Text mend, Place place) {
  return make(Level::warning, std::move(code), std::move(what), std::move(mend), std::move(place));
}

Problem note(std::string code, Text what, Text mend, Place place) {
  return make(Level::note, std::move(code), std::move(what), std::move(mend), std::move(place));
}

std::string to_text(const Problem& problem, Lang lang, bool colour) {
  const std::string place = where(problem.place, lang);
  const bool zh = lang == Lang::zh;
  std::string level;
  if (problem.level == Level::warning) level = zh ? "警告：" : "warning: ";
  if (problem.level == Level::note) level = zh ? "说明：" : "note: ";
  const char* tint = problem.level == Level::error     ? "\x1b[31m"
                     : problem.level == Level::warning ? "\x1b[33m"
                                                       : "\x1b[36m";
  const std::string code = colour ? tint + problem.code + "\x1b[0m" : problem.code;
  std::string out = fmt::format(
      "{}{}{} {}{}", place, place.empty() ? "" : ": ", code, level, problem.what.in(lang));
  out += caret_lines(problem.place);
  if (!problem.mend.in(lang).empty())
    out += fmt::format("\n      {}{}", zh ? "改法：" : "to mend: ", problem.mend.in(lang));
  return out;
}

std::string to_json(const Problem& problem) {
  using Json = nlohmann::ordered_json;
  static constexpr const char* levels[] = {"error", "warning", "note"};
  static constexpr const char* kinds[] = {
      "study", "data", "model", "numeric", "environment", "usage", "bug"};
  Json j;
  j["code"] = problem.code;
  j["level"] = levels[static_cast<int>(problem.level)];
  j["kind"] = kinds[static_cast<int>(problem.kind)];
  j["en"] = problem.what.en;
  j["zh"] = problem.what.in(Lang::zh);
  if (!problem.mend.empty())
    j["mend"] = {{"en", problem.mend.en}, {"zh", problem.mend.in(Lang::zh)}};
  if (!problem.term.empty()) j["term"] = problem.term;
  const Place& p = problem.place;
  if (p.known()) {
    Json place;
    if (!p.file.empty()) place["file"] = p.file;
    if (p.line > 0) place["line"] = p.line;
    if (p.column > 0) place["column"] = p.column;
    if (!p.sheet.empty()) place["sheet"] = p.sheet;
    if (!p.cell.empty()) place["cell"] = p.cell;
    if (p.row > 0) place["row"] = p.row;
    if (!p.path.empty()) place["path"] = p.path;
    j["place"] = place;
  }
  return j.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Error::Error(Problem problem) : Error(std::vector<Problem>{std::move(problem)}) {}

Error::Error(std::vector<Problem> problems) : problems_(std::move(problems)) {
  if (problems_.empty())
    problems_.push_back(error("YG9001", {"an error without a problem", "没有内容的错误"}));
  for (const Problem& p : problems_) what_ += (what_.empty() ? "" : "\n") + to_text(p);
}

}  // namespace yugong
