// What the page `health` counts over the installation: the figures, what the server reads for them,
// and that many workers at once lose none of theirs.
#include "store/overview.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "shell/hasher.h"
#include "shell/metrics.h"
#include "store/queries.h"
#include "tests/store/support/crowd.h"
#include "tests/store/support/rows_read.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

struct Looking : Town {
  Overview look() {
    Connection connection = as("health");
    return read_overview(connection);
  }
  // As many rows as a full year; members and outbox of a large caisse in small.
  void fill() {
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, priority, handed_over_at, purge_at) "
        "SELECT 1000000 + seq, 'code', ELT(1 + seq % 2, 'sms', 'email'), '', 7, '', "
        "UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL seq MINUTE, 'delivered', 0, "
        "UTC_TIMESTAMP(6) - INTERVAL seq MINUTE, UTC_TIMESTAMP(6) FROM seq_1_to_20000");
    server.execute(
        "INSERT INTO members (member, subject, kind, public_id, identifier_sealed, name_sealed, "
        "address_sealed) SELECT 1000000 + seq, UNHEX(SHA2(seq, 256)), 'particulier', "
        "MD5(seq), '', '', '' FROM seq_1_to_20000");
    server.execute(
        "INSERT INTO audit (at, event, subject, device, page, detail, chain, seq) "
        "SELECT UTC_TIMESTAMP(6), 'code_wrong', '', '', 'code', '', 77, seq "
        "FROM seq_1_to_20000");
    server.execute("ANALYZE TABLE outbox, members, audit");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(overview, Looking)

BOOST_AUTO_TEST_CASE(it_tells_what_waits_who_carries_it_and_what_is_frozen) {
  const auto order = [](MessageKey key, MessageKind kind, Channel channel) {
    Queue queue;
    queue.key = key;
    queue.kind = kind;
    queue.channel = channel;
    queue.member = kMarie;
    queue.subject = subject_of(kMarie);
    return queue;
  };
  apply_as("code", {order(1, MessageKind::code, Channel::sms)});
  apply_as("code", {order(2, MessageKind::code, Channel::sms)});
  age("outbox", "queued_at", 90s);
  apply_as("code", {order(3, MessageKind::temporary, Channel::letter)});
  server.execute(
      "UPDATE outbox SET state = 'delivered', kind = 'canary', due_at = NULL, "
      "handed_over_at = UTC_TIMESTAMP(6) WHERE message = 2");
  Connection courier_line = as("courier");
  SqlDispatch courier(courier_line);
  ProviderState state;
  state.name = "kannel";
  state.node = "noeud1";
  state.accepted = 5;
  state.spent = 1500ms;
  courier.report(1, {state});
  state.accepted = 1;
  courier.report(2, {state});  // started anew
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6) WHERE member = 8");
  server.execute(
      "INSERT INTO audit (at, event, subject, device, page, detail, chain, seq) VALUES "
      "('2026-01-02 03:04:05', 'audit_anchored', '', '', 'admin', '', 1, 1)");

  const Overview seen = look();
  BOOST_TEST(seen.reached);
  BOOST_TEST(seen.schema == kSchemaVersion);
  BOOST_REQUIRE(seen.waiting.size() == 2u);
  const auto sms = std::ranges::find(seen.waiting, Channel::sms, &Overview::Messages::channel);
  BOOST_TEST((sms->state == MessageState::queued && sms->count == 1 && sms->oldest >= 90s));
  BOOST_REQUIRE(seen.handed_over.size() == 1u);
  BOOST_TEST((seen.handed_over[0].state == MessageState::delivered));
  BOOST_REQUIRE(seen.providers.size() == 1u);
  BOOST_TEST(seen.providers[0].node == "noeud1");
  BOOST_TEST(seen.providers[0].accepted == 1u);
  BOOST_TEST((seen.providers[0].spent == 1500ms));
  BOOST_REQUIRE(seen.canaries.size() == 1u);
  BOOST_TEST((now() - seen.canaries[0].at < 1min));
  BOOST_TEST(seen.frozen == 1u);
  BOOST_TEST((seen.anchored_at == Time(std::chrono::sys_days{2026y / 1 / 2} + 3h + 4min + 5s)));
}

BOOST_AUTO_TEST_CASE(it_reads_what_it_counts_and_not_the_tables) {
  fill();
  Connection connection = as("health");
  const auto few = [&](const char* what, std::uint64_t most, auto ask) {
    const std::uint64_t rows = rows_read(connection, ask);
    BOOST_TEST(rows <= most, what << " read " << rows << " rows");
  };
  few("waiting", 40, [](Connection& c) { c.all(sql::kCountWaiting); });
  few("handed over", 150, [](Connection& c) { c.all(sql::kCountHandedOver, 3600u); });
  few("canaries", 40, [](Connection& c) { c.all(sql::kFindCanaries); });
  few("anchor", 10, [](Connection& c) { c.one(sql::kFindAnchorTime, std::uint64_t{1}); });
  few("frozen", 10, [](Connection& c) { c.one(sql::kCountFrozen); });
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_told_and_not_thrown) {
  Database nowhere = server.account("health");
  nowhere.socket = "/nowhere/database.sock";
  Connection connection(std::move(nowhere));
  BOOST_TEST(!read_overview(connection).reached);
  BOOST_TEST(connection.use().errors > 0u);
}

BOOST_AUTO_TEST_CASE(a_connection_counts_what_it_was_asked) {
  Connection connection = as("health");
  read_overview(connection);
  const DatabaseUse first = connection.use();
  BOOST_TEST(first.connects == 1u);
  BOOST_TEST(first.errors == 0u);
  BOOST_TEST((first.time > 0ns));
  connection.one(sql::kCountFrozen);
  BOOST_TEST((connection.use() - first).statements == 1u);
}

// Under the thread sanitizer too (./check threads).
BOOST_AUTO_TEST_CASE(many_workers_at_once_count_exactly) {
  constexpr unsigned kWorkers = 16;
  constexpr unsigned kEach = 500;
  Metrics metrics("code");
  const HashPlaces hashing(keys, HashParameters{8, 1}, 2);
  std::atomic<bool> asking = true;
  std::jthread prometheus([&] {
    while (asking) metrics.text(kWorkers, hashing, nullptr);
  });
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < kWorkers; ++i) {
      workers.emplace_back([&] {
        for (unsigned n = 0; n < kEach; ++n) {
          const Metrics::Busy busy(metrics);
          metrics.done({Audit{Event::code_right, {}, "sms"}, Audit{Event::frozen, {}, "typed"}},
                       {});
          metrics.answered(200, 1ms, 2);
          metrics.database({3, 0, 0, 0, 1ms});
        }
      });
    }
  }
  asking = false;
  const std::string text = metrics.text(kWorkers, hashing, nullptr);
  const std::string all = std::to_string(kWorkers * kEach);
  for (const std::string& line :
       {"portillon_events_total{detail=\"sms\",event=\"code_right\"} " + all,
        "portillon_events_total{detail=\"other\",event=\"frozen\"} " + all,
        "portillon_requests_total{status=\"200\"} " + all, "portillon_reruns_total " + all,
        "portillon_request_seconds_count " + all, "portillon_database_seconds_count " + all,
        "portillon_database_statements_total " + std::to_string(3 * kWorkers * kEach),
        std::string("portillon_workers_busy 0")}) {
    BOOST_TEST(text.find("\n" + line + "\n") != std::string::npos, line);
  }
}

BOOST_AUTO_TEST_SUITE_END()
