#pragma once

#include <cstddef>
#include <cstdint>

/// The loops of radial_scores.hpp that run over all members, compiled for several instruction sets
/// and chosen at run time; every variant gives the same bits. Private to the room.
namespace yugong::frontier {

/// Rows of members as the facets see them.
struct RadialScale {
  std::size_t variables = 0;
  const double* factor = nullptr;       ///< [variables] power of two; negative for goods
  const std::uint8_t* moves = nullptr;  ///< [variables] 1: the stretch of a member counts
  std::size_t sums = 0;                 ///< rows on the sum of intensities
  const double* sign = nullptr;         ///< [sums] 1 (= or <=), -1 (>=)
};

/// Member j is column pick[j] of `from` with its moving rows times stretch[j].
/// to[i * stride + j] = amount * factor, then +-1 in the rows on the sum, each column times the
/// power of two that brings the largest entry of its positive rows into [1, 2). `size` [count] is
/// scratch.
void load_members(const RadialScale& scale,
                  const double* from,
                  std::size_t from_stride,
                  const std::uint32_t* pick,
                  const double* stretch,
                  std::size_t count,
                  double* to,
                  std::size_t stride,
                  double* size);

/// out[j] = sum_i normal[i] * column[i * stride + j]; the smallest is returned.
double products(const double* normal,
                std::size_t rows,
                const double* column,
                std::size_t stride,
                std::size_t count,
                double* out);

/// The column met first by a plane that turns about a ridge, and the share turn / height there.
struct Met {
  std::int64_t column = -1;  ///< -1: none
  double share = 0;
};

/// With height = max(plane.a, floor) and bend = open * turn.a of each column: the lowest bend /
/// height (the first of equals) among columns with turn.a < -least. Columns up to the next multiple
/// of eight must be there (zeros, or any that is not open).
Met turning(const double* plane,
            const double* turn,
            std::size_t rows,
            const double* column,
            std::size_t stride,
            std::size_t count,
            double least,
            double floor,
            const double* open);

}  // namespace yugong::frontier
