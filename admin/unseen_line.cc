#include "admin/unseen_line.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "shell/start_error.h"

namespace portillon {
namespace {

// Off while it lives, on a terminal.
class NoEcho {
 public:
  NoEcho() : terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() {
    if (!terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool terminal_;
};

}  // namespace

std::string read_unseen_line(const std::string& prompt) {
  std::string line;
  if (::isatty(STDIN_FILENO) != 0) std::cerr << prompt << std::flush;
  const NoEcho quiet;
  if (!std::getline(std::cin, line)) throw StartError("nothing came on standard input");
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace portillon
