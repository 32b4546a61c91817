// Bytes that must not linger: passwords, codes, tokens, keys, decrypted columns.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace portillon {

// Move-only; wiped when destroyed, assigned over or moved from. It cannot be copied, compared with
// == or printed; leaving it takes reveal(), which can be searched for. Compare with equal() of
// bytes.h. May hold any bytes, NUL included.
class Secret {
 public:
  Secret() = default;
  // Takes the bytes and wipes the string they came in, its spare capacity included.
  static Secret from(std::string&& source) noexcept;

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // Valid as long as this Secret is neither moved nor destroyed.
  std::string_view reveal() const& noexcept { return bytes_; }
  // A temporary Secret is wiped at the end of the expression: its view must not be kept.
  std::string_view reveal() const&& = delete;

  std::size_t size() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return bytes_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = delete;
  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  std::string bytes_;
};

// Overwrites the whole allocation of `bytes`, spare capacity included, and leaves it empty.
void wipe(std::string& bytes) noexcept;
// Overwrites what is no string.
void wipe(std::span<std::byte> bytes) noexcept;

}  // namespace portillon
