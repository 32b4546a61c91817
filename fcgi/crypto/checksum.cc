#include "crypto/checksum.h"

#include <openssl/evp.h>

#include "crypto/error.h"

namespace portillon {

namespace {

void require(bool good) {
  if (!good) throw CryptoError("OpenSSL failed: SHA-256");
}

}  // namespace

void Checksum::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Checksum::Checksum() : context_(EVP_MD_CTX_new()) {
  require(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Checksum::add(std::string_view bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

Digest Checksum::finish() {
  Digest digest;
  require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
  return digest;
}

}  // namespace portillon
