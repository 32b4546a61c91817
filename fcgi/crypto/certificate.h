// What a web server's certificate says of itself: until when it is valid, and for whom.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

struct ServerCertificate {
  std::chrono::sys_seconds valid_from{};
  std::chrono::sys_seconds valid_until{};
  bool names_host = false;  // RFC 6125: the host that was asked for is among its names
};

// The first certificate of a PEM text (RFC 7468). nullopt: it holds none.
std::optional<ServerCertificate> read_server_certificate(std::string_view pem,
                                                         const std::string& host);

}  // namespace portillon
