#include "shell/credentials.h"

#include <cstdlib>
#include <fstream>
#include <string>

namespace portillon {

std::filesystem::path credentials_folder() {
  const char* given = std::getenv("CREDENTIALS_DIRECTORY");
  return given ? given : "";
}

namespace {

Secret credential(const std::string& name) {
  constexpr std::size_t kLongest = 4096;
  std::ifstream in;
  in.rdbuf()->pubsetbuf(nullptr, 0);  // a buffer of the stream's own would not be wiped
  in.open(credentials_folder() / name, std::ios::binary);
  if (!in) return {};
  std::string text(kLongest, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  while (text.ends_with('\n')) text.pop_back();
  return Secret::from(std::move(text));
}

}  // namespace

Secret database_password() { return credential("database"); }

bool is_provider_name(std::string_view name) {
  constexpr std::size_t kLongest = 32;
  return !name.empty() && name.size() <= kLongest &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

Secret provider_secret(std::string_view name) {
  return credential("provider_" + std::string(name));
}

}  // namespace portillon
