// Every limit of the journey with fifty requests at the same moment, each on a connection of its
// own: exactly as many pass as may, and one that comes later finds it so. What a bucket or a
// version does by itself is raced in race_test.cc.
#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "crypto/seal.h"
#include "page/derivations.h"
#include "tests/store/support/crowd.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr unsigned kFifty = 50;
const std::string kMarieNir = "2510224037005";
constexpr const char* kTemporary = "Ad4+EhR7j?Xt";
constexpr const char* kWrongTemporary = "Ad4+EhR7j?XY";

constexpr Query<Params<>, Row<std::uint64_t>> kTemporaries{
    "SELECT COUNT(*) FROM outbox WHERE kind = 'temporary'", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kRow{"SELECT MAX(wrong_in_a_row) FROM recoveries",
                                                   accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kAtOneCode{"SELECT MAX(code_wrong) FROM recoveries",
                                                         accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kAtAllCodes{
    "SELECT SUM(wrong_in_a_row) FROM recoveries", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kAtContact{
    "SELECT code_wrong FROM contacts WHERE state = 'pending'", accounts("admin")};

bool counted_wrong(const Step& step) {
  return recorded(step, Event::code_wrong) || recorded(step, Event::code_exhausted);
}
// Where none waits any more it is nobody's that is counted.
bool counted_at_temporary(const Step& step) {
  return std::ranges::any_of(step.effects, [](const Effect& effect) {
    const auto* counted = std::get_if<CountWrongTemporary>(&effect);
    return counted != nullptr && counted->member != kNobody;
  });
}
bool queued(const Step& step) { return does<Queue>(step); }
bool failure(const Step& step) { return recorded(step, Event::sign_in_failure); }

struct Door : Crowd {
  // As many visitors of one subject, or of as many subjects, before the same page.
  std::vector<Visitor> visitors;

  unsigned choose_all(const std::string& channel) {
    return at_once(
        static_cast<unsigned>(visitors.size()), pages::channel,
        [&](unsigned i, SqlStorage& node) {
          return ask(node, visitors[i], pages::channel, {{"channel", channel}});
        },
        queued);
  }
  std::optional<Step> sign_in(Visitor& visitor, const std::string& password) {
    return ask(visitor, pages::sign_in, {{"identifier", kMarieNir}, {"password", password}});
  }
  unsigned wrong_passwords(const Visitor& from, const std::function<bool(const Step&)>& wanted,
                           const std::string& password = "faux") {
    return at_once(
        kFifty, pages::sign_in,
        [&](unsigned, SqlStorage& node) {
          Visitor copy = from;
          return ask(node, copy, pages::sign_in,
                     {{"identifier", kMarieNir}, {"password", password}});
        },
        wanted);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fifty_at_once)

BOOST_FIXTURE_TEST_CASE(wrong_tries_at_one_code_are_three_and_in_a_row_ten, Door) {
  const Visitor visitor = at_code(nir(1), 0);
  const auto type = [&](unsigned, SqlStorage& node) {
    Visitor copy = visitor;
    return ask(node, copy, pages::code, {{"code", "1234"}});
  };
  BOOST_TEST(at_once(kFifty, pages::code, type, counted_wrong) ==
             settings.limits.wrong_codes_in_a_row);
  BOOST_TEST(count(kAtOneCode) == settings.limits.code_tries);
  BOOST_TEST(count(kRow) == settings.limits.wrong_codes_in_a_row);
  BOOST_TEST(at_once(kFifty, pages::code, type, counted_wrong) == 0u);
}

BOOST_FIXTURE_TEST_CASE(one_code_a_minute_and_three_a_day_leave_for_one_member, Door) {
  for (unsigned i = 0; i < kFifty; ++i) visitors.push_back(at_channel(nir(1), i));
  unsigned sent = 0;
  for (int round = 0; round < 4; ++round) {
    const unsigned now_sent = choose_all("sms");
    BOOST_TEST(now_sent == (round < 3 ? 1u : 0u));
    sent += now_sent;
    age("outbox", "queued_at", 61s);
    server.execute(
        "UPDATE recoveries SET version = version + 1, code_journey = NULL, "
        "code_message = NULL, code_expires_at = NULL");
  }
  BOOST_TEST(sent == settings.limits.codes_a_day);
}

BOOST_FIXTURE_TEST_CASE(one_letter_in_a_fortnight_and_four_in_a_year, Door) {
  unsigned sent = 0;
  for (int round = 0; round < 5; ++round) {
    visitors.clear();
    for (unsigned i = 0; i < kFifty; ++i) {
      visitors.push_back(at_channel(nir(1), i + 50 * static_cast<unsigned>(round)));
    }
    const unsigned now_sent = choose_all("letter");
    BOOST_TEST(now_sent == (round < 4 ? 1u : 0u));
    sent += now_sent;
    age("outbox", "queued_at", 15 * 24h);
  }
  BOOST_TEST(sent == settings.limits.letters_a_year);
}

BOOST_FIXTURE_TEST_CASE(one_wrong_answer_to_the_question_and_one_letter, Door) {
  strangers_are_new(1000);
  for (unsigned i = 0; i < kFifty; ++i) visitors.push_back(at_channel(nir(1), i));
  const auto answer = [&](unsigned i, SqlStorage& node) {
    return ask(node, visitors[i], pages::prove, {{"proof", "amount"}, {"answer", "12,50"}});
  };
  BOOST_TEST(at_once(kFifty, pages::prove, answer,
                     [](const Step& step) { return recorded(step, Event::proof_wrong); }) == 1u);
  BOOST_TEST(count(kTemporaries) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_takes_ten_wrong_tries_in_all, Door) {
  call_marie(kMarieNir, "Tilleul-12 du pre");
  give_temporary(kTemporary);
  BOOST_TEST(wrong_passwords({}, counted_at_temporary, kWrongTemporary) ==
             settings.limits.temporary_tries);
  Visitor later;
  BOOST_TEST(!does<UseTemporary>(sign_in(later, kTemporary).value()));
}

BOOST_FIXTURE_TEST_CASE(twenty_journeys_start_from_one_address_and_a_desks_own_from_a_desk, Door) {
  settings.desks = {{"dax", {"203.0.113.0/24"}, 30}};
  const auto start = [&](const std::string& desk) {
    return at_once(
        kFifty, pages::identify,
        [&](unsigned i, SqlStorage& node) {
          Visitor visitor;
          visitor.desk = desk;
          if (!desk.empty()) visitor.client = "203.0.113." + std::to_string(i);
          return ask(node, visitor, pages::identify, {{"identifier", nir(i)}});
        },
        [](const Step& step) { return does<StartJourney>(step); });
  };
  BOOST_TEST(start("") == 20u);
  BOOST_TEST(start("dax") == 30u);
  BOOST_TEST(start("") == 0u);
  BOOST_TEST(start("dax") == 0u);
}

BOOST_FIXTURE_TEST_CASE(five_failed_sign_ins_are_free_and_a_permit_has_five_of_its_own, Door) {
  call_marie(kMarieNir, "Tilleul-12 du pre");
  Visitor own;
  BOOST_REQUIRE(does<StartSession>(sign_in(own, "Tilleul-12 du pre").value()));
  BOOST_REQUIRE(own.permit.has_value());
  own.full.reset();
  const Visitor stranger;
  BOOST_TEST(wrong_passwords(stranger, failure) == settings.limits.sign_in_free);
  BOOST_TEST(wrong_passwords(own, failure) == settings.limits.sign_in_free);
  BOOST_TEST(wrong_passwords(stranger, failure) + wrong_passwords(own, failure) == 0u);
  age("sign_ins", "last_failure_at", 16min);
  Visitor back = own;
  BOOST_TEST(does<StartSession>(sign_in(back, "Tilleul-12 du pre").value()));
}

BOOST_FIXTURE_TEST_CASE(at_the_24th_failure_of_a_day_one_more_is_looked_at, Door) {
  call_marie(kMarieNir, "Tilleul-12 du pre");
  Visitor stranger;
  sign_in(stranger, "faux");
  server.execute("UPDATE sign_ins SET version = version + 1, failures_today = 24");
  age("sign_ins", "last_failure_at", 16min);
  BOOST_TEST(wrong_passwords(stranger, failure) == 1u);
  age("sign_ins", "last_failure_at", 16min);
  BOOST_TEST(wrong_passwords(stranger, failure) == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_breaker_takes_its_wrong_codes_of_fifty_members_and_trips_once, Door) {
  settings.limits.wrong_codes_in_ten_minutes = 20;
  for (unsigned i = 0; i < kFifty; ++i) visitors.push_back(at_code(nir(i), i));
  std::atomic<unsigned> alarms = 0, refused = 0;
  const auto type = [&](unsigned i, SqlStorage& node) {
    return ask(node, visitors[i], pages::code, {{"code", "1234"}});
  };
  const unsigned looked_at = at_once(kFifty, pages::code, type, [&](const Step& step) {
    if (recorded(step, Event::code_entry_closed)) ++alarms;
    if (step.response.status == 429) ++refused;
    return counted_wrong(step);
  });
  BOOST_TEST(looked_at == 20u);
  BOOST_TEST(alarms == 1u);
  BOOST_TEST(refused == 30u);
  BOOST_TEST(count(kAtAllCodes) == 20u);
  mint(visitors[0], nir(0), "4321");
  BOOST_TEST(ask(visitors[0], pages::code, {{"code", "4321"}})->response.status == 429);
  age("allowances", "ends_at", 10min);
  BOOST_TEST(queued(ask(visitors[0], pages::code, {{"code", "4321"}}).value()));
}

BOOST_FIXTURE_TEST_CASE(one_network_has_its_own_share_of_wrong_codes, Door) {
  settings.limits.wrong_codes_an_hour = 20;
  for (unsigned i = 0; i < kFifty; ++i) {
    visitors.push_back(at_code(nir(i), i));
    visitors.back().client = "192.0.2.66";
  }
  BOOST_TEST(at_once(
                 kFifty, pages::code,
                 [&](unsigned i, SqlStorage& node) {
                   return ask(node, visitors[i], pages::code, {{"code", "1234"}});
                 },
                 counted_wrong) == 20u);
}

BOOST_FIXTURE_TEST_CASE(a_pending_contacts_code_takes_three_wrong_tries_and_a_minute, Door) {
  call_marie(kMarieNir, "Tilleul-12 du pre");
  Visitor own;
  sign_in(own, "Tilleul-12 du pre");
  apply_as("contacts", {AddContact{kMarie, ContactType::mobile, ContactState::pending, "value",
                                   seal(keys.ring("mask"), kSealMask, row_of(kMarie), "06"),
                                   digest(1), 501, now() + 30min}});
  server.execute(
      "UPDATE contacts SET mask_sealed = (SELECT m.mask_sealed FROM (SELECT mask_sealed "
      "FROM contacts WHERE state = 'pending') AS m) WHERE member = 7");
  server.execute("UPDATE contacts SET code_hash = REPEAT('c', 32) WHERE message = 501");
  const auto post = [&](const char* field, const char* value) {
    return [&, field, value](unsigned, SqlStorage& node) {
      Visitor copy = own;
      return ask(node, copy, pages::contacts, {{field, value}});
    };
  };
  BOOST_TEST(at_once(kFifty, pages::contacts, post("code_mobile", "1234"), [](const Step& step) {
               return does<CountWrongContactCode>(step);
             }) == settings.limits.code_tries);
  BOOST_TEST(count(kAtContact) == settings.limits.code_tries);
  BOOST_TEST(at_once(kFifty, pages::contacts, post("action", "resend_mobile"), queued) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
