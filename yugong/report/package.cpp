#include "yugong/report/package.hpp"

#include <zip.h>

#include "yugong/base/error.hpp"

namespace yugong::report {
namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw Error{error("YG4025",
                    {"the file could not be packed: " + reason, "文件无法打包：" + reason},
                    {"free some memory and run again", "请释放内存后重新运行"})};
}

std::string bytes_of(zip_source_t* source) {
  if (zip_source_open(source) != 0) refuse("no memory");
  std::string bytes;
  char buffer[16384];
  for (zip_int64_t n = 0; (n = zip_source_read(source, buffer, sizeof buffer)) > 0;) {
    bytes.append(buffer, static_cast<std::size_t>(n));
  }
  zip_source_close(source);
  return bytes;
}

}  // namespace

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t problem;
  zip_error_init(&problem);
  zip_source_t* store = zip_source_buffer_create(nullptr, 0, 0, &problem);
  if (store == nullptr) refuse(zip_error_strerror(&problem));
  zip_source_keep(store);
  zip_t* archive = zip_open_from_source(store, ZIP_TRUNCATE, &problem);
  if (archive == nullptr) refuse(zip_error_strerror(&problem));
  for (const auto& [name, bytes] : parts) {
    zip_source_t* part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index =
        part ? zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) : -1;
    // 1980-01-01, the first day that a zip archive can tell.
    if (index < 0 ||
        zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 0x21, 0) != 0) {
      refuse(zip_strerror(archive));
    }
  }
  if (zip_close(archive) != 0) refuse(zip_strerror(archive));
  std::string bytes = bytes_of(store);
  zip_source_free(store);
  return bytes;
}

}  // namespace yugong::report
