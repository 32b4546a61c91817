#pragma once
// Forms and query strings, decoded once and strictly: application/x-www-form-urlencoded (WHATWG
// URL, section 5.1). Past here everything is UTF-8 without NUL and has one value per name.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/outcome.h"
#include "page/request.h"

namespace portillon {

inline constexpr std::size_t kLongestBody = 16 * 1024;
inline constexpr std::size_t kMostFields = 64;
inline constexpr std::string_view kCsrfField = "csrf";

enum class FormProblem {
  no_length,   // CONTENT_LENGTH is absent or not a number
  too_long,    // over kLongestBody
  cut,         // the body is shorter or longer than announced
  wrong_type,  // not a form
  malformed,   // stray %, a field without name
  not_text,    // not UTF-8, or NUL in it
  repeated,    // one name twice: which one would be meant?
  unknown,     // a name that the page does not have
  too_many,    // over kMostFields
};
int status_of(FormProblem problem);             // 400, 413 or 415
std::string_view name_of(FormProblem problem);  // for the log

// A body as it came, with what its headers say about it.
struct Body {
  std::string_view type;    // CONTENT_TYPE
  std::string_view length;  // CONTENT_LENGTH
  std::string_view bytes;   // at most kLongestBody + 1 of them
};

struct Form {
  Fields fields;                    // the page's
  std::optional<std::string> csrf;  // the shell's own
};

// `names`: the fields that may come, beside kCsrfField.
Outcome<Form, FormProblem> parse_form(const Body& body, std::span<const std::string_view> names);

// Names that are not among `names` are left out unread: links gather foreign parameters on their
// way.
Outcome<Fields, FormProblem> parse_query(std::string_view query,
                                         std::span<const std::string_view> names);

// What a program says to a page that is for programs (Page::machine): the query and, of a POST, the
// form or JSON (made flat, shell/flat_json.h) together, whatever the names; at most kMostFields.
Outcome<Fields, FormProblem> parse_machine(std::string_view query, const Body* body);

}  // namespace portillon
