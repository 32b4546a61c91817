#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace portillon {
namespace {

using Problems = std::vector<std::string>;

struct Tag {
  std::string name;
  std::string text;        // from '<' to '>'
  std::string attributes;  // template markers taken out
};

std::string replaced(const std::string& text, const char* pattern, const char* with) {
  return std::regex_replace(text, std::regex(pattern), with);
}

std::vector<Tag> tags(const std::string& html) {
  static const std::regex kTag(R"(<([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>)");
  std::vector<Tag> all;
  for (std::sregex_iterator at(html.begin(), html.end(), kTag), end; at != end; ++at) {
    all.push_back({(*at)[1], at->str(), replaced((*at)[2], R"(\{\{[#/][^}]*\}\})", "")});
  }
  return all;
}

// The value of an attribute as the template has it, or empty.
std::string attribute(const Tag& tag, const std::string& name) {
  std::smatch match;
  const std::regex pattern("\\s" + name + "=\"([^\"]*)\"");
  return std::regex_search(tag.attributes, match, pattern) ? match[1].str() : "";
}

void check_tag(const Tag& tag, Problems& problems) {
  const std::string bare = replaced(tag.attributes, "\"[^\"]*\"", "\"\"");
  if (bare.find('\'') != std::string::npos) problems.push_back("single quotes: " + tag.text);
  if (std::regex_search(bare, std::regex(R"(=[^"])")) || bare.ends_with("=")) {
    problems.push_back("attribute without quotes: " + tag.text);
  }
  if (std::regex_search(bare, std::regex(R"(\son[a-z]+=)"))) {
    problems.push_back("inline handler: " + tag.text);
  }
  if (std::regex_search(bare, std::regex(R"(\sstyle=)"))) {
    problems.push_back("inline style: " + tag.text);
  }
  if (tag.name == "style") problems.push_back("inline style sheet");
  if (tag.name == "script" && attribute(tag, "src").empty()) problems.push_back("inline script");
  if (tag.name == "label" && attribute(tag, "for").empty()) {
    problems.push_back("label for nothing: " + tag.text);
  }
  if (tag.name == "form" && attribute(tag, "method").empty()) {
    problems.push_back("form without method: " + tag.text);
  }
  if (tag.name == "img" && tag.attributes.find("alt=\"") == std::string::npos) {
    problems.push_back("image without alt: " + tag.text);
  }
  for (const char* name : {"src", "href", "action"}) {
    const std::string value = attribute(tag, name);
    // A link to another site is the visitor's choice; anything fetched from one is not.
    const char* foreign =
        tag.name == "a" ? "^(http:|//|data:|javascript:)" : "^(https?:|//|data:|javascript:)";
    if (std::regex_search(value, std::regex(foreign, std::regex::icase))) {
      problems.push_back("foreign resource: " + tag.text);
    }
    if (value == "{{PHONE_LINK}}" || value == "{{MAIL}}") {
      problems.push_back("link without tel: or mailto: " + tag.text);
    }
  }
}

void check_labels(const std::vector<Tag>& all, Problems& problems) {
  std::set<std::string> ids, labelled;
  for (const Tag& tag : all) {
    if (tag.name == "label") labelled.insert(attribute(tag, "for"));
    if (!attribute(tag, "id").empty()) ids.insert(attribute(tag, "id"));
  }
  for (const std::string& id : labelled) {
    if (!id.empty() && !ids.contains(id)) problems.push_back("label for an absent id: " + id);
  }
  for (const Tag& tag : all) {
    const bool field = tag.name == "input" || tag.name == "select" || tag.name == "textarea";
    if (!field || attribute(tag, "type") == "hidden") continue;
    if (!labelled.contains(attribute(tag, "id"))) {
      problems.push_back("field without label: " + tag.text);
    }
  }
}

void check_forms(const std::string& html, Problems& problems) {
  static const std::regex kForm(R"(<form[^>]*method="post"[^>]*>([\s\S]*?)</form>)");
  for (std::sregex_iterator at(html.begin(), html.end(), kForm), end; at != end; ++at) {
    if ((*at)[1].str().find("name=\"csrf\" value=\"{{CSRF}}\"") == std::string::npos) {
      problems.push_back("form without token");
    }
  }
}

Problems problems_of(const std::string& text) {
  Problems problems;
  if (!text.starts_with("{{%AUTOESCAPE context=\"HTML\"}}\n")) problems.push_back("no pragma");
  if (text.find(":none") != std::string::npos) problems.push_back("not escaped");
  const std::string html = replaced(text, R"(<!--[\s\S]*?-->)", "");
  const std::vector<Tag> all = tags(html);
  for (const Tag& tag : all) check_tag(tag, problems);
  check_labels(all, problems);
  check_forms(html, problems);
  return problems;
}

// What people would read and translators would never see: letters outside of marks.
std::string unmarked(const std::string& text) {
  std::string bare = replaced(text, R"(\[\[[\s\S]*?\]\])", "");
  for (const Tag& tag : tags(replaced(bare, R"(<!--[\s\S]*?-->)", ""))) {
    for (const char* name : {"alt", "aria-label", "title", "placeholder"}) {
      const std::string value = replaced(attribute(tag, name), R"(\{\{[^}]*\}\})", "");
      if (!value.empty()) return tag.text;
    }
  }
  bare = replaced(bare, R"(\{\{[^}]*\}\})", "");
  bare = replaced(bare, R"(<(?:"[^"]*"|[^>"])*>|&[a-z]+;)", "");
  const auto letter = std::ranges::find_if(bare, [](char c) { return std::isalpha(c) || c < 0; });
  return letter == bare.end() ? "" : std::string(letter, bare.end()).substr(0, 40);
}

std::string with(const std::string& html) {
  const Problems problems = problems_of("{{%AUTOESCAPE context=\"HTML\"}}\n" + html);
  return problems.empty() ? "good" : problems.front().substr(0, problems.front().find(':'));
}

BOOST_AUTO_TEST_SUITE(templates)

BOOST_AUTO_TEST_CASE(every_template_keeps_the_rules) {
  std::size_t count = 0;
  for (const char* folder : {"/pages", "/pages/static"}) {
    const std::filesystem::path path = std::string(PORTILLON_SOURCE) + folder;
    if (!std::filesystem::is_directory(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() != ".html") continue;
      ++count;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      for (const std::string& problem : problems_of(text)) {
        BOOST_ERROR(entry.path().filename().string() << ": " << problem);
      }
      BOOST_TEST(unmarked(text) == "", entry.path().filename().string() << ": " << unmarked(text));
    }
  }
  BOOST_TEST(count >= 4U);
}

BOOST_AUTO_TEST_CASE(a_template_without_escaping_is_found) {
  BOOST_TEST(problems_of("<p>x</p>").front() == "no pragma");
  BOOST_TEST(with("{{A:none}}") == "not escaped");
}

BOOST_AUTO_TEST_CASE(a_text_without_marks_is_found) {
  BOOST_TEST(unmarked("<p class=\"p-lead\">[[Bonjour {{NAME}}]]</p> {{VALUE}}&nbsp;: <br>") == "");
  BOOST_TEST(unmarked("<p>[[Bonjour]] à tous</p>") == "à tous");
  BOOST_TEST(unmarked("<img alt=\"Dessin\">") == "<img alt=\"Dessin\">");
  BOOST_TEST(unmarked("<img alt=\"[[Dessin]]\"><img alt=\"\"><a title=\"{{NAME}}\">") == "");
}

BOOST_AUTO_TEST_CASE(inline_code_is_found) {
  BOOST_TEST(with("<script>x()</script>") == "inline script");
  BOOST_TEST(with("<style>p{}</style>") == "inline style sheet");
  BOOST_TEST(with("<p style=\"color:red\">x</p>") == "inline style");
  BOOST_TEST(with("<p onclick=\"x()\">x</p>") == "inline handler");
}

BOOST_AUTO_TEST_CASE(attributes_without_good_quotes_are_found) {
  BOOST_TEST(with("<p class=x>x</p>") == "attribute without quotes");
  BOOST_TEST(with("<p class={{A}}>x</p>") == "attribute without quotes");
  BOOST_TEST(with("<p class='x'>x</p>") == "single quotes");
  BOOST_TEST(with("<p class=\"a=b\"{{#A}} hidden{{/A}}>x</p>") == "good");
}

BOOST_AUTO_TEST_CASE(foreign_resources_are_found) {
  for (const char* url : {"https://cdn.fr/x.js", "//cdn.fr/x.js", "data:text/html,x"}) {
    BOOST_TEST(with("<script src=\"" + std::string(url) + "\"></script>") == "foreign resource");
  }
  BOOST_TEST(with("<a href=\"javascript:x\">x</a>") == "foreign resource");
  BOOST_TEST(with("<form method=\"get\" action=\"https://a.fr\"></form>") == "foreign resource");
  BOOST_TEST(with("<a href=\"https://www.defenseurdesdroits.fr/\">x</a>") == "good");
  BOOST_TEST(with("<a href=\"{{PHONE_LINK}}\">x</a>") == "link without tel");
}

BOOST_AUTO_TEST_CASE(fields_without_label_are_found) {
  BOOST_TEST(with("<input id=\"a\" name=\"a\">") == "field without label");
  BOOST_TEST(with("<label>x</label>") == "label for nothing");
  BOOST_TEST(with("<label for=\"a\">x</label>") == "label for an absent id");
  BOOST_TEST(with("<label for=\"a\">x</label><input id=\"a\" name=\"a\">") == "good");
  BOOST_TEST(with("<img src=\"{{ASSET_X_SVG}}\">") == "image without alt");
}

BOOST_AUTO_TEST_CASE(forms_without_token_are_found) {
  BOOST_TEST(with("<form method=\"post\" action=\"{{ACTION}}\"></form>") == "form without token");
  BOOST_TEST(with("<form action=\"{{ACTION}}\"></form>") == "form without method");
  BOOST_TEST(
      with("<form method=\"post\" action=\"{{ACTION}}\"><input type=\"hidden\" name=\"csrf\" "
           "value=\"{{CSRF}}\"></form>") == "good");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
