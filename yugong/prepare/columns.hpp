#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/data/panel.hpp"

/// What the steps of preparation share.
namespace yugong::prepare {

/// The numeric columns that a step works on: those named, or with "all" every numeric column that
/// is no key of the panel, without `except`. Unknown names (YG2104), text columns and keys (YG2241)
/// are reported together.
std::vector<std::string> chosen_columns(const data::Panel& panel,
                                        const std::vector<std::string>& vars,
                                        const std::vector<std::string>& except = {});

/// Appends a Change row; `cells` is the number of rows.
void record(data::Panel& panel,
            const std::string& step,
            const std::string& column,
            Text detail,
            std::vector<std::uint32_t> rows);

}  // namespace yugong::prepare
