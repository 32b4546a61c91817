#include "tests/support/memory_records.h"

#include <algorithm>

namespace portillon::test {
namespace {

constexpr std::chrono::hours kDay{24};

std::vector<Time> queued_since(const Tables& tables, Time since, auto&& wanted) {
  std::vector<Time> times;
  for (const MessageKey key : tables.outbox_order) {
    const OutboxRow& row = tables.outbox.at(key);
    if (row.queued_at > since && wanted(row.order)) times.push_back(row.queued_at);
  }
  return times;
}

}  // namespace

void MemoryRecords::ask(std::string_view question) {
  if (broken) throw StorageError("the database is away");
  asked.push_back(question);
}

const MemberRow* MemoryRecords::member_of(const Lookup& subject) const {
  for (const auto& [id, row] : tables.members) {
    if (row.subject == subject.current || row.subject == subject.previous) return &row;
  }
  return nullptr;
}

std::optional<Journey> MemoryRecords::journey(const SessionId& id, const Limits& limits, Time now) {
  ask("journey");
  const auto found = tables.journeys.find(id);
  if (found == tables.journeys.end()) return std::nullopt;
  Journey& row = found->second;
  const auto whole =
      row.stage == Stage::new_password ? limits.limited_session : limits.journey_whole;
  if (now >= row.started_at + whole || now >= row.seen_at + limits.journey_idle) return {};
  if (now >= row.seen_at + std::chrono::seconds(60)) row.seen_at = now;
  return row;
}

std::optional<FullSession> MemoryRecords::full_session(const SessionId& id, const Limits& limits,
                                                       Time now) {
  ask("full_session");
  const auto found = tables.sessions.find(id);
  if (found == tables.sessions.end()) return std::nullopt;
  FullSession& row = found->second;
  if (now >= row.started_at + limits.session_whole || now >= row.seen_at + limits.session_idle) {
    return std::nullopt;
  }
  if (now >= row.seen_at + std::chrono::seconds(60)) row.seen_at = now;
  FullSession loaded = row;
  const MemberRow& member = tables.members.at(row.member);
  if (member.frozen) return std::nullopt;
  loaded.contacts_confirmed = member.contacts_confirmed;
  loaded.public_id = member.public_id;
  loaded.subject = member.subject;
  return loaded;
}

std::optional<Entry> MemoryRecords::entry(const Lookup& subject) {
  ask("entry");
  const MemberRow* row = member_of(subject);
  if (row == nullptr) return std::nullopt;
  return Entry{row->id, row->kind, row->password.empty()};
}

Mix MemoryRecords::mix() {
  ask("mix");
  return tables.mix;
}

Recovery MemoryRecords::recovery(const SubjectId& subject, Time now) {
  ask("recovery");
  Recovery found;
  if (const auto row = tables.recoveries.find(subject); row != tables.recoveries.end()) {
    found = row->second;
  }
  found.subject = subject;
  found.codes_sent = queued_since(tables, now - kDay, [&](const Queue& order) {
    return order.kind == MessageKind::code && order.subject == subject;
  });
  const auto letter = [&](const Queue& order) {
    return order.kind == MessageKind::temporary && order.channel == Channel::letter &&
           order.subject == subject;
  };
  found.letters = queued_since(tables, now - 365 * kDay, letter);
  found.letters_that_came = queued_since(tables, now - 365 * kDay, [&](const Queue& order) {
    return letter(order) && !tables.came_back.contains(order.key);
  });
  const auto warnings = queued_since(tables, now - 365 * kDay, [&](const Queue& order) {
    return order.kind == MessageKind::recovery_tried && order.subject == subject;
  });
  if (!warnings.empty()) found.warned_at = warnings.back();
  return found;
}

SignIns MemoryRecords::sign_ins(const SubjectId& subject) {
  ask("sign_ins");
  SignIns found;
  if (const auto row = tables.sign_ins.find(subject); row != tables.sign_ins.end()) {
    found = row->second;
  }
  found.subject = subject;
  return found;
}

std::optional<Credentials> MemoryRecords::credentials_from(const MemberRow& row) const {
  auto temporary = row.temporary;
  if (row.frozen && temporary && temporary->channel != Channel::letter) temporary.reset();
  return Credentials{row.id,       row.version, row.public_id,
                     row.password, temporary,   row.contacts_confirmed,
                     row.frozen};
}

std::optional<Credentials> MemoryRecords::credentials(const Lookup& subject) {
  ask("credentials");
  const MemberRow* row = member_of(subject);
  return row == nullptr ? std::nullopt : credentials_from(*row);
}

std::optional<Credentials> MemoryRecords::credentials_of(MemberId member) {
  ask("credentials");
  const auto row = tables.members.find(member);
  return row == tables.members.end() ? std::nullopt : credentials_from(row->second);
}

std::optional<Identity> MemoryRecords::identity(MemberId member) {
  ask("identity");
  const auto found = tables.members.find(member);
  if (found == tables.members.end()) return std::nullopt;
  return found->second.identity;
}

std::string MemoryRecords::contact_words(MemberId member) {
  ask("contact_words");
  std::string words;
  for (const auto& [id, row] : tables.contacts) {
    if (row.member == member && !row.former_since) words += row.words;
  }
  return words;
}

bool MemoryRecords::fact(MemberId member, FactKind kind, const Lookup& answer, Time since) {
  ask("fact");
  return std::ranges::any_of(tables.facts, [&](const FactRow& row) {
    return row.member == member && row.kind == kind &&
           (row.answer == answer.current || row.answer == answer.previous) && row.date >= since;
  });
}

std::vector<Contact> MemoryRecords::contacts(MemberId member) {
  ask("contacts");
  std::vector<Contact> found;
  for (const auto& [id, row] : tables.contacts) {
    if (row.member == member && !row.former_since) found.push_back(row.contact);
  }
  std::ranges::stable_sort(found, {}, [](const Contact& contact) { return contact.type; });
  return found;
}

std::optional<MessageStatus> MemoryRecords::message(MessageKey key) {
  ask("message");
  const auto found = tables.outbox.find(key);
  if (found == tables.outbox.end()) return std::nullopt;
  const OutboxRow& row = found->second;
  return MessageStatus{row.state,          row.reference,  row.queued_at,
                       row.handed_over_at, row.settled_as, row.settled_at};
}

std::optional<Handled> MemoryRecords::handed_to(std::string_view provider,
                                                std::string_view provider_id) {
  ask("handed_to");
  for (const auto& [key, row] : tables.outbox) {
    if (row.provider == provider && row.provider_id == provider_id) return Handled{key, row.lease};
  }
  return std::nullopt;
}

std::vector<Channel> MemoryRecords::channels_down(Time) {
  ask("channels_down");
  return tables.channels_down;
}

std::vector<OpenSession> MemoryRecords::open_sessions(MemberId member, Time now) {
  ask("open_sessions");
  const Limits limits;
  std::vector<OpenSession> found;
  for (const auto& [id, row] : tables.sessions) {
    const bool alive =
        now < row.started_at + limits.session_whole && now < row.seen_at + limits.session_idle;
    if (row.member == member && alive) {
      found.push_back({id, row.device, row.started_at, row.seen_at});
    }
  }
  return found;
}

std::vector<PastEvent> MemoryRecords::events(MemberId member, unsigned most) {
  ask("events");
  const MemberRow& of = tables.members.at(member);
  std::vector<PastEvent> found;
  for (auto row = tables.audit.rbegin(); row != tables.audit.rend() && found.size() < most; ++row) {
    if (row->subject == of.subject || row->subject == of.former_subject) {
      found.push_back({std::string(name_of(row->event)), row->device, row->at});
    }
  }
  return found;
}

Level MemoryRecords::level(const Bucket& bucket, Time now) {
  ask("level");
  const auto found = tables.buckets.find(bucket.name);
  if (found == tables.buckets.end() || now >= found->second.started_at + bucket.window) return {};
  return {found->second.used, found->second.started_at + bucket.window};
}

std::vector<Time> MemoryRecords::verifications_sent(MemberId member, Time now) {
  ask("verifications_sent");
  return queued_since(tables, now - kDay, [&](const Queue& order) {
    return order.kind == MessageKind::verification && order.member == member;
  });
}

std::optional<MemberId> MemoryRecords::told(const Lookup& subject, std::string_view reference,
                                            Time since) {
  ask("told");
  for (const auto& [key, row] : tables.outbox) {
    const Queue& order = row.order;
    const bool seen_by_others =
        order.kind == MessageKind::code || order.kind == MessageKind::verification ||
        (order.kind == MessageKind::temporary && order.channel == Channel::letter) ||
        order.kind == MessageKind::frozen;
    if (seen_by_others || row.reference != reference || row.queued_at <= since) continue;
    const MemberRow* member = member_of(subject);
    if (member != nullptr && member->id == order.member && !member->frozen) return order.member;
  }
  return std::nullopt;
}

Health MemoryRecords::health() {
  ask("health");
  return healthy;
}

}  // namespace portillon::test
