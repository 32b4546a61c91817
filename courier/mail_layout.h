#pragma once
// The HTML part of an e-mail: the words of its plain text, in pages/texts/layout.email.html.
//
// Lines at the top that begin with ';' are comments. A line `[name]` opens a section, and each must
// be there with its placeholders and no others:
//   [page]       {language} {direction} {caisse} {title} {body} {closing}
//                The first two are "en", "ltr" of the mail's words, and stand in <html …> alone.
//   [paragraph]  {text}
//   [secret]     {label} {secret}      a code or temporary password
//   [list]       {items}               lines that begin with "- "
//   [steps]      {items}               lines that begin with "1. ", "2. " …
//   [item]       {text}
// What is filled in is escaped, always; there is no way around it. A mail fetches nothing and its
// text leads nowhere by a click: a layout with links, images, scripts, style sheets or addresses of
// other hosts is refused.

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "courier/texts.h"
#include "crypto/secret.h"
#include "page/language.h"
#include "page/palette.h"

namespace portillon {

// What a mail shows.
struct MailWords {
  std::string_view caisse;
  std::string_view subject;
  std::string_view text;    // of Texts::render: paragraphs with an empty line between
  bool has_secret = false;  // a paragraph "label : secret" is there, to be set large
  Language language{};
};

class MailLayout {
 public:
  // `primary` takes the place of the default palette's wherever the file has that. Throws
  // StartError that names the file and what is wrong with it.
  static MailLayout load(const std::filesystem::path& pages,
                         Colour primary = Palette{}.light.primary);

  // UTF-8, '\n' between lines.
  Secret html(const MailWords& words) const;

 private:
  enum Section : std::uint8_t { page, paragraph, secret, list, steps, item, kSections };
  static std::string_view name_of(Section);
  void check(Section section, const std::string& file) const;
  void put_secret(std::string& out, std::string_view words, std::size_t at) const;
  void put_paragraph(std::string& out, std::string_view words) const;

  std::array<std::string, kSections> patterns_;
};

// Throws StartError: an e-mail with a code or temporary password whose text has no line of its own
// for it, "label : secret".
void check_secrets_stand_alone(const Texts& texts, const Limits& limits);

}  // namespace portillon
