#include "admin/static_pages.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "admin/gzip.h"
#include "message_ids.h"
#include "shell/assets.h"
#include "shell/cookie.h"
#include "shell/languages.h"
#include "shell/render.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

struct StaticPage {
  std::string_view stem;    // of pages/static/STEM.html
  std::string_view output;  // as nginx/portillon.conf.in names it
  MessageId heading;
};

constexpr StaticPage kStaticPages[] = {
    {"static/aide_identifiant", "aide/identifiant.html", msg::heading_aide_identifiant},
    {"static/aide_justificatif", "aide/justificatif.html", msg::heading_aide_justificatif},
    {"static/aide_telephone", "aide/telephone.html", msg::heading_aide_telephone},
    {"static/aide_reception", "aide/reception.html", msg::heading_aide_reception},
    {"static/aide_accompagnement", "aide/accompagnement.html", msg::heading_aide_accompagnement},
    {"static/accessibilite", "accessibilite.html", msg::heading_accessibilite},
    {"static/erreur_403", "erreur/403.html", msg::heading_erreur_403},
    {"static/erreur_404", "erreur/404.html", msg::heading_erreur_404},
    {"static/erreur_405", "erreur/405.html", msg::heading_erreur_405},
    {"static/erreur_413", "erreur/413.html", msg::heading_erreur_413},
    {"static/erreur_429", "erreur/429.html", msg::heading_erreur_429},
    {"static/erreur_503", "erreur/503.html", msg::heading_erreur_503},
};

// Below the folder that nginx serves: French stands in the folder itself.
fs::path folder_of(Language language) {
  return language == Language{} ? fs::path() : fs::path(language.tag());
}

// Readable for nginx whatever the umask.
void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) {
    fs::permissions(folder,
                    fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read |
                        fs::perms::others_exec,
                    fs::perm_options::add, error);
  }
  if (error) throw StartError(folder.string() + ": " + error.message());
}

// Under another name first, so that nobody ever reads half of it.
void put_text(const fs::path& file, const std::string& text) {
  const fs::path draft = file.string() + ".new";
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw StartError(draft.string() + ": cannot be written");
  std::error_code error;
  fs::permissions(draft,
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                      fs::perms::others_read,
                  error);
  if (!error) fs::rename(draft, file, error);
  if (error) throw StartError(file.string() + ": " + error.message());
}

// What nginx sends as it is (gzip_static) to browsers that take it, where it is shorter.
void add_compressed(std::vector<StaticFile>& files) {
  std::vector<StaticFile> compressed;
  for (const StaticFile& file : files) {
    if (file.name.extension() == ".conf") continue;
    std::string bytes = gzip(file.bytes);
    if (bytes.size() < file.bytes.size()) {
      compressed.push_back({file.name.string() + ".gz", std::move(bytes)});
    }
  }
  std::ranges::move(compressed, std::back_inserter(files));
}

// Assets of earlier releases: pages that were open then, or come from a node that is not yet
// upgraded, may still ask for them. After a month none does.
void remove_former_assets(const fs::path& folder, const std::vector<fs::path>& written) {
  constexpr std::chrono::days kKept{30};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& file = entry.path();
    const fs::path plain = file.extension() == ".gz" ? file.stem() : file.filename();
    if (!is_kept_name(plain.string()) || std::ranges::find(written, file) != written.end())
      continue;
    const auto age = fs::file_time_type::clock::now() - entry.last_write_time(error);
    if (!error && age > kKept) fs::remove(file, error);
  }
}

// Who may say on whose behalf he asks: nginx alone reads X-Forwarded-For, and pages see nothing but
// the address that comes of it. From the right end, past each proxy that is ours, to the first
// address that is not: what stands left of that was written by the visitor.
std::string real_ip(const std::vector<std::string>& proxies) {
  std::string text = "# Made by `portillon pages` from [site] proxies.\n";
  if (proxies.empty()) return text;
  for (const std::string& proxy : proxies) text += "set_real_ip_from " + proxy + ";\n";
  return text + "real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n";
}

// Which language's pages nginx serves by itself: that of the link that was pressed, else that of
// the cookie (shell/cookie.h). For the server, not for a location: `set` is not inherited.
std::string languages(const Site& site) {
  std::string text = "# Made by `portillon pages` from [site] languages.\n";
  const auto when = [&](const std::string& condition, Language language, bool chosen) {
    const std::string folder = folder_of(language).string();
    text += "if (" + condition + ") { set $portillon_words \"" + folder +
            (folder.empty() ? "" : "/") + "\"; ";
    if (chosen)
      text += "set $portillon_language_cookie \"" + set_language_cookie(language) + "\"; ";
    text += "}\n";
  };
  for (const Language language : site.languages) {
    when("$http_cookie ~ \"(^|; ?)" + std::string(kLanguageCookie) + "=" +
             std::string(language.tag()) + "(;|$)\"",
         language, false);
  }
  for (const Language language : offered_languages(site)) {
    when("$arg_langue = " + std::string(language.tag()), language, true);
  }
  return text;
}

// Who is let in at some addresses; nginx/machine.conf and nginx/metrics.conf say the rest.
std::string let_in(std::string_view setting, const std::vector<std::string>& networks) {
  std::string text = "# Made by `portillon pages` from [site] " + std::string(setting) + ".\n";
  for (const std::string& network : networks) text += "allow " + network + ";\n";
  return text;
}

}  // namespace

std::vector<StaticFile> static_files(const fs::path& pages, const Settings& settings) {
  std::vector<std::string_view> stems;
  for (const StaticPage& page : kStaticPages) stems.push_back(page.stem);
  const Renderer renderer(pages, settings, stems);

  std::vector<StaticFile> files;
  for (const Language language : offered_languages(settings.site)) {
    for (const StaticPage& page : kStaticPages) {
      // Nobody's session is at hand here: neither token nor address of the page.
      const Frame frame{"", "", language};
      files.push_back({folder_of(language) / page.output,
                       renderer.render(View(page.stem).heading(page.heading), frame)});
    }
  }
  files.push_back({"nginx/languages/chosen.conf", languages(settings.site)});
  files.push_back({"nginx/real-ip.conf", real_ip(settings.site.proxies)});
  files.push_back(
      {"nginx/receipts/networks.conf", let_in("receipts_from", settings.site.receipts_from)});
  files.push_back(
      {"nginx/metrics/networks.conf", let_in("metrics_from", settings.site.metrics_from)});
  // Under its lasting name, and under its own for who comes with one of another release.
  for (Asset& asset : load_assets(pages, settings.caisse.palette)) {
    files.push_back({"assets" / fs::path(asset.kept), asset.bytes});
    files.push_back({"assets" / fs::path(asset.name), std::move(asset.bytes)});
  }
  add_compressed(files);
  return files;
}

std::vector<fs::path> write_static_pages(const fs::path& pages, const Settings& settings,
                                         const fs::path& output) {
  std::vector<fs::path> written;
  make_folder(output);
  for (const StaticFile& file : static_files(pages, settings)) {
    written.push_back(output / file.name);
    if (file.name.parent_path().has_parent_path()) {
      make_folder(output / file.name.parent_path().parent_path());
    }
    make_folder(written.back().parent_path());
    put_text(written.back(), file.bytes);
  }
  remove_former_assets(output / "assets", written);
  return written;
}

}  // namespace portillon
