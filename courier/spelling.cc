#include "courier/spelling.h"

#include <array>
#include <stdexcept>

#include "message_ids.h"

namespace portillon {
namespace {

struct Sign {
  char character;
  MessageId name;
};

constexpr std::array<Sign, 32> kSigns{{
    {'!', msg::sign_exclamation},
    {'"', msg::sign_quote},
    {'#', msg::sign_hash},
    {'$', msg::sign_dollar},
    {'%', msg::sign_percent},
    {'&', msg::sign_ampersand},
    {'\'', msg::sign_apostrophe},
    {'(', msg::sign_open_parenthesis},
    {')', msg::sign_close_parenthesis},
    {'*', msg::sign_star},
    {'+', msg::sign_plus},
    {',', msg::sign_comma},
    {'-', msg::sign_hyphen},
    {'.', msg::sign_full_stop},
    {'/', msg::sign_slash},
    {':', msg::sign_colon},
    {';', msg::sign_semicolon},
    {'<', msg::sign_less},
    {'=', msg::sign_equals},
    {'>', msg::sign_greater},
    {'?', msg::sign_question},
    {'@', msg::sign_at},
    {'[', msg::sign_open_bracket},
    {'\\', msg::sign_backslash},
    {']', msg::sign_close_bracket},
    {'^', msg::sign_caret},
    {'_', msg::sign_underscore},
    {'`', msg::sign_backquote},
    {'{', msg::sign_open_brace},
    {'|', msg::sign_bar},
    {'}', msg::sign_close_brace},
    {'~', msg::sign_tilde},
}};

constexpr std::string_view kNoBreak = "\u00a0";

std::string unbroken(std::string_view words) {
  std::string joined;
  for (const char c : words) {
    if (c == ' ') {
      joined += kNoBreak;
    } else {
      joined += c;
    }
  }
  return joined;
}

}  // namespace

std::string spelled(char character, const Messages& words) {
  const std::string itself(1, character);
  if (character >= 'A' && character <= 'Z') {
    return unbroken(words.text({msg::sign_capital, {{"letter", itself}}}));
  }
  if (character >= 'a' && character <= 'z') {
    return unbroken(words.text({msg::sign_small, {{"letter", itself}}}));
  }
  if (character >= '0' && character <= '9') {
    return unbroken(words.text({msg::sign_digit, {{"digit", itself}}}));
  }
  for (const Sign& sign : kSigns) {
    if (sign.character == character) return unbroken(words.text(sign.name));
  }
  throw std::invalid_argument("spelling: a character without a name");
}

std::string spelled_group(std::string_view group, const Messages& words) {
  std::string names;
  for (const char c : group) {
    if (!names.empty()) names += ", ";
    names += spelled(c, words);
  }
  return names;
}

}  // namespace portillon
