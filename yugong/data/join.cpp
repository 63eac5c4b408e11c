#include "yugong/data/join.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "yugong/base/error.hpp"

namespace yugong::data {

namespace {

constexpr std::size_t most_named = 20;
constexpr std::uint32_t none = UINT32_MAX;

/// Text of a key cell: 2015, 2015.0 and "2015" are the same key.
std::string key_text(const DataColumn& column, std::size_t row) {
  return column.is_text                    ? column.texts[row]
         : is_missing(column.numbers[row]) ? ""
                                           : text::round_trip(column.numbers[row]);
}

struct Keys {
  std::vector<std::string> whole;  ///< by row, parts joined by a blank
  std::vector<std::string> units;  ///< by row, the first part
};

Keys keys_of(const Table& table, const std::vector<std::string>& by) {
  Keys keys;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::vector<std::string> parts;
    for (const std::string& name : by) parts.push_back(key_text(table.column(name), i));
    keys.units.push_back(parts[0]);
    keys.whole.push_back(text::join(parts, " "));
  }
  return keys;
}

std::vector<std::string> distinct(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  std::unordered_set<std::string> seen;
  for (const std::string& name : names)
    if (seen.insert(name).second) out.push_back(name);
  return out;
}

std::string listed(const std::vector<std::string>& names, const char* comma) {
  const std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(most_named, names.size())));
  return text::join(first, comma) + (names.size() > most_named ? std::string(comma) + "..." : "");
}

/// "襄樊 (襄阳?)": each name with its nearest candidate.
std::vector<std::string> with_nearest(const std::vector<std::string>& names,
                                      const std::vector<std::string>& candidates) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto near =
        i < most_named ? text::nearest(names[i], candidates, 1) : std::vector<std::string>{};
    out.push_back(near.empty() ? names[i] : names[i] + " (" + near[0] + "?)");
  }
  return out;
}

class Joiner {
 public:
  Joiner(const Table& left, const Table& right, const JoinOptions& options, const std::string& name)
      : left_(left),
        right_(right),
        options_(options),
        name_(name) {
    place_.file = !name.empty() || right.sources().empty() ? name : right.sources()[0].file;
  }

  Table run() {
    check_columns();
    left_keys_ = keys_of(left_, options_.by);
    right_keys_ = keys_of(right_, options_.by);
    match();
    if (options_.unmatched == Unmatched::error) refuse_unknown_units();
    note_unmatched();
    return assemble();
  }

 private:
  void check_columns() {
    std::vector<Problem> problems;
    const auto need = [&](const Table& table, const std::string& column, const Text& which) {
      if (table.has(column)) return;
      const auto names = table.names();
      const Text near = text::did_you_mean(column, names);
      problems.push_back(error("YG1313",
                               {which.en + " has no key column '" + column + "'",
                                which.zh + "没有主键列 “" + column + "”"},
                               {"rename its column, or join by another one" + near.en,
                                "请改列名，或改用其他主键" + near.in(Lang::zh)},
                               place_)
                             .about(column));
    };
    for (const std::string& column : options_.by) {
      need(left_, column, {"the table", "主表"});
      need(right_, column, {"the joined file", "被连接的文件"});
    }
    for (const DataColumn& column : right_.columns()) {
      const bool key =
          std::find(options_.by.begin(), options_.by.end(), column.name) != options_.by.end();
      if (!key && left_.has(column.name))
        problems.push_back(
            error("YG1312",
                  {"both tables have a column '" + column.name + "'",
                   "两个表都有列 “" + column.name + "”"},
                  {"rename one of them, or leave it out with columns = [...] of its source",
                   "请改名，或用该数据源的 columns = [...] 去掉其一"},
                  place_)
                .about(column.name));
    }
    if (options_.by.empty())
      problems.push_back(
          error("YG1313",
                {"a join needs key columns", "连接需要主键列"},
                {"write by = [\"city\", \"year\"]", "请写 by = [\"city\", \"year\"]"},
                place_));
    if (!problems.empty()) throw Error{std::move(problems)};
  }

