#include "crypto/random.h"

#include <openssl/rand.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "crypto/error.h"

namespace portillon {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  if (out.size() > std::numeric_limits<int>::max() ||
      RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw CryptoError("the random generator failed");
  }
}

Bytes random_bytes(Random& random, std::size_t count) {
  Bytes bytes(count, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

std::uint32_t random_below(Random& random, std::uint32_t bound) {
  if (bound == 0) throw std::invalid_argument("random_below: bound is 0");
  // 2^32 mod bound: draws below it would come once too often after the reduction.
  const std::uint32_t surplus = (0U - bound) % bound;
  for (;;) {
    std::array<std::uint8_t, 4> bytes{};
    random.fill(bytes);
    std::uint32_t draw = 0;
    for (const std::uint8_t byte : bytes) draw = (draw << 8) | byte;
    if (draw >= surplus) return draw % bound;
  }
}

}  // namespace portillon
