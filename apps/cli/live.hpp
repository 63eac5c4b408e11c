#pragma once

#include <memory>

#include "arguments.hpp"

#include "yugong/base/progress.hpp"

namespace yugong::cli {

/// Progress for people or programs: a live line on a terminal, plain lines every five seconds
/// elsewhere, one JSON event a line with
/// `--json`, nothing with `--quiet`. All go to standard error, except JSON events, which are the
/// output.
std::unique_ptr<Progress> make_progress(const Common& common);

}  // namespace yugong::cli
