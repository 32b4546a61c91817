#pragma once
// What `portillon import` can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_import_command(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
