#include "store/dispatch.h"

#include "store/apply.h"
#include "store/outbox.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/repeated.h"
#include "store/sessions.h"

namespace portillon {
namespace {

// Of the columns.
constexpr std::size_t kReasonLength = 64;
constexpr std::size_t kProviderLength = 32;
constexpr std::size_t kProviderIdLength = 128;
constexpr unsigned kMostCourses = 200;
constexpr std::chrono::seconds kFreshClock{1};
constexpr std::chrono::milliseconds kPause{1};
// Of what lost against another node of the cluster.
constexpr Tries kClaimTries{3, kPause};
constexpr Tries kTries{20, kPause};  // one row, that of the caisse's messages, is every courier's

struct Shown {
  std::optional<std::string> settled;
  std::optional<std::uint64_t> after;  // microseconds
};

Shown shown(const Sent& sent) {
  if (!sent.course || !sent.course->settled) return {};
  return {std::string(name_of(*sent.course->settled)),
          static_cast<std::uint64_t>(sent.course->after.count())};
}

std::string reason_text(std::string_view reason) {
  return std::string(reason.substr(0, kReasonLength));
}

std::optional<Claimed> claimed_from(auto& row) {
  const auto& [now, key, kind, channel, subject, member, journey, contact, before, queued_at, tries,
               lease, crashes, language, doubtful, settled] = row;
  const auto known_kind = message_kind_from(kind);
  const auto known_channel = channel_from(channel);
  if (!known_kind || !known_channel) return std::nullopt;
  return Claimed{key,
                 *known_kind,
                 *known_channel,
                 subject,
                 member,
                 journey,
                 contact,
                 before,
                 queued_at,
                 tries + 1,
                 lease + 1,
                 crashes,
                 Language::parse(language).value_or(Language{})};
}

// As the receipt of the last try said it; a new try forgets it (kStartSending).
bool has_arrived(const auto& row) {
  return std::get<std::tuple_size_v<std::remove_cvref_t<decltype(row)>> - 1>(row) ==
         name_of(MessageState::delivered);
}

// See kFindDue.
bool is_doubtful(const auto& row) {
  return std::get<std::tuple_size_v<std::remove_cvref_t<decltype(row)>> - 2>(row);
}

std::optional<Destination> electronic(ContactId contact, ContactType type,
                                      std::optional<std::string>& value_sealed,
                                      const std::optional<Digest>& hash) {
  if (contact == 0) return std::nullopt;
  return Destination{contact, type, std::move(value_sealed).value(), hash.value()};
}

Destination destination_from(auto& row) {
  auto& [contact, type, value_sealed, hash] = row;
  return {contact, contact_type_from(type).value_or(ContactType::email), std::move(value_sealed),
          hash};
}

}  // namespace

Time SqlDispatch::now() {
  const auto age = read_at_ ? Steady::now() - *read_at_ : Steady::duration::max();
  if (age < kFreshClock) return read_ + std::chrono::floor<Time::duration>(age);
  return note_clock(read_clock(connection_));
}

Time SqlDispatch::note_clock(Time now) {
  read_at_ = Steady::now();
  return read_ = now;
}

// Rows that another node of the cluster took at the same moment are let go of and left out of the
// next try; of what was claimed with them, others may be free.
std::vector<Claimed> SqlDispatch::claim(unsigned most, std::chrono::seconds lease,
                                        std::optional<Channel> only) {
  try {
    return repeated(kClaimTries, [&] { return try_claim(most, lease, only); });
  } catch (const Conflict&) {
    return {};
  }
}

// The most urgent first, by one look into the index for each priority and channel: an idle outbox
// costs next to nothing, however many rows are done with.
std::vector<Claimed> SqlDispatch::try_claim(unsigned most, std::chrono::seconds lease,
                                            std::optional<Channel> only) {
  std::vector<Claimed> claims;
  unsigned first = 0;
  if (only) {
    const auto waits = connection_.one(sql::kFindMostUrgent, std::string(name_of(*only)));
    if (!waits) return claims;
    first = std::get<0>(*waits);
  }
  Transaction transaction(connection_);
  for (unsigned priority = first; priority < kPriorities; ++priority) {
    for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) {
      const auto left = most - static_cast<unsigned>(claims.size());
      if (left == 0 || (only && *only != channel)) continue;
      for (auto& row :
           connection_.all(sql::kFindDue, priority, std::string(name_of(channel)), left)) {
        note_clock(std::get<0>(row));
        if (has_arrived(row)) {
          connection_.run(sql::kEndDelivered, std::get<1>(row));
          continue;
        }
        const auto seconds = static_cast<std::uint64_t>(lease.count());
        if (is_doubtful(row)) {
          connection_.run(sql::kLeaveInHand, seconds, std::get<1>(row));
          continue;
        }
        connection_.run(sql::kLease, seconds, std::get<1>(row));
        // A kind that only a newer courier knows waits for that one.
        if (auto claim = claimed_from(row)) claims.push_back(std::move(*claim));
      }
    }
  }
  transaction.commit();
  return claims;
}

