#pragma once
// Every page, from the one list in CMakeLists.txt. fcgi/STEM.cc defines `const Page pages::STEM`.

#include <optional>
#include <string_view>
#include <vector>

#include "page/page.h"

namespace portillon {

namespace pages {
#define PORTILLON_PAGE_ENTRY(stem, urls, keys) extern const Page stem;
#include "page_list.inc"
#undef PORTILLON_PAGE_ENTRY
}  // namespace pages

struct PageEntry {
  std::string_view stem;
  std::string_view urls;  // under the prefix, separated by a space; the first is the page's own
  std::string_view keys;  // purposes of its key rings, separated by a space
};

inline constexpr PageEntry kPages[] = {
#define PORTILLON_PAGE_ENTRY(stem, urls, keys) PageEntry{#stem, urls, keys},
#include "page_list.inc"
#undef PORTILLON_PAGE_ENTRY
};

}  // namespace portillon
