#pragma once

#include <cstddef>
#include <string>

namespace yugong {

/// Receives what happens; a program draws it as a live line, as plain lines or as JSON events. All
/// calls may come from any thread. The default implementation is silent.
class Progress {
 public:
  virtual ~Progress() = default;

  virtual void begin(const std::string& /*step*/,
                     const std::string& /*what*/,
                     std::size_t /*total*/) {}

  virtual void advance(std::size_t /*done_now*/) {}

  virtual void finish(const std::string& /*step*/, const std::string& /*summary*/) {}
};

}  // namespace yugong
