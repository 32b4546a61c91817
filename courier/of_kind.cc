#include "courier/of_kind.h"

namespace portillon {
namespace {
constexpr std::chrono::hours kNoticeOfUse{7 * 24};
}

std::chrono::seconds of_use(const Claimed& claimed, const Limits& limits) {
  switch (claimed.kind) {
    case MessageKind::code:
    case MessageKind::verification:
      return limits.code_validity;
    case MessageKind::temporary:
      return claimed.channel == Channel::letter ? limits.letter_validity
                                                : limits.temporary_validity;
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return kNoticeOfUse;
  }
  return kNoticeOfUse;
}

bool has_decoy_course(MessageKind kind) {
  switch (kind) {
    case MessageKind::code:
    case MessageKind::temporary:
    case MessageKind::recovery_tried:
      return true;
    case MessageKind::verification:
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::frozen:
    case MessageKind::canary:
      return false;
  }
  return false;
}

}  // namespace portillon
