// What each effect does to the tables. Guards come first; the first one that fails undoes all.
#include <algorithm>

#include "tests/support/memory_records.h"

namespace portillon::test {
namespace {

class Application {
 public:
  Application(Tables& tables, const Tables& before, const Applying& applying)
      : t_(tables), before_(before), a_(applying) {}

  bool operator()(const SetVisit&) { return true; }   // a cookie only
  bool operator()(const SetPermit&) { return true; }  // a cookie only
  bool operator()(const Keep&) { return true; }       // a cookie only
  bool operator()(const Forget&) { return true; }     // a cookie only
  bool operator()(const Note&) { return true; }       // a line of the journal only
  bool operator()(const StartJourney& e) {
    if (a_.journey) t_.journeys.erase(*a_.journey);
    Journey row = e.journey;
    row.id = a_.new_journey;
    row.version = 1;
    row.started_at = row.seen_at = a_.now;
    t_.journeys[row.id] = row;
    return true;
  }
  bool operator()(const SaveJourney& e) {
    const auto row = t_.journeys.find(e.journey.id);
    if (row == t_.journeys.end() || row->second.version != e.journey.version) return false;
    row->second = e.journey;
    ++row->second.version;
    row->second.seen_at = a_.now;
    return true;
  }
  bool operator()(const EndJourney&) {
    if (a_.journey) t_.journeys.erase(*a_.journey);
    return true;
  }
  bool operator()(const StartSession& e) {
    if (e.version != 0) {
      const MemberRow& member = t_.members.at(e.session.member);
      if (member.version != e.version || member.frozen) return false;
    }
    if (a_.full) t_.sessions.erase(*a_.full);
    if (a_.journey) t_.journeys.erase(*a_.journey);
    FullSession row = e.session;
    row.id = a_.new_full;
    row.version = 1;
    row.started_at = row.seen_at = a_.now;
    t_.sessions[row.id] = row;
    return true;
  }
  bool operator()(const SaveSession& e) {
    const auto row = t_.sessions.find(e.session.id);
    if (row == t_.sessions.end() || row->second.version != e.session.version) return false;
    row->second = e.session;
    ++row->second.version;
    row->second.seen_at = a_.now;
    return true;
  }
  bool operator()(const EndSession&) {
    if (a_.full) t_.sessions.erase(*a_.full);
    return true;
  }
  bool operator()(const EndOneSession& e) {
    const auto row = t_.sessions.find(e.id);
    if (row != t_.sessions.end() && row->second.member == e.member) t_.sessions.erase(row);
    return true;
  }
  // The live code goes too: after a password change no older code works.
  bool operator()(const EndOtherSessions& e) {
    std::erase_if(t_.sessions, [&](const auto& row) {
      return row.second.member == e.member && row.first != a_.full && row.first != a_.new_full;
    });
    std::erase_if(t_.journeys, [&](const auto& row) {
      return row.second.member == e.member && e.member != kNobody && row.first != a_.journey &&
             row.first != a_.new_journey;
    });
    if (const auto row = t_.recoveries.find(e.subject); row != t_.recoveries.end()) {
      row->second.code.reset();
      ++row->second.version;
    }
    return true;
  }

  bool operator()(const SaveRecovery& e) {
    const auto row = t_.recoveries.find(e.recovery.subject);
    if ((row == t_.recoveries.end() ? 0 : row->second.version) != e.recovery.version) return false;
    Recovery& saved = t_.recoveries[e.recovery.subject];
    saved = e.recovery;
    ++saved.version;
    saved.codes_sent.clear();
    saved.letters.clear();
    saved.letters_that_came.clear();
    return true;
  }
  bool operator()(const SaveSignIns& e) {
    const auto row = t_.sign_ins.find(e.sign_ins.subject);
    if ((row == t_.sign_ins.end() ? 0 : row->second.version) != e.sign_ins.version) return false;
    SignIns& saved = t_.sign_ins[e.sign_ins.subject];
    saved = e.sign_ins;
    ++saved.version;
    return true;
  }
  // Moves the version on, so that a page that still saw the failed answer runs again.
  bool operator()(const ForgiveProof& e) {
    if (const auto row = t_.recoveries.find(e.subject); row != t_.recoveries.end()) {
      row->second.proof_failed_at.reset();
      row->second.wrong_in_a_row = 0;
      ++row->second.version;
    }
    return true;
  }
  bool operator()(const Spend& e) {
    BucketRow& row = t_.buckets[e.bucket.name];
    if (row.used == 0 || a_.now >= row.started_at + e.bucket.window) row = {a_.now, 0};
    return ++row.used <= e.bucket.most;
  }

