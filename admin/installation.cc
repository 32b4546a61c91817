#include "admin/installation.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "shell/config_table.h"
#include "shell/credentials.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kLongestAnswer{1};

constexpr std::size_t kLongestPassword = 200;

// Of the account's own name, where root asks and there is one: as systemd would start a unit.
std::optional<std::uint32_t> user_of(const std::string& prefix, std::string_view account) {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* user = ::getpwnam((prefix + std::string(account)).c_str());
  if (user == nullptr) return std::nullopt;
  return user->pw_uid;
}

void read_admin_table(Installation& installation) {
  const std::string file = installation.file.string();
  const toml::table root = read_toml(file);
  ConfigTable table(root, "admin", file);
  const auto path = [&](std::string_view key, std::filesystem::path& value) {
    std::string text = value.string();
    table.text(key, text, 1000);
    table.require(key, text.starts_with('/'), "is not an absolute path");
    value = text;
  };
  path("keys", installation.keys);
  path("password", installation.password);
  path("migrations", installation.migrations);
  table.number("removals_percent", installation.removals_percent, 0, 100);
  path("static", installation.static_pages);
  path("nginx", installation.nginx);
  path("snippet", installation.snippet);
  if (std::string text; table.text("certificate", text, 1000), !text.empty()) {
    table.require("certificate", text.starts_with('/'), "is not an absolute path");
    installation.certificate = text;
  }
  table.finish();
}

}  // namespace

Installation Installation::load() {
  Installation found;
  found.file = config_path();
  found.config = load_config(found.file);
  found.migrations = found.config.pages.parent_path() / "sql";
  read_admin_table(found);
  if (const char* given = std::getenv("CREDENTIALS_DIRECTORY"); given && *given) {
    found.keys = given;
    found.password = found.keys / "database";
  }
  return found;
}

Database Installation::database(std::string_view account) const {
  Database database;
  database.socket = config.database_socket;
  database.name = config.database_name;
  database.account_prefix = config.account_prefix;
  database.account = account;
  const bool given = std::getenv("CREDENTIALS_DIRECTORY") != nullptr;  // of one account
  const auto its =
      account == "admin" || given ? password : password.parent_path() / std::string(account);
  if (given) {
    // As for every unit: an empty credential says that the server knows the account by its user.
    database.password = database_password();
  } else if (std::filesystem::exists(its)) {
    database.password = read_password(its);
  }
  if (database.password.empty()) database.connect_as = user_of(config.account_prefix, account);
  return database;
}

Database Installation::patient_database(std::string_view account) const {
  Database patient = database(account);
  patient.answer_timeout = kLongestAnswer;
  return patient;
}

Database Installation::database_as(const std::string& user,
                                   const std::filesystem::path& password_file) const {
  Database database;
  database.socket = config.database_socket;
  database.name = config.database_name;
  database.account = "admin";
  database.user = user;
  database.any_schema = true;
  database.answer_timeout = kLongestAnswer;
  if (!password_file.empty()) database.password = read_password(password_file);
  return database;
}

Secret read_password(const std::filesystem::path& file) {
  std::ifstream in;
  in.rdbuf()->pubsetbuf(nullptr, 0);  // no copy in a buffer that nobody wipes
  in.open(file, std::ios::binary);
  std::string bytes(kLongestPassword + 2, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  const bool whole = in.eof();
  if (bytes.ends_with('\n')) bytes.pop_back();
  Secret secret = Secret::from(std::move(bytes));
  if (!whole || secret.empty() || secret.reveal().find('\n') != std::string_view::npos) {
    throw StartError(file.string() + ": is not a file with one password");
  }
  return secret;
}

void refuse_if_others_read(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) throw StartError(file.string() + ": cannot be read");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw StartError(file.string() + ": others can read it (chmod 600)");
  }
}

}  // namespace portillon
