#include "shell/keep_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "shell/start_error.h"

namespace portillon {

void keep_memory_to_myself() {
  // Both: with a pipe in core_pattern the kernel asks the limit for nothing, and a limit alone lets
  // a debugger in.
  // Asked first: the units forbid core files themselves, and this system call with others like it.
  rlimit limit{1, 1};
  ::getrlimit(RLIMIT_CORE, &limit);
  const rlimit none{0, 0};
  if ((limit.rlim_cur != 0 || limit.rlim_max != 0) && ::setrlimit(RLIMIT_CORE, &none) != 0) {
    throw StartError("core files cannot be forbidden");
  }
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) throw StartError("dumps cannot be forbidden");
}

}  // namespace portillon
