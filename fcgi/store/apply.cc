#include "store/apply.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "page/world.h"
#include "store/outgoing.h"
#include "store/queries.h"
#include "store/records.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr auto kSignInsKept = 30 * kDay;

// The order in which every transaction of the product takes its locks.
enum class Table {
  requests,
  allowances,
  recoveries,
  sign_ins,
  members,
  contacts,
  journeys,
  sessions,
  outbox,
  audit
};

// Until when a recovery says something. The count of wrong codes has no end of its own: only a
// success or a letter clears it.
std::optional<Time> recovery_ends(const Recovery& recovery, const Limits& limits, Time now) {
  if (recovery.wrong_in_a_row > 0) return std::nullopt;
  Time end = now;
  if (recovery.proof_failed_at) end = std::max(end, *recovery.proof_failed_at + limits.proof_wait);
  if (recovery.code) end = std::max(end, recovery.code->expires_at);
  return end + kDay;
}

std::string text(std::string_view name) { return std::string(name); }

// Each effect says which tables it changes and how; run() then does it table by table.
class Application {
 public:
  Application(Connection& connection, const Applying& applying) : c_(connection), a_(applying) {}

  bool empty() const { return works_.empty(); }
  Applied run() {
    std::ranges::stable_sort(works_, {}, &Work::table);
    a_.audit.begin();
    Transaction transaction(c_);
    for (const Work& work : works_) {
      if (!work.change()) return Applied::conflict;
    }
    transaction.commit();
    a_.audit.committed();
    return Applied::done;
  }

  void operator()(const SetVisit&) {}   // a cookie only
  void operator()(const SetPermit&) {}  // a cookie only
  void operator()(const Keep&) {}       // a cookie only
  void operator()(const Forget&) {}     // a cookie only
  void operator()(const Note&) {}       // a line of the journal only

  void operator()(const StartJourney& e) {
    end_journey();
    at(Table::journeys, [this, &j = e.journey] {
      std::optional<std::string> channel;
      if (j.channel) channel = text(name_of(*j.channel));
      return c_.run(sql::kAddJourney, a_.new_journey, text(name_of(j.stage)), j.subject, j.member,
                    text(name_of(j.kind)), j.first_access, j.proven, channel, j.message,
                    j.typed_sealed, j.temporary_hash, a_.now, a_.now) == 1;
    });
  }
  void operator()(const SaveJourney& e) {
    at(Table::journeys, [this, &j = e.journey] {
      std::optional<std::string> channel;
      if (j.channel) channel = text(name_of(*j.channel));
      return c_.run(sql::kSaveJourney, text(name_of(j.stage)), j.proven, channel, j.message,
                    j.typed_sealed, a_.now, j.id, j.version) == 1;
    });
  }
  void operator()(const EndJourney&) { end_journey(); }

  void operator()(const StartSession& e) {
    end_journey();
    end_session();
    if (e.version != 0) {
      // Before any change of the member by this very step, which finds the version moved on.
      held_ = 1;
      works_.insert(works_.begin(), {Table::members, [this, &e] {
                                       return c_.run(sql::kHoldMember, e.session.member,
                                                     e.version) == 1;
                                     }});
    }
    at(Table::sessions, [this, &s = e.session] {
      return c_.run(sql::kAddSession, a_.new_full, s.member, s.password_changed, s.wanted, s.device,
                    s.authenticated_at, a_.now, a_.now) == 1;
    });
  }
  void operator()(const SaveSession& e) {
    at(Table::sessions, [this, &s = e.session] {
      return c_.run(sql::kSaveSession, s.password_changed, s.wanted, s.authenticated_at, a_.now,
                    s.id, s.version) == 1;
    });
  }
  void operator()(const EndSession&) { end_session(); }
  void operator()(const EndOneSession& e) {
    at(Table::sessions, [this, &e] {
      c_.run(sql::kEndOneSession, e.id, e.member);
      return true;
    });
  }
  // The live code goes too: after a password change no older code works.
  void operator()(const EndOtherSessions& e) {
    at(Table::recoveries, [this, &e] {
      c_.run(sql::kEndCode, e.subject);
      return true;
    });
    at(Table::journeys, [this, &e] {
      c_.run(sql::kEndOtherJourneys, e.member, a_.journey.value_or(a_.new_journey), a_.new_journey);
      return true;
    });
    at(Table::sessions, [this, &e] {
      c_.run(sql::kEndOtherSessions, e.member, a_.full.value_or(a_.new_full), a_.new_full);
      return true;
    });
  }