std::optional<Destination> SqlDispatch::destination(const Claimed& claim) {
  if (claim.kind == MessageKind::verification) {
    auto row = connection_.one(sql::kFindVerificationDestination, claim.member, claim.key);
    return row ? std::optional(destination_from(*row)) : std::nullopt;
  }
  if (claim.contact) {
    auto row = connection_.one(sql::kFindNoticeDestination, *claim.contact, claim.member);
    return row ? std::optional(destination_from(*row)) : std::nullopt;
  }
  auto [mobile, mobile_sealed, mobile_hash, email, email_sealed, email_hash] =
      connection_
          .one(sql::kFindDestinations, claim.member, claim.on_file_before, claim.on_file_before)
          .value();
  auto by_sms = electronic(mobile, ContactType::mobile, mobile_sealed, mobile_hash);
  auto by_email = electronic(email, ContactType::email, email_sealed, email_hash);
  auto& wanted = claim.channel == Channel::email ? by_email : by_sms;
  auto& other = claim.channel == Channel::email ? by_sms : by_email;
  // One row for each channel was queued: the other one's is not this one's to take.
  if (wanted || claim.kind == MessageKind::recovery_tried) return wanted;
  return other;
}

std::optional<Addressee> SqlDispatch::addressee(const Claimed& claim) {
  auto row = connection_.one(sql::kFindAddress, claim.member);
  if (!row || std::get<0>(*row).empty()) return std::nullopt;
  return Addressee{std::move(std::get<0>(*row))};
}

bool SqlDispatch::mint_code(const Claimed& claim, const Digest& hash, Time expires_at,
                            std::string_view reference) {
  return start(claim, reference, [&] {
    return connection_.run(sql::kMintCode, hash, expires_at, claim.subject, claim.key,
                           claim.journey) == 1;
  });
}

bool SqlDispatch::mint_temporary(const Claimed& claim, const Digest& hash, Time expires_at,
                                 std::string_view reference) {
  return start(claim, reference, [&] {
    const std::string channel(name_of(claim.channel));
    const bool written = connection_.run(sql::kMintTemporary, hash, channel, expires_at,
                                         claim.member, channel, claim.queued_at) == 1;
    // Asked under the lock of the member's row: whoever queues a later one mints it after this.
    const bool superseded =
        connection_.one(sql::kFindLaterTemporary, claim.subject, claim.queued_at).has_value();
    return (written || claim.member == kNobody) && !superseded;
  });
}

bool SqlDispatch::mint_verification(const Claimed& claim, const Digest& hash, Time expires_at,
                                    std::string_view reference) {
  return start(claim, reference, [&] {
    return connection_.run(sql::kMintVerification, hash, expires_at, claim.member, claim.key) == 1;
  });
}

