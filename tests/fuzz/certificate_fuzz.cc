// Certificates that a sysadmin puts there: the printing house's, the web server's.
#include "crypto/certificate.h"
#include "crypto/error.h"
#include "crypto/sealed_document.h"
#include "fuzz.h"

namespace portillon::fuzz {

void certificate(std::string_view input) {
  const auto server = read_server_certificate(input, "www.exemple.fr");
  must(!server || input.find("-----BEGIN") != input.npos, "a certificate is in PEM");
  try {
    const DocumentRecipient house = DocumentRecipient::parse(input);
    must(server.has_value(), "it is one certificate for both");
    must(input.find("PRIVATE KEY") == input.npos, "no private key lies beside it");
    must(house.fingerprint().size() == 64 && only(house.fingerprint(), "0123456789abcdef"),
         "SHA-256 in hexadecimal");
    must(house.valid_from() == server->valid_from && house.valid_until() == server->valid_until,
         "both read the same days");
    const Bytes sealed = house.seal(input.substr(0, 100));
    must(!sealed.empty() && sealed.front() == '0', "a document is DER");
  } catch (const CryptoError&) {
  }
}

}  // namespace portillon::fuzz