  void operator()(const SaveRecovery& e) {
    at(Table::recoveries, [this, &r = e.recovery] {
      std::optional<SessionId> journey;
      std::optional<MessageKey> message;
      std::optional<Digest> hash;
      std::optional<Time> expires_at;
      unsigned wrong = 0;
      if (r.code) {
        journey = r.code->journey;
        message = r.code->message;
        hash = r.code->hash;
        expires_at = r.code->expires_at;
        wrong = r.code->wrong;
      }
      const auto end = recovery_ends(r, a_.limits, a_.now);
      if (r.version == 0) {
        return c_.run(sql::kAddRecovery, r.subject, r.wrong_in_a_row, r.proof_failed_at, journey,
                      message, hash, expires_at, wrong, end) == 1;
      }
      return c_.run(sql::kSaveRecovery, r.wrong_in_a_row, r.proof_failed_at, journey, message, hash,
                    expires_at, wrong, end, r.subject, r.version) == 1;
    });
  }
  void operator()(const SaveSignIns& e) {
    at(Table::sign_ins, [this, &s = e.sign_ins] {
      const Time end = a_.now + kSignInsKept;
      if (s.version == 0) {
        return c_.run(sql::kAddSignIns, s.subject, s.failures, s.last_failure_at, s.failures_today,
                      s.day_started_at, end) == 1;
      }
      return c_.run(sql::kSaveSignIns, s.failures, s.last_failure_at, s.failures_today,
                    s.day_started_at, end, s.subject, s.version) == 1;
    });
  }
  void operator()(const ForgiveProof& e) {
    at(Table::recoveries, [this, &e] {
      c_.run(sql::kForgiveProof, a_.now + 2 * kDay, e.subject);
      return true;
    });
  }
  void operator()(const Spend& e) {
    at(Table::allowances, [this, &e] { return spend(c_, e.bucket, a_.now); });
  }

  void operator()(const SetPassword& e) {
    at(Table::members, [this, &e] {
      const auto& query = e.lifts_freeze ? sql::kSetPasswordAndUnfreeze : sql::kSetPassword;
      return c_.run(query, e.password, std::string(a_.language.value_or(Language{}).tag()),
                    e.member, e.version) == 1;
    });
  }
  void operator()(const Rehash& e) {
    at(Table::members,
       [this, &e] { return c_.run(sql::kRehash, e.password, e.member, e.version + held_) == 1; });
  }
  void operator()(const UseTemporary& e) {
    at(Table::members, [this, &e] { return c_.run(sql::kUseTemporary, e.member, e.version) == 1; });
  }
  void operator()(const CountWrongTemporary& e) {
    at(Table::members, [this, &e] {
      return c_.run(sql::kCountWrongTemporary, a_.limits.temporary_tries, e.member, e.version) ==
                 1 ||
             e.member == kNobody;
    });
  }
  void operator()(const ConfirmContacts& e) {
    at(Table::members, [this, &e] { return c_.run(sql::kConfirmContacts, a_.now, e.member) == 1; });
  }
  void operator()(const Freeze& e) {
    at(Table::members, [this, &e] {
      c_.run(sql::kFreeze, e.member);
      return true;
    });
    at(Table::contacts, [this, &e] {
      c_.run(sql::kEndPendings, a_.now, e.member);
      return true;
    });
  }

  void operator()(const AddRequest& e) {
    at(Table::requests, [this, &e] {
      c_.run(sql::kReplaceRequest, e.member, e.act, e.detail);
      return c_.run(sql::kAddRequest, e.request, e.member, e.act, e.detail, e.destination, e.by,
                    a_.now, e.expires_at, e.mac) == 1;
    });
  }
  void operator()(const TakeRequest& e) {
    at(Table::requests, [this, &e] { return c_.run(sql::kTakeRequest, e.request) == 1; });
  }
  void operator()(const Unfreeze& e) {
    at(Table::members, [this, &e] { return c_.run(sql::kUnfreeze, e.member) == 1; });
  }
  void operator()(const ForgetMember& e) {
    const auto by_subject = [this, &e](Table table, const auto& query) {
      at(table, [this, &e, &query] {
        for (const SubjectId& subject : e.subjects) c_.run(query, subject);
        return true;
      });
    };
    const auto by_member = [this, &e](Table table, const auto& query) {
      at(table, [this, &e, &query] {
        c_.run(query, e.member);
        return true;
      });
    };
    by_member(Table::requests, sql::kForgetRequests);
    by_subject(Table::recoveries, sql::kForgetRecovery);
    by_subject(Table::sign_ins, sql::kForgetSignIns);
    // By the statements that take off whom a feed does not name any more.
    const std::vector<std::tuple<std::uint64_t>> one{{e.member}};
    at(Table::members, [this, one] { return c_.run_all(sql::kRemoveMembers, one) == 1; });
    by_member(Table::members, sql::kNoteRemoved);
    const auto remove = [this, one](Table table, const sql::ByMember& query) {
      at(table, [this, one, &query] {
        c_.run_all(query, one);
        return true;
      });
    };
    remove(Table::contacts, sql::kRemoveContacts);
    remove(Table::contacts, sql::kRemoveFacts);
    remove(Table::contacts, sql::kRemoveFeds);
    remove(Table::journeys, sql::kRemoveJourneys);
    remove(Table::sessions, sql::kRemoveSessions);
    at(Table::outbox, [this, &e] {
      for (const SubjectId& subject : e.subjects) c_.run(sql::kForgetMessages, subject, e.member);
      return true;
    });
  }

