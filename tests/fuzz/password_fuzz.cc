// A password that a member chooses, and what is known of the member: after the first line.
#include <algorithm>

#include "crypto/bytes.h"
#include "domain/contact_parts.h"
#include "domain/guesses.h"
#include "domain/password.h"
#include "domain/strength.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

bool has(const std::vector<PasswordProblem>& problems, PasswordProblem problem) {
  return std::ranges::find(problems, problem) != problems.end();
}

PasswordContext context_of(std::string_view known) {
  PasswordContext context;
  context.identifier = take_until(known, '\n');
  context.name_words.emplace_back(take_until(known, '\n'));
  context.caisse_words.emplace_back(take_until(known, '\n'));
  context.banned_words.emplace_back(take_until(known, '\n'));
  context.in_contact = [words = contact_parts(take_until(known, '\n'))](std::string_view part) {
    return std::ranges::find(words, part) != words.end();
  };
  return context;
}

}  // namespace

void password(std::string_view input) {
  const std::string_view typed = take_until(input, '\n').substr(0, 300);
  const auto normal = normalized_password(typed);
  must(normal.has_value() == text::is_utf8(typed), "every text has a form that is hashed");
  const auto problems = check_password(typed, context_of(input.substr(0, 300)));
  must(std::ranges::is_sorted(problems), "reasons come in the order of the enum");
  if (!normal) {
    must(problems == std::vector{PasswordProblem::malformed}, "what is no text is that alone");
    return;
  }
  const auto again = normalized_password(normal->reveal());
  must(again && equal(again->reveal(), normal->reveal()), "the form is its own");
  const bool rule = rule_holds(shape_of(typed));
  must(!problems.empty() || rule, "what may be used keeps the rule");
  const bool too_long = has(problems, PasswordProblem::too_long);
  must(!too_long || problems.size() == 1, "what is too long is that alone");
  if (too_long) return;
  must(rule || strength_of(typed) == Strength::faible, "what breaks the rule is weak");
  must(effective_length(typed) <= shape_of(typed).length, "no more counts than there is");
}

}  // namespace portillon::fuzz
