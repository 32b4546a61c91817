#include "admin/letters.h"

#include <algorithm>

#include "page/records.h"
#include "page/step.h"
#include "store/queries.h"
#include "store/repeated.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kListed{90 * 24};
constexpr Tries kTries{20};

MessageState state_of(LetterEnd end) {
  return end == LetterEnd::posted ? MessageState::delivered : MessageState::failed;
}

std::string_view reason_of(LetterEnd end) {
  switch (end) {
    case LetterEnd::posted:
      return {};
    case LetterEnd::not_printed:
      return "print_failed";
    case LetterEnd::returned:
      return "npai";
  }
  return {};
}

// What may follow on what was known: the post brings back what was posted, whoever told so or not.
bool may_follow(std::string_view state, LetterEnd end) {
  return state == name_of(MessageState::handed_over) ||
         (state == name_of(MessageState::delivered) && end == LetterEnd::returned);
}

}  // namespace

void note_told(OperatorSteps& steps, const std::string& batch) {
  const std::string act = ("acknowledge " + batch).substr(0, kMostDetail);
  steps.take([&](Time) -> Effects { return {Audit{Event::outbox_by_operator, {}, act}}; });
}

struct LetterClerk::Letter {
  std::uint64_t message;
  std::string kind;
  SubjectId subject;
  MemberId member;
  Time queued_at;
  std::string state;
  std::string reason;
  std::string reference;
};

std::vector<BatchLine> LetterClerk::batches() {
  std::vector<BatchLine> found;
  const Time since = read_clock(connection_) - kListed;
  for (const auto& [name, letters, posted, failed, first_at] :
       connection_.all(sql::kListBatches, provider_, since)) {
    found.push_back({name, letters, posted, failed, first_at});
  }
  return found;
}

bool LetterClerk::has_batch(const std::string& batch) { return !letters_of(batch).empty(); }

std::uint64_t LetterClerk::posted(const std::string& batch) {
  std::uint64_t noted = 0;
  for (const Letter& letter : letters_of(batch)) {
    noted += settle(letter, LetterEnd::posted) == LetterTold::noted ? 1 : 0;
  }
  return noted;
}

LetterTold LetterClerk::tell(const std::string& batch, const Reference& reference, LetterEnd end) {
  std::vector<Letter> found = batch.empty() ? letters_named(reference) : letters_of(batch);
  std::erase_if(found, [&](const Letter& letter) { return letter.reference != reference.text(); });
  if (found.empty()) return LetterTold::no_letter;
  if (found.size() > 1) return LetterTold::several;
  return settle(found.front(), end);
}

std::vector<LetterClerk::Letter> LetterClerk::letters_of(const std::string& batch) {
  std::vector<Letter> found;
  for (auto& row : connection_.all(sql::kFindLettersOf, provider_, batch + sql::kBatchFrom,
                                   batch + sql::kBatchTo)) {
    found.push_back(
        std::apply([](auto... cells) { return Letter{std::move(cells)...}; }, std::move(row)));
  }
  return found;
}

std::vector<LetterClerk::Letter> LetterClerk::letters_named(const Reference& reference) {
  std::vector<Letter> found;
  for (auto& row : connection_.all(sql::kFindLetter, reference.text())) {
    found.push_back(
        std::apply([](auto... cells) { return Letter{std::move(cells)...}; }, std::move(row)));
  }
  return found;
}

LetterTold LetterClerk::settle(const Letter& letter, LetterEnd end) {
  if (letter.state == name_of(state_of(end)) && letter.reason == reason_of(end)) {
    return LetterTold::known;
  }
  if (!may_follow(letter.state, end)) return LetterTold::otherwise;
  try {
    const bool noted = repeated(kTries, [&] { return write(letter, end); });
    return noted ? LetterTold::noted : LetterTold::otherwise;
  } catch (const Conflict&) {
    throw StorageError("the letter's rows are in use: run it again");
  }
}

// What never reached the member must open nothing for whoever holds it; a later temporary password
// is not touched. The member's row first, as whoever mints does.
bool LetterClerk::write(const Letter& letter, LetterEnd end) {
  const bool failed = state_of(end) == MessageState::failed;
  const bool ends_password = failed && letter.kind == name_of(MessageKind::temporary);
  audit_.begin();
  Transaction transaction(connection_);
  if (ends_password) connection_.one(sql::kHoldAddressee, letter.member);
  const std::string state(name_of(state_of(end)));
  if (connection_.run(sql::kSettleLetter, state, state, std::string(reason_of(end)), letter.message,
                      letter.reference, letter.state) != 1) {
    return false;
  }
  if (ends_password && !connection_.one(sql::kFindLaterMinted, letter.subject, letter.queued_at)) {
    connection_.run(sql::kEndLettersTemporary, letter.member);
  }
  if (failed) {
    audit_.add(connection_, {read_clock(connection_),
                             std::string(name_of(Event::letter_undelivered)),
                             letter.subject,
                             by_,
                             {},
                             std::string(reason_of(end))});
  }
  transaction.commit();
  audit_.committed();
  return true;
}

}  // namespace portillon
