#pragma once

#include <string>
#include <string_view>

#include "yugong/data/read.hpp"

/// Files whose columns have types of their own. Private to the readers.
namespace yugong::data {

enum class StatisticsFormat { dta, sav };

/// Stata .dta (versions 104 to 119) and SPSS .sav through ReadStat. Labels, value labels and texts
/// are kept; system and extended missing values (.a to .z) are missing, the latter with their count
/// (YG1110); daily dates become "2015-03-01", monthly and quarterly ones "2015m3", "2015q1". Texts
/// of old files that are no UTF-8 are decoded with `options.encoding` or as GB18030. YG1013 when
/// the file is damaged.
Table read_statistics(const std::string& bytes,
                      StatisticsFormat format,
                      const std::string& file,
                      const ReadOptions& options,
                      const Source& source);

/// Parquet through DuckDB's C library, opened at run time from the environment variable
/// YUGONG_DUCKDB, the library path, or node_modules below the current folder. YG0114 when it is not
/// there, YG1015 with DuckDB's words when the query fails.
Table read_parquet(const std::string& path, const Source& source);

}  // namespace yugong::data
