// Gives the demo's members their passwords: `identifier<TAB>password` lines on standard input.
//
// The product lets nobody but the page new_password write a password, the command of the
// administrators neither. So this borrows the database accounts of three pages, whose credentials
// lie beside its own (credentials/admin) in the demo's state folder.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "crypto/password_hash.h"
#include "domain/identifier.h"
#include "domain/text.h"
#include "page/derivations.h"
#include "shell/config.h"
#include "shell/keep_memory.h"
#include "shell/start_error.h"
#include "store/connection.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::string_view kPurposes[] = {"index", "pepper"};

std::filesystem::path credentials() {
  const char* given = std::getenv("CREDENTIALS_DIRECTORY");
  if (!given || !*given) throw StartError("CREDENTIALS_DIRECTORY: is not set");
  return std::filesystem::path(given).lexically_normal();
}

Connection connection_as(std::string_view page, const Config& config) {
  const auto file = credentials().parent_path() / page / "database";
  std::ifstream in(file, std::ios::binary);
  if (!in) throw StartError(file.string() + ": cannot be read");
  std::string password{std::istreambuf_iterator<char>(in), {}};
  while (password.ends_with('\n')) password.pop_back();
  Database database;
  database.socket = config.database_socket;
  database.name = config.database_name;
  database.account_prefix = config.account_prefix;
  database.account = page;
  database.password = Secret::from(std::move(password));
  return Connection(std::move(database));
}

class Seeding {
 public:
  Seeding()
      : config_(load_config(config_path())),
        keys_(Keys::load(credentials(), kPurposes)),
        signing_in_(connection_as("sign_in", config_)),
        passwords_(connection_as("new_password", config_)),
        contacts_(connection_as("contacts", config_)) {}

  // Throws std::runtime_error with the reason.
  void give(std::string_view typed, std::string_view password) {
    const auto identifier = parse_identifier(typed);
    if (!identifier) throw std::runtime_error("not an identifier");
    auto characters = text::nfc(password);
    if (!characters) throw std::runtime_error("a password that is not UTF-8");
    const Lookup subject = subjects_of(keys_, identifier->canonical());
    const auto row =
        signing_in_.one(sql::kFindCredentials, subject.current, subject.previous).value();
    const MemberId member = std::get<0>(row);
    if (member == kNobody) throw std::runtime_error("no such member");
    const std::string stored = hash_password(keys_.ring("pepper"), config_.hashing, row_of(member),
                                             Secret::from(std::move(*characters)));
    if (passwords_.run(sql::kSetPassword, stored, "fr", member, std::get<1>(row)) != 1) {
      throw std::runtime_error("changed by somebody else meanwhile");
    }
    contacts_.run(sql::kConfirmContacts, read_clock(contacts_), member);
  }

 private:
  Config config_;
  Keys keys_;
  Connection signing_in_;
  Connection passwords_;
  Connection contacts_;
};

int seed() {
  Seeding seeding;
  std::string line;
  for (int number = 1; std::getline(std::cin, line); ++number) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) throw StartError("line " + std::to_string(number) + ": no tab");
    try {
      seeding.give(std::string_view(line).substr(0, tab), std::string_view(line).substr(tab + 1));
    } catch (const StorageError&) {
      throw;
    } catch (const std::runtime_error& error) {
      throw StartError("line " + std::to_string(number) + ": " + error.what());
    }
  }
  return 0;
}

}  // namespace
}  // namespace portillon

int main() {
  try {
    portillon::keep_memory_to_myself();
    return portillon::seed();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "portillon-demo-seed: %s\n", error.what());
    return 1;
  }
}
