#pragma once
// What `portillon outbox` can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_outbox_commands(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
