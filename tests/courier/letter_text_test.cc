#include "courier/letter_text.h"

#include <boost/test/unit_test.hpp>

namespace portillon {

BOOST_AUTO_TEST_SUITE(letter_text)

const std::string kSmallest =
    "[subject]\nObjet\n[contact]\nTéléphone\n[reference]\nRéférence\n[before]\n";

std::string refusal(const std::string& file) {
  try {
    LetterText::parse(file);
  } catch (const LetterError& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_CASE(lines_are_joined_until_an_empty_one_and_a_number_opens_a_step) {
  const LetterText text =
      LetterText::parse("; a comment\n" + kSmallest + "Un\ndeux.\r\n\nTrois :\n1. Quatre\ncinq.\n");
  BOOST_REQUIRE_EQUAL(text.before.size(), 3U);
  BOOST_TEST(text.before[0].text == "Un deux.");
  BOOST_TEST(text.before[1].text == "Trois\u00a0:");
  BOOST_TEST(text.before[2].number == "1");
  BOOST_TEST(text.before[2].text == "Quatre cinq.");
  BOOST_TEST(text.after.empty());
  BOOST_TEST(text.box.empty());
}

BOOST_AUTO_TEST_CASE(a_mistake_is_refused_with_its_line) {
  BOOST_TEST(refusal(kSmallest + "Bonjour {{PHONNE}}\n").starts_with("letter text, line 8:"));
  BOOST_TEST(refusal(kSmallest + "Bonjour {{PHONE\n").starts_with("letter text, line 8:"));
  BOOST_TEST(refusal(kSmallest + "**gras\n").starts_with("letter text, line 8:"));
  BOOST_TEST(refusal("Bonjour\n").starts_with("letter text, line 1:"));
  BOOST_TEST(refusal("[sujet]\n").starts_with("letter text, line 1:"));
  BOOST_TEST(refusal("[subject\n").starts_with("letter text, line 1:"));
  BOOST_TEST(refusal(kSmallest).find("[before]") != std::string::npos);
  BOOST_TEST(refusal("\xff").find("UTF-8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_text_can_ask_for_the_password_or_the_identifier) {
  for (const char* name : {"PASSWORD", "SECRET", "IDENTIFIER", "NIR"}) {
    BOOST_TEST(refusal(kSmallest + "{{" + name + "}}\n") != "");
  }
}

BOOST_AUTO_TEST_CASE(a_value_brings_no_markup_and_no_second_placeholder) {
  LetterFields fields;
  fields.caisse = "<b>A & B</b> {{PHONE}} **C**";
  fields.phone = "secret";
  BOOST_TEST(to_markup("**{{CAISSE}}** <i>", fields) ==
             "<b>&lt;b&gt;A &amp; B&lt;/b&gt; {{PHONE}} **C**</b> &lt;i&gt;");
  BOOST_TEST(to_plain("**{{CAISSE}}**", fields) == fields.caisse);
}

BOOST_AUTO_TEST_CASE(control_and_direction_characters_are_left_out) {
  BOOST_TEST(printable("A\nB\tC\u202eD\u2066E\u2028F\u200fG\u0085H") == "ABCDEFGH");
  BOOST_TEST(printable("É\u0301 Łódź 李 👩‍🌾") == "É\u0301 Łódź 李 👩‍🌾");
  BOOST_TEST(printable("A\xff"
                       "B") == "A\ufffdB");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
