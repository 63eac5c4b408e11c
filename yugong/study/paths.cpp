#include "yugong/study/paths.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <string_view>
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

std::vector<std::string> environment_names(const std::string& path) {
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = path.find("${", at)) != std::string::npos; at += 2) {
    const std::size_t close = path.find('}', at);
    if (close != std::string::npos) names.push_back(path.substr(at + 2, close - at - 2));
  }
  return names;
}

void add_place(Places& places, std::string folder, const std::string& written) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (folder.empty() || folder == "." || folder == "/") return;
  const std::pair<std::string, std::string> place{folder + "/",
                                                  written.empty() ? "" : written + "/"};
  if (std::find(places.begin(), places.end(), place) != places.end()) return;
  places.push_back(place);
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a.first.size() > b.first.size();
  });
}

std::string as_written(const std::string& text, const Places& places) {
  std::string out;
  // A folder is meant only where a path begins: "data/" is no part of "old-data/".
  const auto begins = [&](std::size_t i) {
    if (i == 0) return true;
    const char before = text[i - 1];
    return std::isalnum(static_cast<unsigned char>(before)) == 0 &&
           std::string_view("/._-}").find(before) == std::string_view::npos;
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const auto place = begins(i)
                           ? std::find_if(places.begin(),
                                          places.end(),
                                          [&](const auto& p) {
                                            return text.compare(i, p.first.size(), p.first) == 0;
                                          })
                           : places.end();
    if (place == places.end()) {
      out += text[i++];
      continue;
    }
    out += place->second;
    i += place->first.size();
    while (i < text.size() && text[i] == '/') ++i;  // "folder//file" is the same file
  }
  return out;
}

Text as_written(const Text& text, const Places& places) {
  return {as_written(text.en, places), as_written(text.zh, places)};
}

Problem as_written(Problem problem, const Places& places) {
  problem.what = as_written(problem.what, places);
  problem.mend = as_written(problem.mend, places);
  problem.place.file = as_written(problem.place.file, places);
  return problem;
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
