#include "domain/email.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(email)

BOOST_AUTO_TEST_CASE(real_addresses_are_accepted) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"jean@exemple.fr", "jean@exemple.fr"},
      {"  jean@exemple.fr\t", "jean@exemple.fr"},
      {"\u00A0jean@exemple.fr\u200B", "jean@exemple.fr"},
      {"Jean.Dupont@EXEMPLE.Fr", "Jean.Dupont@exemple.fr"},
      {"jean+msa@exemple.fr", "jean+msa@exemple.fr"},
      {"o'brien_1-2@sous.domaine.exemple.museum", "o'brien_1-2@sous.domaine.exemple.museum"},
      {"1@2.fr", "1@2.fr"},
      {"jean@xn--caf-dma.fr", "jean@xn--caf-dma.fr"},
      {std::string(64, 'a') + "@exemple.fr", std::string(64, 'a') + "@exemple.fr"},
  };
  for (const auto& [typed, address] : table) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Email::parse(typed);
      BOOST_REQUIRE(read);
      BOOST_CHECK_EQUAL(read->address(), address);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_no_mailbox_has_or_a_header_could_misread_is_refused) {
  const std::string long_domain = std::string(60, 'a') + "." + std::string(60, 'b') + "." +
                                  std::string(60, 'c') + "." + std::string(60, 'd') + ".frrr";
  const std::vector<std::pair<std::string, EmailError>> table = {
      {"", EmailError::empty},
      {"  ", EmailError::empty},
      {"jean", EmailError::missing_at},
      {"jean.exemple.fr", EmailError::missing_at},
      {"@exemple.fr", EmailError::bad_local},
      {".jean@exemple.fr", EmailError::bad_local},
      {"jean.@exemple.fr", EmailError::bad_local},
      {"je..an@exemple.fr", EmailError::bad_local},
      {std::string(65, 'a') + "@exemple.fr", EmailError::bad_local},
      {"jean@", EmailError::bad_domain},
      {"jean@exemple", EmailError::bad_domain},
      {"jean@exemple.", EmailError::bad_domain},
      {"jean@.fr", EmailError::bad_domain},
      {"jean@exemple..fr", EmailError::bad_domain},
      {"jean@-exemple.fr", EmailError::bad_domain},
      {"jean@exemple-.fr", EmailError::bad_domain},
      {"jean@exemple.f", EmailError::bad_domain},
      {"jean@192.168.0.1", EmailError::bad_domain},
      {"jean@192.168.0.10", EmailError::bad_domain},
      {"jean@" + std::string(64, 'a') + ".fr", EmailError::bad_domain},
      {"a@b@exemple.fr", EmailError::bad_character},
      {"jean dupont@exemple.fr", EmailError::bad_character},
      {"jean@exemple.fr, paul@exemple.fr", EmailError::bad_character},
      {"jean@exemple.fr\r\nBcc: paul@exemple.fr", EmailError::bad_character},
      {"\"jean\"@exemple.fr", EmailError::bad_character},
      {"<jean@exemple.fr>", EmailError::bad_character},
      {"jean@[127.0.0.1]", EmailError::bad_character},
      {"jean(x)@exemple.fr", EmailError::bad_character},
      {"jean%autre@exemple.fr", EmailError::bad_character},
      {"autre!jean@exemple.fr", EmailError::bad_character},
      {"jérôme@exemple.fr", EmailError::bad_character},
      {"jean@exemplé.fr", EmailError::bad_character},
      {"jean@exemple_1.fr", EmailError::bad_character},
      {std::string("jean\0@exemple.fr", 16), EmailError::bad_character},
      {"jean\xFF@exemple.fr", EmailError::bad_character},
      {"jeanjeanjean@" + long_domain, EmailError::too_long},
  };
  for (const auto& [typed, error] : table) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Email::parse(typed);
      BOOST_REQUIRE(!read);
      BOOST_CHECK_EQUAL(static_cast<int>(read.problem()), static_cast<int>(error));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_mask_tells_neither_name_nor_length) {
  BOOST_CHECK_EQUAL(Email::parse("jean.dupont@Exemple.fr")->masked(), "j•••@exemple.fr");
  BOOST_CHECK_EQUAL(Email::parse("jo@exemple.fr")->masked(), "j•••@exemple.fr");
  BOOST_CHECK_EQUAL(Email::parse("j@exemple.fr")->masked(), "•••@exemple.fr");
}

BOOST_AUTO_TEST_SUITE_END()
