#include "shell/handle.h"

#include <boost/test/unit_test.hpp>
#include <utility>

#include "shell/fakes.h"
#include "store/connection.h"

namespace portillon {
namespace {

using test::behaviour;
using test::cookie_from;
using test::csrf_from;
using test::House;

constexpr unsigned kAll = kReadsVisit | kReadsJourney | kReadsFull;

std::string header(const RawResponse& response, std::string_view name) {
  return std::string(response.header(name));
}
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

View word(std::string text) {
  View view("code");
  view.body().set("WORD", std::move(text));
  return view;
}

// A journey in the storage; its cookie.
std::string begin_journey(House& house) {
  const Secret token = make_token(house.random());
  house.storage.journeys[token_digest(token)] = Journey{};
  return std::string(name_of(Cookie::journey)) + "=" + std::string(token.reveal());
}
std::string begin_session(House& house) {
  const Secret token = make_token(house.random());
  house.storage.sessions[token_digest(token)] = FullSession{};
  return std::string(name_of(Cookie::full)) + "=" + std::string(token.reveal());
}

// A visitor who has seen the form: what to post it with.
struct Seen {
  std::string cookies;
  std::string token;
};
Seen see(House& house, const std::string& cookies = {}) {
  const RawResponse page = house.handle(house.get(cookies));
  const std::string visit = cookie_from(page, Cookie::visit);
  return {visit.empty() ? cookies : visit + "; " + cookies, csrf_from(page)};
}

BOOST_AUTO_TEST_SUITE(handle)

// ---- Pages and methods

BOOST_AUTO_TEST_CASE(a_first_visit_is_shown_without_touching_the_database) {
  House house(kAll);
  house.storage.away = true;
  const RawResponse page = house.handle(house.get());
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(holds(page.body(), "<p>bonjour</p>"));
  BOOST_TEST(header(page, "Content-Type") == "text/html; charset=utf-8");
  BOOST_TEST(header(page, "Cache-Control") == "no-store");
  BOOST_TEST(csrf_from(page).size() == kCsrfTokenLength);
  BOOST_TEST(!cookie_from(page, Cookie::visit).empty());
  BOOST_TEST(house.storage.loads == 0U);
}

BOOST_AUTO_TEST_CASE(a_visit_is_made_once) {
  House house;
  const RawResponse first = house.handle(house.get());
  const RawResponse second = house.handle(house.get(cookie_from(first, Cookie::visit)));
  BOOST_TEST(header(second, "Set-Cookie").empty());
  BOOST_TEST(csrf_from(second) != csrf_from(first));  // a pad of its own each time
}

BOOST_AUTO_TEST_CASE(head_is_answered_as_get) {
  House house;
  RawRequest raw = house.get();
  raw.method = "HEAD";
  BOOST_TEST(house.handle(raw).status() == 200);
}

BOOST_AUTO_TEST_CASE(another_method_is_405_with_those_that_would_do) {
  House house;
  RawRequest raw = house.get();
  for (const char* method : {"PUT", "DELETE", "OPTIONS", "TRACE", "get", ""}) {
    raw.method = method;
    const RawResponse refused = house.handle(raw);
    BOOST_TEST(refused.status() == 405);
    BOOST_TEST(header(refused, "Allow") == "GET, HEAD, POST");
  }
  house.page().posts = false;
  raw.method = "POST";
  BOOST_TEST(header(house.handle(raw), "Allow") == "GET, HEAD");
  house.page().posts = true;
  house.page().gets = false;
  raw.method = "GET";
  BOOST_TEST(header(house.handle(raw), "Allow") == "POST");
}

BOOST_AUTO_TEST_CASE(an_unknown_address_is_404) {
  House house;
  RawRequest raw = house.get();
  for (const char* path :
       {"", "/", "/acces/", "/acces/codes", "/acces/code/", "/code", "/acces/sent"}) {
    raw.path = path;
    BOOST_TEST(house.handle(raw).status() == 404, path);
  }
}

BOOST_AUTO_TEST_CASE(the_page_learns_which_of_its_addresses_was_asked_for) {
  House house(kAll, "leave");
  house.page().gets = true;
  std::string url;
  behaviour() = [&](const Request& request, const Session&, const World&) {
    url = request.url;
    return go("sign_in");
  };
  RawRequest raw = house.get();
  raw.path = "/acces/deconnexion";
  BOOST_TEST(header(house.handle(raw), "Location") == "/acces/connexion");
  BOOST_TEST(url == "deconnexion");
}

BOOST_AUTO_TEST_CASE(the_page_learns_client_device_and_query) {
  House house;
  house.inside().push_back(*Network::parse("192.0.2.0/24"));
  behaviour() = [&](const Request& request, const Session&, const World&) {
    return show(word(request.client + " " + (request.inside ? "dedans " : "dehors ") +
                     request.device + " " + std::string(request.query["suite"])));
  };
  RawRequest raw = house.get();
  raw.query = "suite=%2Fprive&utm=x";
  raw.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  BOOST_TEST(holds(house.handle(raw).body(), "192.0.2.7 dedans Firefox, Linux /prive"));
}

// ---- Forms

BOOST_AUTO_TEST_CASE(a_form_of_ours_reaches_the_page_without_its_token) {
  House house;
  const Seen seen = see(house);
  Fields form;
  behaviour() = [&](const Request& request, const Session&, const World& world) {
    form = request.form;
    BOOST_TEST((world.now == house.storage.now));
    return go("sent");
  };
  const RawResponse done = house.handle(house.post("code=1234&csrf=" + seen.token, seen.cookies));
  BOOST_TEST(done.status() == 303);
  BOOST_TEST(header(done, "Location") == "/acces/confirmation");
  BOOST_TEST(form["code"] == "1234");
  BOOST_TEST(!form.has("csrf"));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_before_the_page_is_run) {
  House house;
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    throw std::logic_error("the page was run");
  };
  const std::string token = "csrf=" + seen.token;
  const auto status = [&](const std::string& body, auto change) {
    RawRequest raw = house.post(body, seen.cookies);
    change(raw);
    const RawResponse refused = house.handle(raw);
    BOOST_TEST(header(refused, "Set-Cookie").empty());
    BOOST_TEST(holds(refused.body(), "href=\"/acces/code\""));
    return refused.status();
  };
  const auto same = [](RawRequest&) {};
  BOOST_TEST(status(token + "&code=%00", same) == 400);
  BOOST_TEST(status(token + "&code=%ff", same) == 400);
  BOOST_TEST(status(token + "&code=%4", same) == 400);
  BOOST_TEST(status(token + "&code=1&code=2", same) == 400);
  BOOST_TEST(status(token + "&admin=1", same) == 400);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.content_length = "3"; }) == 400);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.body.pop_back(); }) == 400);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.content_length = ""; }) == 400);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.content_length = "16385"; }) == 413);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.content_type = "text/plain"; }) == 415);
  BOOST_TEST(status(token, [](RawRequest& raw) { raw.content_type = ""; }) == 415);
  BOOST_TEST(house.storage.loads == 0U);
}

