#include "domain/email.h"

#include <algorithm>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kMaxAddress = 254;
constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxLabel = 63;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Of RFC 5322's atext without ! % | ` { }, which old mailers and shells gave meanings to.
bool is_local_character(char c) {
  return is_letter(c) || text::is_digit(c) ||
         std::string_view("._+-'&=~#$*/?^").find(c) != std::string_view::npos;
}

bool is_domain_character(char c) {
  return is_letter(c) || text::is_digit(c) || c == '-' || c == '.';
}

bool good_local(std::string_view local) {
  return !local.empty() && local.size() <= kMaxLocal && local.front() != '.' &&
         local.back() != '.' && local.find("..") == std::string_view::npos;
}

bool good_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-';
}

bool good_domain(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = domain.find('.');
    if (!good_label(domain.substr(0, dot))) return false;
    // The last label is a top-level domain: no number, so that 1.2.3.4 is not taken for a name.
    if (dot == std::string_view::npos) return domain.size() >= 2 && is_letter(domain.front());
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace

Outcome<Email, EmailError> Email::parse(std::string_view typed) {
  std::string address(text::trim(typed));
  if (address.empty()) return EmailError::empty;
  const auto at = address.find('@');
  if (at == std::string::npos) return EmailError::missing_at;
  if (address.size() > kMaxAddress) return EmailError::too_long;
  const auto view = std::string_view(address);
  const auto local = view.substr(0, at);
  const auto domain = view.substr(at + 1);
  if (!std::all_of(local.begin(), local.end(), is_local_character) ||
      !std::all_of(domain.begin(), domain.end(), is_domain_character)) {
    return EmailError::bad_character;
  }
  if (!good_local(local)) return EmailError::bad_local;
  if (!good_domain(domain)) return EmailError::bad_domain;
  std::transform(address.begin() + static_cast<std::ptrdiff_t>(at), address.end(),
                 address.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
                   return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                 });
  return Email(std::move(address));
}

std::string Email::masked() const {
  const auto at = address_.find('@');
  // One letter before the @ would be the whole of it.
  return (at > 1 ? address_.substr(0, 1) : std::string()) + "•••" + address_.substr(at);
}

}  // namespace portillon
