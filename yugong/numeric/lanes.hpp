#pragma once

/// How the inner loops are compiled for several instruction sets and chosen at run time. No
/// contraction into fused operations, so that every variant gives the same bits. Private to the
/// room.

// Function multiversioning is left out under sanitizers, whose runtime is not up when the loader
// resolves the variants.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define YUGONG_VARIANTS __attribute__((target_clones("avx512f", "avx2", "default")))
#define YUGONG_INLINE inline __attribute__((always_inline))
#else
#define YUGONG_VARIANTS
#define YUGONG_INLINE inline
#endif
