#include "courier/letter.h"

#include <span>
#include <string_view>

#include "courier/letter_geometry.h"
#include "courier/letter_page.h"
#include "courier/letter_square.h"
#include "courier/spelling.h"
#include "domain/typeset.h"

namespace portillon {
namespace {

using namespace letter_geometry;

constexpr std::size_t kAddressLines = 6;        // NF Z 10-011: six lines
constexpr std::size_t kAddressCharacters = 38;  // of 38 characters
// La Poste's advice for machine-read addresses (laposte.fr/sna): a constant-pitch face, upright and
// not bold, 8 to 12 characters an inch. Ten points of Liberation Mono are twelve to the inch.
constexpr TextStyle kAddressStyle{.points = 10, .font = kLetterMonoFont};
constexpr double kAddressPitch = 3.8;

constexpr double kBodyLargest = 12.5;
constexpr double kBodySmallest = 11.5;
constexpr double kBodyStep = 0.25;
constexpr double kStepIndent = 7;

// Copies of a secret that Pango must have as text.
struct Exposed {
  std::string text;
  explicit Exposed(std::string&& t) : text(std::move(t)) {}
  Exposed(const Exposed&) = delete;
  Exposed& operator=(const Exposed&) = delete;
  ~Exposed() { wipe(text); }
};

TextStyle body_style(double points) { return {.points = points, .line_height = 1.32}; }

// Spaces inside a telephone number, a reference or a moment must not break over two lines.
std::string unbroken(std::string_view text) {
  std::string joined;
  for (const char c : text) joined += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return joined;
}

LetterFields fields_of(const Letter& letter) {
  return {.caisse = letter.sender.name,
          .hours = with_french_spaces(letter.sender.hours),
          .phone = unbroken(letter.sender.phone),
          .reference = unbroken(letter.reference),
          .site = letter.site,
          .valid_until = unbroken(letter.valid_until),
          .when = unbroken(letter.when),
          .not_me = letter.not_me};
}

std::size_t characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
  return count;
}

// The largest size from `style.points` down, by half points, at which the text is at most `width`
// wide.
TextStyle narrowed(const LetterPage& page, const std::string& markup, TextStyle style, double width,
                   double smallest) {
  while (page.width(markup, style) > width) {
    style.points -= 0.5;
    if (style.points < smallest) throw LetterError("letter: a line is too wide");
  }
  return style;
}

void set_header(LetterPage& page, const LetterSender& sender) {
  const std::string name = escaped(sender.name);
  const TextStyle style =
      narrowed(page, name, {.points = 18, .colour = sender.colour, .bold = true}, kHeader.width(),
               kBodySmallest);
  const double height = page.height(name, style, kHeader.width());
  page.text(name, style, kHeader.left, kHeader.bottom - 3.2 - height, kHeader.width());
  page.line(kHeader.left, kHeader.bottom - 0.5, kHeader.right, kHeader.bottom - 0.5, 0.9,
            sender.colour);
}

// Not body text, so it may be smaller: an address of six lines and the contact share the left
// column.
void set_sender(LetterPage& page, const Letter& letter, const LetterFields& fields) {
  constexpr double kBetween = 4;
  std::string address;
  for (const std::string& line : letter.sender.address) {
    if (!address.empty()) address += '\n';
    address += escaped(line);
  }
  const std::string contact = to_markup(letter.text.contact, fields);
  const double room = kSender.height() - kBetween;
  TextStyle style{.points = 10.5, .colour = kSoftInk, .line_height = 1.28};
  while (page.height(address, style, kSender.width()) +
             page.height(contact, style, kSender.width()) >
         room) {
    style.points -= 0.5;
    if (style.points < 8) throw LetterError("letter: the sender's block is too high");
  }
  const double height = page.text(address, style, kSender.left, kSender.top, kSender.width());
  page.text(contact, style, kSender.left, kSender.top + height + kBetween, kSender.width());
}

void set_recipient(LetterPage& page, const std::vector<std::string>& lines) {
  if (lines.empty() || lines.size() > kAddressLines) {
    throw LetterError("letter: an address has one to six lines");
  }
  // Fewer lines stand in the middle of the field, where they have most room to slide.
  double y =
      kAddress.top + (static_cast<double>(kAddressLines - lines.size()) / 2.0) * kAddressPitch;
  for (const std::string& line : lines) {
    if (characters(line) > kAddressCharacters) {
      throw LetterError("letter: an address line is longer than 38 characters");
    }
    const std::string markup = escaped(line);
    // Narrower only for scripts whose letters are wider than Latin ones.
    const TextStyle style = narrowed(page, markup, kAddressStyle, kAddress.width(), 4);
    page.text(markup, style, kAddress.left, y, 0);
    y += kAddressPitch;
  }
}

void set_date_line(LetterPage& page, const Letter& letter, const LetterFields& fields) {
  const TextStyle style{.points = 11};
  const std::string reference = to_markup(letter.text.reference, fields);
  const std::string date = escaped(letter.place_and_date);
  if (page.width(reference, style) + 6 + page.width(date, style) > kDateLine.width()) {
    throw LetterError("letter: reference and date do not fit on one line");
  }
  page.text(reference, style, kDateLine.left, kDateLine.top, 0);
  TextStyle right = style;
  right.alignment = PANGO_ALIGN_RIGHT;
  page.text(date, right, kDateLine.left, kDateLine.top, kDateLine.width());
}

enum class Pass { kMeasure, kDraw };

// Height of the subject, if any, and of the paragraphs from `top` on.
double set_paragraphs(LetterPage& page, Pass pass, const std::string& subject,
                      std::span<const LetterParagraph> paragraphs, const LetterFields& fields,
                      const Rect& area, double points, Colour accent) {
  const TextStyle style = body_style(points);
  const double gap = points * 0.19;
  double y = area.top;
  const auto set = [&](const std::string& markup, const TextStyle& with, double left,
                       LetterTag tag) {
    return pass == Pass::kDraw ? page.text(markup, with, left, y, area.right - left, tag)
                               : page.height(markup, with, area.right - left);
  };
  if (!subject.empty()) {
    const TextStyle bold{.points = points + 2.5, .bold = true};
    y += set(subject, bold, area.left, LetterTag::kHeading) + gap * 1.5;
  }
  for (const LetterParagraph& paragraph : paragraphs) {
    const bool step = !paragraph.number.empty();
    if (step) {
      TextStyle number = style;
      number.bold = true;
      number.colour = accent;
      set(paragraph.number + ".", number, area.left, LetterTag::kParagraph);
    }
    const double left = step ? area.left + kStepIndent : area.left;
    y += set(to_markup(paragraph.text, fields), style, left, LetterTag::kParagraph);
    y += step ? gap * 0.55 : gap;
  }
  return y - gap * 0.5 - area.top;
}

std::vector<std::string_view> groups_of(std::string_view secret) {
  std::vector<std::string_view> groups;
  while (!secret.empty()) {
    const std::size_t end = secret.find(' ');
    groups.push_back(secret.substr(0, end));
    secret.remove_prefix(end == std::string_view::npos ? secret.size() : end + 1);
  }
  return groups;
}

// One group in its column: the characters large, their names under them.
void set_group(LetterPage& page, std::string_view group, const Messages& words, double left,
               double top, double width) {
  constexpr TextStyle kLarge{.points = 20, .font = kLetterMonoFont, .bold = true};
  const Exposed shown(escaped(group));
  if (page.width(shown.text, kLarge) > width) {
    throw LetterError("letter: a group of the password is too long");
  }
  const double under = top + page.text(shown.text, kLarge, left, top, 0) + 0.6;

  const Exposed names(spelled_group(group, words));
  const Exposed markup(escaped(names.text));
  TextStyle small{.points = 10.5, .line_height = 1.2};
  while (page.height(markup.text, small, width) > kSecret.bottom - 1.2 - under) {
    small.points -= 0.5;
    if (small.points < 7) throw LetterError("letter: a group's names do not fit in the frame");
  }
  page.text(markup.text, small, left, under, width);
}

void set_secret(LetterPage& page, const Letter& letter, const LetterFields& fields) {
  constexpr double kPadding = 4.5;
  page.frame(kSecret, 0.5, kInk);
  double y = kSecret.top + 2.2;
  y += page.text(to_markup(letter.text.box, fields), {.points = 11, .colour = kSoftInk},
                 kSecret.left + kPadding, y, kSecret.width() - 2 * kPadding);
  const std::vector<std::string_view> groups = groups_of(letter.secret.reveal());
  const double column = (kSecret.width() - kPadding) / static_cast<double>(groups.size());
  double left = kSecret.left + kPadding;
  for (const std::string_view group : groups) {
    set_group(page, group, *letter.words, left, y + 1.2, column - kPadding);
    left += column;
  }
}

void set_fold_marks(LetterPage& page) {
  for (const double y : {kFirstFold, kSecondFold}) {
    page.line(kFoldMarkLeft, y, kFoldMarkRight, y, 0.15, kSoftInk);
  }
}

void set_square(LetterPage& page, std::string_view reference) {
  std::vector<Rect> runs;
  for (const ModuleRun& run : square_of(reference)) {
    const double left = kSymbol.left + run.column * kModule;
    const double top = kSymbol.top + run.row * kModule;
    runs.push_back({left, top, left + run.length * kModule, top + kModule});
  }
  page.fill(runs, kBlack);
}

}  // namespace

