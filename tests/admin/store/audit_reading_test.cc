#include "admin/audit_reading.h"

#include <boost/test/unit_test.hpp>

#include "crypto/seal.h"
#include "page/derivations.h"
#include "tests/store/support/server.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr Query<Params<>, Row<std::string, std::string, std::string, std::string>> kTrail{
    "SELECT event, page, device, detail FROM audit ORDER BY id", accounts("admin")};
using Trail = std::tuple<std::string, std::string, std::string, std::string>;

constexpr std::string_view kIdentifier = "2550775056023";

Keys rings(Random& random) {
  std::vector<KeyRing> rings;
  for (const char* purpose : {"audit_admin", "identity", "index"}) {
    rings.push_back(KeyRing::parse(purpose, "test", generate_key_line(random, 1)));
  }
  return Keys(std::move(rings));
}

// One member, and three rows of the trail.
struct Office {
  Server& server = Server::get();
  SystemRandom random;
  Keys keys = rings(random);
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  AuditReading reading{admin, keys, random, "jdupont"};
  SubjectId subject = subject_of(keys, kIdentifier);

  Office() {
    server.empty();
    const Bytes sealed = seal(keys.ring("identity"), kSealIdentifier, row_of(7), kIdentifier);
    server.execute(
        "INSERT INTO members (member, subject, kind, public_id, password, identifier_sealed, "
        "name_sealed, address_sealed) VALUES (7, x'" +
        to_hex(view(subject)) + "', 'particulier', REPEAT('7', 32), '$p', x'" + to_hex(sealed) +
        "', 'n', 'a')");
    row("2026-01-01", "code_wrong", subject);
    row("2026-02-01", "code_right", subject);
    row("2026-03-01", "code_wrong", SubjectId{});
  }
  void row(const std::string& at, const std::string& event, const SubjectId& who) {
    server.execute("INSERT INTO audit (at, event, subject, device, page, detail) VALUES ('" + at +
                   "', '" + event + "', x'" + to_hex(view(who)) + "', 'Firefox', 'code', 'sms')");
  }
  std::vector<std::string> shown(const Wanted& wanted) {
    std::vector<std::string> lines;
    reading.show(wanted, [&](const ShownRow& row) { lines.push_back(shown_json(row)); });
    return lines;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_reading, Office)

BOOST_AUTO_TEST_CASE(rows_are_shown_by_pseudonym_time_and_event) {
  BOOST_TEST(shown({subject, {}, {}}).size() == 3u);  // with the row that this very call left
  BOOST_TEST(shown({{}, std::chrono::sys_days{std::chrono::year{2026} / 2 / 15}, Event::code_wrong})
                 .size() == 1u);
  const auto right = shown({subject, {}, Event::code_right});
  BOOST_REQUIRE(right.size() == 1u);
  BOOST_TEST(right[0].find("\"at\":\"2026-02-01T00:00:00.000000Z\",\"event\":\"code_right\","
                           "\"writer\":\"code\",\"subject\":\"" +
                           to_hex(view(subject)) + "\"") != std::string::npos,
             right[0]);
}

BOOST_AUTO_TEST_CASE(who_reads_the_trail_is_in_it_before_a_row_is_shown) {
  shown({subject, {}, {}});
  shown({});
  const auto trail = root.all(kTrail);
  BOOST_REQUIRE(trail.size() == 5u);
  BOOST_TEST((trail[3] == Trail{"audit_shown", "admin", "jdupont", "one"}));
  BOOST_TEST((trail[4] == Trail{"audit_shown", "admin", "jdupont", "all"}));
}

BOOST_AUTO_TEST_CASE(a_pseudonym_is_resolved_where_a_member_is_on_file_and_that_is_noted) {
  BOOST_TEST(reading.identifier_of(subject).value() == kIdentifier);
  BOOST_TEST(!reading.identifier_of(SubjectId{}));
  reading.note_resolved(subject);
  const auto trail = root.all(kTrail);
  BOOST_REQUIRE(trail.size() == 6u);
  BOOST_TEST((trail[3] == Trail{"subject_resolved", "admin", "jdupont", "subject"}));
  BOOST_TEST((trail[4] == Trail{"subject_resolved", "admin", "jdupont", "subject"}));
  BOOST_TEST((trail[5] == Trail{"subject_resolved", "admin", "jdupont", "identifier"}));
}

// No row, no answer: here the program was not given the key of its chain.
BOOST_AUTO_TEST_CASE(what_cannot_be_noted_is_not_told) {
  std::vector<KeyRing> some;
  some.push_back(KeyRing::parse("identity", "test", generate_key_line(random, 1)));
  const Keys without(std::move(some));
  AuditReading unnoted(admin, without, random, "jdupont");
  bool told = false;
  BOOST_CHECK_THROW(unnoted.show({}, [&](const ShownRow&) { told = true; }), KeyError);
  BOOST_CHECK_THROW(unnoted.identifier_of(subject), KeyError);
  BOOST_TEST(!told);
}

BOOST_AUTO_TEST_CASE(a_forged_text_does_not_speak_to_the_terminal) {
  const ShownRow forged{1, {{}, "code\n", {}, "\x1b[2J", "code", "\"\r"}};
  for (const std::string& text : {shown_text(forged), shown_json(forged)}) {
    BOOST_TEST(text.find('\x1b') == text.npos);
    BOOST_TEST(text.find('\r') == text.npos);
    BOOST_TEST(std::ranges::count(text, '\n') == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_verdict_names_the_first_broken_row) {
  Verdict verdict;
  verdict.writers["code"] = {5, 2};
  verdict.rows = 5;
  BOOST_TEST(verdict_text(verdict).ends_with("all is as it was written\n"));
  BOOST_TEST(verdict_json(verdict).starts_with(
      "{\"good\":true,\"rows\":5,\"chains\":2,\"writers\":{\"code\":{\"rows\":5,\"chains\":2}},"));
  verdict.broken = 1;
  verdict.first = BrokenRow{77, 255, 3, Time{}, "code", "is not what its writer wrote there"};
  BOOST_TEST(verdict_text(verdict).find(
                 "the first: row 77, number 3 of chain 00000000000000ff, of "
                 "1970-01-01T00:00:00.000000Z, by \"code\": is not what its writer wrote there") !=
             std::string::npos);
  BOOST_TEST(verdict_json(verdict).find("\"first\":{\"id\":77,\"chain\":\"00000000000000ff\","
                                        "\"seq\":3,") != std::string::npos);
  BOOST_TEST(verdict_text(verdict).find("all is as") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
