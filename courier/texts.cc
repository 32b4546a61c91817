#include "courier/texts.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "courier/gsm7.h"
#include "courier/reference.h"
#include "domain/temporary.h"
#include "pages.h"
#include "shell/languages.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr MessageKind kByWire[] = {MessageKind::code,
                                   MessageKind::temporary,
                                   MessageKind::verification,
                                   MessageKind::password_changed,
                                   MessageKind::contact_changed,
                                   MessageKind::first_access,
                                   MessageKind::recovery_tried,
                                   MessageKind::canary};
constexpr std::pair<MessageKind, std::string_view> kByPost[] = {
    {MessageKind::temporary, "temporary_password"},
    {MessageKind::password_changed, "password_changed"},
    {MessageKind::contact_changed, "contact_changed"},
    {MessageKind::first_access, "first_access"},
    {MessageKind::frozen, "frozen"},
    {MessageKind::canary, "canary"}};
constexpr Channel kElectronic[] = {Channel::sms, Channel::email};
constexpr std::size_t kLongestMessage = 4096;  // bytes

// The placeholder of the secret that this kind carries; empty for a notice.
std::string_view secret_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::code:
    case MessageKind::verification:
      return "{code}";
    case MessageKind::temporary:
      return "{temporary}";
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return {};
  }
  return {};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw StartError(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string_view without_comments(std::string_view text) {
  while (text.starts_with(';')) {
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::string_view after_scheme(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

// Without the port, which an origin-bound code does not name; "[::1]:8080" keeps its brackets.
std::string_view without_port(std::string_view site) {
  const std::size_t colon = site.rfind(':');
  const bool port = colon != std::string_view::npos && site.find(']', colon) == site.npos;
  return port ? site.substr(0, colon) : site;
}

std::string_view url_of_not_me() {
  for (const PageEntry& page : kPages) {
    if (page.stem == "not_me") return page.urls;
  }
  return {};
}

// The last line is what browsers look at when they offer the code, on this site alone (WICG,
// origin-bound one-time codes). A link would teach people to follow one in the next forged SMS.
void check_sms(std::string_view body, std::string_view secret, const std::string& file) {
  constexpr std::string_view kBound = "\n@{host} #{code}";
  if (secret == "{code}" && !body.ends_with(kBound)) {
    throw StartError(file + ": does not end with the line @{host} #{code}");
  }
  for (const std::string_view link : {"://", "www.", "{site}", "{not_me}"}) {
    if (body.find(link) != body.npos) throw StartError(file + ": holds a link");
  }
}

void check_french(bool there, std::string_view wanted, const std::string& file) {
  if (!there)
    throw StartError(file + ": has no \"" + std::string(wanted) + "\" for who reads French");
}

bool has_french(const LetterText& letter) {
  const auto begins = [](const LetterParagraph& each) { return each.text.starts_with(kInFrench); };
  return std::ranges::any_of(letter.before, begins) || std::ranges::any_of(letter.after, begins);
}

std::filesystem::path text_file(const std::filesystem::path& folder, MessageKind kind,
                                Channel channel) {
  return folder / "texts" /
         (std::string(name_of(kind)) + "." + std::string(name_of(channel)) + ".txt");
}

std::filesystem::path letter_file(const std::filesystem::path& folder, std::string_view name) {
  return folder / "letters" / (std::string(name) + ".txt");
}

// The first file that a language must have and has not.
std::optional<std::filesystem::path> missing_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files{folder / "messages.toml"};
  for (const MessageKind kind : kByWire) {
    for (const Channel channel : kElectronic) files.push_back(text_file(folder, kind, channel));
  }
  for (const auto& [kind, name] : kByPost) files.push_back(letter_file(folder, name));
  const auto found = std::ranges::find_if(
      files, [](const std::filesystem::path& file) { return !std::filesystem::exists(file); });
  return found == files.end() ? std::nullopt : std::optional(*found);
}

LetterText read_letter(const std::filesystem::path& path) {
  try {
    return LetterText::parse(read_file(path));
  } catch (const LetterError& error) {
    throw StartError(path.string() + ": " + error.what());
  }
}

}  // namespace

Texts::Texts(const Settings& settings)
    : settings_(settings),
      site_(after_scheme(settings.site.origin)),
      host_(without_port(site_)),
      not_me_(site_ + settings.site.prefix + std::string(url_of_not_me())) {}

Texts Texts::load(const std::filesystem::path& pages, const Settings& settings) {
  Texts texts(settings);
  texts.read({}, pages);
  for (const Language language : languages_in(pages)) {
    const auto folder = pages / language.tag();
    if (const auto missing = missing_in(folder)) {
      texts.left_out_.push_back(missing->string());
    } else {
      texts.read(language, folder);
    }
  }
  return texts;
}

void Texts::read(Language language, const std::filesystem::path& folder) {
  Spoken& words = spoken_[language];
  words.messages = Messages::load(folder / "messages.toml", language);
  words.caisse = settings_.caisse.words_in(language);
  for (const MessageKind kind : kByWire) {
    for (const Channel channel : kElectronic) {
      const auto path = text_file(folder, kind, channel);
      const std::string file = read_file(path);
      std::string_view body = without_comments(file);
      Text& text = words.texts[static_cast<std::size_t>(kind)][static_cast<std::size_t>(channel)];
      if (channel == Channel::email) {
        const std::size_t end = body.find("\n\n");
        if (end == body.npos || body.find('\n') != end) {
          throw StartError(path.string() + ": wants a subject and an empty line after it");
        }
        text.subject = body.substr(0, end);
        body.remove_prefix(end + 2);
      }
      text.body = body;
      check(kind, channel, language, path.string());
    }
  }
  for (const auto& [kind, name] : kByPost) {
    const auto path = letter_file(folder, name);
    LetterText& letter = words.letters[static_cast<std::size_t>(kind)].emplace(read_letter(path));
    if (letter.box.empty() == (kind == MessageKind::temporary)) {
      throw StartError(path.string() + ": only the temporary password has a [box], and needs it");
    }
    if (language != Language{} && kind != MessageKind::canary) {
      check_french(has_french(letter), kInFrench, path.string());
    }
  }
}

void Texts::check(MessageKind kind, Channel channel, Language language,
                  const std::string& file) const {
  const Text& pattern =
      in(language).texts[static_cast<std::size_t>(kind)][static_cast<std::size_t>(channel)];
  const std::string_view secret = secret_of(kind);
  if (!secret.empty() && pattern.body.find(secret) == std::string::npos) {
    throw StartError(file + ": does not hold " + std::string(secret));
  }
  if (!secret.empty() && pattern.subject.find(secret) != std::string::npos) {
    throw StartError(file + ": has " + std::string(secret) + " in the subject");
  }
  if (channel == Channel::sms) check_sms(pattern.body, secret, file);
  if (language != Language{} && kind != MessageKind::canary) {
    if (channel == Channel::email) {
      check_french(pattern.body.find("\n\n" + std::string(kInFrench)) != std::string::npos,
                   kInFrench, file);
    } else if (is_notice(kind)) {
      check_french(pattern.body.find(kInFrenchBySms) != std::string::npos, kInFrenchBySms, file);
    }
  }
  try {
    const Rendered longest =
        render(kind, channel, longest_filling(kind, settings_.limits, language));
    const auto septets = gsm7_septets(longest.text.reveal());
    if (channel == Channel::sms && septets.value_or(kSmsSeptets + 1) > kSmsSeptets) {
      throw StartError("is over " + std::to_string(kSmsSeptets) + " septets at its longest (" +
                       std::to_string(septets.value_or(0)) +
                       "), with the host and telephone number of the configuration");
    }
  } catch (const StartError& error) {
    throw StartError(file + ": " + error.what());
  }
}

const Texts::Spoken& Texts::in(Language language) const {
  const auto found = spoken_.find(language);
  return found == spoken_.end() ? spoken_.at({}) : found->second;
}

const Messages& Texts::words(Language language) const { return in(language).messages; }

const CaisseWords& Texts::caisse_words(Language language) const { return in(language).caisse; }

Language Texts::spoken(Language wanted) const {
  return spoken_.contains(wanted) ? wanted : Language{};
}

std::vector<Language> Texts::languages() const {
  std::vector<Language> all{Language{}};
  for (const auto& [language, words] : spoken_) {
    if (language != Language{}) all.push_back(language);
  }
  return all;
}

const LetterText& Texts::letter(MessageKind kind, Language language) const {
  const auto& found = in(language).letters.at(static_cast<std::size_t>(kind));
  if (!found) throw StartError(std::string(name_of(kind)) + ": has no letter");
  return *found;
}

// Reserved beforehand, so that no copy of a secret stays behind in memory that was given back.
std::string Texts::fill(std::string_view pattern, MessageKind kind, Channel channel,
                        const Filling& filling) const {
  const Spoken& words = in(filling.language);
  const std::string until = words.messages.text(
      kind == MessageKind::temporary ? date_and_clock_of(filling.until) : clock_of(filling.until));
  const std::string when = words.messages.text(date_and_clock_of(filling.when));
  const std::string_view own = secret_of(kind);
  const auto value = [&](std::string_view name) -> std::string_view {
    if (!own.empty() && name == own) return filling.secret;
    if (name == "{until}" && !own.empty()) return until;
    if (name == "{when}" && own.empty()) return when;
    if (name == "{reference}") return filling.reference;
    if (name == "{caisse}") return settings_.caisse.name;
    if (name == "{phone}") return settings_.caisse.phone;
    if (name == "{hours}") return words.caisse.hours;
    if (name == "{site}") return site_;
    if (name == "{host}") return host_;
    if (name == "{not_me}") return not_me_;
    throw StartError(std::string(name) + " is no placeholder of this text");
  };
  std::string out;
  out.reserve(kLongestMessage);
  const auto put = [&](std::string_view piece) {
    if (channel == Channel::sms) {
      append_gsm7(out, piece);
    } else {
      out += piece;
    }
  };
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    put(pattern.substr(0, open));
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    if (close == pattern.npos) throw StartError("'{' without '}'");
    put(value(pattern.substr(0, close + 1)));
    pattern.remove_prefix(close + 1);
  }
  return out;
}

Rendered Texts::render(MessageKind kind, Channel channel, const Filling& filling) const {
  const Text& pattern = in(filling.language)
                            .texts.at(static_cast<std::size_t>(kind))
                            .at(static_cast<std::size_t>(channel));
  return {fill(pattern.subject, kind, channel, filling),
          Secret::from(fill(pattern.body, kind, channel, filling))};
}

Filling longest_filling(MessageKind kind, const Limits& limits, Language language) {
  using namespace std::chrono_literals;
  static constexpr std::string_view kDigits = "00000000";
  static constexpr std::string_view kSymbols = "AAAAAAAAAAAA";
  static_assert(kSymbols.size() == kTemporaryLength);
  constexpr Time kWidest = std::chrono::sys_days(2026y / 9 / 25) + 20h + 20min;
  const bool code = secret_of(kind) == "{code}";
  const std::string_view secret = code ? kDigits.substr(0, limits.code_digits) : kSymbols;
  return {secret_of(kind).empty() ? std::string_view() : secret, kWidest, kWidest, kWidestReference,
          language};
}

}  // namespace portillon
