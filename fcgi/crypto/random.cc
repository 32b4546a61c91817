#include "crypto/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "crypto/error.h"

namespace portillon {

namespace {

void draw(std::span<std::uint8_t> out) {
  if (out.size() > std::numeric_limits<int>::max() ||
      RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw CryptoError("the random generator failed");
  }
}

// What a thread has drawn in advance: OpenSSL takes as long for a token as for sixteen of them, and
// an answer needs three or four. What was handed out is wiped.
class Drawn {
 public:
  Drawn() {
    // A child must not hand out what its parent hands out too.
    static const bool told = pthread_atfork(nullptr, nullptr, [] { mine().forget(); }) == 0;
    if (!told) throw CryptoError("a fork could not be told of");
  }
  ~Drawn() { forget(); }
  Drawn(const Drawn&) = delete;
  Drawn& operator=(const Drawn&) = delete;

  static Drawn& mine() {
    thread_local Drawn drawn;
    return drawn;
  }

  void take(std::span<std::uint8_t> out) {
    if (out.size() > left_) {
      draw(bytes_);
      left_ = bytes_.size();
    }
    const std::span<std::uint8_t> last = std::span(bytes_).subspan(left_ - out.size(), out.size());
    std::ranges::copy(last, out.begin());
    OPENSSL_cleanse(last.data(), last.size());
    left_ -= out.size();
  }

 private:
  void forget() noexcept {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
    left_ = 0;
  }

  std::array<std::uint8_t, 512> bytes_{};
  std::size_t left_ = 0;
};

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  constexpr std::size_t kMostInAdvance = 64;
  out.size() > kMostInAdvance ? draw(out) : Drawn::mine().take(out);
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
