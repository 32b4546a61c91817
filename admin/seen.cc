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

Fingerprint made(const KeyRing& ring, std::string_view purpose, Parts parts,
                 const Fingerprint& like) {
  const Key* made_it = ring.find(like[0]);  // no key has the id 0 of "nothing"
  const std::uint8_t id = made_it ? made_it->id : ring.current().id;
  Digest digest = mac_with(ring, id, purpose, parts).value();
  digest[0] = id;
  return fingerprint_of(digest);
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

Digest like_of(const Fingerprint& part) {
  Digest like{};
  like[0] = part[0];
  return like;
}

Seen seen_of(const Keys& keys, const FeedMember& member) { return seen_like(keys, member, {}); }

Seen seen_like(const Keys& keys, const FeedMember& member, const Seen& stored) {
  Seen seen;
  seen.person =
      made(keys.ring("index"), "feed.person",
           {name_of(member.kind), member.name, joined(member.address.lines())}, stored.person);
  if (member.vitale) {
    seen.vitale = made(keys.ring("proof"), "feed.vitale", {member.vitale->digits()}, stored.vitale);
  }
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (!member.contacts[i]) continue;
    seen.contacts[i] = fingerprint_of(
        destination_hash(keys, member.contacts[i]->canonical, like_of(stored.contacts[i])));
  }
  return seen;
}

}  // namespace portillon
