#include "courier/recipient.h"

#include <utility>

#include "page/derivations.h"

namespace portillon {
namespace {

std::optional<Channel> channel_to(ContactType type) {
  switch (type) {
    case ContactType::mobile:
      return Channel::sms;
    case ContactType::email:
      return Channel::email;
    case ContactType::landline:
    case ContactType::fax:
      return std::nullopt;
  }
  return std::nullopt;
}

Recipient to_the_caisse(Channel channel, const Canary& canary) {
  std::string plain;
  switch (channel) {
    case Channel::sms:
      plain = canary.mobile;
      break;
    case Channel::email:
      plain = canary.email;
      break;
    case Channel::letter:
      for (const std::string& line : canary.address) plain += (plain.empty() ? "" : "\n") + line;
      break;
  }
  const bool configured = !plain.empty();
  return {channel, configured, std::move(plain), {}, {}};
}

}  // namespace

void hinder(Recipient& to, std::string_view reason) {
  to.somebody = false;
  to.hindrance = reason;
}

Recipient recipient_of(const Claimed& claimed, Dispatch& dispatch, const Canary& canary) {
  if (claimed.kind == MessageKind::canary) return to_the_caisse(claimed.channel, canary);
  if (claimed.channel == Channel::letter) {
    auto addressee = dispatch.addressee(claimed);
    if (!addressee) return {Channel::letter, false, {}, {}, {}};
    return {Channel::letter, true, std::move(addressee->address_sealed), kBoxAddress, {}};
  }
  auto found = dispatch.destination(claimed);
  const auto channel = found ? channel_to(found->type) : std::nullopt;
  // A stranger's sends are counted as well, under a number that is nobody's.
  if (!channel) return {claimed.channel, false, {}, {}, claimed.subject};
  return {*channel, true, std::move(found->value_sealed), kBoxContact, found->hash};
}

Recipient instead_of_sms(const Claimed& claimed, Dispatch& dispatch) {
  Claimed wanted = claimed;
  wanted.channel = Channel::email;
  Recipient to = recipient_of(wanted, dispatch, {});
  if (to.somebody && to.channel == Channel::email) return to;
  return {Channel::sms, false, {}, {}, claimed.subject, "sms_budget"};
}

}  // namespace portillon
