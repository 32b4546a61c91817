#include "shell/http.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

namespace portillon {
namespace {

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(an_answer_is_written_whole) {
  RawResponse response(422);
  response.body("é", "text/html; charset=utf-8");
  BOOST_TEST(response.wire(false) ==
             "Status: 422 Unprocessable Content\r\nContent-Type: text/html; charset=utf-8\r\n"
             "Content-Length: 2\r\n\r\né");
}

BOOST_AUTO_TEST_CASE(head_has_the_length_and_no_body) {
  RawResponse response(200);
  response.body("abc", "text/plain");
  BOOST_TEST(response.wire(true).ends_with("Content-Length: 3\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(nothing_becomes_a_header_of_its_own) {
  RawResponse response(200);
  for (const std::string& value :
       {std::string("a\r\nSet-Cookie: x"), std::string("a\n"), std::string("a\0b", 3)}) {
    BOOST_CHECK_THROW(response.add("X", value), std::invalid_argument);
    BOOST_CHECK_THROW(response.add(value, "x"), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_CASE(a_status_that_no_page_has_is_refused) {
  BOOST_CHECK_THROW(RawResponse(500), std::invalid_argument);
  BOOST_CHECK_THROW(RawResponse(302), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_local_path_stays_on_this_host) {
  for (const char* path : {"/", "/acces/code", "/prive?a=b#c", "/é"})
    BOOST_TEST(is_local_path(path), path);
  for (const char* path : {"", "x", "//evil.fr", "/\\evil.fr", "/a\\b", "https://evil.fr", "/a\nb",
                           "/a b", "/\"", "/\t/evil.fr", "javascript:x"}) {
    BOOST_TEST(!is_local_path(path), path);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
