#include "yugong/data/read.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <glob.h>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/data/columns.hpp"
#include "yugong/data/delimited.hpp"
#include "yugong/data/encoding.hpp"
#include "yugong/data/format.hpp"
#include "yugong/data/layout.hpp"
#include "yugong/data/reshape.hpp"
#include "yugong/data/typed_files.hpp"
#include "yugong/data/workbook.hpp"

namespace yugong::data {

namespace fs = std::filesystem;

namespace {

Place in_file(const std::string& path, const std::string& sheet = "") {
  Place place;
  place.file = path;
  place.sheet = sheet;
  return place;
}

/// Reads files one after another; mistakes that can be found together are thrown together.
class Reader {
 public:
  Reader(const ReadOptions& options, const std::string& folder)
      : options_(options),
        marks_(options.missing) {
    if (options.decimal != "." && options.decimal != ",")
      throw Error{error("YG2202",
                        {"decimal must be \".\" or \",\"", "decimal 只能是 \".\" 或 \",\""},
                        {"write decimal = \".\"", "请写 decimal = \".\""})};
    if (options.rename.is_text()) {
      const fs::path path = fs::path(options.rename.text).is_absolute()
                                ? fs::path(options.rename.text)
                                : fs::path(folder) / options.rename.text;
      renames_ = RenameList(read_renames(path.string()));
    } else if (options.rename.is_table()) {
      std::vector<Rename> renames;
      for (const auto& [header, name] : options.rename.members)
        renames.push_back({header, name.text, Text(header), ""});
      renames_ = RenameList(std::move(renames));
    }
  }

  void file(std::string bytes, const std::string& path) {
    try {
      const Source source{path, "", sha256(bytes)};
      switch (format_of(bytes, path)) {
        case Format::text:
          text_file(std::move(bytes), source);
          break;
        case Format::xlsx:
          workbook(*open_xlsx(bytes, path), source);
          break;
        case Format::xls:
          workbook(*open_xls(bytes, path), source);
          break;
        case Format::dta:
          typed(read_statistics(bytes, StatisticsFormat::dta, path, options_, source));
          break;
        case Format::sav:
          typed(read_statistics(bytes, StatisticsFormat::sav, path, options_, source));
          break;
        case Format::parquet:
          typed(read_parquet(path, source));
          break;
      }
    } catch (const Error& e) {
      errors_.insert(errors_.end(), e.problems().begin(), e.problems().end());
    }
  }

  /// All that was read, as one table.
  Table finish() {
    if (!errors_.empty()) throw Error{std::move(errors_)};
    const std::string file =
        tables_.empty() || tables_[0].sources().empty() ? "" : tables_[0].sources()[0].file;
    Table table = stack(std::move(tables_));
    check_names(table, file);
    if (!errors_.empty()) throw Error{std::move(errors_)};
    table.notes().insert(table.notes().begin(), notes_.begin(), notes_.end());
    note_misspelt_renames(table, file);
    condense(table.notes());
    if (options_.unique == Unique::first) keep_first(table);
    return table;
  }

 private:
  void text_file(std::string bytes, const Source& source) {
    const std::string encoding = to_utf8(bytes, options_.encoding, source.file);
    char separator = options_.separator == "tab"  ? '\t'
                     : options_.separator.empty() ? '\0'
                                                  : options_.separator[0];
    if (separator == '\0') separator = find_separator(bytes, options_.decimal == "," ? ',' : '\0');
    const Grid grid = parse_delimited(bytes, separator, source.file);
    std::vector<Problem> notes;
    if (encoding != "UTF-8" && options_.encoding.empty())
      notes.push_back(note("YG1016",
                           {"the text is read as " + encoding, "按编码 " + encoding + " 读取"},
                           {},
                           in_file(source.file)));
    sheet(grid, source, std::move(notes));
  }

