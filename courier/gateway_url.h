#pragma once
// Addresses of others, as a configuration may have them.

#include <string>

namespace portillon {

// Why this is no address to send secrets to; empty when it is: https with a host, or http to this
// machine's own loopback; no query, fragment, user or password in it.
std::string gateway_url_problem(const std::string& url);

}  // namespace portillon
