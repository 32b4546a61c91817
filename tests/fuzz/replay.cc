// Every target over its whole corpus, without libFuzzer: whatever the compiler. `replay FOLDER`;
// a target without a corpus is a failure.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace portillon::fuzz {

#define PORTILLON_TARGET(name) void name(std::string_view input);
#include "fuzz_targets.inc"
#undef PORTILLON_TARGET

namespace {

struct Target {
  std::string_view name;
  void (*run)(std::string_view input);
};
constexpr Target kTargets[] = {
#define PORTILLON_TARGET(name) {#name, name},
#include "fuzz_targets.inc"
#undef PORTILLON_TARGET
};

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Said beforehand, so that a sanitizer's report stands below the name of the file.
bool holds(const Target& target, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(in), {}};
  std::printf("%s\n", file.c_str());
  std::fflush(stdout);
  try {
    target.run(input);
    return true;
  } catch (const std::exception& error) {
    std::printf("FAILED: %s\n", error.what());
    return false;
  }
}

int replay(const std::filesystem::path& corpora) {
  std::size_t run = 0;
  std::size_t bad = 0;
  for (const Target& target : kTargets) {
    const auto files = files_in(corpora / target.name);
    if (files.empty()) {
      std::printf("FAILED: %s: no corpus\n", target.name.data());
      ++bad;
    }
    for (const auto& file : files) bad += holds(target, file) ? 0 : 1;
    run += files.size();
  }
  std::printf("seen: %zu inputs of %zu targets, %zu failed\n", run, std::size(kTargets), bad);
  return bad == 0 ? 0 : 1;
}

}  // namespace
}  // namespace portillon::fuzz

int main(int count, char** arguments) {
  return count == 2 ? portillon::fuzz::replay(arguments[1]) : 2;
}
