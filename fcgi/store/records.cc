#include "store/records.h"

#include <algorithm>

#include "crypto/mac.h"
#include "page/derivations.h"
#include "store/queries.h"
#include "store/queries_health.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};

// Names in the database that this program does not know mean that it must not go on.
template <typename T>
T known(std::optional<T> value) {
  if (!value) throw StorageError("a column holds a name that this program does not know");
  return *value;
}

ContactState contact_state(std::string_view name) {
  return name == "pending" ? ContactState::pending : ContactState::current;
}

// kFindCredentials and kFindCredentialsOf have the same columns.
std::optional<Credentials> credentials_from(auto row) {
  if (!row) return std::nullopt;
  auto& [member, version, public_id, password, hash, channel, expires, wrong, confirmed, frozen] =
      *row;
  std::optional<Temporary> temporary;
  if (hash && channel && expires) {
    temporary = Temporary{*hash, *expires, wrong, known(channel_from(*channel))};
  }
  return Credentials{member,    version, std::move(public_id), std::move(password), temporary,
                     confirmed, frozen};
}

}  // namespace

Digest bucket_hash(const Bucket& bucket) { return sha256(bucket.name); }

Level find_level(Connection& connection, const Bucket& bucket, Time now) {
  const auto row = connection.one(sql::kFindLevel, bucket_hash(bucket), now);
  return row ? Level{std::get<0>(*row), std::get<1>(*row)} : Level{};
}

std::optional<Entry> SqlRecords::entry(const Lookup& subject) {
  const auto [member, kind, first_access] =
      connection_.one(sql::kFindEntry, subject.current, subject.previous).value();
  const Entry entry{member, known(kind_from(kind)), first_access};
  return member == kNobody ? std::nullopt : std::optional(entry);
}

Mix SqlRecords::mix() {
  const auto row = connection_.one(sql::kFindMix);
  if (!row) throw StorageError("mix holds no row");
  return std::apply([](auto... cells) { return Mix{cells...}; }, *row);
}

Recovery SqlRecords::recovery(const SubjectId& subject, Time now) {
  Recovery found;
  found.subject = subject;
  if (const auto row = connection_.one(sql::kFindRecovery, subject)) {
    const auto& [version, wrong_in_a_row, failed_at, journey, message, hash, expires, wrong] = *row;
    found.version = version;
    found.wrong_in_a_row = wrong_in_a_row;
    found.proof_failed_at = failed_at;
    if (journey && message && expires) {
      found.code = LiveCode{*journey, *message, hash, *expires, wrong};
    }
  }
  for (const auto& [kind, channel, at, came_back] :
       connection_.all(sql::kFindSent, subject, now - 365 * kDay)) {
    if (kind == name_of(MessageKind::code)) {
      if (at > now - kDay) found.codes_sent.push_back(at);
    } else if (kind == name_of(MessageKind::recovery_tried)) {
      found.warned_at = at;
    } else if (channel == name_of(Channel::letter)) {
      found.letters.push_back(at);
      if (!came_back) found.letters_that_came.push_back(at);
    }
  }
  return found;
}

SignIns SqlRecords::sign_ins(const SubjectId& subject) {
  SignIns found;
  found.subject = subject;
  if (const auto row = connection_.one(sql::kFindSignIns, subject)) {
    std::tie(found.version, found.failures, found.last_failure_at, found.failures_today,
             found.day_started_at) = *row;
  }
  return found;
}

std::optional<Credentials> SqlRecords::credentials(const Lookup& subject) {
  auto found =
      credentials_from(connection_.one(sql::kFindCredentials, subject.current, subject.previous));
  return found && found->member != kNobody ? std::move(found) : std::nullopt;
}

std::optional<Credentials> SqlRecords::credentials_of(MemberId member) {
  return credentials_from(connection_.one(sql::kFindCredentialsOf, member));
}

std::optional<Identity> SqlRecords::identity(MemberId member) {
  auto row = connection_.one(sql::kFindIdentity, member);
  if (!row) return std::nullopt;
  auto& [identifier, name] = *row;
  return Identity{std::move(identifier), std::move(name)};
}

std::string SqlRecords::contact_words(MemberId member) {
  std::string words;
  for (const auto& [of_one] : connection_.all(sql::kFindContactWords, member)) words += of_one;
  return words;
}

