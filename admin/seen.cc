#include "admin/seen.h"

#include <algorithm>

#include "crypto/mac.h"
#include "page/derivations.h"

namespace portillon {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

}  // namespace

std::string Seen::bytes() const {
  std::string all;
  const auto append = [&](const Fingerprint& part) { all.append(part.begin(), part.end()); };
  append(person);
  append(vitale);
  for (const Fingerprint& part : contacts) append(part);
  return all;
}

std::optional<Seen> Seen::from(std::string_view bytes) {
  constexpr std::size_t kPart = std::tuple_size_v<Fingerprint>;
  if (bytes.size() != kPart * (2 + kContactTypes)) return std::nullopt;
  std::size_t at = 0;
  const auto take = [&](Fingerprint& part) {
    std::ranges::copy(bytes.substr(at, kPart), part.begin());
    at += kPart;
  };
  Seen seen;
  take(seen.person);
  take(seen.vitale);
  for (Fingerprint& part : seen.contacts) take(part);
  return seen;
}

Fingerprint fingerprint_of(const Digest& digest) {
  Fingerprint part{};
  std::copy_n(digest.begin(), part.size(), part.begin());
  return part;
}

Seen seen_of(const Keys& keys, const FeedMember& member) {
  const KeyRing& ring = keys.ring("index");
  Seen seen;
  seen.person = fingerprint_of(mac(
      ring, "feed.person", {name_of(member.kind), member.name, joined(member.address.lines())}));
  if (member.vitale) {
    seen.vitale = fingerprint_of(mac(ring, "feed.vitale", {member.vitale->digits()}));
  }
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (!member.contacts[i]) continue;
    seen.contacts[i] = fingerprint_of(destination_hash(keys, member.contacts[i]->canonical));
  }
  return seen;
}

}  // namespace portillon
