// Print-ready letters: one A4 page in PDF for a French DL window envelope.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "courier/letter_text.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "page/language.h"
#include "page/palette.h"
#include "shell/messages.h"

namespace portillon {

// The caisse as it writes at the head of its letters.
struct LetterSender {
  std::string name;                  // « MSA Sud Aquitaine »
  std::vector<std::string> address;  // up to 6 lines
  std::string phone;                 // as printed: « 03 20 90 05 00 »
  std::string hours;  // « du lundi au vendredi, 8 h 30–12 h 15 et 13 h 30–16 h 30 »
  Colour colour = Palette{}.light.primary;  // of its name, the rule below and the steps' numbers
};

struct Letter {
  Language language{};
  const Messages* words = nullptr;  // of that language; only a password needs them
  LetterSender sender;
  // As printed: 1 to 6 lines of at most 38 characters, La Poste's form.
  std::vector<std::string> recipient;
  std::string place_and_date;  // « Mont-de-Marsan, le 3 février 2025 »
  LetterText text;
  // The temporary password, groups separated by one space; empty if the text has no box.
  Secret secret;
  std::string valid_until;  // « 5 mars 2025 »
  std::string reference;
  std::string when;                  // a notice: what happened did so « 3 février à 10 h 02 »
  std::string not_me;                // a notice: where the access can be closed
  std::string site;                  // where the member goes: « monespace.exemple.fr »
  std::chrono::sys_seconds made_at;  // the document's creation date
};

// One page exactly; the same letter makes the same bytes on the same machine. Fonts are embedded
// (see letter_page.h for their package). Throws LetterError when something does not fit, is
// missing, or when the font is not installed. The result holds the secret in readable form: it goes
// to the printer's spool and nowhere else. Pango and cairo keep their own copies while they work;
// those are freed, not wiped.
Bytes make_letter(const Letter& letter);

}  // namespace portillon
