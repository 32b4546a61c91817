#include "shell/words.h"

#include <set>
#include <stdexcept>
#include <utility>

#include "domain/typeset.h"
#include "shell/config_table.h"
#include "shell/marked_text.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// Variables, sections and tags: what a translation may move about, and neither lose nor bring.
std::set<std::string> parts_of(std::string_view text) {
  std::set<std::string> parts;
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"{{", "}}"},
                                    std::pair<std::string_view, std::string_view>{"<", ">"}}) {
    for (std::size_t at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
      const std::size_t end = std::min(text.find(close, at), text.size());
      parts.emplace(text.substr(at, end - at));
    }
  }
  return parts;
}

}  // namespace

Words Words::load(const std::filesystem::path& pages, Language language) {
  const bool french = language == Language{};
  const std::filesystem::path folder = french ? pages : pages / language.tag();
  Words words(Messages::load(folder / "messages.toml", language));
  if (!french) words.read_templates(folder / "templates.toml");
  return words;
}

void Words::read_templates(const std::filesystem::path& file) {
  file_ = file.string();
  const toml::table root = read_toml(file_);
  for (const auto& [stem, node] : root) {
    const toml::table* table = node.as_table();
    if (!table) throw StartError(file_ + ": " + std::string(stem.str()) + ": is not a table");
    Translations& translations = templates_[std::string(stem.str())];
    for (const auto& [french, translated] : *table) {
      const auto text = translated.value_exact<std::string>();
      if (!text || text->empty()) {
        throw StartError(file_ + ": [" + std::string(stem.str()) + "] " +
                         std::string(french.str()) + ": is not a text");
      }
      translations.emplace(key_of_text(french.str()), *text);
    }
  }
}

std::string Words::in_words(std::string_view stem, std::string_view marked,
                            const std::string& file) const {
  const auto refuse = [&](std::string_view french, std::string_view problem) {
    throw StartError(file_ + ": [" + std::string(stem) + "] \"" + std::string(french) + "\" " +
                     std::string(problem));
  };
  const auto table = templates_.find(stem);
  std::set<std::string_view> used;
  const auto translated = [&](std::string_view french) {
    if (file_.empty()) return with_french_spaces(french);
    if (table == templates_.end()) refuse(french, "is not translated");
    const auto found = table->second.find(key_of_text(french));
    if (found == table->second.end()) refuse(french, "is not translated");
    if (parts_of(french) != parts_of(found->second)) {
      refuse(french, "has other variables, sections or tags than its translation");
    }
    used.insert(found->first);
    return found->second;
  };
  std::string text;
  try {
    text = with_texts(marked, translated);
  } catch (const std::invalid_argument& error) {
    throw StartError(file + ": " + error.what());
  }
  if (table == templates_.end()) return text;
  for (const auto& [french, translation] : table->second) {
    if (!used.contains(french)) refuse(french, "is not in " + file);
  }
  return text;
}

}  // namespace portillon
