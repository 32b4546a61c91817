#pragma once
// What `portillon check` says of one part, and what to do.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

enum class Grade : std::uint8_t {
  ok,
  unseen,   // this user may not look at it, or it is not there to be looked at
  warning,  // works, and will not for long, or not as it should
  failed,
};

struct Finding {
  std::string_view part;  // "keys", "grants": stable, monitoring relies on it
  Grade level = Grade::ok;
  std::string what;    // names the file, the account, the page; never a secret
  std::string remedy;  // a command to copy, or what to look at; empty where all is well
};
using Findings = std::vector<Finding>;

std::string_view name_of(Grade);             // "ok", "unseen", "warning", "failed"
std::string findings_text(const Findings&);  // a line each: "FAILED   keys: … → chmod 600 …"
std::string findings_json(const Findings&);  // one object, with its line end
bool has_grade(const Findings&, Grade);

}  // namespace portillon
