// The header with a browser's cookies.
#include "crypto/bytes.h"
#include "crypto/token.h"
#include "fuzz.h"
#include "shell/cookie.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kToken = "7Zt5w0XrGk0Jc9uWJ7oQ2mQ0m7wq2o9S8aXrY3kN1vE";

void has_its_shape(Cookie kind, std::string_view value) {
  must(!value.empty() && value.size() <= 4000, "as long as a browser keeps at most");
  if (kind != Cookie::journey && kind != Cookie::full) return;
  must(value.size() == kTokenLength && from_base64url(value).has_value(), "a token is a token");
}

// One more of a kind makes it doubled; the first is taken.
void counts_one_more(std::string_view header, Cookie kind, const Sent& before) {
  std::string more(header);
  more.append(";").append(name_of(kind)).append("=").append(kToken);
  const SentCookies parsed = parse_cookies(more);
  const Sent& after = parsed[kind];
  if (before.value || before.stale) {
    must(after.stale && !after.value, "one that is there twice is none");
  } else {
    must(!after.stale && after.value && after.value->reveal() == kToken, "one alone is taken");
  }
}

}  // namespace

void cookie(std::string_view input) {
  const SentCookies cookies = parse_cookies(input);
  for (const Cookie kind : kCookies) {
    const Sent& sent = cookies[kind];
    must(!(sent.value && sent.stale), "what is stale has no value");
    must((!sent.value && !sent.stale) || input.find(name_of(kind)) != input.npos,
         "none comes from nowhere");
    if (sent.value) has_its_shape(kind, sent.value->reveal());
    counts_one_more(input, kind, sent);
  }
  if (const auto language = language_in(input)) {
    must(language_in(set_language_cookie(*language)) == language, "a language is kept");
  }
}

}  // namespace portillon::fuzz
