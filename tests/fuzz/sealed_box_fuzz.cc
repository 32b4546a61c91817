// Contacts in sealed boxes: made up, and as they were made but for one change.
#include "alter.h"
#include "crypto/random.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"

namespace portillon::fuzz {
namespace {

struct Pair {
  KeyRing open_to_pages;
  KeyRing of_the_courier;
};

const Pair& pair() {
  static const Pair both = [] {
    SystemRandom random;
    KeyPairLines lines = generate_key_pair_lines(random, 5);
    return Pair{
        KeyRing::parse("contact_public", "fuzz", Secret::from(std::move(lines.public_line))),
        KeyRing::parse("contact_private", "fuzz", std::move(lines.private_line))};
  }();
  return both;
}

}  // namespace

void sealed_box(std::string_view input) {
  const auto opened = [](std::string_view box, std::string_view row) {
    return open_box(pair().of_the_courier, kBoxContact, row, box);
  };
  if (take_byte(input) % 2 == 0) {
    must(!opened(input, "12"), "nobody makes up a box");
    return;
  }
  const std::string_view rest = input.substr(std::min<std::size_t>(3, input.size()));
  const Bytes box = seal_to(pair().open_to_pages, kBoxContact, "12", rest);
  must(box.size() == rest.size() + kBoxOverhead, "a box has its size");
  const auto whole = opened(box, "12");
  must(whole && whole->reveal() == rest, "what was sealed opens");
  must(!opened(box, "13"), "and for no other member");
  const Bytes changed = altered(box, input);
  must(changed == box || !opened(changed, "12"), "a change opens nothing");
}

}  // namespace portillon::fuzz
