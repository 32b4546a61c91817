#include "courier/letter_config.h"

#include <fstream>
#include <iterator>

#include "courier/letter_batch.h"
#include "courier/machine_name.h"
#include "crypto/error.h"
#include "domain/text.h"
#include "shell/config_table.h"
#include "shell/credentials.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// « 16:00 », from 00:01 to 23:59.
std::optional<std::chrono::minutes> minutes_from(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (!text::all_digits(text.substr(0, 2)) || !text::all_digits(text.substr(3)))
    return std::nullopt;
  const int hours = two(0);
  const int minutes = two(3);
  if (hours > 23 || minutes > 59 || hours + minutes == 0) return std::nullopt;
  return std::chrono::minutes(hours * 60 + minutes);
}

void read_path(ConfigTable& table, std::string_view key, std::filesystem::path& path) {
  std::string text = path.string();
  table.text(key, text, 1000);
  table.require(key, text.starts_with('/'), "is not an absolute path");
  path = text;
}

void read_calendar(ConfigTable& table, LetterConfig& config) {
  std::string closes = "16:00";
  table.text("closes", closes, 5);
  const auto minutes = minutes_from(closes);
  table.require("closes", minutes.has_value(), "is not a time such as \"16:00\"");
  config.closes = *minutes;
  std::string region = "metropole";
  table.text("holidays", region, 20);
  const auto holidays = holiday_region_from(region);
  table.require("holidays", holidays.has_value(),
                "is neither \"metropole\" nor \"alsace-moselle\"");
  config.holidays = *holidays;
}

}  // namespace

std::optional<LetterConfig> read_letter_config(const toml::table& root, std::string_view file) {
  if (!root.contains("letter")) return std::nullopt;
  LetterConfig config;
  ConfigTable table(root, "letter", file);
  table.text("name", config.name, 32);
  table.require("name", is_provider_name(config.name), "has other signs than a-z, 0-9 and -");
  read_path(table, "spool", config.spool);
  read_path(table, "certificate", config.certificate);
  table.text("caisse", config.caisse, kBatchWord);
  table.require("caisse", is_batch_word(config.caisse),
                "has other signs than a-z and 0-9, or none");
  config.node = machine_name().substr(0, kBatchWord);
  table.text("node", config.node, kBatchWord);
  table.require("node", is_batch_word(config.node), "has other signs than a-z and 0-9, or none");
  read_calendar(table, config);
  table.number("keep_days", config.keep_days, 1, 400);
  table.finish();
  return config;
}

DocumentRecipient load_certificate(const LetterConfig& config, Time now) {
  const std::string file = config.certificate.string();
  std::ifstream in(config.certificate, std::ios::binary);
  if (!in) throw StartError(file + ": cannot be read");
  const std::string pem{std::istreambuf_iterator<char>(in), {}};
  try {
    DocumentRecipient recipient = DocumentRecipient::parse(pem);
    if (now < recipient.valid_from()) throw StartError(file + ": is not valid yet");
    if (now >= recipient.valid_until()) throw StartError(file + ": has expired");
    return recipient;
  } catch (const CryptoError& error) {
    throw StartError(file + ": " + error.what());
  }
}

std::chrono::days days_left(const DocumentRecipient& recipient, Time now) {
  return std::chrono::floor<std::chrono::days>(recipient.valid_until() - now);
}

}  // namespace portillon
