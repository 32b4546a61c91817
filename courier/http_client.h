#pragma once
// One HTTP request and its answer over libcurl: what came back, or how far it got. Certificates are
// verified, nothing is followed, no proxy or .netrc of the environment is looked at, and the
// request leaves once at most.

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace portillon {

enum class HttpMethod { get, post, put };

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  Secret url;
  std::vector<Secret> headers;  // "Name: value"
  Secret body;                  // none goes with GET
  std::string user;             // with the next one for Basic (RFC 7617); empty: none
  std::string_view password;
  std::string ca_file;      // PEM; empty: what the system trusts
  std::string kept_header;  // the name of the one header of the answer that is wanted, or empty
};

inline constexpr std::size_t kLongestAnswer = 64 * 1024;  // bytes of a body

struct HttpReply {
  enum class Reach {
    not_sent,  // surely not whole at the other end
    silent,    // sent whole, and not even a status came back
    answered,
  };
  Reach reach = Reach::not_sent;
  std::string_view reason;  // a word, unless answered
  unsigned status = 0;      // when answered, as the two below
  std::string body;         // its first kLongestAnswer bytes
  bool whole = false;       // the body came to its end within these
  std::string kept_header;
};

// Any thread may call. An idle connection serves whichever thread comes next.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpReply exchange(const HttpRequest&, std::chrono::milliseconds within);

 private:
  struct Line;  // one libcurl handle, with the connection it keeps
  std::unique_ptr<Line> take();
  void give_back(std::unique_ptr<Line>);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Line>> idle_;  // last used last
};

}  // namespace portillon
