#include "yugong/study/reader.hpp"

#include <algorithm>
#include <cctype>

#include "yugong/base/files.hpp"
#include "yugong/base/text.hpp"

namespace yugong::study {
namespace {

bool ends_with(const std::string& s, std::string_view end) {
  return s.size() >= end.size() && text::lower(s.substr(s.size() - end.size())) == end;
}

/// Whether bytes that are not UTF-8 look like GBK: pairs of a lead and a trail byte throughout.
bool looks_gbk(const std::string& bytes) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    if (lead == 0x80 || lead == 0xFF || i + 1 == bytes.size()) return false;
    const auto trail = static_cast<unsigned char>(bytes[++i]);
    if (trail < 0x40 || trail == 0x7F || trail == 0xFF) return false;
    ++pairs;
  }
  return pairs > 0;
}

Place file_place(const std::string& path) {
  Place p;
  p.file = path;
  return p;
}

void check_encoding(const std::string& bytes, const std::string& path) {
  const bool wide = bytes.size() >= 2 &&
                    (bytes.compare(0, 2, "\xFF\xFE") == 0 || bytes.compare(0, 2, "\xFE\xFF") == 0);
  if (!wide && text::is_utf8(bytes) && bytes.find('\0') == std::string::npos) return;
  if (bytes.compare(0, 2, "PK") == 0) {
    throw Error{error(
        "YG2004",
        {"this is a workbook or an archive, not a study file", "这是工作簿或压缩包，不是研究文件"},
        {"Name it in a study file as [source.x] files = \"" + path +
             "\", or look at it: yugong look " + path,
         "请在研究文件中写 [source.x] files = \"" + path + "\"，或先查看：yugong look " + path},
        file_place(path))};
  }
  const std::string guess = wide ? "UTF-16" : looks_gbk(bytes) ? "GBK" : "";
  const std::string from = guess == "GBK" ? "GB18030" : guess;
  Text mend{"Save it as UTF-8 in the editor", "请在编辑器中另存为 UTF-8 编码"};
  if (!from.empty()) {
    mend.en += ", or: iconv -f " + from + " -t UTF-8 " + path + " > study.toml";
    mend.zh += "，或执行：iconv -f " + from + " -t UTF-8 " + path + " > study.toml";
  }
  throw Error{error("YG2004",
                    {"the file is not UTF-8" + (guess.empty() ? "" : "; it looks like " + guess),
                     "文件不是 UTF-8 编码" + (guess.empty() ? "" : "，看起来是 " + guess)},
                    mend,
                    file_place(path))};
}

bool bare_key(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

std::string quoted(const std::string& s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string key_text(const std::string& key) {
  return bare_key(key) ? key : quoted(key);
}

std::string inline_text(const Value& v) {
  switch (v.type) {
    case Value::Type::boolean:
      return v.boolean ? "true" : "false";
    case Value::Type::integer:
      return std::to_string(v.integer);
    case Value::Type::real: {
      std::string s = text::round_trip(v.real);
      return s.find_first_of(".en") == std::string::npos ? s + ".0" : s;
    }
    case Value::Type::text:
      return quoted(v.text);
    case Value::Type::array: {
      std::vector<std::string> parts;
      for (const Value& item : v.items) parts.push_back(inline_text(item));
      return "[" + text::join(parts, ", ") + "]";
    }
    case Value::Type::table: {
      std::vector<std::string> parts;
      for (const auto& [key, item] : v.members)
        parts.push_back(key_text(key) + " = " + inline_text(item));
      return parts.empty() ? "{}" : "{ " + text::join(parts, ", ") + " }";
    }
    case Value::Type::null:
      return "\"\"";
  }
  return "";
}

}  // namespace

Value read_tree(const std::string& path) {
  std::string bytes = read_whole(path);
  check_encoding(bytes, path);
  if (bytes.compare(0, 3, "\xEF\xBB\xBF") == 0) bytes.erase(0, 3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    throw Error{error("YG2006",
                      {"the study file is empty", "研究文件是空的"},
                      {"Start from a template:  yugong new twfe-city my-paper/",
                       "可以从模板开始：  yugong new twfe-city my-paper/"},
                      file_place(path))};
  }
  if (ends_with(path, ".json") || bytes[first] == '{') return value_from_json(bytes, path);
  return read_toml(bytes, path);
}

std::string to_toml(const Value& tree) {
  std::string plain;
  std::string tables;
  for (const auto& [key, value] : tree.members) {
    if (!value.is_table()) {
      plain += key_text(key) + " = " + inline_text(value) + "\n";
      continue;
    }
    tables += "\n[" + key_text(key) + "]\n";
    for (const auto& [name, item] : value.members)
      tables += key_text(name) + " = " + inline_text(item) + "\n";
  }
  return plain + tables;
}

}  // namespace yugong::study
