#include "yugong/data/look.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/data/delimited.hpp"
#include "yugong/data/encoding.hpp"
#include "yugong/data/format.hpp"
#include "yugong/data/layout.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/data/reshape.hpp"
#include "yugong/data/workbook.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {

namespace {

constexpr double far_out = 8;  ///< robust standard deviations from the median
constexpr std::size_t most_outliers = 200;

std::string cell_text(const DataColumn& c, std::size_t row) {
  return c.is_text                    ? c.texts[row]
         : is_missing(c.numbers[row]) ? ""
                                      : text::round_trip(c.numbers[row]);
}

double median_of(std::vector<double> v) {
  if (v.empty()) return missing;
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  if (v.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(v.begin(), middle)) / 2;
}

/// Rows of the frame of sheets, gathered column by column.
struct SheetRows {
  std::vector<std::string> name;
  std::vector<double> rows, columns, header_rows, first_data, notes;
};

/// What is known before the table is read: format, encoding, sheets.
class Survey {
 public:
  Survey(const std::string& path, ReadOptions& options)
      : path_(path),
        options_(options),
        marks_(options.missing) {}

  void run(LookReport& report) {
    std::string bytes = read_whole(path_);
    const std::string hash = sha256(bytes);
    const auto size = static_cast<double>(bytes.size());
    if (bytes.empty()) static_cast<void>(read(path_, options_));  // says that it is empty
    const Format format = format_of(bytes, path_);
    std::string encoding, separator;
    if (format == Format::text) {
      encoding = to_utf8(bytes, options_.encoding, path_);
      const char mark = options_.separator.empty()    ? find_separator(bytes)
                        : options_.separator == "tab" ? '\t'
                                                      : options_.separator[0];
      separator = mark == '\t' ? "tab" : std::string(1, mark);
      add(parse_delimited(bytes, mark, path_), report);
    } else if (format == Format::xlsx || format == Format::xls) {
      const auto book = format == Format::xlsx ? open_xlsx(bytes, path_) : open_xls(bytes, path_);
      for (std::size_t i = 0; i < book->sheets().size(); ++i) add(book->grid(i), report);
      guess_years_in_sheets(book->sheets(), report);
    }
    report.file.put("file", path_)
        .put("format", name_of(format))
        .put("encoding", encoding)
        .put("separator", separator);
    report.file.put("bytes", size).put("sha256", hash);
    report.sheets.add("sheet", rows_.name).add("rows", rows_.rows).add("columns", rows_.columns);
    report.sheets.add("header_rows", rows_.header_rows)
        .add("first_data_row", rows_.first_data)
        .add("notes_below", rows_.notes);
    guess_years_in_columns(report);
  }

 private:
  void add(const Grid& grid, LookReport& report) {
    rows_.name.push_back(grid.sheet);
    Layout layout;
    try {
      layout = find_layout(grid, options_, marks_, path_);
    } catch (const Error& e) {
      report.problems.insert(report.problems.end(), e.problems().begin(), e.problems().end());
    }
    rows_.rows.push_back(layout.end_data - layout.first_data);
    rows_.columns.push_back(static_cast<double>(layout.headers.size()));
    rows_.header_rows.push_back(layout.header_rows);
    rows_.first_data.push_back(layout.first_data + 1);
    double below = 0;
    for (int r = layout.end_data; r < grid.rows(); ++r)
      below += grid.width(r) > 0 && grid.at(r, 0).kind != CellKind::blank;
    rows_.notes.push_back(below);
    if (first_.empty()) {
      first_ = layout.headers;
      indicator_ = layout.indicator;
    }
  }

  void advise(LookReport& report, const Text& what, const Text& mend) const {
    Place place;
    place.file = path_;
    report.problems.push_back(note("YG1018", what, mend, place));
  }

  void guess_years_in_sheets(const std::vector<std::string>& names, LookReport& report) {
    const bool years =
        names.size() > 1 && std::count_if(names.begin(), names.end(), [](const auto& n) {
                              return year_in(n) != 0;
                            }) > 1;
    if (!years || options_.sheet.type != Value::Type::null || options_.time_from != TimeFrom::none)
      return;
    options_.time_from = TimeFrom::sheet;
    advise(report,
           {"sheets are named by years and are read as one table", "工作表以年份命名，已合并读取"},
           {"write time_from = \"sheet\" in its source", "请在数据源中写 time_from = \"sheet\""});
  }

