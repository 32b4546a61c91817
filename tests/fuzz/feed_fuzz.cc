// A row of the members' or of the amounts' file, its fields with ';' between.
#include "admin/feed.h"
#include "domain/email.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

constexpr std::size_t kMemberFields = kMemberColumns.size() + kOptionalMemberColumns.size();

// What a caisse would write of this member.
std::vector<std::string> fields_of(const FeedMember& member) {
  std::vector<std::string> fields = {member.identifier.digits(), std::string(name_of(member.kind))};
  const auto& lines = member.address.lines();
  fields.insert(fields.end(), lines.begin(), lines.end() - 1);
  fields.resize(7);
  fields.push_back(member.address.postcode());
  fields.push_back(lines.back().substr(member.address.postcode().size() + 1));
  for (const auto& contact : member.contacts) fields.push_back(contact ? contact->canonical : "");
  fields.push_back(member.vitale ? member.vitale->digits() : "");
  fields.emplace_back();
  return fields;
}

bool same(const FeedMember& a, const FeedMember& b) {
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (a.contacts[i].has_value() != b.contacts[i].has_value()) return false;
    if (a.contacts[i] && a.contacts[i]->canonical != b.contacts[i]->canonical) return false;
  }
  return a.identifier == b.identifier && a.kind == b.kind && a.name == b.name &&
         a.address == b.address && a.vitale == b.vitale;
}

void are_told(const RowProblems& problems) {
  must(!problems.empty(), "what is refused has a reason");
  for (const FieldProblem& problem : problems) must(!problem.reason.empty(), "in words");
}

void as_member(std::string_view input) {
  const auto fields = parts(input, ';', kMemberFields);
  PhoneBlocks phones;
  const auto parsed = parse_member(fields, {}, phones);
  if (const auto leaver = parse_leaver(fields)) {
    must(identifier_of(fields) == *leaver, "who leaves is who is named");
  }
  if (!parsed) return are_told(parsed.problem());
  must(identifier_of(fields) == parsed->identifier, "a member is who is named");
  must(parsed->identifier.kind() == IdentifierKind::nir || parsed->kind == Kind::entreprise,
       "a SIRET is a company's");
  const auto again = parse_member(fields_of(*parsed), {}, phones);
  must(again && same(*again, *parsed), "a member who is written is read back");
}

void as_fact(std::string_view input) {
  constexpr std::chrono::sys_days kToday{std::chrono::days(20780)};
  const auto fields = parts(input, ';', kFactColumns.size());
  const auto parsed = parse_fact(fields, kToday);
  if (!parsed) return are_told(parsed.problem());
  must(parsed->dated <= kToday && parsed->kind != FactKind::vitale, "of the past, and an amount");
  const auto again = parse_fact({parsed->identifier.digits(), std::string(name_of(parsed->kind)),
                                 parsed->amount.text(), fields[3]},
                                kToday);
  must(again && again->amount == parsed->amount && again->identifier == parsed->identifier,
       "a fact that is written is read back");
}

}  // namespace

void feed(std::string_view input) {
  if (take_byte(input) % 2 == 0) {
    as_member(input);
  } else {
    as_fact(input);
  }
}

}  // namespace portillon::fuzz
