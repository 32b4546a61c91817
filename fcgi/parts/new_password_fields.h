#pragma once
// The fields `new_password` and `confirm_password`, which new_password and change_password share:
// what is refused, and everything that follows once a password is accepted.

#include <optional>
#include <vector>

#include "crypto/secret.h"
#include "page/request.h"
#include "page/step.h"
#include "page/world.h"

namespace portillon {

struct ChosenPassword {
  std::optional<Secret> password;  // NFC; none when anything is refused
  std::vector<Text> reasons;       // against the new one
  std::optional<Text> confirm;     // against the repetition
};

// Everything that can be said without Argon2id: rule, blocklists, stolen passwords, words of the
// member's own, and that it is no temporary password, neither the one that opened this session
// (`opened_by`) nor one that still waits. Reads Records::identity and
// Records::contact_words.
ChosenPassword choose_password(const Fields& form, const Credentials&,
                               const std::optional<Digest>& opened_by, const World&);

// Puts the refusal into a view whose template has the fields: every reason beside the field, one
// line in the summary.
void show_refusal(View&, const ChosenPassword&);

// The session that goes on after a password was chosen or typed just now.
FullSession session_of(const Credentials&, const SubjectId&, const Request&, Time now);

// One Argon2id computation. The password is the member's; the temporary one, other sessions and
// journeys end, `next` begins, every contact on file is told, and the postal address where these do
// not suffice. `carried_by`: how the temporary password went; nullopt: the current one was typed.
// The letter's lifts a freeze.
Effects password_effects(const Secret& password, const Credentials&, FullSession next,
                         std::optional<Channel> carried_by, const World&);

}  // namespace portillon
