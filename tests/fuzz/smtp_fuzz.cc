// What was said on an SMTP connection: lines that begin with '>' are ours, 'c' and 'e' are the
// library asking for content and having had all of it, everything else is the server's.
#include "courier/smtp_dialogue.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kQueueSigns =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_=/";

void is_queue_name(std::string_view name) {
  must(name.empty() || (name.size() >= 5 && name.size() <= 64 && only(name, kQueueSigns)),
       "a server's name for a message is a word, and no address");
}

struct Heard {
  bool after_end = false;
  bool taken = false;  // a 2xx was said to the whole message
};

void one_line(SmtpDialogue& dialogue, std::string_view line, Heard& heard) {
  if (line.starts_with('>')) {
    dialogue.said(line.substr(1));
    heard = {};
  } else if (line == "c") {
    dialogue.content_asked();
  } else if (line == "e") {
    dialogue.content_ended();
    heard = {true, false};
  } else {
    dialogue.heard(line);
    heard.taken |= heard.after_end && line.starts_with('2');
  }
}

}  // namespace

void smtp(std::string_view input) {
  is_queue_name(queue_name(input));
  SmtpDialogue dialogue;
  Heard heard;
  // Some lines are as they come, without the end that a server owes them.
  const std::string_view end = take_byte(input) % 2 == 0 ? "\r\n" : "";
  while (!input.empty()) {
    const std::string line(take_until(input, '\n'));
    one_line(dialogue, line == "c" || line == "e" ? line : line + std::string(end), heard);
  }
  for (int i = 0; i <= static_cast<int>(SmtpFailure::other); ++i) {
    const Handover handover = dialogue.outcome(static_cast<SmtpFailure>(i));
    must(handover.reason.size() <= 64, "a reason is a word of the code");
    must(handover.reason.empty() == (handover.answer == Answer::accepted),
         "and there is one unless it was taken");
    is_queue_name(handover.provider_id);
    if (handover.answer != Answer::accepted) continue;
    must(dialogue.phase() == SmtpPhase::ended, "nothing is taken before its end");
  }
}

}  // namespace portillon::fuzz
