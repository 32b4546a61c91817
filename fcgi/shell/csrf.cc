#include "shell/csrf.h"

#include "crypto/token.h"
#include "page/page.h"

namespace portillon {

bool is_our_own(std::string_view fetch_site, std::string_view origin, std::string_view our_origin) {
  // "none" is a person's own doing, such as reloading the answer to a form.
  if (!fetch_site.empty()) return fetch_site == "same-origin" || fetch_site == "none";
  return origin.empty() || origin == our_origin;
}

bool token_matches(unsigned reads, const SealedVisit* visit, const SentCookies& cookies,
                   std::string_view token) {
  const auto matches = [&](const Sent& sent) {
    return sent.value && csrf_matches(*sent.value, token);
  };
  return ((reads & kReadsVisit) && visit && csrf_matches(visit->token, token)) ||
         ((reads & kReadsJourney) && matches(cookies[Cookie::journey])) ||
         ((reads & kReadsFull) && matches(cookies[Cookie::full]));
}

}  // namespace portillon
