#include "shell/client.h"

#include <boost/test/unit_test.hpp>

#include "shell/fakes.h"

namespace portillon {
namespace {

BOOST_AUTO_TEST_SUITE(client)

BOOST_AUTO_TEST_CASE(an_ipv4_client_is_its_address) {
  BOOST_TEST(client_network("192.0.2.1") == "192.0.2.1");
  BOOST_TEST(client_network("::ffff:192.0.2.1") == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(an_ipv6_client_is_its_household) {
  BOOST_TEST(client_network("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  BOOST_TEST(client_network("2001:0DB8:0001:0002::1") == "2001:db8:1:2::/64");
  BOOST_TEST(client_network("::1") == "::/64");
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_unknown) {
  for (const char* text :
       {"", "unix:", "192.0.2", "192.0.2.1, 10.0.0.1", "fe80::1%eth0", "1.2.3.4\n"}) {
    BOOST_TEST(client_network(text) == "unknown", text);
  }
}

BOOST_AUTO_TEST_CASE(a_network_holds_its_addresses) {
  const std::vector<Network> inside = {*Network::parse("10.1.0.0/15"), *Network::parse("::1"),
                                       *Network::parse("2001:db8::/33")};
  for (const char* text :
       {"10.0.0.1", "10.1.255.255", "::1", "2001:db8:7fff::1", "::ffff:10.0.0.1"}) {
    BOOST_TEST(is_inside(text, inside), text);
  }
  for (const char* text : {"10.2.0.0", "11.0.0.1", "::2", "2001:db8:8000::1", "", "x"}) {
    BOOST_TEST(!is_inside(text, inside), text);
  }
  BOOST_TEST(is_inside("203.0.113.9", {*Network::parse("0.0.0.0/0")}));
}

BOOST_AUTO_TEST_CASE(what_is_no_network_is_refused) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "::/129", "10.0.0.0/8 "}) {
    BOOST_TEST(!Network::parse(text), text);
  }
}

BOOST_AUTO_TEST_CASE(a_device_is_a_family_and_nothing_of_the_visitor_s) {
  BOOST_TEST(device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 "
                       "Firefox/143.0") == "Firefox, Windows");
  BOOST_TEST(device_of("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
                       "Chrome/141.0.0.0 Mobile Safari/537.36") == "Chrome, Android");
  BOOST_TEST(
      device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1") == "Safari, iPhone");
  BOOST_TEST(device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0") == "Edge, Windows");
  for (const char* agent : {"", "curl/8.0", "Firefox/", "<script>Windows</script>"}) {
    BOOST_TEST(device_of(agent) == "", agent);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
