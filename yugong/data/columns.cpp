#include "yugong/data/columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "yugong/base/text.hpp"

namespace yugong::data {

namespace {

constexpr std::size_t most_cells_named = 20;

/// A column while its cells are looked at.
struct Draft {
  int column = 0;  ///< in the grid
  std::string name;
  Text label;
  std::string unit;
  bool forced_text = false;
  std::vector<double> values;
  std::vector<std::uint32_t> texts;  ///< rows (of the table) that hold text
  std::size_t numbers = 0, percents = 0, leading_zeros = 0;
  std::size_t shortest = std::numeric_limits<std::size_t>::max(), longest = 0;

  bool is_text() const {
    const bool code = leading_zeros > 0 && shortest == longest && texts.empty();
    return forced_text || code || texts.size() > numbers;
  }
};

class Builder {
 public:
  Builder(const Grid& grid,
          const Layout& layout,
          const ReadOptions& options,
          const MissingMarks& marks,
          const Source& source,
          std::vector<Problem>& errors)
      : grid_(grid),
        layout_(layout),
        options_(options),
        marks_(marks),
        source_(source),
        errors_(errors) {}

  Table build(RenameList& renames) {
    table_.sources().push_back(source_);
    table_.notes() = layout_.notes;
    choose_rows();
    fill_merged_texts();
    name_columns(renames);
    for (std::size_t i = 0; i < rows_.size(); ++i)
      for (Draft& draft : drafts_)
        consume(draft, cell(rows_[i], draft.column), static_cast<std::uint32_t>(i));
    for (Draft& draft : drafts_) finish(draft);
    report_cells();
    if (padded_ > 0)
      table_.notes().push_back(note(
          "YG1115",
          {"blanks inside Chinese words were closed up in " + std::to_string(padded_) + " cells",
           std::to_string(padded_) + " 个单元格中汉字之间的空格已去除"},
          {},
          place()));
    return std::move(table_);
  }

 private:
  Place place(long row = 0, int column = -1) const {
    Place p;
    p.file = source_.file;
    p.sheet = source_.sheet;
    p.row = row;
    if (column >= 0) p.cell = cell_address(row, column + 1);
    return p;
  }

  const Cell& cell(int row, int column) const {
    if (!merged_.empty())
      if (const auto found = merged_.find({row, column}); found != merged_.end())
        return *found->second;
    return grid_.at(row, column);
  }

  /// Rows with anything in them, without repeated headers; rows longer than the header are refused.
  void choose_rows() {
    const int width = static_cast<int>(layout_.headers.size());
    std::vector<int> shorter;
    for (int r = layout_.first_data; r < layout_.end_data; ++r) {
      bool filled = false;
      for (int c = 0; c < grid_.width(r) && !filled; ++c)
        filled = grid_.at(r, c).kind != CellKind::blank;
      if (!filled) continue;
      if (std::binary_search(layout_.repeated.begin(), layout_.repeated.end(), r)) continue;
      if (grid_.has_widths && grid_.width(r) < header_width()) shorter.push_back(r + 1);
      if (grid_.has_widths && grid_.width(r) > header_width() && width > header_width())
        refuse_long_row(r);
      rows_.push_back(r);
    }
    if (!layout_.repeated.empty())
      table_.notes().push_back(note(
          "YG1009",
          {std::to_string(layout_.repeated.size()) + " rows repeat the header and are not data",
           std::to_string(layout_.repeated.size()) + " 行为重复的表头，不是数据"},
          {},
          place(layout_.repeated.front() + 1)));
    if (!shorter.empty())
      table_.notes().push_back(warning(
          "YG1011",
          {std::to_string(shorter.size()) + " rows have fewer fields than the header (first: row " +
               std::to_string(shorter.front()) + "); the rest is missing",
           std::to_string(shorter.size()) + " 行的字段少于表头（首个：第 " +
               std::to_string(shorter.front()) + " 行），其余按缺失处理"},
          {"compare these rows with the original", "请与原始文件核对这些行"},
          place(shorter.front())));
  }

  int header_width() const {
    if (layout_.header_rows == 0) return static_cast<int>(layout_.headers.size());
    int w = 0;
    for (int r = layout_.header_first; r < layout_.first_data; ++r) w = std::max(w, grid_.width(r));
    return w;
  }