  void match() {
    std::unordered_map<std::string, std::uint32_t> rows;
    std::vector<Problem> problems;
    for (std::uint32_t i = 0; i < right_.rows(); ++i) {
      const auto [at, fresh] = rows.emplace(right_keys_.whole[i], i);
      if (fresh || problems.size() >= most_named) continue;
      const std::string a = right_.address(options_.by[0], at->second),
                        b = right_.address(options_.by[0], i);
      problems.push_back(
          error("YG1302",
                {"the key " + right_keys_.whole[i] + " occurs twice in the joined file: " + a +
                     " and " + b,
                 "被连接的文件中主键 " + right_keys_.whole[i] + " 出现两次：" + a + " 与 " + b},
                {"keep one of the rows: unique = \"first\"" +
                     std::string(options_.by.size() == 1 ? ", or join by unit and period" : ""),
                 "请只保留一行：unique = \"first\"" +
                     std::string(options_.by.size() == 1 ? "，或按个体与时期连接" : "")},
                place_)
              .about(right_keys_.units[i]));
    }
    if (!problems.empty()) throw Error{std::move(problems)};
    partner_.assign(left_.rows(), none);
    right_used_.assign(right_.rows(), false);
    for (std::size_t i = 0; i < left_.rows(); ++i)
      if (const auto found = rows.find(left_keys_.whole[i]); found != rows.end()) {
        partner_[i] = found->second;
        right_used_[found->second] = true;
      }
    for (std::uint32_t i = 0; i < right_.rows(); ++i)
      if (!right_used_[i]) right_alone_.push_back(i);
    for (std::uint32_t i = 0; i < left_.rows(); ++i)
      if (partner_[i] == none) left_alone_.push_back(i);
  }

  void refuse_unknown_units() {
    const std::vector<std::string> known = distinct(left_keys_.units);
    const std::unordered_set<std::string> known_set(known.begin(), known.end());
    const std::unordered_set<std::string> right_set(right_keys_.units.begin(),
                                                    right_keys_.units.end());
    std::vector<std::string> unknown, lonely;
    for (const std::string& unit : distinct(right_keys_.units))
      if (known_set.count(unit) == 0) unknown.push_back(unit);
    if (unknown.empty()) return;
    for (const std::string& unit : known)
      if (right_set.count(unit) == 0) lonely.push_back(unit);
    // a renamed unit is most likely one that has no partner yet
    const std::vector<std::string> shown = with_nearest(unknown, lonely.empty() ? known : lonely);
    const std::string n = std::to_string(unknown.size());
    throw Error{error("YG1310",
                      {n + " names of '" + options_.by[0] +
                           "' do not match the table: " + listed(shown, ", "),
                       "“" + options_.by[0] + "” 中有 " + n + " 个名称在主表中找不到：" +
                           listed(shown, "，")},
                      {"list old and short names in an alias file ([prepare] aliases), or say "
                       "unmatched = \"keep\" or \"drop\"",
                       "请在别名文件中列出旧名和简称（[prepare] aliases），或写 unmatched = "
                       "\"keep\" 或 \"drop\""},
                      place_)
                    .about(unknown[0])};
  }

  void note_unmatched() {
    const auto add = [&](const std::vector<std::uint32_t>& rows, const Keys& keys, bool right) {
      if (rows.empty()) return;
      std::vector<std::string> whole;
      for (const std::uint32_t i : rows) whole.push_back(keys.whole[i]);
      whole = distinct(whole);
      const std::string n = std::to_string(rows.size()), list = listed(whole, ", ");
      const bool drop = options_.unmatched == Unmatched::drop;
      const bool added = right && options_.unmatched == Unmatched::keep && options_.by.size() > 1;
      const Text fate = drop || (right && !added) ? Text{"left out", "未采用"}
                        : added                   ? Text{"added as new rows", "作为新行加入"}
                                : Text{"their cells are missing", "其单元格记为缺失"};
      const Text whose = right ? Text{"rows of the joined file", "被连接文件的行"}
                               : Text{"rows of the table", "主表的行"};
      notes_.push_back(warning("YG1311",
                               {n + " " + whose.en + " have no partner (" + fate.en + "): " + list,
                                n + " 个" + whose.zh + "未匹配（" + fate.zh + "）：" + list},
                               {},
                               place_));
      if (right && !added)
        changes_.push_back({"join", "", Text(name_), 0, {}});
      else if (!right && drop)
        changes_.push_back({"join", "", Text(name_), 0, rows});
    };
    add(right_alone_, right_keys_, true);
    add(left_alone_, left_keys_, false);
  }

