#include "shell/template_names.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "shell/start_error.h"

namespace portillon {
namespace {

struct Open {
  std::string name;
  TemplateNames names;
};

std::string_view without_modifiers(std::string_view marker) {
  return marker.substr(0, marker.find(':'));
}

// HTML Standard, 13.1.2.
constexpr std::string_view kWithoutEnd[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                            "input", "link", "meta", "source", "track", "wbr"};

std::string_view name_at(std::string_view text, std::size_t at) {
  const auto in_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  std::size_t end = at;
  while (end < text.size() && in_name(text[end])) ++end;
  return text.substr(at, end - at);
}

// An element that is not begun as often as ended. Whatever sections are shown: those of the pages
// hold whole elements or whole pairs of them.
std::string_view torn_element(std::string_view text) {
  std::map<std::string_view, int> begun;
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    const bool ends = text.substr(at + 1, 1) == "/";
    const std::string_view name = name_at(text, at + (ends ? 2 : 1));
    if (!name.empty() && std::ranges::count(kWithoutEnd, name) == 0) begun[name] += ends ? -1 : 1;
  }
  for (const auto& [name, times] : begun) {
    if (times != 0) return name;
  }
  return {};
}

}  // namespace

void TemplateNames::merge(const TemplateNames& other) {
  variables.insert(other.variables.begin(), other.variables.end());
  for (const auto& [name, section] : other.sections) sections[name].merge(section);
}

void TemplateNames::take(const std::string& name, const TemplateNames& section) {
  merge(section);
  sections[name].merge(section);
}

TemplateNames TemplateNames::of(std::string_view text, std::string_view file) {
  const auto refuse = [&](const std::string& problem) {
    throw StartError(std::string(file) + ": " + problem);
  };
  std::vector<Open> open(1);
  std::size_t at = 0;
  while ((at = text.find("{{", at)) != std::string_view::npos) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) refuse("a {{ is not closed");
    const std::string_view marker = text.substr(at + 2, end - at - 2);
    at = end + 2;
    if (marker.empty()) refuse("an empty {{}}");
    const std::string name(without_modifiers(marker.substr(1)));
    switch (marker.front()) {
      case '!':
      case '%':
      case '>':
        break;
      case '=':
        refuse("delimiters must not be changed");
        break;
      case '#':
        open.push_back({name, {}});
        break;
      case '/': {
        if (open.size() < 2 || open.back().name != name) refuse("{{/" + name + "}} closes nothing");
        const Open closed = std::move(open.back());
        open.pop_back();
        open.back().names.take(closed.name, closed.names);
        break;
      }
      default:
        open.back().names.variables.emplace(without_modifiers(marker));
    }
  }
  if (open.size() > 1) refuse("{{#" + open.back().name + "}} is not closed");
  // A file that was cut off is often still a template.
  const std::string_view torn = torn_element(text);
  if (!torn.empty()) refuse("<" + std::string(torn) + "> is not begun as often as ended");
  return std::move(open.front().names);
}

std::string TemplateNames::foreign_in(const Part& part) const {
  for (const auto& [name, value] : part.values()) {
    if (!variables.contains(name)) return name;
  }
  for (const auto& [name, inner] : part.sections()) {
    const auto section = sections.find(name);
    if (section == sections.end()) return name;
    for (const Part& each : inner) {
      const std::string foreign = section->second.foreign_in(each);
      if (!foreign.empty()) return name + "." + foreign;
    }
  }
  return {};
}

}  // namespace portillon
