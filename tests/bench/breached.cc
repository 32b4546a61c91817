// The filter of stolen passwords, measured (tests/bench/passwords).
//   breached list COUNT              prints a made-up list of about COUNT lines, as it is published
//   breached measure COUNT FILTER    what of that list and not of it the filter takes, and its
//   times
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "shell/breached_filter.h"

namespace {

using portillon::BreachedFilter;
using portillon::BreachListHash;

constexpr unsigned kOthers = 4'000'000;
constexpr unsigned kWarm = 200'000;
constexpr unsigned kCold = 400;

// splitmix64: the same list each time, on every machine.
class Numbers {
 public:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_ = 1;
};

// Hashes in order and spread as real ones are, without holding any: the gaps between neighbours
// are exponential.
class List {
 public:
  explicit List(double count) : gap_(0x1p64 / count) {}
  bool next(BreachListHash& hash) {
    const double even = (static_cast<double>(numbers_.next() >> 11) + 1) * 0x1p-53;
    const double step = -std::log(even) * gap_ + 1;
    if (step >= 0x1p63 || at_ + static_cast<std::uint64_t>(step) < at_) return false;
    at_ += static_cast<std::uint64_t>(step);
    put(hash, 0, at_, 8);
    put(hash, 8, numbers_.next(), 8);
    put(hash, 16, numbers_.next(), 4);
    return true;
  }

 private:
  static void put(BreachListHash& hash, std::size_t from, std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      hash[from + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    }
  }
  Numbers numbers_;
  double gap_;
  std::uint64_t at_ = 0;
};

int print_list(double count) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  List list(count);
  BreachListHash hash{};
  std::string lines;
  for (unsigned number = 0; list.next(hash); ++number) {
    for (const std::uint8_t byte : hash) {
      lines += kDigits[byte >> 4];
      lines += kDigits[byte & 15U];
    }
    lines.append(":").append(std::to_string(1 + number % 99)).append("\r\n");
    if (lines.size() < 1U << 20) continue;
    if (std::fwrite(lines.data(), 1, lines.size(), stdout) != lines.size()) return 1;
    lines.clear();
  }
  const bool written = std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

std::string other(unsigned number) { return "not in the list " + std::to_string(number); }

double nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Of processor time: what else the machine does counts for nothing.
template <class Work>
double each(unsigned times, Work work) {
  const double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  for (unsigned i = 0; i < times; ++i) work(i);
  return (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / times;
}

// The first question after a start, or on a machine with no memory to spare: the system forgets
// the file before each. By the clock, for it waits for the disk.
double cold(const BreachedFilter& filter, const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  std::vector<double> all;
  for (unsigned i = 0; i < kCold; ++i) {
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    const std::string password = other(i);
    const double start = nanoseconds(CLOCK_MONOTONIC);
    filter.contains(password);
    all.push_back(nanoseconds(CLOCK_MONOTONIC) - start);
  }
  close(file);
  std::nth_element(all.begin(), all.begin() + kCold / 2, all.end());
  return all[kCold / 2];
}

int measure(double count, const char* path) {
  const BreachedFilter filter(path);
  filter.verify();  // and reads it into the system's cache
  List list(count);
  BreachListHash hash{};
  unsigned long asked = 0;
  unsigned long found = 0;
  for (unsigned long number = 0; list.next(hash); ++number) {
    if (number % 16 != 0) continue;
    ++asked;
    found += filter.holds(hash);
  }
  unsigned long taken = 0;
  for (unsigned i = 0; i < kOthers; ++i) taken += filter.contains(other(i));

  std::array<unsigned char, 32> out{};
  const std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  const double warm = each(kWarm, [&](unsigned i) { filter.contains(other(i)); });
  const double hashed = each(kWarm, [](unsigned i) { portillon::breach_list_hash(other(i)); });
  const double argon = each(20, [&](unsigned) {
    if (crypto_pwhash(out.data(), out.size(), "password", 8, salt.data(), 2, 19456UL * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
      std::abort();
    }
  });
  const auto& header = filter.header();
  std::printf(
      "{\"entries\": %lu, \"bytes\": %lu, \"listed_asked\": %lu, \"listed_found\": %lu, "
      "\"others_asked\": %u, \"others_taken\": %lu, \"computed_rate\": %.6e, \"warm_ns\": %.1f, "
      "\"cold_ns\": %.1f, \"hash_ns\": %.1f, \"argon_ns\": %.1f}\n",
      header.entries, portillon::breached::file_size(header), asked, found, kOthers, taken,
      portillon::breached::false_positive_rate(header), warm, cold(filter, path), hashed, argon);
  return found == asked ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 2 ? argv[1] : "";
  if (sodium_init() < 0) return 1;
  if (what == "list" && argc == 3) return print_list(std::atof(argv[2]));
  if (what == "measure" && argc == 4) return measure(std::atof(argv[2]), argv[3]);
  return 2;
}
