#pragma once
// A point in time as people read it: in their language, in the time zone of the caisse. How it is
// written stands in messages.toml (`moment_…`, `month_…`); shell/messages.h writes it.

#include <cstdint>

#include "page/types.h"

namespace portillon {

enum class MomentForm : std::uint8_t {
  clock,           // « 9 h 05 »
  date,            // « 1er août 2026 »
  date_and_clock,  // « 1er août à 9 h 05 »
};

struct Moment {
  Time at;
  MomentForm form;
};

inline Moment clock_of(Time at) { return {at, MomentForm::clock}; }
inline Moment date_of(Time at) { return {at, MomentForm::date}; }
inline Moment date_and_clock_of(Time at) { return {at, MomentForm::date_and_clock}; }

}  // namespace portillon
