#pragma once

#include <string>

/// Private to the readers.
namespace yugong::data {

enum class Format { text, xlsx, xls, dta, sav, parquet };

/// By the first bytes, whatever the name says. Web pages that call themselves .xls, PDF, .ods and
/// other binary files are refused with advice (YG1006).
Format format_of(const std::string& bytes, const std::string& path);

std::string name_of(Format format);

}  // namespace yugong::data
