// One target as libFuzzer calls it: PORTILLON_TARGET is its name, given by CMake.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portillon::fuzz {
void PORTILLON_TARGET(std::string_view input);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // An empty input comes without an address, which std::string and others would not take.
  portillon::fuzz::PORTILLON_TARGET(
      size == 0 ? std::string_view("")
                : std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
