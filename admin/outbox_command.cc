#include "admin/outbox_command.h"

#include <algorithm>
#include <iostream>
#include <thread>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/json_object.h"
#include "admin/operator.h"
#include "admin/outbox_report.h"
#include "shell/start_error.h"
#include "shell/wake.h"

namespace portillon {
namespace {

constexpr std::string_view kKeysOfOutbox[] = {"audit_admin"};
constexpr unsigned kMostListed = 50;
constexpr unsigned kMostRetried = 10'000;
constexpr std::chrono::hours kDay{24};

// The outbox of this installation.
struct Office {
  Installation installation = Installation::load();
  Connection connection{installation.patient_database()};
  SystemRandom random;
  Keys keys = Keys::load(installation.keys, kKeysOfOutbox);
  Outbox outbox{connection, installation.config.settings, random, keys, operator_name()};
};

// Throws StartError that names the first one that is not there.
std::vector<ShownMessage> found_by(const std::vector<std::string>& names, Outbox& outbox) {
  std::vector<ShownMessage> all;
  for (const std::string& name : names) {
    std::vector<ShownMessage> found = outbox.find(name);
    if (found.empty()) throw StartError(name + ": no such message in the outbox");
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

void wake_for(Channel channel, const Installation& installation) {
  Queue queue;
  queue.channel = channel;
  Wake(installation.config.wake).call({queue});
}

std::vector<Channel> channels_of(const OutboxTestOrder& order, const Canary& canary) {
  std::vector<Channel> channels;
  for (const std::string& name : order.channels) channels.push_back(channel_from(name).value());
  if (!channels.empty()) return channels;
  if (!canary.mobile.empty()) channels.push_back(Channel::sms);
  if (!canary.email.empty()) channels.push_back(Channel::email);
  if (!canary.address.empty()) channels.push_back(Channel::letter);
  if (channels.empty()) throw StartError("[canary]: names nobody");
  return channels;
}

int acted(const OutboxNamesOrder& order, std::string_view act, unsigned count, std::size_t of,
          std::string_view sentence) {
  if (order.json) {
    std::cout << JsonObject().number(act, count).number("of", of).done() << '\n';
  } else {
    std::cout << count << " of " << of << sentence << '\n';
  }
  return done();
}

// Whether it has left by then.
bool awaited(MessageKey key, Outbox& outbox, std::chrono::steady_clock::time_point until) {
  constexpr std::chrono::milliseconds kLook{100};
  while (true) {
    const ShownMessage message = outbox.find(number_text(key)).at(0);
    const bool ended = !message.due_at;
    if (ended || std::chrono::steady_clock::now() >= until) {
      std::cout << message_text(message, outbox.now());
      return ended && message.state != "failed" && message.state != "dropped";
    }
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace

int run_outbox_list(const OutboxListOrder& order) {
  constexpr std::chrono::minutes kLong{1};
  Office office;
  Outbox& outbox = office.outbox;
  const OutboxView view{outbox.now(),
                        outbox.providers(),
                        outbox.counts(),
                        outbox.waiting(kLong, kMostListed),
                        outbox.failed(kDay, kMostListed),
                        outbox.canaries(kMostListed)};
  std::cout << (order.json ? outbox_json(view) : outbox_text(view));
  return done();
}

int run_outbox_show(const OutboxNamesOrder& order) {
  Office office;
  const Time now = office.outbox.now();
  for (const ShownMessage& message : found_by(order.names, office.outbox)) {
    std::cout << (order.json ? message_json(message) + "\n" : message_text(message, now));
  }
  return done();
}

int run_outbox_retry(const OutboxNamesOrder& order) {
  Office office;
  std::vector<ShownMessage> messages = found_by(order.names, office.outbox);
  if (order.failed) {
    std::ranges::move(office.outbox.worth_retrying(kDay, kMostRetried),
                      std::back_inserter(messages));
  }
  const unsigned retried = office.outbox.retry(messages);
  for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) {
    wake_for(channel, office.installation);
  }
  return acted(order, "retried", retried, messages.size(),
               " to be tried again; what left already, or is in a courier's hands, was not");
}

int run_outbox_drop(const OutboxNamesOrder& order) {
  Office office;
  const std::vector<ShownMessage> messages = found_by(order.names, office.outbox);
  const unsigned dropped = office.outbox.drop(messages);
  return acted(order, "dropped", dropped, messages.size(), " dropped; what left already was not");
}

int run_outbox_test(const OutboxTestOrder& order) {
  Office office;
  std::vector<MessageKey> keys;
  for (const Channel channel : channels_of(order, office.installation.config.settings.canary)) {
    keys.push_back(office.outbox.test(channel));
    wake_for(channel, office.installation);
    std::cout << name_of(channel) << ": queued as " << number_text(keys.back()) << "\n";
  }
  if (order.wait == 0) return done();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(order.wait);
  bool all = true;
  for (const MessageKey key : keys) all = awaited(key, office.outbox, until) && all;
  return done(all ? kDone : kFailed);
}

}  // namespace portillon
