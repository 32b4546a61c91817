#pragma once
// Configuration as values, every limit of the journey among them. Read by shell/config.h; defaults
// are the guide's.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "page/language.h"
#include "page/palette.h"

namespace portillon {

// What the caisse says of itself in one language; in another one than French what is empty is
// said in French.
struct CaisseWords {
  std::string hours;
  std::string letter_days;
};

struct Caisse {
  std::string name = "MSA";
  std::string phone;
  std::string hours;
  std::string mail;
  std::string logo;  // path of an image on this host, or empty
  Palette palette;
  std::vector<std::string> address;  // postal, at most 6 lines
  std::string letter_days = "3 à 5 jours ouvrés";
  std::vector<std::string>
      password_words;  // local words that no password may be built on, beside the built-in ones
  std::map<Language, CaisseWords> in_other_languages;

  // What pages and messages in this language show.
  CaisseWords words_in(Language) const;
};

struct Site {
  std::string prefix = "/acces/";  // begins and ends with '/'
  std::string
      origin;  // "https://host[:port]", without a slash at the end; the only accepted Origin
  std::string home = "/";  // where Abandonner leads
  std::string private_space = "/acces/mon-compte";
  std::string timezone = "Europe/Paris";
  std::vector<Language> languages;  // that a visitor may choose beside French
  std::vector<std::string> inside;  // networks (CIDR) that see health details
  std::vector<std::string>
      proxies;  // whose X-Forwarded-For nginx believes; see admin/static_pages.cc
  std::vector<std::string> receipts_from;  // networks whose providers reach the receipt page
  std::vector<std::string> metrics_from;   // networks whose Prometheus reaches the metrics
};

// An agency's desk: many members at one address, helped by staff.
struct AgencyDesk {
  std::string name;                   // a-z, 0-9 and '-'; in the audit trail
  std::vector<std::string> networks;  // CIDR; of no other desk
  unsigned starts_an_hour = 200;      // journeys, instead of Limits::starts_an_hour
};

// Durations in seconds. journey.md's table: the same for members and strangers.
struct Limits {
  using Seconds = std::chrono::seconds;
  unsigned code_digits = 4;  // 4 to 8
  Seconds code_validity{30 * 60};
  unsigned code_tries = 3;  // wrong ones at one code
  Seconds between_sends{60};
  unsigned codes_a_day = 3;               // in 24 h
  unsigned wrong_codes_in_a_row = 10;     // then letter only
  Seconds proof_wait{30 * 86400};         // after a wrong answer, unless the letter was used
  unsigned letters_a_fortnight = 1;       // in 14 days
  unsigned letters_a_year = 4;            // in 365 days
  Seconds temporary_validity{24 * 3600};  // SMS and e-mail
  Seconds letter_validity{30 * 86400};
  unsigned temporary_tries = 10;              // wrong ones in all
  unsigned starts_an_hour = 20;               // journeys from one client network
  unsigned wrong_codes_an_hour = 100;         // from one client network, all members together
  unsigned wrong_codes_in_ten_minutes = 300;  // of the whole caisse; then no code is taken or sent
  unsigned sms_a_day = 5000;                  // of the whole caisse; 0: none at all
  unsigned destination_a_day = 10;      // sends to one number or mailbox, all members together
  unsigned not_me_an_hour = 10;         // references typed from one client network
  unsigned not_me_a_day = 5;            // references typed for one identifier
  unsigned notice_letters_a_month = 4;  // by post to one member, beside the temporary passwords
  unsigned sign_in_free = 5;            // failures before waiting starts
  Seconds sign_in_wait{60};             // doubles with each further failure
  Seconds sign_in_longest_wait{15 * 60};
  unsigned sign_ins_a_day = 25;  // failures in 24 h
  Seconds journey_idle{30 * 60};
  Seconds journey_whole{2 * 3600};
  Seconds limited_session{30 * 60};
  Seconds session_idle{30 * 60};
  Seconds session_whole{12 * 3600};
  Seconds fresh_password{10 * 60};      // contacts may be changed without typing the password again
  Seconds benefit_window{183 * 86400};  // six months
  Seconds contribution_window{366 * 86400};  // twelve months
  unsigned vitale_digits_min = 8;
  unsigned vitale_digits_max = 20;
};

// What the member is told besides what he must be.
struct Notices {
  bool first_access_letter = true;  // also when an SMS or e-mail tells it
};

// What the statement of accessibility and every footer say. The defaults are the software's own
// evaluation as it is delivered, docs/accessibility.md; the caisse's audit takes their place.
struct Accessibility {
  enum class State { full, partial, none };  // « totalement », « partiellement », « non conforme »
  State state = State::partial;
  unsigned rate = 96;                // percent of the RGAA criteria that apply
  std::string date = "2026-11-26";   // YYYY-MM-DD; empty: nobody evaluated
  std::string auditor;               // empty: the software's own evaluation
  std::vector<std::string> defects;  // of an audit: what is not accessible, a sentence each
  std::string plan;                  // https address of the multi-year plan, or empty
};

// Where the caisse's own trial messages go; an empty one is not tried.
struct Canary {
  std::string mobile;  // E.164
  std::string email;
  std::vector<std::string> address;  // postal lines, as printed
};

// How one provider tells what became of a message; fields of a query or form, or paths in JSON
// ("results.0.status").
struct ReceiptSource {
  std::string provider;           // its name, of [[sms]]
  std::string url;                // of the receipt page, as the provider reaches it
  std::string handle = "handle";  // the field that holds handle_of() (page/derivations.h)
  std::string id{};               // or the one that holds the provider's own name of the message
  std::string status = "status";
  std::vector<std::string> delivered{}, failed{};  // values of it; all others mean: not known yet
};

struct Settings {
  Caisse caisse;
  Site site;
  Limits limits;
  Notices notices;
  Accessibility accessibility;
  std::vector<AgencyDesk> desks;
  Canary canary;
  std::vector<ReceiptSource> receipts;
};

}  // namespace portillon
