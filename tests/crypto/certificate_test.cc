#include "crypto/certificate.h"

#include <boost/test/unit_test.hpp>

#include "tests/admin/store/support/certificates.h"

using namespace portillon;
using namespace portillon::test;
using std::chrono::sys_days;

BOOST_AUTO_TEST_SUITE(certificate)

BOOST_AUTO_TEST_CASE(a_certificate_says_for_whom_and_until_when_it_is) {
  const auto read = read_server_certificate(kExpiredCertificate, "espace.exemple.fr");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST((read->valid_from == sys_days(std::chrono::year(2024) / 1 / 1)));
  BOOST_TEST((read->valid_until == sys_days(std::chrono::year(2025) / 1 / 1)));
  BOOST_TEST(read->names_host);
  BOOST_TEST(!read_server_certificate(kExpiredCertificate, "exemple.fr")->names_host);
}

BOOST_AUTO_TEST_CASE(of_a_chain_the_first_counts) {
  const std::string chain = std::string(kOthersCertificate) + kGoodCertificate;
  BOOST_TEST(read_server_certificate(chain, "autre.exemple.fr")->names_host);
  BOOST_TEST(!read_server_certificate(chain, "espace.exemple.fr")->names_host);
}

BOOST_AUTO_TEST_CASE(what_is_no_certificate_is_none) {
  BOOST_TEST(!read_server_certificate("", "x"));
  BOOST_TEST(!read_server_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n", "x"));
  std::string cut = kGoodCertificate;
  cut.erase(200, 40);
  BOOST_TEST(!read_server_certificate(cut, "x"));
}

BOOST_AUTO_TEST_SUITE_END()
