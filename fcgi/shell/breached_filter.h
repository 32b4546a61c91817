#pragma once
// The filter of stolen passwords, as breached_format.h lays it out on the disk. Nothing of it is
// kept in memory but the header: a question reads two places of the file, which the system caches.
// Read, not mapped, so that a file that is cut short or a disk that fails breaks one request and
// not the program.

#include <cstdint>
#include <filesystem>
#include <string>

#include "page/world.h"
#include "shell/breached_format.h"

namespace portillon {

class BreachedFilter final : public BreachedPasswords {
 public:
  // Checks the header and the size, not the whole. Throws StartError that names the file.
  explicit BreachedFilter(const std::filesystem::path& file);
  ~BreachedFilter() override;
  BreachedFilter(const BreachedFilter&) = delete;
  BreachedFilter& operator=(const BreachedFilter&) = delete;

  // Throws std::runtime_error where the file is damaged or cannot be read. For many threads.
  bool contains(std::string_view password) const override;
  bool holds(const BreachListHash& listed) const;

  // Reads the file from one end to the other. Throws StartError if it is not as it was built.
  void verify() const;

  const breached::Header& header() const { return header_; }

 private:
  std::string read(std::uint64_t from, std::size_t size) const;
  Digest checksum(std::uint64_t from, std::uint64_t size) const;

  std::string name_;
  int file_;
  breached::Header header_;
};

}  // namespace portillon
