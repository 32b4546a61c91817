#pragma once
// What became of the letters: the printing house answers, the post brings some back. Only the
// database is told; the courier archives a batch when each of its letters has its answer.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "admin/operator_steps.h"
#include "crypto/random.h"
#include "domain/reference.h"
#include "page/types.h"
#include "store/audit_chain.h"

namespace portillon {

enum class LetterEnd : std::uint8_t {
  posted,
  not_printed,  // reason print_failed
  returned,     // reason npai: « n'habite pas à l'adresse indiquée »
};

enum class LetterTold : std::uint8_t {
  noted,
  known,      // told before; nothing was changed
  otherwise,  // something else was told before; nothing was changed
  no_letter,  // of that reference, there
  several,    // have that reference: their batch must be named
};

struct BatchLine {
  std::string name;
  std::uint64_t letters = 0;  // made anew since: not counted
  std::uint64_t posted = 0;
  std::uint64_t failed = 0;
  Time first_at{};
  std::uint64_t waiting() const { return letters - posted - failed; }
};

// Somebody tells what became of this batch: a row of audit, before anything is changed by it.
void note_told(OperatorSteps&, const std::string& batch);

class LetterClerk {
 public:
  // `provider`: the printing house's name in the configuration. `by`: the operator, for the audit
  // trail. `keys`: audit_admin.
  LetterClerk(Connection& connection, std::string provider, const Keys& keys, Random& random,
              std::string by)
      : connection_(connection),
        provider_(std::move(provider)),
        audit_(keys, "admin", random),
        by_(std::move(by)) {}

  // Of the last 90 days, oldest first.
  std::vector<BatchLine> batches();
  bool has_batch(const std::string& batch);
  // Those of the batch that nothing was told of: all of them posted. Returns how many.
  std::uint64_t posted(const std::string& batch);
  // `batch` may be empty for what the post tells: letters of all batches.
  LetterTold tell(const std::string& batch, const Reference&, LetterEnd);

 private:
  struct Letter;
  std::vector<Letter> letters_of(const std::string& batch);
  std::vector<Letter> letters_named(const Reference&);
  LetterTold settle(const Letter&, LetterEnd);
  bool write(const Letter&, LetterEnd);

  Connection& connection_;
  std::string provider_;
  AuditChain audit_;
  std::string by_;
};

}  // namespace portillon
