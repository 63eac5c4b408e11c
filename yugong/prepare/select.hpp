#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"
#include "yugong/data/panel.hpp"

/// Keeps or drops columns. The keys of the panel always stay. Give one of the two (YG2242
/// otherwise); an unknown name is refused (YG2104).
namespace yugong::prepare::select {

struct Options {
  std::vector<std::string> keep = {};
  std::vector<std::string> drop = {};

  static auto described() {
    return std::tuple{option("keep", &Options::keep, {"columns that stay", "保留的变量"}).columns(),
                      option("drop", &Options::drop, {"columns that go", "删除的变量"}).columns()};
  }
};

void apply(data::Panel& panel, const Options& options, const Executor& executor = {});

}  // namespace yugong::prepare::select
