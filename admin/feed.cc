#include "admin/feed.h"

#include <charconv>
#include <utility>

#include "admin/reasons.h"
#include "domain/email.h"
#include "domain/phone.h"
#include "domain/text.h"

namespace portillon {
namespace {

// Places of the columns.
enum Member : std::size_t {
  kIdentifier,
  kKind,
  kName,
  kLine1,
  kPostcode = 7,
  kTown,
  kFirstContact
};
constexpr std::size_t kAddressLines = kPostcode - kLine1;
constexpr std::size_t kVitale = kFirstContact + kContactTypes;
constexpr std::size_t kAction = kVitale + 1;
static_assert(kMemberColumns[kPostcode] == "postcode" && kMemberColumns[kVitale] == "vitale");

std::optional<Identifier> take_identifier(const std::string& field, RowProblems& problems) {
  auto parsed = parse_identifier(field);
  if (parsed) return *std::move(parsed);
  problems.push_back({"identifier", reason_of(parsed.problem())});
  return std::nullopt;
}

// A SIRET that is no company would tell a stranger's SIRET from a member's: decoys are companies.
std::optional<Kind> take_kind(const std::string& field, const std::optional<Identifier>& identifier,
                              RowProblems& problems) {
  const auto kind = kind_from(field);
  if (!kind) {
    problems.push_back({"kind", "is none of particulier, exploitant, entreprise"});
    return std::nullopt;
  }
  if (identifier && identifier->kind() == IdentifierKind::siret && *kind != Kind::entreprise) {
    problems.push_back({"kind", "is not entreprise, but the identifier is a SIRET"});
    return std::nullopt;
  }
  return kind;
}

// The column that a printed line comes from; empty ones are not printed.
std::string_view column_of_line(const std::vector<std::string>& lines, int printed) {
  if (printed == 1) return "name";
  int count = 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!text::squeeze(lines[i]).empty() && ++count == printed) return kMemberColumns[kLine1 + i];
  }
  return "town";
}

std::string_view column_of(const PostalProblem& problem, const std::vector<std::string>& lines) {
  switch (problem.error) {
    case PostalError::missing_name:
      return "name";
    case PostalError::missing_town:
      return "town";
    case PostalError::bad_postcode:
      return "postcode";
    case PostalError::line_too_long:
      return column_of_line(lines, problem.line);
    case PostalError::bad_character:
    case PostalError::too_many_lines:
      break;
  }
  return {};
}

std::optional<PostalAddress> take_address(const std::vector<std::string>& fields,
                                          RowProblems& problems) {
  const auto first = fields.begin() + kLine1;
  const std::vector<std::string> lines(first, first + kAddressLines);
  auto parsed = PostalAddress::parse({fields[kName], lines, fields[kPostcode], fields[kTown]});
  if (parsed) return *std::move(parsed);
  problems.push_back({column_of(parsed.problem(), lines), reason_of(parsed.problem())});
  return std::nullopt;
}

Outcome<FeedContact, std::string> parse_phone(std::string_view field, PhoneUse use,
                                              PhoneBlocks& phones) {
  const auto phone = phones.parse(field, use);
  if (!phone) return reason_of(phone.problem());
  return FeedContact{phone->e164(), phone->masked()};
}

Outcome<FeedContact, std::string> parse_contact(ContactType type, std::string_view field,
                                                PhoneBlocks& phones) {
  switch (type) {
    case ContactType::email:
      break;
    case ContactType::mobile:
      return parse_phone(field, PhoneUse::mobile, phones);
    case ContactType::landline:
      return parse_phone(field, PhoneUse::landline, phones);
    case ContactType::fax:
      return parse_phone(field, PhoneUse::fax, phones);
  }
  const auto email = Email::parse(field);
  if (!email) return reason_of(email.problem());
  return FeedContact{email->address(), email->masked()};
}

void take_contacts(const std::vector<std::string>& fields, PhoneBlocks& phones,
                   std::array<std::optional<FeedContact>, kContactTypes>& contacts,
                   RowProblems& problems) {
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    const std::string_view field = text::trim(fields[kFirstContact + i]);
    if (field.empty()) continue;
    auto parsed = parse_contact(static_cast<ContactType>(i), field, phones);
    if (parsed) {
      contacts[i] = *std::move(parsed);
    } else {
      problems.push_back({kMemberColumns[kFirstContact + i], parsed.problem()});
    }
  }
}

}  // namespace

std::optional<Identifier> identifier_of(const std::vector<std::string>& fields) {
  auto parsed = parse_identifier(fields[kIdentifier]);
  if (!parsed) return std::nullopt;
  return *std::move(parsed);
}

Outcome<FeedAction, RowProblems> parse_action(const std::vector<std::string>& fields) {
  const std::string_view action = text::trim(fields[kAction]);
  if (action.empty()) return FeedAction::keep;
  if (action == "remove") return FeedAction::remove;
  return RowProblems{{kOptionalMemberColumns[0], "is neither empty nor remove"}};
}

Outcome<Identifier, RowProblems> parse_leaver(const std::vector<std::string>& fields) {
  RowProblems problems;
  auto identifier = take_identifier(fields[kIdentifier], problems);
  if (!identifier) return problems;
  return *std::move(identifier);
}

Outcome<FeedMember, RowProblems> parse_member(const std::vector<std::string>& fields,
                                              VitaleShape vitale_shape, PhoneBlocks& phones) {
  RowProblems problems;
  auto identifier = take_identifier(fields[kIdentifier], problems);
  const auto kind = take_kind(fields[kKind], identifier, problems);
  auto address = take_address(fields, problems);
  std::array<std::optional<FeedContact>, kContactTypes> contacts;
  take_contacts(fields, phones, contacts, problems);
  std::optional<VitaleSerial> vitale;
  if (!text::trim(fields[kVitale]).empty()) {
    auto parsed = VitaleSerial::parse(fields[kVitale], vitale_shape);
    if (parsed) {
      vitale = *std::move(parsed);
    } else {
      problems.push_back({"vitale", reason_of(parsed.problem())});
    }
  }
  if (!problems.empty()) return problems;
  std::string name = address->lines().front();
  return FeedMember{*std::move(identifier), *kind,
                    std::move(name),        *std::move(address),
                    std::move(contacts),    std::move(vitale)};
}

Outcome<FeedFact, RowProblems> parse_fact(const std::vector<std::string>& fields,
                                          std::chrono::sys_days today) {
  RowProblems problems;
  auto identifier = take_identifier(fields[0], problems);
  const auto kind = fact_kind_from(fields[1]);
  if (!kind || *kind == FactKind::vitale) {
    problems.push_back({"kind", "is none of benefit, contribution, payroll"});
  }
  const auto amount = Amount::parse(fields[2]);
  if (!amount) problems.push_back({"amount", reason_of(amount.problem())});
  const auto day = parse_day(fields[3]);
  if (!day) problems.push_back({"date", "is no day written as 2026-01-31"});
  if (day && *day > today) problems.push_back({"date", "is in the future"});
  if (!problems.empty()) return problems;
  return FeedFact{*std::move(identifier), *kind, *amount, *day};
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) -> std::optional<unsigned> {
    const std::string_view digits = text.substr(at, length);
    if (!text::all_digits(digits)) return std::nullopt;
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  };
  const auto year = number(0, 4);
  const auto month = number(5, 2);
  const auto day = number(8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

}  // namespace portillon
