// Files for browsers, compressed beforehand.
#include <zlib.h>

#include "admin/gzip.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

std::string unzipped(std::string_view bytes, std::size_t size) {
  z_stream stream{};
  must(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib begins");
  std::string out(size + 1, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  must(end == Z_STREAM_END && stream.avail_in == 0, "it is one whole stream");
  return out;
}

}  // namespace

void gzip(std::string_view input) {
  const std::string zipped = portillon::gzip(input);
  must(zipped == portillon::gzip(input), "the same each time");
  must(unzipped(zipped, input.size()) == input, "a browser reads what was written");
}

}  // namespace portillon::fuzz
