#pragma once
// Parts of pages: what a page may say has become of a message. Anybody may ask for a message to any
// number, so what he sees must not tell whether somebody stands behind it: a message to nobody, or
// one to a member that never left because of a limit of ours, has the same columns and shows the
// same course. The truth is for who is known to be the member.

#include <chrono>
#include <string>

#include "page/records.h"

namespace portillon {

// Of one message, in this order but for the last two, which can follow any of the first two.
enum class MessageStep : std::uint8_t {
  asked,          // waits for the courier, or for whoever carries it
  handed_over,    // on its way; nothing more may ever be heard of it
  received,       // at the other end
  undeliverable,  // refused, or given back: it will not come
  too_late,       // did not leave while it was of use, and will not leave any more
};

// Who looks: the member himself (a proof was answered, or a right code or password typed), or
// whoever knows a number.
enum class Onlooker : std::uint8_t { anybody, member };

// `use`: how long from when it was asked for the message is of any use.
MessageStep step_of(const MessageStatus&, Onlooker, std::chrono::seconds use, Time now);

// Nothing more will be heard that would change it.
bool is_final(MessageStep);

// It will not come: another one, or another way, is what helps.
bool is_lost(MessageStep);

// What the message that comes bears; empty until one has left. A try that comes to nothing has had
// one too, which no message will ever bear.
std::string reference_of(const MessageStatus&, MessageStep);

// It has been waiting longer than it usually does.
bool takes_long(const MessageStatus&, MessageStep, Time now);

}  // namespace portillon
