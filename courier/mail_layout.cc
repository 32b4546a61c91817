#include "courier/mail_layout.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <vector>

#include "courier/mail_text.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::size_t kLongestPage = 32768;  // bytes of one mail's HTML

// The placeholders of each section, in the order of Section.
constexpr std::array<std::array<std::string_view, 6>, 6> kPlaceholders{
    {{"{language}", "{direction}", "{caisse}", "{title}", "{body}", "{closing}"},
     {"{text}"},
     {"{label}", "{secret}"},
     {"{items}"},
     {"{items}"},
     {"{text}"}}};

// Nothing of a message or of the configuration: two letters, and "ltr" or "rtl".
constexpr std::string_view kInHtmlTag = R"(<html lang="{language}" dir="{direction}">)";

constexpr std::string_view kForbidden[] = {
    "<a ",     "<img", "<script", "<style", "<link", "<form", "<input", "<iframe", "<video",
    "<object", "href", "src",     "url(",   "http",  "//",    "@",      "script"};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw StartError(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

using Put = std::function<void(std::string_view placeholder)>;

void put_pattern(std::string& out, std::string_view pattern, const Put& put) {
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    out += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    put(pattern.substr(0, close + 1));
    pattern.remove_prefix(close + 1);
  }
}

// "… – MSA Exemple" ends subjects, for lists of mails; in the mail itself the name stands above.
std::string_view title_of(const MailWords& words) {
  const std::string end = " – " + std::string(words.caisse);
  return words.subject.ends_with(end) ? words.subject.substr(0, words.subject.size() - end.size())
                                      : words.subject;
}

bool inside_a_tag(std::string_view pattern, std::size_t at) {
  const std::size_t open = pattern.rfind('<', at);
  return open != pattern.npos && pattern.find('>', open) > at;
}

}  // namespace

std::string_view MailLayout::name_of(Section section) {
  constexpr std::string_view kNames[] = {"page", "paragraph", "secret", "list", "steps", "item"};
  return kNames[section];
}

MailLayout MailLayout::load(const std::filesystem::path& pages, Colour primary) {
  const std::string file = (pages / "texts" / "layout.email.html").string();
  std::string bytes = read_file(file);
  const std::string own = Palette{}.light.primary.text();
  for (std::size_t at = bytes.find(own); at != bytes.npos; at = bytes.find(own, at + 1)) {
    bytes.replace(at, own.size(), primary.text());
  }
  std::string_view rest = bytes;
  MailLayout layout;
  std::string* section = nullptr;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.starts_with('[') && line.ends_with(']')) {
      section = nullptr;
      for (std::uint8_t i = 0; i < kSections; ++i) {
        const std::string name = "[" + std::string(name_of(Section{i})) + "]";
        if (line == name) section = &layout.patterns_[i];
      }
      if (!section) throw StartError(file + ": " + std::string(line) + " is no section");
      if (!section->empty()) throw StartError(file + ": " + std::string(line) + " stands twice");
    } else if (section) {
      if (!section->empty()) *section += '\n';
      *section += line;
    } else if (!line.empty() && !line.starts_with(';')) {
      throw StartError(file + ": does not begin with comments and a [section]");
    }
  }
  for (std::uint8_t i = 0; i < kSections; ++i) layout.check(Section{i}, file);
  return layout;
}

void MailLayout::check(Section section, const std::string& file) const {
  const std::string_view pattern = patterns_[section];
  const std::string where = file + ": [" + std::string(name_of(section)) + "] ";
  const auto& known = kPlaceholders[section];
  for (const std::string_view name : known) {
    if (pattern.find(name) == pattern.npos) throw StartError(where + "has no " + std::string(name));
  }
  for (std::size_t at = pattern.find('{'); at != pattern.npos; at = pattern.find('{', at + 1)) {
    const std::size_t close = pattern.find('}', at);
    const std::string_view name = pattern.substr(at, close == pattern.npos ? 10 : close + 1 - at);
    if (std::ranges::find(known, name) == known.end()) {
      throw StartError(where + std::string(name) + " is no placeholder of it");
    }
    const bool ours = name == kPlaceholders[page][0] || name == kPlaceholders[page][1];
    const std::size_t tag = pattern.find(kInHtmlTag);
    const bool in_place = tag != pattern.npos && tag < at && at < tag + kInHtmlTag.size();
    if (ours && !in_place) {
      throw StartError(where + std::string(name) + " stands elsewhere than in " +
                       std::string(kInHtmlTag));
    }
    if (!ours && inside_a_tag(pattern, at)) {
      throw StartError(where + std::string(name) + " stands inside a tag");
    }
  }
  const std::string small = lower(pattern);
  for (const std::string_view word : kForbidden) {
    if (small.find(word) == small.npos) continue;
    throw StartError(where + "holds \"" + std::string(word) +
                     "\": a mail fetches nothing and leads nowhere");
  }
}