  void operator()(const EndPendings& e) {
    at(Table::contacts, [this, &e] {
      c_.run(sql::kEndPendings, a_.now, e.member);
      return true;
    });
  }
  void operator()(const AddContact& e) {
    at(Table::contacts, [this, &e] {
      const bool current = e.state == ContactState::current;
      const std::string state = current ? "current" : "pending";
      const std::string type = text(name_of(e.type));
      c_.run(sql::kEndContact, a_.now, e.member, type, state);
      return c_.run(sql::kAddContact, e.member, type, state,
                    current ? std::optional(a_.now) : std::nullopt, e.value_sealed, e.mask_sealed,
                    e.destination, e.message,
                    current ? std::nullopt : std::optional(e.code_expires_at), e.words) == 1;
    });
  }
  void operator()(const PromoteContact& e) {
    at(Table::contacts, [this, &e] {
      const auto pending = c_.one(sql::kHoldPending, e.contact, e.member, e.version);
      if (!pending) return false;
      c_.run(sql::kEndContact, a_.now, e.member, std::get<0>(*pending), std::string("current"));
      return c_.run(sql::kPromoteContact, a_.now, e.contact) == 1;
    });
  }
  void operator()(const CountWrongContactCode& e) {
    at(Table::contacts,
       [this, &e] { return c_.run(sql::kCountWrongContactCode, e.contact, e.version) == 1; });
  }
  void operator()(const RenewContactCode& e) {
    at(Table::contacts, [this, &e] {
      return c_.run(sql::kRenewContactCode, e.message, e.code_expires_at, e.contact, e.version) ==
             1;
    });
  }
  void operator()(const DropContact& e) {
    at(Table::contacts,
       [this, &e] { return c_.run(sql::kDropContact, a_.now, e.contact, e.version) == 1; });
  }

  void operator()(const Queue& e) {
    if (!outgoing_.goes_as_asked(e.kind)) find_own_language(e.member);
    at(Table::outbox, [this, &e] { return outgoing_.queue(e); });
  }
  void operator()(const Notify& e) {
    find_own_language(e.member);
    at(Table::outbox, [this, &e] { return outgoing_.notify(e); });
  }
  void operator()(const Settle& e) {
    at(Table::outbox, [this, &e] {
      const std::string as = text(name_of(e.as));
      c_.run(sql::kSettle, a_.now, as, as, a_.now, e.handled.message, e.handled.lease, as);
      return true;
    });
  }
  void operator()(const Audit& e) {
    at(Table::audit, [this, &e] {
      a_.audit.add(c_, {a_.now, text(name_of(e.event)), e.subject, a_.device, {}, e.detail});
      return true;
    });
  }

 private:
  struct Work {
    Table table;
    std::function<bool()> change;  // false: the guard does not hold any more
  };

  void at(Table table, std::function<bool()> change) {
    works_.push_back({table, std::move(change)});
  }
  void end_journey() {
    if (!a_.journey) return;
    at(Table::journeys, [this] {
      c_.run(sql::kEndJourney, *a_.journey);
      return true;
    });
  }
  void end_session() {
    if (!a_.full) return;
    at(Table::sessions, [this] {
      c_.run(sql::kEndSession, *a_.full);
      return true;
    });
  }
  // Before any change of this very step: the news that a password was changed goes in the language
  // of who had it until then.
  void find_own_language(MemberId member) {
    if (own_asked_) return;
    own_asked_ = true;
    works_.insert(works_.begin(), {Table::members, [this, member] {
                                     outgoing_.find_own_language(member);
                                     return true;
                                   }});
  }

  Connection& c_;
  const Applying& a_;
  std::vector<Work> works_;
  std::uint64_t held_ = 0;  // by how much holding the member moves the version on
  bool own_asked_ = false;
  Outgoing outgoing_{c_, a_};
};

}  // namespace

Applied apply(Connection& connection, const Effects& effects, const Applying& applying) {
  Application application(connection, applying);
  for (const Effect& effect : effects) std::visit(application, effect);
  if (application.empty()) return Applied::done;
  try {
    return application.run();
  } catch (const Conflict&) {
    return Applied::conflict;
  }
}

bool spend(Connection& connection, const Bucket& bucket, Time now) {
  if (bucket.most == 0) return false;
  const Digest hash = bucket_hash(bucket);
  const Time end = now + bucket.window;
  if (connection.run(sql::kSpendInWindow, hash, now, bucket.most) == 1) return true;
  if (connection.run(sql::kSpendInNewWindow, end, hash, now) == 1) return true;
  try {
    return connection.run(sql::kSpendFirst, hash, end) == 1;
  } catch (const Conflict&) {
    return false;  // none is left, or somebody opened the window at this very moment
  }
}

}  // namespace portillon
