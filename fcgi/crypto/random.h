// Unpredictable values, and the seam through which tests inject predictable ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/bytes.h"

namespace portillon {

class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;
  // Fills the whole span, or throws CryptoError.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// The operating system's generator through OpenSSL. May be shared by threads, and each thread and
// each child of fork() has bytes of its own.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

Bytes random_bytes(Random& random, std::size_t count);

// Uniform in [0, bound), without modulo bias. Throws std::invalid_argument if bound is 0.
std::uint32_t random_below(Random& random, std::uint32_t bound);

}  // namespace portillon
