#include "live.hpp"

#include <chrono>
#include <mutex>

#include "print.hpp"
#include <fmt/format.h>
#include <unistd.h>

#include "yugong/base/value.hpp"

namespace yugong::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "312/504  4.1 k/s  0.05 s left"
std::string tally(std::size_t done, std::size_t total, double seconds, Lang lang) {
  if (total == 0) return "";
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = rate > 0 ? static_cast<double>(total - std::min(done, total)) / rate : 0;
  const std::string speed =
      rate >= 1000 ? fmt::format("{:.1f} k/s", rate / 1000) : fmt::format("{:.0f} /s", rate);
  return lang == Lang::zh ? fmt::format("{}/{}  {}  剩余 {:.1f} 秒", done, total, speed, left)
                          : fmt::format("{}/{}  {}  {:.1f} s left", done, total, speed, left);
}

class Line : public Progress {
 public:
  Line(Lang lang, bool terminal) : lang_(lang), terminal_(terminal) {}

  void begin(const std::string& step, const std::string& what, std::size_t total) override {
    const std::lock_guard lock(mutex_);
    step_ = step;
    what_ = what;
    total_ = total;
    done_ = 0;
    start_ = said_ = Clock::now();
  }

  void advance(std::size_t done_now) override {
    const std::lock_guard lock(mutex_);
    done_ += done_now;
    if (seconds_since(said_) < (terminal_ ? 0.1 : 5.0)) return;
    said_ = Clock::now();
    const std::string line =
        fmt::format("{}  {}  {}", step_, what_, tally(done_, total_, seconds_since(start_), lang_));
    if (terminal_)
      fmt::print(stderr, "\r\x1b[K{}", line);
    else
      fmt::print(stderr, "{}\n", line);
    shown_ = terminal_;
    std::fflush(stderr);
  }

  void finish(const std::string& /*step*/, const std::string& /*summary*/) override {
    const std::lock_guard lock(mutex_);  // the program prints one line a step itself
    if (shown_) fmt::print(stderr, "\r\x1b[K");
    shown_ = false;
  }

 private:
  std::mutex mutex_;
  Lang lang_;
  bool terminal_, shown_ = false;
  std::string step_, what_;
  std::size_t total_ = 0, done_ = 0;
  Clock::time_point start_ = Clock::now(), said_ = Clock::now();
};

class Events : public Progress {
 public:
  void begin(const std::string& step, const std::string& what, std::size_t total) override {
    const std::lock_guard lock(mutex_);
    step_ = step;
    total_ = total;
    done_ = 0;
    Value v = event("begin", step);
    v.set("what", Value::of(what));
    v.set("total", Value::of(static_cast<std::int64_t>(total)));
    out(to_json(v));
  }

  void advance(std::size_t done_now) override {
    const std::lock_guard lock(mutex_);
    done_ += done_now;
    if (seconds_since(said_) < 0.25) return;
    said_ = Clock::now();
    Value v = event("progress", step_);
    v.set("done", Value::of(static_cast<std::int64_t>(done_)));
    v.set("total", Value::of(static_cast<std::int64_t>(total_)));
    out(to_json(v));
  }

  void finish(const std::string& step, const std::string& summary) override {
    const std::lock_guard lock(mutex_);
    Value v = event("finish", step);
    v.set("summary", Value::of(summary));
    out(to_json(v));
    std::fflush(stdout);
  }

 private:
  static Value event(const char* name, const std::string& step) {
    Value v = Value::table();
    v.set("event", Value::of(name));
    v.set("step", Value::of(step));
    return v;
  }

  std::mutex mutex_;
  std::string step_;
  std::size_t total_ = 0, done_ = 0;
  Clock::time_point said_ = Clock::now();
};

}  // namespace

std::unique_ptr<Progress> make_progress(const Common& common) {
  if (common.json) return std::make_unique<Events>();
  if (common.quiet) return std::make_unique<Progress>();
  return std::make_unique<Line>(common.lang, ::isatty(2) == 1);
}

}  // namespace yugong::cli