void MailLayout::put_secret(std::string& out, std::string_view words, std::size_t at) const {
  put_pattern(out, patterns_[secret], [&](std::string_view name) {
    put_escaped(out, name == "{label}" ? words.substr(0, at - 1) : words.substr(at));
  });
  out += '\n';
}

// Points and steps begin anew, and what follows a full stop at the end of a line; other lines that
// the author broke run on.
void MailLayout::put_paragraph(std::string& out, std::string_view words) const {
  while (!words.empty()) {
    const bool point = is_point(words);
    const bool step = is_step(words);
    std::vector<std::string> texts;
    while (!words.empty() && is_point(words) == point && is_step(words) == step) {
      const std::string_view line = next_line(words);
      const std::size_t mark = point ? 2 : step ? 3 : 0;
      if (mark > 0 || texts.empty()) {
        texts.emplace_back(line.substr(mark));
      } else {
        texts.back() += texts.back().ends_with('.') ? '\n' : ' ';
        texts.back() += line;
      }
    }
    if (!point && !step) {
      put_pattern(out, patterns_[paragraph],
                  [&](std::string_view) { put_lines(out, texts.front()); });
    } else {
      put_pattern(out, patterns_[point ? list : steps], [&](std::string_view) {
        for (const std::string& each : texts) {
          put_pattern(out, patterns_[item], [&](std::string_view) { put_escaped(out, each); });
          out += '\n';
        }
      });
    }
    out += '\n';
    for (std::string& each : texts) wipe(each);
  }
}

Secret MailLayout::html(const MailWords& words) const {
  const auto paragraphs = paragraphs_of(words.text);
  std::string out;
  out.reserve(kLongestPage);  // so that no copy of a secret stays in memory that was given back
  bool secret_due = words.has_secret;
  const auto put_body = [&] {
    for (std::size_t i = 0; i + 1 < paragraphs.size(); ++i) {
      const auto at = secret_due ? secret_at(paragraphs[i]) : std::nullopt;
      secret_due &= !at.has_value();
      const bool french = words.language != Language{} && paragraphs[i].starts_with(kInFrench);
      if (french) out += "<div lang=\"fr\" dir=\"ltr\">\n";  // for who has it read aloud
      at ? put_secret(out, paragraphs[i], *at) : put_paragraph(out, paragraphs[i]);
      if (french) out += "</div>\n";
    }
  };
  put_pattern(out, patterns_[page], [&](std::string_view name) {
    if (name == "{language}") out += words.language.tag();
    if (name == "{direction}") out += direction_of(words.language);
    if (name == "{caisse}") put_escaped(out, words.caisse);
    if (name == "{title}") put_escaped(out, title_of(words));
    if (name == "{body}") put_body();
    if (name == "{closing}" && !paragraphs.empty()) put_lines(out, paragraphs.back());
  });
  out += '\n';
  return Secret::from(std::move(out));
}

void check_secrets_stand_alone(const Texts& texts, const Limits& limits) {
  for (const Language language : texts.languages()) {
    for (const MessageKind kind :
         {MessageKind::code, MessageKind::temporary, MessageKind::verification}) {
      const Rendered mail =
          texts.render(kind, Channel::email, longest_filling(kind, limits, language));
      const auto paragraphs = paragraphs_of(mail.text.reveal());
      if (std::ranges::none_of(paragraphs, [](auto each) { return secret_at(each).has_value(); })) {
        throw StartError("texts/" + std::string(portillon::name_of(kind)) + ".email.txt (" +
                         std::string(language.tag()) +
                         "): wants a line of its own for the secret, \"label : {…}\"");
      }
    }
  }
}

}  // namespace portillon
