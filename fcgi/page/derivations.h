#pragma once
// How identifiers, answers, codes and temporary passwords become keyed hashes, and under which
// purpose each column is sealed. Pages, courier and import all come here, so that the two sides of
// a comparison cannot drift apart.

//
// Every keyed hash that is stored says which key made it: its first byte is the key's id, the other
// 31 are the HMAC's. So a rotation loses nothing (what was made before is compared under the key
// that made it, at the cost of one HMAC), and what still needs an old key can be counted.

#include <optional>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "page/types.h"

namespace portillon {

// The row that a member's sealed values belong to (decimal member number).
std::string row_of(MemberId);

// Purposes of sealed values; the ring that opens them stands behind.
inline constexpr std::string_view kSealVisit = "cookie.visit";    // visit; row "visit"
inline constexpr std::string_view kSealPermit = "cookie.permit";  // browser; row "permit"
inline constexpr std::string_view kSealKept = "cookie.kept";      // visit; row "kept"
inline constexpr std::string_view kSealTyped = "journey.typed";   // typed; row: hex of the subject
inline constexpr std::string_view kSealMask = "contact.mask";     // mask
inline constexpr std::string_view kSealIdentifier = "member.identifier";  // identity
inline constexpr std::string_view kSealName = "member.name";              // identity
inline constexpr std::string_view kBoxContact =
    "contact.value";  // contact_public / contact_private
inline constexpr std::string_view kBoxAddress =
    "member.address";  // contact_public / contact_private: postal lines, '\n' between

// The id of the key that made it.
std::uint8_t key_of(const Digest& stored);

// What `made` is to be compared with: made by the same key as that one. Empty, or by a key that is
// not in the ring any more: by the key in use, which then equals nothing.
using Like = std::optional<Digest>;

// Ring "index". `canonical` is Identifier::canonical(). What is counted and written stands under
// the first; a member is found under both.
SubjectId subject_of(const Keys&, std::string_view canonical);
Lookup subjects_of(const Keys&, std::string_view canonical);

// Ring "code". Bound to the subject and to the journey that asked: of no use in another browser.
Digest code_hash(const Keys&, const SubjectId&, const SessionId& journey, std::string_view digits,
                 const Like& like = {});

// Ring "temporary".
Digest temporary_hash(const Keys&, MemberId, std::string_view temporary, const Like& like = {});

// Ring "contact_code". Bound to the message that carries it, so to one pending contact.
Digest contact_code_hash(const Keys&, MemberId, MessageKey, std::string_view digits,
                         const Like& like = {});

// Ring "proof". `answer`: digits of the Vitale serial, or the amount in cents, in decimal.
Digest proof_hash(const Keys&, MemberId, FactKind, std::string_view answer);
Lookup proof_lookup(const Keys&, MemberId, FactKind, std::string_view answer);

// Ring "destination". `canonical`: E.164 number, or the e-mail address as stored, its domain in
// lower case.
Digest destination_hash(const Keys&, std::string_view canonical, const Like& like = {});

// Ring "contact_words". What a password must not be built on: each word of an e-mail address, its
// local part without signs, and the last six digits of a number, as two bytes each. So short on
// purpose: whoever has database and key narrows them down, and cannot read them back (docs/
// security.md). `canonical`: as for destination_hash.
std::string contact_words(const Keys&, MemberId, std::string_view canonical);

// Whether `part`, folded letters or six digits, is among `words`, made with any key of the ring.
bool is_contact_word(const Keys&, MemberId, std::string_view words, std::string_view part);

// Ring "receipt". The name by which providers know one try of one message, and must name it when
// they tell what became of it: 42 hexadecimal digits that nobody else can make or guess, so that a
// forged receipt or bounce changes nothing. `lease`: of the Claimed.
inline constexpr std::size_t kHandleSize = 42;
std::string handle_of(const Keys&, MessageKey, std::uint64_t lease);
// Either case. nullopt for anything that no key of the ring made.
std::optional<Handled> handled_by(const Keys&, std::string_view handle);
inline constexpr std::uint64_t kHandledLeases = 0xFFFFFF;

// Ring "receipt". What a provider whose receipts name messages by an id of its own has to show: 40
// hexadecimal digits, the same until the key goes.
std::string receipt_token(const Keys&, std::string_view provider);
bool is_receipt_token(const Keys&, std::string_view provider, std::string_view token);

// Name of the Bucket that counts sends to this destination, all members together.
std::string destination_bucket(const Digest& destination);

}  // namespace portillon
