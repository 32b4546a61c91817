#include "http.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace bench {
namespace {

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
        (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

bool is_header(const std::string& line, std::string_view name, std::string& value) {
  if (line.size() <= name.size() || line[name.size()] != ':' ||
      strncasecmp(line.data(), name.data(), name.size()) != 0) {
    return false;
  }
  const std::size_t from = line.find_first_not_of(' ', name.size() + 1);
  value = from == std::string::npos ? "" : line.substr(from);
  return true;
}

}  // namespace

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t from = text.find(before);
  if (from == std::string_view::npos) return {};
  const std::size_t start = from + before.size();
  const std::size_t end = text.find(after, start);
  return end == std::string_view::npos ? std::string()
                                       : std::string(text.substr(start, end - start));
}

Visitor::~Visitor() {
  if (socket_ >= 0) close(socket_);
}

Answer Visitor::get(const std::string& path) {
  return ask("GET " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) + "\r\n" +
             cookies() + "\r\n");
}

Answer Visitor::post(const std::string& path, const Form& form) {
  std::string body = "csrf=" + encoded(csrf_);
  for (const auto& [name, value] : form) body += "&" + name + "=" + encoded(value);
  return ask("POST " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) +
             "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n" + cookies() + "\r\n" + body);
}

Answer Visitor::follow(Answer answer) {
  return answer.status == 303 ? get(answer.location) : answer;
}

void Visitor::forget() {
  jar_.clear();
  csrf_.clear();
}

std::string Visitor::cookies() const {
  std::string all;
  for (const auto& [name, value] : jar_) all += (all.empty() ? "" : "; ") + name + "=" + value;
  return all.empty() ? "" : "Cookie: " + all + "\r\n";
}

void Visitor::take(const std::string& set_cookie) {
  if (kept_) return;
  const std::size_t equals = set_cookie.find('=');
  const std::size_t end = std::min(set_cookie.find(';'), set_cookie.size());
  const std::string name = set_cookie.substr(0, equals);
  const std::string value = set_cookie.substr(equals + 1, end - equals - 1);
  if (value.empty()) {
    jar_.erase(name);
  } else {
    jar_[name] = value;
  }
}

// nginx closes a kept connection now and then; the request is then asked again, on a new one.
Answer Visitor::ask(const std::string& request) {
  ++requests_;
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (socket_ < 0) {
      socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const int yes = 1;
      setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port_));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) break;
    }
    Answer answer;
    if (exchange(request, answer)) {
      if (const auto token = between(answer.body, "name=\"csrf\" value=\"", "\""); !token.empty()) {
        csrf_ = token;
      }
      return answer;
    }
    close(socket_);
    socket_ = -1;
    buffer_.clear();
  }
  throw std::runtime_error("the server does not answer");
}

bool Visitor::fill() {
  char bytes[16384];
  const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
  if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
  return got > 0;
}

std::string Visitor::line() {
  std::size_t end;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!fill()) throw std::runtime_error("the answer was cut off");
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

bool Visitor::exchange(const std::string& request, Answer& answer) {
  if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size()) ||
      (buffer_.empty() && !fill())) {
    return false;
  }
  answer.status = std::atoi(line().c_str() + 9);
  std::size_t size = 0;
  bool chunked = false, closing = false;
  std::string value;
  for (std::string header = line(); !header.empty(); header = line()) {
    if (is_header(header, "Set-Cookie", value)) take(value);
    if (is_header(header, "Location", value)) answer.location = value;
    if (is_header(header, "Content-Length", value)) size = std::strtoul(value.c_str(), nullptr, 10);
    if (is_header(header, "Transfer-Encoding", value)) chunked = value == "chunked";
    if (is_header(header, "Connection", value)) closing = value == "close";
  }
  do {
    if (chunked) size = std::strtoul(line().c_str(), nullptr, 16);
    while (buffer_.size() < size + (chunked ? 2 : 0)) {
      if (!fill()) throw std::runtime_error("the answer was cut off");
    }
    answer.body.append(buffer_, 0, size);
    buffer_.erase(0, size + (chunked ? 2 : 0));
  } while (chunked && size > 0);
  if (closing) {
    close(socket_);
    socket_ = -1;
    buffer_.clear();
  }
  return true;
}

}  // namespace bench
