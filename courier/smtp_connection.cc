#include "courier/smtp_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <mutex>
#include <new>
#include <span>
#include <stdexcept>

namespace portillon {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kConnectWithin{5000};
constexpr milliseconds kWorthAnotherTry{100};
constexpr long kIdleSeconds = 30;  // servers end what is idle; some of them, or a wall, silently

struct FreeList {
  void operator()(curl_slist* list) const {
    for (curl_slist* each = list; each != nullptr; each = each->next) {
      wipe(std::as_writable_bytes(std::span(each->data, std::strlen(each->data))));
    }
    curl_slist_free_all(list);
  }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    // With CURLOPT_NOSIGNAL libcurl leaves this to us: OpenSSL writes to connections that have
    // gone, and the signal's default ends the process.
    std::signal(SIGPIPE, SIG_IGN);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw std::runtime_error("curl: cannot be started");
    }
  });
}

template <typename Value>
void set_option(CURL* curl, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(curl, option, value); code != CURLE_OK) {
    throw std::runtime_error(std::string("curl: ") + curl_easy_strerror(code));
  }
}

SmtpFailure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return SmtpFailure::none;
    case CURLE_COULDNT_RESOLVE_HOST:
      return SmtpFailure::resolve;
    case CURLE_COULDNT_CONNECT:
      return SmtpFailure::connect;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return SmtpFailure::certificate;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CIPHER:
      return SmtpFailure::tls;
    case CURLE_LOGIN_DENIED:
      return SmtpFailure::login;
    case CURLE_OPERATION_TIMEDOUT:
      return SmtpFailure::timeout;
    default:
      return SmtpFailure::other;
  }
}

