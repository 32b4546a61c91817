#pragma once
// [mail] and [[smtp]] of the configuration: who writes, and the mail servers in their order.
// systemd/portillon.toml says what each setting means.

#include <toml++/toml.h>

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "courier/provider.h"
#include "courier/texts.h"
#include "page/settings.h"
#include "shell/credentials.h"

namespace portillon {

// Empty where there is no [[smtp]]. Reads the layout below `pages` and the passwords of servers
// with a user. `file` names the place in errors. Throws StartError: one line with file, table and
// key, or with the credential that is missing.
std::vector<std::unique_ptr<Provider>> mail_providers(const toml::table& root,
                                                      std::string_view file,
                                                      const std::filesystem::path& pages,
                                                      const Settings& settings, const Texts& texts,
                                                      const SecretOf& secret_of = provider_secret);

}  // namespace portillon
