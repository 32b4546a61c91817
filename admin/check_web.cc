#include "admin/check_web.h"

#include <unistd.h>

#include <fstream>

#include "admin/static_pages.h"
#include "crypto/certificate.h"
#include "pages.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::days kCertificateEnds{14};
constexpr std::uintmax_t kLargestSite = 1 << 20;

std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// The argument of a directive at the start of a line: "include \"/x\";" -> "/x".
std::string argument_of(std::string_view line, std::string_view directive) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  line.remove_prefix(start);
  if (!line.starts_with(directive)) return {};
  line.remove_prefix(directive.size());
  const std::size_t from = line.find_first_not_of(" \t\"'");
  if (from == 0 || from == std::string_view::npos) return {};
  line.remove_prefix(from);
  return std::string(line.substr(0, line.find_first_of("\"';")));
}

std::string first_argument(const std::string& text, std::string_view directive,
                           const auto& is_wanted) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string found = argument_of(std::string_view(text).substr(at, end - at), directive);
    if (!found.empty() && is_wanted(found)) return found;
    at = end + 1;
  }
  return {};
}

// "/etc/portillon/nginx/portillon.conf" fits itself, "nginx/portillon.conf" and a pattern of its
// folder.
bool includes(const std::string& argument, const fs::path& snippet) {
  const fs::path given(argument);
  if (given.filename() == snippet.filename()) {
    return given.is_relative() || given == snippet;
  }
  return given.parent_path() == snippet.parent_path() && argument.find('*') != std::string::npos;
}

// The host of [site] origin.
std::string host_of(std::string_view origin) {
  origin.remove_prefix(std::min(origin.find("://") + 3, origin.size()));
  return std::string(origin.substr(0, origin.find_first_of(":/")));
}

std::string missing_in(const std::string& snippet, const std::string& prefix) {
  for (const PageEntry& page : kPages) {
    for (const std::string& url : words_of(page.urls)) {
      if (snippet.find("location = " + prefix + url + " {") == std::string::npos) {
        return prefix + url;
      }
    }
    if (snippet.find("/" + std::string(page.stem) + ".sock\"") == std::string::npos) {
      return "the socket of " + std::string(page.stem);
    }
  }
  return {};
}

}  // namespace

fs::path site_that_includes(const fs::path& snippet, const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator
           at(folder, fs::directory_options::skip_permission_denied, error),
       end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored) || at->file_size(ignored) > kLargestSite) continue;
    if (at->path().parent_path().filename() == "sites-available") continue;  // enabled ones count
    const auto text = text_of(at->path());
    if (!text) continue;
    const auto fits = [&](const std::string& argument) { return includes(argument, snippet); };
    if (!first_argument(*text, "include", fits).empty()) return at->path();
  }
  return {};
}

std::string certificate_of(const fs::path& site) {
  return first_argument(text_of(site).value_or(""), "ssl_certificate",
                        [](const std::string&) { return true; });
}

void check_nginx(const Installation& installation, Findings& found) {
  const fs::path& snippet = installation.snippet;
  const std::string& prefix = installation.config.settings.site.prefix;
  const auto text = text_of(snippet);
  if (!text) {
    found.push_back({"nginx", Grade::failed, snippet.string() + ": is not there",
                     "install the snippet of this version there (docs/fr/raccorder-nginx.md)"});
    return;
  }
  if (const std::string missing = missing_in(*text, prefix); !missing.empty()) {
    found.push_back(
        {"nginx", Grade::failed,
         snippet.string() + ": is of another version or prefix: " + missing + " is not in it",
         "install the snippet of this version for the prefix " + prefix +
             "; nginx -t && systemctl reload nginx"});
    return;
  }
  const fs::path site = site_that_includes(snippet, installation.nginx);
  if (site.empty()) {
    found.push_back(
        {"nginx", Grade::failed,
         "no site below " + installation.nginx.string() + " includes " + snippet.string(),
         "write include " + snippet.string() +
             "; into the server { } of the site; nginx -t && systemctl reload nginx"});
    return;
  }
  found.push_back({"nginx",
                   Grade::ok,
                   snippet.string() + ", included by " + site.string() + " (try: nginx -t)",
                   {}});
}

void check_site_certificate(const fs::path& certificate, const Installation& installation,
                            const CheckPlaces& places, Findings& found) {
  constexpr std::string_view kPart = "certificate";
  const std::string file = certificate.string();
  if (certificate.empty()) {
    found.push_back({kPart, Grade::unseen, "no ssl_certificate beside the include",
                     "[admin] certificate names it, if it is elsewhere"});
    return;
  }
  const auto pem = text_of(certificate);
  if (!pem) {
    const bool there = ::access(certificate.c_str(), F_OK) == 0;
    found.push_back({kPart, there || errno == EACCES ? Grade::unseen : Grade::failed,
                     file + (there ? ": cannot be read" : ": is not there"),
                     there ? "sudo portillon check" : "look at ssl_certificate of the site"});
    return;
  }
  const std::string host = host_of(installation.config.settings.site.origin);
  const auto read = read_server_certificate(*pem, host);
  const std::string renew =
      "certbot renew, or the certificate of the authority; "
      "systemctl reload nginx";
  if (!read) {
    found.push_back({kPart, Grade::failed, file + ": holds no certificate", renew});
    return;
  }
  const Time now = places.clock();
  const auto left = std::chrono::floor<std::chrono::days>(read->valid_until - now);
  if (now >= read->valid_until || now < read->valid_from) {
    found.push_back({kPart, Grade::failed,
                     file + (now < read->valid_from ? ": is not valid yet" : ": has expired"),
                     renew});
  } else if (!read->names_host) {
    found.push_back({kPart, Grade::failed, file + ": is not for " + host, renew});
  } else if (left < kCertificateEnds) {
    found.push_back({kPart, Grade::warning,
                     file + ": expires in " + std::to_string(left.count()) + " days", renew});
  } else {
    found.push_back(
        {kPart,
         Grade::ok,
         file + ", for " + host + ", valid for " + std::to_string(left.count()) + " days",
         {}});
  }
}

void check_static_pages(const Installation& installation, Findings& found) {
  constexpr std::string_view kPart = "static pages";
  const fs::path& folder = installation.static_pages;
  const std::string remedy =
      "portillon pages --output " + folder.string() + "; systemctl reload nginx";
  try {
    for (const StaticFile& file :
         static_files(installation.config.pages, installation.config.settings)) {
      const auto text = text_of(folder / file.name);
      if (text && *text == file.bytes) continue;
      found.push_back({kPart, Grade::failed,
                       (folder / file.name).string() +
                           (text ? ": is of another version or configuration" : ": is not there"),
                       remedy});
      return;
    }
    found.push_back({kPart, Grade::ok, folder.string(), {}});
  } catch (const std::exception& problem) {
    found.push_back({kPart, Grade::failed, problem.what(), remedy});
  }
}

}  // namespace portillon
