// The audit trail on a real database: what its chains promise, and that the verifier names what
// somebody changed who may write to every table.
#include "store/audit_chain.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "store/audit_verify.h"
#include "store/grants.h"
#include "store/purge.h"
#include "store/queries.h"
#include "tests/store/support/crowd.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::uint64_t>> kRows{"SELECT COUNT(*) FROM audit",
                                                    accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kChains{"SELECT COUNT(DISTINCT chain) FROM audit",
                                                      accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kId{"SELECT CONNECTION_ID()", accounts("admin")};

struct Trail : Town {
  Connection admin = as("admin");
  AuditKeeper keeper{admin, keys, random, "jdupont"};
  Remembered remembered;

  // One worker of a page, for as long as it lives.
  struct Worker {
    Connection connection;
    AuditChain chain;
    Worker(Trail& trail, std::string_view page)
        : connection(trail.as(page)), chain(trail.keys, page, trail.random) {}
  };
  Applied act(Worker& worker, const Effects& effects) {
    const Applying how{now(), "Firefox, Windows", {}, {}, {}, {}, limits, random, worker.chain};
    return apply(worker.connection, effects, how);
  }
  void write(Worker& worker, unsigned rows) {
    for (unsigned i = 0; i < rows; ++i) act(worker, {Audit{Event::code_wrong, digest(i), "sms"}});
  }

  Verdict verify() { return verify_audit(admin, keys, remembered, kAuditKept); }
  std::string first() {
    const Verdict verdict = verify();
    if (!verdict.unsure.empty()) return verdict.unsure.front();
    return verdict.first ? verdict.first->what : "good";
  }
  std::string anchor() {
    const std::string line = anchor_line(keeper.anchor());
    BOOST_TEST(remember(line, remembered), line);
    return line;
  }
  // Of the row `seq` of the page's only chain.
  void tamper(std::string_view page, unsigned seq, const std::string& set) {
    server.execute("UPDATE audit SET " + set + " WHERE page = '" + std::string(page) +
                   "' AND seq = " + std::to_string(seq));
  }
  void remove(std::string_view page, const std::string& where) {
    server.execute("DELETE FROM audit WHERE page = '" + std::string(page) + "' AND " + where);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_chain, Trail)

BOOST_AUTO_TEST_CASE(each_worker_has_a_chain_of_its_own_and_all_of_them_verify) {
  Worker one(*this, "code");
  Worker two(*this, "code");
  Worker other(*this, "sign_in");
  write(one, 3);
  write(two, 2);
  act(other, {Audit{Event::sign_in_failure, digest(1), {}},
              Audit{Event::temporary_password_failed, digest(1), {}}});
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good());
  BOOST_TEST(verdict.rows == 7u);
  BOOST_TEST(verdict.writers.at("code").rows == 5u);
  BOOST_TEST(verdict.writers.at("code").chains == 2u);
  BOOST_TEST(verdict.writers.at("sign_in").chains == 1u);
}

BOOST_AUTO_TEST_CASE(a_step_that_lost_its_race_writes_no_row_and_leaves_no_gap) {
  Worker worker(*this, "code");
  write(worker, 2);
  Journey gone;
  gone.id = digest(77);
  gone.version = 5;
  const Effects lost = {Audit{Event::code_right, digest(1), {}}, SaveJourney{gone}};
  BOOST_TEST((act(worker, lost) == Applied::conflict));
  write(worker, 1);
  BOOST_TEST(count(kRows) == 3u);
  BOOST_TEST(count(kChains) == 1u);
  BOOST_TEST(first() == "good");
}

// Killed between the row and its COMMIT.
BOOST_AUTO_TEST_CASE(a_connection_that_dies_in_the_middle_leaves_no_gap) {
  Worker worker(*this, "code");
  write(worker, 2);
  worker.chain.begin();
  try {
    Transaction transaction(worker.connection);
    worker.chain.add(worker.connection, {now(), "code_right", digest(1), {}, {}, {}});
    server.execute("KILL " + std::to_string(std::get<0>(worker.connection.one(kId).value())));
    std::this_thread::sleep_for(50ms);
    transaction.commit();
    BOOST_FAIL("the connection was killed");
  } catch (const StorageError&) {
  }
  write(worker, 2);
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.rows == 4u);
  BOOST_TEST(verdict.writers.at("code").chains == 2u);
}

