#include "shell/program.h"

#include <algorithm>
#include <ranges>
#include <stdexcept>

#include "message_ids.h"

namespace portillon {
namespace {

std::string_view first_of(std::string_view urls) { return urls.substr(0, urls.find(' ')); }

}  // namespace

const PageEntry& entry_of(std::string_view stem) {
  const auto found = std::ranges::find(kPages, stem, &PageEntry::stem);
  if (found == std::end(kPages)) throw std::out_of_range("no page " + std::string(stem));
  return *found;
}

std::string url_of(std::string_view stem, const Site& site) {
  return site.prefix + std::string(first_of(entry_of(stem).urls));
}

std::string_view url_under_prefix(std::string_view path, std::string_view stem, const Site& site) {
  if (!path.starts_with(site.prefix)) return {};
  path.remove_prefix(site.prefix.size());
  for (std::string_view urls = entry_of(stem).urls; !urls.empty();) {
    const std::string_view url = first_of(urls);
    if (url == path) return path;
    urls.remove_prefix(std::min(url.size() + 1, urls.size()));
  }
  return {};
}

bool shows_something(std::string_view stem) {
  const std::string heading = "heading_" + std::string(stem);
  return std::ranges::any_of(msg::kAllMessages, [&](MessageId id) { return id.key == heading; });
}

}  // namespace portillon
