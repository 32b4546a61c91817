// The words of a letter: a file of pages/letters/, read once and checked at start.
//
// Lines that begin with ';' are comments. A line `[name]` opens a section: subject, contact,
// reference and before are required; box (the title of the framed password) and after are not.
// Paragraphs are separated by an empty line; a line that begins with a digit, a full stop and a
// space opens a numbered step. `**…**` is bold. Placeholders are {{CAISSE}} {{HOURS}} {{PHONE}}
// {{REFERENCE}} {{SITE}} {{VALID_UNTIL}} {{WHEN}} {{NOT_ME}}; there is none for the password or the
// identifier, so no text can let them out of their place.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

// A letter cannot be made: a text file with a mistake, or something that does not fit on the page.
// The message names what and where, never a person or a secret.
struct LetterError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct LetterParagraph {
  std::string number;  // "1" for a numbered step, else empty
  std::string text;    // with ** and {{PLACEHOLDERS}}; '\n' only in the section contact
};

struct LetterText {
  std::string subject;
  std::string contact;
  std::string reference;
  std::vector<LetterParagraph> before;
  std::string box;  // empty: this letter carries no password
  std::vector<LetterParagraph> after;

  // Throws LetterError that names the line.
  static LetterText parse(std::string_view file);
};

struct LetterFields {
  std::string caisse, hours, phone, reference, site, valid_until, when, not_me;
};

// Pango markup of one text with its fields filled in. Values are escaped and stripped of control
// and direction characters, so that no name can draw outside its line or bring markup with it.
std::string to_markup(std::string_view text, const LetterFields& fields);

// The same text without markup, for the document's title.
std::string to_plain(std::string_view text, const LetterFields& fields);

// Valid UTF-8 without control or direction characters (C0, C1, U+200E..200F, U+2028..202E,
// U+2066..2069): each is left out, and an invalid byte becomes U+FFFD.
std::string printable(std::string_view text);

// Escaped for Pango markup, after printable().
std::string escaped(std::string_view text);

}  // namespace portillon