BOOST_AUTO_TEST_CASE(a_form_that_is_not_ours_or_not_fresh_is_403_with_a_way_on) {
  House house;
  const Seen seen = see(house);
  const Seen stranger = see(house);
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    throw std::logic_error("the page was run");
  };
  const auto refused = [&](const std::string& token, const std::string& cookies, auto change) {
    RawRequest raw = house.post(token.empty() ? "code=1" : "csrf=" + token, cookies);
    change(raw);
    const RawResponse response = house.handle(raw);
    BOOST_TEST(holds(response.body(), "Cette page n&#39;est plus à jour"));
    BOOST_TEST(holds(response.body(), "href=\"/acces/code\""));
    return response.status() == 403;
  };
  const auto same = [](RawRequest&) {};
  BOOST_TEST(refused("", seen.cookies, same));
  BOOST_TEST(refused("x", seen.cookies, same));
  BOOST_TEST(refused(stranger.token, seen.cookies, same));
  BOOST_TEST(refused(seen.token, stranger.cookies, same));
  BOOST_TEST(refused(seen.token, "", same));
  BOOST_TEST(refused(seen.token, seen.cookies.substr(0, seen.cookies.size() - 4), same));
  BOOST_TEST(
      refused(seen.token, seen.cookies, [](RawRequest& raw) { raw.fetch_site = "cross-site"; }));
  BOOST_TEST(
      refused(seen.token, seen.cookies, [](RawRequest& raw) { raw.fetch_site = "same-site"; }));
  BOOST_TEST(refused(seen.token, seen.cookies, [](RawRequest& raw) { raw.origin = "null"; }));
  BOOST_TEST(
      refused(seen.token, seen.cookies, [](RawRequest& raw) { raw.origin = "https://evil.fr"; }));
  BOOST_TEST(house.storage.loads == 0U);
}

