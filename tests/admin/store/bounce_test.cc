#include "admin/bounce.h"

#include <boost/test/unit_test.hpp>

#include "store/queries.h"
#include "tests/crypto/rings.h"
#include "tests/store/support/server.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr Query<Params<std::uint64_t>,
                Row<std::string, std::optional<std::string>, std::string, bool>>
    kRow{
        "SELECT state, settled_as, reason, COALESCE(settled_at <= UTC_TIMESTAMP(6), FALSE) FROM "
        "outbox "
        "WHERE message = ?",
        accounts("admin")};

// One message, tried three times and then some 16 million times more.
struct Outbox {
  Server& server = Server::get();
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  Handled handled{50, 3};

  Outbox() {
    server.empty();
    put("handed_over", 1);
  }
  void put(const std::string& state, int member) {
    server.execute("DELETE FROM outbox");
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, priority, reference, purge_at, lease) VALUES (50, 'code', 'email', "
        "REPEAT('s', 32), " +
        std::to_string(member) + ", REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '" +
        state + "', 2, 'K7C-4QT', '2099-01-01', 16777219)");
  }
  std::string row() {
    const auto found = root.one(kRow, std::uint64_t{50});
    const auto& [state, settled, reason, past] = found.value();
    return state + " " + settled.value_or("-") + " " + reason + (past ? " now" : "");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bounce, Outbox)

BOOST_AUTO_TEST_CASE(a_message_that_came_back_has_failed_and_pages_may_say_so) {
  for (const char* state : {"handed_over", "delivered"}) {
    put(state, 1);
    BOOST_TEST(note_report(admin, handled, Told::failed));
    BOOST_TEST(row() == "failed failed bounced now");
    BOOST_TEST(!note_report(admin, handled, Told::failed));
    BOOST_TEST(!note_report(admin, handled, Told::delivered));
    BOOST_TEST(row() == "failed failed bounced now");
  }
}

BOOST_AUTO_TEST_CASE(it_is_the_same_for_nobodys_message) {
  put("handed_over", 0);
  BOOST_TEST(note_report(admin, handled, Told::failed));
  BOOST_TEST(row() == "failed failed bounced now");
}

BOOST_AUTO_TEST_CASE(what_was_delivered_is_delivered) {
  BOOST_TEST(note_report(admin, handled, Told::delivered));
  BOOST_TEST(row() == "delivered delivered  now");
  BOOST_TEST(!note_report(admin, handled, Told::delivered));
}

BOOST_AUTO_TEST_CASE(a_report_quicker_than_the_couriers_own_note_waits_for_it) {
  put("sending", 1);
  server.execute("UPDATE outbox SET due_at = UTC_TIMESTAMP(6)");
  BOOST_TEST(note_report(admin, handled, Told::failed));
  BOOST_TEST(row() == "sending failed bounced now");
  Connection courier(server.account("courier"));
  courier.run(sql::kHandedOver, "principal", "4F1B2C", std::optional<std::string>(),
              std::optional<std::uint64_t>(), std::uint64_t{50}, std::uint64_t{16777219});
  BOOST_TEST(row() == "failed failed bounced now");
}

BOOST_AUTO_TEST_CASE(another_try_another_message_and_what_is_at_its_end_are_not_touched) {
  BOOST_TEST(!note_report(admin, {50, 4}, Told::failed));
  BOOST_TEST(!note_report(admin, {51, 3}, Told::failed));
  BOOST_TEST(!note_report(admin, handled, Told::nothing));
  BOOST_TEST(row() == "handed_over - ");
  for (const char* state : {"queued", "failed", "dropped"}) {
    put(state, 1);
    BOOST_TEST(!note_report(admin, handled, Told::failed), state);
    BOOST_TEST(row() == std::string(state) + " - ");
  }
}

BOOST_AUTO_TEST_SUITE_END()
