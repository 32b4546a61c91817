#include "crypto/sealed_box.h"

#include <utility>

#include "crypto/error.h"
#include "crypto/primitives.h"
#include "crypto/random.h"

namespace portillon {

namespace {

constexpr char kVersion = 1;
constexpr std::size_t kHeaderSize = 2;  // version, key id
constexpr std::size_t kPublicSize = 32;
constexpr char kBasePoint = 9;  // RFC 7748: of the curve; the other 31 bytes are 0

// What both sides agree on; the key of a box depends on all of it.
Secret context(std::string_view purpose, std::string_view row, std::string_view header,
               std::string_view ephemeral, std::string_view recipient) {
  return primitives::framed("portillon sealed box", {purpose, row, header, ephemeral, recipient});
}

Secret box_key(const Secret& shared, const Secret& context) {
  return primitives::hkdf_sha256(shared, "", context.reveal(), kKeySize);
}

}  // namespace

BoxSealer::BoxSealer(const KeyRing& public_ring)
    : key_id_(public_ring.current().id), recipient_(public_ring.current().bytes.reveal()) {
  SystemRandom random;
  const Secret ephemeral = Secret::from(random_bytes(random, kKeySize));
  ephemeral_ = primitives::x25519_public(ephemeral.reveal());
  std::optional<Secret> shared = primitives::x25519(ephemeral.reveal(), recipient_);
  if (!shared) throw CryptoError("the public key of the sealed box makes no secret");
  shared_ = std::move(*shared);
}

Bytes BoxSealer::seal(std::string_view purpose, std::string_view row,
                      std::string_view plain) const {
  SystemRandom random;
  const Bytes header = {kVersion, static_cast<char>(key_id_)};
  const Bytes nonce = random_bytes(random, primitives::kNonceSize);
  const Secret agreed = context(purpose, row, header, ephemeral_, recipient_);
  const Secret key = box_key(shared_, agreed);
  return header + ephemeral_ + nonce +
         primitives::aes_256_gcm_encrypt(key.reveal(), nonce, agreed.reveal(), plain);
}

Bytes seal_to(const KeyRing& public_ring, std::string_view purpose, std::string_view row,
              std::string_view plain) {
  return BoxSealer(public_ring).seal(purpose, row, plain);
}

std::optional<Secret> open_box(const KeyRing& private_ring, std::string_view purpose,
                               std::string_view row, std::string_view sealed) {
  if (sealed.size() < kBoxOverhead || sealed[0] != kVersion) return std::nullopt;
  const Key* const own = private_ring.find(static_cast<std::uint8_t>(sealed[1]));
  if (own == nullptr) return std::nullopt;
  const std::string_view header = sealed.substr(0, kHeaderSize);
  const std::string_view ephemeral = sealed.substr(kHeaderSize, kPublicSize);
  const std::string_view body = sealed.substr(kHeaderSize + kPublicSize);
  const std::optional<Secret> shared = primitives::x25519(own->bytes.reveal(), ephemeral);
  if (!shared) return std::nullopt;
  const Bytes recipient = primitives::x25519_public(own->bytes.reveal());
  const Secret agreed = context(purpose, row, header, ephemeral, recipient);
  const Secret key = box_key(*shared, agreed);
  return primitives::aes_256_gcm_decrypt(key.reveal(), body.substr(0, primitives::kNonceSize),
                                         agreed.reveal(), body.substr(primitives::kNonceSize));
}

Bytes empty_box(const KeyRing& private_ring, std::size_t size) {
  Bytes box = {kVersion, static_cast<char>(private_ring.current().id), kBasePoint};
  box.resize(kBoxOverhead + size);
  return box;
}

}  // namespace portillon
