#pragma once
// Writes a filter (shell/breached_format.h) from hashes that come in order: constant memory, one
// pass, and under its name only when it is whole.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crypto/checksum.h"
#include "shell/breached_format.h"

namespace portillon {

class BreachedWriter {
 public:
  // Writes to "OUTPUT.new", which it takes over from a build that was cut off. `shape` has
  // rate_bits and block_bits; the rest of it may still change until finish(). Throws StartError,
  // here and below, that names the file; also if another build is writing it.
  BreachedWriter(std::filesystem::path output, const breached::Header& shape);
  ~BreachedWriter();
  BreachedWriter(const BreachedWriter&) = delete;
  BreachedWriter& operator=(const BreachedWriter&) = delete;

  // Not before the one added last. Throws StartError also where hashes crowd together as no real
  // ones do.
  void add(const BreachListHash& hash);

  // Takes lines, at_least, made_at and made_from of `about`, puts the file in its place for good
  // and returns the header that it has.
  breached::Header finish(const breached::Header& about);

  std::uint64_t entries() const { return header_.entries; }

 private:
  // Bytes for one stretch of the file, written and summed up as they fill a buffer.
  struct Stretch {
    std::uint64_t at = 0;
    std::string bytes{};
    Checksum sum{};
  };
  void put(Stretch& stretch, std::string_view bytes);
  void flush(Stretch& stretch);
  void put_bits(std::uint64_t value, unsigned width);
  void put_index();
  void end_block();
  void write_at(std::uint64_t at, std::string_view bytes);
  [[noreturn]] void fail(const std::filesystem::path& file) const;

  std::filesystem::path output_;
  std::filesystem::path draft_;
  int file_;
  breached::Header header_;
  Stretch index_;
  Stretch blocks_;
  std::uint32_t pending_ = 0;  // bits that do not fill a byte yet
  unsigned pending_width_ = 0;
  std::uint64_t block_ = 0;  // the one that is being filled
  std::vector<breached::Place> block_entries_;
};

}  // namespace portillon
