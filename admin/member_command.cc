// `portillon member`: what an agent does alone.
#include "admin/member_command.h"

#include <iostream>

#include "admin/commands.h"
#include "admin/desk.h"
#include "admin/json_object.h"
#include "admin/member_desk.h"
#include "admin/time_text.h"

namespace portillon {
namespace {

constexpr std::string_view kMaskKey[] = {"mask"};

// One object for machines, one sentence for people.
int tell(const MemberOrder& order, std::string_view result, const std::string& sentence,
         ExitStatus status = kDone) {
  if (order.json) {
    std::cout << JsonObject().text("result", result).done() << '\n';
  } else {
    std::cout << sentence << '\n';
  }
  return done(status);
}

}  // namespace

int run_member_show(const MemberOrder& order) {
  Desk desk(kMaskKey);
  const MemberFound member = desk.member(order);
  const MemberView view =
      look_at(member, desk.connection, desk.limits(), desk.keys, desk.steps, desk.requests);
  std::cout << (order.json ? member_json(view) : member_text(view));
  return done();
}

int run_member_freeze(const MemberOrder& order) {
  Desk desk;
  const MemberFound member = desk.member(order);
  desk.access.freeze(member);
  if (member.frozen) {
    return tell(order, "unchanged", "the access was frozen already: nothing was changed");
  }
  return tell(order, "frozen",
              "the access is frozen; a letter tells the member how to get back in");
}

int run_member_letter(const MemberOrder& order) {
  Desk desk;
  const MemberFound member = desk.member(order);
  if (const auto next = desk.access.send_letter(member, order.beyond_limit)) {
    return tell(order, "limited",
                "no letter: the limit allows the next one on " + time_text(*next) +
                    " (--beyond-limit REASON sends one all the same)",
                kRefused);
  }
  return tell(order, "queued", "a letter with a temporary password is queued");
}

int run_member_end_sessions(const MemberOrder& order) {
  Desk desk;
  desk.access.end_sessions(desk.member(order));
  return tell(order, "ended",
              "all sessions and journeys of the member are ended; the password stays");
}

}  // namespace portillon
