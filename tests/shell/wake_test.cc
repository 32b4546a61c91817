#include "shell/wake.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "tests/shell/fakes.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace {

// The courier's end.
class Courier {
 public:
  explicit Courier(const std::filesystem::path& path)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Courier() { close(socket_); }
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;
  // All that has come, a byte a datagram.
  std::string heard() const {
    std::string all;
    char bytes[8] = "";
    for (ssize_t got = 0; (got = recv(socket_, bytes, sizeof bytes, 0)) > 0;) {
      BOOST_TEST(got == 1);
      all += bytes[0];
    }
    return all;
  }

 private:
  int socket_;
};

Queue queued(Channel channel) {
  Queue order;
  order.channel = channel;
  return order;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wake)

BOOST_AUTO_TEST_CASE(each_queued_message_is_told_by_its_channel_and_nothing_else_is) {
  const Folder folder;
  const Courier courier(folder / "wake");
  const Wake wake(folder / "wake");
  wake.call({Audit{Event::code_wrong, {}, {}}, SaveRecovery{}});
  BOOST_TEST(courier.heard() == "");
  wake.call({queued(Channel::sms), queued(Channel::email), queued(Channel::letter)});
  BOOST_TEST(courier.heard() == "sel");
  wake.call({Notify{}});
  BOOST_TEST(courier.heard() == "*");
}

BOOST_AUTO_TEST_CASE(a_courier_that_is_away_or_does_not_listen_keeps_no_page_waiting) {
  const Folder folder;
  const Wake wake(folder / "wake");
  wake.call({queued(Channel::sms)});
  const Courier deaf(folder / "wake");
  for (int i = 0; i < 10'000; ++i) wake.call({queued(Channel::sms)});  // its buffer is full by then
  BOOST_TEST(!deaf.heard().empty());
  Wake({}).call({queued(Channel::sms)});
}

BOOST_AUTO_TEST_CASE(a_page_calls_once_its_row_is_there_and_not_for_a_lost_race) {
  House house;
  const Courier courier(house.folder() / "wake");
  behaviour() = [](const Request&, const Session&, const World&) {
    return go("sent", {queued(Channel::email)});
  };
  house.storage.conflicts = 1;
  house.storage.while_applying = [&] { BOOST_TEST(courier.heard() == ""); };
  RawRequest raw = house.get();
  BOOST_TEST(house.handle(raw).status() == 303);
  BOOST_TEST(courier.heard() == "e");
}

BOOST_AUTO_TEST_SUITE_END()
