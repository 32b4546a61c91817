#pragma once
// [letter] of the configuration: the printing house, and when its batches are closed.

#include <toml++/toml.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/sealed_document.h"
#include "domain/business_days.h"
#include "page/types.h"

namespace portillon {

struct LetterConfig {
  std::string name = "letter";  // of the provider: in the outbox, logs, the board of providers
  std::filesystem::path spool = "/var/lib/portillon-courier";
  std::filesystem::path certificate;  // PEM, of the printing house
  std::string caisse;                 // its code, at the head of each batch's name: "40"
  std::string node;                   // who writes into the spool; default: of this machine's name
  std::chrono::minutes closes{16 * 60};  // local, after midnight
  HolidayRegion holidays = HolidayRegion::metropole;
  unsigned keep_days = 60;  // manifests and acknowledgements, after the acknowledgement
};

// nullopt: there is no such table. Throws StartError: one line with file, table and setting.
std::optional<LetterConfig> read_letter_config(const toml::table& root, std::string_view file);

inline constexpr std::chrono::days kCertificateWarning{30};

// Throws StartError that names the file: not there, no certificate for encrypting, not valid yet,
// or expired at `now`.
DocumentRecipient load_certificate(const LetterConfig&, Time now);

// Whole days that are left.
std::chrono::days days_left(const DocumentRecipient&, Time now);

}  // namespace portillon
