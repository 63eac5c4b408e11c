#include "yugong/data/encoding.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include <iconv.h>
#include <uchardet.h>

#include "yugong/base/error.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {

namespace {

bool begins(std::string_view s, std::string_view with) {
  return s.substr(0, with.size()) == with;
}

/// As text::is_utf8, passing over plain ASCII eight bytes at a time: yearbooks are nearly all
/// digits.
bool valid_utf8(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    std::uint64_t eight = 0;
    while (i + sizeof eight <= bytes.size()) {
      std::memcpy(&eight, bytes.data() + i, sizeof eight);
      if ((eight & 0x8080808080808080U) != 0) break;
      i += sizeof eight;
    }
    while (i < bytes.size() && (bytes[i] & 0x80) == 0) ++i;
    const std::size_t begin = i;
    while (i < bytes.size() && (bytes[i] & 0x80) != 0) ++i;
    if (i > begin && !text::is_utf8(bytes.substr(begin, i - begin))) return false;
  }
  return true;
}

/// UTF-16 without a byte order mark: the zero bytes of digits and separators stand on one side.
std::string utf16_by_zeros(std::string_view bytes) {
  std::size_t even = 0, odd = 0;
  const std::size_t n = std::min<std::size_t>(bytes.size(), 65536);
  for (std::size_t i = 0; i < n; ++i)
    if (bytes[i] == '\0') ++(i % 2 ? odd : even);
  if (odd > 8 * even && odd > n / 50) return "UTF-16LE";
  if (even > 8 * odd && even > n / 50) return "UTF-16BE";
  return "";
}

/// Short GBK texts can be valid UTF-8 by accident (the two bytes of 太 are those of a combining
/// mark). Real UTF-8 has Chinese characters of three bytes, or letters of the Latin, Greek and
/// Cyrillic blocks.
bool utf8_by_accident(std::string_view bytes) {
  bool unlikely = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c < 0x80) continue;
    if (c >= 0xE0 || i + 1 == bytes.size()) return false;
    const unsigned point = (c & 0x1FU) << 6 | (static_cast<unsigned char>(bytes[++i]) & 0x3FU);
    unlikely = unlikely || (point >= 0x250 && point < 0x370) || point >= 0x500;
  }
  return unlikely;
}

std::string uchardet_guess(std::string_view bytes) {
  const auto first =
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; });
  const std::string_view part =
      bytes.substr(static_cast<std::size_t>(first - bytes.begin())).substr(0, 65536);
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                       uchardet_delete);
  uchardet_handle_data(detector.get(), part.data(), part.size());
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

Error does_not_fit(std::string_view bytes,
                   std::size_t at,
                   const std::string& encoding,
                   const std::string& file) {
  Place place;
  place.file = file;
  place.line = 1 + static_cast<int>(std::count(
                       bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  return Error{
      error("YG1005",
            {"the text is not valid " + encoding, "文本不符合编码 " + encoding},
            {"name the encoding, for instance encoding = \"GB18030\", or save the file as UTF-8",
             "请写明编码，例如 encoding = \"GB18030\"，或将文件另存为 UTF-8"},
            place)};
}

}  // namespace

bool convert(std::string_view in,
             const std::string& from,
             const std::string& to,
             std::string& out,
             std::size_t& stopped_at) {
  const iconv_t handle = iconv_open(to.c_str(), from.c_str());
  if (handle == reinterpret_cast<iconv_t>(-1))
    throw Error{error("YG1005",
                      {"unknown encoding '" + (from == "UTF-8" ? to : from) + "'",
                       "未知的编码 “" + (from == "UTF-8" ? to : from) + "”"},
                      {"use UTF-8, GB18030, GBK, Big5, UTF-16LE or another name that iconv knows",
                       "请用 UTF-8、GB18030、GBK、Big5、UTF-16LE 等 iconv 认识的名称"})};
  out.resize(in.size() * 2 + 16);
  char* source = const_cast<char*>(in.data());  // iconv never writes there
  std::size_t left = in.size(), done = 0;
  bool good = true;
  for (bool flushing = false;;) {
    char* target = out.data() + done;
    std::size_t room = out.size() - done;
    const std::size_t status =
        iconv(handle, flushing ? nullptr : &source, flushing ? nullptr : &left, &target, &room);
    done = out.size() - room;
    if (status == static_cast<std::size_t>(-1) && errno == E2BIG) {
      out.resize(out.size() * 2);
    } else if (status == static_cast<std::size_t>(-1)) {
      good = false;
      break;
    } else if (flushing) {
      break;
    } else {
      flushing = true;
    }
  }
  iconv_close(handle);
  stopped_at = in.size() - left;
  out.resize(good ? done : 0);
  return good;
}

std::string to_utf8(std::string& bytes, const std::string& encoding, const std::string& file) {
  std::string name = encoding;
  std::size_t bom = 0;
  if (begins(bytes, "\xEF\xBB\xBF") && (name.empty() || text::lower(name).starts_with("utf-8"))) {
    name = "UTF-8";
    bom = 3;
  } else if (begins(bytes, "\xFF\xFE") &&
             (name.empty() || text::lower(name).starts_with("utf-16"))) {
    name = "UTF-16LE";
    bom = 2;
  } else if (begins(bytes, "\xFE\xFF") &&
             (name.empty() || text::lower(name).starts_with("utf-16"))) {
    name = "UTF-16BE";
    bom = 2;
  }
  if (bom > 0) bytes.erase(0, bom);
  if (name.empty() && valid_utf8(bytes) && utf16_by_zeros(bytes).empty() &&
      !utf8_by_accident(bytes))
    return "UTF-8";
  if (text::lower(name) == "utf-8" || text::lower(name) == "utf8") {
    std::string copy;
    std::size_t at = 0;
    if (valid_utf8(bytes)) return "UTF-8";
    convert(bytes, "UTF-8", "UTF-16LE", copy, at);
    throw does_not_fit(bytes, at, "UTF-8", file);
  }
  std::vector<std::string> tries;
  if (!name.empty()) {
    tries = {name};
  } else if (name = utf16_by_zeros(bytes); !name.empty()) {
    tries = {name};
  } else {
    const std::string guess = uchardet_guess(bytes);
    if (guess == "BIG5") tries.push_back("BIG5-HKSCS");
    tries.push_back("GB18030");
    if (!guess.empty() && guess != "BIG5" && guess != "ASCII" && guess != "UTF-8")
      tries.push_back(guess);
  }
  std::string out;
  std::size_t at = 0, first_at = 0;
  for (const auto& candidate : tries) {
    if (convert(bytes, candidate, "UTF-8", out, at)) {
      bytes = std::move(out);
      return candidate;
    }
    if (&candidate == &tries.front()) first_at = at;
  }
  throw does_not_fit(bytes, first_at, tries.front(), file);
}

std::string encode(const std::string& utf8, const std::string& encoding) {
  const std::string wanted = text::lower(encoding);
  if (wanted.empty() || wanted == "utf-8" || wanted == "utf8") return utf8;
  std::string out;
  std::size_t at = 0;
  if (convert(utf8, "UTF-8", encoding, out, at)) return out;
  std::size_t length = 1;
  while (at + length < utf8.size() && (utf8[at + length] & 0xC0) == 0x80) ++length;
  throw Error{
      error("YG1005",
            {"the character '" + utf8.substr(at, length) + "' does not exist in " + encoding,
             "字符 “" + utf8.substr(at, length) + "” 不能用编码 " + encoding + " 表示"},
            {"write UTF-8 or GB18030", "请改用 UTF-8 或 GB18030"})};
}

}  // namespace yugong::data
