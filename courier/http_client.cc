#include "courier/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace portillon {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnectWithin{5000};
constexpr std::size_t kMostIdle = 8;
// An older idle connection is not used again: who listens there has probably closed it, and a
// request into a closed one cannot be told from one that was taken.
constexpr long kIdleSeconds = 20;

struct CloseList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, CloseList>;

HeaderList header_list(const std::vector<Secret>& headers) {
  HeaderList list;
  const auto add = [&](const char* header) {
    curl_slist* longer = curl_slist_append(list.get(), header);
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  add("Expect:");  // its 100-continue would make two halves of "sent"
  for (const Secret& header : headers) {
    std::string copy(header.reveal());
    add(copy.c_str());
    wipe(copy);
  }
  return list;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = std::min(text.find_first_not_of(kSpace), text.size());
  text.remove_prefix(first);
  while (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return text;
}

// What libcurl calls back with during one exchange.
struct Course {
  const HttpRequest& request;
  HttpReply reply;
  unsigned sent = 0;  // times
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* course_of) {
  auto& course = *static_cast<Course*>(course_of);
  const std::string_view line(data, size);
  const std::size_t colon = line.find(':');
  const std::string& wanted = course.request.kept_header;
  if (colon != std::string_view::npos && !wanted.empty() &&
      std::ranges::equal(line.substr(0, colon), wanted, {}, lower, lower)) {
    course.reply.kept_header = trimmed(line.substr(colon + 1));
  }
  return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* course_of) {
  std::string& body = static_cast<Course*>(course_of)->reply.body;
  const std::size_t taken = std::min(size, kLongestAnswer - body.size());
  body.append(data, taken);
  return taken;  // fewer than came: libcurl ends the exchange
}

// Before the request goes over a connection. libcurl would send it again, over a new one, when an
// idle connection ends without a word: but it may have been taken.
int before_sending(void* course_of, char*, char*, int, int) {
  return static_cast<Course*>(course_of)->sent++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::string_view reason_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return "no_trusted_tls";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return "unreachable";
    default:
      return "cut";
  }
}

}  // namespace

struct HttpClient::Line {
  Line() : curl(curl_easy_init()) {
    if (curl == nullptr) throw std::bad_alloc();
  }
  ~Line() { curl_easy_cleanup(curl); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK) {
      throw std::runtime_error("libcurl lacks an option");
    }
  }
  // libcurl keeps a copy of its own until the handle is reset.
  void set_secret(CURLoption option, std::string_view value) {
    std::string copy(value);
    set(option, copy.c_str());
    wipe(copy);
  }
  template <typename Value>
  Value info(CURLINFO what) const {
    Value value{};
    curl_easy_getinfo(curl, what, &value);
    return value;
  }

  void prepare(const HttpRequest& request, curl_slist* headers, milliseconds within);
  HttpReply run(const HttpRequest& request);
  bool all_sent(const HttpRequest& request, const Course& course) const;

  CURL* curl;
};

void HttpClient::Line::prepare(const HttpRequest& request, curl_slist* headers,
                               milliseconds within) {
  set_secret(CURLOPT_URL, request.url.reveal());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent must not hold the end of a call
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(within.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(within, kConnectWithin).count()));
  set(CURLOPT_MAXAGE_CONN, kIdleSeconds);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!request.ca_file.empty()) {
    set(CURLOPT_CAINFO, request.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // that one alone
  }
  if (!request.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, request.user.c_str());
    set_secret(CURLOPT_PASSWORD, request.password);
  }
  set(CURLOPT_HTTPHEADER, headers);
  if (request.method == HttpMethod::get) return;
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_POSTFIELDS, request.body.reveal().data());
  if (request.method == HttpMethod::put) set(CURLOPT_CUSTOMREQUEST, "PUT");
}

bool HttpClient::Line::all_sent(const HttpRequest& request, const Course& course) const {
  if (course.sent == 0) return false;
  if (course.sent > 1) return true;  // the first time
  if (info<long>(CURLINFO_REQUEST_SIZE) == 0) return false;
  return request.method == HttpMethod::get ||
         info<curl_off_t>(CURLINFO_SIZE_UPLOAD_T) >= static_cast<curl_off_t>(request.body.size());
}

HttpReply HttpClient::Line::run(const HttpRequest& request) {
  Course course{request, {}};
  set(CURLOPT_HEADERFUNCTION, on_header);
  set(CURLOPT_HEADERDATA, &course);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &course);
  set(CURLOPT_PREREQFUNCTION, before_sending);
  set(CURLOPT_PREREQDATA, &course);
  const CURLcode code = curl_easy_perform(curl);
  HttpReply& reply = course.reply;
  reply.status = static_cast<unsigned>(info<long>(CURLINFO_RESPONSE_CODE));
  reply.whole = code == CURLE_OK;
  reply.reason = reason_of(code);
  // Of a second sending that was not let out nothing is known but the first.
  if (reply.status >= 200 && course.sent == 1) {
    reply.reach = HttpReply::Reach::answered;
  } else if (all_sent(request, course)) {
    reply.reach = HttpReply::Reach::silent;
  }
  return std::move(reply);
}

HttpClient::HttpClient() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Line> HttpClient::take() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Line>();
  std::unique_ptr<Line> line = std::move(idle_.back());
  idle_.pop_back();
  return line;
}

void HttpClient::give_back(std::unique_ptr<Line> line) {
  curl_easy_reset(line->curl);  // forgets the request; keeps the connection
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(line));
}

HttpReply HttpClient::exchange(const HttpRequest& request, milliseconds within) {
  if (within < milliseconds(1)) return {HttpReply::Reach::not_sent, "timeout", 0, {}, false, {}};
  std::unique_ptr<Line> line = take();
  const HeaderList headers = header_list(request.headers);
  line->prepare(request, headers.get(), within);
  HttpReply reply = line->run(request);
  give_back(std::move(line));
  return reply;
}

}  // namespace portillon
