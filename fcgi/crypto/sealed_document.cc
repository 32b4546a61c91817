// OPENSSL_free would name this file, and with it the folder of the build: no two builds were the
// same.
#define OPENSSL_NO_FILENAMES

#include "crypto/sealed_document.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <limits>

#include "crypto/checksum.h"
#include "crypto/error.h"

namespace portillon {
namespace {

constexpr int kLeastRsaBits = 2048;

struct Freed {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Freed>;

void require(bool good) {
  if (good) return;
  ERR_clear_error();
  throw CryptoError("OpenSSL failed: CMS");
}

// Without a copy: the text stays where it is.
Owned<BIO> reading(std::string_view bytes) {
  require(bytes.size() <= std::size_t{std::numeric_limits<int>::max()});
  Owned<BIO> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  require(bio != nullptr);
  return bio;
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> epoch(ASN1_TIME_set(nullptr, 0),
                                                                    ASN1_TIME_free);
  int days = 0;
  int seconds = 0;
  require(epoch && ASN1_TIME_diff(&days, &seconds, epoch.get(), time) == 1);
  return std::chrono::sys_seconds(std::chrono::days(days) + std::chrono::seconds(seconds));
}

std::string fingerprint_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  require(size > 0);
  Checksum checksum;
  checksum.add({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return to_hex(view(checksum.finish()));
}

// RFC 5280, 4.2.1.3: without the extension everything is allowed.
bool may_encrypt(X509* certificate, bool rsa) {
  const std::uint32_t usage = X509_get_key_usage(certificate);
  if (usage == std::numeric_limits<std::uint32_t>::max()) return true;
  return (usage & (rsa ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT)) != 0;
}

// RFC 8017, 7.1 with SHA-256; CMS would take PKCS #1 v1.5 padding by itself.
void use_oaep(CMS_RecipientInfo* recipient) {
  EVP_PKEY_CTX* const context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  require(context != nullptr && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
          EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0);
}

Bytes written(CMS_ContentInfo* cms) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  require(out && i2d_CMS_bio(out.get(), cms) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  require(size > 0);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

void DocumentRecipient::Free::operator()(x509_st* certificate) const { X509_free(certificate); }

DocumentRecipient DocumentRecipient::parse(std::string_view pem) {
  if (pem.find("PRIVATE KEY") != std::string_view::npos) {
    throw CryptoError("holds a private key, which must not be on this machine");
  }
  DocumentRecipient found;
  found.certificate_.reset(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
  X509* const certificate = found.certificate_.get();
  ERR_clear_error();
  if (certificate == nullptr) throw CryptoError("holds no certificate in PEM");
  const Owned<EVP_PKEY> key(X509_get_pubkey(certificate));
  const int kind = key ? EVP_PKEY_get_base_id(key.get()) : EVP_PKEY_NONE;
  found.rsa_ = kind == EVP_PKEY_RSA;
  if (!found.rsa_ && kind != EVP_PKEY_EC) {
    throw CryptoError("has a key that is neither RSA nor of an elliptic curve");
  }
  if (found.rsa_ && EVP_PKEY_get_bits(key.get()) < kLeastRsaBits) {
    throw CryptoError("has an RSA key under 2048 bits");
  }
  if (!may_encrypt(certificate, found.rsa_)) {
    throw CryptoError("is not for encrypting (key usage)");
  }
  found.valid_from_ = time_of(X509_get0_notBefore(certificate));
  found.valid_until_ = time_of(X509_get0_notAfter(certificate));
  found.fingerprint_ = fingerprint_of(certificate);
  return found;
}

Bytes DocumentRecipient::seal(std::string_view plain) const {
  constexpr unsigned kFlags = CMS_BINARY | CMS_PARTIAL;
  const Owned<CMS_ContentInfo> cms(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), kFlags));
  require(cms != nullptr);
  CMS_RecipientInfo* const recipient =
      CMS_add1_recipient_cert(cms.get(), certificate_.get(), CMS_KEY_PARAM);
  require(recipient != nullptr);
  if (rsa_) use_oaep(recipient);
  require(CMS_final(cms.get(), reading(plain).get(), nullptr, kFlags) == 1);
  return written(cms.get());
}

}  // namespace portillon
