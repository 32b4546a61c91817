#include "courier/letter_manifest.h"

#include "crypto/checksum.h"

namespace portillon {
namespace {

constexpr std::string_view kEnd = "\r\n";
// make_letter() makes one page exactly.
constexpr std::string_view kPages = "1";

std::string line_of(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!line.empty()) line += ';';
    line += field;
  }
  return line.append(kEnd);
}

Digest sha256_of(std::string_view bytes) {
  Checksum checksum;
  checksum.add(bytes);
  return checksum.finish();
}

}  // namespace

std::string manifest_of(const std::vector<ManifestLine>& lines) {
  std::string text =
      line_of({"number", "reference", "file", "bytes", "sha256", "kind", "pages", "date"});
  std::size_t number = 0;
  for (const ManifestLine& line : lines) {
    text += line_of({std::to_string(++number), line.file.reference, line.file.name(),
                     std::to_string(line.bytes), to_hex(view(line.sha256)), name_of(line.file.kind),
                     kPages, local_date(line.at)});
  }
  return text;
}

std::string sums_of(const std::vector<ManifestLine>& lines, std::string_view manifest) {
  std::string text;
  const auto add = [&](const Digest& sha256, std::string_view file) {
    text += to_hex(view(sha256)) + "  " + std::string(file) + "\n";
  };
  for (const ManifestLine& line : lines) add(line.sha256, line.file.name());
  add(sha256_of(manifest), kManifest);
  return text;
}

std::string acknowledgement_of(const std::vector<LetterFate>& fates) {
  std::string text = line_of({"reference", "status", "date"});
  for (const LetterFate& fate : fates) {
    text += line_of({fate.reference, fate.settled ? name_of(*fate.settled) : "",
                     fate.settled_at ? local_date(*fate.settled_at) : ""});
  }
  return text;
}

}  // namespace portillon
