#pragma once
// How far long work has come: one line on standard error, drawn over and over, for a person who
// watches. Where standard error is no terminal nothing is written at all.
//
//   Progress progress("members", 5'000'000);
//   for (…) progress.at(++done);      // as often as one likes
//   progress.clear();                 // before anything else is printed; the destructor does it
//   too

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace portillon {

// "[###       ]  30 %, 1 500 000 of 5 000 000 members, 25 000/s, 2 min left"; with
// `total` 0, which stands for "not known": "1 500 000 members, 25 000/s". At most 79 characters, so
// that a line of a terminal holds it.
std::string progress_text(const std::string& what, std::uint64_t done, std::uint64_t total,
                          std::chrono::duration<double> since_start);

// "1 500 000": groups of three, as French and the SI write them.
std::string grouped(std::uint64_t number);

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  // `what`: in the plural. `total`: 0 where nobody knows it.
  explicit Progress(std::string what, std::uint64_t total = 0);
  // The same on another stream; `watched`: whether a person looks at it.
  Progress(std::string what, std::uint64_t total, std::ostream& out, bool watched);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // So many there are, as far as is known now.
  void expect(std::uint64_t total) { total_ = total; }
  // So many are done. Draws four times a second at the most.
  void at(std::uint64_t done, Clock::time_point now = Clock::now());
  // Takes the line away.
  void clear();

 private:
  std::string what_;
  std::uint64_t total_;
  std::ostream& out_;
  bool watched_;
  Clock::time_point start_;
  Clock::time_point drawn_{};
  std::size_t width_ = 0;  // of the line that stands there
};

}  // namespace portillon
