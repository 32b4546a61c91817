// Every language of pages/ beside the French, file by file. What is missing stops pages and courier
// as well (shell/words.h, courier/texts.h); here all of it is told at once, and what no program can
// know.
#include <toml++/toml.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/text.h"
#include "shell/languages.h"
#include "shell/marked_text.h"
#include "shell/plural.h"

namespace portillon {
namespace {

const std::filesystem::path kPages = PORTILLON_SOURCE "/pages";

using Problems = std::vector<std::string>;
using Marks = std::multiset<std::string>;

std::string whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// From each `open` to the next `close`, both with it.
Marks marks(std::string_view text, std::string_view open, std::string_view close) {
  Marks found;
  for (std::size_t at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
    const std::size_t end = text.find(close, at);
    if (end == text.npos) break;
    found.emplace(text.substr(at, end + close.size() - at));
  }
  return found;
}

std::set<std::string> kinds_of(const Marks& all) { return {all.begin(), all.end()}; }

Marks of_template(std::string_view text) {
  Marks all = marks(text, "{{", "}}");
  all.merge(marks(text, "<", ">"));
  return all;
}

// Sections close in the order in which they open.
bool nests(std::string_view text) {
  std::vector<std::string_view> open;
  for (std::size_t at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    const std::string_view name = text.substr(at + 3, text.find("}}", at) - at - 3);
    if (text[at + 2] == '#') open.push_back(name);
    if (text[at + 2] != '/') continue;
    if (open.empty() || open.back() != name) return false;
    open.pop_back();
  }
  return open.empty();
}

bool has_words(std::string_view text) {
  std::size_t letters = 0;
  bool inside = false;
  for (const char c : text) {
    if (c == '{' || c == '<') inside = true;
    if (!inside && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) ++letters;
    if (c == '}' || c == '>') inside = false;
  }
  return letters > 1;
}

using Texts = std::map<std::string, std::string>;

Texts messages_of(const std::filesystem::path& file) {
  Texts all;
  for (const auto& [key, node] : toml::parse_file(file.string())) {
    all.emplace(key.str(), node.value<std::string>().value_or(""));
  }
  return all;
}

// By template, as templates.toml has it.
std::map<std::string, std::set<std::string>> french_of_templates() {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kPages)) {
    const std::filesystem::path file = entry.path().lexically_relative(kPages);
    const bool page = !file.has_parent_path() || file.parent_path() == "static";
    if (!page || file.extension() != ".html") continue;
    const std::string stem = (file.parent_path() / file.stem()).string();
    with_texts(whole(entry.path()), [&](std::string_view text) {
      all[stem].insert(key_of_text(text));
      return std::string();
    });
  }
  return all;
}

// KEY of KEY_one, KEY_few …: each form has the marks of the French one.
std::string french_key(const Texts& french, const std::string& key, Language language) {
  if (french.contains(key)) return key;
  for (const std::string_view form : plural_forms(language)) {
    if (!key.ends_with("_" + std::string(form))) continue;
    const std::string other = key.substr(0, key.size() - form.size()) + "other";
    if (french.contains(other)) return other;
  }
  return "";
}

// What dates may use besides: see moment_clock in messages.toml.
std::set<std::string> without_clock(std::set<std::string> marks) {
  for (const auto* each : {"{hour}", "{hour_12}", "{half}"}) marks.erase(each);
  return marks;
}

void check_messages(Language language, Problems& problems) {
  const Texts french = messages_of(kPages / "messages.toml");
  const Texts here = messages_of(kPages / language.tag() / "messages.toml");
  for (const auto& [key, text] : here) {
    const std::string source = french_key(french, key, language);
    if (source.empty()) {
      problems.push_back(key + ": no page asks for this text");
    } else if (without_clock(kinds_of(marks(text, "{", "}"))) !=
               without_clock(kinds_of(marks(french.at(source), "{", "}")))) {
      problems.push_back(key + ": has other marks than the French");
    }
    if (text.empty()) problems.push_back(key + ": is empty");
  }
  for (const auto& [key, text] : french) {
    const bool counted = key.ends_with("_one") || key.ends_with("_other");
    const std::string stem = counted ? key.substr(0, key.rfind('_')) : key;
    if (here.contains(key)) continue;
    const bool all_forms =
        counted && std::ranges::all_of(plural_forms(language), [&](std::string_view form) {
          return here.contains(stem + "_" + std::string(form));
        });
    if (!all_forms) problems.push_back(key + ": this text is missing");
  }
}

void check_templates(Language language, Problems& problems) {
  const toml::table here = toml::parse_file((kPages / language.tag() / "templates.toml").string());
  const auto french = french_of_templates();
  for (const auto& [stem, texts] : french) {
    const toml::node* node = here.get(stem);
    Texts translations;
    if (node != nullptr && node->is_table()) {
      for (const auto& [key, said] : *node->as_table()) {
        translations.emplace(key_of_text(key.str()), said.value<std::string>().value_or(""));
      }
    }
    for (const std::string& text : texts) {
      const auto said = translations.find(text);
      const std::string where = "[" + stem + "] " + text;
      if (said == translations.end()) {
        problems.push_back(where + ": is not translated");
      } else if (of_template(said->second) != of_template(text) || !nests(said->second)) {
        problems.push_back(where + ": has other variables, sections or tags than the French");
      }
    }
  }
  for (const auto& [stem, node] : here) {
    const auto known = french.find(std::string(stem.str()));
    if (!node.is_table()) continue;
    for (const auto& [text, said] : *node.as_table()) {
      if (known == french.end() || !known->second.contains(key_of_text(text.str()))) {
        problems.push_back("[" + std::string(stem.str()) + "] " + std::string(text.str()) +
                           ": is in no template");
      }
    }
  }
}

