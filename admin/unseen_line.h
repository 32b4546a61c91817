#pragma once
// What is typed at the terminal without being shown, nor named in an argument, which every user of
// the machine could read with ps.

#include <string>

namespace portillon {

// One line from standard input, without its end; a terminal shows `prompt` and no echo. Throws
// StartError when there is none.
std::string read_unseen_line(const std::string& prompt);

}  // namespace portillon
