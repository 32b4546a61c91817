// Which passwords a member may choose. Source: the guide's rule; against what the rule alone lets
// through, ASVS 6.2.4 and 6.2.11 and NIST SP 800-63B-4 §3.1.1.2 (blocklists, with the reason said).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace portillon {

enum class PasswordProblem {
  malformed,  // not UTF-8; alone
  too_short,
  too_long,  // alone
  missing_digit,
  missing_upper,
  missing_lower,
  missing_special,
  common,
  built_on_identifier,
  built_on_name,
  built_on_contact,
  built_on_caisse,
};

// Words as the files have them: case, accents and hyphens do not matter, "Jean-Pierre" counts whole
// and in parts.
struct PasswordContext {
  std::string identifier;                 // Identifier::digits(), or empty
  std::vector<std::string> name_words;    // names and, where known, the commune
  std::vector<std::string> caisse_words;  // how the caisse and its site are called
  std::vector<std::string> banned_words;  // the caisse's additions to the common ones
  // Whether these folded letters (four or more), or these six digits, are a contact's; none: no.
  std::function<bool(std::string_view)> in_contact{};
};

// What is hashed and compared: the NFC form, so that an é is the same from every keyboard. nullopt
// when not UTF-8.
std::optional<Secret> normalized_password(std::string_view typed);

// Every reason against the password, in the order of the enum; empty when it may be used. That it
// is neither the current nor the temporary one is for the caller to check.
//
// Compared after folding, with and without reading 0 1 3 4 5 7 @ $ ! as letters:
// - common: what is left without the digits and signs around it is a common word, a banned one, a
//   repetition or a keyboard run; or the whole is a repetition or has under 6 effective characters;
//   or guesses_of() the whole (guesses.h) is no more than a stranger may try in a dozen years;
// - built on the identifier: any 6 of its digits in a row occur;
// - built on a contact: six digits in a row are the end of a number, or as for a name;
// - built on a name or the caisse: without its words (of 4 letters or more, and then those of 3
// too)
//   nothing of substance is left, or only digits and signs around it.
// Of substance is what has 8 effective characters (strength.h): so a long sentence may well hold
// the member's name, as it has more around the name than the rule asks of a whole password.
std::vector<PasswordProblem> check_password(std::string_view typed, const PasswordContext& context);

}  // namespace portillon
