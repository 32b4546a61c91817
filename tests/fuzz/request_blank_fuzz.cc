// A request to a gateway: a pattern of the configuration, and what is filled in, a line each.
#include <nlohmann/json.hpp>

#include "courier/request_blank.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kInUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";

Secret filled(std::string_view pattern, RequestBlank::Encoding encoding, const SlotValues& values) {
  RequestBlank blank;
  blank.pattern(pattern, encoding);
  return blank.fill(values);
}

}  // namespace

void request_blank(std::string_view input) {
  const std::string_view pattern = take_until(input, '\n');
  const std::string_view to = take_until(input, '\n');
  const std::string_view secret = take_until(input, '\n');
  const SlotValues values{to, input, secret, "K7J-4QT", "00ff", "https://www.exemple.fr/r"};
  try {
    const Secret url = filled(pattern, RequestBlank::Encoding::percent, values);
    must(only(url.reveal(), kInUrl), "in an address nothing is more than a value");
    if (text::is_utf8(pattern)) {
      const Secret json = filled(pattern, RequestBlank::Encoding::json, values);
      must(nlohmann::json::accept('"' + std::string(json.reveal()) + '"'),
           "in JSON nothing is more than a text");
    }
    RequestBlank blank;
    blank.pattern("{text}", RequestBlank::Encoding::none);
    must(blank.has(Slot::text) && blank.fill(values).size() == input.size(), "a slot is filled");
  } catch (const BlankError&) {
    must(pattern.find('{') != pattern.npos, "only a brace can be wrong");
  }
}

}  // namespace portillon::fuzz
