#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <dlfcn.h>

#include "yugong/base/error.hpp"
#include "yugong/data/typed_files.hpp"

namespace yugong::data {

namespace {

/// The part of DuckDB's C interface (1.4 and later, MIT licence) that is used here.
struct DuckResult {
  std::uint64_t deprecated_counts[3];
  void* deprecated_columns;
  char* deprecated_message;
  void* internal;
};

struct DuckText {
  std::uint32_t length;
  char prefix[4];  ///< the text itself fills prefix and pointer up to 12 bytes
  const char* pointer;
};

class Duck {
 public:
  explicit Duck(const std::string& file) {
    std::vector<std::string> names;
    if (const char* named = std::getenv("YUGONG_DUCKDB"); named != nullptr && *named != '\0')
      names.emplace_back(named);
    names.emplace_back("libduckdb.so");
    names.emplace_back("node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so");
    names.emplace_back("node_modules/@duckdb/node-bindings-linux-arm64/libduckdb.so");
    for (const auto& name : names)
      if (library_ == nullptr) library_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    const bool complete =
        library_ != nullptr && get(open, "duckdb_open") && get(close, "duckdb_close") &&
        get(connect, "duckdb_connect") && get(disconnect, "duckdb_disconnect") &&
        get(query, "duckdb_query") && get(destroy_result, "duckdb_destroy_result") &&
        get(result_error, "duckdb_result_error") && get(column_count, "duckdb_column_count") &&
        get(fetch_chunk, "duckdb_fetch_chunk") && get(destroy_chunk, "duckdb_destroy_data_chunk") &&
        get(chunk_size, "duckdb_data_chunk_get_size") &&
        get(vector_of, "duckdb_data_chunk_get_vector") && get(data_of, "duckdb_vector_get_data") &&
        get(validity_of, "duckdb_vector_get_validity");
    if (complete) return;
    Place place;
    place.file = file;
    throw Error{error("YG0114",
                      {"reading Parquet needs DuckDB's library, which is not found",
                       "读取 Parquet 需要 DuckDB 动态库，但没有找到"},
                      {"npm install @duckdb/node-bindings-linux-x64, or set "
                       "YUGONG_DUCKDB=/path/to/libduckdb.so; or save the data as CSV",
                       "请运行 npm install @duckdb/node-bindings-linux-x64，或设置 "
                       "YUGONG_DUCKDB=/路径/libduckdb.so；也可另存为 CSV"},
                      place)};
  }

  // the library stays open: DuckDB keeps threads of its own

  int (*open)(const char*, void**) = nullptr;
  void (*close)(void**) = nullptr;
  int (*connect)(void*, void**) = nullptr;
  void (*disconnect)(void**) = nullptr;
  int (*query)(void*, const char*, DuckResult*) = nullptr;
  void (*destroy_result)(DuckResult*) = nullptr;
  const char* (*result_error)(DuckResult*) = nullptr;
  std::uint64_t (*column_count)(DuckResult*) = nullptr;
  void* (*fetch_chunk)(DuckResult) = nullptr;
  void (*destroy_chunk)(void**) = nullptr;
  std::uint64_t (*chunk_size)(void*) = nullptr;
  void* (*vector_of)(void*, std::uint64_t) = nullptr;
  void* (*data_of)(void*) = nullptr;
  std::uint64_t* (*validity_of)(void*) = nullptr;

 private:
  template <class F>
  bool get(F& function, const char* name) {
    function = reinterpret_cast<F>(dlsym(library_, name));
    return function != nullptr;
  }

  void* library_ = nullptr;
};

/// One query at a time on a database in memory; rows arrive column by column.
class Session {
 public:
  Session(const Duck& duck, std::string file) : duck_(duck), file_(std::move(file)) {
    if (duck_.open(nullptr, &database_) != 0 || duck_.connect(database_, &connection_) != 0)
      fail("DuckDB does not start");
  }

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  ~Session() {
    if (connection_ != nullptr) duck_.disconnect(&connection_);
    if (database_ != nullptr) duck_.close(&database_);
  }

