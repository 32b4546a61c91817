// A whole document that only the holder of one certificate's private key can open: what leaves for
// a printing house. Source: RFC 5652 and RFC 5083 (CMS AuthEnvelopedData), RFC 5084 (AES-GCM),
// RFC 4056 and RFC 8017 (RSAES-OAEP), RFC 5753 (elliptic curves).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

struct x509_st;  // OpenSSL's X509

namespace portillon {

class DocumentRecipient {
 public:
  // A certificate in PEM (RFC 7468), the first of the text. Throws CryptoError with the rest of a
  // sentence (« holds no certificate in PEM », …): also for a text that holds a private key, an RSA
  // key under 2048 bits, another kind of key than RSA or elliptic curve, and a certificate whose
  // key usage does not allow encrypting.
  static DocumentRecipient parse(std::string_view pem);

  std::chrono::sys_seconds valid_from() const { return valid_from_; }
  std::chrono::sys_seconds valid_until() const { return valid_until_; }
  // SHA-256 of the certificate, hexadecimal: to compare by telephone.
  const std::string& fingerprint() const { return fingerprint_; }

  // DER, AES-256-GCM under a key of its own: other bytes each time. `plain` may be empty.
  // `openssl cms -decrypt -inform DER -recip CERT -inkey KEY` opens it. May be called by several
  // threads at the same time. Throws CryptoError when the library fails.
  Bytes seal(std::string_view plain) const;

 private:
  struct Free {
    void operator()(x509_st* certificate) const;
  };
  DocumentRecipient() = default;
  std::unique_ptr<x509_st, Free> certificate_;
  std::chrono::sys_seconds valid_from_{};
  std::chrono::sys_seconds valid_until_{};
  std::string fingerprint_;
  bool rsa_ = true;
};

}  // namespace portillon
