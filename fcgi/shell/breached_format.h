#pragma once
// The file of the filter of stolen passwords: `portillon breached build` writes it, the pages on
// which a password is chosen read it. All numbers are little-endian.
//
//   header   256 bytes, the last 32 of them the SHA-256 of those before
//   index    2^block_bits + 1 numbers of 4 bytes: how many entries stand before each block
//   blocks   one stream of bits, the lowest of a byte first
//
// An entry is the first block_bits + 8 + rate_bits bits of a listed hash: which block, which of its
// 256 cells, and a rest. A block is an Elias–Fano list: cell after cell a 1 for each entry in it
// and then a 0, and after the last cell the rests in the same order. Where it stands follows from
// the number of entries before it; so one question reads 8 bytes of the index and some 600 of a
// block.
//
// There are so many blocks that 2^(block_bits + 8) is no less than the number of entries. What is
// listed is always found; what is not has the odds entries / 2^(block_bits + 8 + rate_bits), at
// most 2^-rate_bits, of being taken for it, for hashes are spread evenly.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/breach_list_hash.h"
#include "crypto/bytes.h"

namespace portillon::breached {

inline constexpr std::size_t kHeaderSize = 256;
inline constexpr unsigned kCellBits = 8;
inline constexpr unsigned kCells = 1U << kCellBits;
inline constexpr unsigned kLeastRateBits = 8;
inline constexpr unsigned kMostRateBits = 24;
inline constexpr unsigned kMostBlockBits = 25;
inline constexpr std::uint64_t kMostEntries = 0xffffffff;
// Blocks of evenly spread entries have some 250. A bound for what a question reads.
inline constexpr std::uint64_t kMostInABlock = 4096;

struct Header {
  std::uint32_t rate_bits = kLeastRateBits;
  std::uint32_t block_bits = 0;
  std::uint64_t entries = 0;
  std::uint64_t lines = 0;     // of the list that it was made from
  std::uint64_t at_least = 0;  // how often an entry was seen in thefts, at least; 0: any
  std::int64_t made_at = 0;    // Unix time
  std::string made_from;       // name of the list; at most 96 bytes are kept
  Digest index_checksum{};
  Digest blocks_checksum{};
};

std::string encode(const Header& header);
// nullopt: of another kind or version, damaged, or with numbers that no build writes.
std::optional<Header> decode(std::string_view bytes);

std::uint64_t blocks(const Header& header);
std::uint64_t index_size(const Header& header);                 // bytes
std::uint64_t block_start(const Header&, std::uint64_t before,  // bits from the first block on
                          std::uint64_t block);                 // before: entries before the block
std::uint64_t file_size(const Header& header);                  // bytes
double false_positive_rate(const Header& header);

// How many bits of number say which block, for so many entries.
unsigned block_bits_for(std::uint64_t entries);

struct Place {
  std::uint32_t block = 0;
  std::uint32_t cell = 0;
  std::uint32_t rest = 0;
  auto operator<=>(const Place&) const = default;
};
Place place_of(const BreachListHash& listed, std::uint32_t block_bits, std::uint32_t rate_bits);

// The first 8 bytes as a number: hashes sort as these do.
std::uint64_t leading(const BreachListHash& listed);

}  // namespace portillon::breached
