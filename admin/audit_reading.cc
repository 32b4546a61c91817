#include "admin/audit_reading.h"

#include "crypto/seal.h"
#include "page/derivations.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr unsigned kAtOnce = 1000;

ShownRow shown_from(const auto& row) {
  const auto& [id, at, event, subject, device, page, detail] = row;
  return {id, {at, event, subject, device, page, detail}};
}

}  // namespace

void AuditReading::show(const Wanted& wanted, const std::function<void(const ShownRow&)>& with) {
  record(Event::audit_shown, wanted.subject ? wanted.subject->current : SubjectId{},
         wanted.subject ? "one" : "all");
  for (std::uint64_t after = 0;;) {
    const auto rows = wanted.subject
                          ? connection_.all(sql::kShowSubject, wanted.subject->current,
                                            wanted.subject->previous, wanted.since, after, kAtOnce)
                          : connection_.all(sql::kShowAll, wanted.since, after, kAtOnce);
    for (const auto& row : rows) {
      const ShownRow shown = shown_from(row);
      if (!wanted.event || shown.row.event == name_of(*wanted.event)) with(shown);
    }
    if (rows.size() < kAtOnce) return;
    after = std::get<0>(rows.back());
  }
}

std::optional<std::string> AuditReading::identifier_of(const SubjectId& subject) {
  record(Event::subject_resolved, subject, "subject");
  const auto found = connection_.one(sql::kFindSealedIdentifier, subject, subject);
  if (!found) return std::nullopt;
  const auto& [member, sealed] = *found;
  const auto identifier = open(keys_.ring("identity"), kSealIdentifier, row_of(member), sealed);
  if (!identifier) throw StorageError("member.identifier does not open");
  return std::string(identifier->reveal());
}

void AuditReading::note_resolved(const SubjectId& subject) {
  record(Event::subject_resolved, subject, "identifier");
}

void AuditReading::record(Event event, const SubjectId& subject, std::string detail) {
  audit_.begin();
  audit_.add(
      connection_,
      {read_clock(connection_), std::string(name_of(event)), subject, by_, {}, std::move(detail)});
  audit_.committed();
}

}  // namespace portillon
