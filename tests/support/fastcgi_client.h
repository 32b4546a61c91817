#pragma once
// Speaks FastCGI to a page program as nginx does: one connection, one request (FastCGI 1.0).

#include <map>
#include <string>
#include <string_view>

namespace portillon::test {

struct FastcgiAnswer {
  std::string text;       // headers and body as the program wrote them
  bool complete = false;  // the program ended the request properly

  int status() const;  // 0 if there is none
  std::string_view body() const;
};

using FastcgiParams = std::map<std::string, std::string>;

// A listening unix socket as systemd would make it. Throws std::runtime_error.
int listen_at(const std::string& path);

// Throws std::runtime_error if it cannot connect.
FastcgiAnswer fastcgi_request(const std::string& socket, const FastcgiParams& params,
                              std::string_view body = {});

}  // namespace portillon::test
