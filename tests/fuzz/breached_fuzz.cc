// The filter of stolen passwords: a line of the published list, a header, or a whole file.
#include <sys/mman.h>
#include <unistd.h>

#include <memory>

#include "admin/breached_list.h"
#include "crypto/mac.h"
#include "fuzz.h"
#include "shell/breached_filter.h"
#include "shell/start_error.h"

namespace portillon::fuzz {
namespace {

void as_line(std::string_view line) {
  const auto listed = parse_listed(line);
  if (!listed) return;
  const std::string_view hash(reinterpret_cast<const char*>(listed->hash.data()),
                              listed->hash.size());
  const std::string written =
      to_hex(hash) + (listed->count ? ":" + std::to_string(*listed->count) : "");
  const auto again = parse_listed(written);
  must(again && again->hash == listed->hash && again->count == listed->count,
       "a line that is written is read back");
}

// With the checksum that goes with it, or nothing would ever get past that.
std::string sealed(std::string_view bytes) {
  constexpr std::size_t kSealed = breached::kHeaderSize - kDigestSize;
  std::string header(bytes.substr(0, kSealed));
  header.resize(kSealed, '\0');
  header.replace(0, 20, std::string("portillon.breach\1\0\0\0", 20));
  header += view(sha256(header));
  if (bytes.size() > kSealed) header += bytes.substr(kSealed);
  return header;
}

void as_header(std::string_view input) {
  const std::string bytes = sealed(input).substr(0, breached::kHeaderSize);
  const auto header = breached::decode(bytes);
  if (!header) return;
  must(header->entries > 0, "a filter has an entry");
  const auto again = breached::decode(breached::encode(*header));
  must(again && again->entries == header->entries && again->made_from == header->made_from &&
           again->made_at == header->made_at && again->blocks_checksum == header->blocks_checksum,
       "a header that is written is read back");
  must(breached::file_size(*header) < std::uint64_t{1} << 40, "a filter fits a disk");
}

void as_file(std::string_view input) {
  const std::string bytes = sealed(input);
  const int file = ::memfd_create("filter", MFD_CLOEXEC);
  const auto close = [](const int* descriptor) { ::close(*descriptor); };
  const std::unique_ptr<const int, decltype(close)> closed(&file, close);
  if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return;
  try {
    const BreachedFilter filter("/proc/self/fd/" + std::to_string(file));
    BreachListHash hash{};
    for (std::size_t i = 0; i < hash.size() && i < input.size(); ++i) {
      hash[i] = static_cast<std::uint8_t>(input[input.size() - 1 - i]);
    }
    filter.holds(hash);
    filter.verify();
  } catch (const std::runtime_error&) {  // StartError too
  }
}

}  // namespace

void breached(std::string_view input) {
  switch (take_byte(input) % 8) {
    case 0:
      return as_file(input);
    case 1:
    case 2:
      return as_header(input);
    default:
      return as_line(input);
  }
}

}  // namespace portillon::fuzz
