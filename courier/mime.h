#pragma once
// An e-mail as it goes over the wire. Source: RFC 5322 (form), RFC 2045 to 2047 (parts, header
// words), RFC 3834 (Auto-Submitted). Made with GMime.

#include <optional>
#include <string>
#include <string_view>

#include "courier/mail_layout.h"
#include "courier/transport.h"
#include "crypto/secret.h"
#include "domain/email.h"

namespace portillon {

// Who writes, of the configuration.
struct MailSender {
  Email from;
  std::string name;               // shown before the address
  std::string caisse;             // at the head of the HTML part
  std::optional<Email> reply_to;  // empty: answers go to `from`
  Email bounces;  // delivery reports go here, with the handle: see envelope_sender()
};

// "retours+HANDLE@caisse.fr": a report that comes back names the very try by the address it is sent
// to, whatever the other side left of the message (VERP).
std::string envelope_sender(const Email& bounces, std::string_view handle);
// What room the handle takes of the 64 bytes of a local part.
inline constexpr std::size_t kLongestBouncesLocal = 64 - 1 - 42;

// multipart/alternative of plain text and HTML: CRLF, ASCII only, lines of at most 998 bytes, no
// line that begins a header but ours. nullopt if the recipient is no address. Throws
// std::invalid_argument if the handle is none.
std::optional<Secret> mime_message(const Envelope& envelope, const MailSender& sender,
                                   const MailLayout& layout);

}  // namespace portillon
