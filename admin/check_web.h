#pragma once
// `portillon check`: what nginx was given. No program is started here: `nginx -t` is for the
// sysadmin to run.

#include "admin/check_places.h"
#include "admin/finding.h"

namespace portillon {

// Whether the snippet has each page's location and socket of this version and prefix, and some site
// includes it; then the certificate that this site names.
void check_nginx(const Installation&, Findings&);
void check_site_certificate(const std::filesystem::path& certificate, const Installation&,
                            const CheckPlaces&, Findings&);
// Whether `portillon pages` was run with this version and configuration.
void check_static_pages(const Installation&, Findings&);

// The file below `folder` that includes the snippet. Empty: none.
std::filesystem::path site_that_includes(const std::filesystem::path& snippet,
                                         const std::filesystem::path& folder);
// The path behind the first `ssl_certificate` of a site. Empty: none.
std::string certificate_of(const std::filesystem::path& site);

}  // namespace portillon
