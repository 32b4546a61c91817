#include "admin/health_check.h"

#include <cstdlib>
#include <ctime>
#include <functional>
#include <optional>
#include <string>

#include "admin/installation.h"
#include "admin/key_files.h"
#include "courier/letter_config.h"
#include "courier/mail_config.h"
#include "courier/sms_config.h"
#include "courier/texts.h"
#include "shell/breached_filter.h"
#include "shell/config_table.h"
#include "shell/program.h"
#include "store/connection.h"

namespace portillon {
namespace {

// `work` returns what is well; what it throws is what is not.
bool report(std::ostream& out, std::string_view part, const std::function<std::string()>& work) {
  try {
    const std::string found = work();
    out << part << ": " << found << '\n';
    return true;
  } catch (const std::exception& error) {
    out << part << ": FAILED: " << error.what() << '\n';
    return false;
  }
}

// Whole, where a page looks at its beginning only.
std::string check_breached(const Config& config) {
  if (config.breached.empty()) return "none configured";
  const BreachedFilter filter(config.breached);
  filter.verify();
  return config.breached.string() + ", " + std::to_string(filter.header().entries) + " entries";
}

std::string check_pages(const Config& config) {
  const Renderer renderer(config.pages, Messages::load(config.pages / "messages.toml"),
                          config.settings, kShellTemplates);
  return config.pages.string();
}

// Passwords are the courier's to read: whether they are there it says at its start.
Secret some_secret(std::string_view) { return Secret::from("not looked at"); }

std::string names_of(const std::vector<std::unique_ptr<Provider>>& providers) {
  std::string names;
  for (const auto& provider : providers) names += (names.empty() ? "" : ", ") + provider->name();
  return names.empty() ? "none" : names;
}

std::string check_providers(const Installation& installation) {
  const Config& config = installation.config;
  const std::string file = installation.file.string();
  const toml::table root = read_toml(file);
  setenv("TZ", config.settings.site.timezone.c_str(), 1);  // for the longest times in a text
  tzset();
  const Texts texts = Texts::load(config.pages, config.settings);
  return "SMS " + names_of(sms_providers(root, file, config.settings, some_secret)) + "; e-mail " +
         names_of(mail_providers(root, file, config.pages, config.settings, texts, some_secret));
}

std::string check_letters(const Installation& installation) {
  const std::string file = installation.file.string();
  const toml::table root = read_toml(file);
  const auto config = read_letter_config(root, file);
  if (!config) return "no printing house configured";
  const Time now = std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
  const DocumentRecipient house = load_certificate(*config, now);
  const auto left = days_left(house, now);
  return config->certificate.string() + ", sha256 " + house.fingerprint() + ", " +
         (left < kCertificateWarning ? "WARNING: expires in " : "valid for ") +
         std::to_string(left.count()) + " days";
}

bool check_database(const Installation& installation, std::ostream& out) {
  Database database = installation.database();
  const std::string place = database.socket + ", schema " + database.name;
  Connection connection(std::move(database));
  try {
    connection.open();
  } catch (const SchemaError& error) {
    out << "database: " << place << "\nschema: FAILED: " << error.what() << '\n';
    return false;
  } catch (const StorageError& error) {
    out << "database: FAILED: " << error.what() << '\n';
    return false;
  }
  out << "database: " << place << "\nschema: version " << kSchemaVersion << '\n';
  return true;
}

}  // namespace

bool check_installation(std::ostream& out) {
  std::optional<Installation> found;
  bool good = report(out, "configuration", [&] {
    found = Installation::load();
    return found->file.string();
  });
  if (!found) return false;
  if (check_keys(found->keys, out)) {
    out << "keys: " << found->keys.string() << '\n';
  } else {
    good = false;
  }
  good = report(out, "pages", [&] { return check_pages(found->config); }) && good;
  good = report(out, "stolen passwords", [&] { return check_breached(found->config); }) && good;
  good = report(out, "providers", [&] { return check_providers(*found); }) && good;
  good = report(out, "letters", [&] { return check_letters(*found); }) && good;
  good = check_database(*found, out) && good;
  return good;
}

}  // namespace portillon
