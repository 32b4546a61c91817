#include "shell/setup.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "shell/credentials.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr std::chrono::seconds kHealthAnswer{2};
constexpr std::chrono::seconds kPlacePatience{5};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    all.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

Keys load_keys(std::string_view stem) {
  const auto purposes = words(entry_of(stem).keys);
  if (purposes.empty()) return Keys();
  if (credentials_folder().empty()) throw StartError("CREDENTIALS_DIRECTORY: is not set");
  return Keys::load(credentials_folder(), purposes);
}

Renderer load_templates(std::string_view stem, const Config& config) {
  std::vector<std::string_view> stems(std::begin(kShellTemplates), std::end(kShellTemplates));
  if (shows_something(stem)) stems.push_back(stem);
  return {config.pages, config.settings, stems};
}

std::vector<Network> networks(const std::vector<std::string>& texts) {
  std::vector<Network> all;
  for (const std::string& text : texts) {
    if (const auto network = Network::parse(text)) all.push_back(*network);
  }
  return all;
}

std::vector<DeskNetwork> desk_networks(const std::vector<AgencyDesk>& desks) {
  std::vector<DeskNetwork> all;
  for (const AgencyDesk& desk : desks) {
    for (const Network& network : networks(desk.networks)) all.push_back({network, desk.name});
  }
  return all;
}

unsigned places_of(const Config& config) {
  return config.hash_places > 0 ? config.hash_places : std::thread::hardware_concurrency();
}

// Where nobody computes but on his way with a password that was right, a place is waited for: the
// workers are the whole queue. At sign_in anybody could fill it.
std::chrono::milliseconds patience_of(const Page& page) {
  return page.stem == "sign_in" ? std::chrono::milliseconds(0) : kPlacePatience;
}

// For the pages on which a password is chosen.
std::unique_ptr<BreachedFilter> open_breached(const Page& page, const Config& config) {
  if (config.breached.empty() || std::ranges::count(page.form, "new_password") == 0) return {};
  try {
    return std::make_unique<BreachedFilter>(config.breached);
  } catch (const StartError& error) {
    throw StartError("[passwords] breached: " + std::string(error.what()));
  }
}

// For the page that tells whether this machine can serve.
std::unique_ptr<ThisNode> open_node(const Page& page, const Config& config) {
  if (page.stem != "health") return {};
  std::vector<std::string> stems;
  for (const PageEntry& entry : kPages) stems.emplace_back(entry.stem);
  return std::make_unique<ThisNode>(config, std::move(stems));
}

}  // namespace

Setup::Setup(const Page& page)
    : config_(load_config(config_path())),
      keys_(load_keys(page.stem)),
      password_(database_password()),
      renderer_(load_templates(page.stem, config_)),
      inside_(networks(config_.settings.site.inside)),
      desks_(desk_networks(config_.settings.desks)),
      log_(page.stem),
      hashing_(keys_, config_.hashing, places_of(config_), patience_of(page)),
      wake_(config_.wake),
      metrics_(page.stem),
      breached_(open_breached(page, config_)),
      node_(open_node(page, config_)),
      backlog_(config_.workers),
      program_{page,     config_.settings, keys_, renderer_, inside_,         desks_,
               log_,     hashing_,         wake_, metrics_,  breached_.get(), node_.get(),
               &backlog_} {
  setenv("TZ", config_.settings.site.timezone.c_str(), 1);
  tzset();
}

Database Setup::database() const {
  Database database;
  database.socket = config_.database_socket;
  database.name = config_.database_name;
  database.account_prefix = config_.account_prefix;
  database.account = program_.page.stem;
  database.password = Secret::from(std::string(password_.reveal()));
  // A load balancer does not wait as long as a visitor does.
  if (node_) database.answer_timeout = kHealthAnswer;
  return database;
}

}  // namespace portillon
