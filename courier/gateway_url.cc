#include "courier/gateway_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

namespace portillon {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// Empty when the address has no such part.
std::string part(CURLU* url, CURLUPart which) {
  char* found = nullptr;
  if (curl_url_get(url, which, &found, 0) != CURLUE_OK || found == nullptr) return {};
  std::string copy(found);
  curl_free(found);
  return copy;
}

// libcurl resolves "localhost" to nothing else (RFC 6761).
bool is_loopback(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "localhost" || host == "[::1]";
}

}  // namespace

std::string gateway_url_problem(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK ||
      text.find_first_of(" \\\"<>{}") != std::string::npos) {
    return "is not an address such as \"https://sms.example.fr/send\"";
  }
  if (text.find_first_of("?#@") != std::string::npos) return "holds a query, fragment or user";
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme == "https") return {};
  if (scheme == "http" && is_loopback(part(url.get(), CURLUPART_HOST))) return {};
  return "is neither https nor on this machine's loopback";
}

}  // namespace portillon
