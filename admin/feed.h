#pragma once
// A row of the caisse's files, parsed: it exists only when every field of it is valid. The format
// is described in docs/feed.md.

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/amount.h"
#include "domain/identifier.h"
#include "domain/outcome.h"
#include "domain/phone_blocks.h"
#include "domain/postal.h"
#include "domain/vitale.h"
#include "page/types.h"

namespace portillon {

inline constexpr std::array<std::string_view, 14> kMemberColumns = {
    "identifier", "kind", "name",  "line1",  "line2",    "line3", "line4",
    "postcode",   "town", "email", "mobile", "landline", "fax",   "vitale"};
// "remove" takes the member off the file; of such a row nothing but the identifier is looked at.
inline constexpr std::array<std::string_view, 1> kOptionalMemberColumns = {"action"};
inline constexpr std::array<std::string_view, 4> kFactColumns = {"identifier", "kind", "amount",
                                                                 "date"};

// One wrong field. `reason` is the rest of a sentence and never repeats what stands in the field.
struct FieldProblem {
  std::string_view field;  // name of the column; empty: the whole row
  std::string reason;
};
using RowProblems = std::vector<FieldProblem>;  // never empty

inline constexpr std::size_t kContactTypes = 4;

struct FeedContact {
  std::string canonical;  // what destination_hash() takes
  std::string masked;
};

struct FeedMember {
  Identifier identifier;
  Kind kind;
  std::string name;
  PostalAddress address;
  std::array<std::optional<FeedContact>, kContactTypes> contacts;  // by ContactType
  std::optional<VitaleSerial> vitale;
};

struct FeedFact {
  Identifier identifier;
  FactKind kind;  // not vitale
  Amount amount;
  std::chrono::sys_days dated;
};

// Of a row of either file. nullopt: it cannot be told whose row it is.
std::optional<Identifier> identifier_of(const std::vector<std::string>& fields);

enum class FeedAction { keep, remove };
// `fields` in the order of the columns above, the optional ones after the wanted.
Outcome<FeedAction, RowProblems> parse_action(const std::vector<std::string>& fields);
Outcome<Identifier, RowProblems> parse_leaver(const std::vector<std::string>& fields);
Outcome<FeedMember, RowProblems> parse_member(const std::vector<std::string>& fields,
                                              VitaleShape vitale, PhoneBlocks& phones);
// A date after `today` is a slip of the file: nobody was paid yet.
Outcome<FeedFact, RowProblems> parse_fact(const std::vector<std::string>& fields,
                                          std::chrono::sys_days today);

// "2026-11-23", a day of the calendar.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);

}  // namespace portillon
