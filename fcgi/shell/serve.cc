#include "shell/serve.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <bitset>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "crypto/secret.h"
#include "shell/form.h"
#include "shell/handle.h"
#include "shell/keep_memory.h"
#include "shell/pulse.h"
#include "shell/session_cache.h"
#include "shell/setup.h"
#include "shell/signals.h"
#include "shell/sql_storage.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr int kListening = 0;  // systemd's StandardInput=fd:page; it is never closed here
constexpr std::chrono::seconds kClearing{5};
constexpr std::chrono::milliseconds kShortage{100};

constexpr std::string_view kOverviewPage = "health";  // whose account may count the outbox

struct Variable {
  std::string_view name;
  std::string RawRequest::*member;
};
constexpr Variable kVariables[] = {{"REQUEST_METHOD", &RawRequest::method},
                                   {"SCRIPT_NAME", &RawRequest::path},
                                   {"QUERY_STRING", &RawRequest::query},
                                   {"CONTENT_TYPE", &RawRequest::content_type},
                                   {"CONTENT_LENGTH", &RawRequest::content_length},
                                   {"HTTP_COOKIE", &RawRequest::cookies},
                                   {"HTTP_ORIGIN", &RawRequest::origin},
                                   {"HTTP_SEC_FETCH_SITE", &RawRequest::fetch_site},
                                   {"HTTP_USER_AGENT", &RawRequest::user_agent},
                                   {"REMOTE_ADDR", &RawRequest::remote_address},
                                   {"REQUEST_ID", &RawRequest::request_id}};

// Parameters that nginx sets by itself; of the visitor's headers none comes here but those above.
// The other one is set in the places for metrics alone.
constexpr const char* kCame = "PORTILLON_CAME";
constexpr const char* kAsks = "PORTILLON_ASKS";
constexpr std::string_view kAsksMetrics = "metrics";

// Empty if it is not there; ends with the request.
std::string_view param(const FCGX_Request& request, const char* name) {
  const char* value = FCGX_GetParam(name, request.envp);
  return value != nullptr ? value : "";
}

// A copy: what libfcgi lends ends with the request. In one walk, and the first of a name counts:
// FCGX_GetParam walks through all of them for each name.
RawRequest read(const FCGX_Request& request) {
  RawRequest raw;
  std::bitset<std::size(kVariables)> seen;
  for (char** each = request.envp; *each != nullptr; ++each) {
    const std::string_view pair = *each;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto* const found =
        std::ranges::find(kVariables, pair.substr(0, equals), &Variable::name);
    const auto at = static_cast<std::size_t>(found - std::begin(kVariables));
    if (found == std::end(kVariables) || seen[at]) continue;
    raw.*(found->member) = pair.substr(std::min(equals + 1, pair.size()));
    seen.set(at);
  }
  raw.waited = waited_since(param(request, kCame), std::chrono::system_clock::now());
  if (raw.method != "POST") return raw;
  raw.body.resize(kLongestBody + 1);
  const int got = FCGX_GetStr(raw.body.data(), static_cast<int>(raw.body.size()), request.in);
  raw.body.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return raw;
}

void write(FCGX_Request& request, const RawResponse& response, bool head) {
  const std::string wire = response.wire(head);
  FCGX_PutStr(wire.data(), static_cast<int>(wire.size()), request.out);
}

// The requests of one thread.
class Desk {
 public:
  Desk(const Setup& setup, StopSignal& stop, Pulse& pulse, unsigned worker);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  void work();

 private:
  void wait_for_request(int why);
  void watch(int descriptor, std::uint32_t events);
  void serve_one();
  void serve_who_came_before_the_end();
  void serve_page(RawRequest raw);
  void serve_metrics();
  Storage& storage() { return cache_ ? static_cast<Storage&>(*cache_) : storage_; }

  const Program& program_;
  Backlog& backlog_;
  const unsigned workers_;
  StopSignal& stop_;
  Pulse& pulse_;
  const unsigned worker_;
  SystemRandom random_;
  SqlStorage storage_;
  std::unique_ptr<SessionCache> cache_;
  FCGX_Request request_{};
  int epoll_;
};

Desk::Desk(const Setup& setup, StopSignal& stop, Pulse& pulse, unsigned worker)
    : program_(setup.program()),
      backlog_(setup.backlog()),
      workers_(setup.config().workers),
      stop_(stop),
      pulse_(pulse),
      worker_(worker),
      storage_(setup.database(), setup.config().settings.limits, random_, program_.keys),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (program_.page.stem == "session") cache_ = std::make_unique<SessionCache>(storage_);
  // EPOLLEXCLUSIVE: one connection wakes one worker, not all of them.
  watch(kListening, EPOLLIN | EPOLLEXCLUSIVE);
  watch(stop.descriptor(), EPOLLIN);
  FCGX_InitRequest(&request_, kListening, FCGI_FAIL_ACCEPT_ON_INTR);
}

Desk::~Desk() {
  FCGX_Free(&request_, 1);
  close(epoll_);
}

void Desk::watch(int descriptor, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) < 0) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

