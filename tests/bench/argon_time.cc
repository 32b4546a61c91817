// Put before libsodium (LD_PRELOAD): counts the Argon2id computations of all pages and the
// processor time they take, so that the rest of a journey can be told from them exactly. The file
// named by BENCH_ARGON_TIME holds both as 64-bit numbers: computations, nanoseconds.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

struct Counters {
  std::atomic<std::uint64_t> computations;
  std::atomic<std::uint64_t> nanoseconds;
};

Counters* mapped() {
  const char* path = std::getenv("BENCH_ARGON_TIME");
  const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return nullptr;
  void* memory = mmap(nullptr, sizeof(Counters), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return memory == MAP_FAILED ? nullptr : static_cast<Counters*>(memory);
}

std::uint64_t thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

template <class Function, class... Arguments>
int counted(const char* name, Arguments... arguments) {
  static Counters* const counters = mapped();
  const auto real = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  const std::uint64_t before = thread_time();
  const int result = real(arguments...);
  if (counters) {
    counters->nanoseconds += thread_time() - before;
    ++counters->computations;
  }
  return result;
}

}  // namespace

using Size = unsigned long long;

extern "C" int crypto_pwhash_argon2id_str(char* out, const char* password, Size length, Size passes,
                                          std::size_t memory) {
  return counted<int(char*, const char*, Size, Size, std::size_t)>(
      "crypto_pwhash_argon2id_str", out, password, length, passes, memory);
}

extern "C" int crypto_pwhash_argon2id_str_verify(const char* text, const char* password,
                                                 Size length) {
  return counted<int(const char*, const char*, Size)>("crypto_pwhash_argon2id_str_verify", text,
                                                      password, length);
}

extern "C" int crypto_pwhash_argon2id(unsigned char* out, Size size, const char* password,
                                      Size length, const unsigned char* salt, Size passes,
                                      std::size_t memory, int algorithm) {
  return counted<int(unsigned char*, Size, const char*, Size, const unsigned char*, Size,
                     std::size_t, int)>("crypto_pwhash_argon2id", out, size, password, length, salt,
                                        passes, memory, algorithm);
}
