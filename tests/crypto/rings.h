// Key rings and predictable randomness for tests.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/keyring.h"
#include "crypto/random.h"

namespace portillon::test {

// The same bytes in every run.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint32_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_() >> 24);
  }

 private:
  std::mt19937 engine_;
};

inline std::string line(int id, char byte) {
  return std::to_string(id) + ':' + to_base64url(std::string(kKeySize, byte)) + '\n';
}

inline KeyRing ring_of(std::string lines, std::string_view purpose = "visit") {
  return KeyRing::parse(purpose, "test", Secret::from(std::move(lines)));
}

inline Bytes unhex(std::string_view text) { return from_hex(text).value(); }

inline std::string hex(const Digest& digest) { return to_hex(view(digest)); }

inline std::string plain(const std::optional<Secret>& secret) {
  return secret ? std::string(secret->reveal()) : "(refused)";
}

}  // namespace portillon::test
