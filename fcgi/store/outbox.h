#pragma once
// What follows from a message's kind: how urgent it is, and how long its row is of use.

#include <chrono>

#include "page/step.h"

namespace portillon {

inline constexpr unsigned kPriorities = 3;  // kFindMostUrgent names each

// 0: somebody waits before a page; 1: temporary passwords; 2: notices.
constexpr unsigned priority_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::code:
    case MessageKind::verification:
      return 0;
    case MessageKind::temporary:
      return 1;
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return 2;
  }
  return 2;
}

// Beyond the longest window in which the row counts against a limit, or its reference is known
// again: 24 h for codes, 365 days for letters, 30 days (kReferenceKnown) for
// the rest.
constexpr std::chrono::hours kept_for(MessageKind kind, Channel channel) {
  constexpr std::chrono::hours kDay{24};
  if (channel == Channel::letter) return 400 * kDay;
  return priority_of(kind) == 0 ? 2 * kDay : 30 * kDay;
}

}  // namespace portillon
