#include "page/world.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace portillon {
MessageKey new_message_key(Random& random) {
  MessageKey key = 0;
  while (key == 0) {
    std::array<std::uint8_t, sizeof key> bytes;
    random.fill(bytes);
    std::memcpy(&key, bytes.data(), sizeof key);
    key >>= 1;  // 63 bits: the column is a signed BIGINT on every engine
  }
  return key;
}

}  // namespace portillon
