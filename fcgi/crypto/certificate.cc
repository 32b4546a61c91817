#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <limits>
#include <memory>

namespace portillon {
namespace {

struct Freed {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(ASN1_TIME* time) const { ASN1_TIME_free(time); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Freed>;

std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time) {
  const Owned<ASN1_TIME> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::days(days) + std::chrono::seconds(seconds));
}

}  // namespace

std::optional<ServerCertificate> read_server_certificate(std::string_view pem,
                                                         const std::string& host) {
  if (pem.size() > std::size_t{std::numeric_limits<int>::max()}) return std::nullopt;
  const Owned<BIO> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!text) return std::nullopt;
  const Owned<X509> certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!certificate) return std::nullopt;
  const auto from = time_of(X509_get0_notBefore(certificate.get()));
  const auto until = time_of(X509_get0_notAfter(certificate.get()));
  if (!from || !until) return std::nullopt;
  const bool named = X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1;
  ERR_clear_error();
  return ServerCertificate{*from, *until, named};
}

}  // namespace portillon
