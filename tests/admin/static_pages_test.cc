#include "admin/static_pages.h"

#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <set>

#include "shell/start_error.h"
#include "tests/support/folder.h"
#include "tests/support/pretend_language.h"

using namespace portillon;
using portillon::test::Folder;
namespace fs = std::filesystem;

namespace {

const fs::path kPagesFolder = PORTILLON_SOURCE "/pages";

std::string unzipped(const std::string& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  std::string bytes(1 << 20, '\0');
  const int got = in ? gzread(in.get(), bytes.data(), static_cast<unsigned>(bytes.size())) : 0;
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

Settings settings() {
  Settings made;
  made.caisse.name = "MSA <Essai>";
  made.caisse.phone = "01 99 00 11 22";
  made.site.prefix = "/porte/";
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(static_pages)

BOOST_AUTO_TEST_CASE(every_page_that_nginx_names_is_written) {
  const Folder folder;
  write_static_pages(kPagesFolder, settings(), folder / "out");
  const std::string nginx = test::read(PORTILLON_SOURCE "/nginx/portillon.conf.in");
  std::size_t named = 0;
  for (std::size_t at = 0; (at = nginx.find("@static@/", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + std::string("@static@/").size();
    const std::string name = nginx.substr(begin, nginx.find('"', begin) - begin);
    if (name.ends_with('/') || name.ends_with("*.conf")) continue;
    const std::string french = name.substr(name.find('}') + 1);  // of "${portillon_words}…"
    BOOST_TEST(fs::is_regular_file(folder / "out" / french), name);
    ++named;
  }
  BOOST_TEST(named >= 4u);
  for (const auto* status : {"404", "413"}) {
    BOOST_TEST(fs::is_regular_file(folder / "out/erreur" / (std::string(status) + ".html")));
  }
}

BOOST_AUTO_TEST_CASE(each_language_has_its_pages_and_nginx_is_told_how_it_is_chosen) {
  const Folder folder;
  fs::copy(kPagesFolder, folder / "pages", fs::copy_options::recursive);
  test::write_pretended(folder / "pages", "xx");
  Settings abroad = settings();
  abroad.site.languages = {*Language::parse("xx")};
  write_static_pages(folder / "pages", abroad, folder / "out");
  const std::string page = test::read(folder / "out/xx/aide/identifiant.html");
  BOOST_TEST(page.find("<html lang=\"xx\">") != std::string::npos);
  BOOST_TEST(page.find("href=\"?langue=fr\"") != std::string::npos);
  BOOST_TEST(test::read(folder / "out/xx/erreur/404.html").find("?langue=fr") != std::string::npos);
  BOOST_TEST(test::read(folder / "out/nginx/languages/chosen.conf") ==
             "# Made by `portillon pages` from [site] languages.\n"
             "if ($http_cookie ~ \"(^|; ?)__Host-portillon-langue=xx(;|$)\") "
             "{ set $portillon_words \"xx/\"; }\n"
             "if ($arg_langue = fr) { set $portillon_words \"\"; set $portillon_language_cookie "
             "\"__Host-portillon-langue=fr; Path=/; Secure; HttpOnly; SameSite=Lax; "
             "Max-Age=34560000\"; }\n"
             "if ($arg_langue = xx) { set $portillon_words \"xx/\"; set "
             "$portillon_language_cookie \"__Host-portillon-langue=xx; Path=/; Secure; HttpOnly; "
             "SameSite=Lax; Max-Age=34560000\"; }\n");
}

BOOST_AUTO_TEST_CASE(nginx_believes_the_proxies_that_are_configured_and_nobody_else) {
  const Folder folder;
  const fs::path file = folder / "nginx/real-ip.conf";
  Settings behind = settings();
  behind.site.proxies = {"10.0.0.0/28", "2001:db8::1"};
  write_static_pages(kPagesFolder, behind, folder.path());
  BOOST_TEST(
      test::read(file).ends_with("set_real_ip_from 10.0.0.0/28;\nset_real_ip_from 2001:db8::1;\n"
                                 "real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n"));
  write_static_pages(kPagesFolder, settings(), folder.path());
  BOOST_TEST(test::read(file).find("real_ip") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(receipts_come_from_the_networks_that_are_configured_and_no_others) {
  const Folder folder;
  const fs::path file = folder / "nginx/receipts/networks.conf";
  Settings told = settings();
  told.site.receipts_from = {"192.0.2.0/24", "2001:db8::1"};
  write_static_pages(kPagesFolder, told, folder.path());
  BOOST_TEST(test::read(file).ends_with("\nallow 192.0.2.0/24;\nallow 2001:db8::1;\n"));
  write_static_pages(kPagesFolder, settings(), folder.path());
  BOOST_TEST(test::read(file).find("allow") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(metrics_go_to_the_networks_that_are_configured_and_no_others) {
  const Folder folder;
  const fs::path file = folder / "nginx/metrics/networks.conf";
  Settings told = settings();
  told.site.metrics_from = {"192.0.2.9/32"};
  write_static_pages(kPagesFolder, told, folder.path());
  BOOST_TEST(test::read(file).ends_with("\nallow 192.0.2.9/32;\n"));
  write_static_pages(kPagesFolder, settings(), folder.path());
  BOOST_TEST(test::read(file).find("allow") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_caisse_stands_on_every_page_and_is_escaped) {
  const Folder folder;
  for (const auto& file : write_static_pages(kPagesFolder, settings(), folder.path())) {
    if (file.extension() != ".html") continue;
    const std::string html = test::read(file);
    BOOST_TEST_CONTEXT(file.filename()) {
      BOOST_TEST(html.find("MSA &lt;Essai&gt;") != std::string::npos);
      BOOST_TEST(html.find("01 99 00 11 22") != std::string::npos);
      BOOST_TEST(html.find("href=\"/porte/assets/portillon.") != std::string::npos);
      BOOST_TEST(html.find("<script") == std::string::npos);  // there is no form
      BOOST_TEST(html.find("{{") == std::string::npos);
      BOOST_TEST(html.find("name=\"csrf\"") == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_statement_and_every_footer_say_the_same_state) {
  const Folder folder;
  const std::string kFooter = "Accessibilité\u00a0: ";
  const auto told = [&](const Settings& made) {
    std::set<std::string> states;
    for (const auto& file : write_static_pages(kPagesFolder, made, folder.path())) {
      if (file.extension() != ".html") continue;
      const std::string html = test::read(file);
      const std::size_t from = html.find(kFooter) + kFooter.size();
      states.insert(html.substr(from, html.find('<', from) - from));
    }
    const std::string statement = test::read(folder / "accessibilite.html");
    const std::size_t from = statement.find("Ces pages sont <b>") + 18;
    states.insert(statement.substr(from, statement.find("s</b>", from) - from) + "|");
    std::string all;
    for (const std::string& state : states) all += state + " ";
    return all;
  };
  BOOST_TEST(told(settings()) == "partiellement conforme partiellement conforme| ");
  BOOST_TEST(test::read(folder / "accessibilite.html").find("autoévaluation") != std::string::npos);

  Settings audited = settings();
  audited.accessibility = {Accessibility::State::full, 100, "2027-03-31", "Cabinet <A>", {}, ""};
  BOOST_TEST(told(audited) == "totalement conforme totalement conforme| ");
  const std::string statement = test::read(folder / "accessibilite.html");
  BOOST_TEST(statement.find("réalisé par Cabinet &lt;A&gt;") != std::string::npos);
  BOOST_TEST(statement.find("31\u00a0mars 2027</time>") != std::string::npos);
  BOOST_TEST(statement.find("autoévaluation") == std::string::npos);

  audited.accessibility = {Accessibility::State::none, 0, "", "", {}, ""};
  BOOST_TEST(told(audited) == "non conforme non conforme| ");
  BOOST_TEST(test::read(folder / "accessibilite.html").find("Aucun audit") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(writing_again_leaves_whole_files_that_all_may_read) {
  const Folder folder;
  const auto first = write_static_pages(kPagesFolder, settings(), folder.path());
  BOOST_TEST((write_static_pages(kPagesFolder, settings(), folder.path()) == first));
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    BOOST_TEST(entry.path().extension() != ".new");
    BOOST_TEST(((entry.status().permissions() & fs::perms::others_read) != fs::perms::none));
  }
  const std::string style = test::read(folder / "assets/portillon.css");
  BOOST_TEST(style.find(".p-main") != std::string::npos);
  BOOST_TEST(style.find("/*") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_page_names_is_there_and_has_a_compressed_twin_that_holds_the_same) {
  const Folder folder;
  write_static_pages(kPagesFolder, settings(), folder.path());
  const std::string html = test::read(folder / "aide/identifiant.html");
  std::size_t named = 0;
  for (std::size_t at = 0; (at = html.find("/porte/assets/", at)) != std::string::npos; ++named) {
    at += std::string("/porte/").size();
    const fs::path file = folder / html.substr(at, html.find_first_of("\"#", at) - at);
    BOOST_TEST(fs::is_regular_file(file), file);
    BOOST_TEST(unzipped(file.string() + ".gz") == test::read(file), file);
    BOOST_TEST(fs::file_size(file.string() + ".gz") < fs::file_size(file));
  }
  BOOST_TEST(named >= 3u);
  for (const char* name :
       {"assets/portillon.css", "assets/words.txt", "accessibilite.html", "erreur/503.html"}) {
    BOOST_TEST(unzipped((folder / name).string() + ".gz") == test::read(folder / name), name);
  }
  BOOST_TEST(!fs::exists(folder / "nginx/real-ip.conf.gz"));
}

BOOST_AUTO_TEST_CASE(assets_of_an_earlier_release_stay_for_a_month_and_no_longer) {
  const Folder folder;
  const auto dated = [&](const char* name, int days) {
    const fs::path file = folder.put(name, "x");
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::days(days));
    return file;
  };
  const fs::path old = dated("assets/portillon.000000000000.css", 31);
  const fs::path old_twin = dated("assets/portillon.000000000000.css.gz", 31);
  const fs::path recent = dated("assets/portillon.111111111111.css", 29);
  const fs::path foreign = dated("assets/logo.svg", 400);
  write_static_pages(kPagesFolder, settings(), folder.path());
  BOOST_TEST(!fs::exists(old));
  BOOST_TEST(!fs::exists(old_twin));
  BOOST_TEST(fs::exists(recent));
  BOOST_TEST(fs::exists(foreign));
}

BOOST_AUTO_TEST_CASE(a_caisses_colours_are_in_the_stylesheet_that_nginx_serves) {
  const Folder folder;
  Settings blue = settings();
  blue.caisse.palette.light.primary = Colour(0x14, 0x41, 0x7b);
  write_static_pages(kPagesFolder, blue, folder.path());
  BOOST_TEST(test::read(folder / "assets/portillon.css").find("--primary: #14417b;") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_template_is_named) {
  const Folder folder;
  BOOST_CHECK_EXCEPTION(write_static_pages(folder.path(), settings(), folder / "out"), StartError,
                        [&](const auto& error) {
                          return std::string(error.what()).starts_with(folder.path().string());
                        });
}

BOOST_AUTO_TEST_SUITE_END()
