#include "shell/form.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace portillon {
namespace {

constexpr std::string_view kNames[] = {"identifier", "password"};
constexpr std::string_view kType = "application/x-www-form-urlencoded";

Outcome<Form, FormProblem> parse(std::string_view body, std::string_view type = kType) {
  const std::string length = std::to_string(body.size());
  return parse_form({type, length, body}, kNames);
}

template <class Value>
std::string problem(const Outcome<Value, FormProblem>& outcome) {
  return outcome ? "none" : std::string(name_of(outcome.problem()));
}

std::string with_length(std::string_view length, std::string_view body) {
  return problem(parse_form({kType, length, body}, kNames));
}

BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(a_form_is_decoded_once) {
  const auto form = parse("identifier=1+85%2007&password=%C3%A9t%C3%a9%252B%2B&csrf=x");
  BOOST_REQUIRE(form);
  BOOST_TEST(form->fields["identifier"] == "1 85 07");
  BOOST_TEST(form->fields["password"] == "été%2B+");
  BOOST_TEST(form->csrf.value() == "x");
}

BOOST_AUTO_TEST_CASE(an_absent_field_reads_as_empty) {
  const auto form = parse("identifier=");
  BOOST_REQUIRE(form);
  BOOST_TEST(form->fields["identifier"].empty());
  BOOST_TEST(form->fields.has("identifier"));
  BOOST_TEST(!form->fields.has("password"));
  BOOST_TEST(form->fields["password"].empty());
}

BOOST_AUTO_TEST_CASE(an_empty_body_is_an_empty_form) { BOOST_TEST(problem(parse("")) == "none"); }

BOOST_AUTO_TEST_CASE(a_value_may_hold_an_equals_sign) {
  BOOST_TEST(parse("password=a=b")->fields["password"] == "a=b");
}

BOOST_AUTO_TEST_CASE(what_is_no_form_is_refused) {
  BOOST_TEST(problem(parse("identifier=%")) == "malformed");
  BOOST_TEST(problem(parse("identifier=%4")) == "malformed");
  BOOST_TEST(problem(parse("identifier=%zz")) == "malformed");
  BOOST_TEST(problem(parse("=x")) == "malformed");
  BOOST_TEST(problem(parse("identifier=1&&password=2")) == "malformed");
  BOOST_TEST(problem(parse("identifier=a%00b")) == "not_text");
  BOOST_TEST(problem(parse(std::string_view("identifier=a\0b", 14))) == "not_text");
  BOOST_TEST(problem(parse("identifier=%ff")) == "not_text");
  BOOST_TEST(problem(parse("identifier=%C0%80")) == "not_text");
  BOOST_TEST(problem(parse("%ff=1")) == "not_text");
  BOOST_TEST(problem(parse("identifier=1&identifier=2")) == "repeated");
  BOOST_TEST(problem(parse("csrf=1&csrf=2")) == "repeated");
  BOOST_TEST(problem(parse("identifier%5B%5D=1")) == "unknown");
  BOOST_TEST(problem(parse("identifier=1&admin=1")) == "unknown");
}

BOOST_AUTO_TEST_CASE(the_number_of_fields_is_bounded) {
  std::string body;
  for (std::size_t i = 0; i <= kMostFields; ++i) body += "x" + std::to_string(i) + "=&";
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= kMostFields; ++i) names.push_back("x" + std::to_string(i));
  const std::vector<std::string_view> views(names.begin(), names.end());
  BOOST_TEST(problem(parse_form({kType, std::to_string(body.size()), body}, views)) == "too_many");
}

BOOST_AUTO_TEST_CASE(the_length_must_be_a_number_and_true) {
  BOOST_TEST(with_length("12", "identifier=1") == "none");
  for (const char* length : {"", "x", " 12", "12 ", "+12", "-12", "0x0c", "12.0", "12,12"}) {
    BOOST_TEST(with_length(length, "identifier=1") == "no_length", length);
  }
  BOOST_TEST(with_length("11", "identifier=1") == "cut");
  BOOST_TEST(with_length("13", "identifier=1") == "cut");
  BOOST_TEST(with_length("16385", "") == "too_long");
  BOOST_TEST(with_length("99999999999999999999999999", "") == "too_long");
}

