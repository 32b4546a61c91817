// What cairo 1.16 leaves out of a PDF that is to be kept and read for decades: PDF/A-2, conformance
// U (ISO 19005-2:2011). docs/letters.md says which clauses hold and which were looked at.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace portillon {

struct DocumentFacts {
  std::string title;
  std::string author;
  std::string language;  // tag of RFC 5646
  std::chrono::sys_seconds made_at{};
};

// « 2025-02-03T10:15:00Z ». Throws LetterError for a year that has not four digits.
std::string iso_time(std::chrono::sys_seconds);

// `pdf` as cairo writes it, followed by an incremental update (ISO 32000-1, 7.5.6): language,
// metadata in XMP that say what the Info dictionary says, sRGB as output intent, a file identifier
// made of the content; each CID font names its map of glyphs, and the page is no transparency group
// any more. Throws LetterError when the document is not built as cairo builds it.
Bytes as_archive(Bytes pdf, const DocumentFacts& facts);

}  // namespace portillon
