#include "yugong/study/paths.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "yugong/base/error.hpp"

namespace fs = std::filesystem;

namespace yugong::study {

void make_folder(const std::string& path) {
  std::error_code why;
  fs::create_directories(path, why);
  if (!why && fs::is_directory(path, why)) return;
  const std::string reason = why ? why.message() : "a file of that name is there";
  Place place;
  place.file = path;
  throw Error{error("YG4001",
                    {"the folder '" + path + "' cannot be made: " + reason,
                     "无法创建文件夹“" + path + "”：" + reason},
                    {"Give another folder with --out, or mend its permissions",
                     "请用 --out 指定其他文件夹，或修改其权限"},
                    place)};
}

std::string expand_environment(const std::string& path, std::string& unset) {
  std::string out;
  std::size_t i = 0;
  while (i < path.size()) {
    const std::size_t close = path.compare(i, 2, "${") == 0 ? path.find('}', i) : std::string::npos;
    if (close == std::string::npos) {
      out += path[i++];
      continue;
    }
    const std::string name = path.substr(i + 2, close - i - 2);
    const char* value = std::getenv(name.c_str());
    if (value != nullptr && *value != '\0') {
      out += value;
    } else {
      if (unset.empty()) unset = name;
      out += path.substr(i, close + 1 - i);
    }
    i = close + 1;
  }
  return out;
}

std::string under(const std::string& folder, const std::string& path) {
  const fs::path p(path);
  if (p.is_absolute() || folder.empty() || folder == ".") return path;
  return (fs::path(folder) / p).string();
}

std::string file_name(const std::string& name) {
  std::string out = name;
  for (char& c : out) {
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = '_';
  }
  return out;
}

}  // namespace yugong::study