  void workbook(Workbook& book, const Source& source) {
    const std::vector<std::size_t> chosen = choose_sheets(book, source.file);
    const bool only_one = !(options_.sheet.is_text() && options_.sheet.text == "all") &&
                          options_.time_from != TimeFrom::sheet &&
                          options_.sheet.type == Value::Type::null;
    std::size_t read_here = 0;
    for (const std::size_t i : chosen) {
      const Grid grid = book.grid(i);
      Source own = source;
      own.sheet = book.sheets()[i];
      const bool empty = std::all_of(grid.cells.begin(), grid.cells.end(), [](const Cell& c) {
        return c.kind == CellKind::blank;
      });
      if (empty) {
        notes_.push_back(note(
            "YG1017", {"the sheet is empty", "工作表为空"}, {}, in_file(source.file, own.sheet)));
        continue;
      }
      if (options_.time_from == TimeFrom::sheet && year_in(own.sheet) == 0 && chosen.size() > 1) {
        notes_.push_back(warning(
            "YG1017",
            {"the sheet is left out: its name holds no year", "工作表名中没有年份，未读取"},
            {"put the year in its name if it holds data", "若其中有数据，请在表名中写明年份"},
            in_file(source.file, own.sheet)));
        continue;
      }
      sheet(grid, own, {});
      ++read_here;
      if (only_one) break;
    }
    if (read_here == 0)
      throw Error{error("YG1004",
                        {"the workbook has no sheet with data", "工作簿中没有含数据的工作表"},
                        {"see its sheets with: yugong look " + source.file,
                         "请用 yugong look " + source.file + " 查看工作表"},
                        in_file(source.file))};
  }

  std::vector<std::size_t> choose_sheets(const Workbook& book, const std::string& file) const {
    const auto& names = book.sheets();
    std::vector<std::size_t> all(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) all[i] = i;
    const Value& wanted = options_.sheet;
    if (wanted.type == Value::Type::null ||
        (wanted.is_text() && (wanted.text == "all" || wanted.text.empty())))
      return all;
    std::vector<std::size_t> chosen;
    for (const Value& v : wanted.is_array() ? wanted.items : std::vector<Value>{wanted})
      chosen.push_back(find_sheet(names, v, file));
    return chosen;
  }

  static std::size_t find_sheet(const std::vector<std::string>& names,
                                const Value& wanted,
                                const std::string& file) {
    const std::string name =
        wanted.is_text() ? wanted.text : std::to_string(static_cast<long>(wanted.number()));
    if (wanted.is_text())
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return i;
    double position = wanted.is_number() ? wanted.number() : 0;
    if (wanted.is_text() && !text::parse_number(name, position)) position = 0;
    if (position >= 1 && position <= static_cast<double>(names.size()))
      return static_cast<std::size_t>(position) - 1;
    for (std::size_t i = 0; i < names.size(); ++i)  // sheet = 2015, where the sheet is named 2015
      if (names[i] == name) return i;
    const Text near = text::did_you_mean(name, names);
    throw Error{error("YG1008",
                      {"there is no sheet '" + name + "'", "没有工作表 “" + name + "”"},
                      {"the sheets are: " + text::join(names, ", ") + near.en,
                       "工作表有：" + text::join(names, "，") + near.in(Lang::zh)},
                      in_file(file))};
  }

  void sheet(const Grid& grid, const Source& source, std::vector<Problem> notes) {
    Layout layout;
    try {
      layout = find_layout(grid, options_, marks_, source.file);
    } catch (const Error& e) {
      errors_.insert(errors_.end(), e.problems().begin(), e.problems().end());
      return;
    }
    Table table = make_table(grid, layout, options_, marks_, renames_, source, errors_);
    table.notes().insert(table.notes().begin(), notes.begin(), notes.end());
    reshape(std::move(table), layout);
  }

  void typed(Table table) {
    for (const std::string& name : table.names()) {
      const Rename* rename = renames_.find(header_name(name));
      if (rename == nullptr) continue;
      if (rename->name != name && table.has(rename->name)) {
        errors_.push_back(error(
            "YG1102",
            {"two columns are named '" + rename->name + "'", "有两列名为 “" + rename->name + "”"},
            {"give them different names in the rename file", "请在改名文件中使用不同的名称"},
            in_file(table.sources()[0].file)));
        continue;
      }
      if (rename->name != name) table.rename(name, rename->name);
      DataColumn& column = table.edit(rename->name);
      if (!rename->label.empty()) column.label = rename->label;
      if (!rename->unit.empty()) column.unit = rename->unit;
    }
    for (const std::string& name : table.names()) {
      renames_.saw(name);
      const auto& keep = options_.columns;
      if (!keep.empty() && options_.wide.empty() &&
          std::find(keep.begin(), keep.end(), name) == keep.end())
        table.remove(name);
    }
    for (const std::string& name : table.names()) {
      DataColumn& column = table.edit(name);
      const auto& as_text = options_.text;
      if (!column.is_text && std::find(as_text.begin(), as_text.end(), name) != as_text.end()) {
        column.is_text = true;
        for (const double v : column.numbers)
          column.texts.push_back(is_missing(v) ? "" : text::round_trip(v));
        column.numbers.clear();
      }
      if (options_.float32)
        for (double& v : column.numbers) v = static_cast<double>(static_cast<float>(v));
    }
    reshape(std::move(table), {});
  }

