#include "parts/new_password_fields.h"

#include <algorithm>

#include "crypto/seal.h"
#include "domain/password.h"
#include "domain/temporary.h"
#include "message_ids.h"
#include "page/derivations.h"

namespace portillon {
namespace {

Text text_of(PasswordProblem problem) {
  switch (problem) {
    case PasswordProblem::malformed:
      return msg::password_malformed;
    case PasswordProblem::too_short:
      return msg::password_too_short;
    case PasswordProblem::too_long:
      return msg::password_too_long;
    case PasswordProblem::missing_digit:
      return msg::password_missing_digit;
    case PasswordProblem::missing_upper:
      return msg::password_missing_upper;
    case PasswordProblem::missing_lower:
      return msg::password_missing_lower;
    case PasswordProblem::missing_special:
      return msg::password_missing_special;
    case PasswordProblem::common:
      return msg::password_common;
    case PasswordProblem::built_on_identifier:
      return msg::password_built_on_identifier;
    case PasswordProblem::built_on_name:
      return msg::password_built_on_name;
    case PasswordProblem::built_on_contact:
      return msg::password_built_on_contact;
    case PasswordProblem::built_on_caisse:
      return msg::password_built_on_caisse;
  }
  return msg::password_malformed;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

PasswordContext context_of(MemberId member, const World& world) {
  PasswordContext context;
  context.caisse_words = words_of(world.settings.caisse.name);
  context.banned_words = world.settings.caisse.password_words;
  context.in_contact = [&world, member,
                        words = world.records.contact_words(member)](std::string_view part) {
    return is_contact_word(world.keys, member, words, part);
  };
  const auto identity = world.records.identity(member);
  if (!identity) return context;

  const KeyRing& ring = world.keys.ring("identity");
  const auto identifier = open(ring, kSealIdentifier, row_of(member), identity->identifier_sealed);
  const auto full_name = open(ring, kSealName, row_of(member), identity->name_sealed);
  if (!identifier || !full_name) throw StorageError("identity of a member does not open");
  // "nir:2951099126111" or its digits alone.
  const std::string_view canonical = identifier->reveal();
  context.identifier = canonical.substr(canonical.find(':') + 1);
  context.name_words = words_of(full_name->reveal());
  return context;
}

// As typed from the message, grouped or not. The one that opened this session is dead already, but
// whoever can read old messages would know it.
bool is_temporary(std::string_view typed, const Credentials& credentials,
                  const std::optional<Digest>& opened_by, const Keys& keys) {
  const auto temporary = TemporaryPassword::parse(typed);
  if (!temporary) return false;
  const auto made = [&](const Digest& hash) {
    return equal(hash,
                 temporary_hash(keys, credentials.member, temporary->symbols().reveal(), hash));
  };
  return (opened_by && made(*opened_by)) ||
         (credentials.temporary && made(credentials.temporary->hash));
}

// Whoever came in by an SMS or e-mail may not be the member: the contact that carried it tells
// nobody else. Where it is the only one, the post does.
Notify notice_of(const Credentials& credentials, const SubjectId& subject,
                 std::optional<Channel> carried_by, const Notices& notices) {
  const bool first = credentials.password.empty();
  Notify notice{first ? MessageKind::first_access : MessageKind::password_changed,
                credentials.member, subject, std::nullopt, 1};
  if (carried_by && carried_by != Channel::letter) notice.post_below = 2;
  if (first && notices.first_access_letter) notice.post_below = kAlwaysByPost;
  return notice;
}

// Lists hold what was typed elsewhere, which is mostly NFC but need not be.
bool is_breached(std::string_view typed, const Secret& nfc, const BreachedPasswords* breached) {
  if (breached == nullptr) return false;
  const bool as_typed = breached->contains(typed);
  return breached->contains(nfc.reveal()) || as_typed;
}

}  // namespace

ChosenPassword choose_password(const Fields& form, const Credentials& credentials,
                               const std::optional<Digest>& opened_by, const World& world) {
  ChosenPassword chosen;
  const std::string_view typed = form["new_password"];
  if (typed.empty()) {
    chosen.reasons.emplace_back(msg::password_empty);
    return chosen;
  }
  for (const PasswordProblem problem :
       check_password(typed, context_of(credentials.member, world))) {
    chosen.reasons.push_back(text_of(problem));
  }
  if (is_temporary(typed, credentials, opened_by, world.keys)) {
    chosen.reasons.emplace_back(msg::password_is_temporary);
  }

  auto password = normalized_password(typed);
  // Only of what could be taken otherwise: the next one will be another password anyway.
  if (chosen.reasons.empty() && password && is_breached(typed, *password, world.breached)) {
    chosen.reasons.emplace_back(msg::password_breached);
  }
  const auto repeated = normalized_password(form["confirm_password"]);
  if (form["confirm_password"].empty()) {
    chosen.confirm = msg::password_confirm_empty;
  } else if (!password || !repeated || !equal(password->reveal(), repeated->reveal())) {
    chosen.confirm = msg::password_confirm_differs;
  }
  if (chosen.reasons.empty() && !chosen.confirm) chosen.password = std::move(password);
  return chosen;
}

void show_refusal(View& view, const ChosenPassword& chosen) {
  if (chosen.reasons.size() == 1) {
    view.error("new_password", chosen.reasons.front());
  } else if (!chosen.reasons.empty()) {
    view.error("new_password", msg::password_several_reasons);
    Part& reasons = view.body().add("REASONS");
    for (const Text& reason : chosen.reasons) reasons.add("REASON").set("REASON_TEXT", reason);
  }
  if (chosen.confirm) view.error("confirm_password", *chosen.confirm);
}

FullSession session_of(const Credentials& credentials, const SubjectId& subject,
                       const Request& request, Time now) {
  FullSession session;
  session.member = credentials.member;
  session.subject = subject;
  session.public_id = credentials.public_id;
  session.contacts_confirmed = credentials.contacts_confirmed;
  session.device = request.device;
  session.authenticated_at = session.started_at = session.seen_at = now;
  return session;
}

Effects password_effects(const Secret& password, const Credentials& credentials, FullSession next,
                         std::optional<Channel> carried_by, const World& world) {
  const MemberId member = credentials.member;
  const SubjectId subject = next.subject;
  const bool unfreezes = credentials.frozen && carried_by == Channel::letter;
  Effects effects = {
      SetPassword{member, credentials.version, world.hasher.hash(member, password), unfreezes},
      EndOtherSessions{member, subject}, StartSession{std::move(next)},
      notice_of(credentials, subject, carried_by, world.settings.notices),
      Audit{Event::password_changed, subject, {}}};
  if (unfreezes) effects.emplace_back(Audit{Event::unfrozen_by_letter, subject, {}});
  return effects;
}

}  // namespace portillon
