#pragma once
// What `portillon letters` can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_letters_commands(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
