#include "admin/operator.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

namespace {

std::optional<std::string> name_of(uid_t uid) {
  switch (uid) {
    case 0:
      return "root";
    case 999:
      return "portillon_admin";
    case 1001:
      return "anne";
    case 1002:
      return "bruno martin; rm -rf /";
    default:
      return std::nullopt;
  }
}

Operator who(const OperatorSigns& signs) { return operator_from(signs, name_of); }

}  // namespace

BOOST_AUTO_TEST_SUITE(operator_name)

BOOST_AUTO_TEST_CASE(who_logged_in_is_the_operator_whatever_came_after) {
  const Operator anne = who({1001, "bruno", "1002", 0});
  BOOST_TEST(anne.name == "anne");
  BOOST_TEST(anne.person);
}

// The environment is the user's own: it counts only where sudo has cleared it, for root.
BOOST_AUTO_TEST_CASE(a_variable_names_nobody_but_for_root_without_a_login) {
  BOOST_TEST(who({{}, {}, "1001", 0}).name == "anne");
  BOOST_TEST(who({{}, {}, "1002", 1001}).name == "anne");
  BOOST_TEST(who({1001, {}, "1002", 1001}).name == "anne");
  BOOST_TEST(who({{}, {}, "x1001", 0}).name == "root");
}

BOOST_AUTO_TEST_CASE(a_unit_is_told_by_root_for_whom_it_works) {
  const Operator told = who({{}, "anne", {}, 999});
  BOOST_TEST(told.name == "anne");
  BOOST_TEST(told.person);
  BOOST_TEST(!who({{}, "root", {}, 999}).person);
}

BOOST_AUTO_TEST_CASE(root_and_users_of_the_system_are_no_persons) {
  BOOST_TEST(!who({0U, {}, {}, 0}).person);
  BOOST_TEST(!who({{}, {}, {}, 0}).person);
  BOOST_TEST(!who({{}, {}, {}, 999}).person);
  BOOST_TEST(!who({{}, {}, "999", 0}).person);
  BOOST_TEST(who({{}, {}, {}, 1001}).person);
}

BOOST_AUTO_TEST_CASE(a_name_is_a_word_and_never_empty) {
  BOOST_TEST(who({1002, {}, {}, 0}).name == "brunomartinrm-rf");
  const Operator unknown = who({4242, {}, {}, 0});
  BOOST_TEST(unknown.name == "uid-4242");
  BOOST_TEST(!unknown.person);
  BOOST_TEST(who({{}, std::string(100, 'a'), {}, 0}).name.size() == 32u);
}

BOOST_AUTO_TEST_SUITE_END()