void set_tls(CURL* curl, const SmtpHost& host) {
  set_option(curl, CURLOPT_USE_SSL,
             long{host.tls == MailTls::starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE});
  set_option(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set_option(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set_option(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (host.ca.empty()) return;
  set_option(curl, CURLOPT_CAINFO, host.ca.c_str());
  set_option(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void set_host(CURL* curl, const SmtpHost& host, const Secret& password) {
  const std::string url = std::string(host.tls == MailTls::implicit ? "smtps" : "smtp") + "://" +
                          host.host + ":" + std::to_string(host.port) + "/" + host.hello;
  set_option(curl, CURLOPT_URL, url.c_str());
  set_option(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set_option(curl, CURLOPT_PROXY, "");
  set_option(curl, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  set_option(curl, CURLOPT_NOSIGNAL, 1L);
  // Else a name server that does not answer holds us past any timeout, until its thread ends.
  set_option(curl, CURLOPT_QUICK_EXIT, 1L);
  set_option(curl, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  set_option(curl, CURLOPT_UPLOAD, 1L);
  if (host.user.empty()) return;
  set_option(curl, CURLOPT_USERNAME, host.user.c_str());
  Secret copy = Secret::from(std::string(password.reveal()));  // ends with a NUL
  set_option(curl, CURLOPT_PASSWORD, copy.reveal().data());
  set_option(curl, CURLOPT_LOGIN_OPTIONS,
             "AUTH=PLAIN;AUTH=LOGIN");  // inside TLS, so as good as any
}

}  // namespace

SmtpConnection::SmtpConnection(const SmtpHost& host, const Secret& password)
    : wants_login_(!host.user.empty()) {
  start_curl();
  curl_.reset(curl_easy_init());
  if (!curl_) throw std::bad_alloc();
  set_host(curl_.get(), host, password);
  set_tls(curl_.get(), host);
  set_option(curl_.get(), CURLOPT_READFUNCTION, give_content);
  set_option(curl_.get(), CURLOPT_READDATA, this);
  set_option(curl_.get(), CURLOPT_VERBOSE, 1L);  // for the callback alone: nothing is printed
  set_option(curl_.get(), CURLOPT_DEBUGFUNCTION, note_line);
  set_option(curl_.get(), CURLOPT_DEBUGDATA, this);
  set_option(curl_.get(), CURLOPT_SOCKOPTFUNCTION, note_opened);
  set_option(curl_.get(), CURLOPT_SOCKOPTDATA, this);
  set_option(curl_.get(), CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  set_option(curl_.get(), CURLOPT_CLOSESOCKETDATA, this);
}

// libcurl says QUIT and waits for the answer, two minutes long if it must: it will hear that there
// is none.
SmtpConnection::~SmtpConnection() { hang_up(); }

void SmtpConnection::hang_up() {
  for (const curl_socket_t socket : sockets_) ::shutdown(socket, SHUT_RD);
}

int SmtpConnection::note_opened(void* self, curl_socket_t socket, curlsocktype) {
  static_cast<SmtpConnection*>(self)->sockets_.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int SmtpConnection::close_socket(void* self, curl_socket_t socket) {
  std::erase(static_cast<SmtpConnection*>(self)->sockets_, socket);
  return ::close(socket);
}

int SmtpConnection::note_line(CURL*, curl_infotype type, char* bytes, std::size_t size,
                              void* self) {
  SmtpConnection& connection = *static_cast<SmtpConnection*>(self);
  const std::string_view line(bytes, size);
  if (type == CURLINFO_HEADER_IN) connection.dialogue_.heard(line);
  if (type == CURLINFO_HEADER_OUT) {
    connection.dialogue_.said(line);
    if (line == "QUIT\r\n") connection.hang_up();
  }
  return 0;
}

std::size_t SmtpConnection::give_content(char* buffer, std::size_t size, std::size_t count,
                                         void* self) {
  return static_cast<SmtpConnection*>(self)->give(buffer, size * count);
}

std::size_t SmtpConnection::give(char* buffer, std::size_t room) {
  if (wants_login_ && dialogue_.greeted() && !dialogue_.logged_in()) {
    without_login_ = true;
    return CURL_READFUNC_ABORT;
  }
  dialogue_.content_asked();
  const std::size_t given = std::min(room, content_.size());
  std::memcpy(buffer, content_.data(), given);
  content_.remove_prefix(given);
  // libcurl asks once more when all has left, and then writes the final dot.
  if (given == 0) dialogue_.content_ended();
  return given;
}

Handover SmtpConnection::try_once(const Secret& message, bool fresh, milliseconds within) {
  content_ = message.reveal();
  without_login_ = false;
  dialogue_ = {};
  set_option(curl_.get(), CURLOPT_FRESH_CONNECT, long{fresh});
  set_option(curl_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(within.count()));
  set_option(curl_.get(), CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(std::min(within, kConnectWithin).count()));
  const CURLcode code = curl_easy_perform(curl_.get());
  content_ = {};
  if (without_login_) return {Answer::unavailable, "login", {}, {}};
  return dialogue_.outcome(failure_of(code));
}

Handover SmtpConnection::send(const Secret& message, const std::string& from, const Email& to,
                              milliseconds within) {
  const auto until = Clock::now() + within;
  const auto left = [&] {
    return std::max(std::chrono::floor<milliseconds>(until - Clock::now()), 1ms);
  };
  const List recipient(curl_slist_append(nullptr, to.address().c_str()));
  if (!recipient) throw std::bad_alloc();
  set_option(curl_.get(), CURLOPT_MAIL_FROM, from.c_str());
  set_option(curl_.get(), CURLOPT_MAIL_RCPT, recipient.get());
  Handover handover = try_once(message, false, left());
  // Some servers refuse the sender once a connection has brought enough of them.
  const bool ended = handover.reason == "cut" || handover.reason == "closing" ||
                     handover.reason == "sender_refused";
  if (ended && handover.answer == Answer::unavailable && !dialogue_.greeted() &&
      left() > kWorthAnotherTry) {
    handover = try_once(message, true, left());
  }
  set_option(curl_.get(), CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
  return handover;
}

}  // namespace portillon
