#pragma once
// Keys and passwords stay in this program's memory, and its memory stays its own.

namespace portillon {

// To be called before the first key is read. No core file, to whomever the kernel would give it,
// and no look by other programs of the same user: /proc/PID/mem and ptrace are root's alone from
// then on. What a program reads of itself under /proc/self goes on working, and so does sd_notify,
// which goes by a socket. A debugger needs root. Throws StartError.
void keep_memory_to_myself();

}  // namespace portillon
