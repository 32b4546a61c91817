#include "shell/accessibility_part.h"

#include <string>

namespace portillon {
namespace {

std::string_view section_of(Accessibility::State state) {
  switch (state) {
    case Accessibility::State::full:
      return "ACCESSIBLE";
    case Accessibility::State::partial:
      return "PARTLY_ACCESSIBLE";
    case Accessibility::State::none:
      return "NOT_ACCESSIBLE";
  }
  return "";
}

// Noon of a date that accessibility_config.h has read: the same day in every time zone of France.
Time noon_of(std::string_view date) {
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char c : date.substr(at, digits)) value = value * 10 + (c - '0');
    return value;
  };
  const auto day = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
  return std::chrono::sys_days(day) + std::chrono::hours(12);
}

}  // namespace

void add_accessibility(Part& part, const Accessibility& accessibility) {
  part.show(section_of(accessibility.state));
  if (!accessibility.plan.empty()) part.add("PLAN").set("PLAN_LINK", accessibility.plan);
  if (accessibility.date.empty()) {
    part.show("NO_AUDIT");
    return;
  }
  part.set("ACCESSIBILITY_RATE", std::to_string(accessibility.rate))
      .set("ACCESSIBILITY_DAY", accessibility.date)
      .set("ACCESSIBILITY_DATE", date_of(noon_of(accessibility.date)));
  if (accessibility.auditor.empty()) {
    part.show("OWN_EVALUATION");
    return;
  }
  Part& audit = part.add("AUDIT").set("AUDITOR", accessibility.auditor);
  if (accessibility.defects.empty()) {
    audit.show("DEFECTS_ON_DEMAND");
    return;
  }
  Part& list = audit.add("DEFECTS");
  for (const std::string& defect : accessibility.defects) {
    list.add("DEFECT").set("DEFECT_TEXT", defect);
  }
}

}  // namespace portillon
