#include "shell/metrics.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "shell/counted_events.h"
#include "shell/fakes.h"
#include "shell/metric_families.h"

using namespace portillon;
using test::behaviour;

namespace {

// What the command does, or what changes nothing: no page of this list ever says it.
const std::set<std::string_view> kOfTheCommand = {"audit_anchored",
                                                  "audit_shown",
                                                  "contact_changed_by_operator",
                                                  "feed_imported",
                                                  "frozen_by_operator",
                                                  "grants_by_operator",
                                                  "keys_by_operator",
                                                  "letter_by_operator",
                                                  "letter_undelivered",
                                                  "member_exported",
                                                  "member_forgotten",
                                                  "member_removed",
                                                  "member_shown",
                                                  "node_by_operator",
                                                  "outbox_by_operator",
                                                  "request_by_operator",
                                                  "request_withdrawn",
                                                  "restored_by_operator",
                                                  "sessions_ended_by_operator",
                                                  "subject_resolved",
                                                  "unfrozen_by_operator"};

std::vector<std::string_view> all_events() {
  std::vector<std::string_view> names;
  for (std::uint8_t i = 0;; ++i) {
    const std::string_view name = name_of(static_cast<Event>(i));
    if (name.empty()) return names;
    names.push_back(name);
  }
}

Overview full_overview() {
  Overview overview;
  overview.reached = true;
  overview.schema = kSchemaVersion;
  overview.waiting = {{Channel::sms, MessageState::queued, 3, std::chrono::seconds(61)}};
  overview.handed_over = {{Channel::email, MessageState::failed, 2, {}}};
  Overview::Provider kannel{"noeud1", "kannel", Channel::sms, false, 0, 7, 2, {}};
  kannel.spent = std::chrono::milliseconds(4500);
  overview.providers = {kannel};
  overview.canaries = {{Channel::sms, Time(std::chrono::seconds(1000))}};
  overview.anchored_at = Time(std::chrono::seconds(2000));
  overview.frozen = 4;
  return overview;
}

struct Metered : test::House {
  std::string text(const Overview* overview = nullptr) {
    return metrics().text(4, hashing(), overview);
  }
  // Of one series, as it stands in the text; empty if it is not there.
  std::string value(const std::string& series) {
    const std::string all = "\n" + text();
    const std::size_t at = all.find("\n" + series + " ");
    if (at == std::string::npos) return {};
    const std::size_t from = at + series.size() + 2;
    return all.substr(from, all.find('\n', from) - from);
  }
  RawResponse send() {
    const RawResponse form = handle(get());
    const std::size_t at = form.body().find("name=\"csrf\" value=\"") + 19;
    const std::string token = form.body().substr(at, form.body().find('"', at) - at);
    RawRequest raw = post("csrf=" + token + "&code=1234", test::cookie_from(form, Cookie::visit));
    raw.origin = "https://exemple.fr";
    return handle(raw);
  }
};

std::size_t series_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    if (text[at] != '#') ++count;
  }
  return count;
}

