#pragma once
// Certificates made for a test: an authority, and servers that it vouches for.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace portillon::test {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

struct Certificate {
  std::unique_ptr<EVP_PKEY, FreeKey> key;
  std::unique_ptr<X509, FreeCertificate> certificate;
  std::string pem() const;  // the certificate alone
};

Certificate make_authority(const std::string& name);
// For `host`, an IPv4 address or a name; valid from yesterday for `days`, which may be negative.
Certificate make_server(const Certificate& authority, const std::string& host, int days = 2);

}  // namespace portillon::test
