#include "crypto/primitives.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <limits>
#include <memory>
#include <utility>

#include "crypto/error.h"

namespace portillon::primitives {

namespace {

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
struct FreeFetchedCipher {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct FreeMacContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeKeyContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;
using PKey = std::unique_ptr<EVP_PKEY, FreeKey>;

constexpr std::size_t kMaxPlain = std::size_t{1} << 30;

// OpenSSL's error queue belongs to the thread: what is left in it would be reported as the failure
// of the next TLS call of another library.
[[noreturn]] void fail(const char* what) {
  ERR_clear_error();
  throw CryptoError(std::string("OpenSSL failed: ") + what);
}

void require(bool done, const char* what) {
  if (!done) fail(what);
}

// Never null, which OpenSSL gives a meaning of its own.
const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.empty() ? "" : bytes.data());
}
unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

int size_of(std::string_view bytes) {
  if (bytes.size() > kMaxPlain) throw CryptoError("value over 1 GiB");
  return static_cast<int>(bytes.size());
}

// OpenSSL 3 looks an algorithm up by its name each time it is named, which takes longer than what
// it does to some hundred bytes. So each is looked up once.
const EVP_CIPHER* aes_256_gcm() {
  static const std::unique_ptr<EVP_CIPHER, FreeFetchedCipher> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  require(cipher != nullptr, "AES-GCM");
  return cipher.get();
}

std::unique_ptr<EVP_MAC_CTX, FreeMacContext> new_hmac_context() {
  const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  std::unique_ptr<EVP_MAC_CTX, FreeMacContext> context(EVP_MAC_CTX_new(mac.get()));
  std::string hash = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0),
      OSSL_PARAM_construct_end(),
  };
  require(context && EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1, "HMAC");
  return context;
}

// One a thread. It holds the last key until the next, or the thread, comes or goes; then OpenSSL
// wipes it.
EVP_MAC_CTX* hmac_context() {
  thread_local const std::unique_ptr<EVP_MAC_CTX, FreeMacContext> context = new_hmac_context();
  return context.get();
}

Secret wiped(Digest digest) {
  Secret secret = Secret::from(std::string(view(digest)));
  OPENSSL_cleanse(digest.data(), digest.size());
  return secret;
}

CipherContext gcm(std::string_view key, std::string_view nonce, std::string_view associated,
                  bool encrypt) {
  if (key.size() != 32 || nonce.size() != kNonceSize) throw CryptoError("key or nonce size");
  CipherContext context(EVP_CIPHER_CTX_new());
  int written = 0;
  require(context && EVP_CipherInit_ex2(context.get(), aes_256_gcm(), octets(key), octets(nonce),
                                        encrypt ? 1 : 0, nullptr) == 1,
          "AES-GCM set-up");
  require(EVP_CipherUpdate(context.get(), nullptr, &written, octets(associated),
                           size_of(associated)) == 1,
          "AES-GCM associated data");
  return context;
}

PKey x25519_key(std::string_view bytes, bool is_private) {
  if (bytes.size() != 32) throw CryptoError("X25519 key size");
  PKey key(
      is_private
          ? EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, octets(bytes), bytes.size())
          : EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, octets(bytes), bytes.size()));
  require(key != nullptr, "X25519 key");
  return key;
}

}  // namespace

Secret framed(std::string_view first, std::initializer_list<std::string_view> others) {
  constexpr std::size_t kLengthSize = 8;
  std::size_t size = kLengthSize + first.size();
  for (const std::string_view part : others) size += kLengthSize + part.size();
  std::string bytes;
  bytes.reserve(size);  // growing would leave an unwiped copy behind
  const auto append = [&bytes](std::string_view part) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>((std::uint64_t{part.size()} >> shift) & 0xff));
    }
    bytes.append(part);
  };
  append(first);
  for (const std::string_view part : others) append(part);
  return Secret::from(std::move(bytes));
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  if (key.empty()) throw CryptoError("HMAC without a key");
  EVP_MAC_CTX* const context = hmac_context();
  Digest digest;
  std::size_t size = 0;
  require(EVP_MAC_init(context, octets(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context, octets(bytes), bytes.size()) == 1 &&
              EVP_MAC_final(context, digest.data(), &size, digest.size()) == 1 &&
              size == digest.size(),
          "HMAC");
  return digest;
}

