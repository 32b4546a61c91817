#include "page/derivations.h"

#include "crypto/mac.h"

namespace portillon {

std::string row_of(MemberId member) { return std::to_string(member); }

SubjectId subject_of(const Keys& keys, std::string_view canonical) {
  return mac(keys.ring("index"), "subject", {canonical});
}

Digest code_hash(const Keys& keys, const SubjectId& subject, const SessionId& journey,
                 std::string_view digits) {
  return mac(keys.ring("code"), "journey.code", {view(subject), view(journey), digits});
}

Digest temporary_hash(const Keys& keys, MemberId member, std::string_view temporary) {
  return mac(keys.ring("temporary"), "member.temporary", {row_of(member), temporary});
}

Digest contact_code_hash(const Keys& keys, MemberId member, MessageKey message,
                         std::string_view digits) {
  return mac(keys.ring("contact_code"), "contact.code",
             {row_of(member), std::to_string(message), digits});
}

Digest proof_hash(const Keys& keys, MemberId member, FactKind kind, std::string_view answer) {
  return mac(keys.ring("proof"), "fact.answer", {row_of(member), name_of(kind), answer});
}

Digest destination_hash(const Keys& keys, std::string_view canonical) {
  return mac(keys.ring("destination"), "contact.destination", {canonical});
}

std::string destination_bucket(const Digest& destination) {
  return "destination:" + to_hex(view(destination));
}

}  // namespace portillon
