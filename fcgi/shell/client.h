#pragma once
// Where a request comes from: the client's network for limits, whether it is inside, and the
// family of browser and system.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

// An address as 16 bytes; IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
using Address = std::array<std::uint8_t, 16>;
std::optional<Address> address_from(std::string_view text);

// "192.0.2.1", "2001:db8::/32".
class Network {
 public:
  static std::optional<Network> parse(std::string_view text);
  bool holds(const Address& address) const;
  // Whether some address is in both: then one of them holds the other whole.
  bool overlaps(const Network& other) const;
  bool is_everybody() const;  // 0.0.0.0/0, ::/0

 private:
  Network(const Address& address, unsigned bits) : address_(address), bits_(bits) {}
  Address address_;
  unsigned bits_;  // of the 128
};

// What limits are counted under: an IPv4 address, or the /64 of an IPv6 address, which is one
// household or one office. Canonical text; "unknown" for what is no address.
std::string client_network(std::string_view remote_address);

bool is_inside(std::string_view remote_address, const std::vector<Network>& networks);

// The networks of agency desks, each with the desk's name.
struct DeskNetwork {
  Network network;
  std::string desk;
};
// Empty: none of them.
std::string desk_of(std::string_view remote_address, const std::vector<DeskNetwork>& networks);

// "Firefox, Windows": from a small table, never the visitor's own words, and too coarse to follow
// somebody by. Empty: none that it knows.
std::string device_of(std::string_view user_agent);

}  // namespace portillon
