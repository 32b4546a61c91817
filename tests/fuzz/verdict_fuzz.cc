// What an SMS gateway answers: which description, how far it came, the status, a header, the body.
#include <algorithm>
#include <array>

#include "courier/sms_verdict.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

// The forms of docs/providers.md: by status and JSON, by the body's beginning, by the status alone.
const std::array<SmsDescription, 3>& descriptions() {
  static const std::array<SmsDescription, 3> all = [] {
    std::array<SmsDescription, 3> made;
    made[0].accepted = {{200, 201}, {}, {{"messages.0.status", {"0", "PENDING"}}}};
    made[0].refused.json = {{"messages.0.status", {"5"}}};
    made[0].later = {{429}, {}, {}};
    made[0].id.json = "messages.0.id";
    made[1].accepted = {{202}, {"0: Accepted", "3: Queued"}, {}};
    made[1].refused.body_starts = {"Bad number"};
    made[1].id.after = "for delivery ";
    made[2].accepted.statuses = {204};
    made[2].id.header = "Location";
    return made;
  }();
  return all;
}

constexpr std::string_view kReasons[] = {"connect",        "timeout",         "bad_number",
                                         "not_now",        "gateway_timeout", "overloaded",
                                         "login_refused",  "server_error",    "not_accepted",
                                         "unclear_answer", "cut_answer"};

}  // namespace

void verdict(std::string_view input) {
  const SmsDescription& description = descriptions()[take_byte(input) % descriptions().size()];
  HttpReply reply;
  const unsigned char how = take_byte(input);
  reply.reach = static_cast<HttpReply::Reach>(how % 3);
  reply.whole = (how & 64U) != 0;
  reply.reason = how % 2 == 0 ? "connect" : "timeout";
  reply.status = 200 + take_byte(input) * 399U / 255;
  reply.kept_header = take_until(input, '\n');
  reply.body = input;
  const Handover handover = portillon::verdict(description, reply);
  const bool accepted = handover.answer == Answer::accepted;
  must(accepted == handover.reason.empty(), "there is a reason unless it was taken");
  must(accepted || std::ranges::find(kReasons, handover.reason) != std::end(kReasons),
       "which is a word of the code");
  must(handover.provider_id.size() <= 128 &&
           std::ranges::all_of(handover.provider_id, [](char c) { return c > ' ' && c <= '~'; }),
       "what they call it can be shown");
  must(accepted || handover.provider_id.empty(), "and is kept of what they took");
  if (!accepted) return;
  must(reply.reach == HttpReply::Reach::answered, "silence is no acceptance");
  must(std::ranges::count(description.accepted.statuses, reply.status) > 0,
       "nor is another status");
}

}  // namespace portillon::fuzz
