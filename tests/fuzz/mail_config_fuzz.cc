// [mail] and [[smtp]] of the configuration.
#include "courier/mail_config.h"
#include "fuzz.h"
#include "shell/config_table.h"
#include "shell/start_error.h"

namespace portillon::fuzz {
namespace {

const std::string kPages = PORTILLON_SOURCE "/pages";

Settings a_caisse() {
  Settings settings;
  settings.caisse.name = "MSA d'Essai";
  settings.caisse.phone = "03 20 90 05 00";
  settings.site.origin = "https://www.exemple.fr";
  return settings;
}

}  // namespace

void mail_config(std::string_view input) {
  static const Settings settings = a_caisse();
  static const Texts texts = Texts::load(kPages, settings);
  try {
    const toml::table root = parse_toml(input, "a file");
    const auto providers = mail_providers(root, "a file", kPages, settings, texts,
                                          [](std::string_view) { return Secret::from("secret"); });
    for (const auto& provider : providers) {
      must(is_provider_name(provider->name()), "a server has a name that a log can hold");
    }
  } catch (const StartError& error) {
    must(std::string_view(error.what()).find('\n') == std::string_view::npos,
         "an error is one line");
  }
}

}  // namespace portillon::fuzz
