#include "admin/check_providers.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include "courier/letter_config.h"
#include "courier/mail_config.h"
#include "courier/sms_config.h"
#include "courier/texts.h"
#include "shell/config_table.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

std::string names_of(const std::vector<std::unique_ptr<Provider>>& providers) {
  std::string names;
  for (const auto& provider : providers) names += (names.empty() ? "" : ", ") + provider->name();
  return names.empty() ? "none" : names;
}

// "https://sms.exemple.fr:8443/send" -> "sms.exemple.fr"; empty for an address.
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/:?"));
  const bool address = url.find_first_not_of("0123456789.") == std::string_view::npos ||
                       url.starts_with('[') || url == "localhost";
  return address ? std::string() : std::string(url);
}

void add_hosts(const toml::table& root, std::string_view list, std::string_view key,
               std::set<std::string>& hosts) {
  const toml::array* each = root[list].as_array();
  if (each == nullptr) return;
  for (const toml::node& node : *each) {
    const toml::table* one = node.as_table();
    if (one == nullptr) continue;
    const std::string host = host_of((*one)[key].value_or(std::string_view{}));
    if (!host.empty()) hosts.insert(host);
  }
}

// Asks for the secret of each provider that wants one, and remembers whose is not there.
class Secrets {
 public:
  explicit Secrets(const fs::path& folder) : folder_(folder) {}
  Secret operator()(std::string_view name) {
    std::error_code error;
    const bool there = fs::exists(folder_ / name, error);
    if (error) hidden_ = true;
    if (!there && !error) missing_.emplace_back(name);
    return Secret::from("not looked at");  // the courier says at its start whether it is right
  }
  const std::vector<std::string>& missing() const { return missing_; }
  bool hidden() const { return hidden_; }  // this user may not look

 private:
  fs::path folder_;
  std::vector<std::string> missing_;
  bool hidden_ = false;
};

void report_secrets(const Secrets& secrets, const fs::path& folder, Findings& found) {
  for (const std::string& name : secrets.missing()) {
    found.push_back({"providers", Grade::failed,
                     (folder / name).string() + ": the secret of " + name + " is not there",
                     "write it: (umask 077; cat > " + (folder / name).string() + ")"});
  }
  if (secrets.hidden()) {
    found.push_back({"providers", Grade::unseen, folder.string() + ": secrets were not looked at",
                     "sudo portillon check"});
  }
}

}  // namespace

std::vector<std::string> provider_hosts(const Installation& installation) {
  const toml::table root = read_toml(installation.file.string());
  std::set<std::string> hosts;
  add_hosts(root, "sms", "url", hosts);
  add_hosts(root, "smtp", "host", hosts);
  return {hosts.begin(), hosts.end()};
}

void check_providers(const Installation& installation, const CheckPlaces& places, Findings& found) {
  const std::size_t before = found.size();
  const Config& config = installation.config;
  const std::string file = installation.file.string();
  std::string names;
  try {
    const toml::table root = read_toml(file);
    setenv("TZ", config.settings.site.timezone.c_str(), 1);  // for the longest times in a text
    tzset();
    const Texts texts = Texts::load(config.pages, config.settings);
    Secrets secrets(places.providers);
    const SecretOf ask = [&](std::string_view name) { return secrets(name); };
    const auto sms = sms_providers(root, file, config.settings, ask);
    const auto mail = mail_providers(root, file, config.pages, config.settings, texts, ask);
    names = "SMS " + names_of(sms) + "; e-mail " + names_of(mail);
    report_secrets(secrets, places.providers, found);
    if (sms.empty() && mail.empty() && !root.contains("letter")) {
      found.push_back({"providers", Grade::failed,
                       "no message can leave: no [[sms]], [[smtp]] "
                       "or [letter]",
                       "see docs/providers.md"});
    }
    for (const std::string& host : provider_hosts(installation)) {
      if (places.resolves(host)) continue;
      found.push_back({"providers", Grade::failed, host + ": this machine does not know the name",
                       "getent hosts " + host + "; look at /etc/resolv.conf and at the name"});
    }
  } catch (const std::exception& problem) {
    found.push_back({"providers", Grade::failed, problem.what(), "correct this line of " + file});
  }
  if (found.size() == before) found.push_back({"providers", Grade::ok, names, {}});
}

void check_letters(const Installation& installation, const CheckPlaces& places, Findings& found) {
  const std::string file = installation.file.string();
  try {
    const toml::table root = read_toml(file);
    const auto config = read_letter_config(root, file);
    if (!config) {
      found.push_back({"letters", Grade::ok, "no printing house configured", {}});
      return;
    }
    const Time now = places.clock();
    const DocumentRecipient house = load_certificate(*config, now);
    const auto left = days_left(house, now);
    const bool ends = left < kCertificateWarning;
    found.push_back(
        {"letters", ends ? Grade::warning : Grade::ok,
         config->certificate.string() + ", sha256 " + house.fingerprint() + ", " +
             (ends ? "expires in " : "valid for ") + std::to_string(left.count()) + " days",
         ends ? "ask the printing house for its next certificate (docs/letters.md)" : ""});
    struct stat status {};
    if (::stat(config->spool.c_str(), &status) == 0 && (status.st_mode & 0077) != 0) {
      found.push_back({"letters", Grade::failed, config->spool.string() + ": others can read it",
                       "chmod 700 " + config->spool.string()});
    }
  } catch (const std::exception& problem) {
    found.push_back({"letters", Grade::failed, problem.what(),
                     "put the printing house's valid certificate there (docs/letters.md)"});
  }
}

}  // namespace portillon