bool SqlDispatch::start_notice(const Claimed& claim, std::string_view reference) {
  return start(claim, reference, [] { return true; });
}

bool SqlDispatch::start(const Claimed& claim, std::string_view reference,
                        const std::function<bool()>& minted) {
  try {
    return repeated(kTries, [&] {
      Transaction transaction(connection_);
      if (!minted()) return false;
      if (connection_.run(sql::kStartSending, std::string(reference), claim.key, claim.lease) !=
          1) {
        return false;
      }
      transaction.commit();
      return true;
    });
  } catch (const Conflict& conflict) {
    // Not « nobody waits for it »: the row stays, and is due again when its lease ends.
    throw StorageError(conflict.what());
  }
}

bool SqlDispatch::handed_over(const Claimed& claim, const Sent& sent) {
  const auto [settled, after] = shown(sent);
  return connection_.run(sql::kHandedOver, sent.provider.substr(0, kProviderLength),
                         sent.provider_id.substr(0, kProviderIdLength), settled, after, claim.key,
                         claim.lease) == 1;
}

bool SqlDispatch::put_off(const Claimed& claim, Time until, std::string_view reason) {
  return connection_.run(sql::kPutOff, until, reason_text(reason), claim.key, claim.lease) == 1;
}

bool SqlDispatch::failed(const Claimed& claim, std::string_view reason, const Sent& sent) {
  auto [settled, after] = shown(sent);
  if (!sent.course) {
    settled = name_of(MessageState::failed);
    after = 0;
  }
  return connection_.run(sql::kFailed, reason_text(reason),
                         sent.provider.substr(0, kProviderLength), settled, after, claim.key,
                         claim.lease) == 1;
}

bool SqlDispatch::dropped(const Claimed& claim, std::string_view reason) {
  return connection_.run(sql::kDropped, reason_text(reason), claim.key, claim.lease) == 1;
}

bool SqlDispatch::given_back(const Claimed& claim) {
  return connection_.run(sql::kGiveBack, claim.key, claim.lease) == 1;
}

std::vector<Course> SqlDispatch::courses(Channel channel) {
  std::vector<Course> found;
  for (auto& [settled, after] :
       connection_.all(sql::kFindCourses, std::string(name_of(channel)), kMostCourses)) {
    const auto state = settled ? message_state_from(*settled) : std::nullopt;
    found.push_back({state, std::chrono::microseconds(after.value_or(0))});
  }
  return found;
}

void SqlDispatch::report(std::uint64_t run, const std::vector<ProviderState>& states) {
  for (const ProviderState& state : states) {
    const auto written = [&](const auto& query) {
      return connection_.run(query, std::string(name_of(state.channel)), unsigned{state.down},
                             state.failures, state.accepted, state.failed,
                             static_cast<std::uint64_t>(state.spent.count()), state.accepted_at,
                             state.failed_at, reason_text(state.reason), state.node, run,
                             state.name);
    };
    if (written(sql::kReportProvider) == 0) written(sql::kAddProvider);
  }
}

std::vector<LetterFate> SqlDispatch::letters_of(const std::string& provider,
                                                const std::string& batch) {
  std::vector<LetterFate> found;
  for (auto& [reference, settled, settled_at] :
       connection_.all(sql::kFindBatch, provider, batch + sql::kBatchFrom, batch + sql::kBatchTo)) {
    found.push_back(
        {std::move(reference), settled ? message_state_from(*settled) : std::nullopt, settled_at});
  }
  return found;
}

Level SqlDispatch::level(const Bucket& bucket) { return find_level(connection_, bucket, now()); }

bool SqlDispatch::spend(const Bucket& bucket) {
  // Left to the end of its lease, a message would come a minute late; refused because another
  // courier opened the window at this moment, it would never come.
  return repeated(kTries, [&] {
    if (portillon::spend(connection_, bucket, now())) return true;
    if (level(bucket).used < bucket.most) throw Conflict("another one was quicker");
    return false;
  });
}

}  // namespace portillon
