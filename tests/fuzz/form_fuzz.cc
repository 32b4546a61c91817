// A form, a query, and what a program says to a page: content type, query, then the body.
#include <array>
#include <string>

#include "domain/text.h"
#include "fuzz.h"
#include "shell/form.h"

namespace portillon::fuzz {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"code", "identifiant", "a b", "é"};

bool is_plain(std::string_view text) { return text::is_utf8(text) && text.find('\0') == text.npos; }

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return out;
}

// All that a page may see of it.
std::string printed(const Fields& fields) {
  std::string pairs;
  for (const std::string_view name : kNames) {
    must(is_plain(fields[name]), "past the door there is nothing but text");
    if (!fields.has(name)) continue;
    pairs += (pairs.empty() ? "" : "&") + encoded(name) + "=" + encoded(fields[name]);
  }
  return pairs;
}

void reads_back(const Fields& fields) {
  const std::string pairs = printed(fields);
  if (pairs.size() > kLongestBody) return;
  const auto form = parse_form(
      {"application/x-www-form-urlencoded", std::to_string(pairs.size()), pairs}, kNames);
  must(form && printed(form->fields) == pairs && !form->csrf, "a form says what it said");
  const auto query = parse_query(pairs, kNames);
  must(query && printed(*query) == pairs, "and so does a query");
}

}  // namespace

void form(std::string_view input) {
  const std::string_view type = take_until(input, '\n');
  const std::string_view query = take_until(input, '\n');
  const std::string length = std::to_string(input.size());
  const Body body{type, length, input};
  const auto parsed = parse_form(body, kNames);
  if (parsed) reads_back(parsed->fields);
  must(!parsed || (type.find("urlencoded") != type.npos || type.find("URLENCODED") != type.npos ||
                   type.size() > 32),
       "a form says that it is one");
  must(!parse_form({type, std::to_string(input.size() + 1), input}, kNames), "a cut form is none");
  if (const auto fields = parse_query(query, kNames)) reads_back(*fields);
  if (const auto fields = parse_machine(query, &body)) printed(*fields);
}

}  // namespace portillon::fuzz
