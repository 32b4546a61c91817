#pragma once
// Whether a POST comes from our own form: what the browser says of its origin, then the token.

#include <string_view>

#include "shell/cookie.h"

namespace portillon {

// Sec-Fetch-Site decides where the browser sends it (all of today's do); before that, Origin, where
// "null" is nobody's; where neither came, the token alone decides.
bool is_our_own(std::string_view fetch_site, std::string_view origin, std::string_view our_origin);

// Whether `token` belongs to a cookie of a kind that the page reads. `reads` as in Page. The visit
// counts only if it opened.
bool token_matches(unsigned reads, const SealedVisit* visit, const SentCookies& cookies,
                   std::string_view token);

}  // namespace portillon
