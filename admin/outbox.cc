#include "admin/outbox.h"

#include <algorithm>
#include <charconv>

#include "domain/reference.h"
#include "page/world.h"
#include "shell/start_error.h"
#include "store/apply.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::size_t kNumberDigits = 16;
constexpr std::string_view kRetry = "retry";
constexpr std::string_view kDrop = "drop";
constexpr std::string_view kTest = "test";

std::vector<ShownMessage> messages_of(auto rows) {
  std::vector<ShownMessage> found;
  for (auto& row : rows) {
    auto& [number, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference,
           provider, provider_id, handed_over_at, settled_as, settled_at, reason] = row;
    found.push_back({number, subject, std::move(kind), std::move(channel), std::move(state),
                     queued_at, due_at, tries, crashes, std::move(reference), std::move(provider),
                     std::move(provider_id), handed_over_at, std::move(settled_as), settled_at,
                     std::move(reason)});
  }
  return found;
}

std::optional<MessageKey> number_from(std::string_view text) {
  MessageKey number = 0;
  if (text.size() != kNumberDigits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool has_recipient(const Canary& canary, Channel channel) {
  switch (channel) {
    case Channel::sms:
      return !canary.mobile.empty();
    case Channel::email:
      return !canary.email.empty();
    case Channel::letter:
      return !canary.address.empty();
  }
  return false;
}

}  // namespace

Time Outbox::now() { return read_clock(connection_); }

std::vector<OutboxCount> Outbox::counts() {
  std::vector<OutboxCount> found;
  for (auto& [channel, kind, state, messages, oldest] : connection_.all(sql::kCountOutbox)) {
    found.push_back({std::move(channel), std::move(kind), std::move(state), messages, oldest});
  }
  return found;
}

std::vector<ShownProvider> Outbox::providers() {
  std::vector<ShownProvider> found;
  for (auto& [name, channel, seen_at, down, failures, accepted, failed, accepted_at, failed_at,
              reason] : connection_.all(sql::kFindProviders, now() - kProvidersKnown)) {
    found.push_back({{std::move(name), channel_from(channel).value_or(Channel::sms), down, failures,
                      accepted, failed, accepted_at, failed_at, std::move(reason)},
                     seen_at});
  }
  return found;
}

std::vector<ShownMessage> Outbox::failed(std::chrono::hours since, unsigned most) {
  return messages_of(connection_.all(sql::kShowFailed, now() - since, most));
}

std::vector<ShownMessage> Outbox::worth_retrying(std::chrono::hours since, unsigned most) {
  constexpr std::string_view kNotAgain[] = {"destination_limit", "sms_budget", "bounced", "npai"};
  std::vector<ShownMessage> messages = failed(since, most);
  std::erase_if(messages, [&](const ShownMessage& message) {
    return std::ranges::find(kNotAgain, message.reason) != std::end(kNotAgain);
  });
  return messages;
}

std::vector<ShownMessage> Outbox::waiting(std::chrono::seconds longer_than, unsigned most) {
  return messages_of(connection_.all(sql::kShowWaiting, now() - longer_than, most));
}

std::vector<ShownMessage> Outbox::canaries(unsigned most) {
  constexpr std::chrono::hours kRecent{7 * 24};
  return messages_of(connection_.all(sql::kShowCanaries, now() - kRecent, most));
}

std::vector<ShownMessage> Outbox::find(std::string_view name) {
  if (const auto number = number_from(name)) {
    return messages_of(connection_.all(sql::kShowByNumber, *number));
  }
  const auto reference = Reference::parse(name);
  if (!reference) {
    throw StartError(std::string(name) + ": neither a reference nor a number of 16 digits");
  }
  return messages_of(connection_.all(sql::kShowByReference, reference->text()));
}

unsigned Outbox::retry(const std::vector<ShownMessage>& messages) { return each(messages, kRetry); }

unsigned Outbox::drop(const std::vector<ShownMessage>& messages) { return each(messages, kDrop); }

unsigned Outbox::each(const std::vector<ShownMessage>& messages, std::string_view act) {
  unsigned changed = 0;
  const ShownMessage* last = nullptr;
  for (const ShownMessage& message : messages) {
    const auto rows = act == kRetry ? connection_.run(sql::kRetryMessage, message.number)
                                    : connection_.run(sql::kDropMessage, message.number);
    if (rows == 0) continue;
    ++changed;
    last = &message;
  }
  if (changed == 0) return 0;
  const SubjectId whose = changed == 1 ? last->subject : SubjectId{};
  change({Audit{Event::outbox_by_operator, whose, std::string(act)}});
  return changed;
}

MessageKey Outbox::test(Channel channel) {
  if (!has_recipient(settings_.canary, channel)) {
    throw StartError("[canary]: names nobody for " + std::string(name_of(channel)));
  }
  Queue order;
  order.key = new_message_key(random_);
  order.kind = MessageKind::canary;
  order.channel = channel;
  order.on_file_before = now();
  change({order, Audit{Event::outbox_by_operator, {}, std::string(kTest)}});
  return order.key;
}

// The operator's name stands where pages have the device.
void Outbox::change(const Effects& effects) {
  const Applying applying{now(), by_, {}, {}, {}, {}, settings_.limits, random_, audit_};
  if (apply(connection_, effects, applying) != Applied::done) {
    throw StorageError("the outbox is in use: nothing was noted in the audit trail");
  }
}

}  // namespace portillon
