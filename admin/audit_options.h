#pragma once
// What `portillon audit` can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_audit_commands(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
