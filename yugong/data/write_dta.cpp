#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include <readstat.h>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {

namespace {

constexpr std::size_t longest_text = 2045;  ///< bytes of Stata's str#; longer texts are strL
constexpr double largest_long = 2147483620;

ssize_t append(const void* data, size_t length, void* context) {
  static_cast<std::string*>(context)->append(static_cast<const char*>(data), length);
  return static_cast<ssize_t>(length);
}

/// First bytes of a text, not cutting a character in two.
std::string cut(const std::string& s, std::size_t characters) {
  std::size_t i = 0;
  while (i < s.size() && characters > 0) {
    ++i;
    while (i < s.size() && (s[i] & 0xC0) == 0x80) ++i;
    --characters;
  }
  return s.substr(0, i);
}

/// A name that Stata takes: letters of any script, digits and _, no digit first, 32 characters, not
/// used before.
std::string stata_name(const std::string& name, std::set<std::string>& used) {
  std::string s;
  for (const char c : name) {
    const bool good = (c & 0x80) != 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                      (c >= 'A' && c <= 'Z') || c == '_';
    s += good ? c : '_';
  }
  if (s.empty() || (s[0] >= '0' && s[0] <= '9')) s = "_" + s;
  static const std::set<std::string> reserved = {
      "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if",   "in",    "int",
      "long", "_n", "_N",   "_pi",   "_pred", "_rc",    "_skip", "strL", "using", "with"};
  s = cut(s, 32);
  if (reserved.count(s) > 0) s += "_";
  std::string unique = s;
  for (int k = 2; !used.insert(unique).second; ++k) unique = cut(s, 28) + "_" + std::to_string(k);
  return unique;
}

readstat_type_t type_of(const DataColumn& column, std::size_t& width) {
  width = 0;
  if (column.is_text) {
    for (const std::string& s : column.texts) width = std::max(width, s.size());
    if (width > longest_text) return READSTAT_TYPE_STRING_REF;
    width = std::max<std::size_t>(width, 1);
    return READSTAT_TYPE_STRING;
  }
  const bool whole = std::all_of(column.numbers.begin(), column.numbers.end(), [](double v) {
    return is_missing(v) ||
           (std::floor(v) == v && std::abs(v) <= largest_long && !(v == 0 && std::signbit(v)));
  });
  return whole ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
}

class Writer {
 public:
  Writer(const std::string& path, const Table& table, Lang lang)
      : path_(path),
        table_(table),
        lang_(lang),
        writer_(readstat_writer_init(), readstat_writer_free) {}

  std::string run() {
    readstat_set_data_writer(writer_.get(), append);
    readstat_writer_set_file_format_version(writer_.get(), 118);
    readstat_writer_set_file_timestamp(writer_.get(),
                                       946684800);  // the same bytes for the same table
    define();
    check(readstat_begin_writing_dta(writer_.get(), &bytes_, static_cast<long>(table_.rows())));
    for (std::size_t i = 0; i < table_.rows(); ++i) {
      check(readstat_begin_row(writer_.get()));
      for (std::size_t j = 0; j < variables_.size(); ++j) put(i, j);
      check(readstat_end_row(writer_.get()));
    }
    check(readstat_end_writing(writer_.get()));
    return std::move(bytes_);
  }

 private:
  void check(readstat_error_t status) const {
    if (status == READSTAT_OK) return;
    Place place;
    place.file = path_;
    throw Error{error("YG4001",
                      {"'" + path_ + "' cannot be written: " + readstat_error_message(status),
                       "无法写入 “" + path_ + "”：" + readstat_error_message(status)},
                      {"write CSV or .xlsx instead", "请改为输出 CSV 或 .xlsx"},
                      place)};
  }

  void define() {
    std::set<std::string> used;
    for (const DataColumn& column : table_.columns()) {
      std::size_t width = 0;
      const readstat_type_t type = type_of(column, width);
      const std::string name = stata_name(column.name, used);
      readstat_variable_t* variable =
          readstat_add_variable(writer_.get(), name.c_str(), type, width);
      std::string label = column.label.in(lang_);
      if (name != column.name)
        label = column.name + (label.empty() || label == column.name ? "" : ": " + label);
      readstat_variable_set_label(variable, cut(label, 80).c_str());
      if (!column.value_labels.empty() && type == READSTAT_TYPE_INT32) {
        readstat_label_set_t* set =
            readstat_add_label_set(writer_.get(), READSTAT_TYPE_INT32, name.c_str());
        for (const auto& [value, text] : column.value_labels)
          readstat_label_int32_value(set, static_cast<std::int32_t>(value), text.in(lang_).c_str());
        readstat_variable_set_label_set(variable, set);
      }
      variables_.push_back(variable);
      types_.push_back(type);
      refs_.emplace_back();
      if (type == READSTAT_TYPE_STRING_REF)
        for (const std::string& s : column.texts)
          refs_.back().push_back(readstat_add_string_ref(writer_.get(), s.c_str()));
    }
  }

  void put(std::size_t row, std::size_t j) {
    const DataColumn& column = table_.columns()[j];
    const readstat_variable_t* variable = variables_[j];
    switch (types_[j]) {
      case READSTAT_TYPE_STRING:
        check(readstat_insert_string_value(writer_.get(), variable, column.texts[row].c_str()));
        break;
      case READSTAT_TYPE_STRING_REF:
        check(readstat_insert_string_ref(writer_.get(), variable, refs_[j][row]));
        break;
      default:
        if (is_missing(column.numbers[row]))
          check(readstat_insert_missing_value(writer_.get(), variable));
        else if (types_[j] == READSTAT_TYPE_INT32)
          check(readstat_insert_int32_value(
              writer_.get(), variable, static_cast<std::int32_t>(column.numbers[row])));
        else
          check(readstat_insert_double_value(writer_.get(), variable, column.numbers[row]));
    }
  }

  std::string path_;
  const Table& table_;
  Lang lang_;
  std::unique_ptr<readstat_writer_t, decltype(&readstat_writer_free)> writer_;
  std::vector<readstat_variable_t*> variables_;
  std::vector<readstat_type_t> types_;
  std::vector<std::vector<readstat_string_ref_t*>> refs_;
  std::string bytes_;
};

}  // namespace

void write_dta(const std::string& path, const Table& table, Lang lang) {
  write_whole(path, Writer(path, table, lang).run());
}

}  // namespace yugong::data
