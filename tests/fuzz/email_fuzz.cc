// An e-mail address as it is typed.
#include "domain/contact_parts.h"
#include "domain/email.h"
#include "fuzz.h"

namespace portillon::fuzz {

void email(std::string_view input) {
  const auto parsed = Email::parse(input);
  if (!parsed) return;
  const std::string& address = parsed->address();
  must(address.size() <= 254, "as long as SMTP allows at most");
  must(only(address,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-'&=~#$*/?^@"),
       "nothing that could end a header or begin another address");
  const std::size_t at = address.find('@');
  must(at > 0 && at <= 64 && address.find('@', at + 1) == address.npos,
       "one @, a short local part");
  const auto again = Email::parse(" " + address + "\u00a0");
  must(again && *again == *parsed, "it is read back");
  const std::string masked = parsed->masked();
  must(masked == (at == 1 ? "" : address.substr(0, 1)) + "•••" + address.substr(at),
       "a mask shows one letter at most of who it is");
  const auto words = contact_parts(address);
  must(words.size() <= kMostContactParts, "few words of it are kept");
  for (const std::string& word : words) must(word.size() >= 4, "and no short one");
}

}  // namespace portillon::fuzz
