#include "shell/client.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace portillon {
namespace {

constexpr Address kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr std::size_t kMappedPrefix = 12;

bool is_v4(const Address& address) {
  return std::equal(kMapped.begin(), kMapped.begin() + kMappedPrefix, address.begin());
}

std::string text_of(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  const bool v4 = is_v4(address);
  inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? kMappedPrefix : 0), text, sizeof text);
  return text;
}

struct Family {
  std::string_view mark;  // in the user agent
  std::string_view name;
};

// The first that matches: most browsers claim to be Chrome and Safari as well.
constexpr Family kBrowsers[] = {{"Edg", "Edge"},
                                {"OPR/", "Opera"},
                                {"Opera", "Opera"},
                                {"SamsungBrowser/", "Samsung Internet"},
                                {"YaBrowser/", "Yandex"},
                                {"Vivaldi/", "Vivaldi"},
                                {"FxiOS/", "Firefox"},
                                {"Firefox/", "Firefox"},
                                {"CriOS/", "Chrome"},
                                {"Chromium/", "Chromium"},
                                {"Chrome/", "Chrome"},
                                {"Trident/", "Internet Explorer"},
                                {"MSIE ", "Internet Explorer"},
                                {"Safari/", "Safari"}};
constexpr Family kSystems[] = {{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
                               {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "Mac"},
                               {"Macintosh", "Mac"},   {"Linux", "Linux"},   {"BSD", "BSD"}};

template <std::size_t N>
std::string_view family(std::string_view user_agent, const Family (&table)[N]) {
  for (const Family& each : table) {
    if (user_agent.find(each.mark) != std::string_view::npos) return each.name;
  }
  return {};
}

}  // namespace

std::optional<Address> address_from(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string ended(text);
  Address address = kMapped;
  if (inet_pton(AF_INET, ended.c_str(), address.data() + kMappedPrefix) == 1) return address;
  if (inet_pton(AF_INET6, ended.c_str(), address.data()) == 1) return address;
  return std::nullopt;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = address_from(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned before = is_v4(*address) ? 8 * kMappedPrefix : 0;
  unsigned bits = 128 - before;
  if (slash != std::string_view::npos) {
    const std::string_view length = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc{} || end != length.data() + length.size() || bits > 128 - before) {
      return std::nullopt;
    }
  }
  return Network(*address, before + bits);
}

bool Network::holds(const Address& address) const {
  const std::size_t whole = bits_ / 8;
  if (std::memcmp(address.data(), address_.data(), whole) != 0) return false;
  if (bits_ % 8 == 0) return true;
  const unsigned shift = 8 - bits_ % 8;
  return address[whole] >> shift == address_[whole] >> shift;
}

bool Network::overlaps(const Network& other) const {
  return bits_ <= other.bits_ ? holds(other.address_) : other.holds(address_);
}

bool Network::is_everybody() const {
  return bits_ == 0 || (bits_ == 8 * kMappedPrefix && is_v4(address_));
}

std::string client_network(std::string_view remote_address) {
  auto address = address_from(remote_address);
  if (!address) return "unknown";
  if (is_v4(*address)) return text_of(*address);
  std::fill(address->begin() + 8, address->end(), std::uint8_t{0});
  return text_of(*address) + "/64";
}

bool is_inside(std::string_view remote_address, const std::vector<Network>& networks) {
  const auto address = address_from(remote_address);
  return address &&
         std::ranges::any_of(networks, [&](const Network& each) { return each.holds(*address); });
}

std::string desk_of(std::string_view remote_address, const std::vector<DeskNetwork>& networks) {
  const auto address = address_from(remote_address);
  if (!address) return {};
  const auto found = std::ranges::find_if(
      networks, [&](const DeskNetwork& each) { return each.network.holds(*address); });
  return found == networks.end() ? std::string() : found->desk;
}

std::string device_of(std::string_view user_agent) {
  const std::string_view browser = family(user_agent, kBrowsers);
  const std::string_view system = family(user_agent, kSystems);
  if (browser.empty() || system.empty()) return {};
  return std::string(browser) + ", " + std::string(system);
}

}  // namespace portillon
