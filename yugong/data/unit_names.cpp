#include "yugong/data/unit_names.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "yugong/base/error.hpp"
#include "yugong/data/read.hpp"

namespace yugong::data {

namespace {

std::size_t characters(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Peoples named in front of 自治区 and 自治州, so that 广西壮族自治区 becomes 广西.
std::string without_peoples(std::string s) {
  static const std::array<const char*, 26> peoples = {
      "维吾尔", "壮族",     "回族",   "藏族", "羌族", "彝族",   "苗族",   "侗族",   "布依族",
      "土家族", "朝鲜族",   "哈尼族", "白族", "傣族", "景颇族", "傈僳族", "蒙古族", "蒙古",
      "哈萨克", "柯尔克孜", "黎族",   "满族", "瑶族", "畲族",   "撒拉族", "东乡族"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view people : peoples)
      if (s.ends_with(people) && characters(s) >= characters(people) + 2) {
        s.resize(s.size() - people.size());
        again = true;
      }
  }
  return s;
}

}  // namespace

std::string strip_suffix(std::string_view name) {
  static const std::array<const char*, 8> suffixes = {
      "特别行政区", "自治区", "自治州", "自治县", "地区", "市", "省", "盟"};
  for (const std::string_view suffix : suffixes) {
    if (!name.ends_with(suffix)) continue;
    const std::string_view rest = name.substr(0, name.size() - suffix.size());
    if (characters(rest) < 2) break;
    return suffix.starts_with("自治") ? without_peoples(std::string(rest)) : std::string(rest);
  }
  return std::string(name);
}

std::vector<std::vector<std::string>> suffix_twins(const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> groups;
  std::map<std::string, std::size_t> of_stem;
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (name.empty() || !seen.insert(name).second) continue;
    const auto [at, fresh] = of_stem.emplace(strip_suffix(name), groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(name);
  }
  groups.erase(
      std::remove_if(groups.begin(), groups.end(), [](const auto& g) { return g.size() < 2; }),
      groups.end());
  return groups;
}

Aliases read_aliases(const std::string& path) {
  ReadOptions plain;
  plain.header_rows = 1;
  plain.footnotes = false;
  const Table table = read(path, plain);
  Place place;
  place.file = path;
  const auto refuse = [&](const Text& what, const Text& mend) {
    throw Error{error("YG1306", what, mend, place)};
  };
  if (table.columns().size() < 2 || !table.columns()[0].is_text || !table.columns()[1].is_text)
    refuse({"an alias file needs two columns of names: alias and name",
            "别名文件需要两列名称：别名与名称"},
           {"write for instance:  alias,name  then  襄樊,襄阳",
            "例如：第一行 别名,名称，第二行 襄樊,襄阳"});
  Aliases aliases;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string &alias = table.columns()[0].texts[i], &name = table.columns()[1].texts[i];
    if (alias.empty() || name.empty() || alias == name) continue;
    const auto [at, fresh] = aliases.emplace(alias, name);
    place.row = static_cast<long>(i) + 2;
    if (!fresh && at->second != name)
      refuse({"'" + alias + "' stands for both " + at->second + " and " + name,
              "“" + alias + "” 同时对应 " + at->second + " 与 " + name},
             {"keep one of the two lines", "请只保留其中一行"});
  }
  for (auto& [alias, name] : aliases) {
    std::set<std::string> way{alias};
    for (auto next = aliases.find(name); next != aliases.end(); next = aliases.find(name)) {
      if (!way.insert(name).second)
        refuse({"the aliases of '" + alias + "' go round in a circle",
                "“" + alias + "” 的别名循环指向自身"},
               {"take one of the lines out", "请删去其中一行"});
      name = next->second;
    }
  }
  return aliases;
}

std::size_t apply_aliases(Table& table, const std::string& column, const Aliases& aliases) {
  static_cast<void>(table.column(column));
  DataColumn& names = table.edit(column);
  std::map<std::string, std::size_t> changed;
  std::size_t cells = 0;
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < names.texts.size(); ++i) {
    const auto found = aliases.find(names.texts[i]);
    if (found == aliases.end()) continue;
    ++changed[found->first + " -> " + found->second];
    names.texts[i] = found->second;
    rows.push_back(static_cast<std::uint32_t>(i));
    ++cells;
  }
  if (cells == 0) return 0;
  std::vector<std::string> list;
  for (const auto& [pair, count] : changed)
    list.push_back(pair + " (" + std::to_string(count) + ")");
  table.notes().push_back(note("YG1307",
                               {"names replaced in '" + column + "': " + text::join(list, ", "),
                                "“" + column + "” 中替换的名称：" + text::join(list, "，")})
                              .about(column));
  table.changes().push_back({"aliases", column, Text(text::join(list, ", ")), cells, rows});
  return cells;
}

void settle_suffixes(Table& table, const std::string& column, Suffix policy) {
  if (!table.column(column).is_text) return;
  DataColumn& names = table.edit(column);
  std::vector<Problem> problems;
  std::map<std::string, std::string> replace;
  for (const auto& group : suffix_twins(names.texts)) {
    std::vector<std::string> shown;
    for (const std::string& name : group) {
      const auto first = std::find(names.texts.begin(), names.texts.end(), name);
      const auto row = static_cast<std::size_t>(first - names.texts.begin());
      const std::string address = table.address(column, row);
      shown.push_back(name + " (" + (address.empty() ? "row " + std::to_string(row + 1) : address) +
                      ")");
      if (name != group[0]) replace[name] = group[0];
    }
    problems.push_back(
        error("YG1305",
              {"these names of '" + column +
                   "' differ only by their suffix: " + text::join(shown, ", "),
               "“" + column + "” 中的以下名称只差后缀：" + text::join(shown, "，")},
              {"if they are one place, write suffix = \"strip\" or use an alias file; else make "
               "the names differ",
               "若为同一地区，请写 suffix = \"strip\" 或使用别名文件；否则请区分名称"})
            .about(group[0]));
  }
  if (problems.empty()) return;
  if (policy == Suffix::error) throw Error{std::move(problems)};
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < names.texts.size(); ++i)
    if (const auto found = replace.find(names.texts[i]); found != replace.end()) {
      names.texts[i] = found->second;
      rows.push_back(static_cast<std::uint32_t>(i));
    }
  std::vector<std::string> list;
  for (const auto& [from, to] : replace) list.push_back(from + " -> " + to);
  table.notes().push_back(note("YG1308",
                               {"suffixes settled in " + std::to_string(rows.size()) +
                                    " cells of '" + column + "': " + text::join(list, ", "),
                                "“" + column + "” 有 " + std::to_string(rows.size()) +
                                    " 个单元格统一了后缀：" + text::join(list, "，")})
                              .about(column));
  table.changes().push_back({"suffixes", column, Text(text::join(list, ", ")), rows.size(), rows});
}

}  // namespace yugong::data