  Table assemble() {
    const bool keep = options_.unmatched == Unmatched::keep && options_.by.size() > 1;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < left_.rows(); ++i)
      if (options_.unmatched != Unmatched::drop || partner_[i] != none) rows.push_back(i);
    const auto shift = static_cast<std::int32_t>(left_.sources().size());
    Table out;
    for (const DataColumn& column : left_.columns()) {
      const bool key =
          std::find(options_.by.begin(), options_.by.end(), column.name) != options_.by.end();
      DataColumn made = blank_copy(column);
      for (const std::uint32_t i : rows) push(made, &column, i, 0);
      if (keep)
        for (const std::uint32_t i : right_alone_)
          push(made, key ? &right_.column(column.name) : nullptr, i, shift);
      out.add(std::move(made));
    }
    for (const DataColumn& column : right_.columns()) {
      if (out.has(column.name)) continue;
      DataColumn made = blank_copy(column);
      for (const std::uint32_t i : rows)
        push(made, partner_[i] == none ? nullptr : &column, partner_[i], shift);
      if (keep)
        for (const std::uint32_t i : right_alone_) push(made, &column, i, shift);
      out.add(std::move(made));
    }
    const auto gather = [&](auto& into, const auto& a, const auto& b) {
      into = a;
      into.insert(into.end(), b.begin(), b.end());
    };
    gather(out.sources(), left_.sources(), right_.sources());
    gather(out.notes(), left_.notes(), right_.notes());
    gather(out.changes(), left_.changes(), right_.changes());
    out.notes().insert(out.notes().end(), notes_.begin(), notes_.end());
    out.changes().insert(out.changes().end(), changes_.begin(), changes_.end());
    return out;
  }

  static DataColumn blank_copy(const DataColumn& column) {
    DataColumn out;
    out.name = column.name;
    out.is_text = column.is_text;
    out.label = column.label;
    out.unit = column.unit;
    out.value_labels = column.value_labels;
    out.formula = column.formula;
    return out;
  }

  /// Appends the cell of `from`, or a missing one when there is no such row.
  static void push(DataColumn& out, const DataColumn* from, std::uint32_t row, std::int32_t shift) {
    const bool text_here = from != nullptr && from->is_text;
    if (out.is_text) {
      out.texts.push_back(from == nullptr ? "" : key_text(*from, row));
    } else {
      double v = missing;
      if (from != nullptr && !text_here) v = from->numbers[row];
      if (text_here) text::parse_number(from->texts[row], v);
      out.numbers.push_back(v);
    }
    out.marks.push_back(from == nullptr ? Mark::missing : from->mark(row));
    Origin origin = from == nullptr || from->origins.empty() ? Origin{} : from->origins[row];
    if (origin.source >= 0) origin.source += shift;
    out.origins.push_back(origin);
  }

  const Table& left_;
  const Table& right_;
  const JoinOptions& options_;
  std::string name_;
  Place place_;
  Keys left_keys_, right_keys_;
  std::vector<std::uint32_t> partner_, left_alone_, right_alone_;
  std::vector<bool> right_used_;
  std::vector<Problem> notes_;
  std::vector<Change> changes_;
};

}  // namespace

Table join(const Table& left,
           const Table& right,
           const JoinOptions& options,
           const std::string& name) {
  return Joiner(left, right, options, name).run();
}

}  // namespace yugong::data
