#pragma once
// A page: its name, what the shell shall load for it, which fields its form may have, and the
// function itself.

#include <array>
#include <span>

#include "page/request.h"
#include "page/step.h"
#include "page/world.h"

namespace portillon {

enum Reads : unsigned {
  kReadsVisit = 1,
  kReadsJourney = 2,
  kReadsFull = 4,
  kReadsPermit = 8,
  kReadsKept = 16,  // and shows a form again that came too late: see Request::late
};

struct Page {
  std::string_view stem;
  unsigned reads = 0;
  bool gets = true;  // answers GET (and HEAD)
  bool posts =
      true;  // answers POST; every form carries `csrf`, bound to the cookie named by csrf_of()
  std::span<const std::string_view>
      form;  // accepted field names; another or a repeated one is refused
  std::span<const std::string_view>
      query;  // query parameters that mean something; others are left out
  Step (*run)(const Request&, const Session&, const World&);
  // Called by other programs, never by a browser: any fields, of the query and of a form or JSON
  // together, arrive in Request::form; no cookie, no CSRF token, no HTML in any answer. What
  // authenticates the caller is among the fields, and the page's to check.
  bool machine = false;
};

}  // namespace portillon
