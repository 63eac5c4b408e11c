#pragma once

#include <string>
#include <string_view>

namespace yugong::study {

/// XXH3, 128 bits, as 32 hexadecimal digits: content addresses inside the cache.
std::string xxh3(std::string_view bytes);

}  // namespace yugong::study