Step with(Effects effects) {
  View view("code");
  view.body().set("WORD", "bonjour");
  return show(view, std::move(effects));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(metrics, Metered)

BOOST_AUTO_TEST_CASE(every_event_is_counted_by_pages_that_there_are_or_is_the_commands) {
  std::set<std::string_view> counted;
  for (const CountedEvent& row : counted_events()) {
    BOOST_TEST(counted.insert(row.event).second, row.event << " stands there twice");
    each_word(row.pages, [&](std::string_view stem) {
      BOOST_TEST((std::ranges::find(kPages, stem, &PageEntry::stem) != std::end(kPages)), stem);
    });
  }
  for (const std::string_view event : all_events()) {
    BOOST_TEST(counted.contains(event) != kOfTheCommand.contains(event), event);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_is_counted_by_its_status_and_time) {
  handle(get());
  RawRequest unknown = get();
  unknown.path = "/acces/autre";
  handle(unknown);
  BOOST_TEST(value("portillon_requests_total{status=\"200\"}") == "1");
  BOOST_TEST(value("portillon_requests_total{status=\"404\"}") == "1");
  BOOST_TEST(value("portillon_requests_total{status=\"503\"}") == "0");
  BOOST_TEST(value("portillon_request_seconds_count") == "2");
  BOOST_TEST(value("portillon_request_seconds_bucket{le=\"10\"}") == "2");
  BOOST_TEST(value("portillon_events_total{event=\"request_refused\"}") == "1");
}

BOOST_AUTO_TEST_CASE(a_step_that_runs_again_counts_once) {
  behaviour() = [](const Request&, const Session&, const World&) {
    return with({Audit{Event::code_right, {}, "sms"}});
  };
  storage.conflicts = 3;
  send();
  BOOST_TEST(value("portillon_events_total{detail=\"sms\",event=\"code_right\"}") == "2");
  BOOST_TEST(value("portillon_reruns_total") == "3");
}

BOOST_AUTO_TEST_CASE(a_step_that_was_rolled_back_counts_nothing) {
  behaviour() = [](const Request& request, const Session&, const World&) {
    if (request.method == Method::get) return with({});
    return with({Audit{Event::code_right, {}, "sms"}});
  };
  storage.while_applying = [] { throw StorageError("lost"); };
  BOOST_TEST(send().status() == 503);
  BOOST_TEST(value("portillon_events_total{detail=\"sms\",event=\"code_right\"}") == "0");
  BOOST_TEST(value("portillon_events_total{event=\"storage_failed\"}") == "1");
}

BOOST_AUTO_TEST_CASE(a_journey_is_counted_once_at_each_stage_and_decoys_apart) {
  Journey member;
  member.member = 7;
  member.stage = Stage::code;
  Session before;
  before.journey = member;
  before.journey->stage = Stage::channel;
  metrics().done({SaveJourney{member}}, before);
  before.journey = member;
  metrics().done({SaveJourney{member}}, before);  // a wrong code: it stays where it is
  metrics().done({StartJourney{}}, {});           // nobody's
  BOOST_TEST(value("portillon_journey_stages_total{stage=\"code\",who=\"member\"}") == "1");
  BOOST_TEST(value("portillon_journey_stages_total{stage=\"channel\",who=\"stranger\"}") == "1");
  BOOST_TEST(value("portillon_journey_stages_total{stage=\"channel\",who=\"member\"}") == "0");
}

BOOST_AUTO_TEST_CASE(no_label_value_comes_from_outside) {
  const std::size_t series = series_in(text());
  for (int i = 0; i < 1000; ++i) {
    const std::string typed = "typed" + std::to_string(i);
    metrics().done({Audit{Event::code_right, {}, typed}, Audit{Event::journey_started, {}, typed},
                    Note{Event::receipt, typed + " " + typed}},
                   {});
    RawRequest raw = get("typed=" + typed);
    raw.path = "/acces/" + typed;
    raw.query = typed;
    raw.user_agent = typed;
    raw.remote_address = "192.0.2.7";
    raw.request_id = "deadbeef";
    handle(raw);
  }
  const std::string after = text();
  BOOST_TEST(after.find("typed") == std::string::npos);
  BOOST_TEST(after.find("192.0.2") == std::string::npos);
  BOOST_TEST(after.find("deadbeef") == std::string::npos);
  // code_right, and what the page `code` never says: one series each, once and for all.
  BOOST_TEST(series_in(after) == series + 3);
}

BOOST_AUTO_TEST_CASE(a_name_in_the_database_that_is_no_word_of_the_configuration_becomes_no_label) {
  Overview overview = full_overview();
  overview.providers.push_back(overview.providers.front());
  overview.providers.back().name = "+33612345678\"} 1\n";
  overview.providers.push_back(overview.providers.front());
  overview.providers.back().node = "a b";
  const std::string all = text(&overview);
  BOOST_TEST(all.find("33612345678") == std::string::npos);
  BOOST_TEST(all.find("a b") == std::string::npos);
  BOOST_TEST(
      all.find("portillon_provider_up{channel=\"sms\",node=\"noeud1\",provider=\"kannel\"} 1") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_page_has_more_than_two_hundred_series) {
  const Overview overview = full_overview();
  for (const PageEntry& page : kPages) {
    const Metrics fresh(page.stem);
    BOOST_TEST(series_in(fresh.text(4, hashing(), &overview)) <= 200U, page.stem);
  }
}

BOOST_AUTO_TEST_CASE(the_installation_is_shown_as_it_was_counted) {
  const Overview overview = full_overview();
  const std::string all = text(&overview);
  for (const char* line :
       {"portillon_database_up 1", "portillon_members_frozen 4",
        "portillon_outbox_messages{channel=\"sms\",state=\"queued\"} 3",
        "portillon_outbox_messages{channel=\"letter\",state=\"sending\"} 0",
        "portillon_outbox_oldest_seconds{channel=\"sms\",state=\"queued\"} 61",
        "portillon_outbox_last_hour_messages{channel=\"email\",state=\"failed\"} 2",
        "portillon_provider_failed_total{channel=\"sms\",node=\"noeud1\",provider=\"kannel\"} 2",
        "portillon_provider_seconds_total{channel=\"sms\",node=\"noeud1\",provider=\"kannel\"} 4.5",
        "portillon_canary_success_timestamp_seconds{channel=\"sms\"} 1000",
        "portillon_audit_anchor_timestamp_seconds 2000"}) {
    BOOST_TEST(all.find(std::string("\n") + line + "\n") != std::string::npos, line);
  }
  const Overview away;
  BOOST_TEST(text(&away).find("\nportillon_database_up 0\n") != std::string::npos);
  BOOST_TEST(text(&away).find("portillon_outbox") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_queue_for_password_computations_is_shown) {
  behaviour() = [](const Request&, const Session&, const World& world) {
    world.hasher.matches_nobody(Secret::from("Moissons-2026"));
    return with({});
  };
  handle(get());
  BoundedHasher holder(hashing());
  holder.matches_nobody(Secret::from("Moissons-2027"));
  BOOST_TEST(value("portillon_hash_places_taken") == "1");
  BOOST_TEST(handle(get()).status() == 503);
  BOOST_TEST(value("portillon_hash_places") == "1");
  BOOST_TEST(value("portillon_hash_computations_total") == "2");
  BOOST_TEST(value("portillon_hash_refused_total") == "1");
  BOOST_TEST(value("portillon_events_total{event=\"busy\"}") == "1");
  holder.give_place_back();
  BOOST_TEST(value("portillon_hash_places_taken") == "0");
}

BOOST_AUTO_TEST_CASE(a_worker_is_busy_while_it_has_a_request) {
  const Metrics::Busy one(metrics());
  BOOST_TEST(value("portillon_workers_busy") == "1");
  {
    const Metrics::Busy two(metrics());
    BOOST_TEST(value("portillon_workers_busy") == "2");
  }
  BOOST_TEST(value("portillon_workers_busy") == "1");
  BOOST_TEST(value("portillon_workers") == "4");
}

BOOST_AUTO_TEST_CASE(the_process_shows_its_memory_time_and_descriptors) {
  BOOST_TEST(std::stod(value("process_resident_memory_bytes")) > 1e6);
  BOOST_TEST(std::stod(value("process_cpu_seconds_total")) > 0);
  BOOST_TEST(std::stod(value("process_open_fds")) >= 3);
  BOOST_TEST(std::stod(value("process_max_fds")) >= 64);
  const double age =
      static_cast<double>(std::time(nullptr)) - std::stod(value("process_start_time_seconds"));
  BOOST_TEST(age < 60);
}

BOOST_AUTO_TEST_SUITE_END()
