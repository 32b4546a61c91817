#include "shell/config.h"

#include <boost/test/unit_test.hpp>

#include "shell/config_table.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

const std::string kLeast = "[site]\norigin = \"https://exemple.fr\"\n";

// What is wrong, or "accepted". `text` may go on with the table [site].
std::string refusal(const std::string& text) {
  try {
    parse_config(kLeast + text, "p.toml");
  } catch (const StartError& error) {
    return error.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(the_origin_alone_is_enough_and_limits_are_the_guides) {
  const Config config = parse_config(kLeast, "p.toml");
  BOOST_TEST(config.settings.site.origin == "https://exemple.fr");
  BOOST_TEST(config.settings.limits.code_tries == 3U);
  BOOST_TEST(config.settings.limits.code_validity.count() == 1800);
  BOOST_TEST(config.workers == 4U);
}

BOOST_AUTO_TEST_CASE(settings_are_read) {
  const Config config = parse_config(
      kLeast +
          "prefix = \"/p/\"\ninside = [\"10.0.0.0/8\"]\n"
          "[caisse]\nname = \"MSA d'Essai\"\naddress = [\"a\", \"b\"]\nlogo = \"/logo.svg\"\n"
          "[limits]\ncode_digits = 6\njourney_idle = 600\n"
          "[paths]\npages = \"/srv/pages\"\n[database]\nsocket = \"/run/db\"\nname = \"p\"\n"
          "account_prefix = \"p_\"\n[hashing]\nmemory_kib = 65536\npasses = 3\nplaces = 8\n"
          "[server]\nworkers = 2\n[sms]\nanything = true\n",
      "p.toml");
  BOOST_TEST(config.settings.site.prefix == "/p/");
  BOOST_TEST(config.settings.caisse.name == "MSA d'Essai");
  BOOST_TEST(config.settings.caisse.address.size() == 2U);
  BOOST_TEST(config.settings.caisse.logo == "/logo.svg");
  BOOST_TEST(config.settings.limits.code_digits == 6U);
  BOOST_TEST(config.settings.limits.journey_idle.count() == 600);
  BOOST_TEST(config.pages.string() == "/srv/pages");
  BOOST_TEST(config.database_socket == "/run/db");
  BOOST_TEST(config.account_prefix == "p_");
  BOOST_TEST(config.hashing.memory_kib == 65536U);
  BOOST_TEST(config.hash_places == 8U);
  BOOST_TEST(config.workers == 2U);
}

BOOST_AUTO_TEST_CASE(the_caisse_speaks_another_language_as_far_as_it_says_so) {
  const Caisse caisse = parse_config(
                            "[site]\norigin = \"https://e.fr\"\n[caisse]\nname = \"MSA\"\n"
                            "hours = \"de 9 h à 16 h\"\n[caisse.en]\nhours = \"9 am to 4 pm\"\n"
                            "[caisse.pl]\nletter_days = \"3 do 5 dni\"\n",
                            "p.toml")
                            .settings.caisse;
  const CaisseWords english = caisse.words_in(*Language::parse("en"));
  BOOST_TEST(english.hours == "9 am to 4 pm");
  BOOST_TEST(english.letter_days == caisse.letter_days);
  const CaisseWords polish = caisse.words_in(*Language::parse("pl"));
  BOOST_TEST(polish.hours == "de 9 h à 16 h");
  BOOST_TEST(polish.letter_days == "3 do 5 dni");
  BOOST_TEST(caisse.words_in(*Language::parse("ro")).hours == "de 9 h à 16 h");
  BOOST_TEST(caisse.words_in({}).hours == "de 9 h à 16 h");
}

BOOST_AUTO_TEST_CASE(without_an_audit_the_softwares_own_evaluation_is_told) {
  const auto accessibility = parse_config(kLeast, "p.toml").settings.accessibility;
  BOOST_TEST(accessibility.auditor.empty());
  BOOST_TEST(accessibility.rate == Accessibility().rate);
  BOOST_TEST(!accessibility.date.empty());
}

BOOST_AUTO_TEST_CASE(the_caisses_audit_takes_its_place) {
  const auto accessibility =
      parse_config(kLeast +
                       "[accessibility]\nstate = \"totalement conforme\"\nrate = 100\n"
                       "date = \"2027-02-28\"\nauditor = \"Cabinet d'Essai\"\n"
                       "plan = \"https://exemple.fr/schema\"\n",
                   "p.toml")
          .settings.accessibility;
  BOOST_TEST((accessibility.state == Accessibility::State::full));
  BOOST_TEST(accessibility.auditor == "Cabinet d'Essai");
  BOOST_TEST(accessibility.plan == "https://exemple.fr/schema");
  const auto none = parse_config(kLeast + "[accessibility]\nstate = \"non conforme\"\n", "p.toml")
                        .settings.accessibility;
  BOOST_TEST((none.state == Accessibility::State::none));
  BOOST_TEST(none.date.empty());
}

BOOST_AUTO_TEST_CASE(an_audit_that_the_law_does_not_know_is_refused) {
  const auto refused = [](const std::string& lines) {
    return refusal("[accessibility]\n" + lines);
  };
  const std::string made = "date = \"2027-03-31\"\nauditor = \"A\"\n";
  BOOST_TEST(refused("state = \"conforme\"\n").find("state: is neither") != std::string::npos);
  BOOST_TEST(refused("rate = 80\n").find("state: is missing") != std::string::npos);
  for (const char* line : {"state = \"totalement conforme\"\nrate = 99\n",
                           "state = \"partiellement conforme\"\nrate = 49\n",
                           "state = \"partiellement conforme\"\nrate = 100\n",
                           "state = \"non conforme\"\nrate = 50\n"}) {
    BOOST_TEST(refused(line + made).find("rate: does not go with this state") != std::string::npos);
  }
  const std::string half = "state = \"partiellement conforme\"\nrate = 80\n";
  BOOST_TEST(refused(half + made) == "accepted");
  BOOST_TEST(refused(half).find("auditor: is missing") != std::string::npos);
  for (const char* date : {"", "31/03/2027", "2027-02-29", "2027-3-31", "2027-03-3a"}) {
    BOOST_TEST(refused(half + "auditor = \"A\"\ndate = \"" + date + "\"\n").find("date: is not") !=
               std::string::npos);
  }
  BOOST_TEST(refused("plan = \"http://exemple.fr\"\n").find("plan: is not") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_filter_of_stolen_passwords_is_none_or_an_absolute_path) {
  BOOST_TEST(parse_config(kLeast, "p.toml").breached.empty());
  BOOST_TEST(parse_config(kLeast + "[passwords]\nbreached = \"/srv/f\"\n", "p.toml").breached ==
             "/srv/f");
  BOOST_TEST(refusal("[passwords]\nbreached = \"f\"\n") ==
             "p.toml:4: [passwords] breached: is not an absolute path");
}

BOOST_AUTO_TEST_CASE(argon2id_may_be_made_dearer_and_no_cheaper_than_owasp_allows) {
  const auto hashing = [](std::string_view memory, std::string_view passes) {
    return refusal("[hashing]\nmemory_kib = " + std::string(memory) +
                   "\npasses = " + std::string(passes) + "\n");
  };
  BOOST_TEST(hashing("47104", "1") == "accepted");
  BOOST_TEST(hashing("19456", "2") == "accepted");
  BOOST_TEST(hashing("12288", "3") == "accepted");
  BOOST_TEST(hashing("12288", "64") == "accepted");
  const std::string start = "p.toml:4: [hashing] memory_kib: is ";
  BOOST_TEST(hashing("47103", "1") == start + "under 47104, the least for so many passes");
  BOOST_TEST(hashing("19455", "2") == start + "under 19456, the least for so many passes");
  BOOST_TEST(hashing("12287", "3") == start + "not within 12288 and 1048576");
}

BOOST_AUTO_TEST_CASE(a_wrong_setting_is_named_with_file_and_line) {
  BOOST_TEST(refusal("[limits]\ncode_digits = 9\n") ==
             "p.toml:4: [limits] code_digits: is not within 4 and 8");
  BOOST_TEST(refusal("[limits]\ncode_digits = \"4\"\n") ==
             "p.toml:4: [limits] code_digits: is not a whole number");
  BOOST_TEST(refusal("[limits]\ncode_tries = -1\n") ==
             "p.toml:4: [limits] code_tries: is not within 1 and 10");
  BOOST_TEST(refusal("[caisse]\nname = 1\n") == "p.toml:4: [caisse] name: is not a text in quotes");
  BOOST_TEST(refusal("[caisse]\naddress = [1]\n") ==
             "p.toml:4: [caisse] address: is not a list of texts");
  BOOST_TEST(refusal("[caisse]\nname = \"a\\u001bb\"\n") ==
             "p.toml:4: [caisse] name: holds a control character");
  BOOST_TEST(refusal("[caisse.en]\nname = \"x\"\n") ==
             "p.toml:4: [caisse.en] name: is not a setting");
  BOOST_TEST(refusal("[caisse.fr]\nhours = \"x\"\n").starts_with("p.toml:3: [caisse] fr: "));
  BOOST_TEST(refusal("[caisse.english]\n").starts_with("p.toml:3: [caisse] english: "));
  BOOST_TEST(refusal("[caisse\n").starts_with("p.toml:3: "));
  BOOST_TEST(refusal("origin = \"https://twice.fr\"\n").starts_with("p.toml:3: "));
}

BOOST_AUTO_TEST_CASE(an_unknown_setting_is_answered_with_the_nearest_one) {
  BOOST_TEST(refusal("[limits]\ncode_digit = 4\n") ==
             "p.toml:4: [limits] code_digit: is not a setting (did you mean code_digits?)");
  BOOST_TEST(refusal("[limits]\nxyz = 4\n") == "p.toml:4: [limits] xyz: is not a setting");
  BOOST_TEST(refusal("[limit]\ncode_digits = 4\n") ==
             "p.toml:3: [limit]: is not a table of this file (did you mean limits?)");
  BOOST_TEST(refusal("[caisse]\nphones = \"1\"\n") ==
             "p.toml:4: [caisse] phones: is not a setting (did you mean phone?)");
}

BOOST_AUTO_TEST_CASE(what_would_lead_off_this_host_is_refused) {
  for (const char* line : {"home = \"//evil.fr\"\n", "home = \"https://evil.fr\"\n",
                           "private_space = \"prive\"\n", "home = \"/a b\"\n",
                           "prefix = \"acces/\"\n", "prefix = \"/acces\"\n", "prefix = \"/\"\n"}) {
    BOOST_TEST(refusal(line).starts_with("p.toml:3: [site] "), line);
  }
}

BOOST_AUTO_TEST_CASE(an_origin_has_scheme_and_host_and_nothing_else) {
  for (const char* origin :
       {"", "exemple.fr", "https://", "https://exemple.fr/", "ftp://exemple.fr",
        "https://Exemple.fr", "https://exemple.fr/a", "https://a b"}) {
    BOOST_CHECK_THROW(parse_config("[site]\norigin = \"" + std::string(origin) + "\"\n", "p"),
                      StartError);
  }
  parse_config("[site]\norigin = \"http://localhost:8080\"\n", "p");
}

BOOST_AUTO_TEST_CASE(a_missing_origin_is_named) {
  try {
    parse_config("", "p.toml");
    BOOST_ERROR("accepted");
  } catch (const StartError& error) {
    BOOST_TEST(std::string(error.what()).starts_with("p.toml: [site] origin: "));
  }
}

BOOST_AUTO_TEST_CASE(values_must_agree_with_each_other_and_with_the_machine) {
  BOOST_TEST(refusal("timezone = \"Europe/Nowhere\"\n") ==
             "p.toml:3: [site] timezone: is not known to this machine");
  BOOST_TEST(refusal("languages = [\"English\"]\n") ==
             "p.toml:3: [site] languages: holds something that is not a language such as \"en\"");
  for (const char* twice : {"\"fr\"", "\"en\", \"en\""}) {
    BOOST_TEST(refusal("languages = [" + std::string(twice) + "]\n") ==
               "p.toml:3: [site] languages: holds French, which is always there, or one language "
               "twice");
  }
  BOOST_TEST(refusal("timezone = \"../../etc/passwd\"\n") ==
             "p.toml:3: [site] timezone: is not known to this machine");
  BOOST_TEST(
      refusal("inside = [\"10.0.0.0/8\", \"lan\"]\n").starts_with("p.toml:3: [site] inside"));
  BOOST_TEST(
      refusal("[limits]\njourney_idle = 7201\n").starts_with("p.toml:4: [limits] journey_idle"));
  BOOST_TEST(refusal("[database]\nname = \"a-b\"\n").starts_with("p.toml:4: [database] name"));
  BOOST_TEST(refusal("[paths]\npages = \"pages\"\n").starts_with("p.toml:4: [paths] pages"));
}

BOOST_AUTO_TEST_CASE(desks_are_read_in_their_order) {
  const Config config = parse_config(
      kLeast +
          "[[desks]]\nname = \"agence-dax\"\nnetworks = [\"192.0.2.0/24\", \"2001:db8::/48\"]\n"
          "[[desks]]\nname = \"pau\"\nnetworks = [\"198.51.100.7\"]\nstarts_an_hour = 50\n",
      "p.toml");
  BOOST_REQUIRE(config.settings.desks.size() == 2U);
  BOOST_TEST(config.settings.desks[0].name == "agence-dax");
  BOOST_TEST(config.settings.desks[0].networks.size() == 2U);
  BOOST_TEST(config.settings.desks[0].starts_an_hour == 200U);
  BOOST_TEST(config.settings.desks[1].starts_an_hour == 50U);
}

BOOST_AUTO_TEST_CASE(a_desk_that_cannot_be_told_from_another_is_refused) {
  const std::string dax = "[[desks]]\nname = \"dax\"\nnetworks = [\"192.0.2.0/24\"]\n";
  const auto second = [&](const std::string& name, const std::string& network) {
    return refusal(dax + "[[desks]]\nname = \"" + name + "\"\nnetworks = [\"" + network + "\"]\n");
  };
  BOOST_TEST(second("pau", "198.51.100.0/24") == "accepted");
  for (const char* inside : {"192.0.2.7", "192.0.0.0/16", "192.0.2.0/24", "192.0.2.128/25"}) {
    BOOST_TEST(second("pau", inside) == "p.toml:8: [desks] networks: overlaps dax's", inside);
  }
  BOOST_TEST(second("dax", "198.51.100.0/24") == "p.toml:7: [desks] name: is another desk's too");
  BOOST_TEST(second("Pau 1", "198.51.100.0/24").starts_with("p.toml:7: [desks] name: has other"));
  BOOST_TEST(second("pau", "agence").starts_with("p.toml:8: [desks] networks: holds something"));
  BOOST_TEST(second("pau", "0.0.0.0/0").starts_with("p.toml:8: [desks] networks: holds everybody"));
  BOOST_TEST(refusal("[[desks]]\nname = \"dax\"\n") == "p.toml: [desks] networks: is empty");
  BOOST_TEST(refusal("[desks]\nname = \"dax\"\n") == "p.toml:3: desks: is not a list of [[desks]]");
  BOOST_TEST(
      refusal(dax + "starts_per_hour = 5\n").starts_with("p.toml:6: [desks] starts_per_hour"));
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_everybody_is_refused) {
  BOOST_TEST(refusal("proxies = [\"10.0.0.0/8\", \"2001:db8::1\"]\n") == "accepted");
  for (const char* everybody : {"0.0.0.0/0", "::/0", "10.1.2.3/0"}) {
    BOOST_TEST(refusal("proxies = [\"" + std::string(everybody) + "\"]\n")
                   .starts_with("p.toml:3: [site] proxies: holds everybody's"),
               everybody);
  }
  for (const std::string named : {"receipts_from", "metrics_from"}) {
    BOOST_TEST(refusal(named + " = [\"0.0.0.0/0\"]\n")
                   .starts_with("p.toml:3: [site] " + named + ": holds everybody's"));
  }
  BOOST_TEST(refusal("proxies = [\"10.0.0.0/8; deny all\"]\n")
                 .starts_with("p.toml:3: [site] proxies: holds something"));
}

BOOST_AUTO_TEST_CASE(receipts_are_read_with_what_each_value_means) {
  const Config config = parse_config(
      kLeast +
          "receipts_from = [\"192.0.2.0/24\"]\n"
          "[[receipts]]\nprovider = \"kannel\"\nurl = \"https://a.fr/acces/accuse\"\n"
          "delivered = [\"1\"]\nfailed = [\"2\", \"16\"]\n"
          "[[receipts]]\nprovider = \"ovh\"\nid = \"id\"\nstatus = \"ptt\"\ndelivered = [\"1\"]\n",
      "p.toml");
  BOOST_TEST(config.settings.site.receipts_from.size() == 1U);
  const auto& receipts = config.settings.receipts;
  BOOST_REQUIRE(receipts.size() == 2U);
  BOOST_TEST(receipts[0].provider == "kannel");
  BOOST_TEST(receipts[0].handle == "handle");
  BOOST_TEST(receipts[0].status == "status");
  BOOST_TEST(receipts[0].failed.size() == 2U);
  BOOST_TEST(receipts[1].id == "id");
  BOOST_TEST(receipts[1].status == "ptt");
}

BOOST_AUTO_TEST_CASE(a_source_of_receipts_that_could_mislead_is_refused) {
  const std::string good = "[[receipts]]\nprovider = \"a\"\ndelivered = [\"1\"]\n";
  BOOST_TEST(refusal(good) == "accepted");
  BOOST_TEST(refusal(good + "failed = [\"1\"]\n") ==
             "p.toml:6: [receipts] failed: holds what delivered holds too");
  BOOST_TEST(refusal(good + good).ends_with("[receipts] provider: is another one's too"));
  BOOST_TEST(refusal(good + "url = \"https://a.fr/x?y\"\n")
                 .starts_with("p.toml:6: [receipts] url: is not an address"));
  BOOST_TEST(refusal(good + "handle = \"\"\n") == "p.toml:6: [receipts] handle: is empty");
  BOOST_TEST(refusal("[[receipts]]\nprovider = \"a\"\n")
                 .starts_with("p.toml: [receipts] delivered: is empty"));
  BOOST_TEST(refusal("metrics_from = [\"0.0.0.0/0\"]\n") ==
             "p.toml:3: [site] metrics_from: holds everybody's addresses");
  BOOST_TEST(refusal("receipts_from = [\"0.0.0.0/0\"]\n") ==
             "p.toml:3: [site] receipts_from: holds everybody's addresses");
  BOOST_TEST(refusal("receipts_from = [\"all; allow all\"]\n")
                 .starts_with("p.toml:3: [site] receipts_from: holds something"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  try {
    load_config("/nowhere/portillon.toml");
    BOOST_ERROR("accepted");
  } catch (const StartError& error) {
    BOOST_TEST(error.what() == std::string("/nowhere/portillon.toml: cannot be read"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
