#include "courier/letter_text.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "domain/typeset.h"

namespace portillon {
namespace {

struct GFree {
  void operator()(gchar* p) const { g_free(p); }
};
using GText = std::unique_ptr<gchar, GFree>;

struct Placeholder {
  std::string_view name;
  std::string LetterFields::*field;
};

constexpr std::array<Placeholder, 8> kPlaceholders{{
    {"CAISSE", &LetterFields::caisse},
    {"HOURS", &LetterFields::hours},
    {"PHONE", &LetterFields::phone},
    {"REFERENCE", &LetterFields::reference},
    {"SITE", &LetterFields::site},
    {"VALID_UNTIL", &LetterFields::valid_until},
    {"WHEN", &LetterFields::when},
    {"NOT_ME", &LetterFields::not_me},
}};

const Placeholder* placeholder(std::string_view name) {
  for (const Placeholder& known : kPlaceholders) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

struct Piece {
  enum class Kind { kText, kBold, kField };
  Kind kind;
  std::string_view text;
};

// The next piece of `rest`, which it shortens; nullopt for an unclosed or unknown placeholder.
std::optional<Piece> next_piece(std::string_view& rest) {
  if (rest.starts_with("**")) {
    rest.remove_prefix(2);
    return Piece{Piece::Kind::kBold, {}};
  }
  if (rest.starts_with("{{")) {
    const std::size_t end = rest.find("}}");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view name = rest.substr(2, end - 2);
    if (placeholder(name) == nullptr) return std::nullopt;
    rest.remove_prefix(end + 2);
    return Piece{Piece::Kind::kField, name};
  }
  const std::size_t end = std::min(rest.find("**"), rest.find("{{"));
  const Piece piece{Piece::Kind::kText, rest.substr(0, end)};
  rest.remove_prefix(piece.text.size());
  return piece;
}

bool well_formed(std::string_view text) {
  int bold_marks = 0;
  while (!text.empty()) {
    const std::optional<Piece> piece = next_piece(text);
    if (!piece) return false;
    if (piece->kind == Piece::Kind::kBold) ++bold_marks;
  }
  return bold_marks % 2 == 0;
}

[[noreturn]] void fail(std::size_t line, std::string_view what) {
  throw LetterError("letter text, line " + std::to_string(line) + ": " + std::string(what));
}

bool opens_step(std::string_view line) {
  return line.size() > 3 && line[0] >= '1' && line[0] <= '9' && line.substr(1, 2) == ". ";
}

// Collects the lines of a file into the sections of a LetterText.
class Reader {
 public:
  void line(std::string_view text) {
    ++number_;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.starts_with(';')) return;
    if (text.starts_with('[')) return open(text);
    if (text.empty()) {
      fresh_ = true;
      return;
    }
    if (!well_formed(text)) fail(number_, "unknown {{PLACEHOLDER}} or unpaired **");
    if (section_.empty()) fail(number_, "text before the first [section]");
    add(with_french_spaces(text));
  }

  LetterText finish() {
    if (result_.subject.empty()) fail(number_, "[subject] is missing");
    if (result_.contact.empty()) fail(number_, "[contact] is missing");
    if (result_.reference.empty()) fail(number_, "[reference] is missing");
    if (result_.before.empty()) fail(number_, "[before] is missing");
    return std::move(result_);
  }

 private:
  void open(std::string_view text) {
    if (!text.ends_with(']')) fail(number_, "a section name ends in ]");
    section_ = text.substr(1, text.size() - 2);
    for (const std::string_view known :
         {"subject", "contact", "reference", "before", "box", "after"}) {
      if (section_ == known) {
        fresh_ = true;
        return;
      }
    }
    fail(number_, "unknown section");
  }

  void add(const std::string& text) {
    if (section_ == "before") return add_paragraph(result_.before, text);
    if (section_ == "after") return add_paragraph(result_.after, text);
    if (section_ == "contact") return append(result_.contact, "\n", text);
    if (section_ == "subject") return append(result_.subject, " ", text);
    if (section_ == "reference") return append(result_.reference, " ", text);
    append(result_.box, " ", text);
  }

  static void append(std::string& to, std::string_view between, std::string_view text) {
    if (!to.empty()) to += between;
    to += text;
  }

  void add_paragraph(std::vector<LetterParagraph>& to, const std::string& text) {
    if (opens_step(text)) {
      to.push_back({text.substr(0, 1), text.substr(3)});
    } else if (fresh_ || to.empty()) {
      to.push_back({"", text});
    } else {
      append(to.back().text, " ", text);
    }
    fresh_ = false;
  }

  LetterText result_;
  std::string section_;
  std::size_t number_ = 0;
  bool fresh_ = true;
};

bool harmless(gunichar c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  if (c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e)) return false;
  return c < 0x2066 || c > 0x2069;
}

}  // namespace

LetterText LetterText::parse(std::string_view file) {
  if (g_utf8_validate(file.data(), static_cast<gssize>(file.size()), nullptr) == FALSE) {
    throw LetterError("letter text: not UTF-8");
  }
  Reader reader;
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    reader.line(file.substr(0, end));
    file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
  }
  return reader.finish();
}

std::string printable(std::string_view text) {
  const GText valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string kept;
  for (const gchar* p = valid.get(); *p != '\0';) {
    const gchar* const next = g_utf8_next_char(p);
    if (harmless(g_utf8_get_char(p))) kept.append(p, next);
    p = next;
  }
  return kept;
}

std::string escaped(std::string_view text) {
  const std::string clean = printable(text);
  const GText markup(g_markup_escape_text(clean.data(), static_cast<gssize>(clean.size())));
  return markup.get();
}

std::string to_markup(std::string_view text, const LetterFields& fields) {
  std::string markup;
  bool bold = false;
  while (!text.empty()) {
    const std::optional<Piece> piece = next_piece(text);
    if (!piece) throw LetterError("letter text: unknown placeholder");
    switch (piece->kind) {
      case Piece::Kind::kText: {
        const GText plain(
            g_markup_escape_text(piece->text.data(), static_cast<gssize>(piece->text.size())));
        markup += plain.get();
        break;
      }
      case Piece::Kind::kBold:
        bold = !bold;
        markup += bold ? "<b>" : "</b>";
        break;
      case Piece::Kind::kField:
        markup += escaped(fields.*(placeholder(piece->text)->field));
        break;
    }
  }
  return markup;
}

std::string to_plain(std::string_view text, const LetterFields& fields) {
  std::string plain;
  while (!text.empty()) {
    const std::optional<Piece> piece = next_piece(text);
    if (!piece) throw LetterError("letter text: unknown placeholder");
    if (piece->kind == Piece::Kind::kText) plain += piece->text;
    if (piece->kind == Piece::Kind::kField) {
      plain += printable(fields.*(placeholder(piece->text)->field));
    }
  }
  return plain;
}

}  // namespace portillon
