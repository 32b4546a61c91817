#include "admin/finding.h"

#include <algorithm>

#include "admin/json_object.h"

namespace portillon {
namespace {

std::string_view shown(Grade level) {
  switch (level) {
    case Grade::ok:
      return "OK       ";
    case Grade::unseen:
      return "NOT SEEN ";
    case Grade::warning:
      return "WARNING  ";
    case Grade::failed:
      return "FAILED   ";
  }
  return {};
}

}  // namespace

std::string_view name_of(Grade level) {
  switch (level) {
    case Grade::ok:
      return "ok";
    case Grade::unseen:
      return "unseen";
    case Grade::warning:
      return "warning";
    case Grade::failed:
      return "failed";
  }
  return {};
}

std::string findings_text(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += std::string(shown(finding.level)) + std::string(finding.part) + ": " + finding.what +
            (finding.remedy.empty() ? "" : " → " + finding.remedy) + "\n";
  }
  return text;
}

std::string findings_json(const Findings& findings) {
  std::vector<std::string> each;
  for (const Finding& finding : findings) {
    each.push_back(JsonObject()
                       .text("part", finding.part)
                       .text("level", name_of(finding.level))
                       .text("what", finding.what)
                       .text("remedy", finding.remedy)
                       .done());
  }
  return JsonObject()
             .flag("good", !has_grade(findings, Grade::failed))
             .flag("warnings", has_grade(findings, Grade::warning))
             .raw("findings", json_list(each))
             .done() +
         "\n";
}

bool has_grade(const Findings& findings, Grade level) {
  return std::ranges::any_of(findings,
                             [&](const Finding& finding) { return finding.level == level; });
}

}  // namespace portillon