BOOST_AUTO_TEST_CASE(a_form_with_all_marks_of_our_own_is_taken) {
  House house;
  const Seen seen = see(house);
  RawRequest raw = house.post("csrf=" + seen.token, seen.cookies);
  raw.fetch_site = "same-origin";
  raw.origin = "https://exemple.fr";
  BOOST_TEST(house.handle(raw).status() == 200);
}

BOOST_AUTO_TEST_CASE(a_stale_way_out_leads_back_to_a_page_that_can_be_left) {
  House house(kAll, "leave");
  house.page().gets = false;
  RawRequest raw = house.post("csrf=x", "");
  raw.path = "/acces/abandon";
  BOOST_TEST(holds(house.handle(raw).body(), "href=\"/acces/identite\""));
  raw.cookies = begin_session(house);
  BOOST_TEST(holds(house.handle(raw).body(), "href=\"/acces/mon-compte\""));
}

BOOST_AUTO_TEST_CASE(a_form_shown_before_a_journey_ended_still_counts_as_ours) {
  House house(kReadsJourney);
  const Seen seen = see(house, begin_journey(house));
  house.storage.journeys.clear();
  bool journey = true;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    journey = session.journey.has_value();
    return go("identify");
  };
  BOOST_TEST(house.handle(house.post("csrf=" + seen.token, seen.cookies)).status() == 303);
  BOOST_TEST(!journey);
}

// ---- Cookies and sessions

BOOST_AUTO_TEST_CASE(a_page_sees_only_what_it_reads) {
  House house(kReadsJourney);
  const std::string cookies = begin_journey(house) + "; " + begin_session(house);
  behaviour() = [](const Request&, const Session& session, const World&) {
    return show(word(std::string(session.journey ? "J" : "-") + (session.full ? "F" : "-")));
  };
  BOOST_TEST(holds(house.handle(house.get(cookies)).body(), "<p>J-</p>"));
}

BOOST_AUTO_TEST_CASE(a_forged_cookie_is_no_cookie_and_is_deleted) {
  House house(kAll);
  const RawResponse page =
      house.handle(house.get("__Host-portillon-demarche=forged; __Host-portillon-visite=forged"));
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(cookie_from(page, Cookie::journey) == "__Host-portillon-demarche=");
  BOOST_TEST(cookie_from(page, Cookie::visit).size() > 60U);
}

BOOST_AUTO_TEST_CASE(starting_a_journey_gives_a_new_cookie_of_which_only_the_digest_is_kept) {
  House house(kAll);
  const Seen seen = see(house, begin_journey(house));
  behaviour() = [](const Request&, const Session&, const World&) {
    return go("channel", {StartJourney{}});
  };
  const RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  const std::string cookie = cookie_from(done, Cookie::journey);
  const std::string token = cookie.substr(cookie.find('=') + 1);
  BOOST_TEST(token.size() == kTokenLength);
  BOOST_TEST(!holds(seen.cookies, token));
  BOOST_TEST((house.storage.last.new_journey == token_digest(Secret::from(std::string(token)))));
  BOOST_TEST(house.storage.last.journey.has_value());  // the earlier one, to be ended
}

BOOST_AUTO_TEST_CASE(starting_a_session_ends_the_journey_s_cookie) {
  House house(kAll);
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) {
    return go("account", {StartSession{}});
  };
  const RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(cookie_from(done, Cookie::full).size() > kTokenLength);
  BOOST_TEST(cookie_from(done, Cookie::journey) == "__Host-portillon-demarche=");
}