  void guess_years_in_columns(LookReport& report) {
    const auto years = std::count_if(
        first_.begin(), first_.end(), [](const Header& h) { return year_of(h.name).has_value(); });
    if (years < 3 || !options_.wide.empty()) return;
    options_.wide = indicator_.empty() ? "value" : indicator_;
    advise(report,
           {"years stand in columns", "年份在列中"},
           {"write wide = \"" + options_.wide + "\" in its source",
            "请在数据源中写 wide = \"" + options_.wide + "\""});
  }

  std::string path_;
  ReadOptions& options_;
  MissingMarks marks_;
  SheetRows rows_;
  std::vector<Header> first_;
  std::string indicator_;
};

bool named(const std::string& name, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), text::lower(name)) != words.end();
}

bool holds_years(const DataColumn& c) {
  bool any = false;
  if (c.is_text) return false;
  for (const double v : c.numbers) {
    if (is_missing(v)) continue;
    if (v != std::floor(v) || v < 1900 || v > 2100) return false;
    any = true;
  }
  return any;
}

std::string guess_time(const Table& table, const std::string& made) {
  if (table.has(made) && holds_years(table.column(made))) return made;
  for (const DataColumn& c : table.columns())
    if (!c.is_text && named(c.name, {"year", "年份", "年度", "年", "time", "period", "t", "时间"}))
      return c.name;
  for (const DataColumn& c : table.columns())
    if (holds_years(c) && std::none_of(c.numbers.begin(), c.numbers.end(), is_missing))
      return c.name;
  return "";
}

/// Repeated (unit, time) keys when `unit` were the unit.
std::size_t duplicates(const Table& table, const std::string& unit, const std::string& time) {
  std::set<std::string> seen;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    repeated += !seen.insert(cell_text(table.column(unit), i) + "\x1f" +
                             (time.empty() ? "" : cell_text(table.column(time), i)))
                     .second;
  return repeated;
}

std::string guess_unit(const Table& table, const std::string& time) {
  const std::vector<std::string> words = {
      "city", "province", "country", "region", "county",   "firm", "unit", "id",
      "code", "iso",      "iso3",    "城市",   "地区",     "省份", "省",   "市",
      "国家", "县",       "企业",    "名称",   "单位名称", "dmu"};
  std::vector<std::string> candidates;
  for (const DataColumn& c : table.columns())
    if (c.is_text && named(c.name, words)) candidates.push_back(c.name);
  for (const DataColumn& c : table.columns())
    if (c.is_text) candidates.push_back(c.name);
  for (const DataColumn& c : table.columns())
    if (!c.is_text && c.name != time && named(c.name, words)) candidates.push_back(c.name);
  for (const std::string& name : candidates)
    if (duplicates(table, name, time) == 0) return name;
  return candidates.empty() ? "" : candidates.front();
}

Frame describe_columns(const Table& table) {
  std::vector<std::string> name, original, type, unit, example;
  std::vector<double> distinct, gone, rejected, low, mean, middle, high;
  for (const DataColumn& c : table.columns()) {
    std::set<std::string> values;
    std::vector<double> numbers;
    double missing_cells = 0, rejected_cells = 0, sum = 0;
    std::string first;
    for (std::size_t i = 0; i < c.size(); ++i) {
      rejected_cells += c.mark(i) == Mark::rejected;
      if (c.missing_at(i)) {
        ++missing_cells;
        continue;
      }
      const std::string s = cell_text(c, i);
      if (first.empty()) first = s;
      values.insert(s);
      if (!c.is_text) {
        numbers.push_back(c.numbers[i]);
        sum += c.numbers[i];
      }
    }
    name.push_back(c.name);
    original.push_back(c.label.in(Lang::zh));
    type.push_back(c.is_text ? "text" : "number");
    unit.push_back(c.unit);
    distinct.push_back(static_cast<double>(values.size()));
    gone.push_back(missing_cells);
    rejected.push_back(rejected_cells);
    low.push_back(numbers.empty() ? missing : *std::min_element(numbers.begin(), numbers.end()));
    high.push_back(numbers.empty() ? missing : *std::max_element(numbers.begin(), numbers.end()));
    mean.push_back(numbers.empty() ? missing : sum / static_cast<double>(numbers.size()));
    middle.push_back(median_of(numbers));
    example.push_back(first);
  }
  Frame frame;
  frame.add("column", name)
      .add("original", original)
      .add("type", type)
      .add("unit", unit)
      .add("distinct", distinct);
  frame.add("missing", gone)
      .add("rejected", rejected)
      .add("min", low)
      .add("mean", mean)
      .add("median", middle);
  frame.add("max", high).add("example", example);
  return frame;
}

