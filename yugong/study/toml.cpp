#include <algorithm>
#include <sstream>
#include <stdexcept>

#define TOML_EXCEPTIONS 1
#undef TOML_HEADER_ONLY  // the packaged library is built without the assertion below
#define TOML_HEADER_ONLY 1
// A second net behind the guard: a failed assertion of the parser becomes an exception, never an
// abort of the program.
#define TOML_ASSERT(condition)                                                \
  do {                                                                        \
    if (!(condition)) throw std::logic_error("assertion of the TOML parser"); \
  } while (false)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpragmas"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include "yugong/base/text.hpp"
#include "yugong/study/guard.hpp"
#include "yugong/study/reader.hpp"

namespace yugong::study {
namespace {

/// Turns the parser's tree into ours, with places.
class Convert {
 public:
  Convert(const std::string& text, const std::string& file)
      : lines_(text::split(text, '\n')),
        file_(file) {
    for (std::string& line : lines_) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
    }
  }

  Place place(const toml::source_region& region, const std::string& path = "") const {
    Place p;
    p.file = file_;
    p.path = path;
    p.line = static_cast<int>(region.begin.line);
    p.column = static_cast<int>(region.begin.column);
    if (p.line < 1 || static_cast<std::size_t>(p.line) > lines_.size()) return p;
    p.source_line = lines_[static_cast<std::size_t>(p.line) - 1];
    p.length = region.end.line == region.begin.line && region.end.column > region.begin.column
                   ? static_cast<int>(region.end.column - region.begin.column)
                   : 1;
    return p;
  }

  Value value(const toml::node& node, const std::string& path) const {
    Value v = scalar(node);
    if (const toml::array* array = node.as_array()) {
      v = Value::array();
      for (const toml::node& item : *array) v.items.push_back(value(item, path));
    } else if (const toml::table* table = node.as_table()) {
      v = members(*table, path);
    }
    v.place = place(node.source(), path);
    return v;
  }

 private:
  /// The parser sorts keys by name; here they stand as they were written.
  Value members(const toml::table& table, const std::string& path) const {
    std::vector<std::pair<const toml::key*, const toml::node*>> entries;
    for (const auto& [key, node] : table) entries.emplace_back(&key, &node);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      const toml::source_position x = a.first->source().begin;
      const toml::source_position y = b.first->source().begin;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    Value v = Value::table();
    for (const auto& [key, node] : entries) {
      const std::string name(key->str());
      const std::string inner = path.empty() ? name : path + "." + name;
      Value& member = v.set(name, value(*node, inner));
      member.key_place = place(key->source(), inner);
    }
    return v;
  }

  static Value scalar(const toml::node& node) {
    if (const auto* s = node.as_string()) return Value::of(s->get());
    if (const auto* i = node.as_integer()) return Value::of(i->get());
    if (const auto* d = node.as_floating_point()) return Value::of(d->get());
    if (const auto* b = node.as_boolean()) return Value::of(b->get());
    if (node.is_array() || node.is_table()) return {};
    std::ostringstream date;
    if (const auto* t = node.as_date()) date << t->get();
    if (const auto* t = node.as_time()) date << t->get();
    if (const auto* t = node.as_date_time()) date << t->get();
    return Value::of(date.str());
  }

  std::vector<std::string> lines_;
  std::string file_;
};

Problem syntax(const toml::parse_error& e, const Convert& convert) {
  const std::string said(e.description());
  const Place place = convert.place(e.source());
  const std::size_t colon = said.find(": ");
  const std::string detail = colon == std::string::npos ? said : said.substr(colon + 2);
  if (said.find("redefine existing") != std::string::npos) {
    const std::size_t open = said.find('\'');
    const std::size_t close = said.rfind('\'');
    const std::string name = open < close ? said.substr(open + 1, close - open - 1) : "";
    return error("YG2005",
                 {"'" + name + "' is given twice", "“" + name + "”重复出现"},
                 {"Keep one of the two", "请只保留其中一个"},
                 place)
        .about(name);
  }
  Text mend{
      "Values are \"text\" in quotes, numbers, true, false, [lists] and { inline = \"tables\" }",
      "值可以是英文引号内的文字、数字、true、false、[列表] 或 { 行内 = \"表\" }"};
  if (said.find("boolean") != std::string::npos ||
      said.find("determine value type") != std::string::npos) {
    mend = {"A text needs quotes:  key = \"text\"", "文字要加英文引号：  key = \"text\""};
  } else if (said.find("string") != std::string::npos) {
    mend = {
        "Close the quote on the same line; \\ inside double quotes is written \\\\, or use single "
        "quotes",
        "引号须在同一行内成对；双引号内的 \\ 要写成 \\\\，或改用单引号"};
  } else if (said.find("array") != std::string::npos) {
    mend = {"Close the list with ']' and put commas between items",
            "列表以 ']' 结束，各项之间用逗号分隔"};
  } else if (said.find("inline table") != std::string::npos) {
    mend = {"An inline table stays on one line: { key = value, key = value }",
            "行内表要写在一行内：{ key = value, key = value }"};
  }
  return error(
      "YG2002", {"this is not TOML: " + detail, "不符合 TOML 语法：" + detail}, mend, place);
}

}  // namespace

Value read_toml(const std::string& text, const std::string& file) {
  std::vector<Problem> foreign = guard(text, file);
  if (!foreign.empty()) throw Error{std::move(foreign)};
  const Convert convert(text, file);
  try {
    return convert.value(toml::parse(text, file), "");
  } catch (const toml::parse_error& e) {
    throw Error{syntax(e, convert)};
  } catch (const std::logic_error&) {
    Place p;
    p.file = file;
    throw Error{error("YG2002",
                      {"this is not TOML", "不符合 TOML 语法"},
                      {"Check brackets and quotes", "请检查括号与引号是否成对"},
                      p)};
  }
}

}  // namespace yugong::study
