#include "admin/member_export.h"

#include "admin/json_object.h"
#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "store/queries_export.h"

namespace portillon {
namespace {

constexpr unsigned kEventsAtOnce = 1000;

// What is held elsewhere than in the database, or in a form that says nothing of the member.
constexpr std::string_view kElsewhere[] = {
    "The web server's log: addresses, times and paths of visits, without name or number.",
    "The programs' journal: requests under random numbers, messages by reference.",
    "Letters that wait for the printing house: sealed to it, deleted when it has answered.",
    "Passwords, codes and answers: keyed hashes from which nobody can read them back."};

std::string lines_json(std::string_view lines) {
  std::vector<std::string> each;
  for (std::size_t at = 0; at <= lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    each.push_back(json_string(lines.substr(at, end - at)));
    at = end + 1;
  }
  return json_list(each);
}

}  // namespace

std::string MemberExport::opened(std::string_view ring, std::string_view purpose, MemberId member,
                                 const std::string& sealed) const {
  const auto plain = open(keys_.ring(ring), purpose, row_of(member), sealed);
  if (!plain) throw StorageError(std::string(purpose) + " does not open");
  return std::string(plain->reveal());
}

std::string MemberExport::unboxed(std::string_view purpose, MemberId member,
                                  const std::string& box) const {
  const auto plain = open_box(keys_.ring("contact_private"), purpose, row_of(member), box);
  if (!plain) throw StorageError(std::string(purpose) + " does not open");
  return std::string(plain->reveal());
}

std::string MemberExport::json(MemberId member, Time now) {
  const auto found = connection_.one(sql::kExportMember, member);
  if (!found) throw StartError("the member is not on file any more");
  const auto& [subject, former, kind, public_id, siret, activated_at, has_password, changed_at,
               temporary_channel, temporary_until, temporary_wrong, confirmed_at, frozen_at,
               language, identifier, name, address] = *found;
  const Digest before = former.value_or(subject);
  std::vector<std::string> elsewhere;
  for (const std::string_view text : kElsewhere) elsewhere.push_back(json_string(text));
  return JsonObject()
             .number("format", 1)
             .time("made_at", now)
             .text("identifier", opened("identity", kSealIdentifier, member, identifier))
             .text("identifier_kind", siret ? "siret" : "nir")
             .text("kind", kind)
             .text("name", opened("identity", kSealName, member, name))
             .raw("address",
                  address.empty() ? "[]" : lines_json(unboxed(kBoxAddress, member, address)))
             .text("public_id", public_id)
             .text("pseudonym", to_hex(view(subject)))
             .time("activated_at", activated_at)
             .flag("has_password", has_password)
             .time("password_changed_at", changed_at)
             .text_or_null("temporary_password_sent_by", temporary_channel)
             .time("temporary_password_until", temporary_until)
             .number("temporary_password_wrong_tries", temporary_wrong)
             .time("contacts_confirmed_at", confirmed_at)
             .time("frozen_at", frozen_at)
             .text_or_null("language", language)
             .raw("contacts", contacts(member))
             .raw("proofs", facts(member))
             .raw("messages", messages(member, subject, before))
             .raw("visits", visits(member))
             .raw("limits", limits(subject, before))
             .raw("waiting_requests", requests(member))
             .raw("events", events(subject, before))
             .raw("held_elsewhere", json_list(elsewhere))
             .done() +
         "\n";
}

std::string MemberExport::contacts(MemberId member) {
  std::vector<std::string> each;
  for (const auto& [type, state, since, ended_at, code_until, code_wrong, value] :
       connection_.all(sql::kExportContacts, member)) {
    each.push_back(JsonObject()
                       .text("type", type)
                       .text("value", unboxed(kBoxContact, member, value))
                       .text("state", state.value_or("ended"))
                       .time("current_since", since)
                       .time("ended_at", ended_at)
                       .time("code_valid_until", code_until)
                       .number("code_wrong_tries", code_wrong)
                       .done());
  }
  return json_list(each);
}

std::string MemberExport::facts(MemberId member) {
  std::vector<std::string> each;
  for (const auto& [kind, dated] : connection_.all(sql::kExportFacts, member)) {
    each.push_back(JsonObject().text("kind", kind).text("dated", dated).done());
  }
  return json_list(each);
}

std::string MemberExport::messages(MemberId member, const Digest& subject, const Digest& former) {
  std::vector<std::string> each;
  for (const auto& [kind, channel, state, reference, queued_at, handed_over_at, settled_as,
                    settled_at, provider, reason, purge_at, language] :
       connection_.all(sql::kExportMessages, subject, former, member)) {
    each.push_back(JsonObject()
                       .text("kind", kind)
                       .text("channel", channel)
                       .text("state", state)
                       .text("reference", reference)
                       .time("queued_at", queued_at)
                       .time("handed_over_at", handed_over_at)
                       .text("provider", provider)
                       .text_or_null("settled_as", settled_as)
                       .time("settled_at", settled_at)
                       .text("reason", reason)
                       .time("kept_until", purge_at)
                       .text("language", language)
                       .done());
  }
  return json_list(each);
}

std::string MemberExport::visits(MemberId member) {
  std::vector<std::string> each;
  for (const auto& [device, started_at, authenticated_at, seen_at] :
       connection_.all(sql::kExportSessions, member)) {
    each.push_back(JsonObject()
                       .text("what", "session")
                       .text("device", device)
                       .time("started_at", started_at)
                       .time("password_typed_at", authenticated_at)
                       .time("seen_at", seen_at)
                       .done());
  }
  for (const auto& [stage, kind, channel, started_at, seen_at] :
       connection_.all(sql::kExportJourneys, member)) {
    each.push_back(JsonObject()
                       .text("what", "journey")
                       .text("stage", stage)
                       .text("kind", kind)
                       .text("channel", channel)
                       .time("started_at", started_at)
                       .time("seen_at", seen_at)
                       .done());
  }
  return json_list(each);
}

std::string MemberExport::limits(const Digest& subject, const Digest& former) {
  std::vector<std::string> each;
  for (const auto& [wrong, proof_failed_at, code_until, code_wrong] :
       connection_.all(sql::kExportRecovery, subject, former)) {
    each.push_back(JsonObject()
                       .text("what", "recovery")
                       .number("wrong_codes_in_a_row", wrong)
                       .time("proof_failed_at", proof_failed_at)
                       .time("code_valid_until", code_until)
                       .number("code_wrong_tries", code_wrong)
                       .done());
  }
  for (const auto& [failures, last_at, today, purge_at] :
       connection_.all(sql::kExportSignIns, subject, former)) {
    each.push_back(JsonObject()
                       .text("what", "sign_in")
                       .number("failures_in_a_row", failures)
                       .time("last_failure_at", last_at)
                       .number("failures_in_a_day", today)
                       .time("kept_until", purge_at)
                       .done());
  }
  return json_list(each);
}

std::string MemberExport::requests(MemberId member) {
  std::vector<std::string> each;
  for (const auto& [act, detail, at, expires_at] : connection_.all(sql::kExportRequests, member)) {
    each.push_back(JsonObject()
                       .text("act", act)
                       .text("detail", detail)
                       .time("at", at)
                       .time("expires_at", expires_at)
                       .done());
  }
  return json_list(each);
}

std::string MemberExport::events(const Digest& subject, const Digest& former) {
  std::vector<std::string> each;
  for (std::uint64_t after = 0;;) {
    const auto rows = connection_.all(sql::kExportEvents, subject, former, after, kEventsAtOnce);
    for (const auto& [id, at, event, device, page, detail] : rows) {
      after = id;
      each.push_back(JsonObject()
                         .time("at", at)
                         .text("event", event)
                         .text("device", device)
                         .text("page", page)
                         .text("detail", detail)
                         .done());
    }
    told_(each.size());
    if (rows.size() < kEventsAtOnce) return json_list(each);
  }
}

}  // namespace portillon
