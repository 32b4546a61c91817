#include "admin/audit_report.h"

#include "admin/time_text.h"
#include "shell/log.h"

namespace portillon {
namespace {

std::uint64_t chains_of(const Verdict& verdict) {
  std::uint64_t chains = 0;
  for (const auto& [name, writer] : verdict.writers) chains += writer.chains;
  return chains;
}

std::string broken_text(const BrokenRow& row) {
  std::string text = row.id == 0 ? "a row that is not there" : "row " + std::to_string(row.id);
  if (row.chain != 0) {
    text += ", number " + std::to_string(row.seq) + " of chain " + hex_of(row.chain);
  }
  if (row.at) text += ", of " + time_text(*row.at);
  if (!row.writer.empty()) text += ", by " + json_string(row.writer);
  return text + ": " + row.what;
}

std::string broken_json(const BrokenRow& row) {
  return "{\"id\":" + (row.id == 0 ? "null" : std::to_string(row.id)) + ",\"chain\":\"" +
         hex_of(row.chain) + "\",\"seq\":" + std::to_string(row.seq) +
         ",\"at\":" + time_json(row.at) + ",\"writer\":" + json_string(row.writer) +
         ",\"what\":" + json_string(row.what) + "}";
}

}  // namespace

std::string verdict_text(const Verdict& verdict) {
  std::string text =
      std::to_string(verdict.rows) + " rows in " + std::to_string(chains_of(verdict)) + " chains\n";
  for (const auto& [name, writer] : verdict.writers) {
    text += "  " + json_string(name) + ": " + std::to_string(writer.rows) + " rows in " +
            std::to_string(writer.chains) + " chains\n";
  }
  if (verdict.unchained > 0) {
    text += std::to_string(verdict.unchained) + " rows are from before there were chains (" +
            time_text(*verdict.unchained_from) + " to " + time_text(*verdict.unchained_to) +
            "): nothing protects them\n";
  }
  if (verdict.last_anchor) {
    text += "last anchor: number " + std::to_string(verdict.anchors) + ", of " +
            time_text(*verdict.last_anchor) + "\n";
  } else {
    text += "no anchor yet: an end that was cut off would not show (portillon audit anchor)\n";
  }
  for (const std::string& what : verdict.unsure) text += "BROKEN: " + what + "\n";
  if (verdict.first) {
    text += "BROKEN in " + std::to_string(verdict.broken) +
            " places; the first: " + broken_text(*verdict.first) + "\n";
  }
  return verdict.good() ? text + "all is as it was written\n" : text;
}

std::string verdict_json(const Verdict& verdict) {
  std::string text = std::string("{\"good\":") + (verdict.good() ? "true" : "false") +
                     ",\"rows\":" + std::to_string(verdict.rows) +
                     ",\"chains\":" + std::to_string(chains_of(verdict)) + ",\"writers\":{";
  std::string_view comma;
  for (const auto& [name, writer] : verdict.writers) {
    text += std::string(comma) + json_string(name) + ":{\"rows\":" + std::to_string(writer.rows) +
            ",\"chains\":" + std::to_string(writer.chains) + "}";
    comma = ",";
  }
  text += "},\"unchained\":{\"rows\":" + std::to_string(verdict.unchained) +
          ",\"from\":" + time_json(verdict.unchained_from) +
          ",\"to\":" + time_json(verdict.unchained_to) +
          "},\"anchors\":" + std::to_string(verdict.anchors) +
          ",\"last_anchor\":" + time_json(verdict.last_anchor) +
          ",\"broken\":" + std::to_string(verdict.broken) +
          ",\"first\":" + (verdict.first ? broken_json(*verdict.first) : "null") + ",\"heads\":[";
  comma = "";
  for (const std::string& what : verdict.unsure) {
    text += std::string(comma) + json_string(what);
    comma = ",";
  }
  return text + "]}\n";
}

std::string shown_text(const ShownRow& shown) {
  const AuditRow& row = shown.row;
  return time_text(row.at) + " " + json_string(row.event) + " " + json_string(row.page) + " " +
         to_hex(view(row.subject)) + " " + json_string(row.device) + " " + json_string(row.detail) +
         "\n";
}

std::string shown_json(const ShownRow& shown) {
  const AuditRow& row = shown.row;
  return "{\"id\":" + std::to_string(shown.id) + ",\"at\":" + json_string(time_text(row.at)) +
         ",\"event\":" + json_string(row.event) + ",\"writer\":" + json_string(row.page) +
         ",\"subject\":\"" + to_hex(view(row.subject)) +
         "\",\"device\":" + json_string(row.device) + ",\"detail\":" + json_string(row.detail) +
         "}\n";
}

}  // namespace portillon
