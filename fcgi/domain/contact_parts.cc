#include "domain/contact_parts.h"

#include <algorithm>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kNumberEnd = 6;

void add_words(std::string_view text, bool whole, std::vector<std::string>& parts) {
  std::string word;
  std::string all;
  const auto add = [&](const std::string& one) {
    const bool known = std::find(parts.begin(), parts.end(), one) != parts.end();
    if (one.size() >= kShortest && !known && parts.size() < kMostContactParts) {
      parts.push_back(one);
    }
  };
  for (const char c : text::fold(text) + '.') {
    if (c >= 'a' && c <= 'z') {
      word += c;
      continue;
    }
    all += word;
    add(word);
    word.clear();
  }
  if (whole) add(all);
}

}  // namespace

std::vector<std::string> contact_parts(std::string_view canonical) {
  std::vector<std::string> parts;
  const auto at = canonical.find('@');
  if (at == std::string_view::npos) {
    if (canonical.size() > kNumberEnd) {
      parts.emplace_back(canonical.substr(canonical.size() - kNumberEnd));
    }
    return parts;
  }
  add_words(canonical.substr(0, at), true, parts);
  const auto domain = canonical.substr(at + 1);
  add_words(domain.substr(0, domain.rfind('.')), false, parts);
  return parts;
}

}  // namespace portillon
