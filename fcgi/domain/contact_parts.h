// What somebody who knows a member's e-mail address or telephone number would put into a password
// to try.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portillon {

inline constexpr std::size_t kMostContactParts = 16;

// Of an e-mail address: its words of four letters or more, those of the domain but for its ending
// among them, and all letters of the local part in one; folded. Of a number in E.164: the last six
// digits. None twice, kMostContactParts at most.
std::vector<std::string> contact_parts(std::string_view canonical);

}  // namespace portillon
