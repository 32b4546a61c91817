#include "parts/host_path.h"

#include <algorithm>

namespace portillon {

bool is_path_of_this_host(std::string_view path) {
  constexpr std::size_t kLongest = 512;
  if (path.empty() || path.front() != '/' || path.size() > kLongest) return false;
  if (path.size() > 1 && path[1] == '/') return false;
  // Printable ASCII without space, quotes and backslash: what a Location header carries as it is.
  return std::ranges::all_of(path, [](char c) {
    return c > ' ' && c < '\x7f' && c != '\\' && c != '"' && c != '<' && c != '>';
  });
}

}  // namespace portillon
