#include "shell/render.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "message_ids.h"
#include "shell/fakes.h"
#include "shell/start_error.h"
#include "tests/support/pretend_language.h"

namespace portillon {
namespace {

constexpr std::string_view kCode[] = {"code"};

Settings settings() {
  Settings all;
  all.caisse.name = "MSA <d'Essai>";
  all.caisse.phone = "+33 3 20 90 05 00";
  all.caisse.mail = "aide@exemple.fr";
  return all;
}

class Sheet {
 public:
  explicit Sheet(std::string_view page, Settings with = settings()) {
    test::write_pages(folder_, std::string(test::kPragmaLine) + std::string(page));
    renderer_ = std::make_unique<Renderer>(folder_.path(), with, kCode);
  }
  std::string operator()(const View& view) const {
    return renderer_->render(view, {"the-token", "/acces/code"});
  }
  std::string refusal(const View& view) const {
    try {
      (*this)(view);
    } catch (const RenderError& error) {
      return error.what();
    }
    return "rendered";
  }

 private:
  test::Folder folder_;
  std::unique_ptr<Renderer> renderer_;
};

bool holds(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

// What keeps a renderer of this page from being made.
std::string start_refusal(std::string_view page) {
  const test::Folder folder;
  test::write_pages(folder, page);
  try {
    Renderer(folder.path(), settings(), kCode);
  } catch (const StartError& error) {
    return std::string(error.what()).substr(folder.path().string().size());
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(render)

BOOST_AUTO_TEST_CASE(marks_around_a_text_are_not_shown) {
  BOOST_TEST(
      holds(Sheet("<p>[[Un code\n   {{#BY}}par SMS{{/BY}}.]]</p>")(View("code")), "<p>Un code ."));
  BOOST_TEST(start_refusal(std::string(test::kPragmaLine) + "<p>[[Un code</p>") ==
             "/code.html: [[ without ]]: Un code</p>");
  BOOST_TEST(start_refusal(std::string(test::kPragmaLine) + "<p>Un code]]</p>") ==
             "/code.html: ]] without [[");
  BOOST_TEST(start_refusal(std::string(test::kPragmaLine) + "[[Un [[code]]]]") ==
             "/code.html: [[ without ]]: Un [[code");
}

// Such a page is rendered once: the second comes from what was kept.
BOOST_AUTO_TEST_CASE(a_page_of_nobody_has_the_token_and_address_of_each_request) {
  const test::Folder folder;
  test::write_pages(folder, std::string(test::kPragmaLine) +
                                "<p>{{CSRF}} {{ACTION}} <i>{{TYPED}}</i> {{CSRF}}</p>");
  const Renderer renderer(folder.path(), settings(), kCode);
  View blank("code");
  blank.body().set("TYPED", "");
  for (const char* token : {"one", "two", "three"}) {
    for (const char* action : {"/acces/code", "/acces/other"}) {
      const std::string expected =
          std::string("<p>") + token + " " + action + " <i></i> " + token + "</p>";
      BOOST_TEST(holds(renderer.render(blank, {token, action}), expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_one_visitor_typed_or_is_told_comes_to_no_other) {
  const Sheet sheet(
      "<p>{{TYPED}}{{#MORE}}more{{/MORE}}{{#ERROR_CODE}}{{ERROR_TEXT}}{{/ERROR_CODE}}</p>");
  View blank("code");
  blank.body().set("TYPED", "");
  const std::string first = sheet(blank);
  View typed("code");
  typed.body().set("TYPED", "1 84 12");
  BOOST_TEST(holds(sheet(typed), "1 84 12"));
  View more = blank;
  more.body().show("MORE");
  BOOST_TEST(holds(sheet(more), "more"));
  View wrong = blank;
  wrong.error("code", msg::code_exhausted);
  BOOST_TEST((sheet(wrong) != first));
  View leaves = blank;
  leaves.abandon();
  BOOST_TEST((BlankPages::name_of(leaves, {}) != BlankPages::name_of(blank, {})));
  BOOST_TEST(!BlankPages::name_of(typed, {}));
  BOOST_TEST(!BlankPages::name_of(wrong, {}));
  BOOST_TEST((sheet(blank) == first));
}

BOOST_AUTO_TEST_CASE(a_page_is_shown_in_the_language_of_the_frame) {
  const test::Folder folder;
  test::write_pages(folder, std::string(test::kPragmaLine) + "<p>[[Un code]] {{WHEN}}</p>");
  test::write_pretended(folder.path(), "he");
  Settings all = settings();
  all.site.languages = {*Language::parse("he")};
  const Renderer renderer(folder.path(), all, kCode);
  View view("code");
  view.body().set("WHEN", Text(MessageId{"heading_sent"}));
  const auto shown = [&](std::string_view tag) {
    return renderer.render(view, {"token", "/acces/code", *Language::parse(tag)});
  };
  BOOST_TEST(holds(shown("fr"), "<html lang=\"fr\">"));
  BOOST_TEST(holds(shown("fr"), "<p>Un code Confirmation</p>"));
  BOOST_TEST(holds(shown("fr"), "<a href=\"?langue=he\" lang=\"he\" hreflang=\"he\">"));
  BOOST_TEST(holds(shown("he"), "<html lang=\"he\" dir=\"rtl\">"));
  BOOST_TEST(holds(shown("he"), "<p>¿Un code ¿Confirmation</p>"));
  BOOST_TEST(holds(shown("he"), "¿Aller au contenu"));
  BOOST_TEST(holds(shown("he"), "<a href=\"?langue=fr\" lang=\"fr\" hreflang=\"fr\">"));
  BOOST_TEST(holds(shown("en"), "<html lang=\"fr\">"));
  BOOST_TEST(renderer.speaks(*Language::parse("he")));
  BOOST_TEST(!renderer.speaks(*Language::parse("en")));
}

BOOST_AUTO_TEST_CASE(a_page_stands_inside_the_layout) {
  const Sheet sheet("<p>{{WORD}}</p>");
  View view("code");
  view.step(2, 4).abandon().notice(Text(MessageId{"heading_sent"}));
  view.body().set("WORD", "bonjour");
  const std::string html = sheet(view);
  BOOST_TEST(html.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
  BOOST_TEST(holds(html, "<title>Demande d&#39;un nouveau mot de passe – MSA &lt;d&#39;Essai&gt;"));
  BOOST_TEST(holds(html, ">Demande d&#39;un nouveau mot de passe</h1>"));
  BOOST_TEST(holds(html, "<p>bonjour</p>"));
  BOOST_TEST(holds(html, "Étape 2 sur 4"));
  BOOST_TEST(holds(html, ">Confirmation</p>"));
  BOOST_TEST(holds(html, "action=\"/acces/abandon\""));
  BOOST_TEST(holds(html, "name=\"csrf\" value=\"the-token\""));
  BOOST_TEST(holds(html, "href=\"tel:+33320900500\""));
  BOOST_TEST(holds(html, "href=\"mailto:aide@exemple.fr\""));
  BOOST_TEST(!holds(html, "Se déconnecter"));
  BOOST_TEST(!holds(html, "{{"));
}

BOOST_AUTO_TEST_CASE(values_are_escaped_where_they_stand) {
  const Sheet sheet(
      "<p>{{WORD}}</p><a href=\"{{PREFIX}}code?a={{WORD}}\" title=\"{{WORD}}\">x</a>"
      "<a href=\"{{LINK}}\">y</a>");
  View view("code");
  view.body().set("WORD", "<script>\"'&").set("LINK", "javascript:alert(1)");
  const std::string html = sheet(view);
  BOOST_TEST(holds(html, "<p>&lt;script&gt;&quot;&#39;&amp;</p>"));
  BOOST_TEST(holds(html, "title=\"&lt;script&gt;&quot;&#39;&amp;\""));
  BOOST_TEST(!holds(html, "<script>\""));
  BOOST_TEST(!holds(html, "javascript:"));
}

BOOST_AUTO_TEST_CASE(an_error_is_said_on_top_and_at_the_field) {
  const Sheet sheet(
      "<div class=\"p-field{{#ERROR_CODE}} p-field--error{{/ERROR_CODE}}\">"
      "{{#ERROR_CODE}}<p id=\"code-error\">{{ERROR_TEXT}}</p>{{/ERROR_CODE}}</div>");
  View view("code");
  view.error("code", Text(MessageId{"heading_stale"}));
  const std::string html = sheet(view);
  BOOST_TEST(holds(html, "<title>Erreur : "));
  BOOST_TEST(holds(html, "role=\"alert\" tabindex=\"-1\""));
  BOOST_TEST(holds(html, "href=\"#code\">Cette page n&#39;est plus à jour</a>"));
  BOOST_TEST(holds(html, "<p id=\"code-error\">Cette page n&#39;est plus à jour</p>"));
  BOOST_TEST(holds(html, "p-field--error"));
  BOOST_TEST(holds(html, "Une réponse est à corriger"));
  BOOST_TEST(!holds(sheet(View("code")), "code-error"));
}

BOOST_AUTO_TEST_CASE(two_errors_of_one_field_repeat_no_attribute) {
  const Sheet sheet(
      "<input{{#ERROR_CODE}} aria-invalid=\"true\"{{/ERROR_CODE}}>"
      "{{#ERROR_CODE}}<i>{{ERROR_TEXT}}</i>{{/ERROR_CODE}}");
  View view("code");
  view.error("code", Text(MessageId{"heading_stale"}))
      .error("code", Text(MessageId{"heading_sent"}));
  const std::string html = sheet(view);
  BOOST_TEST(holds(html, "<input aria-invalid=\"true\"><i>Cette page n&#39;est plus à jour</i>"));
  BOOST_TEST(holds(html, "2 réponses sont à corriger"));
}

BOOST_AUTO_TEST_CASE(an_error_of_the_whole_page_links_nowhere) {
  View view("code");
  view.error("", Text(MessageId{"heading_stale"}));
  const std::string html = Sheet("<p></p>")(view);
  BOOST_TEST(holds(html, "<li>Cette page n&#39;est plus à jour</li>"));
}

BOOST_AUTO_TEST_CASE(sections_repeat_and_inherit) {
  const Sheet sheet("{{#ROW}}<i>{{A}}{{B}}{{#ERROR_X}}!{{/ERROR_X}}</i>{{/ROW}}");
  View view("code");
  view.body().set("A", "a");
  view.body().add("ROW").set("B", "1");
  view.body().add("ROW").set("B", "2").set("A", "z");
  BOOST_TEST(holds(sheet(view), "<i>a1</i><i>z2</i>"));
  view.error("x", Text(MessageId{"heading_stale"}));
  BOOST_TEST(holds(sheet(view), "<i>a1!</i><i>z2!</i>"));
}

BOOST_AUTO_TEST_CASE(a_shown_variable_that_was_not_set_breaks_the_rendering) {
  const Sheet sheet("<p>{{WORD}}</p>{{#MORE}}{{OTHER}}{{/MORE}}");
  View view("code");
  BOOST_TEST(sheet.refusal(view) == "code.html: shows WORD, which was not set");
  view.body().set("WORD", "");
  BOOST_TEST(sheet.refusal(view) == "rendered");
  view.body().show("MORE");
  BOOST_TEST(sheet.refusal(view) == "code.html: shows OTHER, which was not set");
}

BOOST_AUTO_TEST_CASE(what_the_template_does_not_have_breaks_the_rendering) {
  const Sheet sheet("{{#ROW}}<p>{{WORD}}</p>{{/ROW}}");
  const auto refusal = [&](auto change) {
    View view("code");
    change(view);
    return sheet.refusal(view);
  };
  BOOST_TEST(refusal([](View& view) { view.body().set("WROD", ""); }) ==
             "code.html: has no WROD, which the view sets");
  BOOST_TEST(refusal([](View& view) { view.body().show("ROWS"); }) ==
             "code.html: has no ROWS, which the view sets");
  BOOST_TEST(refusal([](View& view) { view.body().add("ROW").set("WORDS", ""); }) ==
             "code.html: has no ROW.WORDS, which the view sets");
  BOOST_TEST(refusal([](View& view) { view.error("word", Text(MessageId{"heading_stale"})); }) ==
             "code.html: has no ERROR_WORD, which the view sets");
  BOOST_TEST(refusal([](View& view) { view.body().set("WORD", "inherited"); }) == "rendered");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_there_breaks_the_rendering_without_a_leak) {
  const Sheet sheet("{{#ROW}}<p>{{WORD}}</p>{{/ROW}}");
  View view("code");
  view.body().add("ROW").set("WORD", Text(MessageId{"no_such_text"}));
  view.body().add("ROW").set("WORD", "x");
  BOOST_TEST(sheet.refusal(view) == "no_such_text: there is no such text");
}

BOOST_AUTO_TEST_CASE(a_page_that_was_not_loaded_is_named) {
  BOOST_TEST(Sheet("x").refusal(View("sent")) == "sent.html: was not loaded");
}

BOOST_AUTO_TEST_CASE(the_caisse_may_have_no_phone_and_may_have_a_logo) {
  Settings bare;
  bare.caisse.logo = "/logo.svg";
  const std::string html = Sheet("x", bare)(View("code"));
  BOOST_TEST(!holds(html, "tel:"));
  BOOST_TEST(!holds(html, "mailto:"));
  BOOST_TEST(holds(html, "src=\"/logo.svg\""));
}

BOOST_AUTO_TEST_CASE(a_template_without_escaping_is_refused_at_start) {
  BOOST_TEST(start_refusal("<p>{{WORD}}</p>") ==
             "/code.html: its first line is not {{%AUTOESCAPE context=\"HTML\"}}");
}

BOOST_AUTO_TEST_CASE(a_broken_template_is_refused_at_start) {
  const std::string pragma(test::kPragmaLine);
  BOOST_TEST(start_refusal(pragma + "<p>x") == "/code.html: <p> is not begun as often as ended");
  BOOST_TEST(start_refusal(pragma + "x</section>") ==
             "/code.html: <section> is not begun as often as ended");
  BOOST_TEST(start_refusal(pragma + "<br><p>a<wbr>b</p><hr>") == "accepted");
  BOOST_TEST(start_refusal(pragma + "{{#A}}x") == "/code.html: {{#A}} is not closed");
  BOOST_TEST(start_refusal(pragma + "{{#A}}{{/B}}") == "/code.html: {{/B}} closes nothing");
  BOOST_TEST(start_refusal(pragma + "{{A") == "/code.html: a {{ is not closed");
  BOOST_TEST(start_refusal(pragma + "{{=<% %>=}}") == "/code.html: delimiters must not be changed");
}

BOOST_AUTO_TEST_CASE(a_missing_template_is_named_at_start) {
  const test::Folder folder;
  test::write_pages(folder, test::kPragmaLine);
  std::filesystem::remove(folder / "code.html");
  try {
    Renderer(folder.path(), settings(), kCode);
    BOOST_ERROR("accepted");
  } catch (const StartError& error) {
    BOOST_TEST(error.what() == (folder / "code.html").string() + ": cannot be read");
  }
}

BOOST_AUTO_TEST_CASE(two_renderers_of_one_name_do_not_meet) {
  const Sheet one("un");
  const Sheet two("deux");
  BOOST_TEST(holds(one(View("code")), "un"));
  BOOST_TEST(holds(two(View("code")), "deux"));
}

BOOST_AUTO_TEST_CASE(threads_may_render_at_once) {
  const Sheet sheet("{{#ROW}}<i>{{WORD}}</i>{{/ROW}}");
  std::atomic<unsigned> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        View view("code");
        const std::string word = std::to_string(t) + "-" + std::to_string(i);
        view.body().add("ROW").set("WORD", word);
        if (!holds(sheet(view), "<i>" + word + "</i>")) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
