#pragma once
// [[sms]] of the configuration: the gateways, in the order in which they are tried.

#include <toml++/toml.h>

#include <memory>
#include <string_view>
#include <vector>

#include "courier/provider.h"
#include "courier/sms_description.h"
#include "page/settings.h"
#include "shell/credentials.h"

namespace portillon {

// Throws StartError: file, table and key, what is wrong. `settings`: where receipts are told.
std::vector<SmsDescription> sms_descriptions(const toml::table& root, std::string_view file,
                                             const Settings& settings);

// The same with their credentials; throws StartError too where one is wanted and not there.
std::vector<std::unique_ptr<Provider>> sms_providers(const toml::table& root, std::string_view file,
                                                     const Settings& settings,
                                                     const SecretOf& secret_of = provider_secret);

}  // namespace portillon
