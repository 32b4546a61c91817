#include "shell/breached_filter.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "crypto/checksum.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

using breached::kCells;

constexpr std::size_t kVerifiedAtOnce = std::size_t{1} << 20;

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < 4; ++i) {
    number |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return number;
}

// The lowest bit of each byte is the first.
class Bits {
 public:
  Bits(std::string_view bytes, unsigned skipped) : bytes_(bytes), skipped_(skipped) {}

  std::uint32_t at(std::uint64_t bit) const {
    bit += skipped_;
    return static_cast<unsigned char>(bytes_[bit / 8]) >> (bit % 8) & 1U;
  }
  std::uint32_t number(std::uint64_t from, unsigned width) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width; ++i) value |= at(from + i) << i;
    return value;
  }

 private:
  std::string_view bytes_;
  unsigned skipped_;
};

// The whole block is gone through whatever is looked for: the time tells nothing of where it is.
// nullopt if the cells do not hold exactly `entries`.
std::optional<bool> found(const Bits& bits, std::uint64_t entries, const breached::Place& wanted,
                          unsigned rate_bits) {
  const std::uint64_t rests = entries + kCells;
  std::uint64_t entry = 0;
  std::uint32_t cell = 0;
  bool there = false;
  for (std::uint64_t bit = 0; bit < rests; ++bit) {
    if (bits.at(bit) == 0) {
      ++cell;
    } else if (entry == entries) {
      return std::nullopt;
    } else {
      if (cell == wanted.cell) {
        there |= bits.number(rests + entry * rate_bits, rate_bits) == wanted.rest;
      }
      ++entry;
    }
  }
  if (entry != entries) return std::nullopt;
  return there;
}

}  // namespace

BreachedFilter::BreachedFilter(const std::filesystem::path& file)
    : name_(file.string()), file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (file_ < 0) throw StartError(name_ + ": " + std::strerror(errno));
  try {
    struct stat status {};
    if (::fstat(file_, &status) != 0) throw StartError(name_ + ": " + std::strerror(errno));
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const bool long_enough = S_ISREG(status.st_mode) && size >= breached::kHeaderSize;
    const auto header = long_enough ? breached::decode(read(0, breached::kHeaderSize))
                                    : std::optional<breached::Header>();
    if (!header) throw StartError(name_ + ": is not a filter of this version, or is damaged");
    if (size != breached::file_size(*header)) throw StartError(name_ + ": is cut short or damaged");
    header_ = *header;
  } catch (...) {
    ::close(file_);
    throw;
  }
}

BreachedFilter::~BreachedFilter() { ::close(file_); }

bool BreachedFilter::contains(std::string_view password) const {
  return holds(breach_list_hash(password));
}

bool BreachedFilter::holds(const BreachListHash& listed) const {
  const auto wanted = breached::place_of(listed, header_.block_bits, header_.rate_bits);
  const std::string counts = read(breached::kHeaderSize + std::uint64_t{wanted.block} * 4, 8);
  const std::uint64_t before = number_at(counts, 0);
  const std::uint64_t after = number_at(counts, 4);
  if (after < before || after > header_.entries || after - before > breached::kMostInABlock) {
    throw std::runtime_error(name_ + ": the index is damaged");
  }
  const std::uint64_t start = breached::block_start(header_, before, wanted.block);
  const std::uint64_t end = breached::block_start(header_, after, wanted.block + 1);
  const std::string block = read(breached::kHeaderSize + breached::index_size(header_) + start / 8,
                                 static_cast<std::size_t>((end + 7) / 8 - start / 8));
  const auto answer = found(Bits(block, static_cast<unsigned>(start % 8)), after - before, wanted,
                            header_.rate_bits);
  if (!answer) throw std::runtime_error(name_ + ": a block is damaged");
  return *answer;
}

std::string BreachedFilter::read(std::uint64_t from, std::size_t size) const {
  std::string bytes(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t got =
        ::pread(file_, bytes.data() + done, size - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      throw std::runtime_error(name_ + ": " + (got < 0 ? std::strerror(errno) : "is cut short"));
    }
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

Digest BreachedFilter::checksum(std::uint64_t from, std::uint64_t size) const {
  Checksum sum;
  for (const std::uint64_t end = from + size; from < end;) {
    const std::string bytes = read(from, std::min<std::uint64_t>(kVerifiedAtOnce, end - from));
    sum.add(bytes);
    from += bytes.size();
  }
  return sum.finish();
}

void BreachedFilter::verify() const {
  const std::uint64_t blocks_at = breached::kHeaderSize + breached::index_size(header_);
  const bool good =
      equal(checksum(breached::kHeaderSize, breached::index_size(header_)),
            header_.index_checksum) &&
      equal(checksum(blocks_at, breached::file_size(header_) - blocks_at), header_.blocks_checksum);
  if (!good) throw StartError(name_ + ": is damaged: its checksum is another");
}

}  // namespace portillon
