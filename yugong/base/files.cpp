#include "yugong/base/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "yugong/base/error.hpp"

namespace fs = std::filesystem;

namespace yugong {
namespace {

Place place_of(const std::string& path) {
  Place p;
  p.file = path;
  return p;
}

[[noreturn]] void cannot_read(const std::string& path, int code) {
  std::error_code ignored;
  if (code == ENOENT || code == ENOTDIR) {
    std::vector<std::string> names;
    const fs::path folder = fs::path(path).parent_path();
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, ignored))
      names.push_back(entry.path().filename().string());
    const Text hint = text::did_you_mean(fs::path(path).filename().string(), names);
    throw Error(error(
        "YG1001",
        {fmt::format("file '{}' does not exist", path), fmt::format("文件 '{}' 不存在", path)},
        {"check the path; it is taken from the folder of the study file" + hint.en,
         "请检查路径（相对于研究文件所在文件夹）" + hint.zh},
        place_of(path)));
  }
  throw Error(error("YG1003",
                    {fmt::format("file '{}' cannot be read: {}", path, std::strerror(code)),
                     fmt::format("文件 '{}' 无法读取：{}", path, std::strerror(code))},
                    {"check the permissions of the file", "请检查文件权限"},
                    place_of(path)));
}

[[noreturn]] void cannot_write(const std::string& path, int code) {
  const std::string reason = std::strerror(code);
  Text mend{"choose another folder or change its permissions", "请换一个文件夹或修改权限"};
  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    mend = {"free some space and run again; earlier outputs were left as they were",
            "请释放磁盘空间后重试；原有输出未被改动"};
  if (code == ENOTDIR || code == EEXIST)
    mend = {"a part of this path is a file, not a folder; rename it or choose another folder",
            "路径中有一部分是文件而非文件夹，请改名或另选文件夹"};
  throw Error(error("YG4001",
                    {fmt::format("'{}' cannot be written: {}", path, reason),
                     fmt::format("'{}' 无法写入：{}", path, reason)},
                    mend,
                    place_of(path)));
}

/// Writes everything and flushes to disk; 0 or errno.
int write_and_sync(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(file) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

std::string read_whole(const std::string& path) {
  std::error_code status;
  if (fs::is_directory(path, status))
    throw Error(error("YG1002",
                      {fmt::format("'{}' is a folder, not a file", path),
                       fmt::format("'{}' 是文件夹，不是文件", path)},
                      {"name the file inside it", "请写出其中的文件名"},
                      place_of(path)));
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) cannot_read(path, errno);
  std::string out;
  const auto size = fs::file_size(path, status);
  if (!status) out.reserve(static_cast<std::size_t>(size));
  std::vector<char> buffer(1 << 18);
  for (;;) {
    const ssize_t n = ::read(file, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int code = errno;
      ::close(file);
      cannot_read(path, code);
    }
    if (n == 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  ::close(file);
  return out;
}

void write_whole(const std::string& path, std::string_view bytes) {
  std::error_code status;
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, status);
  if (status) cannot_write(path, status.value());
  const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) cannot_write(path, errno);
  int code = write_and_sync(file, bytes);
  if (::close(file) != 0 && code == 0) code = errno;
  if (code == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) code = errno;
  if (code != 0) {
    ::unlink(temporary.c_str());
    cannot_write(path, code);
  }
}

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  std::string out;
  for (unsigned int i = 0; i < length; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

}  // namespace yugong
