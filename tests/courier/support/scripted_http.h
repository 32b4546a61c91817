#pragma once
// A gateway on the loopback that does what the test says, over TCP or TLS, and counts what came.

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace portillon::test {

struct HttpScript {
  enum class Then {
    keep,   // go on with this connection
    close,  // end it after the answer
    cut,    // end it with a reset, the answer half said
    stall,  // say nothing more until the client gives up
  };
  std::string answer;  // bytes, as they go over the line
  Then then = Then::keep;
};

// A whole answer.
std::string http_answer(int status, const std::string& body, const std::string& headers = "");

class ScriptedHttp {
 public:
  explicit ScriptedHttp(bool tls = false);
  ~ScriptedHttp();
  ScriptedHttp(const ScriptedHttp&) = delete;
  ScriptedHttp& operator=(const ScriptedHttp&) = delete;

  // For the next requests, one each; when there are no more, 200 "ok".
  void expect(HttpScript script);

  std::string url(
      const std::string& path = "/send") const;  // https://localhost or http://127.0.0.1
  const std::string& certificate() const { return certificate_; }  // PEM, its own issuer
  std::vector<std::string> requests() const;                       // head and body, as they came
  unsigned connections() const { return connections_; }

 private:
  class Line;
  void serve();
  void talk(Line& line);
  bool read_request(Line& line);
  HttpScript next_script();

  bool tls_;
  int listening_ = -1;
  unsigned short port_ = 0;
  std::string certificate_;
  std::shared_ptr<void> context_;  // SSL_CTX
  std::atomic<bool> stopping_{false};
  std::atomic<unsigned> connections_{0};
  mutable std::mutex mutex_;
  std::deque<HttpScript> scripts_;
  std::vector<std::string> requests_;
  std::vector<std::thread> talks_;
  std::thread accepting_;
};

}  // namespace portillon::test
