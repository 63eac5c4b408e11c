#include <cstdlib>
#include <filesystem>

#include "print.hpp"
#include "verbs.hpp"
#include <dlfcn.h>
#include <fmt/format.h>

#include "yugong/base/executor_ranks.hpp"
#include "yugong/study/plan.hpp"

namespace fs = std::filesystem;

namespace yugong::cli {
namespace {

struct Part {
  std::string name;
  std::string found;  ///< where, or empty
  Text without;       ///< what is missing without it
};

std::string on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : text::split(path == nullptr ? "" : path, ':')) {
    std::error_code status;
    const fs::path candidate = fs::path(folder) / program;
    if (fs::exists(candidate, status)) return candidate.string();
  }
  return "";
}

std::string duckdb() {
  const char* set = std::getenv("YUGONG_DUCKDB");
  for (const std::string& name :
       {std::string(set == nullptr ? "" : set), std::string("libduckdb.so")}) {
    if (name.empty()) continue;
    if (void* handle = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL)) {
      ::dlclose(handle);
      return name;
    }
  }
  return "";
}

std::string cjk_font() {
  for (const char* file : {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                           "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
                           "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
                           "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"}) {
    std::error_code status;
    if (fs::exists(file, status)) return file;
  }
  return "";
}

}  // namespace

int doctor(const Request& request) {
  const std::vector<Part> parts = {
      {"gnuplot",
       on_path("gnuplot"),
       {"no figures (apt-get install gnuplot-nox)", "无法绘图（apt-get install gnuplot-nox）"}},
      {"fonts (CJK)",
       cjk_font(),
       {"Chinese words in figures (apt-get install fonts-noto-cjk)",
        "图中中文无法显示（apt-get install fonts-noto-cjk）"}},
      {"xelatex",
       on_path("xelatex"),
       {"tables are written as .tex but not compiled", "只输出 .tex，不编译"}},
      {"libduckdb",
       duckdb(),
       {"Parquet files (set YUGONG_DUCKDB to libduckdb.so)",
        "无法读取 Parquet（把 YUGONG_DUCKDB 设为 libduckdb.so）"}},
      {"MPI (mpirun)",
       mpi_library(),
       {"one process (build with libopenmpi-dev)",
        "只能单进程运行（请装 libopenmpi-dev 后重新编译）"}}};
  const int cores = Executor::threads(0).workers();
  if (request.common.json) {
    Value v = Value::table();
    v.set("version", Value::of(study::version()));
    v.set("threads", Value::of(static_cast<std::int64_t>(cores)));
    for (const Part& p : parts) v.set(p.name, p.found.empty() ? Value{} : Value::of(p.found));
    out(to_json(v));
    return 0;
  }
  out(fmt::format("yugong {}  ({} {})",
                  study::version(),
                  cores,
                  request.common.lang == Lang::zh ? "线程" : "threads"));
  for (const Part& p : parts)
    out(fmt::format("{}  {}",
                    text::pad_right(p.name, 14),
                    !p.found.empty()
                        ? p.found
                        : (request.common.lang == Lang::zh ? "未找到：" : "not found: ") +
                              p.without.in(request.common.lang)));
  return 0;
}

}  // namespace yugong::cli
