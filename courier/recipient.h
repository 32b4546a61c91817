#pragma once
// Where a message goes: to the contact or the address on file, or to nobody.

#include <optional>
#include <string>
#include <string_view>

#include "page/dispatch.h"
#include "page/settings.h"

namespace portillon {

struct Recipient {
  Channel channel;
  bool somebody = false;            // false: the same course, and nothing leaves
  std::string sealed;               // of somebody; plain, of a canary
  std::string_view purpose;         // of its seal
  std::optional<Digest> hash;       // of an electronic one: what the limit counts
  std::string_view hindrance = {};  // why nothing may leave: nobody's course, then failed
};

// Whatever stands between a member and a message shows on no page: `to` becomes nobody.
void hinder(Recipient& to, std::string_view reason);

// Of a stranger, or of a member with nothing on file: nobody, by the channel that was queued.
Recipient recipient_of(const Claimed&, Dispatch&, const Canary&);

// By e-mail if that is on file. If not, what would have been an SMS runs a stranger's course, so
// that a page tells nobody whether there was a number to send it to; then it fails.
Recipient instead_of_sms(const Claimed&, Dispatch&);

}  // namespace portillon
