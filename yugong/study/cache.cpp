#include "yugong/study/cache.hpp"

#include <filesystem>

#include "yugong/base/bytes.hpp"
#include "yugong/base/files.hpp"
#include "yugong/study/hash.hpp"

namespace yugong::study {
namespace {

/// Changes whenever the layout below does; an entry of another layout is no entry.
constexpr std::string_view layout = "yugong-cache-1";

/// Adds tables and results to what the base can write.
class Writer : public BytesWriter<Writer> {
 public:
  using BytesWriter::put;

  void put(const Column& c) {
    put(c.name), put(c.is_text), put(c.numbers), put(c.texts), put(c.label), put(c.unit);
  }

  void put(const data::Origin& o) { put(o.source), put(o.row), put(o.column); }

  void put(const data::Source& s) { put(s.file), put(s.sheet), put(s.hash); }

  void put(const data::Change& c) {
    put(c.step), put(c.column), put(c.detail), put(c.cells), put(c.rows);
  }

  void put(const data::DataColumn& c) {
    put(static_cast<const Column&>(c));
    put(c.marks), put(c.origins), put(c.value_labels), put(c.formula);
  }

  void put(const data::Table& t) {
    put(t.columns()), put(t.sources()), put(t.changes()), put(t.notes());
  }

  void put(const Frame& f) { put(f.columns()); }

  void put(const Test& t) {
    put(t.name), put(t.label), put(t.statistic), put(t.distribution), put(t.p_value);
  }

  void put(const Dropped& d) { put(d.reason), put(d.label), put(d.rows); }

  void put(const Sample& s) {
    put(s.rows), put(s.used), put(s.units), put(s.periods), put(s.dropped);
  }

  void put(const Result& r) {
    put(r.id), put(r.kind), put(r.formula), put(r.sample), put(r.tidy), put(r.glance),
        put(r.augment);
    put(r.tables), put(r.tests), put(r.notes), put(r.options), put(r.seconds);
  }
};

class Reader : public BytesReader<Reader> {
 public:
  using BytesReader::BytesReader;
  using BytesReader::get;

  void get(Column& c) {
    get(c.name), get(c.is_text), get(c.numbers), get(c.texts), get(c.label), get(c.unit);
  }

  void get(data::Origin& o) { get(o.source), get(o.row), get(o.column); }

  void get(data::Source& s) { get(s.file), get(s.sheet), get(s.hash); }

  void get(data::Change& c) {
    get(c.step), get(c.column), get(c.detail), get(c.cells), get(c.rows);
  }

  void get(data::DataColumn& c) {
    get(static_cast<Column&>(c));
    get(c.marks), get(c.origins), get(c.value_labels), get(c.formula);
  }

  void get(data::Table& t) {
    std::vector<data::DataColumn> columns;
    get(columns);
    for (data::DataColumn& c : columns) t.add(std::move(c));
    get(t.sources()), get(t.changes()), get(t.notes());
  }

  void get(Frame& f) {
    std::vector<Column> columns;
    get(columns);
    f = Frame();
    for (Column& c : columns) f.add(std::move(c));
  }

  void get(Test& t) {
    get(t.name), get(t.label), get(t.statistic), get(t.distribution), get(t.p_value);
  }

  void get(Dropped& d) { get(d.reason), get(d.label), get(d.rows); }

  void get(Sample& s) { get(s.rows), get(s.used), get(s.units), get(s.periods), get(s.dropped); }

  void get(Result& r) {
    get(r.id), get(r.kind), get(r.formula), get(r.sample), get(r.tidy), get(r.glance),
        get(r.augment);
    get(r.tables), get(r.tests), get(r.notes), get(r.options), get(r.seconds);
  }
};

}  // namespace

std::string pack(const Product& product) {
  Writer w;
  w.put(product.table.has_value());
  if (product.table) w.put(*product.table);
  w.put(product.results);
  w.put(product.notes);
  return std::string(layout) + xxh3(w.bytes) + w.bytes;
}

std::optional<Product> unpack(const std::string& bytes) {
  constexpr std::size_t head = layout.size() + 32;
  if (bytes.size() < head || bytes.compare(0, layout.size(), layout) != 0) return std::nullopt;
  const std::string_view content = std::string_view(bytes).substr(head);
  if (bytes.compare(layout.size(), 32, xxh3(content)) != 0) return std::nullopt;
  Reader r(content);
  Product product;
  bool has_table = false;
  r.get(has_table);
  if (has_table) r.get(product.table.emplace());
  r.get(product.results);
  r.get(product.notes);
  if (!r.good() || !r.at_end()) return std::nullopt;
  return product;
}

std::string Cache::path_of(const std::string& key) const {
  return folder_ + "/" + key + ".bin";
}

std::optional<Product> Cache::find(const std::string& key, std::vector<Problem>& notes) const {
  const std::string path = path_of(key);
  std::error_code ignored;
  if (folder_.empty() || !std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  std::optional<Product> product;
  try {
    product = unpack(read_whole(path));
  } catch (const Error&) {
    product = std::nullopt;
  }
  if (!product) {
    Place place;
    place.file = path;
    notes.push_back(note("YG4010",
                         {"a stored intermediate result is damaged; the step was run again",
                          "中间结果文件已损坏，该步骤已重新运行"},
                         {},
                         place));
  }
  return product;
}

void Cache::store(const std::string& key,
                  const Product& product,
                  std::vector<Problem>& notes) const {
  if (folder_.empty()) return;
  try {
    write_whole(path_of(key), pack(product));
  } catch (const Error& e) {
    Problem p = e.first();
    p.level = Level::note;
    p.code = "YG4010";
    notes.push_back(std::move(p));
  }
}

}  // namespace yugong::study
