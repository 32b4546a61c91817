// The right of access, and what an agent on the telephone sees instead.
#include "admin/member_export.h"

#include <boost/test/unit_test.hpp>

#include "admin/member_desk.h"
#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "tests/store/support/town.h"
#include "tests/store/support/whole_ring.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr Query<Params<>, Row<std::string, std::string>> kTrail{
    "SELECT event, device FROM audit ORDER BY id", accounts("admin")};

// Marie with all that can be held, sealed as the import and the pages seal it.
struct Held : Town {
  Keys keys = whole_ring();
  std::string row = row_of(kMarie);

  Held() {
    const auto x = [](std::string_view bytes) { return "x'" + to_hex(bytes) + "'"; };
    const auto box = [&](std::string_view purpose, std::string_view plain) {
      return x(seal_to(keys.ring("contact_public"), purpose, row, plain));
    };
    const KeyRing& identity = keys.ring("identity");
    server.execute("UPDATE members SET identifier_sealed = " +
                   x(seal(identity, kSealIdentifier, row, "2510224037005")) +
                   ", name_sealed = " + x(seal(identity, kSealName, row, "Bordenave Marie")) +
                   ", address_sealed = " + box(kBoxAddress, "1 chemin du Banc\n40250 MUGRON") +
                   " WHERE member = 7");
    server.execute(
        "UPDATE contacts SET value_sealed = " + box(kBoxContact, "marie@exemple.fr") +
        ", mask_sealed = " + x(seal(keys.ring("mask"), kSealMask, row, "m•••@exemple.fr")) +
        " WHERE contact = 71");
    server.execute("UPDATE contacts SET value_sealed = " + box(kBoxContact, "+33639980001") +
                   ", mask_sealed = " + x(seal(keys.ring("mask"), kSealMask, row, "06 •• 01")) +
                   " WHERE contact = 72");
    server.execute(
        "INSERT INTO facts (member, kind, answer, dated) VALUES (7, 'benefit', "
        "REPEAT('f', 32), '2026-03-04')");
    const std::string subject = x(view(subject_of(kMarie)));
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, "
        "on_file_before, queued_at, state, priority, reference, purge_at) VALUES (5, "
        "'code', 'sms', " +
        subject +
        ", 7, REPEAT('j', 32), UTC_TIMESTAMP(6), "
        "UTC_TIMESTAMP(6), 'delivered', 0, 'K7C-4QT', '2099-01-01')");
    server.execute(
        "INSERT INTO audit (at, event, subject, device, page, detail) VALUES "
        "('2026-05-01', 'sign_in_success', " +
        subject +
        ", 'Firefox, Linux', "
        "'sign_in', 'password'), ('2026-05-02', 'frozen_by_operator', " +
        subject + ", 'anne', 'admin', '')");
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(member_export, Held)

BOOST_AUTO_TEST_CASE(the_member_is_given_all_that_is_held_in_clear) {
  Connection connection = as("export");
  const std::string json = MemberExport(connection, keys).json(kMarie, now());
  for (const auto* part :
       {"\"identifier\":\"2510224037005\"", "\"name\":\"Bordenave Marie\"",
        "\"address\":[\"1 chemin du Banc\",\"40250 MUGRON\"]", "\"value\":\"marie@exemple.fr\"",
        "\"value\":\"+33639980001\"", "\"kind\":\"benefit\",\"dated\":\"2026-03-04\"",
        "\"reference\":\"K7C-4QT\"", "\"event\":\"sign_in_success\"",
        "\"device\":\"Firefox, Linux\"", "\"has_password\":true", "\"held_elsewhere\":["}) {
    BOOST_TEST(has(json, part), part);
  }
  BOOST_TEST(json.ends_with("}\n"));
}

BOOST_AUTO_TEST_CASE(neither_a_secret_nor_who_works_at_the_caisse_is_in_it) {
  Connection connection = as("export");
  const std::string json = MemberExport(connection, keys).json(kMarie, now());
  for (const auto* part : {"argon2", "ffff", "\"anne\""}) BOOST_TEST(!has(json, part), part);
  BOOST_TEST(has(json, "\"event\":\"frozen_by_operator\",\"device\":\"\""));
}

BOOST_AUTO_TEST_CASE(half_an_answer_is_none) {
  server.execute("UPDATE contacts SET value_sealed = 'x' WHERE contact = 72");
  Connection connection = as("export");
  BOOST_CHECK_THROW(MemberExport(connection, keys).json(kMarie, now()), StorageError);
}

BOOST_AUTO_TEST_CASE(an_agent_sees_masks_and_states_and_nothing_that_opens_or_names) {
  Connection admin = as("admin");
  OperatorSteps steps(admin, limits, random, keys, "anne");
  MemberRequests requests(admin, limits, random, keys, {"anne", true});
  const MemberFound marie{kMarie, subject_of(kMarie), false};
  const MemberView view = look_at(marie, admin, limits, keys, steps, requests);
  for (const std::string& text : {member_text(view), member_json(view)}) {
    BOOST_TEST(has(text, "m•••@exemple.fr"));
    BOOST_TEST(has(text, "06 •• 01"));
    BOOST_TEST(has(text, "K7C-4QT"));
    BOOST_TEST(has(text, "sign_in_success"));
    for (const auto* part :
         {"marie@exemple.fr", "+33639980001", "Bordenave", "2510224037005", "MUGRON", "argon2"}) {
      BOOST_TEST(!has(text, part), part);
    }
  }
  BOOST_TEST(has(member_text(view), "access: open since 2026-01-01"));
  Connection all = root();
  const auto trail = all.all(kTrail);
  BOOST_TEST(std::get<0>(trail.back()) == "member_shown");
  BOOST_TEST(std::get<1>(trail.back()) == "anne");
}

BOOST_AUTO_TEST_CASE(a_frozen_access_and_what_waits_for_a_second_operator_are_said) {
  server.execute("UPDATE members SET frozen_at = '2026-06-01' WHERE member = 7");
  Connection admin = as("admin");
  OperatorSteps steps(admin, limits, random, keys, "anne");
  MemberRequests requests(admin, limits, random, keys, {"anne", true});
  const MemberFound marie{kMarie, subject_of(kMarie), true};
  requests.ask_unfreeze(marie, "seen");
  const std::string text = member_text(look_at(marie, admin, limits, keys, steps, requests));
  BOOST_TEST(has(text, "access: FROZEN since 2026-06-01"));
  BOOST_TEST(has(text, "unfreeze seen, asked by anne"));
}

BOOST_AUTO_TEST_SUITE_END()
