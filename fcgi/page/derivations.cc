#include "page/derivations.h"

#include <charconv>
#include <cstdio>

#include "crypto/mac.h"
#include "domain/contact_parts.h"
#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kWordBytes = 2;
// Of six digits: leaves 244 numbers of a million to whoever tries all of them with the key.
constexpr std::uint8_t kDigitsMask = 0x0F;

std::string shortened(const Digest& digest, std::string_view part) {
  std::string word(view(digest).substr(0, kWordBytes));
  if (text::all_digits(part)) word[0] = static_cast<char>(digest[0] & kDigitsMask);
  return word;
}

}  // namespace

namespace {

Digest hash_by(const Key& key, const KeyRing& ring, std::string_view purpose, Parts parts) {
  Digest digest = mac_with(ring, key.id, purpose, parts).value();
  digest[0] = key.id;
  return digest;
}

Digest hash(const KeyRing& ring, std::string_view purpose, Parts parts, const Like& like = {}) {
  const Key* made_it = like ? ring.find(key_of(*like)) : nullptr;
  return hash_by(made_it ? *made_it : ring.current(), ring, purpose, parts);
}

// Two computations whether or not a rotation lasts.
Lookup hash_both(const KeyRing& ring, std::string_view purpose, Parts parts) {
  return {hash_by(ring.current(), ring, purpose, parts),
          hash_by(ring.previous(), ring, purpose, parts)};
}

}  // namespace

std::uint8_t key_of(const Digest& stored) { return stored[0]; }

std::string row_of(MemberId member) { return std::to_string(member); }

SubjectId subject_of(const Keys& keys, std::string_view canonical) {
  return hash(keys.ring("index"), "subject", {canonical});
}

Lookup subjects_of(const Keys& keys, std::string_view canonical) {
  return hash_both(keys.ring("index"), "subject", {canonical});
}

Digest code_hash(const Keys& keys, const SubjectId& subject, const SessionId& journey,
                 std::string_view digits, const Like& like) {
  return hash(keys.ring("code"), "journey.code", {view(subject), view(journey), digits}, like);
}

Digest temporary_hash(const Keys& keys, MemberId member, std::string_view temporary,
                      const Like& like) {
  return hash(keys.ring("temporary"), "member.temporary", {row_of(member), temporary}, like);
}

Digest contact_code_hash(const Keys& keys, MemberId member, MessageKey message,
                         std::string_view digits, const Like& like) {
  return hash(keys.ring("contact_code"), "contact.code",
              {row_of(member), std::to_string(message), digits}, like);
}

Digest proof_hash(const Keys& keys, MemberId member, FactKind kind, std::string_view answer) {
  return hash(keys.ring("proof"), "fact.answer", {row_of(member), name_of(kind), answer});
}

Lookup proof_lookup(const Keys& keys, MemberId member, FactKind kind, std::string_view answer) {
  return hash_both(keys.ring("proof"), "fact.answer", {row_of(member), name_of(kind), answer});
}

Digest destination_hash(const Keys& keys, std::string_view canonical, const Like& like) {
  return hash(keys.ring("destination"), "contact.destination", {canonical}, like);
}

std::string contact_words(const Keys& keys, MemberId member, std::string_view canonical) {
  std::string words;
  for (const std::string& part : contact_parts(canonical)) {
    words +=
        shortened(mac(keys.ring("contact_words"), "contact.words", {row_of(member), part}), part);
  }
  return words;
}

bool is_contact_word(const Keys& keys, MemberId member, std::string_view words,
                     std::string_view part) {
  if (words.empty()) return false;
  for (const Digest& digest :
       mac_with_each(keys.ring("contact_words"), "contact.words", {row_of(member), part})) {
    const std::string word = shortened(digest, part);
    for (std::size_t at = 0; at + kWordBytes <= words.size(); at += kWordBytes) {
      if (words.substr(at, kWordBytes) == word) return true;
    }
  }
  return false;
}

namespace {

constexpr std::size_t kHandleNumber = 16 + 6;  // hexadecimal digits: message and lease
constexpr std::size_t kHandleProof = kHandleSize - kHandleNumber;

std::string handle_number(MessageKey message, std::uint64_t lease) {
  char text[kHandleNumber + 1] = "";
  std::snprintf(text, sizeof text, "%016llx%06llx", static_cast<unsigned long long>(message),
                static_cast<unsigned long long>(lease & kHandledLeases));
  return text;
}

std::string handle_proof(const Digest& digest) {
  return to_hex(view(digest)).substr(0, kHandleProof);
}

}  // namespace

std::string handle_of(const Keys& keys, MessageKey message, std::uint64_t lease) {
  std::string handle = handle_number(message, lease);
  handle += handle_proof(mac(keys.ring("receipt"), "message.handle", {handle}));
  return handle;
}

std::optional<Handled> handled_by(const Keys& keys, std::string_view handle) {
  if (handle.size() != kHandleSize) return std::nullopt;
  const auto bytes = from_hex(handle);
  if (!bytes) return std::nullopt;
  const std::string canonical = to_hex(*bytes);  // lower case: mail systems may change it
  const std::string_view number = std::string_view(canonical).substr(0, kHandleNumber);
  bool made_here = false;
  for (const Digest& digest : mac_with_each(keys.ring("receipt"), "message.handle", {number})) {
    made_here |= equal(handle_proof(digest), std::string_view(canonical).substr(kHandleNumber));
  }
  if (!made_here) return std::nullopt;
  Handled handled;
  std::from_chars(number.data(), number.data() + 16, handled.message, 16);
  std::from_chars(number.data() + 16, number.data() + number.size(), handled.lease, 16);
  return handled;
}

namespace {

constexpr std::size_t kReceiptToken = 40;

std::string shown_token(const Digest& digest) {
  return to_hex(view(digest)).substr(0, kReceiptToken);
}

}  // namespace

std::string receipt_token(const Keys& keys, std::string_view provider) {
  return shown_token(mac(keys.ring("receipt"), "receipt.token", {provider}));
}

bool is_receipt_token(const Keys& keys, std::string_view provider, std::string_view token) {
  bool ours = false;
  for (const Digest& digest : mac_with_each(keys.ring("receipt"), "receipt.token", {provider})) {
    ours |= equal(shown_token(digest), token);
  }
  return ours;
}

std::string destination_bucket(const Digest& destination) {
  return "destination:" + to_hex(view(destination));
}

}  // namespace portillon
