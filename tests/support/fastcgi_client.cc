#include "support/fastcgi_client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace portillon::test {
namespace {

constexpr std::uint8_t kBegin = 1, kEnd = 3, kParams = 4, kStdin = 5, kStdout = 6;

class Connected {
 public:
  explicit Connected(int descriptor) : descriptor_(descriptor) {}
  ~Connected() { close(descriptor_); }
  Connected(const Connected&) = delete;
  Connected& operator=(const Connected&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

std::string record(std::uint8_t type, std::string_view content) {
  std::string out{1, static_cast<char>(type), 0, 1};
  out += static_cast<char>(content.size() >> 8);
  out += static_cast<char>(content.size() & 0xff);
  out += std::string(2, '\0');
  return out.append(content);
}

std::string stream(std::uint8_t type, std::string_view content) {
  std::string out;
  while (!content.empty()) {
    const std::string_view part = content.substr(0, 60000);
    out += record(type, part);
    content.remove_prefix(part.size());
  }
  return out + record(type, "");
}

std::string length(std::size_t size) {
  if (size < 128) return std::string(1, static_cast<char>(size));
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xff);
  out[0] = static_cast<char>(out[0] | static_cast<char>(0x80));
  return out;
}

std::string pairs(const FastcgiParams& params) {
  std::string out;
  for (const auto& [name, value] : params) {
    out += length(name.size()) + length(value.size()) + name + value;
  }
  return out;
}

std::string read_all(int descriptor) {
  std::string all;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = read(descriptor, buffer, sizeof buffer)) > 0) {
    all.append(buffer, static_cast<std::size_t>(got));
  }
  return all;
}

FastcgiAnswer parse(std::string_view bytes) {
  FastcgiAnswer answer;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  while (bytes.size() >= 8) {
    const std::size_t size = static_cast<std::size_t>(byte(4) << 8 | byte(5));
    const std::size_t padding = byte(6);
    if (bytes.size() < 8 + size + padding) break;
    if (byte(1) == kStdout) answer.text.append(bytes.substr(8, size));
    if (byte(1) == kEnd) answer.complete = true;
    bytes.remove_prefix(8 + size + padding);
  }
  return answer;
}

}  // namespace

int FastcgiAnswer::status() const {
  constexpr std::string_view kStatus = "Status: ";
  int number = 0;
  if (!text.starts_with(kStatus)) return 0;
  std::from_chars(text.data() + kStatus.size(), text.data() + text.size(), number);
  return number;
}

std::string_view FastcgiAnswer::body() const {
  const std::size_t at = text.find("\r\n\r\n");
  return at == std::string::npos ? std::string_view{} : std::string_view(text).substr(at + 4);
}

int listen_at(const std::string& path) {
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = address_of(path);
  unlink(path.c_str());
  if (descriptor < 0 ||
      bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
      listen(descriptor, 128) < 0) {
    throw std::runtime_error("cannot listen at " + path);
  }
  return descriptor;
}

FastcgiAnswer fastcgi_request(const std::string& path, const FastcgiParams& params,
                              std::string_view body) {
  const Connected connection(socket(AF_UNIX, SOCK_STREAM, 0));
  const sockaddr_un address = address_of(path);
  if (connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
    throw std::runtime_error("cannot connect to " + path);
  }
  const std::string begin = record(kBegin, std::string_view("\0\1\0\0\0\0\0\0", 8));
  const std::string all = begin + stream(kParams, pairs(params)) + stream(kStdin, body);
  for (std::string_view rest = all; !rest.empty();) {
    const ssize_t sent = send(connection.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0) break;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return parse(read_all(connection.get()));
}

}  // namespace portillon::test
