#include "shell/this_node.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "shell/config.h"
#include "shell/pulse.h"
#include "support/fastcgi_client.h"
#include "tests/support/folder.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

// Sockets of pages, and a thread that answers on one of them as a page's main thread does.
struct Alive {
  test::Folder folder;
  std::vector<int> sockets;

  int listen(const std::string& stem) {
    sockets.push_back(test::listen_at((folder / (stem + ".sock")).string()));
    return sockets.back();
  }
  ~Alive() {
    for (const int socket : sockets) close(socket);
  }
  Names silent(const Names& stems) const { return silent_pages(folder.path(), stems, 200ms); }
};

std::thread answering(int socket, std::string word) {
  return std::thread([socket, word = std::move(word)] {
    const int asking = accept(socket, nullptr, nullptr);
    if (send(asking, word.data(), word.size(), MSG_NOSIGNAL) < 0) BOOST_ERROR("send");
    close(asking);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(this_node)

BOOST_FIXTURE_TEST_CASE(a_page_that_says_it_beats_is_not_silent, Alive) {
  std::thread page = answering(listen("code"), std::string(kBeats));
  BOOST_TEST((silent({"code"}) == Names{}));
  page.join();
}

BOOST_FIXTURE_TEST_CASE(a_page_whose_workers_stand_still_is_silent, Alive) {
  std::thread page = answering(listen("code"), std::string(kStands));
  BOOST_TEST((silent({"code"}) == Names{"code"}));
  page.join();
}

BOOST_FIXTURE_TEST_CASE(dead_and_absent_pages_cost_one_fifth_of_a_second_together, Alive) {
  Names stems{"absent"};
  for (int i = 0; i < 14; ++i) {
    listen("dead" + std::to_string(10 + i));
    stems.push_back("dead" + std::to_string(10 + i));
  }
  std::thread page = answering(listen("sent"), std::string(kBeats));
  stems.push_back("sent");
  const auto began = std::chrono::steady_clock::now();
  Names silent = this->silent(stems);
  const auto took = std::chrono::steady_clock::now() - began;
  page.join();
  stems.pop_back();
  BOOST_TEST((silent == stems));
  BOOST_TEST((took >= 150ms && took < 350ms));
}

BOOST_AUTO_TEST_CASE(workers_that_all_stay_at_their_requests_do_not_beat) {
  const auto now = Pulse::Clock::now();
  Pulse pulse(2);
  BOOST_TEST(pulse.beats(now + 1h));
  pulse.begin(0, now);
  BOOST_TEST(pulse.beats(now + 1h));  // the other one waits for a request
  pulse.begin(1, now + 1s);
  BOOST_TEST(pulse.beats(now + 1s + Pulse::kPatience));
  BOOST_TEST(!pulse.beats(now + 2s + Pulse::kPatience));
  pulse.end(0);
  BOOST_TEST(pulse.beats(now + 2s + Pulse::kPatience));
}

BOOST_AUTO_TEST_CASE(who_asks_is_told_at_once_and_nobody_is_waited_for) {
  const test::Folder folder;
  const int socket = test::listen_at((folder / "code.sock").string());
  BOOST_TEST(fcntl(socket, F_SETFL, O_NONBLOCK) == 0);
  Pulse pulse(1);
  tell(socket, pulse);  // nobody asks
  std::thread page([&] {
    std::this_thread::sleep_for(20ms);
    tell(socket, pulse);
  });
  BOOST_TEST((silent_pages(folder.path(), {"code"}, 2s) == Names{}));
  page.join();
  close(socket);
}

BOOST_AUTO_TEST_CASE(a_node_drains_while_the_file_is_there) {
  const test::Folder folder;
  Config config;
  config.alive = "";
  config.drain = folder / "drain";
  config.disks = {folder.path().string(), "/nowhere"};
  ThisNode node(config, {"code"});
  BOOST_TEST(!node.look().draining);
  folder.put("drain", "jdupont\n");
  BOOST_TEST(node.look().draining);
  BOOST_TEST(node.look().silent.empty());  // no folder for their sockets: they are not asked
  std::filesystem::remove(folder / "drain");
  BOOST_TEST(!node.look().draining);
}

BOOST_AUTO_TEST_CASE(a_disk_without_space_is_seen_and_a_folder_that_is_not_there_is_none) {
  BOOST_TEST((space_of("/nowhere/at/all") == Space::enough));
  BOOST_TEST((space_of("/proc") == Space::enough));  // neither blocks nor files
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
