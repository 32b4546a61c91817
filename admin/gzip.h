#pragma once
// Compression of files that are the same for everybody.

#include <string>
#include <string_view>

namespace portillon {

// RFC 1952, as small as zlib makes it, without name and date: the same bytes each time. Throws
// std::runtime_error.
std::string gzip(std::string_view bytes);

}  // namespace portillon
