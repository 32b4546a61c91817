// Put before libsodium (LD_PRELOAD): its large memory comes in huge pages, as a kernel gives them
// by itself whose transparent_hugepage says « always », where this one says « madvise ».
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

namespace {

constexpr std::size_t kLarge = std::size_t{4} << 20;

void* map(void* at, std::size_t size, int protection, int flags, int file, off_t offset) {
  // What is filled at once would be filled before it can be advised.
  const bool ours = size >= kLarge && (flags & MAP_ANONYMOUS) && (flags & MAP_POPULATE);
  if (ours) flags &= ~MAP_POPULATE;
  void* const memory =
      reinterpret_cast<void*>(syscall(SYS_mmap, at, size, protection, flags, file, offset));
  if (ours && memory != MAP_FAILED) madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

extern "C" void* mmap(void* at, std::size_t size, int protection, int flags, int file,
                      off_t offset) noexcept {
  return map(at, size, protection, flags, file, offset);
}

extern "C" void* mmap64(void* at, std::size_t size, int protection, int flags, int file,
                        off_t offset) noexcept {
  return map(at, size, protection, flags, file, offset);
}
