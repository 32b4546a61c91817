// The language of a PDF document, which cairo 1.16 cannot write.
#pragma once

#include <string_view>

#include "crypto/bytes.h"

namespace portillon {

// `pdf` as cairo writes it, followed by an incremental update (ISO 32000-1, 7.5.6) whose catalog
// also has /Lang (14.9.2). `language` is a tag of RFC 5646. Throws LetterError when the document's
// end is not the one that cairo writes.
Bytes with_language(Bytes pdf, std::string_view language);

}  // namespace portillon
