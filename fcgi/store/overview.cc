#include "store/overview.h"

#include <algorithm>

#include "store/audit_chain.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

void add(std::vector<Overview::Messages>& all, std::string_view channel, std::string_view state,
         std::uint64_t count, std::chrono::seconds oldest) {
  const auto by = channel_from(channel);
  const auto as = message_state_from(state);
  if (by && as) all.push_back({*by, *as, count, oldest});
}

// A courier that was started anew leaves the lines of its former run behind for a while.
void add(std::vector<Overview::Provider>& all, Overview::Provider provider) {
  const auto known = std::ranges::find_if(all, [&](const Overview::Provider& other) {
    return other.node == provider.node && other.name == provider.name;
  });
  if (known == all.end()) {
    all.push_back(std::move(provider));
  } else {
    *known = std::move(provider);
  }
}

Overview read(Connection& connection) {
  Overview overview;
  overview.schema = std::get<0>(connection.one(sql::kReadSchemaVersion).value()).value_or(0);
  for (const auto& [channel, state, count, oldest] : connection.all(sql::kCountWaiting)) {
    add(overview.waiting, channel, state, count, std::chrono::seconds(oldest));
  }
  const auto window = static_cast<unsigned>(kOverviewWindow.count());
  for (const auto& [channel, state, count] : connection.all(sql::kCountHandedOver, window)) {
    add(overview.handed_over, channel, state, count, {});
  }
  const Time since = read_clock(connection) - kProvidersKnown;
  for (const auto& row : connection.all(sql::kCountProviders, since)) {
    const auto& [node, name, channel, down, failures, accepted, failed, spent] = row;
    const auto by = channel_from(channel);
    if (!by) continue;
    add(overview.providers,
        {node, name, *by, down, failures, accepted, failed, std::chrono::milliseconds(spent)});
  }
  for (const auto& [channel, at] : connection.all(sql::kFindCanaries)) {
    if (const auto by = channel_from(channel); by && at) overview.canaries.push_back({*by, *at});
  }
  if (const auto at = connection.one(sql::kFindAnchorTime, kAnchorChain)) {
    overview.anchored_at = std::get<0>(*at);
  }
  overview.frozen = std::get<0>(connection.one(sql::kCountFrozen).value());
  overview.reached = true;
  return overview;
}

}  // namespace

Overview read_overview(Connection& connection) {
  try {
    return read(connection);
  } catch (const StorageError&) {
    return {};
  }
}

}  // namespace portillon
