#include "domain/password.h"

#include <algorithm>
#include <iterator>

#include "crypto/bytes.h"
#include "domain/common_passwords.h"
#include "domain/guesses.h"
#include "domain/strength.h"
#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kSubstance = kPasswordMin;
constexpr std::size_t kLeastEffective = 6;
// Throttling leaves a stranger 9,125 tries a year at one member (docs/security.md, Limits).
constexpr std::uint64_t kFewestGuesses = 125'000;
constexpr std::size_t kIdentifierRun = 6;
constexpr std::size_t kNumberEnd = 6;
constexpr std::size_t kLongestContactWord = 24;
constexpr std::size_t kShortWord = 3;
constexpr std::size_t kLongWord = 4;
// Signs next to the letters that may stand for a letter themselves, as in "chocol@".
constexpr std::size_t kDisguised = 3;

bool is_ascii_letter(char c) { return c >= 'a' && c <= 'z'; }
// Letters of other alphabets are several bytes in UTF-8, all of them outside ASCII.
bool is_letter(char c) { return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

char undisguised(char c, char one) {
  constexpr std::string_view kSigns = "03457@$";
  constexpr std::string_view kLetters = "oeastas";
  if (c == '1' || c == '!') return c == '!' ? 'i' : one;
  const auto at = kSigns.find(c);
  return at == std::string_view::npos ? c : kLetters[at];
}

// The text as it stands, and with signs read as letters; 1 may be an i or an l.
std::vector<Secret> readings(std::string_view folded) {
  std::vector<Secret> all;
  for (const char one : {'1', 'i', 'l'}) {
    std::string reading(folded);
    if (one != '1') {
      std::transform(reading.begin(), reading.end(), reading.begin(),
                     [one](char c) { return undisguised(c, one); });
    }
    all.push_back(Secret::from(std::move(reading)));
  }
  return all;
}

Secret letters_of(std::string_view text) {
  std::string letters;
  letters.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(letters), is_letter);
  return Secret::from(std::move(letters));
}

// The words a password may be dressed up from: only the letters of it, in each reading, provided
// that what stands around them is no password by itself.
std::vector<Secret> cores(std::string_view folded) {
  std::vector<Secret> all;
  const auto first = std::find_if(folded.begin(), folded.end(), is_letter);
  if (first == folded.end()) return all;
  const auto last = std::find_if(folded.rbegin(), folded.rend(), is_letter);
  const auto before = static_cast<std::size_t>(first - folded.begin());
  const auto after = static_cast<std::size_t>(last - folded.rbegin());
  std::string around(folded.substr(0, before));
  around += folded.substr(folded.size() - after);
  const auto dressing = Secret::from(std::move(around));
  if (effective_length(dressing.reveal()) >= kSubstance) return all;
  for (std::size_t lead = 0; lead <= std::min(before, kDisguised); ++lead) {
    for (std::size_t tail = 0; tail <= std::min(after, kDisguised); ++tail) {
      const auto from = before - lead;
      const auto body = folded.substr(from, folded.size() - after + tail - from);
      for (const auto& reading : readings(body)) all.push_back(letters_of(reading.reveal()));
    }
  }
  return all;
}

std::vector<std::string> words_of(const std::vector<std::string>& texts) {
  std::vector<std::string> words;
  for (const auto& text : texts) {
    const std::string folded = text::fold(text);
    std::string word;
    std::string whole;
    for (const char c : folded + ' ') {
      if (is_letter(c)) {
        word += c;
        continue;
      }
      whole += word;
      if (word.size() >= kShortWord) words.push_back(word);
      word.clear();
    }
    if (whole.size() >= kShortWord) words.push_back(whole);
  }
  // The longest first: taking out "pierre" must not hide "jeanpierre".
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  return words;
}

bool contains_long(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) {
    return word.size() >= kLongWord && text.find(word) != std::string_view::npos;
  });
}

Secret without_words(std::string_view text, const std::vector<std::string>& words) {
  std::string rest(text);
  for (const auto& word : words) {
    for (auto at = rest.find(word); at != std::string::npos; at = rest.find(word, at)) {
      rest.erase(at, word.size());
    }
  }
  return Secret::from(std::move(rest));
}

bool built_on(std::string_view folded, const std::vector<std::string>& texts) {
  const auto words = words_of(texts);
  for (const auto& reading : readings(folded)) {
    if (!contains_long(reading.reveal(), words)) continue;
    const auto rest = without_words(reading.reveal(), words);
    if (effective_length(rest.reveal()) < kSubstance) return true;
  }
  for (const auto& core : cores(folded)) {
    if (!core.empty() && without_words(core.reveal(), words).empty()) return true;
  }
  return false;
}

