#include "shell/words.h"

#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "shell/fakes.h"
#include "shell/start_error.h"
#include "tests/support/pretend_language.h"

namespace portillon {
namespace {

constexpr Language kPretend = *Language::parse("xx");
constexpr std::string_view kMarked = "<p>[[Un code {{#BY}}par <b>SMS</b>{{/BY}}]]</p>{{WORD}}";

// A page `code` of one text, and a language whose table [code] holds `table`.
struct Sheets {
  explicit Sheets(std::string_view table) {
    test::write_pages(folder, std::string(test::kPragmaLine) + std::string(kMarked));
    test::write_pretended(folder.path(), "xx");
    folder.put("xx/templates.toml", "[code]\n" + std::string(table));
  }
  std::string code() const {
    try {
      return Words::load(folder.path(), kPretend).in_words("code", kMarked, "code.html");
    } catch (const StartError& error) {
      return std::string(error.what()).substr(folder.path().string().size());
    }
  }
  test::Folder folder;
};

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(french_is_what_stands_between_the_marks) {
  const Words words = Words::load(test::kRealPages, Language{});
  BOOST_TEST(words.in_words("code", kMarked, "code.html") ==
             "<p>Un code {{#BY}}par <b>SMS</b>{{/BY}}</p>{{WORD}}");
}

BOOST_AUTO_TEST_CASE(a_translation_may_move_sections_and_tags_about) {
  BOOST_TEST(Sheets("\"Un code {{#BY}}par <b>SMS</b>{{/BY}}\" = \"{{#BY}}<b>Text</b>{{/BY}} code\"")
                 .code() == "<p>{{#BY}}<b>Text</b>{{/BY}} code</p>{{WORD}}");
}

BOOST_AUTO_TEST_CASE(a_translation_neither_loses_nor_brings_a_variable_a_section_or_a_tag) {
  for (const char* wrong : {"code {{#BY}}by text{{/BY}}", "code <b>by text</b>",
                            "{{WORD}} {{#BY}}<b>x</b>{{/BY}}", "{{#BY}}<b>x</b>{{/BY}}<script>"}) {
    BOOST_TEST(Sheets("\"Un code {{#BY}}par <b>SMS</b>{{/BY}}\" = \"" + std::string(wrong) + "\"")
                   .code() ==
               "/xx/templates.toml: [code] \"Un code {{#BY}}par <b>SMS</b>{{/BY}}\" has other "
               "variables, sections or tags than its translation");
  }
}

BOOST_AUTO_TEST_CASE(a_space_that_does_not_break_is_looked_up_as_a_space) {
  const Sheets sheets("\"Un\u00a0code {{#BY}}par <b>SMS</b>{{/BY}}\" = \"{{#BY}}<b>x</b>{{/BY}}\"");
  BOOST_TEST(sheets.code() == "<p>{{#BY}}<b>x</b>{{/BY}}</p>{{WORD}}");
  const Words words = Words::load(sheets.folder.path(), kPretend);
  const std::string unbreakable = "[[Un code&nbsp;{{#BY}}par <b>SMS</b>{{/BY}}]]";
  BOOST_TEST(words.in_words("code", unbreakable, "code.html") == "{{#BY}}<b>x</b>{{/BY}}");
}

BOOST_AUTO_TEST_CASE(a_text_without_translation_is_named) {
  BOOST_TEST(Sheets("").code().ends_with("{{/BY}}\" is not translated"));
}

BOOST_AUTO_TEST_CASE(a_translation_of_what_is_no_more_there_is_named) {
  BOOST_TEST(Sheets("\"Un code {{#BY}}par <b>SMS</b>{{/BY}}\" = \"{{#BY}}<b>x</b>{{/BY}}\"\n"
                    "\"Un autre\" = \"Another\"")
                 .code() == "/xx/templates.toml: [code] \"Un autre\" is not in code.html");
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_named) {
  BOOST_TEST(Sheets("\"Un code\" = 1").code() ==
             "/xx/templates.toml: [code] Un code: is not a text");
  BOOST_TEST(Sheets("\"Un code\" = \"\"").code() ==
             "/xx/templates.toml: [code] Un code: is not a text");
}

BOOST_AUTO_TEST_CASE(a_language_without_its_files_is_named) {
  try {
    Words::load(test::kRealPages, *Language::parse("zz"));
    BOOST_ERROR("accepted");
  } catch (const StartError& error) {
    BOOST_TEST(std::string(error.what()).ends_with("pages/zz/messages.toml: cannot be read"));
  }
}

BOOST_AUTO_TEST_CASE(every_page_can_be_said_in_another_language) {
  const test::Folder folder;
  const auto pages = folder / "pages";
  std::filesystem::copy(test::kRealPages, pages, std::filesystem::copy_options::recursive);
  test::write_pretended(pages, "xx");
  const Words words = Words::load(pages, kPretend);
  unsigned seen = 0;
  for (const char* parent : {"", "static/"}) {
    for (const auto& entry : std::filesystem::directory_iterator(pages / parent)) {
      if (entry.path().extension() != ".html") continue;
      const std::string stem = parent + entry.path().stem().string();
      const std::string text =
          words.in_words(stem, test::whole(entry.path()), entry.path().string());
      BOOST_TEST(text.find("[[") == std::string::npos, stem);
      ++seen;
    }
  }
  BOOST_TEST(seen > 20U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
