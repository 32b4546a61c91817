#include "admin/health_check.h"

#include <iostream>

#include "admin/check_database.h"
#include "admin/check_files.h"
#include "admin/check_programs.h"
#include "admin/check_providers.h"
#include "admin/check_web.h"
#include "admin/commands.h"

namespace portillon {

Findings check_installation(bool running,
                            const std::function<CheckPlaces(const Installation&)>& places_of) {
  Findings found;
  const auto installation = check_configuration(found);
  if (!installation) return found;
  const CheckPlaces places = places_of(*installation);
  const Config& config = installation->config;
  check_keys(installation->keys, found);
  check_secrets(*installation, places, found);
  check_templates(config, found);
  check_stolen_passwords(config, found);
  check_providers(*installation, places, found);
  check_letters(*installation, places, found);
  check_disks(places, found);
  const auto connection = check_database(*installation, found);
  if (connection) {
    check_grants(*installation, found);
    check_clock(*connection, places, found);
  }
  if (!running) return found;
  if (connection) {
    check_outbox(*connection, *installation, found);
    check_canaries(*connection, *installation, found);
    check_anchors(*connection, found);
  }
  check_sockets(places, found);
  check_units(places, found);
  check_versions(places, found);
  check_static_pages(*installation, found);
  check_nginx(*installation, found);
  std::filesystem::path certificate = installation->certificate;
  if (certificate.empty()) {
    certificate = certificate_of(site_that_includes(installation->snippet, installation->nginx));
  }
  check_site_certificate(certificate, *installation, places, found);
  return found;
}

int run_check(const CheckOrder& order) {
  const Findings found = check_installation(!order.before_start);
  std::cout << (order.json ? findings_json(found) : findings_text(found));
  const bool bad =
      has_grade(found, Grade::failed) || (order.strict && has_grade(found, Grade::warning));
  return done(bad ? kFailed : kDone);
}

}  // namespace portillon
