#pragma once
// Everything that pages say in one language. French, in which it is written first, stands in the
// templates themselves and in pages/messages.toml; another language in pages/TAG/messages.toml and
// pages/TAG/templates.toml (docs/translating.md).

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "page/language.h"
#include "shell/messages.h"

namespace portillon {

class Words {
 public:
  // `pages`: the folder of the templates. Throws StartError, naming the file: not there, not
  // TOML, a text of code that is missing or too many.
  static Words load(const std::filesystem::path& pages, Language language);

  Language language() const { return messages_.language(); }
  const Messages& messages() const { return messages_; }

  // The template `stem` ("code", "static/erreur_404") in this language: what stands between marks
  // replaced; a space that does not break is looked up as a space. `file` names the template in
  // errors. Throws StartError: a mark without its other end, a text without its translation, one
  // that the template does not have, or one that has not the same variables, sections and tags.
  std::string in_words(std::string_view stem, std::string_view marked,
                       const std::string& file) const;

 private:
  using Translations = std::map<std::string, std::string, std::less<>>;
  explicit Words(Messages messages) : messages_(std::move(messages)) {}
  void read_templates(const std::filesystem::path& file);

  Messages messages_;
  std::string file_;  // of the translations; empty in French
  std::map<std::string, Translations, std::less<>> templates_;
};

}  // namespace portillon
