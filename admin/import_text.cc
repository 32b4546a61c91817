// What an import came to, for people and for machines.
#include "admin/import.h"

namespace portillon {
namespace {

std::string figure(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what);
}

std::string pair(std::string_view name, std::uint64_t count) {
  return '"' + std::string(name) + "\":" + std::to_string(count);
}

}  // namespace

std::string summary_of(const ImportOrder& order, const ImportResult& result) {
  std::string text;
  if (!order.members.empty()) {
    text += "members: " + figure(result.members_read, "read, ") +
            figure(result.members.added, "added, ") + figure(result.members.changed, "changed, ") +
            figure(result.members.unchanged, "unchanged, ") + figure(result.removed, "removed, ") +
            figure(result.members_refused, "refused");
    if (result.members.contacts_kept > 0) {
      text +=
          "; " + figure(result.members.contacts_kept, "contacts left as their members chose them");
    }
    text += '\n';
  }
  if (!order.facts.empty()) {
    text += "facts: " + figure(result.facts_read, "read, ") +
            figure(result.facts.added, "added, ") + figure(result.facts.known, "known, ") +
            figure(result.facts.old, "too old to be asked, ") +
            figure(result.facts_refused, "refused") + '\n';
  }
  if (order.dry_run) text += "dry run: nothing was written\n";
  return text;
}

std::string json_of(const ImportOrder& order, const ImportResult& result) {
  std::string text = std::string("{\"dry_run\":") + (order.dry_run ? "true" : "false");
  if (!order.members.empty()) {
    text += ",\"members\":{" + pair("read", result.members_read) + ',' +
            pair("added", result.members.added) + ',' + pair("changed", result.members.changed) +
            ',' + pair("unchanged", result.members.unchanged) + ',' +
            pair("removed", result.removed) + ',' + pair("refused", result.members_refused) + ',' +
            pair("contacts_kept", result.members.contacts_kept) + '}';
  }
  if (!order.facts.empty()) {
    text += ",\"facts\":{" + pair("read", result.facts_read) + ',' +
            pair("added", result.facts.added) + ',' + pair("known", result.facts.known) + ',' +
            pair("old", result.facts.old) + ',' + pair("refused", result.facts_refused) + '}';
  }
  return text + "}\n";
}

}  // namespace portillon
