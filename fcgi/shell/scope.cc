#include "shell/scope.h"

#include <memory>
#include <span>
#include <variant>

namespace portillon {
namespace {

using ctemplate::TemplateString;

std::string_view text_of(const TemplateString& name) { return {name.data(), name.size()}; }

}  // namespace

class Scope::Parts final : public Iterator {
 public:
  Parts(std::span<const Part> parts, const Scope* outer, Rendering& rendering)
      : parts_(parts), outer_(outer), rendering_(rendering) {}

  bool HasNext() const override { return next_ < parts_.size(); }
  const TemplateDictionaryInterface& Next() override {
    current_ = std::make_unique<Scope>(parts_[next_++], outer_, rendering_);
    return *current_;
  }

 private:
  std::span<const Part> parts_;
  std::size_t next_ = 0;
  const Scope* outer_;
  Rendering& rendering_;
  std::unique_ptr<Scope> current_;
};

std::string_view Scope::value_of(const Part::Value& value) const {
  if (const auto* plain = std::get_if<std::string>(&value)) return *plain;
  const Messages& messages = rendering_->messages;
  const auto* moment = std::get_if<Moment>(&value);
  try {
    return rendering_->texts.emplace_back(moment ? messages.text(*moment)
                                                 : messages.text(std::get<Text>(value)));
  } catch (...) {
    if (!rendering_->failure) rendering_->failure = std::current_exception();
    return {};
  }
}

TemplateString Scope::GetValue(const TemplateString& variable) const {
  for (const Scope* scope = this; scope; scope = scope->outer_) {
    const auto found = scope->part_->values().find(text_of(variable));
    if (found == scope->part_->values().end()) continue;
    const std::string_view value = value_of(found->second);
    return {value.data(), value.size()};
  }
  if (rendering_->unset.empty()) rendering_->unset = text_of(variable);
  return {"", 0};
}

const std::vector<Part>* Scope::section(std::string_view name) const {
  for (const Scope* scope = this; scope; scope = scope->outer_) {
    const auto found = scope->part_->sections().find(name);
    if (found != scope->part_->sections().end()) return &found->second;
  }
  return nullptr;
}

bool Scope::IsHiddenSection(const TemplateString& name) const {
  return section(text_of(name)) == nullptr;
}

bool Scope::IsUnhiddenSection(const TemplateString& name) const { return !IsHiddenSection(name); }

Scope::Iterator* Scope::CreateSectionIterator(const TemplateString& name) const {
  const std::vector<Part>* parts = section(text_of(name));
  return new Parts(parts ? std::span<const Part>(*parts) : std::span<const Part>{}, this,
                   *rendering_);
}

bool Scope::IsHiddenTemplate(const TemplateString& name) const {
  return text_of(name) != "CONTENT";
}

const char* Scope::GetIncludeTemplateName(const TemplateString&, int) const {
  return rendering_->body_file.c_str();
}

Scope::Iterator* Scope::CreateTemplateIterator(const TemplateString&) const {
  return new Parts(std::span(&rendering_->body, 1), this, *rendering_);
}

void Scope::DumpToString(std::string* out, int) const { out->append("(not printed)"); }

}  // namespace portillon
