#include "shell/form.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "domain/text.h"
#include "shell/flat_json.h"

namespace portillon {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      out += raw[i] == '+' ? ' ' : raw[i];
      continue;
    }
    if (raw.size() - i < 3) return std::nullopt;
    const int high = hex_digit(raw[i + 1]);
    const int low = hex_digit(raw[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

bool is_text(std::string_view value) {
  return value.find('\0') == std::string_view::npos && text::is_utf8(value);
}

bool among(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
constexpr std::string_view kJsonType = "application/json";

bool is_type(std::string_view type, std::string_view wanted) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::ranges::equal(type, wanted, {}, lower);
}

std::optional<FormProblem> problem_of(const Body& body) {
  std::size_t length = 0;
  const char* end = body.length.data() + body.length.size();
  const auto [read, error] = std::from_chars(body.length.data(), end, length);
  if (error == std::errc::result_out_of_range) return FormProblem::too_long;
  if (error != std::errc{} || read != end) return FormProblem::no_length;
  if (length > kLongestBody) return FormProblem::too_long;
  if (body.bytes.size() != length) return FormProblem::cut;
  return std::nullopt;
}

// Takes the text up to the next '&' off `rest`.
std::string_view next_pair(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('&'), rest.size());
  const std::string_view pair = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return pair;
}

std::optional<FormProblem> add(Values& values, std::string_view name, std::string_view raw) {
  auto value = decoded(raw);
  if (!value) return FormProblem::malformed;
  if (!is_text(*value)) return FormProblem::not_text;
  if (!values.emplace(name, std::move(*value)).second) return FormProblem::repeated;
  return std::nullopt;
}

// All pairs of a form. `accepts`: whether a name may come.
template <typename Accepts>
std::optional<FormProblem> add_pairs(Values& values, std::string_view pairs, Accepts accepts) {
  while (!pairs.empty()) {
    if (values.size() >= kMostFields) return FormProblem::too_many;
    const std::string_view pair = next_pair(pairs);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals));
    if (!name || name->empty()) return FormProblem::malformed;
    if (!is_text(*name)) return FormProblem::not_text;
    if (!accepts(*name)) return FormProblem::unknown;
    const auto problem = add(values, *name, pair.substr(std::min(equals + 1, pair.size())));
    if (problem) return *problem;
  }
  return std::nullopt;
}

std::optional<FormProblem> add_json(Values& values, std::string_view json) {
  auto flat = flatten_json(json, kMostFields - std::min(values.size(), kMostFields));
  if (!flat) return flat.problem();
  values.merge(*std::move(flat));
  return flat->empty() ? std::nullopt : std::optional(FormProblem::repeated);
}

}  // namespace

int status_of(FormProblem problem) {
  switch (problem) {
    case FormProblem::too_long:
      return 413;
    case FormProblem::wrong_type:
      return 415;
    case FormProblem::no_length:
    case FormProblem::cut:
    case FormProblem::malformed:
    case FormProblem::not_text:
    case FormProblem::repeated:
    case FormProblem::unknown:
    case FormProblem::too_many:
      return 400;
  }
  return 400;
}

std::string_view name_of(FormProblem problem) {
  switch (problem) {
    case FormProblem::no_length:
      return "no_length";
    case FormProblem::too_long:
      return "too_long";
    case FormProblem::cut:
      return "cut";
    case FormProblem::wrong_type:
      return "wrong_type";
    case FormProblem::malformed:
      return "malformed";
    case FormProblem::not_text:
      return "not_text";
    case FormProblem::repeated:
      return "repeated";
    case FormProblem::unknown:
      return "unknown";
    case FormProblem::too_many:
      return "too_many";
  }
  return "";
}

Outcome<Form, FormProblem> parse_form(const Body& body, std::span<const std::string_view> names) {
  if (const auto problem = problem_of(body)) return *problem;
  if (!is_type(body.type, kFormType)) return FormProblem::wrong_type;
  Values values;
  const auto known = [&](std::string_view name) {
    return name == kCsrfField || among(name, names);
  };
  if (const auto problem = add_pairs(values, body.bytes, known)) return *problem;
  Form form;
  if (auto csrf = values.extract(std::string(kCsrfField))) form.csrf = std::move(csrf.mapped());
  form.fields = Fields(std::move(values));
  return form;
}

Outcome<Fields, FormProblem> parse_query(std::string_view query,
                                         std::span<const std::string_view> names) {
  Values values;
  while (!names.empty() && !query.empty()) {
    const std::string_view pair = next_pair(query);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals));
    if (!name || !among(*name, names)) continue;
    const auto problem = add(values, *name, pair.substr(std::min(equals + 1, pair.size())));
    if (problem) return *problem;
  }
  return Fields(std::move(values));
}

Outcome<Fields, FormProblem> parse_machine(std::string_view query, const Body* body) {
  Values values;
  const auto any = [](std::string_view) { return true; };
  if (const auto problem = add_pairs(values, query, any)) return *problem;
  if (body != nullptr) {
    if (const auto problem = problem_of(*body)) return *problem;
    const bool form = is_type(body->type, kFormType);
    if (!form && !is_type(body->type, kJsonType)) return FormProblem::wrong_type;
    const auto problem = form ? add_pairs(values, body->bytes, any) : add_json(values, body->bytes);
    if (problem) return *problem;
  }
  return Fields(std::move(values));
}

}  // namespace portillon
