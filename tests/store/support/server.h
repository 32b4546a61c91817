#pragma once
// A private MariaDB: one for each test executable, in a folder of its own, reachable over a unix
// socket only, with the product's schema, accounts and grants. Stopped by its pid at the end.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "store/connection.h"

namespace portillon::test {

class Server {
 public:
  static Server& get();  // starts it when first asked for

  Database account(std::string_view stem, std::string_view schema = "portillon") const;
  Database root(std::string_view schema = "portillon") const;  // may do everything
  // Any text, as root: for preparing rows, never for what is tested.
  void execute(const std::string& sql);
  void empty();  // deletes every row

  void stop();
  void start();
  const std::string& socket() const { return socket_; }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

 private:
  Server();
  void make_schema();

  std::filesystem::path folder_;
  std::string socket_;
  pid_t pid_ = 0;
};

// All accounts of the product: the pages, the courier, the command, the keeper.
std::vector<std::string> account_names();

}  // namespace portillon::test