bool is_common(std::string_view folded, const std::vector<std::string>& banned) {
  if (is_repetition(folded)) return true;
  // Of a short one, that it is short is reason enough.
  const bool runs = effective_length(folded) < kLeastEffective;
  if (runs && text::count_code_points(folded) >= kPasswordMin) return true;
  for (const auto& core : cores(folded)) {
    const auto word = core.reveal();
    if (is_common_word(word) || is_keyboard_run(word) || is_repetition(word)) return true;
  }
  return built_on(folded, banned);
}

// Letters and digits without the signs between them: "06.12.34" is 061234.
Secret bare(std::string_view folded) {
  std::string kept;
  kept.reserve(folded.size());
  std::copy_if(folded.begin(), folded.end(), std::back_inserter(kept),
               [](char c) { return is_letter(c) || text::is_digit(c); });
  return Secret::from(std::move(kept));
}

bool built_on_identifier(std::string_view folded, std::string_view identifier) {
  const auto kept = bare(folded);
  const auto number = text::fold(identifier);
  for (std::size_t at = 0; at + kIdentifierRun <= number.size(); ++at) {
    const auto run = std::string_view(number).substr(at, kIdentifierRun);
    if (kept.reveal().find(run) != std::string_view::npos) return true;
  }
  return false;
}

using InContact = std::function<bool(std::string_view)>;

bool ends_a_number(std::string_view folded, const InContact& in_contact) {
  const auto kept = bare(folded);
  const auto text = kept.reveal();
  for (std::size_t at = 0; at + kNumberEnd <= text.size(); ++at) {
    const auto digits = text.substr(at, kNumberEnd);
    if (text::all_digits(digits) && in_contact(digits)) return true;
  }
  return false;
}

// Every run of letters of a contact's length is asked for: only a keyed hash of the words is on
// file.
void find_contact_words(std::string_view text, const InContact& in_contact,
                        std::vector<std::string>& words) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (std::size_t length = 1; length <= kLongestContactWord && at + length <= text.size();
         ++length) {
      if (!is_ascii_letter(text[at + length - 1])) break;
      const auto part = text.substr(at, length);
      if (length >= kLongWord && in_contact(part)) words.emplace_back(part);
    }
  }
}

bool built_on_contact(std::string_view folded, const InContact& in_contact) {
  if (!in_contact) return false;
  if (ends_a_number(folded, in_contact)) return true;
  std::vector<std::string> words;
  const auto all = readings(folded);
  for (auto reading = all.begin(); reading != all.end(); ++reading) {
    // Without a sign that may be a letter, all readings are the same.
    const bool seen = std::any_of(all.begin(), reading, [&](const Secret& earlier) {
      return equal(earlier.reveal(), reading->reveal());
    });
    if (!seen) find_contact_words(reading->reveal(), in_contact, words);
  }
  const bool built = !words.empty() && built_on(folded, words);
  for (auto& word : words) wipe(word);
  return built;
}

}  // namespace

std::optional<Secret> normalized_password(std::string_view typed) {
  auto nfc = text::nfc(typed);
  if (!nfc) return std::nullopt;
  return Secret::from(std::move(*nfc));
}

std::vector<PasswordProblem> check_password(std::string_view typed,
                                            const PasswordContext& context) {
  const auto password = normalized_password(typed);
  if (!password) return {PasswordProblem::malformed};
  const auto shape = shape_of(password->reveal());
  if (shape.length > kPasswordMax) return {PasswordProblem::too_long};
  std::vector<PasswordProblem> problems;
  const auto add = [&](bool applies, PasswordProblem problem) {
    if (applies) problems.push_back(problem);
  };
  add(shape.length < kPasswordMin, PasswordProblem::too_short);
  add(shape.digits == 0, PasswordProblem::missing_digit);
  add(shape.uppers == 0, PasswordProblem::missing_upper);
  add(shape.lowers == 0, PasswordProblem::missing_lower);
  add(shape.specials == 0, PasswordProblem::missing_special);
  const auto folded = Secret::from(text::fold(password->reveal()));
  const auto view = folded.reveal();
  // Of a short one, that it is short is reason enough.
  const bool guessed =
      shape.length >= kPasswordMin && guesses_of(password->reveal()) < log_of(kFewestGuesses);
  add(guessed || is_common(view, context.banned_words), PasswordProblem::common);
  add(built_on_identifier(view, context.identifier), PasswordProblem::built_on_identifier);
  add(built_on(view, context.name_words), PasswordProblem::built_on_name);
  add(built_on_contact(view, context.in_contact), PasswordProblem::built_on_contact);
  add(built_on(view, context.caisse_words), PasswordProblem::built_on_caisse);
  return problems;
}

}  // namespace portillon
