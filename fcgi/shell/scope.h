#pragma once
// A view's values as ctemplate asks for them: a chain of parts, the inner one first. In place of
// ctemplate's own dictionary, which copies every value, inherits nothing into includes, and takes a
// name that was never set for an empty text.

#include <ctemplate/template_dictionary_interface.h>

#include <deque>
#include <exception>
#include <string>
#include <string_view>

#include "page/view.h"
#include "shell/messages.h"

namespace portillon {

// What one rendering gathers. ctemplate must not be left by an exception (its iterators would
// leak), so the first failure waits here.
struct Rendering {
  const Messages& messages;
  const Part& body;       // of the page's own template
  std::string body_file;  // that {{>CONTENT}} includes
  std::deque<std::string> texts;
  std::string unset;  // the first variable that was shown and not set
  std::exception_ptr failure;
};

class Scope final : public ctemplate::TemplateDictionaryInterface {
 public:
  // All three must outlive it.
  Scope(const Part& part, const Scope* outer, Rendering& rendering)
      : part_(&part), outer_(outer), rendering_(&rendering) {}

 protected:
  ctemplate::TemplateString GetValue(const ctemplate::TemplateString& variable) const override;
  bool IsHiddenSection(const ctemplate::TemplateString& name) const override;
  bool IsUnhiddenSection(const ctemplate::TemplateString& name) const override;
  bool IsHiddenTemplate(const ctemplate::TemplateString& name) const override;
  const char* GetIncludeTemplateName(const ctemplate::TemplateString& name,
                                     int number) const override;
  Iterator* CreateTemplateIterator(const ctemplate::TemplateString& name) const override;
  Iterator* CreateSectionIterator(const ctemplate::TemplateString& name) const override;
  void DumpToString(std::string* out, int level) const override;

 private:
  class Parts;
  std::string_view value_of(const Part::Value& value) const;
  const std::vector<Part>* section(std::string_view name) const;

  const Part* part_;
  const Scope* outer_;
  Rendering* rendering_;
};

}  // namespace portillon
