// What takes two operators: a contact, the end of a freeze, an erasure.
#include "admin/member_requests.h"

#include <boost/test/unit_test.hpp>

#include "admin/refused.h"
#include "page/derivations.h"
#include "store/queries.h"
#include "tests/store/support/town.h"
#include "tests/store/support/whole_ring.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

using Count = Query<Params<>, Row<std::uint64_t>>;
constexpr Count kRequests{"SELECT COUNT(*) FROM member_requests", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string, std::string>> kTrail{
    "SELECT event, device, detail FROM audit ORDER BY id", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string>> kQueued{
    "SELECT kind, channel FROM outbox ORDER BY channel", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string>> kContacts{
    "SELECT type, COALESCE(state, 'ended') FROM contacts WHERE member = 7 ORDER BY contact",
    accounts("admin")};
constexpr Query<Params<>, Row<std::string, bool>> kMarieNow{
    "SELECT password, frozen_at IS NOT NULL FROM members WHERE member = 7", accounts("admin")};

struct TwoOperators : Town {
  Keys keys = whole_ring();
  Connection admin = as("admin");
  MemberRequests anne{admin, limits, random, keys, {"anne", true}};
  MemberRequests bruno{admin, limits, random, keys, {"bruno", true}};
  MemberRequests root_user{admin, limits, random, keys, {"root", false}};
  MemberFound marie{kMarie, subject_of(kMarie), false};
  MemberFound paul{kPaul, subject_of(kPaul), false};
  TypedContact mobile = parse_typed_contact(ContactType::mobile, "06 39 98 00 77");

  std::vector<std::string> events() {
    std::vector<std::string> all;
    Connection all_rows = root();
    for (const auto& [event, by, detail] : all_rows.all(kTrail)) {
      all.push_back(event + " " + by + " " + detail);
    }
    return all;
  }
  std::vector<std::string> pairs(const Query<Params<>, Row<std::string, std::string>>& query) {
    std::vector<std::string> all;
    Connection all_rows = root();
    for (const auto& [first, second] : all_rows.all(query)) all.push_back(first + " " + second);
    return all;
  }
  bool waits(const MemberRequest& request) {
    try {
      anne.find(request.number);
      return true;
    } catch (const Refused&) {
      return false;
    }
  }
};

using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(member_requests, TwoOperators)

BOOST_AUTO_TEST_CASE(a_contact_is_changed_by_two_and_told_to_the_old_one_the_new_one_and_by_post) {
  server.execute("DELETE FROM outbox");
  const Texts before = pairs(kContacts);
  const MemberRequest request = anne.ask_contact(marie, mobile);
  BOOST_TEST(pairs(kContacts) == before, boost::test_tools::per_element());
  BOOST_TEST(count(kRequests) == 1u);

  bruno.approve_contact(request, marie, mobile);
  BOOST_TEST(count(kRequests) == 0u);
  const Texts after = pairs(kContacts);
  BOOST_TEST(after.size() == before.size() + 1);
  BOOST_TEST(after.back() == "mobile current");
  BOOST_TEST(std::ranges::count(after, "mobile ended") == 1);
  BOOST_TEST(std::ranges::count(after, "mobile current") == 1);
  // The e-mail, the former mobile, the new one, a letter.
  BOOST_TEST(pairs(kQueued) == (Texts{"contact_changed email", "contact_changed letter",
                                      "contact_changed sms", "contact_changed sms"}),
             boost::test_tools::per_element());
  BOOST_TEST(events() == (Texts{"request_by_operator anne contact mobile",
                                "contact_changed_by_operator bruno mobile anne"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_approves_what_he_asked_for) {
  const MemberRequest request = anne.ask_contact(marie, mobile);
  BOOST_CHECK_THROW(anne.approve_contact(request, marie, mobile), Refused);
  BOOST_TEST(waits(request));
}

BOOST_AUTO_TEST_CASE(an_account_that_many_use_neither_asks_nor_approves) {
  BOOST_CHECK_THROW(root_user.ask_contact(marie, mobile), Refused);
  const MemberRequest request = anne.ask_contact(marie, mobile);
  BOOST_CHECK_THROW(root_user.approve_contact(request, marie, mobile), Refused);
  BOOST_TEST(waits(request));
}

BOOST_AUTO_TEST_CASE(the_second_one_types_the_contact_and_names_the_member_himself) {
  const MemberRequest request = anne.ask_contact(marie, mobile);
  const TypedContact other = parse_typed_contact(ContactType::mobile, "06 39 98 00 78");
  BOOST_CHECK_THROW(bruno.approve_contact(request, marie, other), Refused);
  const TypedContact email = parse_typed_contact(ContactType::email, "a@exemple.fr");
  BOOST_CHECK_THROW(bruno.approve_contact(request, marie, email), Refused);
  BOOST_CHECK_THROW(bruno.approve_contact(request, paul, mobile), Refused);
  BOOST_TEST(waits(request));
}

BOOST_AUTO_TEST_CASE(a_request_is_done_once_expires_and_can_be_withdrawn) {
  const MemberRequest once = anne.ask_contact(marie, mobile);
  bruno.approve_contact(once, marie, mobile);
  BOOST_CHECK_THROW(bruno.approve_contact(once, marie, mobile), Refused);

  const MemberRequest late = anne.ask_forget(paul);
  server.execute("UPDATE member_requests SET expires_at = UTC_TIMESTAMP(6)");
  BOOST_CHECK_THROW(bruno.find(late.number), Refused);
  BOOST_CHECK_THROW(bruno.approve_forget(late, paul), Refused);

  const MemberRequest back = anne.ask_forget(paul);
  bruno.withdraw(back, paul.subject);
  BOOST_TEST(!waits(back));
  BOOST_TEST(events().back() == "request_withdrawn bruno forget");
}

BOOST_AUTO_TEST_CASE(a_second_request_of_the_same_kind_replaces_the_first) {
  const MemberRequest first = anne.ask_contact(marie, mobile);
  const MemberRequest second = bruno.ask_contact(marie, mobile);
  BOOST_TEST(!waits(first));
  BOOST_TEST(waits(second));
  BOOST_TEST(count(kRequests) == 1u);
}

// Who may write to the database could otherwise put another name in and approve his own.
BOOST_AUTO_TEST_CASE(a_request_that_was_changed_in_the_database_counts_for_nobody) {
  for (const auto* change :
       {"requested_by = 'claire'", "member = 8", "act = 'forget'", "detail = 'email'",
        "destination = REPEAT('d', 32)", "expires_at = expires_at + INTERVAL 1 SECOND"}) {
    const MemberRequest request = anne.ask_contact(marie, mobile);
    server.execute(std::string("UPDATE member_requests SET ") + change);
    BOOST_CHECK_THROW(bruno.find(request.number), StorageError);
    BOOST_CHECK_THROW(bruno.waiting(), StorageError);
    server.execute("DELETE FROM member_requests");
  }
}

BOOST_AUTO_TEST_CASE(an_unfreeze_by_two_opens_the_access_and_leaves_the_former_password_dead) {
  BOOST_CHECK_THROW(anne.ask_unfreeze(marie, "seen"), Refused);
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6) WHERE member = 7");
  marie.frozen = true;
  const MemberRequest request = anne.ask_unfreeze(marie, "seen");
  bruno.approve_unfreeze(request, marie);
  Connection all = root();
  const auto [password, frozen] = *all.one(kMarieNow);
  BOOST_TEST(password == "");
  BOOST_TEST(!frozen);
  BOOST_TEST(events().back() == "unfrozen_by_operator bruno seen anne");
}

BOOST_AUTO_TEST_CASE(an_unfreeze_after_the_letter_was_used_keeps_the_members_new_password) {
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6) WHERE member = 7");
  marie.frozen = true;
  const MemberRequest request = anne.ask_unfreeze(marie, "seen");
  server.execute("UPDATE members SET frozen_at = NULL, password = '1$new' WHERE member = 7");
  BOOST_CHECK_THROW(bruno.approve_unfreeze(request, marie), Refused);
  Connection all = root();
  BOOST_TEST(std::get<0>(*all.one(kMarieNow)) == "1$new");
}

BOOST_AUTO_TEST_CASE(an_erasure_takes_everything_but_the_audit_trail_and_no_neighbour) {
  const SubjectId subject = marie.subject;
  const std::string hex = "x'" + to_hex(view(subject)) + "'";
  server.execute("INSERT INTO recoveries (subject, version, wrong_in_a_row) VALUES (" + hex +
                 ", 1, 2)");
  server.execute(
      "INSERT INTO sessions (session, version, member, password_changed, wanted, "
      "device, authenticated_at, started_at, seen_at) VALUES (REPEAT('s', 32), 1, 7, 0, "
      "'', '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
  anne.ask_contact(marie, mobile);
  const MemberRequest request = anne.ask_forget(marie);
  bruno.approve_forget(request, marie);

  constexpr Count kLeft{
      "SELECT (SELECT COUNT(*) FROM members AS m WHERE m.member = 7) + "
      "(SELECT COUNT(*) FROM contacts AS c WHERE c.member = 7) + "
      "(SELECT COUNT(*) FROM facts AS f WHERE f.member = 7) + "
      "(SELECT COUNT(*) FROM sessions AS s WHERE s.member = 7) + "
      "(SELECT COUNT(*) FROM journeys AS j WHERE j.member = 7) + "
      "(SELECT COUNT(*) FROM outbox AS o WHERE o.member = 7) + "
      "(SELECT COUNT(*) FROM member_requests AS q) + (SELECT COUNT(*) FROM recoveries AS r)",
      accounts("admin")};
  constexpr Count kNeighbour{"SELECT COUNT(*) FROM members WHERE member = 8", accounts("admin")};
  BOOST_TEST(count(kLeft) == 0u);
  BOOST_TEST(count(kNeighbour) == 1u);
  BOOST_TEST(events().back() == "member_forgotten bruno anne");
  // What was sealed for the one who is gone would open in the row of a next one of that number.
  constexpr Count kNumber{"SELECT highest FROM numbering", accounts("admin")};
  BOOST_TEST(count(kNumber) >= 7u);
}

BOOST_AUTO_TEST_SUITE_END()
