// What a request's headers say: address, browser, request id, path. And values that go out.
#include <algorithm>
#include <stdexcept>

#include "domain/text.h"
#include "fuzz.h"
#include "shell/client.h"
#include "shell/http.h"
#include "shell/log.h"

namespace portillon::fuzz {
namespace {

void as_address(std::string_view input) {
  const std::string network = client_network(input);
  must(network.size() <= 49 && only(network, "0123456789abcdef.:/unknow"), "canonical text");
  const auto address = address_from(input);
  must(address.has_value() == (network != "unknown"), "no address, no network");
  if (!address) return;
  const auto parsed = Network::parse(network);
  must(parsed && parsed->holds(*address), "a network holds its addresses");
  must(is_inside(input, {*parsed}), "and so does the list of it");
  must(!parsed->is_everybody(), "which is not everybody");
}

void as_network(std::string_view input) {
  const auto network = Network::parse(input);
  if (!network) return;
  must(network->overlaps(*network), "a network overlaps itself");
  const auto all = Network::parse("::/0");
  must(all->overlaps(*network) && network->overlaps(*all), "all addresses overlap every network");
  must(network->holds(*address_from(input.substr(0, input.find('/')))),
       "and holds its own address");
}

void as_header(std::string_view input) {
  const std::string device = device_of(input);
  must(
      device.size() <= 30 && only(device, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ, "),
      "a device is of the table");
  const std::string_view id = clean_request_id(input);
  must(id == "-" || (id == input && only(id, "0123456789abcdefABCDEF")), "an id is hexadecimal");
  const std::string logged = json_string(input);
  must(logged.size() >= 2 && text::is_utf8(logged) &&
           std::ranges::none_of(logged, [](unsigned char c) { return c < ' '; }),
       "nothing that is logged begins a line");
}

void as_answer(std::string_view input) {
  RawResponse raw(200);
  try {
    raw.add("Location", input);
    const std::string wire = raw.wire(true);
    must(std::ranges::count(wire, '\n') == 4, "a value is one line");
  } catch (const std::invalid_argument&) {
    must(!is_local_path(input), "a path of this host is a value");
  }
  must(!is_local_path(input) || (input.substr(0, 1) == "/" && input.substr(0, 2) != "//" &&
                                 input.find('\\') == input.npos),
       "a path stays on this host");
}

}  // namespace

void client(std::string_view input) {
  as_address(input);
  as_network(input);
  as_header(input);
  as_answer(input);
}

}  // namespace portillon::fuzz
