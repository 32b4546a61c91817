#include "courier/providers.h"

#include <set>

#include "courier/mail_config.h"
#include "courier/printing_house.h"
#include "courier/provider_chain.h"
#include "courier/sms_config.h"
#include "shell/config_table.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// Names stand in the outbox, in journals and on the board: one provider each.
class Adding {
 public:
  Adding(ProviderChain& chain, std::string file) : chain_(chain), file_(std::move(file)) {}
  void operator()(Channel channel, std::unique_ptr<Provider> provider) {
    if (!names_.insert(provider->name()).second) {
      throw StartError(file_ + ": two providers are named " + provider->name());
    }
    chain_.add(channel, std::move(provider));
  }

 private:
  ProviderChain& chain_;
  std::string file_;
  std::set<std::string> names_;
};

}  // namespace

std::unique_ptr<Transport> configured_providers(const Means& means) {
  const std::string file = config_path().string();
  const toml::table root = read_toml(file);
  const Settings& settings = means.config.settings;
  auto chain = std::make_unique<ProviderChain>(means.random);
  Adding add(*chain, file);
  for (auto& gateway : sms_providers(root, file, settings)) add(Channel::sms, std::move(gateway));
  for (auto& server : mail_providers(root, file, means.config.pages, settings, means.texts)) {
    add(Channel::email, std::move(server));
  }
  if (const auto letters = read_letter_config(root, file)) {
    const Time now = std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
    add(Channel::letter, make_printing_house(*letters, means.log, now));
  }
  return chain;
}

}  // namespace portillon
