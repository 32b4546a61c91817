// The browser groups numbers while they are typed (pages/assets/numbers.js): what it makes of them
// must be read as what was typed, right or wrong.
#include <boost/property_tree/json_parser.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "domain/amount.h"
#include "domain/identifier.h"
#include "domain/phone.h"

using namespace portillon;

namespace {

std::string read(const std::string& kind, const std::string& text) {
  if (kind == "amount") {
    const auto amount = Amount::parse(text);
    return amount ? std::to_string(amount->cents())
                  : "refused " + std::to_string(static_cast<int>(amount.problem()));
  }
  if (kind == "phone") {
    const auto phone = Phone::parse(text, PhoneUse::mobile);
    return phone ? phone->e164() : "refused " + std::to_string(static_cast<int>(phone.problem()));
  }
  const auto identifier = parse_identifier(text);
  return identifier ? identifier->canonical()
                    : "refused " + std::to_string(static_cast<int>(identifier.problem().error));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grouping)

BOOST_AUTO_TEST_CASE(what_the_browser_groups_is_read_as_what_was_typed) {
  boost::property_tree::ptree file;
  boost::property_tree::read_json(PORTILLON_SOURCE "/tests/domain/grouping_vectors.json", file);
  std::size_t good = 0;
  for (const auto& [key, vector] : file.get_child("vectors")) {
    const auto kind = vector.get<std::string>("kind");
    const auto typed = read(kind, vector.get<std::string>("typed"));
    BOOST_TEST(read(kind, vector.get<std::string>("shown")) == typed,
               vector.get<std::string>("typed"));
    good += typed.starts_with("refused") ? 0U : 1U;
  }
  BOOST_TEST(good >= 18U);
}

BOOST_AUTO_TEST_SUITE_END()
