// The configuration file, for pages, letters and SMS gateways: at worst one line that says what is
// wrong.
#include <algorithm>

#include "courier/letter_batch.h"
#include "courier/letter_config.h"
#include "courier/sms_config.h"
#include "domain/colour.h"
#include "fuzz.h"
#include "shell/client.h"
#include "shell/config.h"
#include "shell/config_table.h"
#include "shell/http.h"
#include "shell/start_error.h"

namespace portillon::fuzz {
namespace {

void holds_what_pages_rely_on(const Settings& settings) {
  const Limits& limits = settings.limits;
  must(limits.code_digits >= 4 && limits.code_digits <= 8, "a code has four to eight digits");
  must(limits.code_tries >= 1 && limits.code_tries <= 10, "and few tries");
  must(limits.journey_idle <= limits.journey_whole, "a journey ends");
  must(limits.session_idle <= limits.session_whole, "a session ends");
  must(limits.vitale_digits_min <= limits.vitale_digits_max, "a serial can be typed");
  const Site& site = settings.site;
  for (const std::string& path : {site.prefix, site.home, site.private_space}) {
    must(is_local_path(path), "a path stays on this host");
  }
  for (const std::string& proxy : site.proxies) {
    const auto network = Network::parse(proxy);
    must(network && !network->is_everybody(), "not everybody is a proxy");
  }
  for (const Accent& accent : {settings.caisse.palette.light, settings.caisse.palette.dark}) {
    must(contrast(accent.primary, accent.on) >= 4.5, "what is written on a button can be read");
  }
  must(settings.caisse.name.size() <= 80, "a name has its length");
}

}  // namespace

void config(std::string_view input) {
  try {
    const Config config = parse_config(input, "a file");
    holds_what_pages_rely_on(config.settings);
    const toml::table root = parse_toml(input, "a file");
    if (const auto letter = read_letter_config(root, "a file")) {
      must(is_batch_word(letter->caisse) && is_batch_word(letter->node), "names fit a folder's");
      must(letter->keep_days >= 1 && letter->keep_days <= 400, "what is kept is kept for a while");
    }
    for (const SmsDescription& sms : sms_descriptions(root, "a file", config.settings)) {
      must(sms.has(Slot::text) && !sms.accepted.empty(), "a gateway is told the text");
    }
  } catch (const StartError& error) {
    const std::string_view what = error.what();
    must(what.starts_with("a file"), "an error names the file");
    must(std::ranges::count(what, '\n') == 0, "in one line");
  }
}

}  // namespace portillon::fuzz
