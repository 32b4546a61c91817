#pragma once
// A request to a gateway with blanks in it, which each message fills: what the description in the
// configuration says is encoded once, at start; what a message says, as it is put in. So nothing
// that a message holds can become anything but a value.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace portillon {

// What stands between braces: {to} is E.164 with its '+', {to_digits} without; {secret} the
// provider's credential; {receipt} the address to call when it is known what became of the message.
enum class Slot { to, to_digits, text, secret, reference, handle, receipt };

struct SlotValues {
  std::string_view to, text, secret, reference, handle, receipt;
  std::string_view operator[](Slot slot) const;
};

// A '{' that begins no slot; the text says which.
struct BlankError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class RequestBlank {
 public:
  enum class Encoding {
    none,
    percent,  // RFC 3986: all but unreserved characters
    json,     // inside of a JSON string (RFC 8259)
  };

  // Written as it is.
  void literal(std::string_view text);
  // Throws BlankError.
  void pattern(std::string_view pattern, Encoding encoding);

  bool empty() const { return pieces_.empty(); }
  bool has(Slot slot) const;
  Secret fill(const SlotValues& values) const;

 private:
  struct Piece {
    std::string text;  // before the slot
    bool slotted = false;
    Slot slot = Slot::to;
    Encoding encoding = Encoding::none;
  };
  std::vector<Piece> pieces_;
};

}  // namespace portillon
