#include "page/palette.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "shell/assets.h"
#include "shell/config.h"
#include "shell/start_error.h"
#include "tests/shell/fakes.h"

namespace portillon {
namespace {

// What is wrong with these lines of [caisse], or "accepted".
std::string refusal(const std::string& lines) {
  try {
    parse_config("[site]\norigin = \"https://exemple.fr\"\n[caisse]\n" + lines, "p.toml");
  } catch (const StartError& error) {
    return error.what();
  }
  return "accepted";
}

Palette palette_of(const std::string& lines) {
  return parse_config("[site]\norigin = \"https://exemple.fr\"\n[caisse]\n" + lines, "p.toml")
      .settings.caisse.palette;
}

std::string style(const Palette& palette) {
  for (const Asset& asset : load_assets(test::kRealPages, palette)) {
    if (asset.name == "portillon.css") return asset.bytes;
  }
  return {};
}

// Tokens of the two :root blocks, light first.
std::pair<std::map<std::string, std::string>, std::map<std::string, std::string>> tokens(
    const std::string& css) {
  std::map<std::string, std::string> found[2];
  std::size_t block = 0;
  for (auto& theme : found) {
    block = css.find(":root {", block) + 1;
    const std::size_t end = css.find('}', block);
    for (std::size_t at = block; (at = css.find("--", at)) < end; ++at) {
      const std::size_t colon = css.find(": ", at);
      theme[css.substr(at + 2, colon - at - 2)] =
          css.substr(colon + 2, css.find(';', colon) - colon - 2);
    }
  }
  return {found[0], found[1]};
}

BOOST_AUTO_TEST_SUITE(palette)

BOOST_AUTO_TEST_CASE(the_stylesheets_tokens_are_the_default_palette) {
  const auto [light, dark] = tokens(style({}));
  const auto same = [](const std::map<std::string, std::string>& theme, const Accent& accent,
                       const Grounds& grounds) {
    BOOST_TEST((*Colour::parse(theme.at("primary")) == accent.primary));
    BOOST_TEST((*Colour::parse(theme.at("primary-hover")) == accent.hover));
    BOOST_TEST((*Colour::parse(theme.at("on-primary")) == accent.on));
    BOOST_TEST((*Colour::parse(theme.at("paper")) == grounds.paper));
    BOOST_TEST((*Colour::parse(theme.at("field")) == grounds.field));
  };
  same(light, Palette{}.light, kLightGrounds);
  same(dark, Palette{}.dark, kDarkGrounds);
}

BOOST_AUTO_TEST_CASE(the_default_palette_needs_no_setting_and_passes_its_own_rule) {
  BOOST_TEST((palette_of("") == Palette{}));
  BOOST_TEST((Palette{}.light.hover == Palette{}.light.primary.darker()));
  BOOST_TEST((Palette{}.dark.hover == Palette{}.dark.primary.lighter()));
  BOOST_TEST(refusal("primary = \"#0f5c3f\"\nprimary_dark = \"#7fd3ae\"\n") == "accepted");
}

BOOST_AUTO_TEST_CASE(a_caisses_colours_are_taken_with_hover_and_lettering_that_follow) {
  const Palette blue = palette_of("primary = \"#14417b\"\nprimary_dark = \"#a9cbf7\"\n");
  BOOST_TEST(blue.light.primary.text() == "#14417b");
  BOOST_TEST(blue.light.hover.text() == "#0f315d");
  BOOST_TEST(blue.light.on.text() == "#ffffff");
  BOOST_TEST(blue.dark.on.text() == "#000000");
  const Palette told = palette_of(
      "primary = \"#14417b\"\non_primary = \"#fdf\"\nprimary_dark = \"#a9cbf7\"\n"
      "on_primary_dark = \"#012\"\n");
  BOOST_TEST(told.light.on.text() == "#ffddff");
  BOOST_TEST(told.dark.on.text() == "#001122");
}

BOOST_AUTO_TEST_CASE(what_people_could_not_read_is_refused_with_the_ratio_and_what_is_wanted) {
  BOOST_TEST(refusal("primary = \"#2e8b57\"\nprimary_dark = \"#7fd3ae\"\n") ==
             "p.toml:4: [caisse] primary: #2e8b57 stands out 4.06 to 1 from the page (#fbfaf7); at "
             "least 7.00 to 1 is wanted");
  BOOST_TEST(
      refusal("primary = \"#0f5c3f\"\nprimary_dark = \"#4a8f70\"\n") ==
      "p.toml:5: [caisse] primary_dark: #4a8f70 stands out 4.57 to 1 from the page (#151a17); "
      "at least 7.00 to 1 is wanted");
  BOOST_TEST(
      refusal("on_primary = \"#ffbf1f\"\n") ==
      "p.toml:4: [caisse] on_primary: #ffbf1f stands out 4.85 to 1 from buttons (#0f5c3f); at "
      "least 7.00 to 1 is wanted");
  BOOST_TEST(refusal("on_primary_dark = \"#0f5c3f\"\n")
                 .starts_with("p.toml:4: [caisse] on_primary_dark: #0f5c3f stands out "));
}

BOOST_AUTO_TEST_CASE(one_theme_alone_or_a_word_that_is_no_colour_is_refused) {
  BOOST_TEST(refusal("primary = \"#14417b\"\n") ==
             "p.toml:4: [caisse] primary: wants primary_dark beside it");
  BOOST_TEST(refusal("primary_dark = \"#a9cbf7\"\n") ==
             "p.toml:4: [caisse] primary_dark: wants primary beside it");
  BOOST_TEST(refusal("primary = \"vert\"\nprimary_dark = \"#a9cbf7\"\n") ==
             "p.toml:4: [caisse] primary: is not a colour such as \"#0f5c3f\"");
}

BOOST_AUTO_TEST_CASE(the_stylesheet_and_the_tabs_icon_take_the_colours_and_change_nothing_else) {
  const Palette blue = palette_of("primary = \"#14417b\"\nprimary_dark = \"#a9cbf7\"\n");
  const auto [light, dark] = tokens(style(blue));
  BOOST_TEST(light.at("primary") == "#14417b");
  BOOST_TEST(light.at("primary-hover") == "#0f315d");
  BOOST_TEST(light.at("on-primary") == "#ffffff");
  BOOST_TEST(dark.at("primary") == "#a9cbf7");
  BOOST_TEST(dark.at("on-primary") == "#000000");
  BOOST_TEST(style(blue).find("#0f5c3f") == std::string::npos);
  auto [own, own_dark] = tokens(style({}));
  for (const char* name : {"primary", "primary-hover", "on-primary"}) {
    own[name] = light.at(name);
    own_dark[name] = dark.at(name);
  }
  BOOST_TEST((own == light && own_dark == dark));
  for (const Asset& asset : load_assets(test::kRealPages, blue)) {
    if (asset.name != "favicon.svg") continue;
    BOOST_TEST(asset.bytes.find("fill=\"#14417b\"") != std::string::npos);
    BOOST_TEST(asset.bytes.find("#0f5c3f") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_stylesheet_without_the_tokens_is_named) {
  const test::Folder folder;
  folder.put("assets/portillon.css", ":root { --primary: #000; }");
  BOOST_CHECK_EXCEPTION(load_assets(folder.path(), palette_of("on_primary = \"#f8fffb\"\n")),
                        StartError, [&](const auto& error) {
                          return error.what() == (folder / "assets/portillon.css").string() +
                                                     ": has no token --primary-hover";
                        });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(assets)

BOOST_AUTO_TEST_CASE(a_file_keeps_its_name_until_its_own_content_changes) {
  const test::Folder folder;
  folder.put("assets/portillon.css", "a");
  folder.put("assets/live.js", "b");
  const auto before = load_assets(folder.path(), {});
  folder.put("assets/live.js", "c");
  const auto after = load_assets(folder.path(), {});
  BOOST_TEST(before.size() == 2u);
  BOOST_TEST(before[0].name == "live.js");
  BOOST_TEST(before[0].kept != after[0].kept);
  BOOST_TEST(before[1].kept == after[1].kept);
  BOOST_TEST(before[1].kept == "portillon.87428fc52280.css");  // SHA-256 of "a\n"
  BOOST_TEST(before[1].variable() == "ASSET_PORTILLON_CSS");
}

BOOST_AUTO_TEST_CASE(comments_and_indentation_are_not_sent_and_all_else_is) {
  const test::Folder folder;
  folder.put("assets/a.css",
             "/* of\n two lines */\n:root { --x: 1; }\n\n  .a::before { content: \"//\"; } /* b */ "
             ".c { }\n");
  folder.put("assets/b.js", "'use strict';\n// why\n\n  go('/*', '//'); // because\n}\n");
  folder.put("assets/c.txt", "# /* kept */\n  kept\n");
  const auto assets = load_assets(folder.path(), {});
  BOOST_TEST(assets[0].bytes == ":root { --x: 1; }\n.a::before { content: \"//\"; }  .c { }\n");
  BOOST_TEST(assets[1].bytes == "'use strict';\ngo('/*', '//'); // because\n}\n");
  BOOST_TEST(assets[2].bytes == "# /* kept */\n  kept\n");
}

BOOST_AUTO_TEST_CASE(a_lasting_name_is_told_from_others) {
  BOOST_TEST(is_kept_name("portillon.ca978112ca1b.css"));
  for (const char* name : {"portillon.css", "portillon.ca978112ca1.css", "ca978112ca1b.css",
                           "portillon.CA978112CA1B.css", "portillonca978112ca1b.css", "x", ""}) {
    BOOST_TEST(!is_kept_name(name), name);
  }
}

BOOST_AUTO_TEST_CASE(pages_without_their_assets_do_not_start) {
  const test::Folder folder;
  BOOST_CHECK_THROW(load_assets(folder.path(), {}), StartError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
