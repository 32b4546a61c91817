#pragma once
// A mail to Marie, as the courier hands it over.

#include "courier/compose.h"
#include "courier/mime.h"
#include "tests/courier/support/post_office.h"

namespace portillon::test {

inline constexpr std::string_view kHandle = "00000000000000650000010123456789abcdef0123";

inline MailSender sample_sender() {
  return {*Email::parse("ne-pas-repondre@caisse.exemple.fr"), "MSA Sud Aquitaine – Éspace privé",
          "MSA Sud Aquitaine", *Email::parse("assistance@caisse.exemple.fr"),
          *Email::parse("retours@caisse.exemple.fr")};
}

inline std::shared_ptr<const MailLayout> sample_layout() {
  return std::make_shared<const MailLayout>(MailLayout::load(PORTILLON_SOURCE "/pages"));
}

inline Envelope sample_mail(const PostOffice& office, MessageKind kind = MessageKind::code,
                            Language language = {}) {
  using namespace std::chrono;
  const Time now = sys_days(2026y / 11 / 26) + 9h + 5min;
  const bool temporary = kind == MessageKind::temporary;
  const bool notice = !temporary && kind != MessageKind::code && kind != MessageKind::verification;
  Rendered words = office.texts.render(kind, Channel::email,
                                       {notice      ? ""
                                        : temporary ? "Kx7mRt4wPz9a"
                                                    : "4829",
                                        now + 30min, now, "K7C-4QT", language});
  Envelope envelope;
  envelope.key = 101;
  envelope.kind = kind;
  envelope.channel = Channel::email;
  envelope.to = Secret::from(std::string(kEmail));
  envelope.subject = words.subject;
  envelope.text = std::move(words.text);
  envelope.reference = "K7C-4QT";
  envelope.at = now;
  envelope.handle = kHandle;
  envelope.language = language;
  return envelope;
}

}  // namespace portillon::test
