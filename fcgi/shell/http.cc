#include "shell/http.h"

#include <algorithm>
#include <stdexcept>

namespace portillon {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 303:
      return "See Other";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      throw std::invalid_argument("a status that no page has: " + std::to_string(status));
  }
}

}  // namespace

RawResponse::RawResponse(int status) : status_(status) { reason_of(status); }

void RawResponse::add(std::string_view name, std::string_view value) {
  // Not find_first_of, which looks each byte up among the three by a call.
  const auto ends_a_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  if (std::ranges::any_of(value, ends_a_line) || std::ranges::any_of(name, ends_a_line)) {
    throw std::invalid_argument("a header value with a line end");
  }
  headers_.emplace_back(name, value);
}

void RawResponse::body(std::string bytes, std::string_view type) {
  if (!type.empty()) add("Content-Type", type);
  body_ = std::move(bytes);
}

std::string_view RawResponse::header(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers_, [&](const auto& each) { return each.first == name; });
  return found == headers_.end() ? std::string_view{} : std::string_view(found->second);
}

std::string RawResponse::wire(bool head) const {
  std::string out;
  out.reserve(body_.size() + 1024);
  out.append("Status: ").append(std::to_string(status_)).append(" ");
  out.append(reason_of(status_)).append("\r\n");
  for (const auto& [name, value] : headers_) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  out.append("Content-Length: ").append(std::to_string(body_.size())).append("\r\n\r\n");
  if (!head) out.append(body_);
  return out;
}

bool is_local_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && std::ranges::none_of(path, [](char c) {
           return c == '\\' || c == '"' || c == '<' || c == '>' || c == ' ' || c == 0x7f ||
                  static_cast<unsigned char>(c) < 0x20;
         });
}

}  // namespace portillon
