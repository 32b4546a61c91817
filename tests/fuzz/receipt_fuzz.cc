// What anybody may send to the page for receipts: the query, then the body. Nobody makes up a
// handle or a token, so nothing is ever settled.
#include "fuzz.h"
#include "pages.h"
#include "rings.h"
#include "shell/fakes.h"
#include "shell/form.h"
#include "tests/support/fake_hasher.h"

namespace portillon::fuzz {
namespace {

Settings with_two_providers() {
  Settings settings;
  settings.receipts.push_back({"kannel", "", "handle", "", "status", {"1", "8"}, {"2", "16"}});
  settings.receipts.push_back({"sms", "", "handle", "id", "status", {"DELIVRD"}, {"UNDELIV"}});
  return settings;
}

Keys the_keys() {
  std::vector<KeyRing> rings;
  rings.push_back(ring_of("receipt"));
  return Keys(std::move(rings));
}

}  // namespace

void receipt(std::string_view input) {
  static const Settings settings = with_two_providers();
  static const Keys keys = the_keys();
  static test::EmptyRecords records;
  static test::FakeHasher hasher;
  static SystemRandom random;
  const bool json = take_byte(input) % 2 == 1;
  const std::string_view query = take_until(input, '\n');
  const std::string length = std::to_string(input.size());
  const Body body{json ? "application/json" : "application/x-www-form-urlencoded", length, input};
  const auto told = parse_machine(query, &body);
  if (!told) return;
  Request request;
  request.method = Method::post;
  request.form = *told;
  const World world{Time{}, settings, keys, records, hasher, random};
  const Step step = pages::receipt.run(request, {}, world);
  must(step.response.status != 200, "nobody who is a stranger to us is thanked");
  must(step.effects.empty(), "nothing is settled by a stranger's word");
}

}  // namespace portillon::fuzz
