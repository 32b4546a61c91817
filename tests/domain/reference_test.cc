#include "domain/reference.h"

#include <boost/test/unit_test.hpp>

namespace portillon {

BOOST_AUTO_TEST_SUITE(reference)

BOOST_AUTO_TEST_CASE(it_is_read_as_people_copy_it) {
  for (const char* typed : {"K7C-4QT", "k7c-4qt", " K7C 4QT ", "K7C4QT", "k7c–4qt", "K 7 C . 4 Q T",
                            "K7C\u00a04QT", "K7C\u20114QT"}) {
    const auto read = Reference::parse(typed);
    BOOST_TEST_REQUIRE(read.has_value(), typed);
    BOOST_TEST(read->text() == "K7C-4QT");
  }
}

BOOST_AUTO_TEST_CASE(what_no_message_ever_carried_is_none) {
  for (const char* typed : {"", "K7C-4Q", "K7C-4QTX", "K0C-4QT", "KAC-4QT", "K7C/4QT", "K7C-4Q\xc3",
                            "éééééé", "K7C_4QT", "' OR 1=1"}) {
    BOOST_TEST(!Reference::parse(typed), typed);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
