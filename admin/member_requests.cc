#include "admin/member_requests.h"

#include <charconv>

#include "admin/json_object.h"
#include "admin/refused.h"
#include "crypto/mac.h"
#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "page/world.h"
#include "parts/contacts_on_file.h"
#include "store/audit_line.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::string_view kPurpose = "member.request";

std::optional<Act> act_from(std::string_view name) {
  for (const Act act : {Act::contact, Act::unfreeze, Act::forget}) {
    if (name == name_of(act)) return act;
  }
  return std::nullopt;
}

struct MacParts {
  explicit MacParts(const MemberRequest& request)
      : number(request_number_text(request.number)),
        member(std::to_string(request.member)),
        destination(request.destination ? to_hex(view(*request.destination)) : ""),
        at(time_text(request.at)),
        expires(time_text(request.expires_at)) {}
  std::string number, member, destination, at, expires;
};

Digest mac_of(const KeyRing& ring, const MemberRequest& request) {
  const MacParts p(request);
  return mac(ring, kPurpose,
             {p.number, p.member, name_of(request.act), request.detail, p.destination, request.by,
              p.at, p.expires});
}

bool mac_fits(const KeyRing& ring, const MemberRequest& request, const Digest& stored) {
  const MacParts p(request);
  return mac_matches(ring, kPurpose,
                     {p.number, p.member, name_of(request.act), request.detail, p.destination,
                      request.by, p.at, p.expires},
                     stored);
}

// "contact mobile"
std::string what_of(const MemberRequest& request) {
  return std::string(name_of(request.act)) + (request.detail.empty() ? "" : " " + request.detail);
}

}  // namespace

std::string_view name_of(Act act) {
  switch (act) {
    case Act::contact:
      return "contact";
    case Act::unfreeze:
      return "unfreeze";
    case Act::forget:
      return "forget";
  }
  return {};
}

std::string request_number_text(std::uint64_t number) { return hex_of(number); }

