#pragma once
// What `portillon audit` prints. Every text of the table is quoted as JSON: a row that somebody
// forged must not speak to the terminal.

#include <string>

#include "store/audit_verify.h"

namespace portillon {

std::string verdict_text(const Verdict&);
std::string verdict_json(const Verdict&);  // one object, with its line end

struct ShownRow {
  std::uint64_t id = 0;
  AuditRow row;
};
std::string shown_text(const ShownRow&);
std::string shown_json(const ShownRow&);

}  // namespace portillon
