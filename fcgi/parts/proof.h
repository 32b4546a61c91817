#pragma once
// Parts of pages: the answer to a proof question, from the form to what is compared. Decided from
// the typed characters and the kind of member alone.

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "page/message.h"
#include "page/request.h"
#include "page/settings.h"
#include "page/types.h"

namespace portillon {

struct ProofAnswer {
  FactKind kind = FactKind::vitale;
  std::string canonical;                       // as proof_hash() takes it
  std::optional<std::chrono::seconds> window;  // a fact may be as old as that; none: any age
};

// A slip of typing: it uses up no answer.
struct ProofSlip {
  std::string_view field;
  Text text;
};

using Proof = std::variant<ProofAnswer, ProofSlip>;

// Fields `proof` and `answer`.
Proof read_proof(Kind, const Fields&, const Limits&);

}  // namespace portillon