BOOST_AUTO_TEST_CASE(ending_deletes_the_cookie) {
  House house(kAll);
  const Seen seen = see(house, begin_session(house));
  behaviour() = [](const Request&, const Session&, const World&) {
    Step step = go("sign_in", {EndSession{}, EndJourney{}});
    step.response.clear_site_data = true;
    return step;
  };
  const RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(cookie_from(done, Cookie::full) == "__Host-portillon-session=");
  BOOST_TEST(cookie_from(done, Cookie::journey) == "__Host-portillon-demarche=");
  BOOST_TEST(header(done, "Clear-Site-Data") == "\"cache\", \"storage\"");
  BOOST_TEST(house.storage.last.full.has_value());
}

BOOST_AUTO_TEST_CASE(a_permit_comes_back_to_the_pages_that_read_it_and_to_no_other) {
  House house(kAll | kReadsPermit);
  const Seen seen = see(house);
  const Permit permit{std::string(Permit::kIdSize, 'i'), {"12345678"}};
  behaviour() = [&](const Request&, const Session&, const World&) {
    return go("account", {SetPermit{permit}});
  };
  const RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  const std::string cookie = cookie_from(done, Cookie::permit);
  std::optional<Permit> read;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    read = session.permit;
    return show(word("x"));
  };
  house.handle(house.get(cookie));
  BOOST_REQUIRE(read);
  BOOST_TEST(read->id == permit.id);
  BOOST_TEST(read->marks == permit.marks, boost::test_tools::per_element());
  const RawResponse forged = house.handle(house.get(cookie + "A"));
  BOOST_TEST(!read);
  BOOST_TEST(cookie_from(forged, Cookie::permit) == "__Host-portillon-navigateur=");
  house.page().reads = kAll;
  house.handle(house.get(cookie));
  BOOST_TEST(!read);
}

BOOST_AUTO_TEST_CASE(a_permit_of_a_step_that_was_not_done_is_not_given) {
  House house(kAll | kReadsPermit);
  const Seen seen = see(house);
  unsigned runs = 0;
  behaviour() = [&](const Request&, const Session&, const World&) {
    return ++runs == 1 ? go("account", {SetPermit{{std::string(Permit::kIdSize, 'i'), {}}}})
                       : go("account", {EndSession{}});
  };
  house.storage.conflicts = 1;
  const RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(runs == 2U);
  BOOST_TEST(cookie_from(done, Cookie::permit).empty());
}

BOOST_AUTO_TEST_CASE(an_alarm_is_logged_once_it_is_done_and_only_then) {
  House house(kAll);
  const Seen seen = see(house);
  unsigned runs = 0;
  behaviour() = [&](const Request&, const Session&, const World&) {
    const Event event = ++runs == 1 ? Event::code_entry_closed : Event::code_wrong;
    return go("account", {Audit{event, {}, {}}});
  };
  house.storage.conflicts = 1;
  house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(house.logged().find("code_entry_closed") == std::string::npos);
  runs = 0;
  house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(house.logged().find("\"event\":\"code_entry_closed\",\"page\":\"code\",\"level\":"
                                 "\"warning\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_from_a_desk_carries_its_name) {
  House house;
  house.desks().push_back({Network::parse("192.0.2.0/24").value(), "dax"});
  std::string desk;
  behaviour() = [&](const Request& request, const Session&, const World&) {
    desk = request.desk;
    return show(word("x"));
  };
  house.handle(house.get());
  BOOST_TEST(desk == "dax");
  RawRequest raw = house.get();
  raw.remote_address = "198.51.100.1";
  house.handle(raw);
  BOOST_TEST(desk.empty());
}

BOOST_AUTO_TEST_CASE(what_was_wanted_goes_into_the_visit_and_open_forms_stay_good) {
  House house;
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) {
    return show(word("x"), {SetVisit{{"/prive"}}});
  };
  const RawResponse page = house.handle(house.get(seen.cookies));
  std::string wanted;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    wanted = session.visit.wanted;
    return go("sent");
  };
  const RawResponse done =
      house.handle(house.post("csrf=" + seen.token, cookie_from(page, Cookie::visit)));
  BOOST_TEST(done.status() == 303);
  BOOST_TEST(wanted == "/prive");
  BOOST_TEST(house.storage.applies == 0U);
}

