// What takes two operators: `portillon member unfreeze|contact`, `portillon forget`, and `member
// requests|approve|withdraw`.
#include <iostream>

#include "admin/commands.h"
#include "admin/desk.h"
#include "admin/json_object.h"
#include "admin/refused.h"
#include "shell/start_error.h"
#include "store/queries.h"

namespace portillon {
namespace {

constexpr std::string_view kContactKeys[] = {"destination", "contact_public", "mask",
                                             "contact_words"};

ContactType type_of(const std::string& name) {
  const auto type = contact_type_from(name);
  if (!type) throw StartError("--type: email, mobile, landline or fax");
  return *type;
}

int told(const MemberOrder& order, const MemberRequest& request) {
  if (order.json) {
    std::cout << request_json(request) << '\n';
  } else {
    std::cout << request_text(request)
              << "nothing has changed yet: somebody else runs portillon member approve "
              << request_number_text(request.number) << '\n';
  }
  return done();
}

MemberRequest request_of(const MemberOrder& order, Desk& desk) {
  const auto number = request_number_from(order.request);
  if (!number) throw StartError("REQUEST: 16 hexadecimal digits (portillon member requests)");
  return desk.requests.find(*number);
}

std::string held_text(const auto& counts) {
  const auto& [contacts, facts, journeys, sessions, messages, events] = counts;
  const auto n = [](std::uint64_t number) { return std::to_string(number); };
  return "would be deleted: the member, " + n(contacts) + " contacts, " + n(facts) + " proofs, " +
         n(messages) + " messages, " + n(sessions) + " sessions, " + n(journeys) +
         " journeys, the counts of its limits\nwould stay: " + n(events) +
         " rows of the audit trail, under a pseudonym, for a year after each\n";
}

std::string held_json(const auto& counts) {
  const auto& [contacts, facts, journeys, sessions, messages, events] = counts;
  return JsonObject()
             .number("contacts", contacts)
             .number("proofs", facts)
             .number("messages", messages)
             .number("sessions", sessions)
             .number("journeys", journeys)
             .number("audit_rows_kept", events)
             .done() +
         "\n";
}

}  // namespace

int run_member_unfreeze(const MemberOrder& order) {
  Desk desk;
  return told(order, desk.requests.ask_unfreeze(desk.member(order), order.because));
}

int run_member_contact(const MemberOrder& order) {
  const ContactType type = type_of(order.type);
  Desk desk(kContactKeys);
  const MemberFound member = desk.member(order);
  return told(order, desk.requests.ask_contact(member, typed_contact(type)));
}

int run_forget(const MemberOrder& order) {
  Desk desk;
  const MemberFound member = desk.member(order);
  if (order.yes) return told(order, desk.requests.ask_forget(member));
  const auto counts = desk.connection.one(sql::kCountHeld, member.member);
  if (!counts) throw StartError("the member is not on file any more");
  std::cout << (order.json ? held_json(*counts) : held_text(*counts));
  if (!order.json) std::cout << "nothing was deleted (--yes asks for it)\n";
  return done();
}

int run_member_requests(const MemberOrder& order) {
  Desk desk;
  std::vector<std::string> each;
  for (const MemberRequest& request : desk.requests.waiting()) {
    if (order.json) {
      each.push_back(request_json(request));
    } else {
      std::cout << request_text(request);
    }
  }
  if (order.json) std::cout << json_list(each) << '\n';
  return done();
}

// Whoever approves names the member himself, and types the contact again: a slip of the first one,
// or what he was talked into, does not go through unread.
int run_member_approve(const MemberOrder& order) {
  Desk desk(kContactKeys);
  const MemberRequest request = request_of(order, desk);
  const MemberFound member = desk.member(order);
  std::string sentence;
  switch (request.act) {
    case Act::contact:
      desk.requests.approve_contact(request, member, typed_contact(type_of(request.detail)));
      sentence = "the contact is changed; what was on file before is told, and the post";
      break;
    case Act::unfreeze:
      desk.requests.approve_unfreeze(request, member);
      sentence = "the access is open; the former password is dead: the member takes a code";
      break;
    case Act::forget:
      desk.requests.approve_forget(request, member);
      sentence = "the member is forgotten; a file of the caisse that names it brings it back";
      break;
  }
  if (order.json) {
    std::cout << JsonObject().text("result", "done").text("act", name_of(request.act)).done()
              << '\n';
  } else {
    std::cout << sentence << '\n';
  }
  return done();
}

int run_member_withdraw(const MemberOrder& order) {
  Desk desk;
  const MemberRequest request = request_of(order, desk);
  const auto subjects = desk.connection.one(sql::kFindSubjects, request.member);
  desk.requests.withdraw(request, subjects ? std::get<0>(*subjects) : SubjectId{});
  std::cout << (order.json ? "{\"result\":\"withdrawn\"}\n"
                           : "the request is withdrawn: nothing was changed\n");
  return done();
}

}  // namespace portillon
