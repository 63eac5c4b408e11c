#pragma once

#include <string>

namespace yugong::study {

/// The reference page of the study file as Markdown, from the tables of options that the reader
/// itself uses.
std::string file_reference();

}  // namespace yugong::study
