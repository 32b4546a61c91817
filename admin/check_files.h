#pragma once
// `portillon check`: configuration, keys, secrets, texts. Each adds a line for what is wrong, or
// one that all is well.

#include "admin/check_places.h"
#include "admin/finding.h"

namespace portillon {

// nullopt: it cannot be read, and nothing else can be looked at.
std::optional<Installation> check_configuration(Findings&);
void check_keys(const std::filesystem::path& folder, Findings&);
// Passwords of database accounts and providers: nobody else's to read.
void check_secrets(const Installation&, const CheckPlaces&, Findings&);
void check_templates(const Config&, Findings&);
void check_stolen_passwords(const Config&, Findings&);

}  // namespace portillon