  /// Calls row(column, value or nullptr) for every cell; values are DuckText or double as the
  /// column says.
  template <class Visit>
  void run(const std::string& sql, Visit visit) {
    DuckResult result{};
    const bool good = duck_.query(connection_, sql.c_str(), &result) == 0;
    const char* message = good ? nullptr : duck_.result_error(&result);
    const std::string why = message == nullptr ? "unknown error" : message;
    if (good) {
      const std::uint64_t columns = duck_.column_count(&result);
      while (void* chunk = duck_.fetch_chunk(result)) {
        const std::uint64_t rows = duck_.chunk_size(chunk);
        for (std::uint64_t c = 0; c < columns; ++c) {
          void* vector = duck_.vector_of(chunk, c);
          const std::uint64_t* valid = duck_.validity_of(vector);
          for (std::uint64_t r = 0; r < rows; ++r)
            visit(c,
                  valid == nullptr || (valid[r / 64] >> (r % 64) & 1) != 0,
                  duck_.data_of(vector),
                  r);
        }
        duck_.destroy_chunk(&chunk);
        if (rows == 0) break;
      }
    }
    duck_.destroy_result(&result);
    if (!good) fail(why);
  }

  [[noreturn]] void fail(const std::string& why) const {
    Place place;
    place.file = file_;
    throw Error{error("YG1015",
                      {"DuckDB cannot read the file: " + why, "DuckDB 无法读取该文件：" + why},
                      {"save the data again, or as CSV", "请重新保存，或另存为 CSV"},
                      place)};
  }

 private:
  const Duck& duck_;
  std::string file_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
};

std::string text_at(void* data, std::uint64_t row) {
  const DuckText& t = static_cast<const DuckText*>(data)[row];
  const char* inlined = reinterpret_cast<const char*>(&t) + sizeof t.length;
  return {t.length <= 12 ? inlined : t.pointer, t.length};
}

std::string quoted(const std::string& s, char quote) {
  std::string out(1, quote);
  for (const char c : s) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

bool is_number_type(const std::string& type) {
  for (const char* name : {"TINYINT",
                           "SMALLINT",
                           "INTEGER",
                           "BIGINT",
                           "HUGEINT",
                           "UTINYINT",
                           "USMALLINT",
                           "UINTEGER",
                           "UBIGINT",
                           "UHUGEINT",
                           "FLOAT",
                           "DOUBLE",
                           "BOOLEAN"})
    if (type == name) return true;
  return type.starts_with("DECIMAL");
}

}  // namespace

Table read_parquet(const std::string& path, const Source& source) {
  const Duck duck(path);
  Session session(duck, path);
  const std::string from = " FROM read_parquet(" + quoted(path, '\'') + ")";
  Table table;
  table.sources().push_back(source);
  std::vector<DataColumn> columns;
  std::size_t described = 0;
  session.run(
      "SELECT column_name, column_type FROM (DESCRIBE SELECT *" + from + ")",
      [&](std::uint64_t c, bool valid, void* data, std::uint64_t row) {
        if (c == 0)
          columns.emplace_back(Column::of(valid ? text_at(data, row) : "", std::vector<double>{}));
        else
          columns[described++].is_text = !is_number_type(text_at(data, row));
      });
  std::string list;
  for (const DataColumn& column : columns)
    list += std::string(list.empty() ? "" : ", ") + "CAST(" + quoted(column.name, '"') +
            (column.is_text ? " AS VARCHAR)" : " AS DOUBLE)");
  if (columns.empty()) session.fail("it has no columns");
  session.run(
      "SELECT " + list + from, [&](std::uint64_t c, bool valid, void* data, std::uint64_t row) {
        DataColumn& column = columns[c];
        if (column.is_text)
          column.texts.push_back(valid ? text_at(data, row) : "");
        else
          column.numbers.push_back(valid ? static_cast<const double*>(data)[row] : missing);
        column.origins.push_back(
            {0, static_cast<std::int32_t>(column.size()) + 1, static_cast<std::int32_t>(c) + 1});
        if (column.missing_at(column.size() - 1)) {
          column.marks.resize(column.size() - 1, Mark::original);
          column.marks.push_back(Mark::missing);
        }
      });
  for (DataColumn& column : columns) {
    if (!column.marks.empty()) column.marks.resize(column.size(), Mark::original);
    table.add(std::move(column));
  }
  return table;
}

}  // namespace yugong::data
