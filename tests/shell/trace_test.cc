// What a request leaves in the journal beside its own line: what was not allowed, and whom nobody
// knows any more (ASVS 16.3.2). An anonymous one never reaches the database for it.
#include <boost/test/unit_test.hpp>

#include "shell/fakes.h"

namespace portillon {
namespace {

using test::behaviour;
using test::House;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void turns_away(Effects effects) {
  behaviour() = [effects](const Request&, const Session&, const World&) {
    return go("identify", effects);
  };
}

std::string cookie(Cookie kind, House& house) {
  const Secret token = make_token(house.random());
  return std::string(name_of(kind)) + "=" + std::string(token.reveal());
}

BOOST_AUTO_TEST_SUITE(trace)

BOOST_AUTO_TEST_CASE(a_page_asked_for_without_its_session_leaves_a_line_and_touches_no_database) {
  House house(kReadsJourney);
  house.storage.away = true;
  turns_away({Note{Event::page_without_session, {}}});
  BOOST_TEST(house.handle(house.get()).status() == 303);
  BOOST_TEST(holds(house.logged(),
                   "\"event\":\"page_without_session\",\"page\":\"code\","
                   "\"id\":\"0af3\",\"detail\":\"\"}"));
  BOOST_TEST(house.storage.loads == 0U);
  BOOST_TEST(house.storage.applies == 0U);
}

BOOST_AUTO_TEST_CASE(a_row_of_the_trail_that_is_no_alarm_is_not_said_twice) {
  House house;
  turns_away({Audit{Event::page_out_of_order, {}, "channel"}});
  house.handle(house.get());
  BOOST_TEST(house.storage.applies == 1U);
  BOOST_TEST(!holds(house.logged(), "page_out_of_order"));
}

BOOST_AUTO_TEST_CASE(what_a_lost_race_took_back_is_not_said) {
  House house;
  turns_away({Audit{Event::code_wrong, {}, {}}, Note{Event::page_out_of_order, "x"}});
  house.storage.conflicts = 2;
  house.handle(house.get());
  const std::string& lines = house.logged();
  const auto first = lines.find("page_out_of_order");
  BOOST_TEST(first != lines.npos);
  BOOST_TEST(lines.find("page_out_of_order", first + 1) == lines.npos);
}

BOOST_AUTO_TEST_CASE(a_cookie_of_a_session_or_journey_that_is_over_leaves_a_line) {
  House house(kReadsJourney | kReadsFull);
  house.handle(house.get());
  BOOST_TEST(!holds(house.logged(), "session_unknown"));
  const std::string mine = cookie(Cookie::full, house);
  house.handle(house.get(mine));
  BOOST_TEST(holds(house.logged(), "\"event\":\"session_unknown\""));
  BOOST_TEST(holds(house.logged(), "\"kind\":\"session\"}"));
  BOOST_TEST(!holds(house.logged(), "\"kind\":\"journey\"}"));
  BOOST_TEST(!holds(house.logged(), mine.substr(mine.find('=') + 1)));
  house.handle(house.get(cookie(Cookie::journey, house)));
  BOOST_TEST(holds(house.logged(), "\"kind\":\"journey\"}"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
