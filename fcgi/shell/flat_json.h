#pragma once
// JSON of others (RFC 8259), made flat: every value by its path, "messages.0.status.id", as text.
// For receipts and for the answers of gateways.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "domain/outcome.h"
#include "shell/form.h"

namespace portillon {

inline constexpr std::size_t kDeepestJson = 8;  // objects and lists in one another

using FlatJson = std::map<std::string, std::string, std::less<>>;

// Texts as they are, numbers as they were written, true and false by these words; null is left out.
// An object or a list is wanted. Problems: malformed (also deeper than kDeepestJson), not_text (not
// UTF-8, or NUL in it), repeated (two values of one path), too_many (over `most` values).
Outcome<FlatJson, FormProblem> flatten_json(std::string_view json, std::size_t most);

}  // namespace portillon
