#include "tests/journey/walk.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <deque>

namespace portillon::test {
namespace {

// A form says whose it is: another's in each, as long in all.
std::string without_owner(std::string html) {
  static constexpr std::string_view kField = "name=\"owner\" value=\"";
  for (std::size_t at = html.find(kField); at != html.npos; at = html.find(kField, at + 1)) {
    const std::size_t value = at + kField.size();
    BOOST_TEST_REQUIRE(html.find('"', value) == value + 16);
    html.erase(value, 16);
  }
  return html;
}

std::string masked(std::string html, const std::string& identifier, const std::string& reference) {
  for (const std::string* token : {&identifier, &reference}) {
    if (token->empty()) continue;
    for (auto at = html.find(*token); at != std::string::npos; at = html.find(*token)) {
      html.replace(at, token->size(), "#");
    }
  }
  return html;
}

const std::vector<const Page*>& every_page() {
  static const std::vector<const Page*> all = {
      &pages::sign_in,         &pages::identify, &pages::prove,
      &pages::channel,         &pages::code,     &pages::sent,
      &pages::new_password,    &pages::contacts, &pages::account,
      &pages::change_password, &pages::not_me};
  return all;
}

}  // namespace

Walk::Walk(Town& a_town, Person a_member, Person a_stranger, Theme a_theme)
    : town(a_town), member(std::move(a_member)), stranger(std::move(a_stranger)), theme(a_theme) {
  at.together =
      theme != kSignIns && theme != kFreezes;  // there the member shows at once that he is one

  Tables& tables = town.records.tables;
  std::erase_if(tables.members, [&](const auto& row) { return row.first != member.member; });
  std::erase_if(tables.contacts,
                [&](const auto& row) { return row.second.member != member.member; });
  std::erase_if(tables.facts, [&](const FactRow& row) { return row.member != member.member; });
  // What answers a question now shall do so however long the walk takes.
  const Limits& limits = town.settings.limits;
  for (FactRow& row : tables.facts) {
    const auto window =
        row.kind == FactKind::benefit ? limits.benefit_window : limits.contribution_window;
    if (row.date >= town.now - window) row.date = town.now;
  }
}

// The tables are the heavy part: they stand either in the town or in a moment that waits.
void Walk::load(const Moment& moment) {
  at.member = moment.member;
  at.stranger = moment.stranger;
  at.together = moment.together;
  at.over = moment.over;
  at.password = moment.password;
  at.spent = moment.spent;
  town.records.tables = moment.tables;
  town.records.asked.clear();
  town.now = moment.now;
  town.mails = moment.mails;
}

Moment Walk::moment() const {
  Moment here = at;
  here.tables = town.records.tables;
  here.tables.audit.clear();
  here.tables.buckets.clear();
  here.now = town.now;
  here.mails = town.mails;
  return here;
}

const Journey* Walk::journey(std::size_t browser) const {
  const auto& id = at.member.at(browser).journey;
  if (!id) return nullptr;
  const auto row = town.records.tables.journeys.find(*id);
  if (row == town.records.tables.journeys.end()) return nullptr;
  const Limits& limits = town.settings.limits;
  const bool limited = row->second.stage == Stage::new_password;
  const Time end = std::min<Time>(
      row->second.started_at + (limited ? limits.limited_session : limits.journey_whole),
      row->second.seen_at + limits.journey_idle);
  return town.now < end ? &row->second : nullptr;
}

Recovery Walk::recovery() const { return town.records.recovery(member.subject, town.now); }

const std::optional<Temporary>& Walk::temporary() const {
  return town.records.tables.members.at(member.member).temporary;
}

std::string Walk::own_password() const {
  return at.password == 0 ? member.password : kPasswords[at.password];
}

std::string Walk::code_for(std::size_t browser) const {
  const Journey* here = journey(browser);
  if (here == nullptr || !here->message) return {};
  for (const Mail& mail : town.mails) {
    if (mail.key == *here->message && mail.kind == MessageKind::code) return mail.secret;
  }
  return {};
}

void Walk::part() {
  at.together = false;
  at.stranger = {};
  town.records.tables.recoveries.erase(stranger.subject);
  town.records.tables.sign_ins.erase(stranger.subject);
  std::erase_if(town.records.tables.journeys,
                [&](const auto& row) { return row.second.subject == stranger.subject; });
}

void Walk::pass(std::chrono::seconds time) { town.pass(time); }

void Walk::deliver() { town.deliver(); }

// Every post is made twice from the same snapshot, as by a double click: what changes anything must
// not be able to do it twice.
Answer Walk::post_as(Browser& browser, const Page& page, const Request& request) {
  town.hasher.new_request();
  const Browser before = browser;
  Step step = town.look(browser, page, request);
  const Tables touched = town.records.tables;  // a session that was seen is moved on by loading it
  BOOST_TEST_REQUIRE(town.settle(browser, step), "nobody else is there to conflict with");
  check_edge({touched, town.records.tables, member, before, page.stem, request, step,
              town.settings.limits, town.now, at.spent, own_password()});
  bool harmless = true;
  for (const Effect& effect : step.effects) {
    harmless =
        harmless &&
        (std::holds_alternative<Audit>(effect) || std::holds_alternative<Note>(effect) ||
         std::holds_alternative<SetVisit>(effect) || std::holds_alternative<SetPermit>(effect) ||
         std::holds_alternative<Spend>(effect) || std::holds_alternative<StartJourney>(effect) ||
         std::holds_alternative<ConfirmContacts>(effect) ||
         std::holds_alternative<EndJourney>(effect) || std::holds_alternative<EndSession>(effect));
  }
  if (!harmless) {
    Browser twin = before;
    BOOST_TEST_REQUIRE(!town.settle(twin, step), "the same step was applied twice");
  }
  std::string html = at.together ? town.render(step) : std::string();
  return {std::move(step), std::move(html)};
}

Answer Walk::post(std::size_t browser, const Page& page, FieldList form) {
  Browser& mine = at.member.at(browser);
  Answer answer = post_as(mine, page, town.posting(mine, page, form));
  if (at.together) {
    Browser& theirs = at.stranger.at(browser);
    const bool shown = answer.step.effects.empty() ||
                       !(answer.recorded(Event::proof_right) || answer.recorded(Event::code_right));
    if (!shown) {
      part();
    } else {
      compare(answer, post_as(theirs, page, town.posting(theirs, page, form)));
    }
  }
  return answer;
}

Answer Walk::identify(std::size_t browser) {
  Browser& mine = at.member.at(browser);
  Answer answer = post_as(mine, pages::identify,
                          town.posting(mine, pages::identify, {{"identifier", member.identifier}}));
  if (at.together) {
    Browser& theirs = at.stranger.at(browser);
    compare(answer,
            post_as(theirs, pages::identify,
                    town.posting(theirs, pages::identify, {{"identifier", stranger.identifier}})));
  }
  return answer;
}

Answer Walk::sign_in(std::size_t browser, const std::string& password) {
  Browser& mine = at.member.at(browser);
  Answer answer =
      post_as(mine, pages::sign_in,
              town.posting(mine, pages::sign_in,
                           {{"identifier", member.identifier}, {"password", password}}));
  if (answer.status() == 303) {
    part();
  } else if (at.together) {
    Browser& theirs = at.stranger.at(browser);
    compare(answer,
            post_as(theirs, pages::sign_in,
                    town.posting(theirs, pages::sign_in,
                                 {{"identifier", stranger.identifier}, {"password", password}})));
  }
  return answer;
}

// Invariant 5. Effects are compared by kind. A wrong try at a temporary password writes a row;
// where none waits, one of the sign-ins is written instead.
void Walk::compare(const Answer& one, const Answer& other) const {
  const auto shape = [](const Answer& answer) {
    std::vector<std::size_t> kinds;
    for (const Effect& effect : answer.step.effects) {
      const bool counted = std::holds_alternative<CountWrongTemporary>(effect);
      kinds.push_back(counted ? Effect(SaveSignIns{}).index() : effect.index());
    }
    return kinds;
  };
  BOOST_TEST_REQUIRE(one.status() == other.status());
  BOOST_TEST_REQUIRE(one.place() == other.place());
  BOOST_TEST_REQUIRE(shape(one) == shape(other), boost::test_tools::per_element());
  BOOST_TEST_REQUIRE((one.step.response.retry_after == other.step.response.retry_after));
  const auto reference = [&](const Browser& browser) -> std::string {
    if (!browser.journey) return {};
    const auto row = town.records.tables.journeys.find(*browser.journey);
    if (row == town.records.tables.journeys.end() || !row->second.message) return {};
    return town.records.tables.outbox.at(*row->second.message).reference;
  };
  std::string mine = one.html;
  std::string theirs = other.html;
  for (std::size_t n = 0; n < at.member.size(); ++n) {
    mine = masked(std::move(mine), member.identifier, reference(at.member.at(n)));
    theirs = masked(std::move(theirs), stranger.identifier, reference(at.stranger.at(n)));
  }
  BOOST_TEST_REQUIRE(without_owner(std::move(mine)) == without_owner(std::move(theirs)));
}

Step Walk::look(const Browser& browser, const Page& page) {
  Request request = town.posting(browser, page, {});
  request.method = Method::get;
  return town.look(browser, page, request);
}

// Follows what leads on, as a browser does, and gives where it ends.
Answer Walk::follow(const Browser& browser, const Page& page) {
  const auto& known = every_page();
  Answer answer{look(browser, page), {}};
  for (int hop = 0; answer.status() == 303 && hop < 2; ++hop) {
    const std::string place = answer.place();
    const auto next = std::ranges::find(known, place, [](const Page* each) { return each->stem; });
    if (next == known.end()) break;
    answer.step = look(browser, **next);
  }
  return answer;
}

// Invariant 4, and pages out of order: no page, asked for at any moment, is a dead end or changes
// anything; and it is the same for the stranger.
void Walk::probe() {
  for (std::size_t n = 0; n < at.member.size(); ++n) {
    for (const Page* page : every_page()) {
      Answer first{look(at.member.at(n), *page), {}};
      for (const Effect& effect : first.step.effects) {
        BOOST_TEST_REQUIRE(std::holds_alternative<Note>(effect));
      }
      BOOST_TEST_REQUIRE(follow(at.member.at(n), *page).status() == 200);
      if (!at.together) continue;
      Answer theirs{look(at.stranger.at(n), *page), {}};
      const Journey* here = journey(n);
      // Whoever has a code before him may still choose another way.
      const bool stands =
          here != nullptr && (page->stem == page_of(here->stage) ||
                              (here->stage == Stage::code && page->stem == "channel"));
      if (stands) {
        first.html = town.render(first.step);
        theirs.html = town.render(theirs.step);
      }
      compare(first, theirs);
    }
  }
  Browser leaving = at.member.front();
  const Answer left = town.post(leaving, pages::leave, {}, "abandon");
  BOOST_TEST_REQUIRE(left.status() == 303);
  BOOST_TEST_REQUIRE(left.place() == town.settings.site.home);
  BOOST_TEST_REQUIRE(town.get(leaving, pages::channel).place() == "identify");
}

void Walk::probe_letter() {
  Browser browser = at.member.front();
  Answer answer = town.post(browser, pages::identify, {{"identifier", member.identifier}});
  const bool question = answer.place() == "prove";
  BOOST_TEST_REQUIRE((question || answer.place() == "channel" || answer.place() == "code"));
  answer = question ? town.post(browser, pages::prove, {{"way", "letter"}})
                    : town.post(browser, pages::channel, {{"channel", "letter"}});
  if (answer.status() == 429) {
    BOOST_TEST_REQUIRE(!recovery().letters.empty());
    BOOST_TEST_REQUIRE(answer.step.response.retry_after.has_value());
    BOOST_TEST_REQUIRE(std::get<View>(answer.step.response.content).errors().size() == 1U);
    return;
  }
  BOOST_TEST_REQUIRE(answer.place() == "sent");
  BOOST_TEST_REQUIRE(answer.effect<Queue>() != nullptr);
}

std::size_t Walk::explore(std::size_t most) {
  const std::vector<Move> all = moves_of(theme);
  std::set<std::string> seen;
  std::deque<std::pair<Moment, std::string>> waiting;  // with the way that led there
  seen.insert(state_of());
  waiting.emplace_back(moment(), "");
  while (!waiting.empty() && seen.size() < most) {
    const auto [here, way] = std::move(waiting.front());
    waiting.pop_front();
    load(here);
    BOOST_TEST_CONTEXT("at " << way) {
      probe();
      load(here);
      probe_letter();
    }
    for (const Move& move : all) {
      load(here);
      const std::string path = way + " > " + std::string(move.name);
      BOOST_TEST_CONTEXT("on " << path) {
        if (!move.make(*this)) continue;
        ++moves;
        if (seen.insert(state_of()).second && !at.over) waiting.emplace_back(moment(), path);
      }
    }
  }
  return seen.size();
}

}  // namespace portillon::test
