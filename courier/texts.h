#pragma once
// The words of what is sent: pages/texts/KIND.sms.txt, pages/texts/KIND.email.txt and
// pages/letters/KIND.txt, read and checked once at start. Of `frozen` there is only the letter, of
// codes and tries none. Another language has the same files below pages/TAG/, with its
// messages.toml; what is asked for in a language that is not there goes in French.
//
// Who reads a message may not be who chose its language (docs/decisions.md): an e-mail or letter in
// another language has a paragraph that begins with kInFrench, an SMS that tells of something asks
// kInFrenchBySms.
//
// Lines at the top that begin with ';' are comments. An e-mail's first line is its subject, an
// empty line follows. Placeholders:
//   {code} {temporary}        the secret; each only where it belongs, never in a subject
//   {until}                   end of its validity ; {when}: moment of the change
//   {reference} {caisse} {phone} {hours}
//   {site}                    host and port as people type them; {host}: without the port
//   {not_me}                  address of the page « Ce n'est pas moi », to be typed; a GET of it
//                             changes nothing
// There is none for an identifier, a name or a destination, so that no text can let them out.

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "courier/letter_text.h"
#include "crypto/secret.h"
#include "page/language.h"
#include "page/settings.h"
#include "page/step.h"
#include "page/types.h"
#include "shell/messages.h"

namespace portillon {

inline constexpr std::string_view kInFrench = "En français";
inline constexpr std::string_view kInFrenchBySms = "Pas vous";

// What changes from message to message.
struct Filling {
  std::string_view secret;  // code or temporary password; empty in a notice
  Time until{};
  Time when{};
  std::string_view reference;
  Language language{};
};

struct Rendered {
  std::string subject;  // empty in an SMS
  Secret text;
};

class Texts {
 public:
  // Throws StartError that names the file: unreadable, an unknown placeholder, a secret that is
  // missing or misplaced, or an SMS that at its longest is over one GSM-7 part with this caisse's
  // settings. A language that lacks a file is left out, see left_out(). The time zone must be set.
  static Texts load(const std::filesystem::path& pages, const Settings& settings);

  // sms or email.
  Rendered render(MessageKind, Channel, const Filling&) const;
  // Throws StartError for a kind that never goes by post.
  const LetterText& letter(MessageKind kind, Language = {}) const;
  // Dates, and the names of signs.
  const Messages& words(Language) const;
  const Caisse& caisse() const { return settings_.caisse; }
  const CaisseWords& caisse_words(Language) const;
  // Those that there are, French first. A message in another one is a message in French.
  std::vector<Language> languages() const;
  Language spoken(Language wanted) const;
  // Languages whose folder is there and a file of it is not, each with the file.
  const std::vector<std::string>& left_out() const { return left_out_; }
  // "monespace.exemple.fr:8443" of the configured origin.
  const std::string& site() const { return site_; }
  const std::string& not_me() const { return not_me_; }

 private:
  explicit Texts(const Settings& settings);
  struct Text {
    std::string subject;
    std::string body;
  };
  static constexpr std::size_t kKinds = 9;
  struct Spoken {
    Messages messages;
    CaisseWords caisse;
    std::array<std::array<Text, 2>, kKinds> texts;  // [kind][sms, email]
    std::array<std::optional<LetterText>, kKinds> letters;
  };
  void read(Language language, const std::filesystem::path& folder);
  const Spoken& in(Language language) const;
  void check(MessageKind kind, Channel channel, Language language, const std::string& file) const;
  std::string fill(std::string_view pattern, MessageKind kind, Channel channel,
                   const Filling& filling) const;

  const Settings& settings_;
  std::string site_;
  std::string host_;
  std::string not_me_;
  std::map<Language, Spoken> spoken_;
  std::vector<std::string> left_out_;
};

// The longest secret, times and reference that an SMS may carry; for checks and tests.
Filling longest_filling(MessageKind kind, const Limits& limits, Language = {});

}  // namespace portillon
