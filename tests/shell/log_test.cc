#include "shell/log.h"

#include <boost/test/unit_test.hpp>

namespace portillon {
namespace {

BOOST_AUTO_TEST_SUITE(log)

BOOST_AUTO_TEST_CASE(a_line_is_one_json_object) {
  std::string line;
  const Log log("code", [&](std::string_view text) { line = text; });
  log.write("request", {{"id", "af3"}, {"status", std::int64_t{303}}, {"milliseconds", 1.25}});
  BOOST_TEST(line.starts_with("{\"time\":\"2"));
  BOOST_TEST(
      line.ends_with("\"event\":\"request\",\"page\":\"code\",\"id\":\"af3\",\"status\":303,"
                     "\"milliseconds\":1.250}\n"));
}

BOOST_AUTO_TEST_CASE(nobody_forges_a_line_or_speaks_to_a_terminal) {
  BOOST_TEST(json_string("a\r\nb\x1b[2J\x7f\"\\") == R"("a\u000d\u000ab\u001b[2J\u007f\"\\")");
  BOOST_TEST(json_string("\xc2\x9b") == R"("\u009b")");
  BOOST_TEST(json_string("é €") == "\"é €\"");
  BOOST_TEST(json_string("a\xff") == "\"a?\"");
}

BOOST_AUTO_TEST_CASE(a_request_id_is_hexadecimal) {
  BOOST_TEST(clean_request_id("0af3") == "0af3");
  for (const char* id : {"", "x", "AF", "0af3\n", "0a f3"}) BOOST_TEST(clean_request_id(id) == "-");
  BOOST_TEST(clean_request_id(std::string(65, 'a')) == "-");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
