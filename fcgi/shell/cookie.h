#pragma once
// The cookies of a visitor. `__Host-` binds each to this very host and to HTTPS, so that
// neither a sister site nor a cleartext page can plant one (RFC 6265bis section 4.1.3.2).
//
// SameSite is Lax and not Strict: a link from the caisse's own site, or from a mail, must find the
// journey that is under way. What changes something is POST, which Lax keeps to ourselves, and
// carries an anti-CSRF token besides. No Max-Age: they end with the browser, on a borrowed computer
// too; but for the permit, which opens nothing and is of use only if it outlives the session.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "page/language.h"
#include "page/session.h"

namespace portillon {

enum class Cookie : std::uint8_t { visit, journey, full, permit, kept };
inline constexpr std::array kCookies = {Cookie::visit, Cookie::journey, Cookie::full,
                                        Cookie::permit, Cookie::kept};
std::string_view name_of(Cookie kind);

// What the browser sent of one kind. A forged, cut or doubled one is no cookie, and no error: it is
// `stale`, to be deleted.
struct Sent {
  std::optional<Secret> value;
  bool stale = false;
};

struct SentCookies {
  std::array<Sent, kCookies.size()> all;
  Sent& operator[](Cookie kind) { return all[static_cast<std::size_t>(kind)]; }
  const Sent& operator[](Cookie kind) const { return all[static_cast<std::size_t>(kind)]; }
};

// Foreign cookies are passed over, whatever they hold. Tokens are checked for their shape (43
// characters of base64url); what is sealed is not opened yet.
SentCookies parse_cookies(std::string_view header);

// Values of Set-Cookie.
std::string set_cookie(Cookie kind, std::string_view value);
std::string delete_cookie(Cookie kind);

// The language that was chosen by a link, for 400 days: two letters in clear, which tell nobody
// apart and open nothing. nginx reads it too, for the pages that it serves by itself
// (admin/static_pages.cc).
inline constexpr std::string_view kLanguageCookie = "__Host-portillon-langue";
std::optional<Language> language_in(std::string_view header);
std::string set_language_cookie(Language language);

// The anonymous state: sealed, with a token of its own so that forms can be bound to it.
struct SealedVisit {
  Secret token;
  Visit visit;
};
inline constexpr std::size_t kLongestWanted = 2000;  // bytes; with all else the cookie is < 4096

// A longer `wanted` is left out: nothing is lost but a short cut.
std::string seal_visit(const KeyRing& ring, const SealedVisit& visit);
// nullopt if it was not made by seal_visit() with a key of the ring.
std::optional<SealedVisit> open_visit(const KeyRing& ring, std::string_view cookie);

// Empty if it would not fit into a cookie.
std::string seal_kept(const KeyRing& ring, const Kept& kept);
// nullopt if it was not made by seal_kept() with a key of the ring.
std::optional<Kept> open_kept(const KeyRing& ring, std::string_view cookie);

std::string seal_permit(const KeyRing& ring, const Permit& permit);
// nullopt if it was not made by seal_permit() with a key of the ring.
std::optional<Permit> open_permit(const KeyRing& ring, std::string_view cookie);

}  // namespace portillon
