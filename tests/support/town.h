#pragma once
// A whole world for page tests: a clock that moves, keys from a fixed seed, members of every kind,
// a courier that hands everything over at once, and browsers that carry their session from page to
// page as the shell would.

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pages.h"
#include "tests/crypto/rings.h"  // SeededRandom
#include "tests/support/fake_hasher.h"
#include "tests/support/memory_records.h"

namespace portillon::test {

using namespace std::chrono_literals;

// Somebody who comes to the door, member or stranger, and what he knows.
struct Person {
  std::string identifier{};
  SubjectId subject{};
  MemberId member = kNobody;
  Kind kind = Kind::particulier;
  bool first_access = false;
  std::string password{};    // empty when none was ever chosen
  std::string vitale{};      // empty when none is on file
  std::string amount{};      // inside of the window, "123,45"
  std::string old_amount{};  // outside
  std::string email{};       // empty when not on file
  std::string mobile{};      // E.164, empty when not on file
  bool contacts_confirmed = true;
  bool old_hash = false;  // made with parameters that were replaced since
};

struct Browser {
  Visit visit;
  std::optional<Permit> permit;
  std::optional<Kept> kept;
  std::optional<SessionId> journey;
  std::optional<SessionId> full;
  std::string client = "192.0.2.1";
  std::string desk{};
  std::string device = "Firefox, Windows";
  Language language{};
};

using FieldList = std::initializer_list<std::pair<const std::string, std::string>>;
Fields fields(FieldList list);

// A whole answer, its page rendered with the real templates.
struct Answer {
  Step step;
  std::string html;  // empty unless a page is shown

  int status() const { return step.response.status; }
  // The stem that is shown or redirected to; or the path redirected to.
  std::string place() const;
  // The space that does not break is a space here.
  bool shows(std::string_view text) const;
  // Some error, notice or value of the page says this.
  bool says(MessageId id) const;
  bool recorded(Event event) const;  // a row of the audit trail
  bool noted(Event event) const;     // a line of the journal, and nothing else
  template <typename E>
  const E* effect() const {
    for (const Effect& each : step.effects) {
      if (const E* found = std::get_if<E>(&each)) return found;
    }
    return nullptr;
  }
};

// What the courier handed over.
struct Mail {
  MessageKey key = 0;
  MessageKind kind = MessageKind::code;
  Channel channel = Channel::sms;  // the one it really went by
  MemberId member = kNobody;
  std::string to;      // number, address, or "letter"
  std::string secret;  // code or temporary password; empty in a notice
  std::string reference;
};

// How the courier's messages fare with those who carry them; strangers' fare as members'.
enum class Fate : std::uint8_t {
  taken,
  refused,   // by whoever carries them: this number, this mailbox never
  hindered,  // kept back by a limit of ours, where there is somebody to send to
};

class FakeBreached final : public BreachedPasswords {
 public:
  std::set<std::string, std::less<>> listed;
  mutable unsigned asked = 0;
  bool contains(std::string_view password) const override {
    ++asked;
    return listed.contains(password);
  }
};

class Town {
 public:
  Town();

  Settings settings;
  Keys keys;
  SeededRandom random{7};
  FakeHasher hasher;
  FakeBreached breached;
  MemoryRecords records;
  Time now;
  std::vector<Mail> mails;

  // ---- people; see town.cc for what each has
  Person marie;     // particulier, knows her password, e-mail and mobile
  Person paul;      // particulier, first access, e-mail and mobile
  Person jeanne;    // particulier, neither e-mail nor mobile
  Person odette;    // particulier, first access, neither e-mail nor mobile
  Person lucien;    // exploitant, e-mail only
  Person solange;   // exploitant, first access, mobile only
  Person jardins;   // entreprise by SIRET, e-mail
  Person verger;    // entreprise by SIRET, first access, e-mail and mobile
  Person hortense;  // employer of a gardener: entreprise with a NIR
  Person huguette;  // shares Marie's mobile
  Person add(Person person);
  // An identifier that is not on file, whose decoy is of this sort.
  Person stranger(Kind kind, bool first_access);

  void pass(std::chrono::seconds time) { now += time; }

  // ---- as the shell does it
  Answer get(Browser& browser, const Page& page, FieldList query = {});
  Answer post(Browser& browser, const Page& page, FieldList form = {}, std::string_view url = {});
  Answer ask(Browser& browser, const Page& page, const Request& request);
  // In two halves, for what happens at the same time. settle(): false on conflict.
  Step look(const Browser& browser, const Page& page, const Request& request);
  bool settle(Browser& browser, const Step& step);
  std::string render(const Step& step) const;
  Request posting(const Browser& browser, const Page& page, FieldList form) const;
  World world();
  Node* node = nullptr;  // the machine, for the page health

  // ---- the courier
  void deliver(Fate fate = Fate::taken);  // everything that is queued
  // What became of all that was handed over, told after `after`; at once it is the truth about
  // members' messages too.
  void settle(MessageState as, std::chrono::seconds after = {});
  std::string code_of(const Person& person) const;       // the last one sent; empty if none
  std::string temporary_of(const Person& person) const;  // the last one sent; empty if none
  const Mail* last_mail(MemberId member, MessageKind kind) const;

  // ---- short ways
  void identify(Browser& browser, const Person& person);      // to prove or channel
  void to_code(Browser& browser, const Person& person);       // a code was sent by SMS
  void to_temporary(Browser& browser, const Person& person);  // and the temporary password
  void sign_in(Browser& browser, const Person& person);       // with his own password

  Recovery recovery(const Person& person) { return records.recovery(person.subject, now); }

 private:
  std::string reference_drawn();
  void hand_over(OutboxRow& row, Fate fate);
  std::string mint_code(OutboxRow& row);
  std::optional<ContactRow> destination(const Queue& order) const;
  void add_contact(MemberId member, ContactType type, const std::string& value,
                   const std::string& masked);
  void add_facts(const Person& person);
};

std::string wrong_code(std::string_view code);

}  // namespace portillon::test
