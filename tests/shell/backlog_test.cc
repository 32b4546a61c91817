#include "shell/backlog.h"

#include <boost/test/unit_test.hpp>
#include <list>

#include "shell/fakes.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;
using test::behaviour;

constexpr unsigned kWorkers = 4;
const Backlog::Clock::time_point kStart{1h};

SessionId id_of(unsigned char first) {
  SessionId id{};
  id[0] = first;
  return id;
}

BOOST_AUTO_TEST_SUITE(backlog)

// ---- Who is let in

BOOST_AUTO_TEST_CASE(a_rush_that_is_soon_over_is_served_whole) {
  Backlog line(kWorkers, kStart);
  std::list<Backlog::Beginner> served;
  for (int i = 0; i < 100; ++i) served.emplace_back(line, kStart + Backlog::kRush);
  BOOST_TEST(served.size() == 100U);
}

BOOST_AUTO_TEST_CASE(while_the_line_does_not_end_beginners_have_half_of_the_workers) {
  Backlog line(kWorkers, kStart);
  const auto now = kStart + Backlog::kRush + 1ms;
  std::list<Backlog::Beginner> served;
  served.emplace_back(line, now);
  served.emplace_back(line, now);
  for (int i = 0; i < 3; ++i) BOOST_CHECK_THROW(Backlog::Beginner(line, now), Shed);
  served.pop_front();
  served.emplace_back(line, now);
  BOOST_CHECK_THROW(Backlog::Beginner(line, now), Shed);
}

BOOST_AUTO_TEST_CASE(once_the_line_has_ended_everybody_is_let_in_again) {
  Backlog line(kWorkers, kStart);
  const auto now = kStart + 1min;
  std::list<Backlog::Beginner> served;
  for (int i = 0; i < 2; ++i) served.emplace_back(line, now);
  BOOST_CHECK_THROW(Backlog::Beginner(line, now), Shed);
  line.ends(now);
  served.emplace_back(line, now + 1s);
  BOOST_TEST(served.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_single_worker_is_there_for_beginners_too) {
  Backlog line(1, kStart);
  const Backlog::Beginner served(line, kStart + 1min);
  BOOST_CHECK_THROW(Backlog::Beginner(line, kStart + 1min), Shed);
}

BOOST_AUTO_TEST_CASE(one_journey_has_ten_turns_a_second) {
  Backlog line(kWorkers, kStart);
  for (unsigned i = 0; i < Backlog::kTurns; ++i) BOOST_TEST(line.has_turn(id_of(1), kStart));
  BOOST_TEST(!line.has_turn(id_of(1), kStart + 999ms));
  BOOST_TEST(line.has_turn(id_of(2), kStart + 999ms));
  for (unsigned i = 0; i < Backlog::kTurns; ++i) BOOST_TEST(line.has_turn(id_of(1), kStart + 1s));
  BOOST_TEST(!line.has_turn(id_of(1), kStart + 1s));
}

BOOST_AUTO_TEST_CASE(how_long_a_request_waited_is_what_two_clocks_say_as_far_as_it_can_be_true) {
  const std::chrono::system_clock::time_point now{1732666512500ms};
  BOOST_TEST(waited_since("1732666512.123", now).count() == 377);
  BOOST_TEST(waited_since("1732666502.500", now).count() == 10'000);
  for (const char* word : {"", "1732666512", "1732666512.12", "1732666512.1234", "-1732666512.123",
                           "1732666512.-12", "x.123", "1732666513.000", "1732660000.000"}) {
    BOOST_TEST(waited_since(word, now).count() == 0, word);
  }
}

// ---- What becomes of requests

// A page with four workers before which a line has stood for an hour; two of them serve beginners.
class Flooded : public test::House {
 public:
  Flooded() : House(kReadsVisit | kReadsJourney) {
    backlog = &line;
    behaviour() = [this](const Request&, const Session&, const World&) {
      ++runs;
      View view("code");
      view.body().set("WORD", "bonjour");
      return show(view);
    };
    const RawResponse seen = handle(get());
    visit = test::cookie_from(seen, Cookie::visit);
    csrf = test::csrf_from(seen);
    runs = 0;
  }
  // A cookie of a journey, and the token of its forms; `alive`: one that the storage has.
  std::string journey(bool alive) {
    const Secret token = make_token(random());
    if (alive) storage.journeys[token_digest(token)] = Journey{};
    return std::string(name_of(Cookie::journey)) + "=" + std::string(token.reveal());
  }
  RawResponse send(const std::string& more = {}, std::chrono::milliseconds waited = {}) {
    RawRequest raw = post("csrf=" + csrf + "&code=1234", visit + more);
    raw.waited = waited;
    return handle(raw);
  }
  void is_shed(const RawResponse& answer) {
    BOOST_TEST(answer.status() == 503);
    BOOST_TEST(answer.header("Retry-After") == "5");
    BOOST_TEST(answer.body().find("Beaucoup de personnes") != std::string::npos);
    BOOST_TEST(runs == 0U);
  }

  Backlog line{kWorkers, Backlog::Clock::now() - 1h};
  std::list<Backlog::Beginner> served;
  std::string visit, csrf;
  unsigned runs = 0;

  void fill() {
    for (unsigned i = 0; i < kWorkers / 2; ++i) served.emplace_back(line);
  }
};

BOOST_FIXTURE_TEST_CASE(under_a_flood_who_begins_is_told_to_come_back_and_costs_no_query, Flooded) {
  fill();
  is_shed(send());
  BOOST_TEST(storage.loads == 0U);
  BOOST_TEST(metrics()
                 .text(kWorkers, hashing(), nullptr)
                 .find("portillon_events_total{event=\"shed\"} 1") != std::string::npos);
  served.clear();
  BOOST_TEST(send().status() == 200);
  BOOST_TEST(send().status() == 200);  // and each has given its place back
}

BOOST_FIXTURE_TEST_CASE(under_a_flood_who_is_on_his_way_is_served, Flooded) {
  fill();
  BOOST_TEST(send("; " + journey(true)).status() == 200);
  BOOST_TEST(runs == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_cookie_that_stands_for_nothing_is_no_way_in, Flooded) {
  fill();
  is_shed(send("; " + journey(false)));
  BOOST_TEST(storage.loads == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_journey_that_asks_as_no_people_do_waits_as_beginners_do, Flooded) {
  fill();
  const std::string mine = "; " + journey(true);
  bool shed = false;
  for (int i = 0; i < 1000 && !shed; ++i) shed = send(mine).status() == 503;
  BOOST_TEST(shed);
}

BOOST_FIXTURE_TEST_CASE(what_is_only_shown_is_shown, Flooded) {
  fill();
  BOOST_TEST(handle(get()).status() == 200);
  BOOST_TEST(handle(get(visit + "; " + journey(false))).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(what_programs_send_is_taken, Flooded) {
  fill();
  page().machine = true;
  BOOST_TEST(send().status() == 200);
}

BOOST_FIXTURE_TEST_CASE(nobody_works_for_whom_nginx_has_given_up, Flooded) {
  const std::string mine = "; " + journey(true);
  is_shed(send(mine, Backlog::kPatience + 1ms));
  BOOST_TEST(storage.loads == 0U);
  BOOST_TEST(send(mine, Backlog::kPatience).status() == 200);
  RawRequest form = get();
  form.waited = 1min;
  BOOST_TEST(handle(form).status() == 200);  // which costs no more than to refuse it
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
