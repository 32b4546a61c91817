#include "shell/config.h"

#include <algorithm>
#include <cstdlib>

#include "domain/email.h"
#include "domain/text.h"
#include "shell/accessibility_config.h"
#include "shell/client.h"
#include "shell/config_table.h"
#include "shell/http.h"
#include "shell/palette_config.h"
#include "shell/receipts_config.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_origin(std::string_view origin) {
  const std::size_t scheme = origin.starts_with("https://")  ? 8
                             : origin.starts_with("http://") ? 7
                                                             : 0;
  const std::string_view host = origin.substr(scheme);
  return scheme > 0 && !host.empty() &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") ==
             std::string_view::npos;
}

bool is_timezone(const std::string& name) {
  return !name.empty() && name.find("..") == std::string::npos && name.front() != '/' &&
         std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name);
}

bool is_e164(std::string_view number) {
  return number.size() >= 8 && number.size() <= 16 && number.front() == '+' &&
         text::all_digits(number.substr(1));
}

bool is_account_prefix(std::string_view prefix) {
  return prefix.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string_view::npos;
}

// One that can be shown as it is in JSON.
bool is_plain_path(std::string_view path) {
  return path.starts_with('/') && std::ranges::none_of(path, [](unsigned char c) {
           return c < ' ' || c == '"' || c == '\\';
         });
}

// [caisse.en]: any two letters, so that a language may come after the configuration.
void read_other_languages(ConfigTable& table, Caisse& caisse) {
  for (const std::string_view key : table.names_inside()) {
    const auto language = Language::parse(key);
    if (!language || *language == Language{}) continue;  // finish() refuses it
    ConfigTable words = table.inside(key);
    CaisseWords& said = caisse.in_other_languages[*language];
    words.text("hours", said.hours);
    words.text("letter_days", said.letter_days, 80);
    words.finish();
  }
}

void read_caisse(const toml::table& root, std::string_view file, Caisse& caisse) {
  ConfigTable table(root, "caisse", file);
  table.text("name", caisse.name, 80);
  table.text("phone", caisse.phone, 30);
  table.text("hours", caisse.hours);
  table.text("mail", caisse.mail, 120);
  table.text("logo", caisse.logo);
  read_palette(table, caisse.palette);
  table.texts("address", caisse.address, 6);
  table.text("letter_days", caisse.letter_days, 80);
  table.texts("password_words", caisse.password_words, 200);
  read_other_languages(table, caisse);
  table.require("name", !caisse.name.empty(), "is empty");
  table.require("phone", caisse.phone.find_first_not_of("0123456789 +.()-") == std::string::npos,
                "is not a phone number");
  table.require("mail", caisse.mail.empty() || caisse.mail.find('@') != std::string::npos,
                "is not a mail address");
  table.require("logo", caisse.logo.empty() || is_local_path(caisse.logo),
                "is not a path on this host");
  table.finish();
}

std::vector<Network> networks_of(const ConfigTable& table, std::string_view key,
                                 const std::vector<std::string>& texts) {
  std::vector<Network> networks;
  for (const std::string& text : texts) {
    const auto network = Network::parse(text);
    table.require(key, network.has_value(),
                  "holds something that is not a network such as \"192.0.2.0/24\"");
    networks.push_back(*network);
  }
  return networks;
}

// Whether there are words in them, the templates tell.
void read_languages(ConfigTable& table, std::vector<Language>& languages) {
  std::vector<std::string> tags;
  table.texts("languages", tags, 20);
  if (!tags.empty()) languages.clear();
  for (const std::string& tag : tags) {
    const auto language = Language::parse(tag);
    table.require("languages", language.has_value(),
                  "holds something that is not a language such as \"en\"");
    table.require("languages", *language != Language{} && !std::ranges::count(languages, *language),
                  "holds French, which is always there, or one language twice");
    languages.push_back(*language);
  }
}

void read_site(const toml::table& root, std::string_view file, Site& site) {
  ConfigTable table(root, "site", file);
  table.text("prefix", site.prefix, 60);
  table.text("origin", site.origin);
  table.text("home", site.home);
  table.text("private_space", site.private_space);
  table.text("timezone", site.timezone, 60);
  read_languages(table, site.languages);
  table.texts("inside", site.inside, 100);
  table.texts("proxies", site.proxies, 100);
  table.texts("receipts_from", site.receipts_from, 100);
  table.texts("metrics_from", site.metrics_from, 100);
  table.require("prefix",
                is_local_path(site.prefix) && site.prefix.ends_with('/') && site.prefix != "/",
                "does not begin and end with '/'");
  table.require("origin", is_origin(site.origin),
                "is not an origin such as \"https://www.example.fr\"");
  table.require("home", is_local_path(site.home), "is not a path on this host");
  table.require("private_space", is_local_path(site.private_space), "is not a path on this host");
  table.require("timezone", is_timezone(site.timezone), "is not known to this machine");
  networks_of(table, "inside", site.inside);
  for (const Network& proxy : networks_of(table, "proxies", site.proxies)) {
    table.require("proxies", !proxy.is_everybody(),
                  "holds everybody's addresses: each visitor could claim any other");
  }
  for (const Network& network : networks_of(table, "receipts_from", site.receipts_from)) {
    table.require("receipts_from", !network.is_everybody(), "holds everybody's addresses");
  }
  for (const Network& network : networks_of(table, "metrics_from", site.metrics_from)) {
    table.require("metrics_from", !network.is_everybody(), "holds everybody's addresses");
  }
  table.finish();
}