// The COMMIT was done, and nobody told.
BOOST_AUTO_TEST_CASE(after_a_commit_of_which_nobody_knows_a_new_chain_begins) {
  Worker worker(*this, "code");
  write(worker, 2);
  worker.chain.begin();
  {
    Transaction transaction(worker.connection);
    worker.chain.add(worker.connection, {now(), "code_right", digest(1), {}, {}, {}});
    transaction.commit();
  }
  write(worker, 1);
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.rows == 4u);
  BOOST_TEST(verdict.writers.at("code").chains == 2u);
}

BOOST_AUTO_TEST_CASE(fifty_workers_at_once_write_fifty_good_chains) {
  struct Line : Worker {
    using Worker::Worker;
    void open() { connection.open(); }
  };
  together(
      50, [&] { return std::make_unique<Line>(*this, "code"); },
      [&](unsigned, Line& line) { write(line, 5); });
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.rows == 250u);
  BOOST_TEST(verdict.writers.at("code").chains == 50u);
}

BOOST_AUTO_TEST_CASE(a_page_without_its_key_writes_nothing) {
  const Keys none;
  AuditChain chain(none, "code", random);
  Connection connection = as("code");
  chain.begin();
  BOOST_CHECK_THROW(chain.add(connection, {now(), "code_right", digest(1), {}, {}, {}}), KeyError);
  BOOST_TEST(count(kRows) == 0u);
}

BOOST_AUTO_TEST_CASE(a_key_that_was_rotated_still_verifies_what_it_wrote) {
  const auto ring = [](std::string_view lines) {
    std::vector<KeyRing> rings;
    rings.push_back(KeyRing::parse("audit_code", "test", Secret::from(std::string(lines))));
    return Keys(std::move(rings));
  };
  const Secret first_key = generate_key_line(random, 1);
  const Secret second_key = generate_key_line(random, 2);
  const std::string old = std::string(first_key.reveal()) + "\n";
  const std::string young = std::string(second_key.reveal()) + "\n";
  keys = ring(old);
  Worker before(*this, "code");
  write(before, 2);
  keys = ring(young + old);
  Worker after(*this, "code");
  write(after, 2);
  BOOST_TEST(first() == "good");
  keys = ring(young);
  BOOST_TEST(first() == "the key 1 is not in audit_code");
}

// ---- What somebody changes who may write to every table, but has no key