Bytes make_letter(const Letter& letter) {
  const bool boxed = !letter.text.box.empty();
  if (boxed == letter.secret.empty()) {
    throw LetterError("letter: a password and a [box] go together");
  }
  if (boxed && letter.words == nullptr) throw LetterError("letter: the signs have no names");
  if (!boxed && !letter.text.after.empty()) {
    throw LetterError("letter: [after] stands under a [box]");
  }
  const LetterFields fields = fields_of(letter);
  const std::string subject = to_markup(letter.text.subject, fields);
  LetterPage page(to_plain(letter.text.subject, fields), printable(letter.sender.name),
                  letter.language, letter.made_at);

  set_header(page, letter.sender);
  set_sender(page, letter, fields);
  set_recipient(page, letter.recipient);
  set_date_line(page, letter, fields);

  // Without a password there is nothing to keep clear of the folds.
  const Rect& before = boxed ? kBefore : kWhole;
  const Colour accent = letter.sender.colour;
  double points = kBodyLargest;
  const auto fits = [&] {
    return set_paragraphs(page, Pass::kMeasure, subject, letter.text.before, fields, before, points,
                          accent) <= before.height() &&
           set_paragraphs(page, Pass::kMeasure, "", letter.text.after, fields, kAfter, points,
                          accent) <= kAfter.height();
  };
  while (!fits()) {
    points -= kBodyStep;
    if (points < kBodySmallest) throw LetterError("letter: the text is too long for one page");
  }
  set_paragraphs(page, Pass::kDraw, subject, letter.text.before, fields, before, points, accent);
  if (boxed) {
    set_secret(page, letter, fields);
    set_paragraphs(page, Pass::kDraw, "", letter.text.after, fields, kAfter, points, accent);
  }
  set_square(page, letter.reference);
  set_fold_marks(page);
  return page.finish();
}

}  // namespace portillon
