#pragma once
// `portillon member …`, `portillon export` and `portillon forget`. As in commands.h.

#include <array>
#include <string>

namespace portillon {

// Who: never on the command line, which every user of the machine can read.
struct MemberOrder {
  std::string reference;  // of a message; empty: the identifier comes on standard input
  bool identifier_stdin = false;
  std::string beyond_limit;  // letter: why, a word of kBeyondLimit; empty: within the limits
  std::string because;       // unfreeze: a word of kUnfreezeBecause
  std::string type;          // contact: email, mobile, landline, fax
  std::string request;       // approve, withdraw: as `requests` prints it
  std::string output;        // export: a file; empty: standard output
  bool yes = false;          // forget: ask for it; else only told what it would take
  bool json = false;
};
// Words, not sentences: what an agent types freely would bring names into the audit trail.
inline constexpr std::array kBeyondLimit = {"lost", "moved", "frozen", "other"};

int run_member_show(const MemberOrder& order);
int run_member_freeze(const MemberOrder& order);
int run_member_letter(const MemberOrder& order);
int run_member_end_sessions(const MemberOrder& order);
// Each asks; a second operator approves.
int run_member_unfreeze(const MemberOrder& order);
int run_member_contact(const MemberOrder& order);
int run_forget(const MemberOrder& order);

int run_member_requests(const MemberOrder& order);
int run_member_approve(const MemberOrder& order);
int run_member_withdraw(const MemberOrder& order);

int run_export(const MemberOrder& order);

}  // namespace portillon
