// One way to compute Argon2id, for the choice among them (tests/bench/passwords).
//   argon_choice sodium|argon2 SECONDS THREADS MEMORY_KIB PASSES
// prints {"rate": computations a second of processor time, "resident_kib": of one computation}.
// Of processor time, because other programs of the machine would decide a rate of the wall clock.
#include <argon2.h>
#include <sodium.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr std::string_view kPassword = "as long as an HMAC-SHA-256 is it";
constexpr std::array<unsigned char, crypto_pwhash_SALTBYTES> kSalt{};

bool with_sodium(unsigned memory_kib, unsigned passes) {
  std::array<unsigned char, 32> out{};
  return crypto_pwhash(out.data(), out.size(), kPassword.data(), kPassword.size(), kSalt.data(),
                       passes, std::size_t{memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool with_argon2(unsigned memory_kib, unsigned passes) {
  std::array<unsigned char, 32> out{};
  return argon2id_hash_raw(passes, memory_kib, 1, kPassword.data(), kPassword.size(), kSalt.data(),
                           kSalt.size(), out.data(), out.size()) == ARGON2_OK;
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// VmHWM: getrusage's would still count what this process was before exec.
long peak_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word && word != "VmHWM:") continue;
  long kib = 0;
  status >> kib;
  return kib;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6 || sodium_init() < 0) return 2;
  const auto compute = argv[1] == std::string_view("sodium") ? with_sodium : with_argon2;
  const auto threads = static_cast<unsigned>(std::atoi(argv[3]));
  const auto memory = static_cast<unsigned>(std::atoi(argv[4]));
  const auto passes = static_cast<unsigned>(std::atoi(argv[5]));
  if (!compute(8, 1)) return 1;  // what the library needs once
  const long before = peak_kib();

  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(std::atof(argv[2]));
  std::atomic<unsigned> done = 0;
  std::atomic<bool> failed = false;
  const double start = processor_seconds();
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        while (Clock::now() < end && !failed) {
          if (!compute(memory, passes)) failed = true;
          ++done;
        }
      });
    }
  }
  if (failed) return 1;
  const double spent = processor_seconds() - start;
  std::printf("{\"rate\": %.4f, \"resident_kib\": %ld}\n", done / spent,
              (peak_kib() - before) / static_cast<long>(threads));
}
