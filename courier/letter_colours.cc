#include "courier/letter_colours.h"

#include <lcms2.h>

#include <algorithm>
#include <memory>
#include <type_traits>

#include "courier/letter_text.h"

namespace portillon {
namespace {

struct Close {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};

// ICC.1:2004-10, 7.2.8: when the profile was made, twelve bytes. The library writes the present.
constexpr std::size_t kMadeAt = 24;
constexpr char kSomeDay[] = {0x07, char(0xea), 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};  // 1 January 2026

}  // namespace

Bytes srgb_profile() {
  const std::unique_ptr<void, Close> profile(cmsCreate_sRGBProfile());
  cmsUInt32Number size = 0;
  if (!profile) throw LetterError("letter: no colour profile");
  cmsSetProfileVersion(profile.get(), 4.2);
  if (!cmsSaveProfileToMem(profile.get(), nullptr, &size) || size < kMadeAt + sizeof kSomeDay) {
    throw LetterError("letter: no colour profile");
  }
  Bytes bytes(size, '\0');
  if (!cmsSaveProfileToMem(profile.get(), bytes.data(), &size)) {
    throw LetterError("letter: no colour profile");
  }
  std::ranges::copy(kSomeDay, bytes.begin() + kMadeAt);
  return bytes;
}

}  // namespace portillon