  void refuse_long_row(int row) {
    bool filled = false;
    for (int c = header_width(); c < grid_.width(row); ++c)
      filled = filled || grid_.at(row, c).kind != CellKind::blank;
    if (!filled || ++long_rows_ > most_cells_named) return;
    errors_.push_back(
        error("YG1011",
              {"row " + std::to_string(row + 1) + " has " + std::to_string(grid_.width(row)) +
                   " fields, the header has " + std::to_string(header_width()),
               "第 " + std::to_string(row + 1) + " 行有 " + std::to_string(grid_.width(row)) +
                   " 个字段，而表头有 " + std::to_string(header_width()) + " 个"},
              {"put texts or numbers that hold the separator in double quotes, or set separator",
               "含分隔符的文字或数字请加双引号，或设置 separator"},
              place(row + 1)));
  }

  /// A merged text stands for every row that it covers.
  void fill_merged_texts() {
    for (const Merge& m : grid_.merges) {
      if (m.row < layout_.first_data || m.last_row == m.row) continue;
      const Cell& first = grid_.at(m.row, m.column);
      if (first.kind != CellKind::text) continue;
      for (int r = m.row + 1; r <= std::min(m.last_row, layout_.end_data - 1); ++r)
        merged_[{r, m.column}] = &first;
    }
  }

  bool has_cells(int column) const {
    return std::any_of(rows_.begin(), rows_.end(), [&](int r) {
      return grid_.at(r, column).kind != CellKind::blank;
    });
  }

