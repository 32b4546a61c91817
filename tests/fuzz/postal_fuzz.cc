// An address of the caisse's files: name, lines, postcode and town, a line each.
#include "domain/postal.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

PostalFields fields_of(std::string_view input) {
  PostalFields fields;
  fields.name = take_until(input, '\n');
  fields.postcode = take_until(input, '\n');
  fields.town = take_until(input, '\n');
  while (!input.empty() && fields.lines.size() < 8)
    fields.lines.emplace_back(take_until(input, '\n'));
  return fields;
}

void prints(const std::string& line) {
  must(!line.empty() && text::count_code_points(line) <= kPostalLineLength, "it fits the window");
  bool control = false;
  const bool utf8 =
      text::each_code_point(line, [&](char32_t point) { control |= text::is_control(point); });
  must(utf8 && !control, "nothing but text is printed");
}

}  // namespace

void postal(std::string_view input) {
  const auto parsed = PostalAddress::parse(fields_of(input));
  if (!parsed) {
    const PostalProblem problem = parsed.problem();
    must((problem.error == PostalError::line_too_long) == (problem.line > 0),
         "a line is named when it is a line's fault");
    return;
  }
  const auto& lines = parsed->lines();
  must(lines.size() >= 2 && lines.size() <= kPostalLines, "two to six lines");
  for (const std::string& line : lines) prints(line);
  must(lines.back().starts_with(parsed->postcode() + ' '), "the last one begins with the postcode");
  const auto again = PostalAddress::parse({lines.front(),
                                           {lines.begin() + 1, lines.end() - 1},
                                           parsed->postcode(),
                                           lines.back().substr(parsed->postcode().size() + 1)});
  must(again && *again == *parsed, "as it is printed, it is the same");
}

}  // namespace portillon::fuzz
