#include "crypto/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace portillon {

void wipe(std::string& bytes) noexcept {
  // Growing to the capacity never reallocates; it brings the tail of a shortened string, and the
  // short-string buffer that a move leaves behind, within reach.
  bytes.resize(bytes.capacity());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

void wipe(std::span<std::byte> bytes) noexcept { OPENSSL_cleanse(bytes.data(), bytes.size()); }

Secret Secret::from(std::string&& source) noexcept {
  Secret secret;
  secret.bytes_ = std::move(source);
  wipe(source);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { wipe(other.bytes_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(bytes_);
  bytes_ = std::move(other.bytes_);
  wipe(other.bytes_);
  return *this;
}

Secret::~Secret() { wipe(bytes_); }

}  // namespace portillon
