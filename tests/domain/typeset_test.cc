#include "domain/typeset.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(typeset)

BOOST_AUTO_TEST_CASE(a_time_of_the_day_is_not_broken_and_the_words_around_it_are) {
  using portillon::times_together;
  BOOST_TEST(times_together("de 8 h 30 à 12 h 15") == "de 8\u00a0h\u00a030 à 12\u00a0h\u00a015");
  BOOST_TEST(times_together("19 h 52") == "19\u00a0h\u00a052");
  BOOST_TEST(times_together("de 9 h à 16 h") == "de 9 h à 16 h");
  for (const char* text : {"", " h ", "a h b", "1 h ", " h 1", "1h2"}) {
    BOOST_TEST(times_together(text) == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