// ---- Effects and races

BOOST_AUTO_TEST_CASE(a_lost_race_reloads_and_runs_the_page_again) {
  House house(kReadsJourney);
  const Seen seen = see(house, begin_journey(house));
  house.storage.conflicts = 2;
  house.storage.loads = 0;
  unsigned runs = 0;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    ++runs;
    return go("sent", {SaveJourney{*session.journey}});
  };
  BOOST_TEST(house.handle(house.post("csrf=" + seen.token, seen.cookies)).status() == 303);
  BOOST_TEST(runs == 3U);
  BOOST_TEST(house.storage.loads == 3U);
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_read_yet_what_the_others_wrote_is_asked_again) {
  House house(kReadsJourney);
  const Seen seen = see(house, begin_journey(house));
  house.storage.read_conflicts = 2;
  house.storage.loads = 0;
  behaviour() = [&](const Request&, const Session& session, const World&) {
    return go("sent", {SaveJourney{*session.journey}});
  };
  BOOST_TEST(house.handle(house.post("csrf=" + seen.token, seen.cookies)).status() == 303);
  BOOST_TEST(house.storage.loads == 3U);
  house.storage.read_conflicts = 1000;
  BOOST_TEST(house.handle(house.post("csrf=" + seen.token, seen.cookies)).status() == 503);
  BOOST_TEST(house.storage.loads <= 23U);
}

// The answer to a form whose first run, which starts something, lost its race.
RawResponse answered_after_lost(const Step& first, const Step& second) {
  House house(kAll);
  const Seen seen = see(house);
  house.storage.conflicts = 1;
  unsigned runs = 0;
  behaviour() = [&](const Request&, const Session&, const World&) {
    return ++runs == 1 ? first : second;
  };
  RawResponse done = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(runs == 2U);
  return done;
}

BOOST_AUTO_TEST_CASE(a_run_that_lost_its_race_leaves_no_cookie) {
  const RawResponse done = answered_after_lost(go("channel", {StartJourney{}}),
                                               go("sent", {Audit{Event::code_wrong, {}, {}}}));
  BOOST_TEST(header(done, "Location") == "/acces/confirmation");
  BOOST_TEST(cookie_from(done, Cookie::journey).empty());
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_lost_its_race_leaves_no_cookie) {
  const RawResponse done = answered_after_lost(go("account", {StartSession{}}),
                                               go("sent", {Audit{Event::sign_in_failure, {}, {}}}));
  BOOST_TEST(cookie_from(done, Cookie::full).empty());
}

BOOST_AUTO_TEST_CASE(twenty_lost_races_are_an_outage) {
  House house;
  const Seen seen = see(house);
  house.storage.conflicts = 1000;
  behaviour() = [](const Request&, const Session&, const World&) {
    return go("sent", {Audit{Event::code_wrong, {}, {}}});
  };
  const RawResponse failed = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(failed.status() == 503);
  BOOST_TEST(house.storage.applies == 20U);
  BOOST_TEST(holds(house.logged(), "\"event\":\"contended\""));
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_shown_has_changed_nothing) {
  House house;
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) {
    return refuse(View("code"), {Audit{Event::code_wrong, {}, {}}});  // WORD was not set
  };
  const RawResponse failed = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(failed.status() == 503);
  BOOST_TEST(house.storage.applies == 0U);
  BOOST_TEST(holds(house.logged(), "shows WORD, which was not set"));
}

BOOST_AUTO_TEST_CASE(a_refused_form_is_shown_again_with_a_good_token) {
  House house;
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) {
    View view = word("x");
    view.error("code", Text(MessageId{"heading_stale"}));
    return refuse(view);
  };
  const RawResponse again = house.handle(house.post("csrf=" + seen.token, seen.cookies));
  BOOST_TEST(again.status() == 422);
  behaviour() = [](const Request&, const Session&, const World&) { return go("sent"); };
  BOOST_TEST(house.handle(house.post("csrf=" + csrf_from(again), seen.cookies)).status() == 303);
}

