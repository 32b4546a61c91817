#include "admin/typed_subject.h"

#include "admin/unseen_line.h"
#include "domain/identifier.h"
#include "page/derivations.h"
#include "shell/start_error.h"

namespace portillon {

Lookup typed_subject(const Keys& keys) {
  const auto identifier = parse_identifier(read_unseen_line("Identifiant : "));
  if (!identifier) throw StartError("not an identifier: 13 or 15 characters, or a SIRET of 14");
  return subjects_of(keys, identifier->canonical());
}

}  // namespace portillon