BOOST_AUTO_TEST_CASE(a_changed_field_is_named_with_its_row) {
  for (const char* set :
       {"event = 'code_right'", "at = at + INTERVAL 1 SECOND", "device = 'Safari'", "detail = ''",
        "subject = REPEAT('x', 32)", "mac = REPEAT('x', 32)"}) {
    server.empty();
    Worker worker(*this, "code");
    write(worker, 5);
    BOOST_TEST(first() == "good");
    tamper("code", 3, set);
    const Verdict verdict = verify();
    BOOST_TEST_CONTEXT(set) {
      BOOST_REQUIRE(verdict.first);
      BOOST_TEST(verdict.first->what == "is not what its writer wrote there");
      BOOST_TEST(verdict.first->seq == 3u);
      BOOST_TEST(verdict.first->writer == "code");
      BOOST_TEST(verdict.first->id > 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_row_of_another_writer_does_not_pass) {
  Worker worker(*this, "code");
  write(worker, 3);
  tamper("code", 2, "page = 'prove'");
  BOOST_TEST(first() == "its writer is not the one of its chain");
  tamper("prove", 2, "page = 'nobody'");
  BOOST_TEST(first() == "its writer is unknown");
}

// `code` was taken over: its account and its key, but not another page's.
BOOST_AUTO_TEST_CASE(a_page_that_was_taken_over_cannot_speak_for_another) {
  Worker worker(*this, "sign_in");
  write(worker, 2);
  Connection taken = as("code");
  AuditChain forged(keys, "code", random, worker.chain.last());
  forged.begin();
  forged.add(taken, {now(), "sign_in_success", digest(1), {}, {}, {}});
  BOOST_TEST(first() == "its writer is not the one of its chain");
  tamper("code", 3, "page = 'sign_in'");
  BOOST_TEST(first() == "is not what its writer wrote there");
}

BOOST_AUTO_TEST_CASE(a_row_taken_out_of_the_middle_is_a_gap) {
  Worker worker(*this, "code");
  write(worker, 5);
  remove("code", "seq = 3");
  const Verdict verdict = verify();
  BOOST_REQUIRE(verdict.first);
  BOOST_TEST(verdict.first->seq == 4u);
  BOOST_TEST(verdict.first->what == "rows 3 to 3 before it are gone");
}

BOOST_AUTO_TEST_CASE(rows_that_changed_places_are_found) {
  Worker worker(*this, "code");
  write(worker, 5);
  tamper("code", 2, "seq = 99");
  tamper("code", 3, "seq = 2");
  tamper("code", 99, "seq = 3");
  const Verdict verdict = verify();
  BOOST_REQUIRE(verdict.first);
  BOOST_TEST(verdict.first->what == "is not what its writer wrote there");
  BOOST_TEST(verdict.broken == 3u);  // both, and the one that follows
}

BOOST_AUTO_TEST_CASE(a_row_that_was_put_in_without_a_chain_is_found) {
  server.execute(
      "INSERT INTO audit (at, event, subject, device, page, detail) VALUES "
      "('2026-01-01', 'code_right', REPEAT('s', 32), '', 'code', '')");
  Worker worker(*this, "code");
  write(worker, 2);
  const Verdict before = verify();
  BOOST_TEST(before.good());  // from before there were chains
  BOOST_TEST(before.unchained == 1u);
  BOOST_TEST((before.unchained_from == before.unchained_to));
  server.execute(
      "INSERT INTO audit (at, event, subject, device, page, detail) VALUES "
      "('2026-01-02', 'code_right', REPEAT('s', 32), '', 'code', '')");
  BOOST_TEST(first() == "has no chain, and came after rows that have one");
}

// ---- Ends and whole chains, by the anchors

BOOST_AUTO_TEST_CASE(an_end_that_was_cut_off_and_a_chain_that_was_deleted_are_found_by_the_anchor) {
  Worker worker(*this, "code");
  Worker other(*this, "prove");
  write(worker, 5);
  write(other, 2);
  anchor();
  remembered.clear();
  BOOST_TEST(first() == "good");
  remove("code", "seq > 3");
  BOOST_TEST(first() == "rows 4 to 5 are gone: the last anchor saw them");
  write(worker, 1);
  BOOST_TEST(first() == "rows 4 to 5 before it are gone");
  remove("prove", "1 = 1");
  const Verdict verdict = verify();
  BOOST_TEST(verdict.broken == 2u);
  // A row that is there is named first.
  BOOST_TEST(verdict.first->writer == "code");
}

BOOST_AUTO_TEST_CASE(an_anchor_does_not_forget_what_an_earlier_one_saw) {
  Worker worker(*this, "code");
  write(worker, 5);
  anchor();
  remove("code", "seq > 3");
  anchor();
  remembered.clear();
  BOOST_TEST(first() == "rows 4 to 5 are gone: the last anchor saw them");
}

BOOST_AUTO_TEST_CASE(whoever_changes_the_table_of_heads_too_is_found_and_never_anchored) {
  Worker worker(*this, "code");
  Worker other(*this, "prove");
  write(worker, 5);
  write(other, 2);
  anchor();
  remembered.clear();
  remove("prove", "1 = 1");
  server.execute("DELETE FROM audit_heads WHERE seq = 2");
  BOOST_TEST(first() == "the table audit_heads is not the one that anchor 1 saw");
  BOOST_CHECK_THROW(keeper.anchor(), AuditTampered);
  BOOST_CHECK_THROW(purge_audit(admin, keeper), AuditTampered);
  BOOST_TEST(first() == "the table audit_heads is not the one that anchor 1 saw");
}

// The whole database put back to an earlier hour: nothing in it can tell, another machine can.
BOOST_AUTO_TEST_CASE(an_anchor_kept_elsewhere_outlives_the_whole_database) {
  Worker worker(*this, "code");
  write(worker, 2);
  anchor();
  server.execute("CREATE TABLE audit_was AS SELECT * FROM audit_heads");
  write(worker, 2);
  anchor();
  remove("code", "seq > 2");
  remove("admin", "seq > 1");
  server.execute("DELETE FROM audit_heads");
  server.execute("INSERT INTO audit_heads SELECT * FROM audit_was");
  server.execute("DROP TABLE audit_was");
  BOOST_TEST(first() == "rows 2 to 2 are gone: the anchor file saw them");
  BOOST_TEST(verify().broken == 2u);  // the anchor itself, and the page's rows
  remembered.clear();
  BOOST_TEST(first() == "good");
}

BOOST_AUTO_TEST_CASE(a_line_of_an_anchor_holds_what_moved_and_is_read_back_whole_or_not_at_all) {
  Worker worker(*this, "code");
  Worker other(*this, "prove");
  write(worker, 2);
  write(other, 1);
  const std::string first_line = anchor();
  BOOST_TEST(first_line.starts_with("{\"event\":\"audit_anchored\",\"at\":\"2"), first_line);
  BOOST_TEST(std::ranges::count(first_line, ' ') == 2);
  BOOST_TEST(remembered.size() == 3u);
  write(worker, 1);
  const std::string second_line = anchor();
  BOOST_TEST(std::ranges::count(second_line, ' ') == 2);  // that chain, and the anchors' own
  Remembered read;
  BOOST_TEST(remember("Nov 26 10:00:00 host portillon[7]: " + second_line, read));
  BOOST_TEST(read.size() == 2u);  // `prove` stood still
  BOOST_TEST(remember("something else", read));
  for (std::size_t cut = 1; cut < 60; cut += 7) {
    Remembered ignored;
    BOOST_TEST(!remember(second_line.substr(0, second_line.size() - 2 - cut), ignored));
  }
}

BOOST_AUTO_TEST_CASE(two_anchors_at_the_same_moment_are_two) {
  Worker worker(*this, "code");
  write(worker, 2);
  together(
      4, [&] { return std::make_unique<Connection>(as("admin")); },
      [&](unsigned, Connection& connection) {
        AuditKeeper(connection, keys, random, "jdupont").anchor();
      });
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.anchors == 4u);
}

// ---- Purge

BOOST_AUTO_TEST_CASE(purge_says_where_it_cut_and_what_is_left_still_verifies) {
  Worker year_ago(*this, "code");
  const Time then = now() - 366 * 24h;
  for (unsigned i = 0; i < 30; ++i) {
    year_ago.chain.begin();
    year_ago.chain.add(year_ago.connection,
                       {i < 25 ? then : then + 20 * 24h, "code_wrong", digest(i), {}, {}, {}});
    year_ago.chain.committed();
  }
  BOOST_TEST(first() == "good");
  const AuditKeeper::Cut cut = purge_audit(admin, keeper, 10);
  BOOST_TEST(cut.rows == 25u);
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.writers.at("code").rows == 5u);
  remove("code", "seq = 26");
  BOOST_TEST(first() == "rows 26 to 26 before it are gone, and no purge recorded that");
}

// It has its own key, and could otherwise have what it did before taken away.
BOOST_AUTO_TEST_CASE(a_row_that_is_dated_back_does_not_make_purge_take_the_younger_ones) {
  Worker worker(*this, "code");
  write(worker, 3);
  worker.chain.begin();
  worker.chain.add(worker.connection, {now() - 400 * 24h, "code_wrong", digest(1), {}, {}, {}});
  worker.chain.committed();
  BOOST_TEST(purge_audit(admin, keeper).rows == 0u);
  const Verdict verdict = verify();
  BOOST_TEST(verdict.good(), first());
  BOOST_TEST(verdict.writers.at("code").rows == 4u);
}

BOOST_AUTO_TEST_CASE(a_cut_that_purge_did_not_record_is_reported) {
  Worker worker(*this, "code");
  write(worker, 5);
  remove("code", "seq <= 2");
  BOOST_TEST(first() == "rows 1 to 2 before it are gone, and no purge recorded that");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_put_before_a_cut_is_found) {
  Worker worker(*this, "code");
  const Time then = now() - 366 * 24h;
  worker.chain.begin();
  worker.chain.add(worker.connection, {then, "code_wrong", digest(1), {}, {}, {}});
  worker.chain.committed();
  const std::uint64_t chain = worker.chain.last().chain;
  write(worker, 1);  // long after: another chain
  BOOST_TEST(worker.chain.last().chain != chain);
  purge_audit(admin, keeper);
  BOOST_TEST(first() == "good");
  server.execute(
      "INSERT INTO audit (at, event, subject, device, page, detail, chain, seq) VALUES "
      "(UTC_TIMESTAMP(6), 'code_right', REPEAT('s', 32), '', 'code', '', " +
      std::to_string(chain) + ", 0)");
  BOOST_TEST(first() == "stands where purge had cut the chain");
}

BOOST_AUTO_TEST_CASE(a_chain_of_which_nothing_is_left_is_forgotten) {
  Worker worker(*this, "code");
  const Time then = now() - 366 * 24h;
  worker.chain.begin();
  worker.chain.add(worker.connection, {then, "code_wrong", digest(1), {}, {}, {}});
  worker.chain.committed();
  BOOST_TEST(purge_audit(admin, keeper).rows == 1u);
  constexpr Query<Params<>, Row<std::uint64_t>> kHeads{"SELECT COUNT(*) FROM audit_heads",
                                                       accounts("admin")};
  BOOST_TEST(count(kHeads) == 1u);
  keeper.anchor();
  BOOST_TEST(count(kHeads) == 1u);  // that of the anchors
  BOOST_TEST(first() == "good");
}

BOOST_AUTO_TEST_CASE(pages_may_put_rows_in_and_nothing_else) {
  for (const std::string& name : account_names()) {
    const Uses uses = uses_of_account(name);
    const auto use = uses.find("audit");
    const bool writes = use != uses.end() && !use->second.inserted.empty();
    constexpr std::string_view kSilent[] = {"courier", "sent",   "session", "health",
                                            "receipt", "keeper", "export"};
    BOOST_TEST(writes == (std::ranges::find(kSilent, name) == std::end(kSilent)), name);
    const bool has_key = std::ranges::find(kKeyPurposes, audit_purpose(name)) != kKeyPurposes.end();
    BOOST_TEST(writes == has_key, name);
    if (name == "admin") continue;
    for (const std::string_view column : {"chain", "seq", "mac", "key_id"}) {
      // When the last anchor was written is asked by its place.
      if (name == "health" && (column == "chain" || column == "seq")) continue;
      BOOST_TEST(!(use != uses.end() && use->second.selected.contains(std::string(column))), name);
    }
    BOOST_TEST(!uses.contains("audit_heads"), name);
  }
}

// Whole journeys of a member and a stranger through the pages: a chain for each worker, and not a
// word of who it was.
BOOST_AUTO_TEST_CASE(after_whole_journeys_the_trail_verifies_and_names_nobody) {
  Crowd crowd;
  const std::string marie = crowd.nir(1);
  const std::string secret = "Un mot de passe 1!";
  crowd.call_marie(marie, secret);
  for (const std::string& identifier : {marie, crowd.nir(2)}) {
    Visitor visitor = crowd.at_code(identifier, 1);
    crowd.mint(visitor, identifier, "4711");
    crowd.ask(visitor, pages::code, {{"code", "4712"}});
    crowd.ask(visitor, pages::code, {{"code", "4711"}});
    crowd.ask(visitor, pages::code, {{"code", "4711"}});  // past the order
    crowd.ask(visitor, pages::sign_in, {{"identifier", identifier}, {"password", secret}});
    crowd.ask(visitor, pages::sign_in, {{"identifier", identifier}, {"password", "Falsch 1!"}});
    crowd.ask(visitor, pages::leave, {});
  }
  const Verdict verdict = verify_audit(admin, crowd.keys, {}, kAuditKept);
  BOOST_TEST(verdict.good());
  BOOST_TEST(verdict.writers.at("code").rows >= 4u);
  constexpr Query<Params<>, Row<std::string>> kAll{
      "SELECT CONCAT_WS('|', event, device, page, detail, subject) FROM audit", accounts("admin")};
  bool skipped = false;
  for (const auto& [text] : root().all(kAll)) {
    skipped = skipped || text.starts_with("page_out_of_order|");
    for (const std::string& what : {marie, marie.substr(0, 13), crowd.nir(2), secret,
                                    std::string("Falsch"), std::string("4711")}) {
      BOOST_TEST(text.find(what) == text.npos, text);
    }
  }
  BOOST_TEST(skipped);
}

BOOST_AUTO_TEST_SUITE_END()
