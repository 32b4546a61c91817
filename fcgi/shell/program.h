#pragma once
// What one page program is made of. All of it is read-only or made for sharing: workers need no
// lock.

#include <vector>

#include "page/node.h"
#include "pages.h"
#include "shell/backlog.h"
#include "shell/client.h"
#include "shell/hasher.h"
#include "shell/log.h"
#include "shell/metrics.h"
#include "shell/render.h"
#include "shell/storage.h"
#include "shell/wake.h"

namespace portillon {

struct Program {
  const Page& page;
  const Settings& settings;
  const Keys& keys;
  const Renderer& renderer;
  const std::vector<Network>& inside;     // of Settings::site.inside
  const std::vector<DeskNetwork>& desks;  // of Settings::desks
  const Log& log;
  HashPlaces& hashing;
  const Wake& wake;
  Metrics& metrics;
  const BreachedPasswords* breached = nullptr;  // only where a password is chosen
  Node* node = nullptr;                         // only for the page health
  Backlog* backlog = nullptr;                   // without one nobody is told to come back
};

struct Worker {
  Storage& storage;
  Random& random;
};

// The row of the one list of pages. Throws std::out_of_range for a stem that is not in it.
const PageEntry& entry_of(std::string_view stem);
// The page's own URL, prefix included.
std::string url_of(std::string_view stem, const Site& site);
// What stands under the prefix in `path` if it is one of the page's URLs, else empty.
std::string_view url_under_prefix(std::string_view path, std::string_view stem, const Site& site);

// The templates that the shell shows on its own account.
inline constexpr std::string_view kShellTemplates[] = {"stale", "refused", "unavailable"};
// Whether the page has a template of its own: one that shows something has a heading; the others
// (leave, session, health) have none.
bool shows_something(std::string_view stem);

}  // namespace portillon
