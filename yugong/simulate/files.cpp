#include "yugong/simulate/files.hpp"

#include <algorithm>
#include <filesystem>

#include "yugong/base/files.hpp"
#include "yugong/data/write.hpp"

namespace yugong::simulate {
namespace {

Text notice_of(const Presentation& p) {
  return {"All numbers are simulated by `yugong simulate " + p.scenario +
              "`; they are not statistics of these cities.",
          "全部数据由 yugong simulate " + p.scenario +
              " 模拟生成，不是这些城市的真实统计数据，请勿引用。"};
}

std::string bracketed(const std::string& unit) {
  return unit.empty() ? "" : "(" + unit + ")";
}

class Writer {
 public:
  Writer(const Simulated& simulated, std::string dir)
      : s_(simulated),
        p_(simulated.presentation),
        dir_(std::move(dir)),
        lang_(p_.lang()),
        notice_(notice_of(p_)) {
    csv_.encoding = p_.encoding == "utf-8-bom" ? "UTF-8" : p_.encoding;
    csv_.bom = p_.encoding == "utf-8-bom";
    const auto& year = s_.raw.column("year").numbers;
    const int years = p_.last_year - p_.first_year + 1;
    periods_ = static_cast<std::size_t>(years);
    units_ = year.size() / periods_;
  }

  std::vector<std::string> all() {
    switch (p_.layout) {
      case Layout::sheets:
        sheets();
        break;
      case Layout::long_form:
        long_form();
        break;
      case Layout::wide:
        wide();
        break;
    }
    groups();
    names();
    aliases();
    truth();
    return std::move(written_);
  }

 private:
  std::string path(const std::string& relative) {
    written_.push_back(relative);
    return (std::filesystem::path(dir_) / relative).string();
  }

  std::string word(const char* en, const char* zh) const { return Text{en, zh}.in(lang_); }

  std::string label_of(const std::string& column) const {
    return s_.raw.column(column).label.in(lang_);
  }

  std::string header_of(const RawColumn& c) const {
    return c.label.in(lang_) + bracketed(c.unit.in(lang_));
  }

  /// The header of two rows as one name, as readers join them.
  std::string full_header(const RawColumn& c) const {
    const bool grouped = p_.layout == Layout::sheets && c.home == Home::yearbook;
    return (grouped ? c.group.in(lang_) + "/" : "") + header_of(c);
  }

  /// What a damaged cell shows, or "".
  const std::string& shown(const std::string& column, std::size_t row) const {
    static const std::string none;
    const auto found = s_.shown.find(column);
    return found == s_.shown.end() ? none : found->second[row];
  }

  std::string text_of(const std::string& column, std::size_t row) const {
    const std::string& damaged = shown(column, row);
    if (!damaged.empty()) return damaged;
    const data::DataColumn& c = s_.raw.column(column);
    return c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]);
  }

  data::SheetCell sheet_cell(int row, int column, const std::string& name, std::size_t at) const {
    data::SheetCell cell{row, column, "", missing, ""};
    const data::DataColumn& c = s_.raw.column(name);
    const std::string& damaged = shown(name, at);
    if (!damaged.empty() && !text::parse_number(damaged, cell.number))
      cell.text = damaged;
    else if (damaged.empty() && c.is_text)
      cell.text = c.texts[at];
    else if (damaged.empty())
      cell.number = c.numbers[at];
    return cell;
  }

  std::vector<const RawColumn*> columns_at(Home home) const {
    std::vector<const RawColumn*> out;
    for (const RawColumn& c : p_.columns)
      if (c.home == home) out.push_back(&c);
    return out;
  }

  // Header of two rows below a title: groups merged across, the city merged down.
  void sheet_header(data::SheetContent& sheet,
                    const std::vector<const RawColumn*>& columns,
                    const std::string& title) const {
    const int last = static_cast<int>(columns.size());
    sheet.cells.push_back({0, 0, title, missing, ""});
    sheet.merges.push_back({0, 0, 0, last});
    sheet.cells.push_back({1, 0, label_of("city"), missing, ""});
    sheet.merges.push_back({1, 0, 2, 0});
    for (int first = 1; first <= last;) {
      const Text& group = columns[static_cast<std::size_t>(first - 1)]->group;
      int end = first;
      while (end <= last && columns[static_cast<std::size_t>(end - 1)]->group == group) ++end;
      sheet.cells.push_back({1, first, group.in(lang_), missing, ""});
      if (end - first > 1) sheet.merges.push_back({1, first, 1, end - 1});
      first = end;
    }
    for (int k = 1; k <= last; ++k)
      sheet.cells.push_back(
          {2, k, header_of(*columns[static_cast<std::size_t>(k - 1)]), missing, ""});
  }

