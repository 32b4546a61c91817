// The files of a translation: messages.toml, or templates.toml beside good messages, and a template
// that wants its words.
#include "fuzz.h"
#include "shell/start_error.h"
#include "shell/words.h"
#include "tests/support/folder.h"

namespace portillon::fuzz {
namespace {

const Language kEnglish = *Language::parse("en");
const std::filesystem::path kPages = PORTILLON_SOURCE "/pages";

constexpr std::string_view kTemplate =
    "<h1>[[Votre code]]</h1><p>[[Il vous reste {{COUNT}} <b>essais</b>.]]</p>";

void one_line(const StartError& error) {
  must(std::string_view(error.what()).find('\n') == std::string_view::npos, "an error is one line");
}

void as_messages(std::string_view input, const test::Folder& folder) {
  try {
    Messages::load(folder.put("some.toml", input), kEnglish);
  } catch (const StartError& error) {
    one_line(error);
  }
}

void as_templates(std::string_view input, const test::Folder& folder) {
  folder.put("en/templates.toml", input);
  try {
    const Words words = Words::load(folder.path(), kEnglish);
    const std::string said = words.in_words("code", kTemplate, "code.html");
    must(said.find("[[") == said.npos && said.find("{{COUNT}}") != said.npos &&
             said.find("<b>") != said.npos,
         "a translation has all that the French has");
  } catch (const StartError& error) {
    one_line(error);
  }
}

}  // namespace

void words(std::string_view input) {
  static const test::Folder folder;
  static const bool made = [] {
    std::filesystem::create_directory(folder / "en");
    return std::filesystem::copy_file(kPages / "en/messages.toml", folder / "en/messages.toml");
  }();
  must(made, "the folder is there");
  if (take_byte(input) % 2 == 0) {
    as_messages(input, folder);
  } else {
    as_templates(input, folder);
  }
}

}  // namespace portillon::fuzz
