#include "shell/flat_json.h"

#include <boost/test/unit_test.hpp>

namespace portillon {
namespace {

std::string flat(std::string_view json, std::size_t most = 64) {
  const auto outcome = flatten_json(json, most);
  if (!outcome) return std::string(name_of(outcome.problem()));
  std::string all;
  for (const auto& [path, value] : *outcome) all += path + "=" + value + ";";
  return all;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + "1" + std::string(depth, ']');
}

BOOST_AUTO_TEST_SUITE(flat_json)

BOOST_AUTO_TEST_CASE(every_value_stands_under_its_path) {
  BOOST_TEST(flat(R"({"results":[{"status":{"name":"OK"}},{"id":"b"}],"z":"é"})") ==
             "results.0.status.name=OK;results.1.id=b;z=é;");
  BOOST_TEST(flat("{}") == "");
  BOOST_TEST(flat("[]") == "");
  BOOST_TEST(flat(R"([[],{},"x"])") == "2=x;");
}

BOOST_AUTO_TEST_CASE(numbers_and_truth_values_are_text_and_null_is_left_out) {
  BOOST_TEST(flat(R"({"a":1,"b":-7,"c":1.50,"d":1e3,"e":true,"f":false,"g":null,"h":""})") ==
             "a=1;b=-7;c=1.50;d=1e3;e=true;f=false;h=;");
  BOOST_TEST(flat(R"([null,1])") == "1=1;");
  BOOST_TEST(flat(R"({"a":18446744073709551615,"b":184467440737095516150})") ==
             "a=18446744073709551615;b=184467440737095516150;");
}

BOOST_AUTO_TEST_CASE(two_values_of_one_path_are_refused) {
  BOOST_TEST(flat(R"({"a":1,"a":2})") == "repeated");
  BOOST_TEST(flat(R"({"a":{"b":1},"a":{"b":2}})") == "repeated");
  BOOST_TEST(flat(R"({"a":{"b":1},"a.b":2})") == "repeated");
}

BOOST_AUTO_TEST_CASE(depth_and_number_of_values_are_bounded) {
  BOOST_TEST(flat(nested(kDeepestJson)) == "0.0.0.0.0.0.0.0=1;");
  BOOST_TEST(flat(nested(kDeepestJson + 1)) == "malformed");
  BOOST_TEST(flat(nested(8000)) == "malformed");
  BOOST_TEST(flat("[1,2,3]", 3) == "0=1;1=2;2=3;");
  BOOST_TEST(flat("[1,2,3,4]", 3) == "too_many");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_or_list_of_text_is_refused) {
  for (const char* bad : {"", "1", "\"a\"", "null", "true", "{", "{\"a\":}", "{\"a\":1}x", "[1,]",
                          "{'a':1}", "[NaN]", "// x\n[1]", "[01]"}) {
    BOOST_TEST(flat(bad) == "malformed", bad);
  }
  BOOST_TEST(flat(R"({"a":"\u0000"})") == "not_text");
  BOOST_TEST(flat(R"({"a\u0000":"b"})") == "not_text");
  BOOST_TEST(flat(R"({"a":"\ud800"})") == "malformed");
  BOOST_TEST(flat("{\"a\":\"\xff\"}") == "not_text");
  BOOST_TEST(flat(std::string_view("[1]\0", 4)) == "not_text");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
