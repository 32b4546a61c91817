#pragma once
// `portillon drain` and `portillon undrain`.

#include <CLI/CLI.hpp>
#include <functional>

namespace portillon {

struct DrainOrder {
  bool stop = false;
  unsigned wait = 10;  // seconds
};

void add_drain_commands(CLI::App& app, std::function<int()>& action);

int run_drain(const DrainOrder& order);
int run_undrain();

}  // namespace portillon
