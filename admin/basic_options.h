#pragma once
// What the commands without a family of their own can be told.

#include <functional>

namespace CLI {
class App;
}

namespace portillon {

// `action` becomes what the command line asks for.
void add_schema_commands(CLI::App& app, std::function<int()>& action);
void add_key_commands(CLI::App& app, std::function<int()>& action);
void add_breached_commands(CLI::App& app, std::function<int()>& action);
void add_other_commands(CLI::App& app, std::function<int()>& action);

}  // namespace portillon