  void yearbook() {
    const std::vector<const RawColumn*> columns = columns_at(Home::yearbook);
    std::vector<data::SheetContent> workbook;
    for (std::size_t t = 0; t < periods_; ++t) {
      const std::string year = std::to_string(p_.first_year + static_cast<int>(t));
      data::SheetContent sheet;
      sheet.name = year;
      const std::string title = lang_ == Lang::zh
                                    ? year + "年" + p_.title.zh + "主要指标（模拟数据）"
                                    : p_.title.en + ", " + year + " (simulated data)";
      sheet_header(sheet, columns, title);
      int row = 3;
      for (std::size_t i = 0; i < units_; ++i, ++row) {
        sheet.cells.push_back(sheet_cell(row, 0, "city", i * periods_ + t));
        for (std::size_t k = 0; k < columns.size(); ++k)
          sheet.cells.push_back(
              sheet_cell(row, static_cast<int>(k + 1), columns[k]->name, i * periods_ + t));
      }
      sheet.cells.push_back({row, 0, word("Note: ", "注：") + notice_.in(lang_), missing, ""});
      workbook.push_back(std::move(sheet));
    }
    data::write_workbook(path(file_of(p_, "gdp")), workbook);
  }

  void energy() {
    data::Table table;
    table.add(s_.raw.column("city"));
    table.add(s_.raw.column("year"));
    for (const RawColumn* c : columns_at(Home::energy)) {
      data::DataColumn column = s_.raw.column(c->name);
      for (std::size_t i = 0; i < column.size(); ++i) {
        const std::string& damaged = shown(c->name, i);
        if (!damaged.empty() && !text::parse_number(damaged, column.numbers[i]))
          column.numbers[i] = missing;
      }
      column.label = {column.label.en + " (simulated)", column.label.zh + "(模拟)"};
      table.add(std::move(column));
    }
    data::write_dta(path(file_of(p_, "co2")), table, lang_);
  }

  // Header, rows and the note that all is simulated, as lines of text.
  std::string lines(const std::vector<std::string>& columns,
                    const std::vector<std::string>& headers,
                    std::size_t step) const {
    std::string out = line(headers);
    for (std::size_t i = 0; i < s_.raw.rows(); i += step) {
      std::vector<std::string> cells;
      for (const std::string& c : columns) cells.push_back(text_of(c, i));
      out += line(cells);
    }
    return out;
  }

