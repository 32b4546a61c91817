#include "tests/courier/support/scripted_http.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace portillon::test {
namespace {

constexpr int kStep = 20;  // milliseconds between two looks at whether to stop

template <auto Free>
struct Release {
  template <typename T>
  void operator()(T* value) const {
    Free(value);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using CertPtr = std::unique_ptr<X509, Release<X509_free>>;

// For "localhost", signed by itself, good for a day.
CertPtr certificate_of(EVP_PKEY* key) {
  CertPtr cert(X509_new());
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 86400);
  X509_set_pubkey(cert.get(), key);
  X509_NAME* name = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(cert.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(cert.get(), key, EVP_sha256());
  return cert;
}

std::string pem_of(X509* cert) {
  const std::unique_ptr<BIO, Release<BIO_free_all>> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), cert);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::size_t announced(const std::string& head) {
  std::string lower(head);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::size_t at = lower.find("content-length:");
  return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 15));
}

}  // namespace

std::string http_answer(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One accepted connection.
class ScriptedHttp::Line {
 public:
  Line(int socket, SSL_CTX* context, const std::atomic<bool>& stopping)
      : socket_(socket), stopping_(stopping) {
    if (context == nullptr) return;
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, socket_);
    if (SSL_accept(ssl_) != 1) broken_ = true;
  }
  ~Line() {
    if (ssl_) SSL_free(ssl_);
    close(socket_);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool broken() const { return broken_; }
  // False at the end of the connection or of the test.
  bool read(std::string& into) {
    char bytes[4096];
    if (ssl_ == nullptr || SSL_pending(ssl_) == 0) {
      pollfd look{socket_, POLLIN, 0};
      while (poll(&look, 1, kStep) == 0) {
        if (stopping_) return false;
      }
    }
    const auto got = ssl_ ? SSL_read(ssl_, bytes, sizeof bytes)
                          : static_cast<int>(recv(socket_, bytes, sizeof bytes, 0));
    if (got <= 0) return false;
    into.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  void write(const std::string& bytes) {
    if (bytes.empty()) return;
    if (ssl_) {
      SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    } else {
      send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
  }
  void reset_at_close() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  void wait_for_end() {
    std::string rest;
    while (read(rest)) rest.clear();
  }

 private:
  int socket_;
  const std::atomic<bool>& stopping_;
  SSL* ssl_ = nullptr;
  bool broken_ = false;
};

ScriptedHttp::ScriptedHttp(bool tls) : tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // of SSL_write
  if (tls) {
    const KeyPtr key(EVP_EC_gen("P-256"));
    const CertPtr cert = certificate_of(key.get());
    certificate_ = pem_of(cert.get());
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    context_ = std::shared_ptr<void>(context,
                                     [](void* made) { SSL_CTX_free(static_cast<SSL_CTX*>(made)); });
    SSL_CTX_use_certificate(context, cert.get());
    SSL_CTX_use_PrivateKey(context, key.get());
  }
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listening_, any, size) != 0 || listen(listening_, 64) != 0 ||
      getsockname(listening_, any, &size) != 0) {
    throw std::runtime_error("no socket for the scripted gateway");
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { serve(); });
}

ScriptedHttp::~ScriptedHttp() {
  stopping_ = true;
  accepting_.join();
  for (std::thread& talk : talks_) talk.join();
  close(listening_);
}

void ScriptedHttp::expect(HttpScript script) {
  const std::scoped_lock lock(mutex_);
  scripts_.push_back(std::move(script));
}

std::string ScriptedHttp::url(const std::string& path) const {
  return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_) + path;
}

std::vector<std::string> ScriptedHttp::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

HttpScript ScriptedHttp::next_script() {
  const std::scoped_lock lock(mutex_);
  if (scripts_.empty()) return {http_answer(200, "ok")};
  HttpScript script = std::move(scripts_.front());
  scripts_.pop_front();
  return script;
}

void ScriptedHttp::serve() {
  while (!stopping_) {
    pollfd look{listening_, POLLIN, 0};
    if (poll(&look, 1, kStep) <= 0) continue;
    const int socket = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    talks_.emplace_back([this, socket] {
      Line line(socket, static_cast<SSL_CTX*>(context_.get()), stopping_);
      if (!line.broken()) talk(line);
    });
  }
}

bool ScriptedHttp::read_request(Line& line) {
  std::string request;
  std::size_t whole = std::string::npos;
  while (request.size() < whole) {
    if (!line.read(request)) return false;
    const std::size_t head = request.find("\r\n\r\n");
    if (head != std::string::npos) whole = head + 4 + announced(request.substr(0, head + 4));
  }
  const std::scoped_lock lock(mutex_);
  requests_.push_back(std::move(request));
  return true;
}

void ScriptedHttp::talk(Line& line) {
  ++connections_;
  for (;;) {
    if (!read_request(line)) return;
    const HttpScript script = next_script();
    line.write(script.answer);
    switch (script.then) {
      case HttpScript::Then::keep:
        continue;
      case HttpScript::Then::cut:
        line.reset_at_close();
        return;
      case HttpScript::Then::stall:
        line.wait_for_end();
        return;
      case HttpScript::Then::close:
        return;
    }
  }
}

}  // namespace portillon::test
