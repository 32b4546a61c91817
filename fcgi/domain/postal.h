// A postal address that fits a window envelope. Source: AFNOR NF Z10-011, as La Poste explains it:
// at most 6 lines of 38 characters, the addressee on the first, postcode and town on the last,
// which is in capitals. Accents stay: they help the postman, and machines read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.h"

namespace portillon {

inline constexpr std::size_t kPostalLines = 6;
inline constexpr std::size_t kPostalLineLength = 38;

// As the caisse's files have it; lines are what stands between name and town, empty ones allowed.
struct PostalFields {
  std::string name;
  std::vector<std::string> lines;
  std::string postcode;
  std::string town;
};

enum class PostalError {
  missing_name,
  missing_town,
  bad_postcode,   // not 5 digits
  bad_character,  // not UTF-8, or control characters
  line_too_long,  // line says which, counted from 1: the name, then the lines that are not empty
  too_many_lines,
};

struct PostalProblem {
  PostalError error;
  int line = 0;
};

class PostalAddress {
 public:
  // Spaces are squeezed, text becomes NFC, empty lines vanish, a long name takes two lines, the
  // town is put in capitals. Nothing is shortened: what does not fit is refused.
  static Outcome<PostalAddress, PostalProblem> parse(const PostalFields& fields);

  // 2 to 6 lines to print, the last one "47000 AGEN".
  const std::vector<std::string>& lines() const { return lines_; }
  const std::string& postcode() const { return postcode_; }

  friend bool operator==(const PostalAddress&, const PostalAddress&) = default;

 private:
  PostalAddress(std::vector<std::string> lines, std::string postcode)
      : lines_(std::move(lines)), postcode_(std::move(postcode)) {}
  std::vector<std::string> lines_;
  std::string postcode_;
};

}  // namespace portillon
