#pragma once
// Every state that a journey can come to, by every honest and hostile move: breadth first, until no
// move leads to a state that was not seen. Two moments are the same state when nothing that a page
// may decide on tells them apart (see state_of()); limits are small so that there are few.
//
// A member and a stranger of the same sort walk side by side with equal moves, and are compared,
// until the member shows that he is one: right proof, right code, own or temporary password.

#include <array>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/town.h"

namespace portillon::test {

// One point of the walk, to come back to.
struct Moment {
  Tables tables;
  Time now;
  std::vector<Mail> mails;
  std::array<Browser, 2> member;    // at home, and somewhere else
  std::array<Browser, 2> stranger;  // the same, side by side
  bool together = true;             // the stranger still walks along
  bool over = false;                // goes on in another theme
  unsigned password = 0;            // which of kPasswords is the member's; 0: none or his first
  std::set<std::string> spent;      // codes and temporary passwords that were used or are dead
};

// All moves together make more states than a minute can see; each theme is walked to its end.
enum Theme : unsigned {
  kCodes = 1,        // one browser, codes in all their ages
  kBrowsers = 2,     // two browsers at once
  kLetters = 4,      // proofs and letters, over weeks
  kSignIns = 8,      // temporary and own passwords, sessions
  kFreezes = 16,     // « Ce n'est pas moi » in the middle of it, and the letter back
  kDeliveries = 32,  // codes that are late, refused, kept back, received, and ways that are down
  kAll = kCodes | kBrowsers | kLetters | kSignIns | kFreezes | kDeliveries,
};

struct Move {
  std::string_view name;
  unsigned themes = 0;
  // False when there is nothing to do at this moment.
  std::function<bool(class Walk&)> make;
};
std::vector<Move> moves_of(unsigned themes);

class Walk {
 public:
  Walk(Town& a_town, Person a_member, Person a_stranger, Theme a_theme);

  // From the empty beginning until no move leads to a new state, or `most` were seen. Returns how
  // many.
  std::size_t explore(std::size_t most);

  // ---- for the moves
  Town& town;
  const Person member;
  const Person stranger;
  Moment at;  // but for the tables, time and mails, which are the town's
  Theme theme = kAll;

  // Posts the same in the member's browser and, while together, in the stranger's; checks every
  // invariant on the way.
  Answer post(std::size_t browser, const Page& page, FieldList form);
  Answer identify(std::size_t browser);
  Answer sign_in(std::size_t browser, const std::string& password);
  void part();  // the member has shown that he is one
  void pass(std::chrono::seconds time);
  void deliver();

  const Journey* journey(std::size_t browser) const;
  Recovery recovery() const;
  std::string code_for(std::size_t browser) const;  // the right one, if one was sent
  std::string own_password() const;
  const std::optional<Temporary>& temporary() const;

  std::size_t moves = 0;

 private:
  Answer post_as(Browser& browser, const Page& page, const Request& request);
  void compare(const Answer& one, const Answer& other) const;
  Step look(const Browser& browser, const Page& page);
  Answer follow(const Browser& browser, const Page& page);
  void probe();         // pages out of order, Back, reload, Abandon and the letter, from here
  void probe_letter();  // it goes, or the page says from when
  void load(const Moment& moment);
  Moment moment() const;
  std::string state_of();
  void add_deliveries(std::string& key);
};

// ---- invariants.cc: what must hold across every single step
struct Edge {
  const Tables& before;
  const Tables& after;
  const Person& member;
  const Browser& browser;  // as it was before
  std::string_view page;
  const Request& request;
  const Step& step;
  const Limits& limits;
  Time now;
  const std::set<std::string>& spent;
  const std::string& own_password;
};
void check_edge(const Edge& edge);

inline const std::string kPasswords[] = {"", "Bruyère+31 lande", "Genêt-48 sous bois"};

}  // namespace portillon::test
