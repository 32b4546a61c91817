#pragma once
// One SMS gateway, one mail server, one printing house.

#include <chrono>
#include <string>

#include "courier/transport.h"

namespace portillon {

class Provider {
 public:
  virtual ~Provider() = default;
  // [a-z0-9-], at most 32: in the configuration, in logs, in the outbox.
  virtual const std::string& name() const = 0;
  // Called by several threads at the same time, and answers within `within`: no redirect followed,
  // no other address tried, nothing kept of the envelope. Answers `unknown` only when the message
  // was whole on its way and no answer came. Handover::provider may stay empty. An exception counts
  // as `unavailable`.
  virtual Handover send(const Envelope&, std::chrono::milliseconds within) = 0;
  // Once a minute, by one thread: what is done by the clock, such as closing a day's letters.
  virtual void tend(Dispatch&) {}
};

}  // namespace portillon
