#include "tests/courier/support/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace portillon::test {
namespace {

constexpr long kDay = 86400;

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("certificate: extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate blank(const std::string& name, int days) {
  static long serial = 1;
  Certificate made{std::unique_ptr<EVP_PKEY, FreeKey>(EVP_EC_gen("P-256")),
                   std::unique_ptr<X509, FreeCertificate>(X509_new())};
  X509* x509 = made.certificate.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), days * kDay);
  X509_set_pubkey(x509, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

}  // namespace

std::string Certificate::pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(out.get(), certificate.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Certificate make_authority(const std::string& name) {
  Certificate made = blank(name, 2);
  X509* x509 = made.certificate.get();
  X509_set_issuer_name(x509, X509_get_subject_name(x509));
  extend(x509, x509, NID_basic_constraints, "critical,CA:TRUE");
  extend(x509, x509, NID_key_usage, "critical,keyCertSign");
  X509_sign(x509, made.key.get(), EVP_sha256());
  return made;
}

Certificate make_server(const Certificate& authority, const std::string& host, int days) {
  Certificate made = blank(host, days);
  X509* x509 = made.certificate.get();
  X509_set_issuer_name(x509, X509_get_subject_name(authority.certificate.get()));
  const bool number = host.find_first_not_of("0123456789.") == std::string::npos;
  extend(x509, authority.certificate.get(), NID_subject_alt_name, (number ? "IP:" : "DNS:") + host);
  X509_sign(x509, authority.key.get(), EVP_sha256());
  return made;
}

}  // namespace portillon::test