  // What was asked for before and has not left yet must not arrive as a working password.
  bool operator()(const SetPassword& e) {
    MemberRow* row = member(e.member, e.version);
    if (row == nullptr || row->frozen != e.lifts_freeze) return false;
    row->password = e.password;
    row->language = a_.language.value_or(Language{});
    row->temporary.reset();
    row->frozen = false;
    for (auto& [key, message] : t_.outbox) {
      const bool waits =
          message.state == MessageState::queued || message.state == MessageState::sending;
      if (waits && message.order.member == e.member &&
          message.order.kind == MessageKind::temporary) {
        message.state = MessageState::dropped;
      }
    }
    return true;
  }
  bool operator()(const Rehash& e) {
    MemberRow* row = member(e.member, e.version);
    if (row == nullptr) return false;
    row->password = e.password;
    return true;
  }
  bool operator()(const UseTemporary& e) {
    MemberRow* row = member(e.member, e.version);
    if (row == nullptr || !row->temporary) return false;
    if (row->frozen && row->temporary->channel != Channel::letter) return false;
    row->temporary.reset();
    return true;
  }
  bool operator()(const CountWrongTemporary& e) {
    if (e.member == kNobody) return true;
    MemberRow* row = member(e.member, e.version);
    if (row == nullptr || !row->temporary) return false;
    if (++row->temporary->wrong >= a_.limits.temporary_tries) row->temporary.reset();
    return true;
  }
  bool operator()(const ConfirmContacts& e) {
    t_.members.at(e.member).contacts_confirmed = true;
    return true;
  }

  // The command's own: no page returns them.
  bool operator()(const AddRequest&) { return true; }
  bool operator()(const TakeRequest&) { return true; }
  bool operator()(const EndPendings&) { return true; }
  bool operator()(const Unfreeze&) { return true; }
  bool operator()(const ForgetMember&) { return true; }

  bool operator()(const Freeze& e) {
    const auto found = t_.members.find(e.member);
    if (found == t_.members.end()) return true;
    MemberRow& row = found->second;
    if (!row.frozen) {
      row.frozen = true;
      row.temporary.reset();
      row.contacts_confirmed = false;
      ++row.version;
    }
    std::erase_if(t_.contacts, [&](const auto& contact) {
      return contact.second.member == e.member &&
             contact.second.contact.state == ContactState::pending;
    });
    return true;
  }

  bool operator()(const AddContact& e) {
    for (auto& [id, row] : t_.contacts) {
      const bool replaced = row.member == e.member && row.contact.type == e.type &&
                            row.contact.state == e.state && !row.former_since;
      if (replaced) row.former_since = a_.now;
    }
    ContactRow row{e.member, {}, e.value_sealed, {}, {}, e.words};
    row.contact.id = ++t_.last_id;
    row.contact.version = 1;
    row.contact.type = e.type;
    row.contact.state = e.state;
    row.contact.mask_sealed = e.mask_sealed;
    row.contact.destination = e.destination;
    row.contact.message = e.message;
    row.contact.code_expires_at = e.code_expires_at;
    if (e.state == ContactState::current) row.current_since = a_.now;
    for (auto& [key, message] : t_.outbox) {  // the verification of this very contact
      if (e.message != 0 && key == e.message) message.order.contact = row.contact.id;
    }
    pending_of_[e.message] = row.contact.id;
    t_.contacts[row.contact.id] = row;
    return true;
  }
  bool operator()(const PromoteContact& e) {
    ContactRow* row = contact(e.contact, e.version);
    if (row == nullptr || row->contact.state != ContactState::pending) return false;
    for (auto& [id, other] : t_.contacts) {
      if (other.member == e.member && other.contact.type == row->contact.type &&
          other.contact.state == ContactState::current && !other.former_since) {
        other.former_since = a_.now;
      }
    }
    row->contact.state = ContactState::current;
    row->contact.code_hash.reset();
    row->contact.code_wrong = 0;
    row->contact.message = 0;
    row->current_since = a_.now;
    return true;
  }
  bool operator()(const CountWrongContactCode& e) {
    ContactRow* row = contact(e.contact, e.version);
    if (row == nullptr) return false;
    ++row->contact.code_wrong;
    return true;
  }
  bool operator()(const RenewContactCode& e) {
    ContactRow* row = contact(e.contact, e.version);
    if (row == nullptr) return false;
    row->contact.message = e.message;
    row->contact.code_hash.reset();
    row->contact.code_wrong = 0;
    row->contact.code_expires_at = e.code_expires_at;
    pending_of_[e.message] = e.contact;
    return true;
  }
  bool operator()(const DropContact& e) {
    ContactRow* row = contact(e.contact, e.version);
    if (row == nullptr || row->contact.state != ContactState::pending) return false;
    t_.contacts.erase(e.contact);
    return true;
  }

