#include "admin/receipt_url.h"

#include <algorithm>
#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "page/derivations.h"
#include "shell/start_error.h"

namespace portillon {

constexpr std::string_view kNeeded[] = {"receipt"};

int run_outbox_receipt_url(const std::string& provider) {
  const Installation here = Installation::load();
  const auto& receipts = here.config.settings.receipts;
  const auto source = std::ranges::find(receipts, provider, &ReceiptSource::provider);
  if (source == receipts.end()) {
    throw StartError(here.file.string() + ": no [[receipts]] has the provider " + provider);
  }
  if (source->url.empty()) {
    throw StartError(here.file.string() + ": the [[receipts]] of " + provider + " has no url");
  }
  std::cout << source->url << "?provider=" << provider;
  if (!source->id.empty()) {
    std::cout << "&token=" << receipt_token(Keys::load(here.keys, kNeeded), provider);
  }
  std::cout << '\n';
  return done();
}

}  // namespace portillon
