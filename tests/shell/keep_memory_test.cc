#include "shell/keep_memory.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <string>

#include "crypto/bytes.h"

namespace portillon {
namespace {

constexpr uid_t kOrdinary = 65534;  // nobody, where the tests run as root

void become_ordinary() {
  if (geteuid() != 0) return;
  if (setgid(kOrdinary) != 0 || setuid(kOrdinary) != 0) _exit(99);
  prctl(PR_SET_DUMPABLE, 1);  // as after exec: setuid alone takes it away
}

// A program of an ordinary user with something in its memory, that waits to be looked at.
class Holder {
 public:
  explicit Holder(bool keeps) {
    int ready[2];
    if (pipe(ready) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      become_ordinary();
      if (keeps) keep_memory_to_myself();
      if (write(ready[1], "x", 1) != 1) _exit(98);
      for (;;) pause();
    }
    close(ready[1]);
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1) throw std::runtime_error("the holder did not start");
    close(ready[0]);
  }
  ~Holder() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  // Whether another program of the same user reads this byte of it, by any of three ways.
  bool is_read(const char& byte) const {
    const pid_t reader = fork();
    if (reader == 0) {
      become_ordinary();
      const std::string process = "/proc/" + std::to_string(pid_) + "/";
      const bool mem = open((process + "mem").c_str(), O_RDONLY) >= 0;
      const bool environment = open((process + "environ").c_str(), O_RDONLY) >= 0;
      char copy = 0;
      const iovec here{&copy, 1};
      const iovec there{const_cast<char*>(&byte), 1};
      const bool copied = process_vm_readv(pid_, &here, 1, &there, 1, 0) == 1;
      _exit(mem || environment || copied ? 1 : 0);
    }
    int status = 0;
    waitpid(reader, &status, 0);
    return WEXITSTATUS(status) != 0;
  }

 private:
  pid_t pid_ = -1;
};

const char kByte = 'k';  // at the same place in a forked program

BOOST_AUTO_TEST_SUITE(keep_memory)

BOOST_AUTO_TEST_CASE(another_program_of_the_same_user_reads_nothing) {
  BOOST_TEST(!Holder(true).is_read(kByte));
}

// Or the test above would show nothing.
BOOST_AUTO_TEST_CASE(without_it_the_memory_lies_open) { BOOST_TEST(Holder(false).is_read(kByte)); }

BOOST_AUTO_TEST_CASE(an_abort_leaves_no_core_and_it_may_be_asked_twice) {
  const pid_t child = fork();
  if (child == 0) {
    keep_memory_to_myself();
    keep_memory_to_myself();
    rlimit limit{1, 1};
    getrlimit(RLIMIT_CORE, &limit);
    if (limit.rlim_max != 0 || prctl(PR_GET_DUMPABLE) != 0) _exit(1);
    std::signal(SIGABRT, SIG_DFL);
    abort();
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
  BOOST_TEST(!WCOREDUMP(status));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
