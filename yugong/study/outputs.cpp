#include "yugong/study/outputs.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "yugong/base/files.hpp"
#include "yugong/study/paths.hpp"

namespace fs = std::filesystem;

namespace yugong::study {
namespace {

constexpr std::string_view tag = "cache/CACHEDIR.TAG";
constexpr std::string_view tag_text =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Intermediate results of yugong; may be deleted "
    "at any time.\n";

[[noreturn]] void cannot_move(const std::string& path, const std::error_code& why) {
  Place place;
  place.file = path;
  throw Error{error("YG4001",
                    {"'" + path + "' cannot be replaced: " + why.message(),
                     "无法替换“" + path + "”：" + why.message()},
                    {"Close the program that has it open, or give another folder with --out",
                     "请关闭占用该文件的程序，或用 --out 指定其他文件夹"},
                    place)};
}

/// A file of the staging folder: not flushed one by one (nothing of it is seen before commit), but
/// every failure is told.
void write_staged(const std::string& path, std::string_view bytes) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  bool good = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  int reason = errno;
  if (file != nullptr && std::fclose(file) != 0) {
    reason = good ? errno : reason;
    good = false;
  }
  if (good) return;
  const std::string why = std::strerror(reason);
  Place place;
  place.file = path;
  throw Error{error(
      "YG4001",
      {"'" + path + "' cannot be written: " + why, "无法写入“" + path + "”：" + why},
      {"Free some space, or give another folder with --out; earlier outputs were left as they were",
       "请释放磁盘空间，或用 --out 指定其他文件夹；原有输出未被改动"},
      place)};
}

}  // namespace

Outputs::Outputs(const std::string& folder) : folder_(folder) {
  while (folder_.size() > 1 && folder_.back() == '/') folder_.pop_back();
  check_ours();
  make_folder(folder_ + "/cache");
  write_whole(folder_ + "/" + std::string(tag), tag_text);
  read_manifest();
  staging_ = fmt::format("{}.new-{}", folder_, ::getpid());
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
  make_folder(staging_);
}

Outputs::~Outputs() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

void Outputs::check_ours() const {
  std::error_code ignored;
  if (!fs::is_directory(folder_, ignored))
    return;  // make_folder says what is wrong with a file of that name
  if (fs::is_empty(folder_, ignored) || fs::exists(folder_ + "/" + std::string(tag), ignored))
    return;
  if (fs::exists(folder_ + "/manifest.json", ignored)) return;
  Place place;
  place.file = folder_;
  throw Error{error("YG4013",
                    {"the folder '" + folder_ + "' holds files that this program did not write",
                     "文件夹“" + folder_ + "”中有并非本程序写出的文件"},
                    {"Give an empty or new folder with --out", "请用 --out 指定空文件夹或新文件夹"},
                    place)};
}

void Outputs::read_manifest() {
  std::error_code ignored;
  const std::string path = folder_ + "/manifest.json";
  if (!fs::is_regular_file(path, ignored)) return;
  try {
    const Value manifest = value_from_json(read_whole(path), path);
    const Value* steps = manifest.find("steps");
    if (steps == nullptr) return;
    for (const auto& [id, step] : steps->members) {
      const Value* key = step.find("key");
      const Value* files = step.find("files");
      if (key == nullptr || files == nullptr) continue;
      Entry& entry = last_[id];
      entry.key = key->text;
      for (const auto& [name, hash] : files->members) entry.files[name] = hash.text;
    }
  } catch (const Error&) {
    last_.clear();  // a damaged manifest: everything is written anew
  }
}

std::string Outputs::staging(const std::string& name) {
  const fs::path path = fs::path(staging_) / name;
  make_folder(path.parent_path().string());
  return path.string();
}

void Outputs::put(const std::string& step, const std::string& name, std::string_view bytes) {
  write_staged(staging(name), bytes);
  now_[step].files[name] = sha256(bytes);
}

void Outputs::take(const std::string& step, const std::string& name) {
  now_[step].files[name] = sha256(read_whole(staging(name)));
}

bool Outputs::keep(const std::string& step, const std::string& key) {
  const auto before = last_.find(step);
  if (before == last_.end() || before->second.key != key || before->second.files.empty())
    return false;
  std::error_code ignored;
  for (const auto& [name, hash] : before->second.files) {
    const std::string path = folder_ + "/" + name;
    if (!fs::is_regular_file(path, ignored)) return false;
    try {
      if (sha256(read_whole(path)) != hash) return false;
    } catch (const Error&) {
      return false;
    }
  }
  now_[step] = before->second;
  return true;
}

std::string Outputs::bytes_of(const std::string& name) const {
  std::error_code ignored;
  const std::string fresh = staging_ + "/" + name;
  return read_whole(fs::exists(fresh, ignored) ? fresh : folder_ + "/" + name);
}

std::map<std::string, std::string> Outputs::hashes() const {
  std::map<std::string, std::string> all;
  for (const auto& [step, entry] : now_) all.insert(entry.files.begin(), entry.files.end());
  return all;
}

std::vector<std::string> Outputs::files_of(const std::string& step) const {
  std::vector<std::string> names;
  const auto found = now_.find(step);
  if (found == now_.end()) return names;
  for (const auto& [name, hash] : found->second.files) names.push_back(name);
  return names;
}

std::vector<std::string> Outputs::commit(Value manifest,
                                         const std::map<std::string, std::string>& keys,
                                         bool partial) {
  if (partial) {
    for (const auto& [step, entry] : last_) now_.try_emplace(step, entry);
  }
  Value steps = Value::table();
  std::vector<std::string> written;
  for (auto& [step, entry] : now_) {
    const auto key = keys.find(step);
    if (key != keys.end()) entry.key = key->second;
    Value files = Value::table();
    for (const auto& [name, hash] : entry.files) files.set(name, Value::of(hash));
    Value one = Value::table();
    one.set("key", Value::of(entry.key));
    one.set("files", files);
    steps.set(step, one);
  }
  manifest.set("steps", steps);
  write_whole(staging("manifest.json"), to_json(manifest) + "\n");
  std::error_code why;
  std::set<std::string> present;
  for (const auto& [name, hash] : hashes()) {
    present.insert(name);
    const std::string from = staging_ + "/" + name;
    if (!fs::exists(from, why)) continue;
    const std::string to = folder_ + "/" + name;
    make_folder(fs::path(to).parent_path().string());
    fs::rename(from, to, why);
    if (why) cannot_move(to, why);
    written.push_back(name);
  }
  for (const auto& [step, entry] : last_) {
    for (const auto& [name, hash] : entry.files) {
      const bool is_log = name.rfind("log/", 0) == 0;
      if (!is_log && present.count(name) == 0) fs::remove(folder_ + "/" + name, why);
    }
  }
  fs::rename(staging_ + "/manifest.json", folder_ + "/manifest.json", why);
  if (why) cannot_move(folder_ + "/manifest.json", why);
  written.push_back("manifest.json");
  return written;
}

}  // namespace yugong::study