// Facts have a day, not a time: the whole day of `since` counts.
bool SqlRecords::fact(MemberId member, FactKind kind, const Lookup& answer, Time since) {
  return connection_
      .one(sql::kFindFact, member, std::string(name_of(kind)), answer.current, answer.previous,
           std::chrono::floor<std::chrono::days>(since))
      .has_value();
}

std::vector<Contact> SqlRecords::contacts(MemberId member) {
  std::vector<Contact> found;
  // A page whose account may not see verification codes asks without them.
  if (sql::kFindContacts.allowed.has(connection_.account())) {
    for (auto& [id, version, type, state, mask, destination, message, hash, expires, wrong] :
         connection_.all(sql::kFindContacts, member)) {
      found.push_back({id, version, known(contact_type_from(type)), contact_state(state),
                       std::move(mask), destination, hash, expires.value_or(Time{}), wrong,
                       message});
    }
  } else {
    for (auto& [id, version, type, state, mask, destination] :
         connection_.all(sql::kFindMasks, member)) {
      found.push_back({id,
                       version,
                       known(contact_type_from(type)),
                       contact_state(state),
                       std::move(mask),
                       destination,
                       {},
                       {},
                       0,
                       0});
    }
  }
  std::ranges::stable_sort(found, {}, &Contact::type);
  return found;
}

std::optional<MessageStatus> SqlRecords::message(MessageKey key) {
  auto row = connection_.one(sql::kFindMessage, key);
  if (!row) return std::nullopt;
  auto& [state, reference, queued_at, handed_over_at, settled_as, settled_at] = *row;
  MessageStatus status{
      known(message_state_from(state)), std::move(reference), queued_at, handed_over_at, {},
      settled_at.value_or(Time{})};
  if (settled_as) status.settled_as = known(message_state_from(*settled_as));
  return status;
}

std::optional<Handled> SqlRecords::handed_to(std::string_view provider,
                                             std::string_view provider_id) {
  const auto row =
      connection_.one(sql::kFindHandedTo, std::string(provider), std::string(provider_id));
  if (!row) return std::nullopt;
  return Handled{std::get<0>(*row), std::get<1>(*row) & kHandledLeases};
}

std::vector<Channel> SqlRecords::channels_down(Time now) {
  std::vector<Channel> down;
  for (auto& [channel] : connection_.all(sql::kFindChannelsDown, now - kProvidersKnown)) {
    down.push_back(known(channel_from(channel)));
  }
  return down;
}

std::vector<OpenSession> SqlRecords::open_sessions(MemberId member, Time now) {
  std::vector<OpenSession> found;
  for (auto& [id, device, started_at, seen_at] :
       connection_.all(sql::kFindOpenSessions, member, now - limits_.session_whole,
                       now - limits_.session_idle)) {
    found.push_back({id, std::move(device), started_at, seen_at});
  }
  return found;
}

std::vector<PastEvent> SqlRecords::events(MemberId member, unsigned most) {
  std::vector<PastEvent> found;
  for (auto& [event, device, at] : connection_.all(sql::kFindEvents, member, most)) {
    found.push_back({std::move(event), std::move(device), at});
  }
  return found;
}

Level SqlRecords::level(const Bucket& bucket, Time now) {
  return find_level(connection_, bucket, now);
}

std::vector<Time> SqlRecords::verifications_sent(MemberId member, Time now) {
  std::vector<Time> found;
  for (const auto& [at] : connection_.all(sql::kFindVerifications, member, now - kDay)) {
    found.push_back(at);
  }
  return found;
}

std::optional<MemberId> SqlRecords::told(const Lookup& subject, std::string_view reference,
                                         Time since) {
  std::optional<MemberId> found;
  for (const auto& [member, is_this_one] : connection_.all(
           sql::kFindTold, subject.current, subject.previous, std::string(reference), since)) {
    if (is_this_one) found = member;
  }
  return found;
}

Health SqlRecords::health() {
  // Nobody gets anywhere on it: as good as away.
  if (std::get<0>(connection_.one(sql::kReadOnly).value())) throw StorageError("is read-only");
  Health health;
  health.schema.version = std::get<0>(connection_.one(sql::kReadSchemaVersion).value()).value_or(0);
  health.schema.oldest_served =
      std::get<0>(connection_.one(sql::kReadOldestServed).value()).value_or(0);
  if (const auto seconds = std::get<0>(connection_.one(sql::kFindOldestDue).value())) {
    health.oldest_queued = std::chrono::seconds(*seconds);
  }
  health.now = std::get<0>(connection_.one(sql::kNow).value());  // last: it is compared at once
  return health;
}

}  // namespace portillon
