#pragma once
// The database as one request needs it; the seam behind which tests put a town in memory.

#include <optional>
#include <string>

#include "page/language.h"
#include "page/records.h"
#include "page/session.h"
#include "page/step.h"

namespace portillon {

// What the cookies of this request stand for, as far as it is alive, and the time of the database.
struct Standing {
  Time now{};
  std::optional<Journey> journey;
  std::optional<FullSession> full;
};

// The circumstances under which effects are applied.
struct Change {
  Time now{};
  std::optional<SessionId> journey;  // of this request
  std::optional<SessionId> full;     // of this request
  SessionId new_journey{};           // for StartJourney
  SessionId new_session{};           // for StartSession
  std::string device;
  Language language;      // of the visitor
  std::string_view page;  // stem
};

// Of one worker. Every call throws StorageError when the database cannot answer.
class Storage {
 public:
  virtual ~Storage() = default;
  virtual Standing load(const std::optional<SessionId>& journey,
                        const std::optional<SessionId>& full) = 0;
  virtual Records& records() = 0;
  // All of them, and true; or none, because something has changed since the page looked.
  virtual bool apply(const Effects& effects, const Change& change) = 0;
};

}  // namespace portillon
