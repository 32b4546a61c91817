#include "admin/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "shell/start_error.h"

namespace portillon {

void write_private_file(const std::filesystem::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) throw StartError(path.string() + ": " + std::strerror(errno));
  bool good = ::fchmod(file, 0600) == 0;
  while (good && !bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    good = written >= 0;
    if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(file) == 0;
  const int why = errno;
  good = ::close(file) == 0 && good;
  if (good) return;
  ::unlink(path.c_str());
  throw StartError(path.string() + ": " + std::strerror(why));
}

}  // namespace portillon
