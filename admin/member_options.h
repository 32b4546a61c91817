#pragma once
// What `portillon member`, `portillon export` and `portillon forget` can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_member_commands(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
