#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include <readstat.h>

#include "yugong/base/error.hpp"
#include "yugong/data/encoding.hpp"
#include "yugong/data/typed_files.hpp"

namespace yugong::data {

namespace {

constexpr long largest_claim =
    200'000'000;  ///< cells; more than this cannot be a panel and may be a damaged header

enum class Show { plain, day, milliseconds, spss_seconds, month, quarter, half };

Show meaning_of(std::string_view format, StatisticsFormat kind) {
  const auto begins = [&](std::string_view with) { return format.substr(0, with.size()) == with; };
  if (kind == StatisticsFormat::sav) {
    for (const auto* with : {"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME"})
      if (begins(with)) return Show::spss_seconds;
    return Show::plain;
  }
  if (begins("%-")) format.remove_prefix(1);
  if (begins("%td") || begins("%d")) return Show::day;
  if (begins("%tc") || begins("%tC")) return Show::milliseconds;
  if (begins("%tm")) return Show::month;
  if (begins("%tq")) return Show::quarter;
  if (begins("%th")) return Show::half;
  return Show::plain;
}

std::string two(long v) {
  return (v < 10 ? "0" : "") + std::to_string(v);
}

/// Days since 1970-01-01 to "2015-03-01" (H. Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", 2013).
std::string civil(long days) {
  days += 719468;
  const long era = (days >= 0 ? days : days - 146096) / 146097;
  const long doe = days - era * 146097;
  const long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const long mp = (5 * doy + 2) / 153;
  const long month = mp < 10 ? mp + 3 : mp - 9;
  return std::to_string(yoe + era * 400 + (month <= 2)) + "-" + two(month) + "-" +
         two(doy - (153 * mp + 2) / 5 + 1);
}

/// A count of periods since 1960 as Stata prints it: 2015m3.
std::string period(double v, long per_year, char letter) {
  const long n = static_cast<long>(std::floor(v)),
             year = n >= 0 ? n / per_year : -((-n + per_year - 1) / per_year);
  return std::to_string(1960 + year) + letter + std::to_string(n - year * per_year + 1);
}

std::string as_date(double v, Show show) {
  if (is_missing(v) || std::abs(v) > 1e15) return "";
  switch (show) {
    case Show::day:
      return std::abs(v) > 4e6 ? "" : civil(static_cast<long>(std::floor(v)) - 3653);
    case Show::milliseconds:
      return civil(static_cast<long>(std::floor(v / 86400000.0)) - 3653);
    case Show::spss_seconds:
      return civil(static_cast<long>(std::floor(v / 86400.0)) - 141428);
    case Show::month:
      return period(v, 12, 'm');
    case Show::quarter:
      return period(v, 4, 'q');
    case Show::half:
      return period(v, 2, 'h');
    case Show::plain:
      break;
  }
  return "";
}

/// The file in memory, as ReadStat wants to see it.
struct Bytes {
  const std::string* all = nullptr;
  readstat_off_t at = 0;
};

int open_bytes(const char*, void*) {
  return 0;
}

int close_bytes(void*) {
  return 0;
}

readstat_off_t seek_bytes(readstat_off_t offset, readstat_io_flags_t whence, void* context) {
  auto& bytes = *static_cast<Bytes*>(context);
  const auto size = static_cast<readstat_off_t>(bytes.all->size());
  const readstat_off_t to = offset + (whence == READSTAT_SEEK_SET   ? 0
                                      : whence == READSTAT_SEEK_CUR ? bytes.at
                                                                    : size);
  if (to < 0 || to > size) return -1;
  return bytes.at = to;
}

ssize_t read_bytes_of(void* buffer, size_t count, void* context) {
  auto& bytes = *static_cast<Bytes*>(context);
  const std::size_t left = bytes.all->size() - static_cast<std::size_t>(bytes.at);
  const std::size_t n = std::min(count, left);
  if (n == 0) return 0;  // the library may then pass no buffer at all
  std::memcpy(buffer, bytes.all->data() + bytes.at, n);
  bytes.at += static_cast<readstat_off_t>(n);
  return static_cast<ssize_t>(n);
}

readstat_error_t update_bytes(long, readstat_progress_handler, void*, void*) {
  return READSTAT_OK;
}

/// What the callbacks gather. ReadStat is C: nothing may be thrown there.
struct Gathered {
  StatisticsFormat format = StatisticsFormat::dta;
  std::vector<DataColumn> columns;
  std::vector<std::string> label_sets;
  std::vector<Show> shows;
  std::vector<std::size_t> extended;  ///< extended or declared missing values by column
  std::map<std::string, std::map<double, Text>> value_labels;
  long rows = -1, variables = 0;
  std::string message;
};

int on_metadata(readstat_metadata_t* metadata, void* context) {
  auto& g = *static_cast<Gathered*>(context);
  g.rows = readstat_get_row_count(metadata);
  g.variables = readstat_get_var_count(metadata);
  return g.variables > 0 && g.rows > largest_claim / g.variables ? READSTAT_HANDLER_ABORT
                                                                 : READSTAT_HANDLER_OK;
}

int on_variable(int index, readstat_variable_t* variable, const char* labels, void* context) {
  auto& g = *static_cast<Gathered*>(context);
  if (index != static_cast<int>(g.columns.size())) return READSTAT_HANDLER_ABORT;
  const auto safe = [](const char* s) { return std::string(s == nullptr ? "" : s); };
  DataColumn column;
  column.name = safe(readstat_variable_get_name(variable));
  column.label = Text(safe(readstat_variable_get_label(variable)));
  column.is_text = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING;
  g.columns.push_back(std::move(column));
  g.label_sets.push_back(safe(labels));
  g.shows.push_back(meaning_of(safe(readstat_variable_get_format(variable)), g.format));
  g.extended.push_back(0);
  return READSTAT_HANDLER_OK;
}

int on_value(int, readstat_variable_t* variable, readstat_value_t value, void* context) {
  auto& g = *static_cast<Gathered*>(context);
  const auto index = static_cast<std::size_t>(readstat_variable_get_index(variable));
  if (index >= g.columns.size()) return READSTAT_HANDLER_ABORT;
  DataColumn& column = g.columns[index];
  if (column.is_text) {
    const char* s = readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING
                        ? readstat_string_value(value)
                        : nullptr;
    column.texts.emplace_back(s == nullptr ? "" : s);
    return READSTAT_HANDLER_OK;
  }
  const bool defined =
      readstat_value_is_tagged_missing(value) || readstat_value_is_defined_missing(value, variable);
  g.extended[index] += defined;
  const bool gone = defined || readstat_value_is_system_missing(value);
  // a float is shown and meant with 7 digits, but the study computes with the number that the file
  // holds
  column.numbers.push_back(gone ? missing : readstat_double_value(value));
  return READSTAT_HANDLER_OK;
}

int on_value_label(const char* set, readstat_value_t value, const char* label, void* context) {
  auto& g = *static_cast<Gathered*>(context);
  if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING ||
      readstat_value_is_tagged_missing(value))
    return READSTAT_HANDLER_OK;
  if (set != nullptr && label != nullptr)
    g.value_labels[set][readstat_double_value(value)] = Text(label);
  return READSTAT_HANDLER_OK;
}

void on_error(const char* message, void* context) {
  static_cast<Gathered*>(context)->message = message;
}

/// Decodes what is not UTF-8: files of Stata 13 and before carry the encoding of the machine they
/// were written on.
void decode(Gathered& g,
            const ReadOptions& options,
            const std::string& file,
            std::vector<Problem>& notes) {
  std::vector<std::string*> foreign;
  const auto look_at = [&](std::string& s) {
    if (!text::is_utf8(s)) foreign.push_back(&s);
  };
  for (DataColumn& column : g.columns) {
    look_at(column.name);
    look_at(column.label.en);
    for (std::string& s : column.texts) look_at(s);
  }
  for (auto& [set, labels] : g.value_labels)
    for (auto& [value, label] : labels) look_at(label.en);
  if (foreign.empty()) return;
  std::string sample;
  for (std::size_t i = 0; i < std::min<std::size_t>(foreign.size(), 2000); ++i)
    sample += *foreign[i] + "\n";
  const std::string encoding = to_utf8(sample, options.encoding, file);
  for (std::string* s : foreign) to_utf8(*s, encoding, file);
  Place place;
  place.file = file;
  notes.push_back(note("YG1016",
                       {"texts were decoded from " + encoding, "文本按编码 " + encoding + " 解码"},
                       {},
                       place));
}

void finish_column(DataColumn& column, std::size_t position, Show show, std::size_t rows) {
  if (show != Show::plain && !column.is_text) {
    column.is_text = true;
    for (const double v : column.numbers) column.texts.push_back(as_date(v, show));
    column.numbers.clear();
  }
  if (column.is_text) {
    column.texts.resize(rows);
    for (std::string& s : column.texts) s = text::trim(s);
  } else {
    column.numbers.resize(rows, missing);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    column.origins.push_back(
        {0, static_cast<std::int32_t>(i) + 2, static_cast<std::int32_t>(position) + 1});
    if (column.missing_at(i)) column.set_mark(i, Mark::missing);
  }
}

}  // namespace

