#include "courier/letter_config.h"

#include <boost/test/unit_test.hpp>

#include "courier/support/printing_house.h"
#include "shell/config_table.h"
#include "shell/start_error.h"

namespace portillon {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(letter_config)

std::optional<LetterConfig> read(const std::string& lines) {
  const toml::table root = parse_toml(lines, "x.toml");
  return read_letter_config(root, "x.toml");
}

std::string refusal(const std::string& lines) {
  try {
    read("[letter]\n" + lines);
  } catch (const StartError& error) {
    return error.what();
  }
  return "";
}

const std::string kLeast = "certificate = \"/etc/portillon/imprimerie.pem\"\ncaisse = \"40\"\n";

BOOST_AUTO_TEST_CASE(without_a_table_there_is_no_printing_house) {
  BOOST_TEST(!read("[caisse]\nname = \"x\"\n"));
}

BOOST_AUTO_TEST_CASE(certificate_and_caisse_are_enough) {
  const auto config = read("[letter]\n" + kLeast + "node = \"a\"\n");
  BOOST_TEST_REQUIRE(config.has_value());
  BOOST_TEST(config->name == "letter");
  BOOST_TEST(config->spool == "/var/lib/portillon-courier");
  BOOST_TEST((config->closes == 16h));
  BOOST_TEST((config->holidays == HolidayRegion::metropole));
  BOOST_TEST(config->keep_days == 60U);
  BOOST_TEST(
      (read("[letter]\n" + kLeast + "closes = \"11:30\"\nnode = \"a\"\n")->closes == 11h + 30min));
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_its_setting) {
  const auto told = [](const std::string& lines, const std::string& setting) {
    const std::string what = refusal(lines);
    BOOST_TEST(what.find(setting) != std::string::npos, setting << ": " << what);
  };
  told("caisse = \"40\"\n", "certificate");
  told("certificate = \"a.pem\"\ncaisse = \"40\"\n", "certificate");
  told("certificate = \"/a.pem\"\n", "caisse");
  told("certificate = \"/a.pem\"\ncaisse = \"4-0\"\n", "caisse");
  told(kLeast + "closes = \"24:00\"\n", "closes");
  told(kLeast + "closes = \"16h00\"\n", "closes");
  told(kLeast + "closes = \"00:00\"\n", "closes");
  told(kLeast + "holidays = \"alsace\"\n", "holidays");
  told(kLeast + "node = \"a/b\"\n", "node");
  told(kLeast + "name = \"a b\"\n", "name");
  told(kLeast + "keep_days = 0\n", "keep_days");
  told(kLeast + "certificat = \"/a.pem\"\n", "did you mean certificate?");
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_keeps_the_courier_from_starting) {
  const test::PrintingHouse house(40);
  LetterConfig config = test::letter_config("/nowhere");
  config.certificate = house.certificate;
  const Time now = test::present();
  const DocumentRecipient recipient = load_certificate(config, now);
  BOOST_TEST((days_left(recipient, now) == std::chrono::days(39) ||
              days_left(recipient, now) == std::chrono::days(40)));
  const auto refused = [&](Time at) {
    try {
      load_certificate(config, at);
      return std::string();
    } catch (const StartError& error) {
      return std::string(error.what());
    }
  };
  BOOST_TEST(refused(now + 24h * 41) == house.certificate + ": has expired");
  BOOST_TEST(refused(recipient.valid_until()) == house.certificate + ": has expired");
  BOOST_TEST(refused(now - 24h) == house.certificate + ": is not valid yet");
  config.certificate = house.key;
  BOOST_TEST(refused(now).find("private key") != std::string::npos);
  config.certificate = "/nowhere/at-all.pem";
  BOOST_TEST(refused(now) == "/nowhere/at-all.pem: cannot be read");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
