#pragma once
// Parts of pages: the ways that nobody can choose now, member or stranger: none who could carry a
// message is there, or all members together have used something up. Letters are never away.

#include <optional>
#include <string_view>
#include <vector>

#include "page/message.h"
#include "page/world.h"

namespace portillon {

struct Away {
  std::optional<Time> codes;  // too many wrong ones in the caisse: none goes until then
  bool sms_spent = false;     // those of the day
  std::vector<Channel> down;  // nobody can be reached who carries them

  bool is_down(Channel) const;
  bool holds(Channel) const;  // no code goes by it now
  // Neither SMS nor e-mail, and nobody knows until when.
  bool all() const;
  // Where a destination would stand.
  Text hint() const;
  // Why no code goes by this way: when `holds` it, but for `codes`, which has words of its own.
  Text refusal(Channel) const;
  // The same for the audit trail.
  std::string_view reason(Channel) const;
};

Away away_now(const World&);

}  // namespace portillon