// `why`: as errno says it. EAGAIN: none has come yet, or another worker was quicker. Who finds no
// descriptor for somebody who waits would ask again and again: without one of our own a fresh start
// is better, without one of the machine's there would be none for that either.
void Desk::wait_for_request(int why) {
  if (why == EMFILE) throw std::system_error(why, std::generic_category(), "accept");
  if (why == ENFILE || why == ENOBUFS || why == ENOMEM) std::this_thread::sleep_for(kShortage);
  epoll_event event{};
  epoll_wait(epoll_, &event, 1, -1);
  backlog_.ends();  // while one worker is idle, nobody waits
}

void Desk::serve_one() {
  pulse_.begin(worker_);
  if (param(request_, kAsks) == kAsksMetrics) {
    serve_metrics();
  } else {
    serve_page(read(request_));
  }
  FCGX_Finish_r(&request_);
  pulse_.end(worker_);
}

// Neither page nor session nor token: what stands before it is nginx's list of networks.
void Desk::serve_metrics() {
  std::optional<Overview> overview;
  if (program_.page.stem == kOverviewPage) overview = storage_.overview();
  RawResponse response(200);
  response.body(program_.metrics.text(workers_, program_.hashing, overview ? &*overview : nullptr),
                kMetricsType);
  write(request_, response, false);
}

void Desk::serve_page(RawRequest raw) {
  const Metrics::Busy busy(program_.metrics);
  const DatabaseUse before = storage_.use();
  const bool head = raw.method == "HEAD";
  try {
    write(request_, handle(program_, raw, {storage(), random_}), head);
  } catch (const SchemaError& error) {
    program_.log.write("schema_refused", {{"what", error.what()}});
    write(request_, unavailable(program_, raw), head);
    stop_.fail();
  }
  wipe(raw.body);
  program_.metrics.database(storage_.use() - before);
}

// nginx has handed these over, and would see them cut off when the socket is closed after us. Not
// for ever: where the socket stays, as at a restart, the next program goes on.
void Desk::serve_who_came_before_the_end() {
  const auto until = std::chrono::steady_clock::now() + kClearing;
  while (!stop_.failed() && std::chrono::steady_clock::now() < until &&
         FCGX_Accept_r(&request_) >= 0) {
    serve_one();
  }
}

void Desk::work() {
  while (!stop_.stopping()) {
    const int accepted = FCGX_Accept_r(&request_);
    if (accepted == 0) {
      serve_one();
    } else {
      wait_for_request(-accepted);
    }
  }
  serve_who_came_before_the_end();
}

void prepare_socket() {
  int listening = 0;
  socklen_t size = sizeof listening;
  if (getsockopt(kListening, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) < 0 || !listening) {
    throw StartError("descriptor 0: is not a listening socket (start me by systemd or ./run)");
  }
  const int flags = fcntl(kListening, F_GETFL);
  if (flags < 0 || fcntl(kListening, F_SETFL, flags | O_NONBLOCK) < 0) {
    throw StartError("descriptor 0: cannot be made non-blocking");
  }
  if (FCGX_Init() != 0) throw StartError("libfcgi: cannot be initialised");
}

// Another schema is found out now rather than by the first visitor; a database that is away may
// come back.
bool schema_is_ours(const Setup& setup) {
  try {
    Connection(setup.database()).open();
  } catch (const SchemaError& error) {
    std::fprintf(stderr, "portillon-%s: %s\n", setup.program().page.stem.data(), error.what());
    return false;
  } catch (const StorageError& error) {
    setup.program().log.write("database_away", {{"what", error.what()}});
  }
  return true;
}

void work(const Setup& setup, StopSignal& stop, Pulse& pulse, unsigned worker) {
  try {
    Desk(setup, stop, pulse, worker).work();
  } catch (const std::exception& error) {
    // Nothing of a request comes here: the machine is out of descriptors or memory. A fresh start
    // is better than a program that serves with fewer and fewer workers.
    setup.program().log.write("worker_failed", {{"what", error.what()}});
    stop.fail();
  }
}

int run(const Setup& setup) {
  StopSignal stop;
  Pulse pulse(setup.config().workers);
  const int alive = alive_socket();
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < setup.config().workers; ++i) {
    workers.emplace_back([&, i] { work(setup, stop, pulse, i); });
  }
  if (schema_is_ours(setup)) {
    setup.program().log.write("started", {});
    sd_notify(0, "READY=1");
  } else {
    stop.fail();
  }
  stop.wait(alive, [&] { tell(alive, pulse); });
  sd_notify(0, "STOPPING=1");
  for (std::thread& worker : workers) worker.join();
  setup.program().log.write("stopped", {{"status", std::int64_t{stop.failed() ? 1 : 0}}});
  return stop.failed() ? 1 : 0;
}

}  // namespace

int serve(const Page& page) {
  try {
    keep_memory_to_myself();
    prepare_socket();
    return run(Setup(page));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "portillon-%s: %s\n", page.stem.data(), error.what());
    return 1;
  }
}

}  // namespace portillon
