#pragma once
// From the generated names of templates/STEM.html.varnames.h to what Part and View take.

#include <ctemplate/template_string.h>

#include <string_view>

namespace portillon {

inline std::string_view name(const ctemplate::StaticTemplateString& variable) {
  const ctemplate::TemplateString text(variable);
  return {text.data(), text.size()};
}

}  // namespace portillon
