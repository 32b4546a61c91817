// SHA-256 of what is too long to be held at once. Without key: it finds damage, not forgery.
#pragma once

#include <memory>
#include <string_view>

#include "crypto/bytes.h"

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace portillon {

class Checksum {
 public:
  Checksum();
  void add(std::string_view bytes);
  // Of all that was added. To be called once, and last.
  Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace portillon