Secret hkdf_sha256(const Secret& input, std::string_view salt, std::string_view info,
                   std::size_t length) {
  constexpr std::size_t kMostBlocks = 255;
  if (length > kMostBlocks * kDigestSize) throw CryptoError("HKDF: too long");
  const std::string zeros(kDigestSize, '\0');
  const Secret extracted = wiped(hmac_sha256(salt.empty() ? zeros : salt, input.reveal()));
  std::string output;
  output.reserve(length + kDigestSize);  // growing would leave an unwiped copy behind
  Secret block;
  for (std::size_t count = 1; output.size() < length; ++count) {
    std::string text;
    text.reserve(kDigestSize + info.size() + 1);
    text.append(block.reveal()).append(info).push_back(static_cast<char>(count));
    const Secret counted = Secret::from(std::move(text));
    block = wiped(hmac_sha256(extracted.reveal(), counted.reveal()));
    output.append(block.reveal());
  }
  Secret whole = Secret::from(std::move(output));
  return Secret::from(std::string(whole.reveal().substr(0, length)));
}

Bytes aes_256_gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view associated,
                          std::string_view plain) {
  const CipherContext context = gcm(key, nonce, associated, true);
  Bytes sealed(plain.size() + kTagSize, '\0');
  unsigned char* const out = octets(sealed);
  int written = 0;
  require(EVP_CipherUpdate(context.get(), out, &written, octets(plain), size_of(plain)) == 1 &&
              EVP_CipherFinal_ex(context.get(), out + plain.size(), &written) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize,
                                  out + plain.size()) == 1,
          "AES-GCM encryption");
  return sealed;
}

std::optional<Secret> aes_256_gcm_decrypt(std::string_view key, std::string_view nonce,
                                          std::string_view associated,
                                          std::string_view ciphertext_and_tag) {
  if (ciphertext_and_tag.size() < kTagSize) return std::nullopt;
  const std::string_view ciphertext =
      ciphertext_and_tag.substr(0, ciphertext_and_tag.size() - kTagSize);
  std::string tag(ciphertext_and_tag.substr(ciphertext.size()));
  const CipherContext context = gcm(key, nonce, associated, false);
  std::string plain(ciphertext.size() + kTagSize, '\0');  // never empty: data() is always writable
  int written = 0;
  require(EVP_CipherUpdate(context.get(), octets(plain), &written, octets(ciphertext),
                           size_of(ciphertext)) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1,
          "AES-GCM decryption");
  const bool genuine =
      EVP_CipherFinal_ex(context.get(), octets(plain) + ciphertext.size(), &written) == 1;
  plain.resize(ciphertext.size());
  Secret secret = Secret::from(std::move(plain));  // wiped here too when it is not genuine
  if (!genuine) {
    ERR_clear_error();
    return std::nullopt;
  }
  return secret;
}

std::optional<Secret> x25519(std::string_view private_key, std::string_view public_key) {
  const PKey own = x25519_key(private_key, true);
  const PKey peer = x25519_key(public_key, false);
  const std::unique_ptr<EVP_PKEY_CTX, FreeKeyContext> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
  require(context && EVP_PKEY_derive_init(context.get()) == 1 &&
              EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1,
          "X25519 set-up");
  std::string shared(32, '\0');
  std::size_t size = shared.size();
  const bool done = EVP_PKEY_derive(context.get(), octets(shared), &size) == 1;
  Secret secret = Secret::from(std::move(shared));
  if (!done) {  // the only failure left: OpenSSL refuses an all-zero result
    ERR_clear_error();
    return std::nullopt;
  }
  return secret;
}

Bytes x25519_public(std::string_view private_key) {
  const PKey key = x25519_key(private_key, true);
  Bytes bytes(32, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), octets(bytes), &size) == 1 && size == bytes.size(),
          "X25519 public key");
  return bytes;
}

}  // namespace portillon::primitives
