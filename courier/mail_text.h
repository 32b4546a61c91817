#pragma once
// The text of an e-mail in its parts, and how they become HTML.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

// Takes the first line off, without its end.
std::string_view next_line(std::string_view& text);

// With an empty line between.
std::vector<std::string_view> paragraphs_of(std::string_view words);

bool is_point(std::string_view line);  // "- …"
bool is_step(std::string_view line);   // "1. …" to "9. …"

// A paragraph "label: secret" or « label : secret » of one line: where the secret begins.
std::optional<std::size_t> secret_at(std::string_view paragraph);

// For between tags, where alone a layout may have a placeholder: escaped, without control signs,
// and with spaces that hold French signs and numbers together.
void put_escaped(std::string& out, std::string_view words);
// The same, each line on its own.
void put_lines(std::string& out, std::string_view words);

}  // namespace portillon
