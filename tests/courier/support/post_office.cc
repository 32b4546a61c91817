#include "tests/courier/support/post_office.h"

#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include "crypto/mac.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"

namespace portillon::test {
namespace {

const Settings& in_paris(const Settings& settings) {
  setenv("TZ", "Europe/Paris", 1);
  tzset();
  return settings;
}

}  // namespace

std::string Received::secret() const {
  for (const std::string_view before :
       {"votre code est ", "temporaire : ", "temporaire\u00a0: ", "de confirmation : ",
        "cette adresse e-mail : ", "your code is ",
        "temporary password: ", "confirmation code: ", "this email address: "}) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) continue;
    const std::size_t from = at + before.size();
    return text.substr(from, text.find_first_of(", \n", from) - from);
  }
  return {};
}

Handover RecordingTransport::send(const Envelope& envelope) {
  steps_.take("send");
  if (!throws.empty()) throw std::runtime_error(throws);
  received.push_back({envelope.key, envelope.channel, std::string(envelope.to.reveal()),
                      envelope.subject, std::string(envelope.text.reveal()), envelope.reference,
                      std::string(envelope.pdf.reveal()), envelope.handle, envelope.language});
  if (answers.empty()) return {};
  const Handover answer = answers.front();
  answers.erase(answers.begin());
  return answer;
}

Settings sample_settings() {
  Settings settings;
  settings.caisse.name = "MSA Sud Aquitaine";
  settings.caisse.phone = "03 20 90 05 00";
  settings.caisse.hours = "du lundi au vendredi 8 h 30–12 h 15 et 13 h 30–16 h 30";
  settings.caisse.address = {"70 rue Alphonse Daudet", "40286 SAINT-PIERRE-DU-MONT CEDEX"};
  settings.site.origin = "https://monespaceprive.sudaquitaine.msa.fr:8443";
  return settings;
}

Keys sample_keys(Random& random) {
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : {"code", "temporary", "contact_code", "receipt"}) {
    rings.push_back(KeyRing::parse(purpose, "test", generate_key_line(random, 1)));
  }
  KeyPairLines pair = generate_key_pair_lines(random, 1);
  rings.push_back(KeyRing::parse("contact_private", "test", pair.private_line));
  rings.push_back(
      KeyRing::parse("contact_public", "test", Secret::from(std::move(pair.public_line))));
  return Keys(std::move(rings));
}

SubjectId subject_number(MessageKey number) { return sha256(std::to_string(number)); }

PostOffice::PostOffice() : texts(Texts::load(PORTILLON_SOURCE "/pages", in_paris(settings))) {
  add_contact(kMarie, ContactType::email, kEmail);
  add_contact(kMarie, ContactType::mobile, kMobile);
  add_contact(kPaul, ContactType::mobile, kMobile);
  dispatch.addresses[kMarie] =
      sealed(kMarie, kBoxAddress, "MARIE DUPUY\n12 CHEMIN DES PINS\n40000 MONT-DE-MARSAN");
  for (const MemberId member : {kMarie, kPaul, kJeanne}) dispatch.temporaries[member] = {};
}

std::string PostOffice::sealed(MemberId member, std::string_view purpose,
                               std::string_view plain) const {
  return seal_to(keys.ring("contact_public"), purpose, row_of(member), plain);
}

void PostOffice::add_contact(MemberId member, ContactType type, std::string_view value,
                             MessageKey verification) {
  dispatch.contacts.push_back(
      {member,
       {dispatch.contacts.size() + 1, type, sealed(member, kBoxContact, value), sha256(value)},
       verification});
}

Equipment PostOffice::equipment() {
  return {settings, keys,      texts,
          random,   transport, echo,
          courses,  log,       [this](std::chrono::nanoseconds time) { pauses.push_back(time); }};
}

MessageKey PostOffice::queue(MessageKind kind, Channel channel, MemberId member,
                             Language language) {
  const MessageKey key = ++last_key_;
  Claimed order;
  order.key = key;
  order.kind = kind;
  order.channel = channel;
  order.subject = subject_number(member == kNobody ? 1000 + key : member);
  order.member = member;
  order.language = language;
  order.journey = subject_number(2000 + key);
  order.queued_at = dispatch.clock;
  order.on_file_before = dispatch.clock;
  if (kind == MessageKind::code) dispatch.codes[order.subject] = {key, order.journey, {}, {}};
  if (kind == MessageKind::verification) {
    dispatch.verifications[key] = {};
    const bool email = channel == Channel::email;
    add_contact(member, email ? ContactType::email : ContactType::mobile, email ? kEmail : kMobile,
                key);
  }
  dispatch.rows[key] = {order, MessageState::queued, dispatch.clock, {}, {}};
  return key;
}

Ending PostOffice::deliver_due() {
  const auto claims = dispatch.claim(1, 30s, std::nullopt);
  if (claims.empty()) throw std::logic_error("nothing is due");
  return deliver(claims.front(), dispatch, equipment());
}

bool PostOffice::works(MessageKey key, const std::string& secret) const {
  const Claimed& order = row(key).order;
  const auto matches = [](const std::optional<Digest>& stored, const Digest& made) {
    return stored && equal(*stored, made);
  };
  switch (order.kind) {
    case MessageKind::code:
      return matches(dispatch.codes.at(order.subject).hash,
                     code_hash(keys, order.subject, order.journey, secret));
    case MessageKind::temporary:
      return matches(dispatch.temporaries.at(order.member).hash,
                     temporary_hash(keys, order.member, secret));
    case MessageKind::verification:
      return matches(dispatch.verifications.at(key).hash,
                     contact_code_hash(keys, order.member, key, secret));
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return false;
  }
  return false;
}

}  // namespace portillon::test
