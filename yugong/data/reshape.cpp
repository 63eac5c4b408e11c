#include "yugong/data/reshape.hpp"

#include <algorithm>
#include <map>

#include "yugong/base/error.hpp"

namespace yugong::data {

namespace {

struct YearColumn {
  long year;
  const DataColumn* column;
};

Place of_table(const Table& table) {
  Place place;
  if (!table.sources().empty()) {
    place.file = table.sources()[0].file;
    place.sheet = table.sources()[0].sheet;
  }
  return place;
}

Error no_years(const Table& wide) {
  return Error{error(
      "YG1119",
      {"no column is named by a year", "没有以年份命名的列"},
      {"columns must be called 2015, 2015年 or variable2015; the file has: " +
           text::join(wide.names(), ", "),
       "列名应为 2015、2015年 或 变量名2015；文件中的列有：" + text::join(wide.names(), "，")},
      of_table(wide))};
}

/// `column`, each cell `times` times in a row.
DataColumn repeated(const DataColumn& column, std::size_t times) {
  DataColumn out = column;
  const auto stretch = [times](auto& v) {
    auto copy = v;
    v.clear();
    v.reserve(copy.size() * times);
    for (const auto& x : copy) v.insert(v.end(), times, x);
  };
  stretch(out.numbers);
  stretch(out.texts);
  stretch(out.marks);
  stretch(out.origins);
  return out;
}

/// Cells of all years, row by row, years ascending.
DataColumn melted(const std::vector<YearColumn>& years, std::size_t rows, const std::string& name) {
  DataColumn out;
  out.name = name;
  out.label = name;
  out.is_text = std::any_of(
      years.begin(), years.end(), [](const YearColumn& y) { return y.column->is_text; });
  for (const YearColumn& y : years)
    if (!y.column->unit.empty()) out.unit = y.column->unit;
  const std::size_t n = rows * years.size();
  out.origins.reserve(n);
  out.marks.reserve(n);
  for (std::size_t i = 0; i < rows; ++i)
    for (const YearColumn& y : years) {
      const DataColumn& c = *y.column;
      if (out.is_text)
        out.texts.push_back(c.is_text                  ? c.texts[i]
                            : is_missing(c.numbers[i]) ? ""
                                                       : text::round_trip(c.numbers[i]));
      else
        out.numbers.push_back(c.numbers[i]);
      out.marks.push_back(c.mark(i));
      out.origins.push_back(c.origins.empty() ? Origin{} : c.origins[i]);
    }
  return out;
}

}  // namespace

std::optional<long> year_of(std::string_view name, std::string_view stub) {
  std::string s = text::normalise(name);
  if (!stub.empty() && s.starts_with(stub)) {
    s.erase(0, stub.size());
    if (!s.empty() && s[0] == '_') s.erase(0, 1);
  } else if (s.size() == 5 && (s[0] == 'y' || s[0] == 'Y' || s[0] == 'X')) {
    s.erase(0, 1);
  }
  for (const std::string_view suffix : {"年度", "年"})
    if (s.ends_with(suffix)) {
      s.resize(s.size() - suffix.size());
      break;
    }
  if (s.size() != 4 ||
      !std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const long year = std::stol(s);
  if (year < 1900 || year > 2100) return std::nullopt;
  return year;
}

void years_as_numbers(Table& table, const std::string& name) {
  DataColumn& column = table.edit(name);
  if (!column.is_text) return;
  std::vector<double> years;
  std::string written;
  for (const std::string& s : column.texts) {
    const auto year = year_of(s);
    if (!year && !s.empty()) return;
    if (year && written.empty()) written = s;
    years.push_back(year ? static_cast<double>(*year) : missing);
  }
  if (written.empty()) return;
  const std::string read = std::to_string(*year_of(written));
  column.is_text = false;
  column.numbers = std::move(years);
  column.texts.clear();
  table.notes().push_back(
      note("YG1116",
           {"'" + name + "' holds years such as '" + written + "', read as " + read,
            "“" + name + "” 中的 “" + written + "” 读作 " + read})
          .about(name));
}

Table to_long(const Table& wide, const LongOptions& options) {
  std::map<long, const DataColumn*> by_year;
  std::vector<const DataColumn*> kept;
  for (const DataColumn& column : wide.columns()) {
    const auto year = year_of(column.name, options.variable);
    if (!year) {
      const auto& id = options.id;
      if (id.empty() || std::find(id.begin(), id.end(), column.name) != id.end())
        kept.push_back(&column);
    } else if (!by_year.emplace(*year, &column).second) {
      throw Error{error("YG1102",
                        {"two columns hold the year " + std::to_string(*year),
                         "有两列都是 " + std::to_string(*year) + " 年"},
                        {"take one of them out, or name the variable so that its years are found",
                         "请去掉其中一列，或写明变量名以便识别年份列"},
                        of_table(wide))
                      .about(column.name)};
    }
  }
  if (by_year.empty()) throw no_years(wide);
  for (const std::string& id : options.id) static_cast<void>(wide.column(id, of_table(wide)));
  std::vector<YearColumn> years;
  for (const auto& [year, column] : by_year) years.push_back({year, column});
  Table out;
  out.sources() = wide.sources();
  out.changes() = wide.changes();
  out.notes() = wide.notes();
  for (const DataColumn* column : kept) out.add(repeated(*column, years.size()));
  DataColumn time;
  time.name = options.time;
  for (std::size_t i = 0; i < wide.rows(); ++i)
    for (const YearColumn& y : years) time.numbers.push_back(static_cast<double>(y.year));
  out.add(std::move(time));
  out.add(melted(years, wide.rows(), options.variable));
  return out;
}

}  // namespace yugong::data
