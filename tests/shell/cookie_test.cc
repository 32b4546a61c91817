#include "shell/cookie.h"

#include <boost/test/unit_test.hpp>

#include "crypto/token.h"
#include "shell/fakes.h"

namespace portillon {
namespace {

const std::string kToken(43, 'A');

std::string journey(std::string_view value) {
  return "__Host-portillon-demarche=" + std::string(value);
}

BOOST_AUTO_TEST_SUITE(cookie)

BOOST_AUTO_TEST_CASE(cookies_are_of_this_host_alone_and_out_of_scripts_reach) {
  BOOST_TEST(set_cookie(Cookie::visit, "x") ==
             "__Host-portillon-visite=x; Path=/; Secure; HttpOnly; SameSite=Lax");
  BOOST_TEST(set_cookie(Cookie::full, "x").starts_with("__Host-portillon-session=x; "));
  BOOST_TEST(delete_cookie(Cookie::journey) ==
             "__Host-portillon-demarche=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

BOOST_AUTO_TEST_CASE(ours_are_found_among_foreign_ones) {
  const auto cookies =
      parse_cookies("a=1; =;;  __Host-portillon-demarche = " + kToken + " ; b=\"x;y\"; \xff=%; c");
  BOOST_REQUIRE(cookies[Cookie::journey].value);
  BOOST_TEST(cookies[Cookie::journey].value->reveal() == kToken);
  BOOST_TEST(!cookies[Cookie::full].value);
  BOOST_TEST(!cookies[Cookie::full].stale);
}

BOOST_AUTO_TEST_CASE(a_doubled_cookie_is_none) {
  for (const std::string& header :
       {journey(kToken) + "; " + journey(kToken), journey("x") + "; " + journey(kToken)}) {
    const auto cookies = parse_cookies(header);
    BOOST_TEST(!cookies[Cookie::journey].value);
    BOOST_TEST(cookies[Cookie::journey].stale);
  }
}

BOOST_AUTO_TEST_CASE(a_cut_cookie_is_none_and_deleted) {
  for (const std::string& value : {std::string(), kToken.substr(1), kToken + "A",
                                   std::string(42, 'A') + "!", std::string(9000, 'A')}) {
    const auto cookies = parse_cookies(journey(value));
    BOOST_TEST(!cookies[Cookie::journey].value);
    BOOST_TEST(cookies[Cookie::journey].stale);
  }
}

BOOST_AUTO_TEST_CASE(a_cookie_without_the_prefix_of_this_host_is_foreign) {
  const auto cookies = parse_cookies("portillon-demarche=" + kToken);
  BOOST_TEST(!cookies[Cookie::journey].value);
  BOOST_TEST(!cookies[Cookie::journey].stale);
}

BOOST_AUTO_TEST_CASE(a_visit_opens_as_it_was_sealed) {
  const KeyRing ring = test::ring("visit");
  const std::string sealed =
      seal_visit(ring, {Secret::from(std::string(kToken)), {"/prive/paiements?é"}});
  const auto visit = open_visit(ring, sealed);
  BOOST_REQUIRE(visit);
  BOOST_TEST(visit->token.reveal() == kToken);
  BOOST_TEST(visit->visit.wanted == "/prive/paiements?é");
}

BOOST_AUTO_TEST_CASE(a_forged_visit_does_not_open) {
  const KeyRing ring = test::ring("visit");
  const std::string sealed = seal_visit(ring, {Secret::from(std::string(kToken)), {"/prive"}});
  BOOST_TEST(!open_visit(test::ring("visit"), sealed));
  BOOST_TEST(!open_visit(ring, ""));
  BOOST_TEST(!open_visit(ring, sealed + "A"));
  BOOST_TEST(!open_visit(ring, sealed.substr(0, sealed.size() - 1)));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(!open_visit(ring, changed));
  }
}

BOOST_AUTO_TEST_CASE(a_permit_outlives_the_browser_and_opens_as_it_was_sealed) {
  const KeyRing ring = test::ring("browser");
  const Permit permit{std::string(16, 'i'), {"12345678", std::string("\0bcdefgh", 8)}};
  const std::string sealed = seal_permit(ring, permit);
  const std::string cookie = set_cookie(Cookie::permit, sealed);
  BOOST_TEST(cookie.starts_with("__Host-portillon-navigateur="));
  BOOST_TEST(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000"));
  BOOST_TEST(delete_cookie(Cookie::permit).ends_with("; SameSite=Lax; Max-Age=0"));
  const auto opened = open_permit(ring, sealed);
  BOOST_REQUIRE(opened);
  BOOST_TEST(opened->id == permit.id);
  BOOST_TEST(opened->marks == permit.marks, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_permit_cannot_be_made_nor_changed_nor_taken_for_a_visit) {
  const KeyRing ring = test::ring("browser");
  const std::string sealed = seal_permit(ring, {std::string(16, 'i'), {"12345678"}});
  BOOST_TEST(!open_permit(test::ring("browser"), sealed));
  BOOST_TEST(!open_permit(ring, ""));
  BOOST_TEST(!open_visit(ring, sealed));
  BOOST_TEST(!open_permit(ring, seal_visit(ring, {Secret::from(std::string(kToken)), {}})));
  BOOST_TEST(!open_permit(ring, seal_permit(ring, {std::string(15, 'i'), {}})));
  BOOST_TEST(!open_permit(ring, seal_permit(ring, {std::string(16, 'i'), {"1234567"}})));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(!open_permit(ring, changed));
  }
}

BOOST_AUTO_TEST_CASE(what_was_kept_ends_with_the_browser_and_opens_as_it_was_sealed) {
  const KeyRing ring = test::ring("visit");
  const Kept kept{"contacts",
                  "0123456789abcdef",
                  Time(std::chrono::hours(500'000)),
                  {{"email", "é=;&\"@exemple.fr"}, {"fax", ""}}};
  const std::string sealed = seal_kept(ring, kept);
  const std::string cookie = set_cookie(Cookie::kept, sealed);
  BOOST_TEST(cookie.starts_with("__Host-portillon-saisie="));
  BOOST_TEST(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
  BOOST_TEST(cookie.find("exemple") == std::string::npos);
  const auto opened = open_kept(ring, sealed);
  BOOST_REQUIRE(opened);
  BOOST_TEST(opened->stem == kept.stem);
  BOOST_TEST(opened->owner == kept.owner);
  BOOST_TEST((opened->until == kept.until));
  BOOST_TEST((opened->values == kept.values));
}

BOOST_AUTO_TEST_CASE(what_was_kept_cannot_be_made_nor_changed_nor_taken_for_a_visit) {
  const KeyRing ring = test::ring("visit");
  const std::string sealed = seal_kept(ring, {"prove", "0123456789abcdef", {}, {{"answer", "1"}}});
  BOOST_TEST(!open_kept(test::ring("visit"), sealed));
  BOOST_TEST(!open_kept(ring, ""));
  BOOST_TEST(!open_visit(ring, sealed));
  BOOST_TEST(!open_kept(ring, seal_visit(ring, {Secret::from(std::string(kToken)), {}})));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(!open_kept(ring, changed));
  }
  BOOST_TEST(seal_kept(ring, {"prove", "", {}, {{"answer", std::string(3000, 'x')}}}).empty());
}

BOOST_AUTO_TEST_CASE(no_cookie_is_over_4096_bytes) {
  const KeyRing ring = test::ring("visit");
  for (const std::size_t size : {kLongestWanted, kLongestWanted + 1, std::size_t{16000}}) {
    const std::string sealed =
        seal_visit(ring, {Secret::from(std::string(kToken)), {std::string(size, 'x')}});
    BOOST_TEST(set_cookie(Cookie::visit, sealed).size() < 4096U);
    const auto visit = open_visit(ring, sealed);
    BOOST_REQUIRE(visit);
    BOOST_TEST(visit->visit.wanted.size() == (size > kLongestWanted ? 0 : size));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
