#include "golden.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace yugong::golden {

fs::path shared() {
  const char* set = std::getenv("YUGONG_SHARED");
  return set != nullptr && *set != '\0' ? fs::path(set) : fs::path(YUGONG_SHARED_DEFAULT);
}

bool have_shared() {
  return fs::is_directory(shared() / "golden");
}

namespace {

std::vector<fs::path> roots(const std::string& room) {
  return {fs::path(YUGONG_SOURCE_DIR) / "tests/golden" / room, shared() / "golden" / room};
}

Case load(const fs::path& folder) {
  std::ifstream in(folder / "case.json");
  return {folder.filename().string(), folder, Json::parse(in)};
}

}  // namespace

Lookup find(const std::string& room, const std::string& name) {
  for (const fs::path& root : roots(room))
    if (fs::exists(root / name / "case.json")) return {true, load(root / name)};
  return {};
}

std::vector<Case> all(const std::string& room) {
  std::map<std::string, fs::path> folders;
  for (const fs::path& root : roots(room)) {
    if (!fs::is_directory(root)) continue;
    for (const auto& entry : fs::directory_iterator(root))
      if (fs::exists(entry.path() / "case.json"))
        folders.emplace(entry.path().filename().string(), entry.path());
  }
  std::vector<Case> out;
  for (const auto& [name, folder] : folders) out.push_back(load(folder));
  return out;
}

data::Table read_csv(const Case& c, const std::string& relative) {
  const std::string up = "../../../data/";
  if (relative.rfind(up, 0) == 0) return read_csv(shared() / "data" / relative.substr(up.size()));
  return read_csv(c.folder / relative);
}

data::Table read_csv(const fs::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> cells;
  std::string line;
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (names.empty() && line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
    std::vector<std::string> row(1);
    bool quoted = false;
    for (const char ch : line) {
      if (ch == '"')
        quoted = !quoted;
      else if (ch == ',' && !quoted)
        row.emplace_back();
      else
        row.back() += ch;
    }
    if (names.empty())
      names = row;
    else if (!line.empty())
      cells.push_back(row);
  }
  data::Table table;
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    bool numeric = true;
    for (const auto& row : cells) {
      double value = missing;
      const std::string cell = j < row.size() ? row[j] : "";
      if (!cell.empty() && cell != "NA" && !text::parse_number(cell, value)) numeric = false;
      numbers.push_back(value);
      texts.push_back(cell);
    }
    table.add(numeric ? Column::of(names[j], numbers) : Column::of(names[j], texts));
  }
  return table;
}

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

}  // namespace yugong::golden