// ---- What breaks

BOOST_AUTO_TEST_CASE(an_absent_database_is_503_with_the_phone_number) {
  House house(kAll);
  const std::string journey = begin_journey(house);
  house.storage.away = true;
  const RawResponse failed = house.handle(house.get(journey));
  BOOST_TEST(failed.status() == 503);
  BOOST_TEST(header(failed, "Retry-After") == "30");
  BOOST_TEST(holds(failed.body(), "03 20 90 05 00"));
  BOOST_TEST(cookie_from(failed, Cookie::journey).empty());  // the journey goes on afterwards
  house.storage.away = false;
  BOOST_TEST(house.handle(house.get(journey)).status() == 200);
}

BOOST_AUTO_TEST_CASE(no_place_to_hash_is_503_at_once) {
  House house;
  behaviour() = [](const Request&, const Session&, const World&) -> Step { throw Busy{}; };
  const RawResponse failed = house.handle(house.get());
  BOOST_TEST(failed.status() == 503);
  BOOST_TEST(header(failed, "Retry-After") == "5");
}

BOOST_AUTO_TEST_CASE(a_place_to_hash_is_kept_by_the_page_and_free_while_the_database_works) {
  House house;
  const Seen seen = see(house);
  HashPlaces& places = house.hashing();
  bool free = false;
  behaviour() = [&](const Request&, const Session&, const World& world) {
    world.hasher.hash(7, Secret::from("a"));
    BOOST_CHECK_THROW(BoundedHasher(places).hash(7, Secret::from("b")), Busy);
    world.hasher.hash(7, Secret::from("c"));
    return go("sent", {Audit{Event::code_wrong, {}, {}}});
  };
  house.storage.while_applying = [&] {
    free = !BoundedHasher(places).hash(7, Secret::from("b")).empty();
  };
  BOOST_TEST(house.handle(house.post("csrf=" + seen.token, seen.cookies)).status() == 303);
  BOOST_TEST(free);
}

BOOST_AUTO_TEST_CASE(whatever_else_breaks_is_503_and_says_nothing_of_itself) {
  House house;
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    throw std::runtime_error("a secret detail");
  };
  const RawResponse failed = house.handle(house.get());
  BOOST_TEST(failed.status() == 503);
  BOOST_TEST(!holds(failed.body(), "detail"));
  BOOST_TEST(
      holds(house.logged(), "\"event\":\"request_failed\",\"page\":\"code\",\"id\":\"0af3\""));
}

BOOST_AUTO_TEST_CASE(a_schema_that_we_do_not_know_ends_the_program) {
  House house;
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    throw SchemaError("schema version 9");
  };
  BOOST_CHECK_THROW(house.handle(house.get()), SchemaError);
}

BOOST_AUTO_TEST_CASE(a_redirection_never_leaves_this_host) {
  House house;
  for (const char* path : {"//evil.fr", "https://evil.fr", "/\\evil.fr", "/a\r\nSet-Cookie: x"}) {
    behaviour() = [&](const Request&, const Session&, const World&) -> Step {
      return {{303, ToPath{path}, {}, {}, false}, {}};
    };
    const RawResponse failed = house.handle(house.get());
    BOOST_TEST(failed.status() == 503);
    BOOST_TEST(header(failed, "Location").empty());
  }
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    return {{303, ToPage{"sign_in", "suite=%2Fprive"}, {}, {}, false}, {}};
  };
  BOOST_TEST(header(house.handle(house.get()), "Location") == "/acces/connexion?suite=%2Fprive");
}

