#pragma once
// What the command finds on this machine: the configuration, the keys and the way to the database.

#include <filesystem>
#include <string>

#include "crypto/keyring.h"
#include "shell/config.h"
#include "store/connection.h"

namespace portillon {

struct Installation {
  std::filesystem::path file;  // of the configuration
  Config config;
  // From $CREDENTIALS_DIRECTORY where it is set (systemd), else from [admin].
  std::filesystem::path keys = "/etc/portillon/keys";
  std::filesystem::path password = "/etc/portillon/database/admin";
  unsigned removals_percent = 2;  // of the members, that a feed may remove without asking
  // Beside the folder of the pages, unless [admin] says otherwise.
  std::filesystem::path migrations;
  // What `check` looks at: what `portillon pages` wrote, nginx's configuration and the snippet in
  // it.
  std::filesystem::path static_pages = "/var/lib/portillon/static";
  std::filesystem::path nginx = "/etc/nginx";
  std::filesystem::path snippet = "/etc/portillon/nginx/portillon.conf";
  std::filesystem::path certificate;  // empty: the ssl_certificate of the site with the snippet

  // Throws StartError.
  static Installation load();

  // As the account "admin", or "keeper" or "export", whose password lies beside. Without a password
  // file the server must know the account otherwise: by the user of its name (unix_socket), which
  // root becomes for as long as connecting takes.
  Database database(std::string_view account = "admin") const;
  // The same, for statements that read or change a whole table: one of millions of rows takes
  // longer than anybody waits for a page.
  Database patient_database(std::string_view account = "admin") const;
  // As another user of the server, of whatever schema version and with time for long changes.
  // `password_file` may be empty. Throws StartError.
  Database database_as(const std::string& user, const std::filesystem::path& password_file) const;
};

// The only line of a file, without its end. Throws StartError: unreadable, empty, several lines, or
// longer than 200 bytes.
Secret read_password(const std::filesystem::path& file);

// Throws StartError unless the file is its owner's alone to read: a key or password that others can
// read is none.
void refuse_if_others_read(const std::filesystem::path& file);

}  // namespace portillon
