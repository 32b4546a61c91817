#include "shell/cookie.h"

#include <charconv>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/seal.h"
#include "crypto/token.h"
#include "page/derivations.h"

namespace portillon {
namespace {

constexpr std::size_t kLongestCookie = 4000;
constexpr std::string_view kVisitRow = "visit";
constexpr std::string_view kPermitRow = "permit";
constexpr std::string_view kKeptRow = "kept";
constexpr std::string_view kLongAge =
    "; Max-Age=34560000";  // 400 days, the most that browsers keep
constexpr std::string_view kAttributes = "; Path=/; Secure; HttpOnly; SameSite=Lax";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool has_shape(Cookie kind, std::string_view value) {
  switch (kind) {
    case Cookie::visit:
    case Cookie::permit:
    case Cookie::kept:
      return !value.empty() && value.size() <= kLongestCookie;
    case Cookie::journey:
    case Cookie::full:
      return value.size() == kTokenLength && from_base64url(value).has_value();
  }
  return false;
}

// Each pair of a Cookie header, by name and value.
template <typename Take>
void for_each(std::string_view header, const Take& take) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    take(trimmed(pair.substr(0, equals)), trimmed(pair.substr(equals + 1)));
  }
}

void take(SentCookies& cookies, Cookie kind, std::string_view value) {
  Sent& sent = cookies[kind];
  const bool doubled = sent.value || sent.stale;
  sent.value.reset();
  sent.stale = doubled || !has_shape(kind, value);
  if (!sent.stale) sent.value = Secret::from(std::string(value));
}

std::string with_attributes(Cookie kind, std::string_view value) {
  std::string text(name_of(kind));
  return text.append("=").append(value).append(kAttributes);
}

}  // namespace

std::string_view name_of(Cookie kind) {
  switch (kind) {
    case Cookie::visit:
      return "__Host-portillon-visite";
    case Cookie::journey:
      return "__Host-portillon-demarche";
    case Cookie::full:
      return "__Host-portillon-session";
    case Cookie::permit:
      return "__Host-portillon-navigateur";
    case Cookie::kept:
      return "__Host-portillon-saisie";
  }
  return "";
}

SentCookies parse_cookies(std::string_view header) {
  SentCookies cookies;
  for_each(header, [&](std::string_view name, std::string_view value) {
    for (const Cookie kind : kCookies) {
      if (name == name_of(kind)) take(cookies, kind, value);
    }
  });
  return cookies;
}

std::optional<Language> language_in(std::string_view header) {
  std::optional<Language> language;
  for_each(header, [&](std::string_view name, std::string_view value) {
    if (name == kLanguageCookie) language = Language::parse(value);
  });
  return language;
}

std::string set_language_cookie(Language language) {
  return std::string(kLanguageCookie)
      .append("=")
      .append(language.tag())
      .append(kAttributes)
      .append(kLongAge);
}

std::string set_cookie(Cookie kind, std::string_view value) {
  std::string text = with_attributes(kind, value);
  if (kind == Cookie::permit) text.append(kLongAge);
  return text;
}

std::string delete_cookie(Cookie kind) { return with_attributes(kind, "") + "; Max-Age=0"; }

std::string seal_visit(const KeyRing& ring, const SealedVisit& visit) {
  std::string plain(visit.token.reveal());
  if (visit.visit.wanted.size() <= kLongestWanted) plain += visit.visit.wanted;
  return to_base64url(seal(ring, kSealVisit, kVisitRow, plain));
}

std::optional<SealedVisit> open_visit(const KeyRing& ring, std::string_view cookie) {
  const auto sealed = from_base64url(cookie);
  if (!sealed) return std::nullopt;
  const auto plain = open(ring, kSealVisit, kVisitRow, *sealed);
  if (!plain || plain->size() < kTokenLength) return std::nullopt;
  const std::string_view text = plain->reveal();
  return SealedVisit{Secret::from(std::string(text.substr(0, kTokenLength))),
                     {std::string(text.substr(kTokenLength))}};
}

// Stem, owner, end, then names and values in turn. Nothing of a form holds NUL.
std::string seal_kept(const KeyRing& ring, const Kept& kept) {
  std::string plain =
      kept.stem + '\0' + kept.owner + '\0' + std::to_string(kept.until.time_since_epoch().count());
  for (const auto& [name, value] : kept.values) plain += '\0' + name + '\0' + value;
  std::string cookie = to_base64url(seal(ring, kSealKept, kKeptRow, plain));
  return cookie.size() <= kLongestCookie ? cookie : std::string();
}

std::optional<Kept> open_kept(const KeyRing& ring, std::string_view cookie) {
  const auto sealed = from_base64url(cookie);
  if (!sealed) return std::nullopt;
  const auto plain = open(ring, kSealKept, kKeptRow, *sealed);
  if (!plain) return std::nullopt;
  std::vector<std::string> parts;
  for (std::string_view rest = plain->reveal();;) {
    const std::size_t end = rest.find('\0');
    parts.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  std::int64_t until = 0;
  if (parts.size() < 3 || parts.size() % 2 == 0 || !read_number(parts[2], until)) {
    return std::nullopt;
  }
  Kept kept{parts[0], parts[1], Time(Time::duration(until)), {}};
  for (std::size_t at = 3; at < parts.size(); at += 2) kept.values[parts[at]] = parts[at + 1];
  return kept;
}

// The id, then the marks: all of fixed size.
std::string seal_permit(const KeyRing& ring, const Permit& permit) {
  std::string plain = permit.id;
  for (const Bytes& mark : permit.marks) plain += mark;
  return to_base64url(seal(ring, kSealPermit, kPermitRow, plain));
}

std::optional<Permit> open_permit(const KeyRing& ring, std::string_view cookie) {
  const auto sealed = from_base64url(cookie);
  if (!sealed) return std::nullopt;
  const auto plain = open(ring, kSealPermit, kPermitRow, *sealed);
  if (!plain) return std::nullopt;
  std::string_view text = plain->reveal();
  if (text.size() < Permit::kIdSize || (text.size() - Permit::kIdSize) % Permit::kMarkSize != 0) {
    return std::nullopt;
  }
  Permit permit{Bytes(text.substr(0, Permit::kIdSize)), {}};
  text.remove_prefix(Permit::kIdSize);
  for (; !text.empty(); text.remove_prefix(Permit::kMarkSize)) {
    permit.marks.emplace_back(text.substr(0, Permit::kMarkSize));
  }
  return permit;
}

}  // namespace portillon
