#pragma once
// What one operator asks for a member and another one approves: a contact, the end of a freeze, an
// erasure. Until then nothing has changed. Neither can do it alone, neither can be root or another
// account that many use, and the row is sealed by a MAC: a name that was changed in the database
// counts for nobody.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/member_access.h"
#include "admin/operator.h"
#include "admin/operator_steps.h"
#include "admin/typed_contact.h"

namespace portillon {

inline constexpr std::chrono::hours kRequestWaits{72};

enum class Act : std::uint8_t { contact, unfreeze, forget };
std::string_view name_of(Act);

// Why an access that was closed is opened without the letter.
inline constexpr std::array kUnfreezeBecause = {"seen", "mistake"};

struct MemberRequest {
  std::uint64_t number = 0;
  MemberId member = kNobody;
  Act act = Act::contact;
  std::string detail;                 // contact: its type; unfreeze: a word of kUnfreezeBecause
  std::optional<Digest> destination;  // contact
  std::string by;
  Time at{};
  Time expires_at{};
};

std::string request_number_text(std::uint64_t number);  // 16 hexadecimal digits
std::optional<std::uint64_t> request_number_from(std::string_view text);
std::string request_text(const MemberRequest&);  // one line
std::string request_json(const MemberRequest&);  // without line end

class MemberRequests {
 public:
  // Account admin. Rings: audit_admin; for contacts also destination, contact_public, mask and
  // contact_words.
  MemberRequests(Connection& connection, const Limits& limits, Random& random, const Keys& keys,
                 Operator by)
      : connection_(connection),
        random_(random),
        keys_(keys),
        by_(std::move(by)),
        steps_(connection, limits, random, keys, by_.name) {}

  // Throws Refused: the operator is no person, or an unfreeze of who is not frozen. An earlier
  // request of the same kind is replaced.
  MemberRequest ask_contact(const MemberFound&, const TypedContact&);
  MemberRequest ask_unfreeze(const MemberFound&, std::string_view because);
  MemberRequest ask_forget(const MemberFound&);

  // Oldest first. Throws StorageError: one was changed by somebody else than the command.
  std::vector<MemberRequest> waiting();
  std::vector<MemberRequest> waiting_for(MemberId);
  // Throws Refused: there is none, or it has expired.
  MemberRequest find(std::uint64_t number);

  // Each throws Refused: the operator asked for it himself or is no person, `member` is not whom it
  // is about, or the contact is not the one that was asked for.
  void approve_contact(const MemberRequest&, const MemberFound& member, const TypedContact&);
  void approve_unfreeze(const MemberRequest&, const MemberFound& member);
  void approve_forget(const MemberRequest&, const MemberFound& member);

  // Either operator, or a third one.
  void withdraw(const MemberRequest&, const SubjectId&);

 private:
  MemberRequest ask(const MemberFound&, Act, std::string detail, std::optional<Digest>);
  MemberRequest checked(const auto& row) const;
  void must_be_a_second_person(const MemberRequest&, const MemberFound&) const;

  Connection& connection_;
  Random& random_;
  const Keys& keys_;
  Operator by_;
  OperatorSteps steps_;
};

}  // namespace portillon
