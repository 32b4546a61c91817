#include "admin/audit_command.h"

#include <fstream>
#include <iostream>

#include "admin/audit_reading.h"
#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/operator.h"
#include "admin/typed_subject.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "store/audit_line.h"
#include "store/purge.h"

namespace portillon {
namespace {

constexpr std::string_view kKeeperKeys[] = {"audit_admin"};
constexpr std::string_view kReaderKeys[] = {"audit_admin", "index", "identity"};

std::vector<std::string_view> audit_purposes() {
  std::vector<std::string_view> purposes;
  for (const std::string_view purpose : kKeyPurposes) {
    if (purpose.starts_with("audit_")) purposes.push_back(purpose);
  }
  return purposes;
}

Remembered read_anchor_file(const std::string& path) {
  Remembered remembered;
  if (path.empty()) return remembered;
  std::ifstream file(path);
  if (!file) throw StartError(path + ": cannot be read");
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (remember(line, remembered)) continue;
    throw StartError(path + ", line " + std::to_string(number) + ": an anchor that is not whole");
  }
  if (remembered.empty()) throw StartError(path + ": holds no anchor");
  return remembered;
}

Time since_of(const std::string& text) {
  if (text.empty()) return {};
  std::string full = text.size() == 10 ? text + " 00:00:00" : text;
  if (full.ends_with('Z')) full.pop_back();
  if (full.size() > 10 && full[10] == 'T') full[10] = ' ';
  const auto time = time_from_sql(full);
  if (!time) throw StartError("--since: such as 2026-11-26 or 2026-11-26T10:00:00");
  return *time;
}

SubjectId subject_from(const std::string& text) {
  const auto bytes = from_hex(text);
  const auto subject = bytes ? digest_from(*bytes) : std::nullopt;
  if (!subject) throw StartError("--subject: 64 hexadecimal digits");
  return *subject;
}

Wanted wanted_from(const ShowOrder& order, const Keys& keys) {
  Wanted wanted;
  wanted.since = since_of(order.since);
  if (!order.event.empty()) {
    wanted.event = event_from(order.event);
    if (!wanted.event) throw StartError("--event: no such event (docs/security.md lists them)");
  }
  if (!order.subject.empty()) wanted.subject = subject_from(order.subject);
  if (order.identifier_stdin) wanted.subject = typed_subject(keys);
  return wanted;
}

}  // namespace

int run_audit_verify(const VerifyOrder& order) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, audit_purposes());
  const Remembered remembered = read_anchor_file(order.anchor_file);
  Connection connection(installation.patient_database());
  const Verdict verdict = verify_audit(connection, keys, remembered, kAuditKept);
  std::cout << (order.json ? verdict_json(verdict) : verdict_text(verdict));
  return done(verdict.good() ? kDone : kFailed);
}

int run_audit_anchor() {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kKeeperKeys);
  Connection connection(installation.patient_database());
  SystemRandom random;
  std::cout << anchor_line(AuditKeeper(connection, keys, random, operator_name()).anchor());
  return done(kDone);
}

int run_audit_show(const ShowOrder& order) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kReaderKeys);
  const Wanted wanted = wanted_from(order, keys);
  Connection connection(installation.database());
  SystemRandom random;
  AuditReading reading(connection, keys, random, operator_name());
  reading.show(wanted, [&](const ShownRow& row) {
    std::cout << (order.json ? shown_json(row) : shown_text(row));
  });
  return done(kDone);
}

int run_audit_resolve(const ResolveOrder& order) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kReaderKeys);
  Connection connection(installation.database());
  SystemRandom random;
  AuditReading reading(connection, keys, random, operator_name());
  if (order.identifier_stdin) {
    const SubjectId subject = typed_subject(keys).current;
    reading.note_resolved(subject);
    std::cout << to_hex(view(subject)) << '\n';
    return done(kDone);
  }
  const auto identifier = reading.identifier_of(subject_from(order.subject));
  if (!identifier) throw StartError("no member is on file under this pseudonym");
  std::cout << *identifier << '\n';
  return done(kDone);
}

}  // namespace portillon
