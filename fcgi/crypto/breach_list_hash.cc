#include "crypto/breach_list_hash.h"

#include <openssl/evp.h>

#include "crypto/error.h"

namespace portillon {

BreachListHash breach_list_hash(std::string_view password) {
  BreachListHash listed;
  if (EVP_Digest(password.data(), password.size(), listed.data(), nullptr, EVP_sha1(), nullptr) !=
      1) {
    throw CryptoError("OpenSSL failed: hash of a list of stolen passwords");
  }
  return listed;
}

}  // namespace portillon