Frame missing_by_period(const Table& table, const std::string& time) {
  std::vector<std::string> column;
  std::vector<double> period, gone, rows;
  for (const DataColumn& c : table.columns()) {
    std::map<double, std::pair<double, double>> counts;
    for (std::size_t i = 0; i < c.size(); ++i) {
      const double t = time.empty() ? 0 : table.column(time).numbers[i];
      auto& [n_missing, n] = counts[is_missing(t) ? 0 : t];
      n_missing += c.missing_at(i);
      ++n;
    }
    for (const auto& [t, count] : counts) {
      column.push_back(c.name);
      period.push_back(t);
      gone.push_back(count.first);
      rows.push_back(count.second);
    }
  }
  Frame frame;
  frame.add("column", column).add("period", period).add("missing", gone).add("rows", rows);
  return frame;
}

Frame find_outliers(const Table& table, const std::string& unit, const std::string& time) {
  struct Far {
    const DataColumn* column;
    std::size_t row;
    double z;
  };

  std::vector<Far> far;
  for (const DataColumn& c : table.columns()) {
    if (c.is_text || c.name == time || c.name == unit) continue;
    std::vector<double> values;
    for (const double v : c.numbers)
      if (!is_missing(v)) values.push_back(v);
    const double center = median_of(values);
    for (double& v : values) v = std::abs(v - center);
    const double spread =
        1.4826 * median_of(values);  // of a normal distribution this is the standard deviation
    if (values.size() < 5 || !(spread > 0)) continue;
    for (std::size_t i = 0; i < c.size(); ++i)
      if (const double z = (c.numbers[i] - center) / spread; std::abs(z) > far_out)
        far.push_back({&c, i, z});
  }
  std::stable_sort(far.begin(), far.end(), [](const Far& a, const Far& b) {
    return std::abs(a.z) > std::abs(b.z);
  });
  if (far.size() > most_outliers) far.resize(most_outliers);
  std::vector<std::string> column, address, key;
  std::vector<double> row, value, z;
  for (const Far& f : far) {
    column.push_back(f.column->name);
    row.push_back(static_cast<double>(f.row) + 1);
    address.push_back(table.address(f.column->name, f.row));
    key.push_back((unit.empty() ? "" : cell_text(table.column(unit), f.row)) +
                  (time.empty() ? "" : ", " + cell_text(table.column(time), f.row)));
    value.push_back(f.column->numbers[f.row]);
    z.push_back(f.z);
  }
  Frame frame;
  frame.add("column", column)
      .add("row", row)
      .add("address", address)
      .add("key", key)
      .add("value", value)
      .add("z", z);
  return frame;
}

void warn_of_totals(const DataColumn& unit, std::vector<Problem>& problems) {
  std::set<std::string> totals;
  for (const std::string& s : unit.texts)
    if (named(s,
              {"全国",
               "合计",
               "总计",
               "全省",
               "全市",
               "平均",
               "total",
               "world",
               "小计",
               "全国总计",
               "地区合计"}))
      totals.insert(s);
  if (totals.empty()) return;
  const std::string list = text::join(std::vector<std::string>(totals.begin(), totals.end()), ", ");
  problems.push_back(
      warning("YG1309",
              {"rows that look like totals: " + list, "看似合计的行：" + list},
              {"leave them out, e.g. where = \"" + unit.name + " != '" + *totals.begin() + "'\"",
               "请剔除，例如 where = \"" + unit.name + " != '" + *totals.begin() + "'\""})
          .about(unit.name));
}