  /// Years out of texts, columns and names; units of measure that were declared.
  void reshape(Table table, const Layout& layout) {
    const Source source = table.sources()[0];
    for (const std::string& name : table.names())
      if (std::find(options_.text.begin(), options_.text.end(), name) == options_.text.end())
        years_as_numbers(table, name);
    if (!options_.wide.empty()) {
      table = to_long(table, {options_.wide, options_.time, options_.id});
      DataColumn& column = table.edit(options_.wide);
      if (!layout.indicator.empty()) column.label = Text(layout.indicator);
      if (!layout.indicator_unit.empty()) column.unit = layout.indicator_unit;
      renames_.saw(options_.wide);
    }
    if (options_.time_from != TimeFrom::none && !add_period(table, source)) return;
    for (const auto& [name, unit] : options_.units)
      if (table.has(name)) table.edit(name).unit = unit;
    tables_.push_back(std::move(table));
  }

  bool add_period(Table& table, const Source& source) {
    const bool by_sheet = options_.time_from == TimeFrom::sheet;
    const std::string name =
        by_sheet && !source.sheet.empty() ? source.sheet : fs::path(source.file).stem().string();
    const long year = year_in(name);
    if (year == 0) {
      errors_.push_back(error("YG1105",
                              {"no year can be read from the name '" + name + "'",
                               "无法从名称 “" + name + "” 中读出年份"},
                              {"the name must hold exactly one year, e.g. 2015 or 2015年",
                               "名称中应恰有一个年份，例如 2015 或 2015年"},
                              in_file(source.file, source.sheet)));
      return false;
    }
    if (table.has(options_.time)) {
      errors_.push_back(
          error("YG1102",
                {"the sheet has a column '" + options_.time + "' of its own",
                 "工作表中已有列 “" + options_.time + "”"},
                {"leave time_from out, or give the column of periods another name: time = \"...\"",
                 "请去掉 time_from，或为时期列另取名称：time = \"...\""},
                in_file(source.file, source.sheet)));
      return false;
    }
    renames_.saw(options_.time);
    table.add(
        Column::of(options_.time, std::vector<double>(table.rows(), static_cast<double>(year))));
    return true;
  }

  void check_names(Table& table, const std::string& file) {
    std::vector<std::string> known = renames_.seen();
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    const auto check = [&](const std::string& name, const char* option) {
      if (std::binary_search(known.begin(), known.end(), name)) return;
      const Text near = text::did_you_mean(name, known);
      errors_.push_back(
          error("YG2104",
                {"unknown column '" + name + "' in " + option,
                 std::string(option) + " 中的列 “" + name + "” 不存在"},
                {"use the names after renaming" + near.en + "; `yugong look` lists all " +
                     std::to_string(known.size()),
                 "请使用改名后的列名" + near.in(Lang::zh) + "；yugong look 可列出全部 " +
                     std::to_string(known.size()) + " 列"},
                in_file(file))
              .about(name));
    };
    for (const auto& name : options_.columns) check(name, "columns");
    for (const auto& name : options_.text) check(name, "text");
    for (const auto& [name, unit] : options_.units) check(name, "units");
    if (options_.columns.empty()) return;
    for (const std::string& name : table.names()) {
      const bool made =
          name == options_.time && (options_.time_from != TimeFrom::none || !options_.wide.empty());
      if (!made && std::find(options_.columns.begin(), options_.columns.end(), name) ==
                       options_.columns.end())
        table.remove(name);
    }
  }

  /// A rename file may serve several sources, so that a header which does not occur is no mistake;
  /// a near miss is.
  void note_misspelt_renames(Table& table, const std::string& file) const {
    for (const auto& [written, header] : renames_.near_misses())
      table.notes().push_back(
          warning("YG1108",
                  {"the rename file has '" + written + "', the data have '" + header + "'",
                   "改名文件中是 “" + written + "”，而数据中是 “" + header + "”"},
                  {"write the header as it stands in the data", "请按数据中的写法填写表头"},
                  in_file(file))
              .about(header));
  }

  /// What is said of many sheets in the same words, but for numbers, is said once.
  static void condense(std::vector<Problem>& notes) {
    std::vector<Problem> kept;
    std::map<std::string, std::pair<std::size_t, std::vector<std::string>>> groups;
    for (Problem& p : notes) {
      std::string key = p.code + p.place.file;
      for (const char c : p.what.en)
        if (c < '0' || c > '9') key += c;
      const auto [at, fresh] =
          groups.emplace(key, std::pair{kept.size(), std::vector<std::string>{}});
      if (fresh || p.place.sheet.empty() || !p.place.cell.empty())
        kept.push_back(std::move(p));
      else
        at->second.second.push_back(p.place.sheet);
    }
    for (const auto& [key, group] : groups) {
      if (group.second.empty()) continue;
      kept[group.first].what.en += " (likewise in sheets " + text::join(group.second, ", ") + ")";
      kept[group.first].what.zh += "（以下工作表同样如此：" + text::join(group.second, "、") + "）";
    }
    notes = std::move(kept);
  }

