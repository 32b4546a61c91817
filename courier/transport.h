#pragma once
// The seam between the courier and whoever carries its messages: all providers of a channel, in
// order (courier/provider_chain.h); the demo's mailbox; a test's double.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "page/dispatch.h"
#include "page/language.h"
#include "page/step.h"
#include "page/types.h"

namespace portillon {

// One message, whole. Lives only while it is handed over.
struct Envelope {
  MessageKey key = 0;  // the same at every try of one message
  MessageKind kind = MessageKind::code;
  Channel channel = Channel::sms;
  Secret to;              // E.164 number, e-mail address, or postal lines with '\n' between
  std::string subject;    // of an e-mail or letter; never holds a secret
  Secret text;            // UTF-8; of an SMS within one GSM-7 part
  std::string reference;  // another one at every try
  Secret pdf;             // of a letter: what is printed
  Time at{};              // when the courier made it, by the one clock
  // What the other side calls this try by when it tells what became of it (page/derivations.h:
  // handle_of); another one at every try, so also its idempotency key.
  std::string handle = {};
  Language language = {};  // of the words
};

enum class Answer : std::uint8_t {
  accepted,     // the other side answers for the message from now on
  refused,      // never this message, whoever carries it: no such number or mailbox
  later,        // not this message now, though they work: mailbox full, greylisting
  unavailable,  // they take nothing now: away, not letting us in, overloaded; surely not taken
  unknown,      // cut or silent after all was said: it may have been taken
};

std::string_view name_of(Answer);
// Whether the provider works, whatever became of this one message.
bool works(Answer);

struct Handover {
  Answer answer = Answer::accepted;
  std::string_view reason = {};  // a word from the code ("timeout", "bad_number"), up to 64 signs
  std::string provider = {};     // who gave the answer; a word of the configuration
  std::string provider_id = {};  // of an accepted one: what they call it; at most 128 bytes
};

// How one provider does, since the courier was started.
struct ProviderReport {
  std::string name = {};
  Channel channel = Channel::sms;
  bool down = false;
  unsigned failures = 0;  // in a row
  std::uint64_t accepted = 0;
  std::uint64_t failed = 0;
  std::chrono::milliseconds spent{0};  // on all tries, whatever came of them
  std::optional<std::chrono::steady_clock::time_point> accepted_at = {};  // the last one
  std::optional<std::chrono::steady_clock::time_point> failed_at = {};
  std::string_view reason = {};  // of that one
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Called by several threads at the same time; answers or throws within kHandoverWithin.
  virtual Handover send(const Envelope&) = 0;
  // Before this moment nothing of the channel would be taken: let messages wait where they are.
  virtual std::chrono::steady_clock::time_point ready_at(Channel) const { return {}; }
  virtual std::vector<ProviderReport> reports() const { return {}; }
  // Once a minute, by one thread, between two messages: what a provider does by the clock.
  virtual void tend(Channel, Dispatch&) {}
};

inline constexpr std::chrono::seconds kHandoverWithin{20};

}  // namespace portillon