  static std::string line(const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      if (k > 0) out += ",";
      const bool quote = cells[k].find_first_of(",\"\n") != std::string::npos;
      out += quote ? "\"" + cells[k] + "\"" : cells[k];
    }
    return out + "\n";
  }

  std::string note_line() const { return line({word("Note: ", "注：") + notice_.in(lang_)}); }

  void write_text(const std::string& relative, const std::string& utf8) {
    const std::string bom = csv_.bom ? "\xEF\xBB\xBF" : "";
    write_whole(path(relative),
                bom + (csv_.encoding == "utf-8" || csv_.encoding == "UTF-8"
                           ? utf8
                           : data::encode(utf8, csv_.encoding)));
  }

  void sheets() {
    yearbook();
    energy();
    std::vector<std::string> names = {"city", "year"},
                             headers = {label_of("city"), label_of("year")};
    for (const RawColumn* c : columns_at(Home::patents)) {
      names.push_back(c->name);
      headers.push_back(header_of(*c));
    }
    // City names stand as they are here: the workbook has the old ones.
    std::string out = line(headers);
    for (std::size_t i = 0; i < s_.raw.rows(); ++i) {
      std::vector<std::string> cells = {s_.raw.column("city").texts[i]};
      for (std::size_t k = 1; k < names.size(); ++k) cells.push_back(text_of(names[k], i));
      out += line(cells);
    }
    write_text(p_.text_file, out + note_line());
  }

  void long_form() {
    std::vector<std::string> names = {"city", "year"},
                             headers = {label_of("city"), label_of("year")};
    for (const RawColumn& c : p_.columns) {
      names.push_back(c.name);
      headers.push_back(header_of(c));
    }
    write_text(file_of(p_, "gdp"), lines(names, headers, 1) + note_line());
  }

  void wide() {
    for (const RawColumn& c : p_.columns) {
      std::string out = line({c.label.in(lang_) + word(" (simulated data)", "（模拟数据）")});
      out += line({word("Unit: ", "单位：") + c.unit.in(lang_)});
      std::vector<std::string> header = {word("Region", "地区")};
      for (std::size_t t = periods_; t-- > 0;)
        header.push_back(std::to_string(p_.first_year + static_cast<int>(t)) + word("", "年"));
      out += line(header);
      for (std::size_t i = 0; i < units_; ++i) {
        std::vector<std::string> cells = {s_.raw.column("city").texts[i * periods_]};
        for (std::size_t t = periods_; t-- > 0;) cells.push_back(text_of(c.name, i * periods_ + t));
        out += line(cells);
      }
      write_text(file_of(p_, c.name), out + note_line());
    }
  }

  void groups() {
    std::vector<std::string> headers = {label_of("city")};
    for (const std::string& name : p_.grouping) headers.push_back(label_of(name));
    std::string out = line(headers);
    for (std::size_t i = 0; i < s_.raw.rows(); i += periods_) {
      std::vector<std::string> cells = {s_.raw.column("city").texts[i]};
      for (const std::string& name : p_.grouping) cells.push_back(s_.raw.column(name).texts[i]);
      out += line(cells);
    }
    write_text("raw/groups.csv", out);
  }

  // Always UTF-8 with a byte order mark: people open these two in Excel.
  void names() {
    std::string out = "\xEF\xBB\xBForiginal,name,zh,en,unit\n";
    std::vector<std::string> keys = {"city", "year"};
    keys.insert(keys.end(), p_.grouping.begin(), p_.grouping.end());
    for (const std::string& key : keys) {
      const Text& label = s_.raw.column(key).label;
      out += line({label_of(key), key, label.zh, label.en, ""});
    }
    for (const RawColumn& c : p_.columns)
      if (c.home != Home::energy || p_.layout != Layout::sheets)
        out += line({full_header(c), c.name, c.label.zh, c.label.en, c.unit.in(lang_)});
    write_whole(path("raw/names.csv"), out);
  }

  void aliases() {
    std::string out =
        "\xEF\xBB\xBF"
        "alias,name\n";
    const auto& city = s_.raw.column("city").texts;
    for (const OldName& old : p_.old_names)
      if (std::find(city.begin(), city.end(), old.name) != city.end())
        out += line({old.alias, old.name});
    const std::string suffix = "市";
    for (std::size_t i = 0; i < city.size(); i += periods_)
      if (city[i].ends_with(suffix))
        out += line({city[i].substr(0, city[i].size() - suffix.size()), city[i]});
    write_whole(path("raw/city_aliases.csv"), out);
  }

  void truth() {
    write_whole(path("truth.json"), to_json(s_.truth) + "\n");
    data::CsvOptions csv;
    data::write_csv(path("truth.csv"), s_.answer, csv);
    if (p_.mode != Mode::clean) {
      std::string out = "\xEF\xBB\xBFkind,file,column,city,year,written,truth\n";
      for (const Injection& x : s_.injected)
        out += line({x.kind, x.file, x.column, x.city, std::to_string(x.year), x.written, x.truth});
      write_whole(path("injected.csv"), out);
    }
    std::string readme = "SIMULATED DATA 模拟数据\n\n" + notice_.en + "\n" + notice_.zh + "\n\n";
    readme +=
        "raw/         what a study reads 研究读取的原始数据\ntruth.json   true parameters "
        "真实参数\n";
    readme +=
        "truth.csv    true index and score of every city and year 各城市各年的真实指数与效率\n";
    if (p_.mode != Mode::clean)
      readme += "injected.csv every damaged cell and its true value 全部被改动的单元格及其真值\n";
    write_whole(path("SIMULATED.txt"), readme);
  }

  const Simulated& s_;
  const Presentation& p_;
  std::string dir_;
  Lang lang_;
  Text notice_;
  data::CsvOptions csv_;
  std::size_t periods_ = 0, units_ = 0;
  std::vector<std::string> written_;
};

}  // namespace

std::string file_of(const Presentation& p, const std::string& column) {
  if (p.layout == Layout::long_form) return "raw/panel.csv";
  if (p.layout == Layout::wide) return "raw/wide/" + column + ".csv";
  const Home home = column.empty() ? Home::yearbook : p.column(column).home;
  if (home == Home::energy) return "raw/energy.dta";
  return home == Home::patents ? p.text_file : "raw/yearbook/yearbook.xlsx";
}

std::vector<std::string> write(const Simulated& simulated, const std::string& dir) {
  return Writer(simulated, dir).all();
}

}  // namespace yugong::simulate
