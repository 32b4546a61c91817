#pragma once
// A request as the web server hands it over, and an answer as it takes it back (RFC 3875), without
// the protocol in between.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portillon {

// CGI variables by their meaning; absent ones are empty. Everything but `path`, `remote_address`,
// `request_id` and `waited` is what the visitor sent.
struct RawRequest {
  std::string method;
  std::string path;   // SCRIPT_NAME, prefix included, normalised by the web server
  std::string query;  // QUERY_STRING
  std::string content_type;
  std::string content_length;
  std::string body;  // at most kLongestBody + 1 bytes of it
  std::string cookies;
  std::string origin;
  std::string fetch_site;  // Sec-Fetch-Site
  std::string user_agent;
  std::string remote_address;
  std::string request_id;
  std::chrono::milliseconds waited{0};  // for a worker; 0 where nginx does not say since when
};

class RawResponse {
 public:
  // Throws std::invalid_argument for a status that no page has.
  explicit RawResponse(int status);

  // Throws std::invalid_argument for a CR, LF or NUL: nothing may become a header of its own.
  void add(std::string_view name, std::string_view value);
  // Sets Content-Type as well, unless `type` is empty.
  void body(std::string bytes, std::string_view type);

  int status() const { return status_; }
  const std::string& body() const { return body_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
  // The first value of that name, or empty.
  std::string_view header(std::string_view name) const;

  // The whole answer in CGI form: Status, headers, Content-Length, and the body unless it answers
  // HEAD.
  std::string wire(bool head) const;

 private:
  int status_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
};

// "/x", which no browser can take for another host ("//x", "/\x") nor any parser for two headers.
bool is_local_path(std::string_view path);

}  // namespace portillon