void describe_panel(LookReport& report, const std::string& unit, const std::string& time) {
  const Table& table = report.table;
  std::map<std::string, std::set<double>> periods_of;
  std::set<double> periods;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double t = time.empty() ? 0 : table.column(time).numbers[i];
    if (is_missing(t)) continue;
    periods_of[cell_text(table.column(unit), i)].insert(t);
    periods.insert(t);
  }
  double gaps = 0;
  bool balanced = true;
  for (const auto& [name, seen] : periods_of) {
    for (const double p : periods)
      gaps += p > *seen.begin() && p < *seen.rbegin() && seen.count(p) == 0;
    balanced = balanced && seen.size() == periods.size();
  }
  report.panel.put("unit", unit)
      .put("time", time)
      .put("units", static_cast<double>(periods_of.size()));
  report.panel.put("periods", static_cast<double>(periods.size()));
  report.panel.put("first", periods.empty() || time.empty() ? missing : *periods.begin());
  report.panel.put("last", periods.empty() || time.empty() ? missing : *periods.rbegin());
  report.panel.put("rows", static_cast<double>(table.rows()))
      .put("balanced", std::string(balanced ? "yes" : "no"));
  report.panel.put("gaps", gaps)
      .put("duplicates", static_cast<double>(duplicates(table, unit, time)));
  warn_of_totals(table.column(unit), report.problems);
  try {
    static_cast<void>(Panel::make(table, {unit, time}));
  } catch (const Error& e) {
    report.problems.insert(report.problems.end(), e.problems().begin(), e.problems().end());
  }
}

}  // namespace

LookReport look(const std::string& path,
                ReadOptions options,
                const std::string& unit,
                const std::string& time) {
  LookReport report;
  options.bad_cells = BadCells::missing;
  Survey(path, options).run(report);
  try {
    report.table = read(path, options);
  } catch (const Error& e) {
    for (const Problem& p : e.problems())
      if (std::none_of(report.problems.begin(), report.problems.end(), [&](const Problem& q) {
            return to_text(p) == to_text(q);
          }))
        report.problems.push_back(p);
    return report;
  }
  report.problems.insert(
      report.problems.end(), report.table.notes().begin(), report.table.notes().end());
  const std::string when = !time.empty() ? time : guess_time(report.table, options.time);
  const std::string who = !unit.empty() ? unit : guess_unit(report.table, when);
  const bool numeric_time = when.empty() || !report.table.column(when).is_text;
  report.columns = describe_columns(report.table);
  report.missing = missing_by_period(report.table, numeric_time ? when : "");
  report.outliers = find_outliers(report.table, who, when);
  // a text column that repeats everywhere is no unit: then there is no panel to speak of
  const bool plausible =
      !who.empty() &&
      (!unit.empty() || 2 * duplicates(report.table, who, when) <= report.table.rows());
  if (plausible && numeric_time) describe_panel(report, who, when);
  return report;
}

std::string rename_template(const LookReport& report) {
  Table out;
  std::vector<std::string> original, name, zh, en, unit;
  for (const DataColumn& c : report.table.columns()) {
    const bool renamed = !c.label.empty() && c.label.in(Lang::zh) != c.name;
    const bool latin =
        std::all_of(c.name.begin(), c.name.end(), [](char ch) { return (ch & 0x80) == 0; });
    const std::string header = renamed ? c.label.in(Lang::zh) : c.name;
    original.push_back(header);
    name.push_back(latin ? c.name : "");
    zh.push_back(latin && !renamed ? "" : without_unit(header));
    en.push_back(renamed && c.label.en != c.label.zh ? c.label.en : "");
    unit.push_back(c.unit);
  }
  out.add(Column::of("original", original));
  out.add(Column::of("name", name));
  out.add(Column::of("zh", zh));
  out.add(Column::of("en", en));
  out.add(Column::of("unit", unit));
  return to_csv(out);
}

}  // namespace yugong::data
