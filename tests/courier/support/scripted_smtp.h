#pragma once
// A mail server on 127.0.0.1 that does what a test tells it to, most of it wrong.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "courier/smtp_provider.h"
#include "tests/courier/support/certificates.h"

namespace portillon::test {

struct Letterbox {
  std::string from, to, content;  // content as sent, dots doubled, without the final one
};

class ScriptedSmtp {
 public:
  struct Tls {
    MailTls mode = MailTls::none;
    const Certificate* certificate = nullptr;
  };
  ScriptedSmtp() : ScriptedSmtp(Tls{}) {}
  explicit ScriptedSmtp(Tls tls);
  ~ScriptedSmtp();  // ends all connections
  ScriptedSmtp(const ScriptedSmtp&) = delete;
  ScriptedSmtp& operator=(const ScriptedSmtp&) = delete;

  // What it answers to a verb: "greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA",
  // "content" (while the message comes), "." (the message is whole), "QUIT". Several lines are
  // parted by '\n'.
  static constexpr std::string_view kStall = "(says nothing)";
  static constexpr std::string_view kCut = "(closes)";
  static constexpr std::string_view kCutAfter = "(closes after) ";  // after the answer behind it
  void answer(const std::string& verb, std::string_view reply);
  void forget_answers();

  unsigned port() const { return port_; }
  unsigned connections() const { return connections_; }
  std::vector<Letterbox> messages() const;
  std::vector<std::string> commands() const;  // of all connections, in the order they came
  bool heard(std::string_view beginning) const;

 private:
  class Line;
  void accept_all();
  void serve(int socket);
  bool converse(Line& line);
  // False: the connection ends.
  bool reply(Line& line, const std::string& verb, const std::string& usual);
  bool log_in(Line& line, const std::string& command);
  bool take_message(Line& line, Letterbox& letter);

  Tls tls_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::atomic<unsigned> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::vector<Letterbox> messages_;
  std::vector<std::string> commands_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

}  // namespace portillon::test