bool is_desk_name(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// An address counts at one desk: which of two would otherwise hang on their order in the file.
void read_desks(const toml::table& root, std::string_view file, std::vector<AgencyDesk>& desks) {
  std::vector<DeskNetwork> known;
  for (ConfigTable& table : ConfigTable::each_of(root, "desks", file)) {
    AgencyDesk desk;
    table.text("name", desk.name, 40);
    table.texts("networks", desk.networks, 100);
    table.number("starts_an_hour", desk.starts_an_hour, 1, 1'000'000);
    table.finish();
    table.require("name", is_desk_name(desk.name),
                  "has other signs than a-z, 0-9 and '-', or none");
    table.require("name", std::ranges::find(desks, desk.name, &AgencyDesk::name) == desks.end(),
                  "is another desk's too");
    table.require("networks", !desk.networks.empty(), "is empty");
    for (const Network& network : networks_of(table, "networks", desk.networks)) {
      table.require("networks", !network.is_everybody(), "holds everybody's addresses");
      for (const DeskNetwork& other : known) {
        table.require("networks", !network.overlaps(other.network),
                      "overlaps " + (other.desk == desk.name ? "itself" : other.desk + "'s"));
      }
      known.push_back({network, desk.name});
    }
    desks.push_back(std::move(desk));
  }
}

void read_limits(const toml::table& root, std::string_view file, Limits& limits) {
  ConfigTable table(root, "limits", file);
  table.number("code_digits", limits.code_digits, 4, 8);
  table.seconds("code_validity", limits.code_validity, minutes(1), hours(24));
  table.number("code_tries", limits.code_tries, 1, 10);
  table.seconds("between_sends", limits.between_sends, seconds(0), hours(1));
  table.number("codes_a_day", limits.codes_a_day, 1, 100);
  table.number("wrong_codes_in_a_row", limits.wrong_codes_in_a_row, 1, 100);
  table.seconds("proof_wait", limits.proof_wait, seconds(0), days(400));
  table.number("letters_a_fortnight", limits.letters_a_fortnight, 1, 14);
  table.number("letters_a_year", limits.letters_a_year, 1, 100);
  table.seconds("temporary_validity", limits.temporary_validity, minutes(5), days(7));
  table.seconds("letter_validity", limits.letter_validity, days(3), days(60));
  table.number("temporary_tries", limits.temporary_tries, 1, 100);
  table.number("starts_an_hour", limits.starts_an_hour, 1, 1'000'000);
  table.number("wrong_codes_an_hour", limits.wrong_codes_an_hour, 1, 1'000'000);
  table.number("wrong_codes_in_ten_minutes", limits.wrong_codes_in_ten_minutes, 1, 1'000'000);
  table.number("sms_a_day", limits.sms_a_day, 0, 10'000'000);
  table.number("destination_a_day", limits.destination_a_day, 1, 1000);
  table.number("not_me_an_hour", limits.not_me_an_hour, 1, 1000);
  table.number("not_me_a_day", limits.not_me_a_day, 1, 100);
  table.number("notice_letters_a_month", limits.notice_letters_a_month, 0, 31);
  table.number("sign_in_free", limits.sign_in_free, 1, 100);
  table.seconds("sign_in_wait", limits.sign_in_wait, seconds(1), hours(1));
  table.seconds("sign_in_longest_wait", limits.sign_in_longest_wait, seconds(1), hours(24));
  table.number("sign_ins_a_day", limits.sign_ins_a_day, 1, 1000);
  table.seconds("journey_idle", limits.journey_idle, minutes(1), hours(24));
  table.seconds("journey_whole", limits.journey_whole, minutes(1), hours(24));
  table.seconds("limited_session", limits.limited_session, minutes(1), hours(24));
  table.seconds("session_idle", limits.session_idle, minutes(1), hours(24));
  table.seconds("session_whole", limits.session_whole, minutes(1), days(7));
  table.seconds("fresh_password", limits.fresh_password, seconds(0), hours(12));
  table.seconds("benefit_window", limits.benefit_window, days(1), days(3660));
  table.seconds("contribution_window", limits.contribution_window, days(1), days(3660));
  table.number("vitale_digits_min", limits.vitale_digits_min, 4, 30);
  table.number("vitale_digits_max", limits.vitale_digits_max, 4, 30);
  table.require("vitale_digits_max", limits.vitale_digits_min <= limits.vitale_digits_max,
                "is under vitale_digits_min");
  table.require("journey_idle", limits.journey_idle <= limits.journey_whole,
                "is over journey_whole");
  table.require("session_idle", limits.session_idle <= limits.session_whole,
                "is over session_whole");
  table.finish();
}

void read_notices(const toml::table& root, std::string_view file, Notices& notices) {
  ConfigTable table(root, "notices", file);
  table.flag("first_access_letter", notices.first_access_letter);
  table.finish();
}

void read_canary(const toml::table& root, std::string_view file, Canary& canary) {
  ConfigTable table(root, "canary", file);
  table.text("mobile", canary.mobile, 30);
  table.text("email", canary.email, 254);
  table.texts("address", canary.address, 6);
  table.require("mobile", canary.mobile.empty() || is_e164(canary.mobile),
                "is not a number such as \"+33612345678\"");
  table.require("email", canary.email.empty() || bool{Email::parse(canary.email)},
                "is not a mail address");
  table.finish();
}

void read_passwords(const toml::table& root, std::string_view file, Config& config) {
  ConfigTable table(root, "passwords", file);
  std::string breached;
  table.text("breached", breached, 1000);
  table.require("breached", breached.empty() || breached.starts_with('/'),
                "is not an absolute path");
  table.finish();
  config.breached = breached;
}

// ASVS 5.0 appendix C: the least memory for so many passes.
unsigned least_memory_kib(unsigned passes) {
  if (passes == 1) return 47104;
  return passes == 2 ? 19456 : 12288;
}

void read_machine(const toml::table& root, std::string_view file, Config& config) {
  ConfigTable paths(root, "paths", file);
  std::string pages = config.pages.string();
  paths.text("pages", pages, 1000);
  paths.require("pages", pages.starts_with('/'), "is not an absolute path");
  std::string wake = config.wake.string();
  paths.text("wake", wake, 107);
  paths.require("wake", wake.empty() || wake.starts_with('/'), "is not an absolute path");
  std::string alive = config.alive.string();
  paths.text("alive", alive, 80);
  paths.require("alive", alive.empty() || alive.starts_with('/'), "is not an absolute path");
  std::string drain = config.drain.string();
  paths.text("drain", drain, 1000);
  paths.require("drain", drain.empty() || drain.starts_with('/'), "is not an absolute path");
  paths.finish();
  config.pages = pages;
  config.wake = wake;
  config.alive = alive;
  config.drain = drain;

  ConfigTable health(root, "health", file);
  health.texts("disks", config.disks, 20);
  for (const std::string& folder : config.disks) {
    health.require("disks", is_plain_path(folder), "holds something that is not an absolute path");
  }
  health.finish();

  ConfigTable database(root, "database", file);
  database.text("socket", config.database_socket, 107);
  database.text("name", config.database_name, 64);
  database.text("account_prefix", config.account_prefix, 16);
  database.require("socket", config.database_socket.starts_with('/'), "is not an absolute path");
  database.require("name", !config.database_name.empty() && is_account_prefix(config.database_name),
                   "has other signs than a-z, 0-9 and _");
  database.require("account_prefix", is_account_prefix(config.account_prefix),
                   "has other signs than a-z, 0-9 and _");
  database.finish();

  ConfigTable hashing(root, "hashing", file);
  hashing.number("memory_kib", config.hashing.memory_kib, 12288, 1U << 20);
  hashing.number("passes", config.hashing.passes, 1, 64);
  hashing.number("places", config.hash_places, 0, 256);
  const unsigned least = least_memory_kib(config.hashing.passes);
  hashing.require("memory_kib", config.hashing.memory_kib >= least,
                  "is under " + std::to_string(least) + ", the least for so many passes");
  hashing.finish();

  ConfigTable server(root, "server", file);
  server.number("workers", config.workers, 1, 256);
  server.finish();

  ConfigTable courier(root, "courier", file);
  courier.number("sms_at_once", config.sms_lanes, 1, 32);
  courier.number("email_at_once", config.email_lanes, 1, 32);
  courier.finish();
}

Config read(const toml::table& root, std::string_view file) {
  only_tables(root,
              {"accessibility", "caisse",   "site",    "limits", "desks",  "notices", "passwords",
               "paths",         "database", "hashing", "health", "server", "canary",  "receipts",
               "courier",       "sms",      "mail",    "smtp",   "letter", "admin"},
              file);
  Config config;
  read_caisse(root, file, config.settings.caisse);
  read_site(root, file, config.settings.site);
  read_limits(root, file, config.settings.limits);
  read_desks(root, file, config.settings.desks);
  read_notices(root, file, config.settings.notices);
  config.settings.accessibility = read_accessibility(root, file);
  read_canary(root, file, config.settings.canary);
  config.settings.receipts = read_receipts(root, file);
  read_passwords(root, file, config);
  read_machine(root, file, config);
  return config;
}

}  // namespace

Config load_config(const std::filesystem::path& file) {
  return read(read_toml(file.string()), file.string());
}

Config parse_config(std::string_view text, std::string_view name) {
  return read(parse_toml(text, name), name);
}

std::filesystem::path config_path() {
  const char* given = std::getenv("PORTILLON_CONFIG");
  return given && *given ? given : "/etc/portillon/portillon.toml";
}

}  // namespace portillon
