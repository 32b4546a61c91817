// `portillon member freeze` and `portillon member letter`.
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/member_access.h"
#include "admin/operator.h"
#include "admin/typed_subject.h"
#include "page/world.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::string_view kKeysOfMember[] = {"index", "audit_admin"};

Reference reference_of(const MemberOrder& order) {
  const auto reference = Reference::parse(order.reference);
  if (!reference) throw StartError("--reference: six letters or digits, as in the message");
  return *reference;
}

MemberFound find_member(const MemberOrder& order, const Keys& keys, MemberAccess& access) {
  const auto found =
      order.reference.empty() ? access.find(typed_subject(keys)) : access.find(reference_of(order));
  if (!found) throw StartError("no member: nothing was changed");
  return *found;
}

}  // namespace

int run_member_freeze(const MemberOrder& order) {
  const Installation installation = Installation::load();
  Connection connection(installation.database());
  SystemRandom random;
  const Keys keys = Keys::load(installation.keys, kKeysOfMember);
  MemberAccess access(connection, installation.config.settings.limits, random, keys,
                      operator_name());
  const MemberFound member = find_member(order, keys, access);
  access.freeze(member);
  std::cout << (member.frozen ? "the access was frozen already: nothing was changed\n"
                              : "the access is frozen; a letter tells the member how to get back "
                                "in\n");
  return done(kDone);
}

int run_member_letter(const MemberOrder& order) {
  const Installation installation = Installation::load();
  setenv("TZ", installation.config.settings.site.timezone.c_str(), 1);
  tzset();
  Connection connection(installation.database());
  SystemRandom random;
  const Keys keys = Keys::load(installation.keys, kKeysOfMember);
  MemberAccess access(connection, installation.config.settings.limits, random, keys,
                      operator_name());
  const MemberFound member = find_member(order, keys, access);
  if (const auto next = access.send_letter(member, order.beyond_limit)) {
    std::cout << "no letter: the limit allows the next one on " << date_text(*next)
              << " (--beyond-limit REASON sends one all the same)\n";
    return done(kRefused);
  }
  std::cout << "a letter with a temporary password is queued\n";
  return done(kDone);
}

}  // namespace portillon
