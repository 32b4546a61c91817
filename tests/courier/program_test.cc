// The whole daemon in a process of its own, with a transport that takes everything and without a
// database.
#include "courier/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "tests/support/folder.h"

namespace portillon::test {
namespace {

using namespace std::chrono_literals;

class Takes final : public Transport {
 public:
  Handover send(const Envelope&) override { return {}; }
};

constexpr std::string_view kConfig = R"([caisse]
name = "MSA d'Essai"
phone = "03 20 90 05 00"
[site]
origin = "https://www.exemple.fr"
[database]
socket = "/nowhere/mysqld.sock"
[paths]
wake = ""
)";

// Configuration, credentials and a copy of the pages.
struct Place : Folder {
  Place() {
    put("portillon.toml",
        std::string(kConfig) + "pages = \"" + (*this / "pages").string() + "\"\n");
    std::filesystem::copy(PORTILLON_SOURCE "/pages", *this / "pages",
                          std::filesystem::copy_options::recursive);
    SystemRandom random;
    for (const char* purpose :
         {"code", "temporary", "contact_code", "contact_private", "receipt"}) {
      const Secret line = generate_key_line(random, 1);
      put("keys/" + std::string(purpose), line.reveal());
    }
    put("keys/database", "");
  }
  std::string log() const { return read(*this / "log"); }
};

// Ends with the test at the latest.
class Running {
 public:
  explicit Running(const Place& place) : place_(place), pid_(fork()) {
    if (pid_ != 0) return;
    const int log = open((place / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(log, STDERR_FILENO);
    setenv("PORTILLON_CONFIG", (place / "portillon.toml").c_str(), 1);
    setenv("CREDENTIALS_DIRECTORY", (place / "keys").c_str(), 1);
    int status = 1;
    try {
      status = run_courier([](const Means&) { return std::make_unique<Takes>(); });
    } catch (const std::exception& error) {
      dprintf(STDERR_FILENO, "%s\n", error.what());
    }
    _exit(status);
  }
  ~Running() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Whether it says so before it ends; a slow machine has a minute.
  bool says(std::string_view what) const {
    for (int i = 0; i < 1200; ++i) {
      if (place_.log().find(what) != std::string::npos) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  // Its exit status, once it was asked to stop.
  int stop() {
    kill(pid_, SIGTERM);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  const Place& place_;
  pid_t pid_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(it_tells_at_its_start_which_language_it_left_out_and_why) {
  const Place place;
  std::filesystem::remove(place / "pages/en/texts/code.sms.txt");
  Running courier(place);
  BOOST_TEST_REQUIRE(courier.says("\"event\":\"started\""), place.log());
  BOOST_TEST(courier.stop() == 0);
  const std::string log = place.log();
  const std::size_t line = log.find("\"event\":\"language_left_out\"");
  BOOST_TEST_REQUIRE(line != std::string::npos, log);
  BOOST_TEST(log.substr(line, log.find('\n', line) - line).find("/en/texts/code.sms.txt") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(with_every_language_whole_it_leaves_none_out) {
  const Place place;
  Running courier(place);
  BOOST_TEST_REQUIRE(courier.says("\"event\":\"started\""), place.log());
  BOOST_TEST(courier.stop() == 0);
  BOOST_TEST(place.log().find("language_left_out") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
