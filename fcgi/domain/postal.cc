#include "domain/postal.h"

#include <optional>

#include "domain/text.h"

namespace portillon {
namespace {

// One clean line; nullopt when a printer or a file of addresses could take it for more than text.
std::optional<std::string> clean(std::string_view raw) {
  bool plain = true;
  text::each_code_point(
      raw, [&](char32_t point) { plain = plain && (!text::is_control(point) || point == U'\t'); });
  if (!plain) return std::nullopt;
  return text::nfc(text::squeeze(raw));
}

bool fits(std::string_view line) { return text::count_code_points(line) <= kPostalLineLength; }

// A name that is too long for one line goes on in a second one, between two words; as it is if that
// does not help either.
std::vector<std::string> name_lines(const std::string& name) {
  if (fits(name)) return {name};
  for (auto gap = name.rfind(' '); gap != std::string::npos && gap > 0;
       gap = name.rfind(' ', gap - 1)) {
    if (fits(std::string_view(name).substr(0, gap))) {
      return {name.substr(0, gap), name.substr(gap + 1)};
    }
  }
  return {name};
}

bool is_postcode(std::string_view code) {
  return code.size() == 5 && text::all_digits(code) && code != "00000";
}

}  // namespace

Outcome<PostalAddress, PostalProblem> PostalAddress::parse(const PostalFields& fields) {
  const auto name = clean(fields.name);
  const auto town = clean(fields.town);
  if (!name || !town) return PostalProblem{PostalError::bad_character};
  if (name->empty()) return PostalProblem{PostalError::missing_name};
  if (town->empty()) return PostalProblem{PostalError::missing_town};
  const auto postcode = text::without_spaces(fields.postcode);
  if (!is_postcode(postcode)) return PostalProblem{PostalError::bad_postcode};

  std::vector<std::string> lines = name_lines(*name);
  const std::size_t more_for_name = lines.size() - 1;
  for (const auto& raw : fields.lines) {
    auto line = clean(raw);
    if (!line) return PostalProblem{PostalError::bad_character};
    if (!line->empty()) lines.push_back(std::move(*line));
  }
  lines.push_back(postcode + ' ' + text::capitals(*town));
  if (lines.size() > kPostalLines) return PostalProblem{PostalError::too_many_lines};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!fits(lines[i])) {
      const std::size_t given = i < more_for_name ? 0 : i - more_for_name;
      return PostalProblem{PostalError::line_too_long, static_cast<int>(given) + 1};
    }
  }
  return PostalAddress(std::move(lines), postcode);
}

}  // namespace portillon
