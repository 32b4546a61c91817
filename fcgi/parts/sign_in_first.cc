#include "parts/sign_in_first.h"

#include <string>

#include "pages.h"
#include "parts/turned_away.h"

namespace portillon {
namespace {

std::string own_url(std::string_view stem) {
  for (const PageEntry& page : kPages) {
    if (page.stem == stem) return std::string(page.urls.substr(0, page.urls.find(' ')));
  }
  return {};
}

// RFC 3986 section 2.3: everything but unreserved characters.
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (const char byte : path) {
    if (kUnreserved.find(byte) != std::string_view::npos) {
      text += byte;
    } else {
      const auto value = static_cast<unsigned char>(byte);
      text += {'%', kHex[value >> 4U], kHex[value & 15U]};
    }
  }
  return text;
}

}  // namespace

Step sign_in_first(std::string_view stem, const Site& site) {
  Step step = without_session("sign_in");
  step.response.content =
      ToPage{"sign_in", "suite=" + percent_encoded(site.prefix + own_url(stem))};
  return step;
}

}  // namespace portillon
