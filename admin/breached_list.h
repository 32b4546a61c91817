#pragma once
// The published list that a filter is built from: lines "HASH:COUNT" or "HASH", ordered by hash, of
// any number (Have I Been Pwned, "Pwned Passwords, SHA-1, ordered by hash"). Read once, in constant
// memory, from a file or a pipe.

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "crypto/breach_list_hash.h"

namespace portillon {

// 40 hexadecimal digits, and how often the password was seen.
struct ListedPassword {
  BreachListHash hash{};
  std::optional<std::uint64_t> count;
};
// Without the end of the line. nullopt: another form.
std::optional<ListedPassword> parse_listed(std::string_view line);

class BreachedList {
 public:
  // `file` is read, not closed. `name` is how errors call it. Entries seen less than `at_least`
  // times are left out. Lines of another form are told on `refused` by their number, never by their
  // content, which might be a password.
  BreachedList(int file, std::string name, std::uint64_t at_least, std::ostream& refused);

  // The next hash, each once; nullopt at the end. Throws StartError for what makes the whole list
  // worth nothing: out of order, unreadable, without counts though `at_least` asks for them, or
  // with more than kMostRefused lines of another form.
  std::optional<BreachListHash> next();
  static constexpr std::uint64_t kMostRefused = 100;

  std::uint64_t lines() const { return lines_; }      // read so far
  std::uint64_t refused() const { return refused_; }  // of them, of another form

 private:
  std::optional<std::string_view> line();
  void fill();
  void refuse();
  [[noreturn]] void fail(const std::string& problem) const;

  int file_;
  std::string name_;
  std::uint64_t at_least_;
  std::ostream& told_;
  std::string bytes_;  // read, from at_ on not yet used
  std::size_t at_ = 0;
  bool ended_ = false;
  std::uint64_t lines_ = 0;
  std::uint64_t refused_ = 0;
  std::optional<BreachListHash> last_;  // to see that they are in order
  bool last_taken_ = false;
};

}  // namespace portillon
