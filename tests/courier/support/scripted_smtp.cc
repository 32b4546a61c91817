#include "tests/courier/support/scripted_smtp.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <stdexcept>

namespace portillon::test {
namespace {

constexpr int kTick = 20;  // ms: how soon a waiting thread sees that the test is over

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

std::string verb_of(const std::string& command) {
  std::string verb = command.substr(0, command.find_first_of(" \r\n"));
  std::ranges::transform(verb, verb.begin(), ::toupper);
  return verb;
}

std::string between(const std::string& text, char open, char close) {
  const std::size_t begin = text.find(open);
  const std::size_t end = text.find(close, begin);
  return begin == text.npos || end == text.npos ? "" : text.substr(begin + 1, end - begin - 1);
}

}  // namespace

// A connection, in clear or not.
class ScriptedSmtp::Line {
 public:
  Line(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}
  ~Line() {
    ssl_.reset();
    ::close(socket_);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool encrypt(const Certificate& certificate) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context_.get(), certificate.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), certificate.key.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    return wait() && SSL_accept(ssl_.get()) == 1;
  }
  bool is_encrypted() const { return ssl_ != nullptr; }
  // nullopt: they closed, or the test is over.
  std::optional<std::string> read_line() {
    while (true) {
      if (const std::size_t end = buffer_.find('\n'); end != buffer_.npos) {
        std::string line = buffer_.substr(0, end + 1);
        buffer_.erase(0, end + 1);
        return line;
      }
      if (!read_more()) return std::nullopt;
    }
  }
  void write(const std::string& text) {
    if (ssl_) {
      SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    } else {
      (void)!::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
  }
  void stall() {
    while (!stopping_ && open_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, kTick) > 0) open_ = read_more();
    }
  }

 private:
  bool wait() const {
    while (!stopping_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, kTick) > 0) return true;
    }
    return false;
  }
  bool read_more() {
    char bytes[4096];
    if ((!ssl_ || SSL_pending(ssl_.get()) == 0) && !wait()) return false;
    const auto count =
        ssl_ ? SSL_read(ssl_.get(), bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  const std::atomic<bool>& stopping_;
  bool open_ = true;
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string buffer_;
};

ScriptedSmtp::ScriptedSmtp(Tls tls) : tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to connections that have gone
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port for a mail server");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
}

ScriptedSmtp::~ScriptedSmtp() {
  stopping_ = true;
  acceptor_.join();
  threads_.clear();
  ::close(listener_);
}

void ScriptedSmtp::accept_all() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, kTick) <= 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    ++connections_;
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void ScriptedSmtp::answer(const std::string& verb, std::string_view reply) {
  const std::scoped_lock lock(mutex_);
  answers_[verb] = reply;
}

void ScriptedSmtp::forget_answers() {
  const std::scoped_lock lock(mutex_);
  answers_.clear();
}

std::vector<Letterbox> ScriptedSmtp::messages() const {
  const std::scoped_lock lock(mutex_);
  return messages_;
}

std::vector<std::string> ScriptedSmtp::commands() const {
  const std::scoped_lock lock(mutex_);
  return commands_;
}

bool ScriptedSmtp::heard(std::string_view beginning) const {
  const auto all = commands();
  return std::ranges::any_of(all, [&](const auto& each) { return each.starts_with(beginning); });
}

bool ScriptedSmtp::reply(Line& line, const std::string& verb, const std::string& usual) {
  std::string text = usual;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = answers_.find(verb); found != answers_.end()) text = found->second;
  }
  if (text == kStall) {
    line.stall();
    return false;
  }
  if (text == kCut) return false;
  const bool cut = text.starts_with(kCutAfter);
  if (cut) text.erase(0, kCutAfter.size());
  std::string wire;
  for (const char c : text) wire += c == '\n' ? std::string("\r\n") : std::string(1, c);
  if (!wire.empty()) line.write(wire + "\r\n");
  return !cut;
}

bool ScriptedSmtp::take_message(Line& line, Letterbox& letter) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = answers_.find("content");
    if (found != answers_.end() && found->second == kCut) return false;
  }
  while (auto next = line.read_line()) {
    if (*next == ".\r\n") return true;
    letter.content += *next;
  }
  return false;
}

// PLAIN: user and password in one line; LOGIN: in one line each.
bool ScriptedSmtp::log_in(Line& line, const std::string& command) {
  const int lines = command.starts_with("AUTH LOGIN") ? 2 : 1;
  for (int i = 0; i < lines; ++i) {
    line.write("334 \r\n");
    const auto told = line.read_line();
    if (!told) return false;
    const std::scoped_lock lock(mutex_);
    commands_.push_back(told->substr(0, told->find_last_not_of("\r\n") + 1));
  }
  return true;
}

void ScriptedSmtp::serve(int socket) {
  Line line(socket, stopping_);
  if (tls_.mode == MailTls::implicit && !line.encrypt(*tls_.certificate)) return;
  if (!reply(line, "greeting", "220 scripted ESMTP")) return;
  while (converse(line)) {
  }
}

bool ScriptedSmtp::converse(Line& line) {
  static thread_local Letterbox letter;
  const auto command = line.read_line();
  if (!command) return false;
  const std::string verb = verb_of(*command);
  {
    const std::scoped_lock lock(mutex_);
    commands_.push_back(command->substr(0, command->find_last_not_of("\r\n") + 1));
  }
  if (verb == "EHLO") {
    const bool offers = tls_.mode == MailTls::starttls && !line.is_encrypted();
    return reply(line, verb,
                 std::string("250-scripted\n250-8BITMIME\n") + (offers ? "250-STARTTLS\n" : "") +
                     "250 AUTH PLAIN LOGIN");
  }
  if (verb == "STARTTLS") {
    return reply(line, verb, "220 2.0.0 go") && line.encrypt(*tls_.certificate);
  }
  if (verb == "AUTH") return log_in(line, *command) && reply(line, verb, "235 2.7.0 welcome");
  if (verb == "MAIL") letter = {between(*command, '<', '>'), {}, {}};
  if (verb == "RCPT") letter.to = between(*command, '<', '>');
  if (verb == "DATA") {
    if (!reply(line, verb, "354 go on")) return false;
    {
      const std::scoped_lock lock(mutex_);
      const auto found = answers_.find(verb);
      if (found != answers_.end() && !found->second.starts_with("354")) return true;
    }
    if (!take_message(line, letter)) return false;
    {
      const std::scoped_lock lock(mutex_);
      messages_.push_back(letter);
    }
    return reply(line, ".", "250 2.0.0 Ok: queued as 4F1B2C");
  }
  if (verb == "QUIT") {
    reply(line, verb, "221 2.0.0 bye");
    return false;
  }
  return reply(line, verb, "250 2.1.0 ok");
}

}  // namespace portillon::test
