#pragma once
// From what was decided to the envelope that is handed over.

#include <string>

#include "courier/letter.h"
#include "courier/texts.h"
#include "courier/transport.h"
#include "page/dispatch.h"

namespace portillon {

// What is made for one try of one message, and forgotten after it.
struct Drawn {
  Secret secret;   // as it is typed; empty in a notice
  Secret grouped;  // of a temporary password: as it is printed
  Time until{};
  std::string reference;
};

// `channel`: the one it really goes by. Throws LetterError when the address does not fit.
Envelope compose(const Claimed&, Channel channel, Secret to, const Drawn&, Time now, const Texts&);

// The words of a letter, for those who read it on a screen: the password as it is typed.
Secret plain_text(const Letter&, std::string_view secret);

}  // namespace portillon
