#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

/// A small study in a folder of its own, for tests: six units, eight years, numbers from a formula.
namespace yugong::study {

class StudyFolder {
 public:
  StudyFolder() {
    const std::string pattern =
        (std::filesystem::temp_directory_path() / "yugong-study-XXXXXX").string();
    std::string name = pattern;
    path_ = ::mkdtemp(name.data());
    write("panel.csv", panel());
    write("study.toml", toml());
  }

  ~StudyFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  StudyFolder(const StudyFolder&) = delete;
  StudyFolder& operator=(const StudyFolder&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }

  std::string study() const { return path("study.toml"); }

  void write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }

  std::string text(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// The study file with one text replaced by another; fails loudly when the text is not there.
  void edit(const std::string& from, const std::string& to) const {
    std::string all = text("study.toml");
    const std::size_t at = all.find(from);
    if (at == std::string::npos) throw std::runtime_error("the study has no '" + from + "'");
    write("study.toml", all.replace(at, from.size(), to));
  }

  /// unit, year, region, y, x, z, labour, gdp, co2, flat (constant)
  static std::string panel() {
    std::string out = "city,year,region,y,x,z,labour,gdp,co2,flat\n";
    const char* cities[] = {"Aa", "Bb", "Cc", "Dd", "Ee", "Ff"};
    for (int u = 0; u < 6; ++u) {
      for (int t = 0; t < 8; ++t) out += row(cities[u], 2010 + t, u, t);
    }
    return out;
  }

  static std::string row(const std::string& city, int year, int u, int t) {
    const auto digit = [](int v) { return std::to_string((v * 7919 + 104729) % 997); };
    const int k = 8 * u + t;
    return city + "," + std::to_string(year) + "," + (u < 3 ? "north" : "south") + "," + digit(k) +
           "," + digit(k + 100) + "," + digit(3 * k + 7) + "," + std::to_string(50 + u * 3 + t) +
           "," + std::to_string(100 + 11 * u + 5 * t + k % 3) + "," +
           std::to_string(30 + 2 * u + (k * 5) % 7) + ",4\n";
  }

  static std::string toml() {
    return R"(yugong = 1
[study]
title = "A small study"
seed = 7
[panel]
unit = "city"
time = "year"
[source.main]
files = "panel.csv"
[derive]
ratio = "x / gdp"
[index.IDX]
method = "entropy"
positive = ["x", "z"]
[efficiency.EFF]
model = "super-sbm"
inputs = ["labour"]
outputs = ["gdp"]
undesirable = ["co2"]
returns = "crs"
[sets]
controls = ["z", "ratio"]
[defaults]
vcov = "iid"
[model]
base1 = "y ~ x | city + year"
base2 = "y ~ x + @controls | city + year"
half = { like = "base2", where = "year >= 2012" }
region = { like = "base1", split = "region" }
[table]
1 = { kind = "summary", vars = ["y", "x"] }
2 = { columns = ["base1", "base2"] }
3 = { columns = ["region.*"] }
)";
  }

 private:
  std::string path_;
};

}  // namespace yugong::study
