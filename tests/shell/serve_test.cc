#include "shell/serve.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <future>
#include <thread>

#include "shell/fakes.h"
#include "shell/this_node.h"
#include "support/fastcgi_client.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;
using test::fastcgi_request;

constexpr std::string_view kQuery[] = {"wait"};

// Answers after as many milliseconds as `wait` says; with its process id, to tell workers of one
// program from those of another.
Step slow(const Request& request, const Session&, const World&) {
  const std::string wait(request.query["wait"]);
  View view("code");
  if (wait == "self") {  // what nobody else may see: open descriptors, and whether it can be dumped
    const auto open = std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    view.body().set("WORD", std::to_string(open) + "," + std::to_string(prctl(PR_GET_DUMPABLE)));
    return show(view);
  }
  if (!wait.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(wait)));
  view.body().set("WORD", std::to_string(getpid()));
  return show(view);
}

constexpr std::string_view kChoosing[] = {"new_password", "confirm_password"};

// One on which a password is chosen, for what only such a page reads.
const Page kChoice{"code", kReadsJourney, true, true, kChoosing, kQuery, slow};
const Page kSlow{"code", kReadsJourney, true, true, test::kFormFields, kQuery, slow};

// Everything that a program of the page `code` needs to start, but a database.
class Place {
 public:
  Place() {
    std::filesystem::create_directory(folder_ / "keys");
    test::write_pages(folder_, std::string(test::kPragmaLine) + "<p>{{WORD}}</p>");
    SystemRandom random;
    const Secret line = generate_key_line(random, 1);
    key(std::string(line.reveal()) + "\n");
    config("");
    listening_ = test::listen_at(socket());
  }
  ~Place() { close(listening_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  void key(const std::string& text) const {
    folder_.put("keys/code", text);
    folder_.put("keys/audit_code", text);
  }
  void config(const std::string& more) const {
    folder_.put("portillon.toml", "[site]\norigin = \"https://exemple.fr\"\n[paths]\npages = \"" +
                                      folder_.path().string() +
                                      "\"\n[database]\nsocket = \"/nowhere/db.sock\"\n" + more);
  }
  std::string socket() const { return (folder_ / "code.sock").string(); }
  int listening() const { return listening_; }
  const test::Folder& folder() const { return folder_; }

 private:
  test::Folder folder_;
  int listening_ = -1;
};

// A page program: this one, forked. Killed at the latest with the test.
class Running {
 public:
  explicit Running(const Place& place, int descriptor_0, const Page& page = kSlow, int alive = -1) {
    int ends[2];
    if (pipe(ends) < 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(descriptor_0, 0);
      dup2(ends[1], 2);
      close(ends[0]);
      close(ends[1]);
      std::signal(SIGABRT, SIG_DFL);  // not Boost's, which would tell of it and go on
      setenv("PORTILLON_CONFIG", (place.folder() / "portillon.toml").c_str(), 1);
      setenv("CREDENTIALS_DIRECTORY", (place.folder() / "keys").c_str(), 1);
      if (alive >= 0) pass_as_systemd_does(alive);
      alarm(60);  // a start that should have failed must not hold up the test for ever
      _exit(serve(page));
    }
    close(ends[1]);
    errors_ = ends[0];
  }
  explicit Running(const Place& place) : Running(place, place.listening()) {}
  ~Running() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(errors_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  bool left_core() const { return left_core_; }
  void signal(int number) const { kill(pid_, number); }
  pid_t pid() const { return pid_; }

  // What it said, and its exit status (256 + the signal that ended it).
  std::pair<std::string, int> end() {
    std::string said;
    char buffer[1024];
    ssize_t got = 0;
    while ((got = read(errors_, buffer, sizeof buffer)) > 0) {
      said.append(buffer, static_cast<std::size_t>(got));
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    left_core_ = WCOREDUMP(status);
    return {said, WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status)};
  }

 private:
  static void pass_as_systemd_does(int alive) {
    dup2(alive, 3);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "alive", 1);
  }

  pid_t pid_ = -1;
  int errors_ = -1;
  bool left_core_ = false;
};

test::FastcgiParams get(std::string query = {}) {
  return {{"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/acces/code"},
          {"QUERY_STRING", query},   {"REMOTE_ADDR", "192.0.2.1"},
          {"REQUEST_ID", "0af3"},    {"SERVER_PROTOCOL", "HTTP/1.1"}};
}

// That it says one line, which holds `part`, and exits with 1.
void refuses_to_start(const Place& place, std::string_view part, int descriptor_0,
                      const Page& page = kSlow) {
  Running program(place, descriptor_0, page);
  const auto [said, status] = program.end();
  BOOST_TEST(status == 1);
  BOOST_TEST(said.starts_with("portillon-code: "), said);
  BOOST_TEST(said.find(part) != std::string::npos, said);
  BOOST_TEST(said.find('\n') == said.size() - 1, said);
}
void refuses_to_start(const Place& place, std::string_view part) {
  refuses_to_start(place, part, place.listening());
}

BOOST_AUTO_TEST_SUITE(serve_on_a_socket)

BOOST_AUTO_TEST_CASE(a_page_is_answered_while_the_database_is_away) {
  const Place place;
  Running program(place);
  const auto answer = fastcgi_request(place.socket(), get());
  BOOST_TEST(answer.complete);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.body().find("<p>" + std::to_string(program.pid())) != std::string::npos);
  program.signal(SIGTERM);
  const auto [said, status] = program.end();
  BOOST_TEST(status == 0);
  BOOST_TEST(said.find("\"event\":\"database_away\"") != std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(metrics_are_answered_without_database_session_or_page) {
  const Place place;
  Running program(place);
  fastcgi_request(place.socket(), get());
  auto asks = get();
  asks["PORTILLON_ASKS"] = "metrics";
  const auto answer = fastcgi_request(place.socket(), asks);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.text.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") !=
             std::string::npos);
  BOOST_TEST(answer.text.find("Set-Cookie") == std::string::npos);
  BOOST_TEST(answer.body().find("\nportillon_requests_total{status=\"200\"} 1\n") !=
             std::string::npos);
  BOOST_TEST(answer.body().find("\nportillon_workers_busy 0\n") != std::string::npos);
  program.signal(SIGTERM);
  program.end();

  Running again(place);  // another process counts from the start
  BOOST_TEST(fastcgi_request(place.socket(), asks)
                 .body()
                 .find("\nportillon_requests_total{status=\"200\"} 0\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_header_of_a_visitor_asks_for_metrics) {
  const Place place;
  Running program(place);
  for (const char* name : {"HTTP_PORTILLON_ASKS", "HTTP_X_PORTILLON_ASKS"}) {
    auto asks = get("PORTILLON_ASKS=metrics");
    asks[name] = "metrics";
    BOOST_TEST(fastcgi_request(place.socket(), asks).text.find("portillon_") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_needs_the_absent_database_is_503) {
  const Place place;
  Running program(place);
  auto params = get();
  params["HTTP_COOKIE"] = "__Host-portillon-demarche=" + std::string(43, 'A');
  BOOST_TEST(fastcgi_request(place.socket(), params).status() == 503);
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
}

BOOST_AUTO_TEST_CASE(a_request_that_waited_longer_than_nginx_is_not_worked) {
  const Place place;
  Running program(place);
  auto params = get();
  params["HTTP_COOKIE"] = "__Host-portillon-demarche=" + std::string(43, 'A');
  const auto retry_after = [&](std::chrono::seconds ago) {
    const auto came = std::chrono::system_clock::now() - ago;
    params["PORTILLON_CAME"] =
        std::to_string(
            std::chrono::duration_cast<std::chrono::seconds>(came.time_since_epoch()).count()) +
        ".000";
    const std::string text = fastcgi_request(place.socket(), params).text;
    return text.substr(text.find("Retry-After: ") + 13, 2);
  };
  BOOST_TEST(retry_after(0s) == "30");  // the absent database
  BOOST_TEST(retry_after(20s) == "5\r");
}

BOOST_AUTO_TEST_CASE(head_has_no_body) {
  const Place place;
  Running program(place);
  auto params = get();
  params["REQUEST_METHOD"] = "HEAD";
  const auto answer = fastcgi_request(place.socket(), params);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.body().empty());
  BOOST_TEST(answer.text.find("Content-Length: 0") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_too_long_is_413_and_the_worker_goes_on) {
  const Place place;
  place.config("[server]\nworkers = 1\n");
  Running program(place);
  auto params = get();
  params["REQUEST_METHOD"] = "POST";
  params["CONTENT_TYPE"] = "application/x-www-form-urlencoded";
  params["CONTENT_LENGTH"] = "200000";
  BOOST_TEST(fastcgi_request(place.socket(), params, std::string(200000, 'x')).status() == 413);
  params["CONTENT_LENGTH"] = "10";
  BOOST_TEST(fastcgi_request(place.socket(), params, "code=").status() == 400);
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
}

BOOST_AUTO_TEST_CASE(workers_serve_at_the_same_time) {
  const Place place;
  Running program(place);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::future<test::FastcgiAnswer>> answers;
  for (int i = 0; i < 4; ++i) {
    answers.push_back(std::async(std::launch::async,
                                 [&] { return fastcgi_request(place.socket(), get("wait=500")); }));
  }
  for (auto& answer : answers) BOOST_TEST(answer.get().status() == 200);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 1500ms));
}

BOOST_AUTO_TEST_CASE(sigterm_lets_the_request_in_work_finish) {
  const Place place;
  Running program(place);
  auto answer = std::async(std::launch::async,
                           [&] { return fastcgi_request(place.socket(), get("wait=700")); });
  std::this_thread::sleep_for(300ms);
  program.signal(SIGTERM);
  const auto finished = answer.get();
  BOOST_TEST(finished.complete);
  BOOST_TEST(finished.status() == 200);
  BOOST_TEST(program.end().second == 0);
}

BOOST_AUTO_TEST_CASE(who_came_before_the_end_is_served_although_all_workers_were_busy) {
  const Place place;
  place.config("[server]\nworkers = 1\n");
  Running program(place);
  auto slow_answer = std::async(std::launch::async,
                                [&] { return fastcgi_request(place.socket(), get("wait=700")); });
  std::this_thread::sleep_for(300ms);
  std::vector<std::future<test::FastcgiAnswer>> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(
        std::async(std::launch::async, [&] { return fastcgi_request(place.socket(), get()); }));
  }
  std::this_thread::sleep_for(100ms);
  const std::string served = "<p>" + std::to_string(program.pid());
  program.signal(SIGTERM);
  BOOST_TEST(slow_answer.get().status() == 200);
  BOOST_TEST(program.end().second == 0);
  Running next(place);  // for whoever was left waiting
  for (auto& answer : waiting) {
    BOOST_TEST(answer.get().body().find(served) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(who_comes_without_end_is_served_by_the_next_program) {
  const Place place;
  place.config("[server]\nworkers = 1\n");
  auto first = std::make_unique<Running>(place);
  std::vector<std::future<test::FastcgiAnswer>> crowd;
  for (int i = 0; i < 9; ++i) {  // nine seconds of work for one worker, which clears up for five
    crowd.push_back(std::async(std::launch::async,
                               [&] { return fastcgi_request(place.socket(), get("wait=1000")); }));
  }
  std::this_thread::sleep_for(200ms);
  first->signal(SIGTERM);
  BOOST_TEST(first->end().second == 0);
  Running second(place);
  const std::string next = "<p>" + std::to_string(second.pid());
  int by_the_next = 0;
  for (auto& answer : crowd) {
    const auto got = answer.get();
    BOOST_TEST(got.status() == 200);
    if (got.body().find(next) != std::string::npos) ++by_the_next;
  }
  BOOST_TEST((by_the_next >= 1 && by_the_next <= 4));
}

BOOST_AUTO_TEST_CASE(it_tells_that_it_lives_while_its_only_worker_is_busy) {
  const Place place;
  place.config("[server]\nworkers = 1\n");
  const int alive = test::listen_at((place.folder() / "alive.sock").string());
  const auto silent = [&] { return silent_pages(place.folder().path(), {"alive"}, 200ms).size(); };
  BOOST_TEST(silent() == 1U);
  Running program(place, place.listening(), kSlow, alive);
  auto answer = std::async(std::launch::async,
                           [&] { return fastcgi_request(place.socket(), get("wait=700")); });
  std::this_thread::sleep_for(300ms);
  for (int i = 0; i < 20; ++i) BOOST_TEST(silent() == 0U);
  BOOST_TEST(answer.get().status() == 200);
  program.signal(SIGSTOP);
  BOOST_TEST(silent() == 1U);
  program.signal(SIGCONT);
  program.signal(SIGTERM);
  BOOST_TEST(program.end().second == 0);
  close(alive);
}

BOOST_AUTO_TEST_CASE(sigint_stops_an_idle_program_at_once) {
  const Place place;
  Running program(place);
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
  program.signal(SIGINT);
  BOOST_TEST(program.end().second == 0);
}

BOOST_AUTO_TEST_CASE(two_hundred_requests_leave_nothing_behind) {
  const Place place;
  Running program(place);
  const auto descriptors = [&] {
    const std::string page(fastcgi_request(place.socket(), get("wait=self")).body());
    return std::stoi(page.substr(page.find("<p>") + 3));
  };
  fastcgi_request(place.socket(), get());
  const auto before = descriptors();
  for (int i = 0; i < 200; ++i) {
    BOOST_REQUIRE(fastcgi_request(place.socket(), get()).status() == 200);
  }
  BOOST_TEST(descriptors() < before + 20);  // other threads are starting meanwhile
}

// ---- Keys stay inside

BOOST_AUTO_TEST_CASE(a_running_program_shows_its_keys_to_nobody) {
  const Place place;
  const std::string line = test::read(place.folder() / "keys/code");
  const std::string text = line.substr(2, 43);
  const Bytes key = from_base64url(text).value();
  Running program(place);
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
  const std::string self(fastcgi_request(place.socket(), get("wait=self")).body());
  BOOST_TEST(self.find(",0</p>") != std::string::npos, self);  // PR_GET_DUMPABLE
  rlimit cores{1, 1};
  BOOST_TEST(prlimit(program.pid(), RLIMIT_CORE, nullptr, &cores) == 0);
  BOOST_TEST(cores.rlim_cur == 0U);
  BOOST_TEST(cores.rlim_max == 0U);
  std::string seen;
  for (const auto* file : {"environ", "cmdline"}) {
    // As an ordinary user nothing of it can be read, its own user included.
    seen += test::read("/proc/" + std::to_string(program.pid()) + "/" + file);
  }
  program.signal(SIGTERM);
  seen += program.end().first;
  for (const std::string& form : {std::string(key), text, to_hex(key), to_hex(text)}) {
    BOOST_TEST(seen.find(form) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_aborts_leaves_no_core) {
  const Place place;
  Running program(place);
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
  program.signal(SIGABRT);
  BOOST_TEST(program.end().second == 256 + SIGABRT);
  BOOST_TEST(!program.left_core());
}

// ---- Starts that fail

BOOST_AUTO_TEST_CASE(a_wrong_setting_is_one_line) {
  const Place place;
  place.config("[limits]\ncode_digit = 4\n");
  refuses_to_start(place, "portillon.toml:8: [limits] code_digit: is not a setting");
}

BOOST_AUTO_TEST_CASE(a_missing_configuration_is_one_line) {
  const Place place;
  std::filesystem::remove(place.folder() / "portillon.toml");
  refuses_to_start(place, "portillon.toml: cannot be read");
}

BOOST_AUTO_TEST_CASE(a_missing_template_is_one_line) {
  const Place place;
  std::filesystem::remove(place.folder() / "code.html");
  refuses_to_start(place, "code.html: cannot be read");
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_one_line) {
  const Place place;
  std::filesystem::remove(place.folder() / "keys/code");
  refuses_to_start(place, "keys/code");
}

BOOST_AUTO_TEST_CASE(a_broken_key_is_one_line_without_the_key) {
  const Place place;
  place.key("1:not-a-key-at-all\n");
  refuses_to_start(place, "keys/code");
  Running program(place);
  BOOST_TEST(program.end().first.find("not-a-key") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_of_stolen_passwords_that_is_missing_or_none_is_one_line) {
  const Place place;
  const std::string file = (place.folder() / "stolen").string();
  place.config("[passwords]\nbreached = \"" + file + "\"\n");
  const std::string start = "[passwords] breached: " + file + ": ";
  refuses_to_start(place, start + "No such file", place.listening(), kChoice);
  place.folder().put("stolen", std::string(4096, 'x'));
  refuses_to_start(place, start + "is not a filter", place.listening(), kChoice);
  Running other(place);  // a page on which no password is chosen does not read it
  BOOST_TEST(fastcgi_request(place.socket(), get()).status() == 200);
}

BOOST_AUTO_TEST_CASE(no_socket_is_one_line) {
  const Place place;
  const int nothing = open("/dev/null", O_RDONLY);
  refuses_to_start(place, "descriptor 0: is not a listening socket", nothing);
  close(nothing);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