BOOST_AUTO_TEST_CASE(bare_answers_and_headers_of_the_page_are_kept) {
  House house;
  behaviour() = [](const Request&, const Session&, const World&) -> Step {
    return {{401, Bare{}, {}, {{"Portillon-Member", "ab"}}, false}, {}};
  };
  const RawResponse bare = house.handle(house.get());
  BOOST_TEST(bare.status() == 401);
  BOOST_TEST(bare.body().empty());
  BOOST_TEST(header(bare, "Content-Type").empty());
  BOOST_TEST(header(bare, "Portillon-Member") == "ab");
  BOOST_TEST(header(bare, "Set-Cookie").empty());
}

BOOST_AUTO_TEST_CASE(the_log_holds_no_cookie_no_token_and_nothing_typed) {
  House house;
  const Seen seen = see(house);
  RawRequest raw = house.post("code=987654321&csrf=" + seen.token, seen.cookies);
  raw.query = "secret=1";
  raw.request_id = "0\r\nforged";
  house.handle(raw);
  BOOST_TEST(holds(house.logged(), "\"event\":\"request\""));
  for (const std::string& secret :
       {std::string("987654321"), seen.token, seen.cookies, std::string("secret"),
        std::string("192.0.2.7"), std::string("forged")}) {
    BOOST_TEST(!holds(house.logged(), secret), secret);
  }
}

// ---- A page for programs

// Answers with the fields that it was given.
struct MachineHouse : House {
  MachineHouse() : House(0, "receipt") {
    page().machine = true;
    behaviour() = [](const Request& request, const Session&, const World&) {
      const std::string said =
          std::string(request.form["handle"]) + " " + std::string(request.form["a.0"]);
      return Step{{200, Bare{said, "text/plain"}, {}, {}, false}, {Spend{}}};
    };
  }
};

RawRequest told(const House& house, std::string query) {
  RawRequest raw = house.get();
  raw.path = "/acces/accuse";
  raw.query = std::move(query);
  return raw;
}

BOOST_AUTO_TEST_CASE(a_program_needs_no_token_and_no_cookie) {
  MachineHouse house;
  const RawResponse by_get = house.handle(told(house, "handle=x&status=1"));
  BOOST_TEST(by_get.status() == 200);
  BOOST_TEST(by_get.body() == "x ");
  BOOST_TEST(header(by_get, "Content-Type") == "text/plain; charset=utf-8");
  BOOST_TEST(header(by_get, "Cache-Control") == "no-store");
  BOOST_TEST(header(by_get, "Set-Cookie").empty());

  RawRequest by_post = house.post(R"({"a":["y"]})", "");
  by_post.path = "/acces/accuse";
  by_post.query = "handle=x";
  by_post.content_type = "application/json";
  by_post.origin = "https://ailleurs.fr";
  BOOST_TEST(house.handle(by_post).body() == "x y");
}

BOOST_AUTO_TEST_CASE(what_a_program_changes_with_get_is_changed_at_the_databases_time) {
  MachineHouse house;
  house.handle(told(house, "handle=x"));
  BOOST_TEST(house.storage.loads == 1U);
  BOOST_TEST(house.storage.applies == 1U);
  BOOST_TEST((house.storage.last.now == house.storage.now));
}

BOOST_AUTO_TEST_CASE(a_program_hears_no_html_whatever_goes_wrong) {
  MachineHouse house;
  const auto refused = [&](const RawRequest& raw, int status) {
    const RawResponse response = house.handle(raw);
    BOOST_TEST(response.status() == status);
    BOOST_TEST(header(response, "Content-Type") == "text/plain; charset=utf-8");
    BOOST_TEST(!holds(response.body(), "<"));
    BOOST_TEST(header(response, "Set-Cookie").empty());
  };
  refused(told(house, "a=1&a=2"), 400);
  RawRequest raw = told(house, "");
  raw.path = "/acces/autre";
  refused(raw, 404);
  for (const char* method : {"HEAD", "PUT", "OPTIONS"}) {
    raw = told(house, "handle=x");
    raw.method = method;
    refused(raw, 405);
  }
  BOOST_TEST(house.storage.applies == 0U);
  house.storage.away = true;
  refused(told(house, "handle=x"), 503);
  BOOST_TEST(header(house.handle(told(house, "handle=x")), "Retry-After") == "30");
}

