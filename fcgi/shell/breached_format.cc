#include "shell/breached_format.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "crypto/mac.h"

namespace portillon::breached {
namespace {

constexpr std::string_view kMagic = "portillon.breach";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kNameSize = 96;
constexpr std::size_t kNameAt = 64;
constexpr std::size_t kSealAt = kHeaderSize - kDigestSize;

void put(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xffU);
}

// Takes numbers from the front.
std::uint64_t take(std::string_view& bytes, unsigned size) {
  std::uint64_t number = 0;
  for (unsigned i = 0; i < size; ++i) {
    number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  bytes.remove_prefix(size);
  return number;
}

bool could_be_built(const Header& header) {
  return header.rate_bits >= kLeastRateBits && header.rate_bits <= kMostRateBits &&
         header.block_bits <= kMostBlockBits && header.entries >= 1 &&
         header.entries <= kMostEntries;
}

}  // namespace

std::string encode(const Header& header) {
  std::string bytes(kMagic);
  put(bytes, kVersion, 4);
  put(bytes, header.rate_bits, 4);
  put(bytes, header.block_bits, 4);
  put(bytes, 0, 4);
  put(bytes, header.entries, 8);
  put(bytes, header.lines, 8);
  put(bytes, header.at_least, 8);
  put(bytes, static_cast<std::uint64_t>(header.made_at), 8);
  bytes += header.made_from.substr(0, kNameSize);
  bytes.resize(kNameAt + kNameSize, '\0');
  bytes += view(header.index_checksum);
  bytes += view(header.blocks_checksum);
  bytes += view(sha256(bytes));
  return bytes;
}

std::optional<Header> decode(std::string_view bytes) {
  if (bytes.size() != kHeaderSize || !bytes.starts_with(kMagic)) return std::nullopt;
  if (!equal(view(sha256(bytes.substr(0, kSealAt))), bytes.substr(kSealAt))) return std::nullopt;
  std::string_view rest = bytes.substr(kMagic.size());
  if (take(rest, 4) != kVersion) return std::nullopt;
  Header header;
  header.rate_bits = static_cast<std::uint32_t>(take(rest, 4));
  header.block_bits = static_cast<std::uint32_t>(take(rest, 4));
  take(rest, 4);
  header.entries = take(rest, 8);
  header.lines = take(rest, 8);
  header.at_least = take(rest, 8);
  header.made_at = static_cast<std::int64_t>(take(rest, 8));
  header.made_from = rest.substr(0, kNameSize);
  header.made_from.resize(std::min(header.made_from.find('\0'), kNameSize));
  rest.remove_prefix(kNameSize);
  header.index_checksum = *digest_from(rest.substr(0, kDigestSize));
  header.blocks_checksum = *digest_from(rest.substr(kDigestSize, kDigestSize));
  return could_be_built(header) ? std::optional(header) : std::nullopt;
}

std::uint64_t blocks(const Header& header) { return std::uint64_t{1} << header.block_bits; }

std::uint64_t index_size(const Header& header) { return 4 * (blocks(header) + 1); }

std::uint64_t block_start(const Header& header, std::uint64_t before, std::uint64_t block) {
  return before * (header.rate_bits + 1) + block * kCells;
}

std::uint64_t file_size(const Header& header) {
  const std::uint64_t bits = block_start(header, header.entries, blocks(header));
  return kHeaderSize + index_size(header) + (bits + 7) / 8;
}

double false_positive_rate(const Header& header) {
  return std::ldexp(static_cast<double>(header.entries),
                    -static_cast<int>(header.block_bits + kCellBits + header.rate_bits));
}

unsigned block_bits_for(std::uint64_t entries) {
  const auto bits = static_cast<unsigned>(std::bit_width(std::max(entries, std::uint64_t{1}) - 1));
  return bits > kCellBits ? bits - kCellBits : 0;
}

std::uint64_t leading(const BreachListHash& listed) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | listed[i];
  return number;
}

Place place_of(const BreachListHash& listed, std::uint32_t block_bits, std::uint32_t rate_bits) {
  const std::uint64_t entry = leading(listed) >> (64 - block_bits - kCellBits - rate_bits);
  const auto part = [](std::uint64_t number, unsigned bits) {
    return static_cast<std::uint32_t>(number & ((std::uint64_t{1} << bits) - 1));
  };
  return {part(entry >> (kCellBits + rate_bits), block_bits), part(entry >> rate_bits, kCellBits),
          part(entry, rate_bits)};
}

}  // namespace portillon::breached
