#include "admin/operator.h"

#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shell/credentials.h"

namespace portillon {
namespace {

constexpr std::size_t kLongestName = 32;
constexpr uid_t kNoLogin = static_cast<uid_t>(-1);
constexpr uid_t kFirstPerson = 1000;  // Debian: below are users of the system
constexpr uid_t kNobodyUser = 65534;

bool may_be_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

std::string clean(std::string_view given) {
  std::string name;
  for (const char c : given) {
    if (may_be_in_a_name(c) && name.size() < kLongestName) name += c;
  }
  return name;
}

std::optional<uid_t> number_from(std::string_view text) {
  uid_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

Operator of_uid(uid_t uid, const NameOf& name_of) {
  std::string name = clean(name_of(uid).value_or(""));
  const bool person = !name.empty() && uid >= kFirstPerson && uid != kNobodyUser;
  if (name.empty()) name = "uid-" + std::to_string(uid);
  return {std::move(name), person};
}

std::optional<uid_t> login_uid() {
  std::string text;
  std::ifstream file("/proc/self/loginuid");
  std::getline(file, text);
  const auto uid = number_from(text);
  return uid && *uid != kNoLogin ? uid : std::nullopt;
}

// Only systemd makes folders there; one that anybody made elsewhere does not count.
std::string operator_credential() {
  std::error_code error;
  const auto folder = std::filesystem::canonical(credentials_folder(), error);
  if (error || folder.parent_path() != "/run/credentials") return {};
  std::string text;
  std::ifstream in(folder / "operator");
  std::getline(in, text);
  return text;
}

std::optional<std::string> user_name(uid_t uid) {
  const passwd* user = ::getpwuid(uid);
  if (user == nullptr) return std::nullopt;
  return std::string(user->pw_name);
}

}  // namespace

Operator operator_from(const OperatorSigns& signs, const NameOf& name_of) {
  if (signs.login) return of_uid(*signs.login, name_of);
  if (const std::string given = clean(signs.credential); !given.empty()) {
    return {given, given != "root"};
  }
  const auto sudo = signs.uid == 0 ? number_from(signs.sudo_uid) : std::nullopt;
  return of_uid(sudo.value_or(signs.uid), name_of);
}

Operator current_operator() {
  OperatorSigns signs;
  signs.login = login_uid();
  signs.credential = operator_credential();
  if (const char* sudo = std::getenv("SUDO_UID")) signs.sudo_uid = sudo;
  signs.uid = ::getuid();
  return operator_from(signs, user_name);
}

std::string operator_name() { return current_operator().name; }

}  // namespace portillon
