#pragma once
// The folder that systemd (or ./run) puts before a program: its keys and its database password.

#include <filesystem>
#include <functional>
#include <string_view>

#include "crypto/secret.h"

namespace portillon {

// $CREDENTIALS_DIRECTORY; empty where it is not set.
std::filesystem::path credentials_folder();

// The file `database` of that folder, without the end of its line. Empty where there is none: the
// server knows the account by its system user (unix_socket). No copy is left behind.
Secret database_password();

// a-z, 0-9 and '-', at most 32: what a provider may be called, in the configuration, in journals
// and in the outbox.
bool is_provider_name(std::string_view name);

// The file `provider_NAME` of that folder, read in the same way: what a provider of the courier's
// wants to see before it takes a message. `name`: of the configuration. Empty where there is none.
Secret provider_secret(std::string_view name);
using SecretOf = std::function<Secret(std::string_view provider)>;

}  // namespace portillon
