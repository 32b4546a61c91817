#pragma once
// Parts of pages: the private page that a member wanted before signing in.

#include <string_view>

namespace portillon {

// A path of this very host: nothing that a browser could take for another host's address, as
// "//host", "/\host", or a line end that splits a header would be.
bool is_path_of_this_host(std::string_view path);

}  // namespace portillon
