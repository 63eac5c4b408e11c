#include "yugong/simulate/dirt.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "yugong/simulate/files.hpp"

namespace yugong::simulate {
namespace {

std::string with_thousands(const std::string& number) {
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string out = number.substr(point);
  for (std::size_t k = point, digits = 0; k-- > 0; ++digits) {
    if (digits > 0 && digits % 3 == 0) out.insert(out.begin(), ',');
    out.insert(out.begin(), number[k]);
  }
  return out;
}

std::string full_width(const std::string& number) {
  std::string out;
  for (const char c : number) {
    if (c >= '0' && c <= '9')
      out += std::string("\xEF\xBC") + static_cast<char>(0x90 + (c - '0'));
    else if (c == '.')
      out += "．";
    else
      out += c;
  }
  return out;
}

class Spoiler {
 public:
  Spoiler(const Grid& d, std::uint64_t replicate, Simulated& simulated)
      : d_(d),
        out_(simulated),
        p_(simulated.presentation),
        random_(stream(d, replicate, Stream::dirt)) {}

  void untidy(bool technology) {
    for (const RawColumn& c : p_.columns) {
      if (technology || !is_technology(c.name)) gaps(c);
      if (c.home != Home::energy || p_.layout != Layout::sheets) spellings(c);
    }
    // A wide sheet names a city once for all years.
    if (p_.layout != Layout::wide) names();
  }

  void dirty() {
    const std::size_t outliers = std::max<std::size_t>(6, d_.cells() / 60);
    for (std::size_t k = 0; k < outliers; ++k) outlier();
    row_shift();
    for (int k = 0; k < 5; ++k) {
      const RawColumn& c = p_.columns[random_.next_below(p_.columns.size())];
      show(c.name, cell(), "0", "zero for missing");
    }
  }

 private:
  bool is_technology(const std::string& column) const {
    return std::find(p_.technology.begin(), p_.technology.end(), column) != p_.technology.end();
  }

  std::size_t cell() { return random_.next_below(d_.cells()); }

  const std::string& raw_text(const std::string& column, std::size_t row) {
    auto& texts = texts_[column];
    if (texts.empty())
      for (const double v : out_.raw.column(column).numbers) texts.push_back(text::round_trip(v));
    return texts[row];
  }

  // False when the cell was spoilt before.
  bool show(const std::string& column,
            std::size_t row,
            const std::string& written,
            const std::string& kind) {
    auto& shown = out_.shown[column];
    if (shown.empty()) shown.assign(d_.cells(), "");
    if (!shown[row].empty() || taken_.count({column, row}) > 0) return false;
    taken_.insert({column, row});
    shown[row] = written;
    const data::Table& raw = out_.raw;
    out_.injected.push_back({kind,
                             file_of(p_, column),
                             column,
                             raw.column("city").texts[row],
                             static_cast<long>(raw.column("year").numbers[row]),
                             written,
                             raw_text(column, row)});
    return true;
  }

  // About one cell in a hundred, singly or in runs of two, never at a city's first or last year.
  void gaps(const RawColumn& c) {
    static const std::vector<std::string> marks = {"—", "-", "…", " ", "NA"};
    const std::size_t wanted = std::max<std::size_t>(1, d_.cells() / 120);
    for (std::size_t k = 0; k < wanted; ++k) {
      const std::size_t city = random_.next_below(d_.units), inner = d_.periods - 2;
      const std::size_t t = 1 + random_.next_below(inner), length = 1 + random_.next_below(2);
      for (std::size_t s = t; s < std::min(t + length, d_.periods - 1); ++s)
        show(c.name, city * d_.periods + s, marks[random_.next_below(marks.size())], "gap");
    }
  }

  void spellings(const RawColumn& c) {
    for (int k = 0; k < 3; ++k) {
      const std::size_t row = cell();
      const std::string& number = raw_text(c.name, row);
      if (number.find_first_not_of("0123456789.") != std::string::npos) continue;
      if (k == 0 && std::min(number.find('.'), number.size()) > 3)
        show(c.name, row, with_thousands(number), "thousands separator");
      else if (k == 1)
        show(c.name, row, full_width(number), "full-width digits");
      else if (c.unit.en == "%")
        show(c.name, row, number + "%", "percent sign");
    }
  }

  // Short names in one year, and old names of former prefectures in the first one: city_aliases.csv
  // lists them.
  void names() {
    const auto& city = out_.raw.column("city").texts;
    auto& shown = out_.shown["city"];
    shown.assign(d_.cells(), "");
    const std::size_t year = random_.next_below(d_.periods);
    for (std::size_t i = 0; i < d_.cells(); ++i) {
      std::string written;
      for (const auto& [alias, name] : p_.old_names)
        if (i % d_.periods == 0 && name == city[i]) written = alias;
      const std::string suffix = "市";
      const bool has_suffix = city[i].size() > suffix.size() && city[i].ends_with(suffix);
      if (written.empty() && i % d_.periods == year && has_suffix && random_.next_below(3) == 0)
        written = city[i].substr(0, city[i].size() - suffix.size());
      if (written.empty()) continue;
      shown[i] = written;
      out_.injected.push_back({"name",
                               file_of(p_, ""),
                               "",
                               city[i],
                               static_cast<long>(out_.raw.column("year").numbers[i]),
                               written,
                               city[i]});
    }
  }

  void outlier() {
    static const double factors[] = {10, 0.1, 100, 10000, 0.0001};
    const RawColumn& c = p_.columns[random_.next_below(p_.columns.size())];
    const std::size_t row = cell();
    const double factor = factors[random_.next_below(5)];
    show(c.name, row, text::round_trip(out_.raw.column(c.name).numbers[row] * factor), "outlier");
  }

  // One variable of one year: six neighbouring cities have each other's values, one row off.
  void row_shift() {
    const std::size_t six = std::min<std::size_t>(6, d_.units);
    const std::string& column = p_.shifted;
    const std::size_t first = random_.next_below(d_.units - six + 1),
                      t = random_.next_below(d_.periods);
    std::vector<std::string> values;
    for (std::size_t k = 0; k < six; ++k)
      values.push_back(raw_text(column, (first + k) * d_.periods + t));
    for (std::size_t k = 0; k < six; ++k)
      show(column, (first + k) * d_.periods + t, values[(k + 1) % six], "row shift");
  }

  const Grid& d_;
  Simulated& out_;
  const Presentation& p_;
  Random random_;
  std::map<std::string, std::vector<std::string>> texts_;
  std::set<std::pair<std::string, std::size_t>> taken_;
};

}  // namespace

void spoil(const Grid& grid, std::uint64_t replicate, Simulated& simulated) {
  const Mode mode = simulated.presentation.mode;
  if (mode == Mode::clean) return;
  Spoiler spoiler(grid, replicate, simulated);
  const bool dirty = mode == Mode::dirty;
  if (dirty) spoiler.dirty();
  spoiler.untidy(dirty);
}

}  // namespace yugong::simulate