Table read_statistics(const std::string& bytes,
                      StatisticsFormat format,
                      const std::string& file,
                      const ReadOptions& options,
                      const Source& source) {
  Gathered g;
  g.format = format;
  Bytes memory{&bytes, 0};
  const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(
      readstat_parser_init(), readstat_parser_free);
  readstat_set_open_handler(parser.get(), open_bytes);
  readstat_set_close_handler(parser.get(), close_bytes);
  readstat_set_seek_handler(parser.get(), seek_bytes);
  readstat_set_read_handler(parser.get(), read_bytes_of);
  readstat_set_update_handler(parser.get(), update_bytes);
  readstat_set_io_ctx(parser.get(), &memory);
  readstat_set_metadata_handler(parser.get(), on_metadata);
  readstat_set_variable_handler(parser.get(), on_variable);
  readstat_set_value_handler(parser.get(), on_value);
  readstat_set_value_label_handler(parser.get(), on_value_label);
  readstat_set_error_handler(parser.get(), on_error);
  // Stata: bytes as they are, decoded below; ReadStat would take Windows-1252 for granted in old
  // files
  if (format == StatisticsFormat::dta)
    readstat_set_handler_character_encoding(parser.get(), nullptr);
  else if (!options.encoding.empty())
    readstat_set_file_character_encoding(parser.get(), options.encoding.c_str());
  const readstat_error_t status = format == StatisticsFormat::dta
                                      ? readstat_parse_dta(parser.get(), "", &g)
                                      : readstat_parse_sav(parser.get(), "", &g);
  Place place;
  place.file = file;
  if (status != READSTAT_OK || g.columns.empty()) {
    const std::string why =
        status == READSTAT_OK ? "it has no variables" : readstat_error_message(status);
    throw Error{error("YG1013",
                      {"the file cannot be read as a Stata or SPSS file: " + why,
                       "无法按 Stata 或 SPSS 文件读取：" + why},
                      {"save it again in Stata (saveold) or SPSS, or export it as CSV",
                       "请在 Stata（saveold）或 SPSS 中重新保存，或导出为 CSV"},
                      place)};
  }
  Table table;
  table.sources().push_back(source);
  decode(g, options, file, table.notes());
  std::size_t rows = 0;
  for (const DataColumn& column : g.columns)
    rows = std::max({rows, column.numbers.size(), column.texts.size()});
  for (std::size_t j = 0; j < g.columns.size(); ++j) {
    DataColumn& column = g.columns[j];
    if (const auto found = g.value_labels.find(g.label_sets[j]); found != g.value_labels.end())
      column.value_labels = found->second;
    if (g.extended[j] > 0)
      table.notes().push_back(
          note("YG1110",
               {std::to_string(g.extended[j]) + " extended missing values of '" + column.name +
                    "' are missing",
                "“" + column.name + "” 的 " + std::to_string(g.extended[j]) +
                    " 个扩展缺失值按缺失处理"},
               {},
               place)
              .about(column.name));
    finish_column(column, j, g.shows[j], rows);
    if (table.has(column.name)) column.name += "_" + std::to_string(j + 1);
    table.add(std::move(column));
  }
  return table;
}

}  // namespace yugong::data