std::optional<std::uint64_t> request_number_from(std::string_view text) {
  constexpr std::size_t kDigits = 16;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (text.size() != kDigits || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::string request_text(const MemberRequest& request) {
  return request_number_text(request.number) + "  " + what_of(request) + ", asked by " +
         request.by + " on " + time_text(request.at) + ", until " + time_text(request.expires_at) +
         "\n";
}

std::string request_json(const MemberRequest& request) {
  return JsonObject()
      .text("request", request_number_text(request.number))
      .text("act", name_of(request.act))
      .text("detail", request.detail)
      .text("by", request.by)
      .time("at", request.at)
      .time("expires_at", request.expires_at)
      .done();
}

MemberRequest MemberRequests::ask(const MemberFound& member, Act act, std::string detail,
                                  std::optional<Digest> destination) {
  if (!by_.person) {
    throw Refused(by_.name + ": two persons are needed, each under a name of his own (sudo)");
  }
  MemberRequest request;
  request.number = new_message_key(random_);
  request.member = member.member;
  request.act = act;
  request.detail = std::move(detail);
  request.destination = destination;
  request.by = by_.name;
  steps_.take([&](Time now) -> Effects {
    request.at = now;
    request.expires_at = now + kRequestWaits;
    const AddRequest added{request.number,
                           request.member,
                           std::string(name_of(act)),
                           request.detail,
                           request.destination,
                           request.by,
                           request.expires_at,
                           mac_of(keys_.ring("audit_admin"), request)};
    return {added, Audit{Event::request_by_operator, member.subject, what_of(request)}};
  });
  return request;
}

MemberRequest MemberRequests::ask_contact(const MemberFound& member, const TypedContact& contact) {
  return ask(member, Act::contact, std::string(name_of(contact.type)),
             destination_hash(keys_, contact.canonical));
}

MemberRequest MemberRequests::ask_unfreeze(const MemberFound& member, std::string_view because) {
  if (!member.frozen) throw Refused("the access is not frozen: nothing was changed");
  return ask(member, Act::unfreeze, std::string(because), {});
}

MemberRequest MemberRequests::ask_forget(const MemberFound& member) {
  return ask(member, Act::forget, {}, {});
}

MemberRequest MemberRequests::checked(const auto& row) const {
  const auto& [number, member, act, detail, destination, by, at, expires_at, stored] = row;
  const auto known = act_from(act);
  MemberRequest request{number, member,    known.value_or(Act::contact), detail, destination, by,
                        at,     expires_at};
  if (!known || !mac_fits(keys_.ring("audit_admin"), request, stored)) {
    throw StorageError("request " + request_number_text(number) +
                       " was not written by this command: somebody changed the database");
  }
  return request;
}

std::vector<MemberRequest> MemberRequests::waiting() {
  std::vector<MemberRequest> found;
  for (const auto& row : connection_.all(sql::kListRequests, read_clock(connection_))) {
    found.push_back(checked(row));
  }
  return found;
}

std::vector<MemberRequest> MemberRequests::waiting_for(MemberId member) {
  std::vector<MemberRequest> found = waiting();
  std::erase_if(found, [&](const MemberRequest& request) { return request.member != member; });
  return found;
}

MemberRequest MemberRequests::find(std::uint64_t number) {
  const auto row = connection_.one(sql::kFindRequest, number, read_clock(connection_));
  if (!row) throw Refused("no such request, or it has expired (portillon member requests)");
  return checked(*row);
}

void MemberRequests::must_be_a_second_person(const MemberRequest& request,
                                             const MemberFound& member) const {
  if (!by_.person) {
    throw Refused(by_.name + ": two persons are needed, each under a name of his own (sudo)");
  }
  if (request.by == by_.name) throw Refused("you asked for it: somebody else must approve it");
  if (request.member != member.member) throw Refused("the request is about another member");
}

void MemberRequests::approve_contact(const MemberRequest& request, const MemberFound& member,
                                     const TypedContact& contact) {
  must_be_a_second_person(request, member);
  const Digest asked = request.destination.value_or(Digest{});
  if (request.detail != name_of(contact.type) ||
      !equal(asked, destination_hash(keys_, contact.canonical, asked))) {
    throw Refused("this is not the contact that was asked for: nothing was changed");
  }
  const std::string row = row_of(member.member);
  steps_.take([&](Time now) -> Effects {
    find(request.number);
    AddContact added{member.member,
                     contact.type,
                     ContactState::current,
                     seal_to(keys_.ring("contact_public"), kBoxContact, row, contact.canonical),
                     seal(keys_.ring("mask"), kSealMask, row, contact.masked),
                     destination_hash(keys_, contact.canonical),
                     0,
                     now,
                     contact_words(keys_, member.member, contact.canonical)};
    // What the member himself had put in and not yet proven goes: it may be the older wish.
    return {TakeRequest{request.number}, EndPendings{member.member}, std::move(added),
            // To what was on file until now and what is from now on, and always by post.
            Notify{MessageKind::contact_changed, member.member, member.subject, std::nullopt,
                   kAlwaysByPost},
            Audit{Event::contact_changed_by_operator, member.subject,
                  request.detail + " " + request.by}};
  });
}

void MemberRequests::approve_unfreeze(const MemberRequest& request, const MemberFound& member) {
  must_be_a_second_person(request, member);
  steps_.take([&](Time) -> Effects {
    find(request.number);
    const auto frozen = connection_.one(sql::kFindFrozen, member.subject, member.subject);
    if (frozen && !std::get<1>(*frozen)) throw Refused("the access is not frozen any more");
    return {TakeRequest{request.number}, Unfreeze{member.member},
            Audit{Event::unfrozen_by_operator, member.subject, request.detail + " " + request.by}};
  });
}

void MemberRequests::approve_forget(const MemberRequest& request, const MemberFound& member) {
  must_be_a_second_person(request, member);
  steps_.take([&](Time) -> Effects {
    find(request.number);
    const auto found = connection_.one(sql::kFindSubjects, member.member);
    if (!found) throw Refused("the member is not on file any more");
    const auto& [subject, former] = *found;
    ForgetMember forget{member.member, {subject}};
    if (former) forget.subjects.push_back(*former);
    return {TakeRequest{request.number}, std::move(forget),
            Audit{Event::member_forgotten, subject, request.by}};
  });
}

void MemberRequests::withdraw(const MemberRequest& request, const SubjectId& subject) {
  steps_.take([&](Time) -> Effects {
    find(request.number);
    return {TakeRequest{request.number},
            Audit{Event::request_withdrawn, subject, what_of(request)}};
  });
}

}  // namespace portillon
