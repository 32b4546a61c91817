// The invariants of the architecture, step by step: (1) no session without the own password, no
// password without a temporary or the current one; (2) a temporary password only after a right code
// or by letter, to what was on file; (3) nothing counts down but by success, and limits hold;
// (6) after a change nothing old works; (7) who is told that something was sent, for him it is.
#include <boost/test/unit_test.hpp>

#include "crypto/bytes.h"
#include "page/derivations.h"
#include "tests/journey/walk.h"

namespace portillon::test {
namespace {

template <typename E>
const E* find(const Step& step) {
  for (const Effect& effect : step.effects) {
    if (const E* found = std::get_if<E>(&effect)) return found;
  }
  return nullptr;
}

// The code or temporary password of this step; notices beside it lead nowhere.
const Queue* queued_by(const Step& step) {
  for (const Effect& effect : step.effects) {
    const Queue* queue = std::get_if<Queue>(&effect);
    if (queue == nullptr) continue;
    if (queue->kind == MessageKind::code || queue->kind == MessageKind::temporary) return queue;
  }
  return nullptr;
}

const Journey* journey_of(const Edge& edge) {
  if (!edge.browser.journey) return nullptr;
  const auto row = edge.before.journeys.find(*edge.browser.journey);
  return row == edge.before.journeys.end() ? nullptr : &row->second;
}

Recovery recovery_in(const Tables& tables, const SubjectId& subject) {
  const auto row = tables.recoveries.find(subject);
  return row == tables.recoveries.end() ? Recovery{} : row->second;
}

void check_sessions(const Edge& edge) {
  if (find<StartSession>(edge.step) == nullptr) return;
  const bool own = edge.page == "sign_in" && edge.request.form["password"] == edge.own_password &&
                   !edge.own_password.empty();
  BOOST_TEST_REQUIRE((own || find<SetPassword>(edge.step) != nullptr));
  if (own) BOOST_TEST_REQUIRE(!edge.before.members.at(edge.member.member).frozen);
}

// Once frozen, nothing of before opens anything; the letter's temporary password alone does, and
// the freeze ends with the password that is chosen then.
void check_freeze(const Edge& edge) {
  const MemberRow& before = edge.before.members.at(edge.member.member);
  const MemberRow& after = edge.after.members.at(edge.member.member);
  if (!before.frozen && after.frozen) {
    BOOST_TEST_REQUIRE(edge.after.sessions.empty());
    BOOST_TEST_REQUIRE(!after.temporary.has_value());
    BOOST_TEST_REQUIRE(!recovery_in(edge.after, edge.member.subject).code.has_value());
    for (const auto& [id, row] : edge.after.journeys) {
      BOOST_TEST_REQUIRE((row.subject != edge.member.subject));
    }
  }
  if (before.frozen && before.temporary && !after.temporary) {
    BOOST_TEST_REQUIRE((before.temporary->channel == Channel::letter));
  }
  if (before.frozen && !after.frozen) {
    const Journey* journey = journey_of(edge);
    BOOST_TEST_REQUIRE((journey != nullptr && journey->stage == Stage::new_password &&
                        journey->channel == Channel::letter));
    BOOST_TEST_REQUIRE(before.password != after.password);
  }
}

void check_password(const Edge& edge) {
  const std::string& before = edge.before.members.at(edge.member.member).password;
  const MemberRow& after = edge.after.members.at(edge.member.member);
  if (before == after.password) return;
  if (find<Rehash>(edge.step) != nullptr) return;
  const Journey* journey = journey_of(edge);
  const bool limited =
      edge.page == "new_password" && journey != nullptr && journey->stage == Stage::new_password;
  const bool current = edge.page == "change_password" && edge.browser.full &&
                       edge.before.sessions.contains(*edge.browser.full) &&
                       edge.request.form["current_password"] == edge.own_password;
  BOOST_TEST_REQUIRE((limited || current));

  BOOST_TEST_REQUIRE(edge.after.sessions.size() == 1U);
  BOOST_TEST_REQUIRE((edge.after.sessions.begin()->second.started_at == edge.now));
  for (const auto& [id, row] : edge.after.journeys) {
    BOOST_TEST_REQUIRE((row.subject != edge.member.subject));
  }
  BOOST_TEST_REQUIRE(!after.temporary.has_value());
  BOOST_TEST_REQUIRE(!recovery_in(edge.after, edge.member.subject).code.has_value());
  for (const auto& [key, row] : edge.after.outbox) {
    const bool waits = row.state == MessageState::queued || row.state == MessageState::sending;
    const bool theirs = row.order.member == edge.member.member;
    BOOST_TEST_REQUIRE(!(theirs && waits && row.order.kind == MessageKind::temporary));
  }
}

void check_limited_session(const Edge& edge) {
  const auto* started = find<StartJourney>(edge.step);
  if (started == nullptr || started->journey.stage != Stage::new_password) return;
  BOOST_TEST_REQUIRE(edge.page == "sign_in");
  const auto& held = edge.before.members.at(edge.member.member).temporary;
  BOOST_TEST_REQUIRE(held.has_value());
  BOOST_TEST_REQUIRE((edge.now < held->expires_at));
  BOOST_TEST_REQUIRE(held->wrong < edge.limits.temporary_tries);
  BOOST_TEST_REQUIRE(!edge.spent.contains(std::string(edge.request.form["password"])));
  BOOST_TEST_REQUIRE(!edge.after.members.at(edge.member.member).temporary.has_value());
}

void check_messages(const Edge& edge) {
  const Queue* queued = queued_by(edge.step);
  const auto* saved = find<SaveJourney>(edge.step);
  if (saved != nullptr && (saved->journey.stage == Stage::sent ||
                           (saved->journey.stage == Stage::code && queued != nullptr))) {
    BOOST_TEST_REQUIRE(queued != nullptr);
    BOOST_TEST_REQUIRE(queued->key == saved->journey.message.value());
  }
  if (queued == nullptr) return;
  const Journey* journey = journey_of(edge);
  BOOST_TEST_REQUIRE(journey != nullptr);
  BOOST_TEST_REQUIRE((queued->on_file_before == journey->started_at));
  BOOST_TEST_REQUIRE((queued->journey == journey->id));
  BOOST_TEST_REQUIRE((queued->subject == journey->subject));
  BOOST_TEST_REQUIRE(queued->member == journey->member);
  BOOST_TEST_REQUIRE(!queued->contact.has_value());
  if (queued->kind == MessageKind::temporary && queued->channel != Channel::letter) {
    BOOST_TEST_REQUIRE(edge.page == "code");
    const auto code = recovery_in(edge.before, journey->subject).code;
    BOOST_TEST_REQUIRE(code.has_value());
    BOOST_TEST_REQUIRE(code->hash.has_value());
    BOOST_TEST_REQUIRE((code->journey == journey->id));
    BOOST_TEST_REQUIRE((edge.now < code->expires_at));
    BOOST_TEST_REQUIRE(code->wrong < edge.limits.code_tries);
    BOOST_TEST_REQUIRE(!recovery_in(edge.after, journey->subject).code.has_value());
  }
  if (queued->kind == MessageKind::code) {
    BOOST_TEST_REQUIRE((!journey->first_access || journey->proven));
  }
}

void check_counters(const Edge& edge) {
  const Recovery before = recovery_in(edge.before, edge.member.subject);
  const Recovery after = recovery_in(edge.after, edge.member.subject);
  const bool entered = find<UseTemporary>(edge.step) != nullptr;
  const Queue* queued = queued_by(edge.step);
  const bool right_code = queued != nullptr && queued->kind == MessageKind::temporary &&
                          queued->channel != Channel::letter;
  if (after.wrong_in_a_row < before.wrong_in_a_row) BOOST_TEST_REQUIRE((entered || right_code));
  BOOST_TEST_REQUIRE(after.wrong_in_a_row <= edge.limits.wrong_codes_in_a_row);
  if (before.code && after.code && before.code->message == after.code->message) {
    BOOST_TEST_REQUIRE(after.code->wrong >= before.code->wrong);
    BOOST_TEST_REQUIRE(after.code->wrong <= edge.limits.code_tries);
  }
  if (before.proof_failed_at && edge.now < *before.proof_failed_at + edge.limits.proof_wait &&
      !entered) {
    BOOST_TEST_REQUIRE(after.proof_failed_at.has_value());
    const auto* saved = find<SaveJourney>(edge.step);
    BOOST_TEST_REQUIRE((edge.page != "prove" || saved == nullptr || !saved->journey.proven));
  }
  const auto& held = edge.before.members.at(edge.member.member).temporary;
  const auto& kept = edge.after.members.at(edge.member.member).temporary;
  if (held && kept) BOOST_TEST_REQUIRE(kept->wrong >= held->wrong);
}

// Counted in the outbox itself, not by what pages believe.
void check_limits(const Edge& edge) {
  if (queued_by(edge.step) == nullptr) return;
  unsigned codes = 0, letters = 0, of_the_year = 0;
  std::optional<Time> earlier;
  for (const MessageKey key : edge.after.outbox_order) {
    const OutboxRow& row = edge.after.outbox.at(key);
    if (row.order.subject != edge.member.subject) continue;
    if (row.order.kind == MessageKind::code) {
      if (row.queued_at > edge.now - 24h) ++codes;
      if (earlier) BOOST_TEST_REQUIRE((row.queued_at >= *earlier + edge.limits.between_sends));
      earlier = row.queued_at;
    } else if (row.order.kind == MessageKind::temporary && row.order.channel == Channel::letter) {
      if (row.queued_at > edge.now - 14 * 24h) ++letters;
      if (row.queued_at > edge.now - 365 * 24h) ++of_the_year;
    }
  }
  BOOST_TEST_REQUIRE(codes <= edge.limits.codes_a_day);
  BOOST_TEST_REQUIRE(letters <= edge.limits.letters_a_fortnight);
  BOOST_TEST_REQUIRE(of_the_year <= edge.limits.letters_a_year);
}

}  // namespace

void check_edge(const Edge& edge) {
  check_sessions(edge);
  check_password(edge);
  check_freeze(edge);
  check_limited_session(edge);
  check_messages(edge);
  check_counters(edge);
  check_limits(edge);
}

}  // namespace portillon::test