BOOST_AUTO_TEST_CASE(the_journal_does_not_hold_what_a_program_said) {
  MachineHouse house;
  house.handle(told(house, "handle=0123456789abcdef"));
  house.handle(told(house, "handle=0123456789abcdef&handle=0123456789abcdef"));
  BOOST_TEST(!holds(house.logged(), "0123456789abcdef"));
}

std::string cookies_of(const RawResponse& response) {
  std::string all;
  for (const auto& [name, value] : response.headers()) {
    if (name == "Set-Cookie") all += value + "\n";
  }
  return all;
}

// A house that speaks a second language.
struct Abroad : House {
  Abroad() : House(kAll) { speak("xx"); }
  RawResponse shown(const std::string& query, const std::string& cookies) {
    RawRequest raw = get(cookies);
    raw.query = query;
    return handle(raw);
  }
};

BOOST_AUTO_TEST_CASE(a_language_is_chosen_by_a_link_and_remembered) {
  Abroad house;
  Language of_the_page;
  behaviour() = [&](const Request& request, const Session&, const World&) {
    of_the_page = request.language;
    return show(word("bonjour"));
  };
  const RawResponse chosen = house.shown("langue=xx", "");
  BOOST_TEST(holds(chosen.body(), "<html lang=\"xx\">"));
  BOOST_TEST(of_the_page.tag() == "xx");
  BOOST_TEST(holds(cookies_of(chosen),
                   "__Host-portillon-langue=xx; Path=/; Secure; HttpOnly; SameSite=Lax; "
                   "Max-Age=34560000"));
  const RawResponse later = house.shown("", "a=b; __Host-portillon-langue=xx");
  BOOST_TEST(holds(later.body(), "<html lang=\"xx\">"));
  BOOST_TEST(!holds(cookies_of(later), "portillon-langue"));
  const RawResponse back = house.shown("langue=fr", "__Host-portillon-langue=xx");
  BOOST_TEST(holds(back.body(), "<html lang=\"fr\">"));
  BOOST_TEST(holds(cookies_of(back), "__Host-portillon-langue=fr;"));
}

BOOST_AUTO_TEST_CASE(a_language_that_nobody_speaks_here_is_french) {
  Abroad house;
  for (const char* query :
       {"langue=en", "langue=", "langue=XX", "langue=%00", "langue=xx&langue=xx"}) {
    const RawResponse page = house.shown(query, "");
    BOOST_TEST(holds(page.body(), "<html lang=\"fr\">"), query);
    BOOST_TEST(!holds(cookies_of(page), "portillon-langue"), query);
  }
  for (const char* cookie : {"en", "", "xx\"", "../xx", "x"}) {
    const RawResponse page = house.shown("", "__Host-portillon-langue=" + std::string(cookie));
    BOOST_TEST(holds(page.body(), "<html lang=\"fr\">"), cookie);
  }
}

BOOST_AUTO_TEST_CASE(what_the_shell_itself_answers_is_in_the_visitors_language) {
  Abroad house;
  RawRequest raw = house.post("a=1", "__Host-portillon-langue=xx");
  BOOST_TEST(holds(house.handle(raw).body(), "<html lang=\"xx\">"));
  raw = house.get("__Host-portillon-langue=xx");
  raw.path = "/acces/autre";
  BOOST_TEST(holds(house.handle(raw).body(), "<html lang=\"xx\">"));
  house.storage.away = true;
  raw = house.get("__Host-portillon-langue=xx; __Host-portillon-demarche=" + std::string(43, 'A'));
  const RawResponse out = house.handle(raw);
  BOOST_TEST(out.status() == 503);
  BOOST_TEST(holds(out.body(), "<html lang=\"xx\">"));
}

BOOST_AUTO_TEST_CASE(what_is_changed_is_changed_in_the_visitors_language) {
  Abroad house;
  const Seen seen = see(house);
  behaviour() = [](const Request&, const Session&, const World&) {
    return go("channel", {StartJourney{}});
  };
  house.handle(house.post("csrf=" + seen.token, "__Host-portillon-langue=xx; " + seen.cookies));
  BOOST_TEST(house.storage.last.language.tag() == "xx");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
