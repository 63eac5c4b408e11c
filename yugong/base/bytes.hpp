#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "yugong/base/error.hpp"

/// Values as bytes and back, every double bit by bit: for what is stored on disk by, or sent to,
/// the same program on the same kind of machine.
namespace yugong {

/// Writes values one after another, lengths before contents. A class that adds its own records
/// derives from it and names itself, so that lists of such records are written too:
///     class Writer : public BytesWriter<Writer> { public: using BytesWriter::put; ... };
template <class Self>
class BytesWriter {
 public:
  std::string bytes;

  void put(const std::string& s) {
    put(static_cast<std::uint64_t>(s.size()));
    bytes += s;
  }

  void put(const Text& t) {
    put(t.en);
    put(t.zh);
  }

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>

  void put(T v) {
    char raw[sizeof(T)];
    std::memcpy(raw, &v, sizeof v);
    bytes.append(raw, sizeof v);
  }

  template <class T>
  void put(const std::vector<T>& list) {
    put(static_cast<std::uint64_t>(list.size()));
    for (const T& item : list) self().put(item);
  }

  template <class K, class V>
  void put(const std::map<K, V>& map) {
    put(static_cast<std::uint64_t>(map.size()));
    for (const auto& [key, value] : map) {
      self().put(key);
      self().put(value);
    }
  }

  void put(const Place& p) {
    put(p.file), put(p.line), put(p.column), put(p.length), put(p.source_line);
    put(p.sheet), put(p.cell), put(p.row), put(p.path);
  }

  void put(const Problem& p) {
    put(p.code), put(p.kind), put(p.level), put(p.what), put(p.mend), put(p.place), put(p.term);
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

/// Reads what the writer of the same shape wrote. Damaged bytes cannot make it read past the end or
/// ask for memory: it then only remembers that it failed.
template <class Self>
class BytesReader {
 public:
  explicit BytesReader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }

  bool at_end() const { return at_ == bytes_.size(); }

  void get(std::string& s) {
    const std::size_t n = count();
    s = std::string(bytes_.substr(at_, n));
    at_ += n;
  }

  void get(Text& t) { get(t.en), get(t.zh); }

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>

  void get(T& v) {
    if (bytes_.size() - at_ < sizeof(T)) {
      good_ = false;
      at_ = bytes_.size();
      return;
    }
    std::memcpy(&v, bytes_.data() + at_, sizeof v);
    at_ += sizeof v;
  }

  template <class T>
  void get(std::vector<T>& list) {
    list.clear();
    const std::size_t n = count();
    list.reserve(n);
    for (std::size_t i = 0; i < n && good_; ++i) {
      T item{};
      self().get(item);
      list.push_back(std::move(item));
    }
  }

  template <class K, class V>
  void get(std::map<K, V>& map) {
    map.clear();
    const std::size_t n = count();
    for (std::size_t i = 0; i < n && good_; ++i) {
      K key{};
      self().get(key);
      self().get(map[key]);
    }
  }

  void get(Place& p) {
    get(p.file), get(p.line), get(p.column), get(p.length), get(p.source_line);
    get(p.sheet), get(p.cell), get(p.row), get(p.path);
  }

  void get(Problem& p) {
    get(p.code), get(p.kind), get(p.level), get(p.what), get(p.mend), get(p.place), get(p.term);
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }

  /// A length: never more than the bytes that are left.
  std::size_t count() {
    std::uint64_t n = 0;
    get(n);
    if (n <= bytes_.size() - at_) return static_cast<std::size_t>(n);
    good_ = false;
    at_ = bytes_.size();
    return 0;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

/// For records of the base alone.
class PlainWriter : public BytesWriter<PlainWriter> {};

class PlainReader : public BytesReader<PlainReader> {
 public:
  using BytesReader::BytesReader;
};

}  // namespace yugong
