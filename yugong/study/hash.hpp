#pragma once

#include <string>
#include <string_view>

namespace yugong::study {

/// XXH3, 128 bits, as 32 hexadecimal digits: content addresses inside the cache.
std::string xxh3(std::string_view bytes);
/// SHA-256 as 64 hexadecimal digits: what a replication manifest prints.
std::string sha256(std::string_view bytes);

}  // namespace yugong::study
