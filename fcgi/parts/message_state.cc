#include "parts/message_state.h"

namespace portillon {
namespace {

// From then on the page says that it knows: most are handed over within seconds.
constexpr std::chrono::seconds kUsual{60};

MessageStep settled(MessageState as) {
  return as == MessageState::failed ? MessageStep::undeliverable : MessageStep::received;
}

MessageStep truth(const MessageStatus& status, bool over) {
  switch (status.state) {
    case MessageState::queued:
    case MessageState::sending:
      break;
    case MessageState::handed_over:
      return MessageStep::handed_over;
    case MessageState::delivered:
      return MessageStep::received;
    case MessageState::failed:
      return MessageStep::undeliverable;
    case MessageState::dropped:
      return MessageStep::too_late;
  }
  return over ? MessageStep::too_late : MessageStep::asked;
}

// Never by `failed` or `delivered`: of a message to nobody these say nothing, and of a member's
// that was hindered they would say that it is a member's. `dropped` is the same for both.
MessageStep outside(const MessageStatus& status, bool over, Time now) {
  if (status.settled_as && status.settled_at <= now) return settled(*status.settled_as);
  if (status.handed_over_at) return MessageStep::handed_over;
  if (over || status.state == MessageState::dropped) return MessageStep::too_late;
  return MessageStep::asked;
}

}  // namespace

MessageStep step_of(const MessageStatus& status, Onlooker onlooker, std::chrono::seconds use,
                    Time now) {
  const bool over = now >= status.queued_at + use;
  return onlooker == Onlooker::member ? truth(status, over) : outside(status, over, now);
}

bool is_final(MessageStep step) {
  return step != MessageStep::asked && step != MessageStep::handed_over;
}

bool is_lost(MessageStep step) {
  return step == MessageStep::undeliverable || step == MessageStep::too_late;
}

std::string reference_of(const MessageStatus& status, MessageStep step) {
  const bool left = step != MessageStep::asked && step != MessageStep::too_late;
  return left ? status.reference : std::string();
}

bool takes_long(const MessageStatus& status, MessageStep step, Time now) {
  return step == MessageStep::asked && now >= status.queued_at + kUsual;
}

}  // namespace portillon