  void name_columns(RenameList& renames) {
    std::map<std::string, int> seen;
    for (int c = 0; c < static_cast<int>(layout_.headers.size()); ++c) {
      const Header& header = layout_.headers[static_cast<std::size_t>(c)];
      Draft draft;
      draft.column = c;
      draft.unit = header.unit.empty() ? layout_.preamble_unit : header.unit;
      draft.name = header.name;
      if (header.name.empty()) {
        if (!has_cells(c)) continue;
        draft.name = "column_" + std::to_string(c + 1);
        if (layout_.header_rows > 0)
          table_.notes().push_back(
              note("YG1103",
                   {"column " + std::to_string(c + 1) + " has no name; it is called " + draft.name,
                    "第 " + std::to_string(c + 1) + " 列没有列名，记为 " + draft.name},
                   {},
                   place(layout_.header_first + 1, c)));
      } else if (const Rename* rename = renames.find(header.name)) {
        draft.name = rename->name;
        draft.label = rename->label;
        if (!rename->unit.empty()) draft.unit = rename->unit;
      }
      if (draft.label.empty() && draft.name != header.name && !header.name.empty())
        draft.label = Text(header.name);
      const auto [before, fresh] = seen.emplace(draft.name, c);
      if (!fresh) {
        refuse_twins(draft.name, before->second, c);
        continue;
      }
      renames.saw(draft.name);
      const auto listed = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), draft.name) != names.end();
      };
      // with years in columns the names chosen are known only after reshaping
      if (!options_.columns.empty() && options_.wide.empty() && !listed(options_.columns)) continue;
      draft.forced_text = listed(options_.text);
      draft.values.resize(rows_.size());
      drafts_.push_back(std::move(draft));
    }
  }

  void refuse_twins(const std::string& name, int first, int second) {
    const long row = layout_.header_first + 1;
    errors_.push_back(error("YG1102",
                            {"columns " + cell_address(row, first + 1) + " and " +
                                 cell_address(row, second + 1) + " are both named '" + name + "'",
                             "列 " + cell_address(row, first + 1) + " 与 " +
                                 cell_address(row, second + 1) + " 同名 “" + name + "”"},
                            {"set header_rows if the header has several rows, or change one of the "
                             "names in the file",
                             "若表头有多行请设置 header_rows，或在文件中修改其一"},
                            place(row, second))
                          .about(name));
  }

  void consume(Draft& draft, const Cell& c, std::uint32_t row) {
    double& value = draft.values[row];
    value = missing;
    if (c.kind == CellKind::blank) return;
    if (c.kind == CellKind::number) {
      if (marks_.has_numbers() && marks_.contains(text::round_trip(c.number))) return;
      value = c.number;
      ++draft.numbers;
      draft.percents += c.percent;
      return;
    }
    const std::string_view s = c.text();
    if (marks_.has_numbers() && marks_.contains(s)) return;
    bool percent = false;
    double read = 0;
    if (!draft.forced_text && read_number(s, options_.decimal[0], read, percent)) {
      value = read;
      ++draft.numbers;
      draft.percents += percent;
      draft.leading_zeros += s.size() > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9';
      draft.shortest = std::min(draft.shortest, s.size());
      draft.longest = std::max(draft.longest, s.size());
      return;
    }
    if (!marks_.contains(s)) draft.texts.push_back(row);
  }

  void finish(Draft& draft) {
    DataColumn column;
    column.name = draft.name;
    column.label = draft.label;
    column.unit = draft.unit;
    column.is_text = draft.is_text();
    column.origins.reserve(rows_.size());
    for (const int r : rows_) column.origins.push_back({0, r + 1, draft.column + 1});
    if (column.is_text) {
      finish_text(draft, column);
    } else {
      column.numbers = std::move(draft.values);
      if (options_.float32)
        for (double& v : column.numbers) v = static_cast<double>(static_cast<float>(v));
      note_percents(draft, column);
      for (const auto row : draft.texts)
        bad_.push_back({row, draft.column, draft.name, draft.numbers + draft.texts.size()});
    }
    for (std::size_t i = 0; i < column.size(); ++i)
      if (column.missing_at(i)) column.set_mark(i, Mark::missing);
    if (!column.is_text)
      for (const auto row : draft.texts) column.set_mark(row, Mark::rejected);
    table_.add(std::move(column));
  }

  void finish_text(const Draft& draft, DataColumn& column) {
    column.texts.resize(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Cell& c = cell(rows_[i], draft.column);
      if (c.kind == CellKind::text && marks_.contains(c.text())) continue;
      column.texts[i] = shown(c);
      if (c.kind != CellKind::text) continue;
      if (std::string closed = without_padding(column.texts[i]); closed != column.texts[i]) {
        column.texts[i] = std::move(closed);
        ++padded_;
      }
    }
    if (draft.forced_text) return;
    if (draft.leading_zeros > 0 && draft.texts.empty())
      table_.notes().push_back(
          note("YG1117",
               {"'" + draft.name + "' holds codes with leading zeros and is kept as text",
                "“" + draft.name + "” 为带前导零的代码，按文本保留"},
               {},
               place(rows_.empty() ? 0 : rows_[0] + 1, draft.column))
              .about(draft.name));
    else if (10 * draft.numbers >= draft.texts.size() + draft.numbers && draft.numbers > 0)
      table_.notes().push_back(
          warning(
              "YG1118",
              {"'" + draft.name + "' holds " + std::to_string(draft.texts.size()) + " texts and " +
                   std::to_string(draft.numbers) + " numbers and is kept as text",
               "“" + draft.name + "” 含 " + std::to_string(draft.texts.size()) + " 个文本和 " +
                   std::to_string(draft.numbers) + " 个数值，按文本保留"},
              {"add the marks of missing cells to `missing`, or list the column in `text`",
               "请将缺失标记加入 missing，或将该列列入 text"},
              place(rows_.empty() ? 0 : rows_[0] + 1, draft.column))
              .about(draft.name));
  }

  void note_percents(const Draft& draft, DataColumn& column) {
    if (draft.percents == 0) return;
    if (column.unit.empty()) column.unit = "%";
    const std::string n = std::to_string(draft.percents), of = std::to_string(draft.numbers);
    if (draft.percents == draft.numbers) {
      table_.notes().push_back(note("YG1109",
                                    {"'" + draft.name + "' is in percent: 12.3% is read as 12.3",
                                     "“" + draft.name + "” 以百分数给出：12.3% 读作 12.3"},
                                    {},
                                    place())
                                   .about(draft.name));
      return;
    }
    table_.notes().push_back(
        warning("YG1109",
                {"only " + n + " of " + of + " numbers of '" + draft.name +
                     "' have a percent sign; 12.3% is read as 12.3",
                 "“" + draft.name + "” 的 " + of + " 个数值中只有 " + n +
                     " 个带百分号；12.3% 读作 12.3"},
                {"see whether the others are percentages too", "请核对其余数值是否也是百分数"},
                place())
            .about(draft.name));
  }

  /// "阳泉, 2015" of a row: its first text, and its period.
  std::string key_of(std::uint32_t row) const {
    std::vector<std::string> parts;
    for (const DataColumn& column : table_.columns())
      if (column.is_text && !column.texts[row].empty()) {
        parts.push_back(column.texts[row]);
        break;
      }
    if (table_.has(options_.time)) {
      const DataColumn& time = table_.column(options_.time);
      if (!time.missing_at(row))
        parts.push_back(time.is_text ? time.texts[row] : text::round_trip(time.numbers[row]));
    }
    return parts.empty() ? "" : ", " + text::join(parts, ", ");
  }

  void report_cells() {
    std::map<std::string, std::size_t> of_column;
    for (const Bad& bad : bad_) ++of_column[bad.name];
    std::map<std::string, std::size_t> told;
    const bool strict = options_.bad_cells == BadCells::error;
    for (const Bad& bad : bad_) {
      const int row = rows_[bad.row];
      const std::size_t count = of_column[bad.name];
      if (++told[bad.name] > most_cells_named) continue;
      const std::string written = shown(cell(row, bad.column)), key = key_of(bad.row);
      Text what{"'" + written + "' is not a number (variable " + bad.name + key + ")",
                "“" + written + "” 不是数值（变量 " + bad.name + key + "）"};
      if (told[bad.name] == most_cells_named && count > most_cells_named) {
        what.en +=
            "; " + std::to_string(count - most_cells_named) + " more such cells in this column";
        what.zh += "；该列还有 " + std::to_string(count - most_cells_named) + " 个这样的单元格";
      }
      if (!strict) {
        what.en +=
            "; kept as missing, " + std::to_string(count) + " of " + std::to_string(bad.filled);
        what.zh += "；按缺失处理，" + std::to_string(bad.filled) + " 个中的 " +
                   std::to_string(count) + " 个";
      }
      const Text mend{
          "correct the cell, add it to `missing`" +
              std::string(strict ? ", read the column as text: text = [\"" + bad.name +
                                       "\"], or keep such cells as missing: bad_cells = \"missing\""
                                 : ""),
          "请改正该单元格，或将其加入 missing" +
              std::string(strict ? "，或按文本读取：text = [\"" + bad.name +
                                       "\"]，或按缺失处理：bad_cells = \"missing\""
                                 : "")};
      Problem problem =
          (strict ? error : warning)("YG1107", what, mend, place(row + 1, bad.column));
      (strict ? errors_ : table_.notes()).push_back(problem.about(bad.name));
    }
  }

  struct Bad {
    std::uint32_t row;
    int column;
    std::string name;
    std::size_t filled;
  };

  const Grid& grid_;
  const Layout& layout_;
  const ReadOptions& options_;
  const MissingMarks& marks_;
  const Source& source_;
  std::vector<Problem>& errors_;
  Table table_;
  std::vector<int> rows_;
  std::vector<Draft> drafts_;
  std::vector<Bad> bad_;
  std::map<std::pair<int, int>, const Cell*> merged_;
  std::size_t padded_ = 0;
  std::size_t long_rows_ = 0;
};

