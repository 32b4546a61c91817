#pragma once
// What all targets share. A target, NAME_fuzz.cc, is a function of bytes that throws where a
// sentence of its own does not hold: libFuzzer takes that for a crash and keeps the input
// (libfuzzer.cc), the replay of the corpora names it (replay.cc).

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace portillon::fuzz {

struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

// `sentence`: what is so, whatever comes in.
inline void must(bool holds, const char* sentence) {
  if (!holds) throw Broken(sentence);
}

inline bool only(std::string_view text, std::string_view signs) {
  return text.find_first_not_of(signs) == std::string_view::npos;
}

inline constexpr std::string_view kDigits = "0123456789";

// The first byte, which chooses what is tried with the rest; 0 when there is none.
inline unsigned char take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return byte;
}

// What stands before the next `end`, or all.
inline std::string_view take_until(std::string_view& input, char end) {
  const std::size_t size = std::min(input.find(end), input.size());
  const std::string_view taken = input.substr(0, size);
  input.remove_prefix(std::min(size + 1, input.size()));
  return taken;
}

// `count` parts, the last of them with all that is left.
inline std::vector<std::string> parts(std::string_view input, char between, std::size_t count) {
  std::vector<std::string> all;
  while (all.size() + 1 < count) all.emplace_back(take_until(input, between));
  all.emplace_back(input);
  return all;
}

}  // namespace portillon::fuzz
