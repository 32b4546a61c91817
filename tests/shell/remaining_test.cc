// What the shell says of the time that a page has left, and what becomes of a form that comes too
// late.
#include <boost/test/unit_test.hpp>

#include "shell/fakes.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;
using test::behaviour;
using test::csrf_from;
using test::House;

constexpr unsigned kBoth = kReadsJourney | kReadsFull;

bool holds(const RawResponse& response, std::string_view part) {
  return response.body().find(part) != std::string::npos;
}

View page_with_a_way_out() {
  View view("code");
  view.abandon().sign_out();
  view.body().set("WORD", "x");
  return view;
}

// A house whose visitor has the cookie of a journey, or of a session, that began and was seen then.
struct Visited : House {
  std::string cookies;

  explicit Visited(unsigned reads = kBoth) : House(reads) {
    behaviour() = [](const Request&, const Session&, const World&) {
      return show(page_with_a_way_out());
    };
  }
  void with_journey(std::chrono::seconds began, std::chrono::seconds seen,
                    Stage stage = Stage::code) {
    Journey journey;
    journey.stage = stage;
    journey.started_at = storage.now - began;
    journey.seen_at = storage.now - seen;
    const Secret token = make_token(random());
    storage.journeys[token_digest(token)] = journey;
    cookies = std::string(name_of(Cookie::journey)) + "=" + std::string(token.reveal());
  }
  void with_session(std::chrono::seconds began, std::chrono::seconds seen) {
    FullSession session;
    session.started_at = storage.now - began;
    session.seen_at = storage.now - seen;
    const Secret token = make_token(random());
    storage.sessions[token_digest(token)] = session;
    cookies = std::string(name_of(Cookie::full)) + "=" + std::string(token.reveal());
  }
  RawResponse shown() { return handle(get(cookies)); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(remaining)

BOOST_AUTO_TEST_CASE(a_page_says_how_long_its_journey_lasts) {
  Visited house;
  house.with_journey(10min, 30s);
  const RawResponse page = house.shown();
  BOOST_TEST(holds(page, "data-of=\"journey\" data-left=\"1770\" data-whole=\"6600\""));
  BOOST_TEST(holds(page, "data-prolong=\"/acces/prolongation\""));
  BOOST_TEST(holds(page, "cette page reste ouverte jusqu"));
}

BOOST_AUTO_TEST_CASE(a_page_says_how_long_its_session_lasts) {
  Visited house;
  house.with_session(11h + 50min, 0s);
  const RawResponse page = house.shown();
  BOOST_TEST(holds(page, "data-of=\"session\" data-left=\"600\" data-whole=\"600\""));
  BOOST_TEST(
      holds(page, "<p data-when=\"open\">Cette page reste ouverte jusqu"));  // whatever is done
}

BOOST_AUTO_TEST_CASE(a_limited_session_lasts_half_an_hour_whatever_is_done) {
  Visited house;
  house.with_journey(20min, 0s, Stage::new_password);
  BOOST_TEST(holds(house.shown(), "data-left=\"600\" data-whole=\"600\""));
}

BOOST_AUTO_TEST_CASE(a_refused_form_says_it_as_well) {
  Visited house;
  house.with_journey(0s, 0s);
  const std::string token = csrf_from(house.shown());
  behaviour() = [](const Request&, const Session&, const World&) {
    return refuse(page_with_a_way_out());
  };
  const RawResponse refused = house.handle(house.post("csrf=" + token, house.cookies));
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(holds(refused, "data-left=\"1800\""));
}

BOOST_AUTO_TEST_CASE(a_page_that_needs_no_session_says_nothing_of_it) {
  Visited house(kBoth | kReadsVisit);
  house.with_journey(0s, 0s);
  BOOST_TEST(!holds(house.shown(), "data-left"));
  Visited nobody;
  BOOST_TEST(!holds(nobody.shown(), "data-left"));
}

// ---- Request::late

struct Late : Visited {
  Late() : Visited(kReadsFull | kReadsKept) {
    with_session(0s, 0s);
    token = csrf_from(shown());
    with_session(0s, 0s);  // signed in anew, in another tab
    behaviour() = [this](const Request& request, const Session&, const World&) {
      ++runs;
      seen = request;
      return late(page_with_a_way_out());
    };
  }
  RawResponse send(std::string_view fetch_site = "same-origin") {
    RawRequest raw = post("code=12&csrf=" + token, cookies);
    raw.fetch_site = fetch_site;
    return handle(raw);
  }
  std::string token;
  Request seen;
  unsigned runs = 0;
};

BOOST_AUTO_TEST_CASE(
    a_form_of_ours_with_the_token_of_an_ended_session_is_shown_again_and_not_acted_on) {
  Late house;
  BOOST_TEST(house.send().status() == 403);
  BOOST_TEST(house.seen.late);
  BOOST_TEST((house.seen.method == Method::get));
  BOOST_TEST(house.seen.form["code"] == "12");
  BOOST_TEST(house.logged().find("form_stale") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_where_the_browser_says_that_the_form_is_ours) {
  Late house;
  for (const auto* site : {"", "none", "same-site", "cross-site"}) {
    BOOST_TEST(holds(house.send(site), "Cette page n&#39;est plus à jour"), site);
  }
  BOOST_TEST(house.runs == 0U);
}

BOOST_AUTO_TEST_CASE(only_where_the_page_can_show_it) {
  Late house;
  house.page().gets = false;
  BOOST_TEST(holds(house.send(), "Cette page n&#39;est plus à jour"));
  house.page().gets = true;
  house.page().reads = kReadsFull;
  BOOST_TEST(holds(house.send(), "Cette page n&#39;est plus à jour"));
  BOOST_TEST(house.runs == 0U);
}

BOOST_AUTO_TEST_CASE(a_form_without_any_token_is_never_shown_again) {
  Late house;
  RawRequest raw = house.post("code=12", house.cookies);
  raw.fetch_site = "same-origin";
  BOOST_TEST(holds(house.handle(raw), "Cette page n&#39;est plus à jour"));
  BOOST_TEST(house.runs == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_kept_comes_back_to_the_pages_that_read_it_until_it_is_forgotten) {
  Visited house(kReadsFull | kReadsKept);
  house.with_session(0s, 0s);
  const Kept kept{"code", "0123456789abcdef", house.storage.now, {{"code", "12"}}};
  behaviour() = [&](const Request&, const Session&, const World&) {
    return go("sign_in", {Keep{kept}});
  };
  const std::string cookie = test::cookie_from(house.shown(), Cookie::kept);
  BOOST_TEST(house.storage.applies == 0U);
  std::optional<Kept> read;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    read = session.kept;
    return go("sign_in", {Forget{}});
  };
  house.cookies += "; " + cookie;
  const RawResponse forgotten = house.shown();
  BOOST_REQUIRE(read);
  BOOST_TEST((read->values == kept.values));
  BOOST_TEST(test::cookie_from(forgotten, Cookie::kept) == "__Host-portillon-saisie=");
  house.page().reads = kReadsFull;
  house.shown();
  BOOST_TEST(!read);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
