#pragma once
// Which variables and sections a template has, so that a view that sets others is found out.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "page/view.h"

namespace portillon {

struct TemplateNames {
  // Both at this level or deeper: values are inherited inwards.
  std::set<std::string, std::less<>> variables;
  std::map<std::string, TemplateNames, std::less<>> sections;

  // `file` names the place in errors. Throws StartError: a section or element that is not closed,
  // or changed delimiters.
  static TemplateNames of(std::string_view text, std::string_view file);

  // What `part` sets and the template does not have, as "NAME" or "SECTION.NAME"; empty if nothing.
  std::string foreign_in(const Part& part) const;

 private:
  void take(const std::string& name, const TemplateNames& section);
  void merge(const TemplateNames& other);
};

}  // namespace portillon
