#include "tests/store/support/server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "pages.h"
#include "store/grants.h"
#include "store/migrate.h"

namespace portillon::test {
namespace {

// The child dies with the tests, however they end.
pid_t spawn(std::vector<std::string> words, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, 1);
  dup2(out, 2);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::vector<std::string> account_names() {
  std::vector<std::string> names;
  for (const PageEntry& page : kPages) names.emplace_back(page.stem);
  for (const std::string_view other : kOtherAccounts) names.emplace_back(other);
  return names;
}

Server& Server::get() {
  static Server server;
  return server;
}

Server::Server() {
  std::string path = (std::filesystem::temp_directory_path() / "portillon-db-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = path;
  socket_ = (folder_ / "socket").string();
  std::vector<std::string> install = {"mariadb-install-db", "--no-defaults", "--skip-test-db",
                                      "--datadir=" + (folder_ / "data").string(),
                                      "--auth-root-authentication-method=normal"};
  if (geteuid() == 0) install.emplace_back("--user=root");
  if (wait_for(spawn(install, folder_ / "install.log")) != 0) {
    throw std::runtime_error("mariadb-install-db failed, see " + folder_.string());
  }
  start();
  make_schema();
}

Server::~Server() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Server::start() {
  std::vector<std::string> words = {"mariadbd",
                                    "--no-defaults",
                                    "--datadir=" + (folder_ / "data").string(),
                                    "--socket=" + socket_,
                                    "--pid-file=" + (folder_ / "pid").string(),
                                    "--skip-networking",
                                    "--skip-name-resolve",
                                    "--max-connections=300",
                                    "--innodb-flush-log-at-trx-commit=0",
                                    "--innodb-buffer-pool-size=64M",
                                    "--innodb-fast-shutdown=2"};
  if (geteuid() == 0) words.emplace_back("--user=root");
  pid_ = spawn(words, folder_ / "server.log");
  for (int tries = 0; tries < 600; ++tries) {
    if (std::filesystem::exists(socket_)) {
      try {
        Connection(root("mysql")).open();
        return;
      } catch (const StorageError&) {
      }
    }
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("mariadbd did not start, see " + folder_.string());
}

void Server::stop() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  wait_for(pid_);
  pid_ = 0;
}

Database Server::account(std::string_view stem, std::string_view schema) const {
  Database database;
  database.socket = socket_;
  database.name = schema;
  database.account = stem;
  return database;
}

Database Server::root(std::string_view schema) const {
  Database database = account("admin", schema);
  database.user = "root";
  database.any_schema = true;
  return database;
}

void Server::execute(const std::string& sql) {
  Connection connection(root());
  SchemaChange(connection).execute(sql);
}

void Server::make_schema() {
  Connection server(root("mysql"));
  SchemaChange(server).execute("CREATE DATABASE portillon");
  Connection connection(root());
  SchemaChange schema(connection);
  schema.migrate(read_migrations(PORTILLON_SOURCE "/sql"));
  for (const std::string& name : account_names()) {
    schema.execute("CREATE USER 'portillon_" + name + "'@'localhost'");
    for (const std::string& grant : grants(name, "portillon", "portillon_" + name)) {
      schema.execute(grant);
    }
  }
}

void Server::empty() {
  Connection connection(root());
  SchemaChange schema(connection);
  for (const char* table :
       {"members", "contacts", "facts", "recoveries", "sign_ins", "journeys", "sessions", "outbox",
        "allowances", "audit", "audit_heads", "feed", "member_requests"}) {
    schema.execute(std::string("DELETE FROM ") + table);
  }
  schema.execute("UPDATE numbering SET highest = 0");
  schema.execute(
      "UPDATE mix SET exploitant = 250, entreprise = 30, new_particulier = 400, "
      "new_exploitant = 400, new_entreprise = 400, new_siret = 400");
}

}  // namespace portillon::test
