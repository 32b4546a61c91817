#include "shell/csrf.h"

#include <boost/test/unit_test.hpp>

#include "crypto/token.h"
#include "page/page.h"

namespace portillon {
namespace {

constexpr std::string_view kOurs = "https://exemple.fr";

BOOST_AUTO_TEST_SUITE(csrf)

BOOST_AUTO_TEST_CASE(what_the_browser_says_of_the_origin_comes_first) {
  BOOST_TEST(is_our_own("same-origin", "https://evil.fr", kOurs));
  BOOST_TEST(is_our_own("none", "", kOurs));
  BOOST_TEST(!is_our_own("cross-site", kOurs, kOurs));
  BOOST_TEST(!is_our_own("same-site", kOurs, kOurs));
  BOOST_TEST(!is_our_own("something-new", kOurs, kOurs));
}

BOOST_AUTO_TEST_CASE(an_older_browser_is_known_by_its_origin) {
  BOOST_TEST(is_our_own("", kOurs, kOurs));
  BOOST_TEST(is_our_own("", "", kOurs));
  for (const char* origin : {"null", "https://evil.fr", "http://exemple.fr", "https://exemple.fr/",
                             "https://exemple.fr:444", "https://exemple.fr.evil.fr"}) {
    BOOST_TEST(!is_our_own("", origin, kOurs), origin);
  }
}

BOOST_AUTO_TEST_CASE(a_token_counts_only_with_a_cookie_that_the_page_reads) {
  SystemRandom random;
  SentCookies cookies;
  cookies[Cookie::journey].value = make_token(random);
  cookies[Cookie::full].value = make_token(random);
  const SealedVisit visit{make_token(random), {}};
  const std::string of_journey = csrf_token(*cookies[Cookie::journey].value, random);
  const std::string of_full = csrf_token(*cookies[Cookie::full].value, random);
  const std::string of_visit = csrf_token(visit.token, random);

  BOOST_TEST(token_matches(kReadsJourney, nullptr, cookies, of_journey));
  BOOST_TEST(!token_matches(kReadsFull, nullptr, cookies, of_journey));
  BOOST_TEST(!token_matches(kReadsJourney, nullptr, cookies, of_full));
  BOOST_TEST(token_matches(kReadsVisit | kReadsFull, &visit, cookies, of_full));
  BOOST_TEST(token_matches(kReadsVisit | kReadsFull, &visit, cookies, of_visit));
  BOOST_TEST(!token_matches(kReadsFull, &visit, cookies, of_visit));
  BOOST_TEST(!token_matches(kReadsVisit, nullptr, cookies, of_visit));
  BOOST_TEST(!token_matches(0, &visit, cookies, of_visit));
}

BOOST_AUTO_TEST_CASE(no_token_is_no_match) {
  SystemRandom random;
  const SealedVisit visit{make_token(random), {}};
  BOOST_TEST(!token_matches(kReadsVisit, &visit, {}, ""));
  BOOST_TEST(!token_matches(kReadsVisit, &visit, {}, visit.token.reveal()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