bool is_wide(std::string_view s, std::size_t at) {
  return at < s.size() && static_cast<unsigned char>(s[at]) >= 0xE4;
}

}  // namespace

std::string without_padding(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t j = i;
    while (j < s.size() &&
           (s[j] == ' ' || s.compare(j, 3, "\u3000") == 0 || s.compare(j, 2, "\u00A0") == 0))
      j += s[j] == ' ' ? 1U : s.compare(j, 2, "\u00A0") == 0 ? 2U : 3U;
    const bool between = j > i && out.size() >= 3 && is_wide(out, out.size() - 3) && is_wide(s, j);
    if (j > i && !between) out += s.substr(i, j - i);
    if (j < s.size()) {
      std::size_t length = 1;
      while (j + length < s.size() && (s[j + length] & 0xC0) == 0x80) ++length;
      out += s.substr(j, length);
      j += length;
    }
    i = j;
  }
  return out;
}

RenameList::RenameList(std::vector<Rename> renames)
    : renames_(std::move(renames)),
      used_(renames_.size(), false) {
  for (Rename& r : renames_) r.original = header_name(r.original);
}

const Rename* RenameList::find(const std::string& header) {
  const std::string bare = without_unit(header);
  const Rename* found = nullptr;
  for (std::size_t i = 0; i < renames_.size(); ++i) {
    const bool exact = renames_[i].original == header;
    if (!exact && !(found == nullptr &&
                    (renames_[i].original == bare || without_unit(renames_[i].original) == header)))
      continue;
    found = &renames_[i];
    used_[i] = true;
    if (exact) break;
  }
  if (found == nullptr &&
      std::find(unmatched_.begin(), unmatched_.end(), header) == unmatched_.end())
    unmatched_.push_back(header);
  return found;
}

std::vector<std::pair<std::string, std::string>> RenameList::near_misses() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < renames_.size(); ++i) {
    if (used_[i]) continue;
    const auto near = text::nearest(renames_[i].original, unmatched_, 1);
    if (!near.empty()) out.emplace_back(renames_[i].original, near[0]);
  }
  return out;
}

Table make_table(const Grid& grid,
                 const Layout& layout,
                 const ReadOptions& options,
                 const MissingMarks& marks,
                 RenameList& renames,
                 const Source& source,
                 std::vector<Problem>& errors) {
  return Builder(grid, layout, options, marks, source, errors).build(renames);
}

}  // namespace yugong::data
