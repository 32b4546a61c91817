// The baseline of the passwords: Argon2id alone, with the product's parameters, on all cores.
//   argon SECONDS THREADS MEMORY_KIB PASSES      prints {"rate": computations per second}
#include <sodium.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 5 || sodium_init() < 0) return 2;
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration<double>(std::atof(argv[1]));
  const auto memory = static_cast<std::size_t>(std::atoi(argv[3])) * 1024;
  const auto passes = static_cast<unsigned long long>(std::atoi(argv[4]));
  std::atomic<int> done{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    constexpr std::string_view kPassword = "as long as an HMAC-SHA-256 is it";
    char text[crypto_pwhash_argon2id_STRBYTES];
    while (Clock::now() < end && !failed) {
      if (crypto_pwhash_argon2id_str(text, kPassword.data(), kPassword.size(), passes, memory)) {
        failed = true;
      }
      ++done;
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < std::atoi(argv[2]); ++i) workers.emplace_back(work);
  }
  const std::chrono::duration<double> took = Clock::now() - start;
  if (failed) return 1;
  std::printf("{\"rate\": %.4f}\n", done / took.count());
}
