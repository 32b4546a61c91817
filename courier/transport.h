#pragma once
// The seam between the courier and whoever carries its messages: a gateway, a mail server, a
// printing house; the demo's mailbox; a test's double.

#include <string>
#include <string_view>

#include "crypto/secret.h"
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
};

enum class Answer { accepted, try_later, refused };

struct Handover {
  Answer answer = Answer::accepted;
  std::string_view reason;  // a word from the code ("timeout", "bad_number"), at most 64 characters
};

class Transport {
 public:
  virtual ~Transport() = default;
  // accepted: the other side answers for the message from now on. try_later: it does not, but may
  // take the next try. refused: never this one. Called by one thread per channel at the same time;
  // answers or throws within kHandoverWithin.
  virtual Handover send(const Envelope&) = 0;
};

inline constexpr std::chrono::seconds kHandoverWithin{20};

}  // namespace portillon
