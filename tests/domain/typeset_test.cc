#include "domain/typeset.h"

#include <boost/test/unit_test.hpp>

namespace portillon {
namespace {

BOOST_AUTO_TEST_SUITE(typeset)

BOOST_AUTO_TEST_CASE(no_line_breaks_before_a_high_mark_or_inside_quotation_marks) {
  BOOST_TEST(with_french_spaces("Qui ? Moi ! Ici : là ; 100 %") ==
             "Qui\u00a0? Moi\u00a0! Ici\u00a0: là\u00a0; 100\u00a0%");
  BOOST_TEST(with_french_spaces("dit « Se connecter ».") == "dit «\u00a0Se connecter\u00a0».");
  BOOST_TEST(with_french_spaces("loi n° 2005-102") == "loi n°\u00a02005-102");
  BOOST_TEST(with_french_spaces("par exemple ! ? + ou") == "par exemple\u00a0!\u00a0? + ou");
}

BOOST_AUTO_TEST_CASE(a_clock_time_stays_together) {
  BOOST_TEST(with_french_spaces("de 8 h 30 à 12 h 15, 9 h") ==
             "de 8\u00a0h\u00a030 à 12\u00a0h\u00a015, 9\u00a0h");
  BOOST_TEST(with_french_spaces("9 h à 16 h.") == "9\u00a0h à 16\u00a0h.");
  BOOST_TEST(with_french_spaces("24 heures, 4 habitants h 3") == "24 heures, 4 habitants h 3");
}

BOOST_AUTO_TEST_CASE(everything_else_stays_as_it_is) {
  for (const std::string_view text :
       {"", " ", "«", "Bonjour, Madame. Et voilà…", "Oui?", "12:30", "déjà\u00a0: fait",
        "<a class=\"p-a p-b\" href=\"?a=b\">là</a> {{NAME}} {{#BY}}x{{/BY}}"}) {
    BOOST_TEST(with_french_spaces(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(a_title_gets_its_plain_spaces_back) {
  BOOST_TEST(with_plain_spaces(with_french_spaces("Erreur : où ? – là")) == "Erreur : où ? – là");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