// "en | key or French | reason"
std::set<std::string> may_stay_french(Language language) {
  std::set<std::string> keys;
  std::ifstream in(PORTILLON_SOURCE "/tests/templates/same_as_french.txt");
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(" | ");
    const std::size_t second = line.rfind(" | ");
    if (line.starts_with('#') || first == second) continue;
    BOOST_TEST(second + 4 < line.size(), line << ": no reason");
    if (line.substr(0, first) != language.tag()) continue;
    keys.emplace(text::trim(std::string_view(line).substr(first + 3, second - first - 3)));
  }
  return keys;
}

void check_nothing_stayed_french(Language language, Problems& problems) {
  std::set<std::string> allowed = may_stay_french(language);
  const auto look = [&](const std::string& key, const std::string& french,
                        const std::string& here) {
    const bool listed = allowed.erase(key) > 0;
    if (here == french && has_words(french) && !listed) {
      problems.push_back(key + ": is still the French");
    }
    if (here != french && listed) problems.push_back(key + ": is on the list for nothing");
  };
  const Texts french = messages_of(kPages / "messages.toml");
  for (const auto& [key, text] : messages_of(kPages / language.tag() / "messages.toml")) {
    const auto source = french.find(key);
    if (source != french.end()) look(key, source->second, text);
  }
  for (const auto& [stem, node] :
       toml::parse_file((kPages / language.tag() / "templates.toml").string())) {
    if (!node.is_table()) continue;
    for (const auto& [text, said] : *node.as_table()) {
      look(std::string(text.str()), std::string(text.str()),
           said.value<std::string>().value_or(""));
    }
  }
  for (const std::string& key : allowed)
    problems.push_back(key + ": on the list, but nowhere else");
}

// Texts and letters: the same files, with the same marks however often, and the same sections.
void check_what_is_sent(Language language, Problems& problems) {
  for (const auto* folder : {"texts", "letters"}) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kPages / folder)) {
      const std::string name = entry.path().filename().string();
      if (name == "layout.email.html") continue;  // one for all languages
      names.insert(name);
      const auto file = kPages / language.tag() / folder / name;
      if (!std::filesystem::exists(file)) {
        problems.push_back(name + ": is missing");
        continue;
      }
      const std::string french = whole(entry.path());
      const std::string here = whole(file);
      for (const auto& [open, close] : {std::pair{"{", "}"}, std::pair{"\n[", "]\n"}}) {
        if (kinds_of(marks(french, open, close)) != kinds_of(marks(here, open, close))) {
          problems.push_back(name + ": has other marks than the French");
        }
      }
    }
    for (const auto& entry :
         std::filesystem::directory_iterator(kPages / language.tag() / folder)) {
      const std::string name = entry.path().filename().string();
      if (!names.contains(name)) problems.push_back(name + ": is a file of no kind");
    }
  }
}

std::string listed(const Problems& problems) {
  std::string all;
  for (const std::string& each : problems) all += "\n  " + each;
  return all;
}

using Check = void (*)(Language, Problems&);

void in_every_language(Check check) {
  for (const Language language : languages_in(kPages)) {
    Problems problems;
    check(language, problems);
    BOOST_TEST(problems.empty(), "pages/" << language.tag() << listed(problems));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(translations)

BOOST_AUTO_TEST_CASE(english_is_there) {
  BOOST_TEST((languages_in(kPages) == std::vector{*Language::parse("en")}));
}

BOOST_AUTO_TEST_CASE(every_message_is_translated_in_all_its_forms_and_no_other) {
  in_every_language(check_messages);
}

BOOST_AUTO_TEST_CASE(every_marked_text_is_translated_with_its_variables_sections_and_tags) {
  in_every_language(check_templates);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_in_french_but_what_is_listed_with_its_reason) {
  in_every_language(check_nothing_stayed_french);
}

BOOST_AUTO_TEST_CASE(every_sms_mail_and_letter_is_there_with_the_marks_of_the_french) {
  in_every_language(check_what_is_sent);
}

// What these checks find: each with a mistake of its kind.
BOOST_AUTO_TEST_CASE(a_lost_variable_section_or_tag_is_found) {
  const std::string french = "{{#BY_SMS}}par <b>SMS</b>{{/BY_SMS}} à {{TIME}}";
  BOOST_TEST((of_template(french) == of_template("{{TIME}}: {{#BY_SMS}}<b>SMS</b>{{/BY_SMS}}")));
  for (const auto* wrong : {"by <b>SMS</b> at {{TIME}}", "{{#BY_SMS}}SMS{{/BY_SMS}} at {{TIME}}",
                            "{{#BY_SMS}}by <b>SMS</b>{{/BY_SMS}} at {{time}}",
                            "{{#BY_SMS}}by <b>SMS</b>{{/BY_SMS}} at {{TIME}}{{TIME}}"}) {
    BOOST_TEST((of_template(french) != of_template(wrong)), wrong);
  }
  BOOST_TEST(nests(french));
  BOOST_TEST(!nests("{{/BY_SMS}}by <b>SMS</b>{{#BY_SMS}} at {{TIME}}"));
  BOOST_TEST(!nests("{{#A}}{{#B}}x{{/A}}{{/B}}"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
