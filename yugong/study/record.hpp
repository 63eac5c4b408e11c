#pragma once

#include <ctime>

#include "yugong/study/write.hpp"

/// The record of a run: what was read, done and written.
namespace yugong::study {

/// provenance.json: sources, changes of the data step by step with their rows, rows left out of
/// each result.
void write_provenance(const Sink& sink);
/// log/<time>.log: every step and every message, in plain text.
void write_log(const Sink& sink, const Outcome& outcome, std::time_t started);
/// The manifest without its steps: program, inputs and outputs with SHA-256, settings, times.
Value manifest_of(const Sink& sink, const Outcome& outcome, std::time_t started, double seconds);

/// UTC, "2026-11-22T09:30:00Z".
std::string timestamp(std::time_t time);

}  // namespace yugong::study
