// What the chain costs. Not a budget: the figures of docs/measurements.md come from
//   store_tests --run_test=audit_cost --log_level=message
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <vector>

#include "store/audit_verify.h"
#include "store/purge.h"
#include "store/queries.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr unsigned kPairs = 400;
constexpr unsigned kVerified = 20'000;

// As it was before there were chains.
constexpr Query<Params<Time, std::string, Digest, std::string, std::string, std::string>, Row<>>
    kUnchained{
        "INSERT INTO audit (at, event, subject, device, page, detail) VALUES (?, ?, ?, ?, ?, ?)",
        accounts("admin")};

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_cost, Town)

// One transaction each, in turns.
BOOST_AUTO_TEST_CASE(a_chained_row_beside_one_that_is_not) {
  Connection connection = root();
  AuditChain chain(keys, "code", random);
  const Time at = now();
  std::vector<double> with;
  std::vector<double> without;
  for (unsigned i = 0; i < kPairs; ++i) {
    const auto start = Clock::now();
    {
      chain.begin();
      Transaction transaction(connection);
      chain.add(connection, {at, "code_wrong", digest(i), "Firefox, Windows", {}, "sms"});
      transaction.commit();
      chain.committed();
    }
    const auto middle = Clock::now();
    {
      Transaction transaction(connection);
      connection.run(kUnchained, at, std::string("code_wrong"), digest(i),
                     std::string("Firefox, Windows"), std::string("code"), std::string("sms"));
      transaction.commit();
    }
    with.push_back(microseconds(middle - start));
    without.push_back(microseconds(Clock::now() - middle));
  }
  BOOST_TEST_MESSAGE("audit: a chained row " << median(with) << " us, an unchained one "
                                             << median(without) << " us, medians of " << kPairs);
  BOOST_TEST(median(with) > 0);
}

BOOST_AUTO_TEST_CASE(rows_verified_in_a_second) {
  Connection connection = root();
  AuditChain chain(keys, "code", random);
  const Time at = now();
  chain.begin();
  {
    Transaction transaction(connection);
    for (unsigned i = 0; i < kVerified; ++i) {
      chain.add(connection, {at, "code_wrong", digest(i), "Firefox, Windows", {}, "sms"});
    }
    transaction.commit();
  }
  chain.committed();
  Connection admin = as("admin");
  const auto start = Clock::now();
  const Verdict verdict = verify_audit(admin, keys, {}, kAuditKept);
  const double seconds = microseconds(Clock::now() - start) / 1e6;
  BOOST_TEST(verdict.rows == kVerified);
  BOOST_TEST(verdict.good());
  BOOST_TEST_MESSAGE("audit: " << kVerified / seconds << " rows verified in a second");
}

BOOST_AUTO_TEST_SUITE_END()
