// Sealed cookies: as a browser sends them, and as they were made but for one change.
#include <set>

#include "alter.h"
#include "crypto/seal.h"
#include "page/derivations.h"
#include "rings.h"
#include "shell/cookie.h"

namespace portillon::fuzz {
namespace {

const KeyRing& ring() {
  static const KeyRing keys = ring_of("visit");
  return keys;
}

// Key, purpose and row are under the seal.
void opens_nowhere_else(std::string_view sealed) {
  static const KeyRing others = ring_of("visit", 'x');
  must(!open(others, kSealVisit, "visit", sealed), "another key opens nothing");
  must(!open(ring(), kSealPermit, "visit", sealed), "another purpose opens nothing");
  must(!open(ring(), kSealVisit, "kept", sealed), "another row opens nothing");
}

void a_change_shows(std::string_view input) {
  const std::string_view rest = input.substr(std::min<std::size_t>(3, input.size()));
  const Bytes sealed = seal(ring(), kSealVisit, "visit", rest);
  must(sealed.size() == rest.size() + kSealOverhead, "a seal has its size");
  const auto opened = open(ring(), kSealVisit, "visit", sealed);
  must(opened && opened->reveal() == rest, "what was sealed opens");
  const Bytes changed = altered(sealed, input);
  must(changed == sealed || !open(ring(), kSealVisit, "visit", changed), "a change opens nothing");
  opens_nowhere_else(sealed);
}

void a_visit_comes_back(std::string_view input) {
  const std::string token(43, 't');
  const std::string cookie =
      seal_visit(ring(), {Secret::from(std::string(token)), {std::string(input)}});
  must(cookie.size() < 4096, "a browser keeps it");
  const auto opened = open_visit(ring(), cookie);
  must(opened && opened->token.reveal() == token, "with its token");
  must(opened->visit.wanted == (input.size() <= kLongestWanted ? input : ""), "and its way");
  must(!open_kept(ring(), cookie) && !open_permit(ring(), cookie), "as nothing else");
}

void what_is_kept_comes_back(std::string_view input) {
  Kept kept;
  kept.stem = take_until(input, '\0');
  kept.owner = take_until(input, '\0');
  kept.until = Time(Time::duration(take_byte(input) * 1'000'003LL - 99));
  while (!input.empty()) {
    const std::string name(take_until(input, '\0'));
    kept.values[name] = take_until(input, '\0');
  }
  const std::string cookie = seal_kept(ring(), kept);
  if (cookie.empty()) return;
  must(cookie.size() <= 4000, "a browser keeps it");
  const auto opened = open_kept(ring(), cookie);
  must(opened && opened->stem == kept.stem && opened->owner == kept.owner &&
           opened->until == kept.until && opened->values == kept.values,
       "what was typed comes back");
  must(!open_visit(ring(), cookie) && !open_permit(ring(), cookie), "as nothing else");
}

}  // namespace

void seal(std::string_view input) {
  switch (take_byte(input) % 4) {
    case 0:
      must(!open_visit(ring(), input) && !open_kept(ring(), input) && !open_permit(ring(), input),
           "nobody makes up what is sealed");
      must(!open(ring(), kSealVisit, "visit", input), "nor its bytes");
      return;
    case 1:
      return a_change_shows(input);
    case 2:
      return a_visit_comes_back(input);
    case 3:
      return what_is_kept_comes_back(input);
  }
}

}  // namespace portillon::fuzz