  void keep_first(Table& table) const {
    std::vector<std::string> key = options_.key;
    if (key.empty()) {
      for (const DataColumn& column : table.columns())
        if (column.is_text && key.empty()) key.push_back(column.name);
      if (table.has(options_.time)) key.push_back(options_.time);
    }
    std::set<std::string> seen;
    std::vector<std::uint32_t> kept, dropped;
    std::vector<std::string> examples;
    for (std::uint32_t i = 0; i < table.rows(); ++i) {
      std::vector<std::string> parts;
      for (const std::string& name : key) {
        const DataColumn& c = table.column(name);
        parts.push_back(c.is_text ? c.texts[i] : text::round_trip(c.numbers[i]));
      }
      if (key.empty() || seen.insert(text::join(parts, "\x1f")).second) {
        kept.push_back(i);
        continue;
      }
      dropped.push_back(i);
      if (examples.size() < 5)
        examples.push_back(text::join(parts, " ") + " " + table.address(key[0], i));
    }
    if (dropped.empty()) return;
    table = table.take(kept);
    const std::string list =
        text::join(examples, "; ") + (dropped.size() > examples.size() ? "; ..." : "");
    table.notes().push_back(warning(
        "YG1111",
        {std::to_string(dropped.size()) +
             " rows repeat a key and were left out (unique = \"first\"): " + list,
         std::to_string(dropped.size()) + " 行主键重复，已按 unique = \"first\" 舍去：" + list}));
    table.changes().push_back(
        {"unique", "", Text("first row of each key", "每个主键保留第一行"), 0, dropped});
  }

  ReadOptions options_;
  MissingMarks marks_;
  RenameList renames_;
  std::vector<Table> tables_;
  std::vector<Problem> errors_, notes_;
};

std::string read_whole_file(const std::string& path) {
  std::string bytes = read_whole(path);
  if (bytes.empty())
    throw Error{error("YG1004",
                      {"'" + path + "' is empty", "“" + path + "” 是空文件"},
                      {"save or download it again", "请重新保存或下载"},
                      in_file(path))};
  return bytes;
}

}  // namespace

Table read(const std::string& path, const ReadOptions& options) {
  Reader reader(options, "");
  reader.file(read_whole_file(path), path);
  return reader.finish();
}

Table read_bytes(std::string bytes, const std::string& name, const ReadOptions& options) {
  Reader reader(options, "");
  reader.file(std::move(bytes), name);
  return reader.finish();
}

Table read_all(const ReadOptions& options, const std::string& folder) {
  Reader reader(options, folder);
  std::vector<Problem> problems;
  std::size_t found = 0;
  for (const std::string& pattern : options.files) {
    try {
      for (const std::string& path : expand(pattern, folder)) {
        reader.file(read_whole_file(path), path);
        ++found;
      }
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  }
  if (!problems.empty()) throw Error{std::move(problems)};
  if (found == 0)
    throw Error{error("YG1010",
                      {"no files are given", "没有给出文件"},
                      {"write files = \"raw/data.csv\"", "请写 files = \"raw/data.csv\""})};
  return reader.finish();
}

std::vector<std::string> expand(const std::string& pattern, const std::string& folder) {
  const std::string full = folder.empty() || fs::path(pattern).is_absolute()
                               ? pattern
                               : (fs::path(folder) / pattern).string();
  if (pattern.find_first_of("*?[") == std::string::npos || fs::exists(full)) return {full};
  glob_t found;
  const int status = glob(full.c_str(), 0, nullptr, &found);
  std::vector<std::string> paths;
  for (std::size_t i = 0; status == 0 && i < found.gl_pathc; ++i) {
    const fs::path path = found.gl_pathv[i];
    // Excel keeps a lock file "~$name.xlsx" beside an open workbook
    if (!path.filename().string().starts_with("~$")) paths.push_back(path.string());
  }
  globfree(&found);
  if (paths.empty())
    throw Error{error("YG1010",
                      {"no file matches '" + pattern + "'", "没有文件符合 “" + pattern + "”"},
                      {"check the folder and the ending", "请检查文件夹和扩展名"},
                      in_file(full))};
  return paths;
}

}  // namespace yugong::data