  bool operator()(const Queue& e) {
    Queue order = e;
    if (const auto made = pending_of_.find(e.key); made != pending_of_.end()) {
      order.contact = made->second;
    }
    return put(order);
  }
  bool operator()(const Notify& e) {
    unsigned of_old = 0;
    for (const auto& [id, row] : t_.contacts) {
      const bool mailbox = row.contact.type == ContactType::email;
      const bool told = row.member == e.member &&
                        (mailbox || row.contact.type == ContactType::mobile) &&
                        (row.contact.state == ContactState::current) &&
                        (!row.former_since || row.former_since == a_.now || id == e.contact);
      if (!told) continue;
      if (row.current_since < a_.now) ++of_old;
      Queue order{++t_.last_id, e.kind,   mailbox ? Channel::email : Channel::sms,
                  e.subject,    e.member, {},
                  id,           a_.now};
      put(order);
    }
    if (of_old < e.post_below && may_post(e)) {
      Queue letter{++t_.last_id, e.kind, Channel::letter, e.subject, e.member, {}, {}, a_.now};
      put(letter);
    }
    return true;
  }
  bool operator()(const Settle& e) {
    const auto found = t_.outbox.find(e.handled.message);
    if (found == t_.outbox.end() || found->second.lease != e.handled.lease) return true;
    OutboxRow& row = found->second;
    const bool waits =
        row.state == MessageState::queued && row.lease > 0 && e.as == MessageState::delivered;
    const bool open = row.state == MessageState::sending || row.state == MessageState::handed_over;
    if (row.settled_as || (!waits && !open)) return true;
    if (waits) row.handed_over_at = a_.now;
    if (row.state != MessageState::sending) row.state = e.as;
    row.settled_as = e.as;
    row.settled_at = a_.now;
    return true;
  }
  bool operator()(const Audit& e) {
    t_.audit.push_back({a_.now, e.event, e.subject, e.detail, a_.device});
    return true;
  }

 private:
  bool put(const Queue& order) {
    t_.outbox_order.push_back(order.key);
    OutboxRow row{order, a_.now, {}, {}, {}};
    row.language = language_of(order);
    return t_.outbox.emplace(order.key, row).second;
  }
  // A notice goes in the language that was the member's before this step.
  Language language_of(const Queue& order) const {
    if (a_.language && !is_notice(order.kind)) return *a_.language;
    const auto row = before_.members.find(order.member);
    const auto own = row == before_.members.end() ? std::nullopt : row->second.language;
    if (!own && order.kind == MessageKind::first_access) return a_.language.value_or(Language{});
    return own.value_or(Language{});
  }
  bool may_post(const Notify& e) const {
    constexpr std::chrono::hours kDay{24};
    unsigned letters = 0;
    bool today = false;
    for (const auto& [key, row] : t_.outbox) {
      const bool letter = row.order.channel == Channel::letter && row.order.subject == e.subject &&
                          row.order.kind != MessageKind::temporary &&
                          row.order.kind != MessageKind::frozen &&
                          row.queued_at > a_.now - 30 * kDay;
      letters += letter ? 1 : 0;
      today = today || (letter && row.queued_at > a_.now - kDay);
    }
    if (letters >= a_.limits.notice_letters_a_month) return false;
    return e.kind != MessageKind::contact_changed || !today;
  }
  // Guarded: found only at that version, which moves on.
  MemberRow* member(MemberId id, std::uint64_t version) {
    const auto row = t_.members.find(id);
    if (row == t_.members.end() || row->second.version != version) return nullptr;
    ++row->second.version;
    return &row->second;
  }
  ContactRow* contact(ContactId id, std::uint64_t version) {
    const auto row = t_.contacts.find(id);
    if (row == t_.contacts.end() || row->second.contact.version != version) return nullptr;
    ++row->second.contact.version;
    return &row->second;
  }

  Tables& t_;
  const Tables& before_;
  const Applying& a_;
  std::map<MessageKey, ContactId> pending_of_;
};

}  // namespace

Applied MemoryRecords::apply(const Effects& effects, const Applying& applying) {
  Tables changed = tables;
  Application application(changed, tables, applying);
  for (const Effect& effect : effects) {
    if (!std::visit(application, effect)) return Applied::conflict;
  }
  tables = std::move(changed);
  return Applied::done;
}

}  // namespace portillon::test
