#include "crypto/seal.h"

#include "crypto/primitives.h"
#include "crypto/random.h"

namespace portillon {

namespace {

constexpr char kVersion = 1;
constexpr std::size_t kHeaderSize = 2;  // version, key id

Secret associated_data(std::string_view purpose, std::string_view row, std::string_view header) {
  return primitives::framed("portillon seal", {purpose, row, header});
}

}  // namespace

Bytes seal(const KeyRing& ring, std::string_view purpose, std::string_view row,
           std::string_view plain) {
  const Key& key = ring.current();
  SystemRandom random;
  const Bytes header = {kVersion, static_cast<char>(key.id)};
  const Bytes nonce = random_bytes(random, primitives::kNonceSize);
  const Secret associated = associated_data(purpose, row, header);
  return header + nonce +
         primitives::aes_256_gcm_encrypt(key.bytes.reveal(), nonce, associated.reveal(), plain);
}

std::optional<Secret> open(const KeyRing& ring, std::string_view purpose, std::string_view row,
                           std::string_view sealed) {
  if (sealed.size() < kSealOverhead || sealed[0] != kVersion) return std::nullopt;
  const Key* const key = ring.find(sealed_key_id(sealed));
  if (key == nullptr) return std::nullopt;
  const Secret associated = associated_data(purpose, row, sealed.substr(0, kHeaderSize));
  sealed.remove_prefix(kHeaderSize);
  return primitives::aes_256_gcm_decrypt(
      key->bytes.reveal(), sealed.substr(0, primitives::kNonceSize), associated.reveal(),
      sealed.substr(primitives::kNonceSize));
}

std::uint8_t sealed_key_id(std::string_view sealed) {
  return sealed.size() < kHeaderSize ? std::uint8_t{0} : static_cast<std::uint8_t>(sealed[1]);
}

}  // namespace portillon
