// E-mail addresses as people have them. Source: RFC 5321 4.5.3.1 (lengths), RFC 5322 3.2.3
// (dot-atom), RFC 1123 2.1 (host names). Quoted local parts, address literals, comments and
// non-ASCII are refused: no mailbox provider of the members gives them, and each has carried
// attacks.
#pragma once

#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

enum class EmailError {
  empty,
  missing_at,     // there is no @
  bad_local,      // before the @: nothing, too long, or dots at an end or in a row
  bad_domain,     // after the @: no dot, an empty or too long label, a hyphen at its end
  bad_character,  // spaces, accents, quotes, a second @, line ends, …
  too_long,       // over 254 characters
};

class Email {
 public:
  // Spaces around are dropped; the domain is made lower case, the local part kept as typed.
  static Outcome<Email, EmailError> parse(std::string_view typed);

  const std::string& address() const { return address_; }
  // "j•••@exemple.fr": always three dots, so that the length is not told.
  std::string masked() const;

  friend bool operator==(const Email&, const Email&) = default;

 private:
  explicit Email(std::string address) : address_(std::move(address)) {}
  std::string address_;
};

}  // namespace portillon