BOOST_AUTO_TEST_CASE(sixteen_kibibytes_are_the_most) {
  std::string body = "identifier=";
  body += std::string(kLongestBody - body.size(), 'x');
  BOOST_TEST(problem(parse(body)) == "none");
  BOOST_TEST(problem(parse(body + "x")) == "too_long");
}

BOOST_AUTO_TEST_CASE(only_a_form_type_is_read) {
  BOOST_TEST(problem(parse("identifier=1", "Application/X-WWW-Form-Urlencoded")) == "none");
  BOOST_TEST(problem(parse("identifier=1", std::string(kType) + "; charset=UTF-8")) == "none");
  for (const char* type : {"", "text/plain", "multipart/form-data; boundary=x", "application/json",
                           "application/x-www-form-urlencodedx"}) {
    BOOST_TEST(problem(parse("identifier=1", type)) == "wrong_type", type);
  }
}

BOOST_AUTO_TEST_CASE(problems_have_their_status) {
  BOOST_TEST(status_of(FormProblem::too_long) == 413);
  BOOST_TEST(status_of(FormProblem::wrong_type) == 415);
  BOOST_TEST(status_of(FormProblem::unknown) == 400);
}

BOOST_AUTO_TEST_CASE(foreign_query_parameters_are_left_out_unread) {
  const auto query = parse_query("utm=%zz&identifier=1&utm=%ff&&=&x", kNames);
  BOOST_REQUIRE(query);
  BOOST_TEST((*query)["identifier"] == "1");
  BOOST_TEST(!(*query).has("utm"));
}

BOOST_AUTO_TEST_CASE(a_query_parameter_that_counts_is_as_strict_as_a_field) {
  BOOST_TEST(problem(parse_query("identifier=1&identifier=2", kNames)) == "repeated");
  BOOST_TEST(problem(parse_query("identifier=%00", kNames)) == "not_text");
  BOOST_TEST(problem(parse_query("identifier=%q", kNames)) == "malformed");
}

// ---- What programs say

std::string machine(std::string_view query, std::string_view body = {},
                    std::string_view type = {}) {
  const std::string length = std::to_string(body.size());
  const Body sent{type, length, body};
  const auto fields = parse_machine(query, type.empty() ? nullptr : &sent);
  if (!fields) return std::string(name_of(fields.problem()));
  return std::string((*fields)["a"]) + "|" + std::string((*fields)["b.0"]) + "|" +
         std::string((*fields)["csrf"]);
}

BOOST_AUTO_TEST_CASE(a_programs_query_and_body_are_one_whatever_the_names) {
  BOOST_TEST(machine("a=1&b.0=%C3%A9&other=x&csrf=y") == "1|é|y");
  BOOST_TEST(machine("a=1", "b.0=2+3", kType) == "1|2 3|");
  BOOST_TEST(machine("a=1", R"({"b":[true]})", "application/json; charset=utf-8") == "1|true|");
  BOOST_TEST(machine("", "{\"a\":7}", "Application/JSON") == "7||");
  BOOST_TEST(machine("") == "||");
}

BOOST_AUTO_TEST_CASE(a_program_too_is_refused_what_is_doubtful) {
  BOOST_TEST(machine("a=1&a=2") == "repeated");
  BOOST_TEST(machine("a=1", "a=1", kType) == "repeated");
  BOOST_TEST(machine("a=1", R"({"a":1})", "application/json") == "repeated");
  BOOST_TEST(machine("a=%ff") == "not_text");
  BOOST_TEST(machine("a=%") == "malformed");
  BOOST_TEST(machine("=1") == "malformed");
  BOOST_TEST(machine("", "{", "application/json") == "malformed");
  BOOST_TEST(machine("", "a=1", "text/plain") == "wrong_type");
  BOOST_TEST(machine("", "<a>1</a>", "application/xml") == "wrong_type");
  BOOST_TEST(machine("", std::string(kLongestBody + 1, 'x'), kType) == "too_long");
  std::string many;
  for (std::size_t i = 0; i < kMostFields; ++i) many += "x" + std::to_string(i) + "=&";
  BOOST_TEST(machine(many) == "||");
  BOOST_TEST(machine(many + "y=") == "too_many");
  BOOST_TEST(machine(many, R"({"y":1})", "application/json") == "too_many");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
