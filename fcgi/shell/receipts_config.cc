#include "shell/receipts_config.h"

#include <algorithm>

#include "shell/config_table.h"
#include "shell/credentials.h"

namespace portillon {
namespace {

bool is_receipt_url(std::string_view url) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  return web && url.find_first_of("?#% \"<>\\{}") == std::string_view::npos;
}

}  // namespace

std::vector<ReceiptSource> read_receipts(const toml::table& root, std::string_view file) {
  std::vector<ReceiptSource> receipts;
  for (ConfigTable& table : ConfigTable::each_of(root, "receipts", file)) {
    ReceiptSource source;
    table.text("provider", source.provider, 32);
    table.text("url", source.url, 500);
    table.text("handle", source.handle);
    table.text("id", source.id);
    table.text("status", source.status);
    table.texts("delivered", source.delivered, 50);
    table.texts("failed", source.failed, 50);
    table.finish();
    table.require("provider", is_provider_name(source.provider),
                  "has other signs than a-z, 0-9 and '-', or none");
    table.require(
        "provider",
        std::ranges::find(receipts, source.provider, &ReceiptSource::provider) == receipts.end(),
        "is another one's too");
    table.require("url", source.url.empty() || is_receipt_url(source.url),
                  "is not an address such as \"https://www.example.fr/acces/accuse\"");
    table.require("handle", !source.handle.empty(), "is empty");
    table.require("status", !source.status.empty(), "is empty");
    table.require("delivered", !source.delivered.empty(), "is empty: nothing would be delivered");
    for (const std::string& value : source.delivered) {
      table.require("failed", std::ranges::find(source.failed, value) == source.failed.end(),
                    "holds what delivered holds too");
    }
    receipts.push_back(std::move(source));
  }
  return receipts;
}

}  // namespace portillon
