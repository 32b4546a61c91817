// The town's courier: everything queued leaves at once. As the real one, it treats a stranger's
// message like a member's, but that nothing comes of it.
#include "crypto/sealed_box.h"
#include "domain/code.h"
#include "domain/reference.h"
#include "domain/temporary.h"
#include "page/derivations.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

ContactType type_for(Channel channel) {
  return channel == Channel::sms ? ContactType::mobile : ContactType::email;
}

bool electronic(Channel channel) { return channel != Channel::letter; }

}  // namespace

std::optional<ContactRow> Town::destination(const Queue& order) const {
  const auto owner = records.tables.members.find(order.member);
  if (owner != records.tables.members.end() && owner->second.frozen) return std::nullopt;
  Channel other = order.channel == Channel::sms ? Channel::email : Channel::sms;
  if (order.kind == MessageKind::recovery_tried) other = order.channel;
  for (const Channel channel : {order.channel, other}) {
    for (const auto& [id, row] : records.tables.contacts) {
      if (order.contact && id == *order.contact) return row;
      const bool current = row.member == order.member &&
                           row.contact.state == ContactState::current && row.current_since &&
                           *row.current_since < order.on_file_before && !row.former_since;
      if (!order.contact && current && row.contact.type == type_for(channel)) return row;
    }
  }
  return std::nullopt;
}

// For a stranger, and for a member with nothing on file, just as well: a code that nobody is sent
// lives as long as another, and the page that shows until when it is good shows the same to all.
std::string Town::mint_code(OutboxRow& row) {
  const Queue& order = row.order;
  const auto found = records.tables.recoveries.find(order.subject);
  const bool waited_for = found != records.tables.recoveries.end() && found->second.code &&
                          found->second.code->message == order.key;
  if (!waited_for) {
    row.state = MessageState::dropped;
    return {};
  }
  const auto below = [this](std::uint32_t bound) { return random_below(random, bound); };
  const Code code = Code::draw(below, settings.limits.code_digits);
  std::string digits(code.digits().reveal());
  found->second.code->hash = code_hash(keys, order.subject, order.journey, digits);
  found->second.code->expires_at = now + settings.limits.code_validity;
  ++found->second.version;  // a page that saw the code without its hash must run again
  return digits;
}

std::string Town::reference_drawn() {
  std::string reference;
  for (std::size_t i = 0; i < 2 * kReferenceGroup; ++i) {
    if (i == kReferenceGroup) reference += '-';
    reference += kReferenceSymbols[random_below(random, kReferenceSymbols.size())];
  }
  return reference;
}

void Town::hand_over(OutboxRow& row, Fate fate) {
  const Queue& order = row.order;
  row.state = MessageState::handed_over;
  row.handed_over_at = now;
  row.reference = reference_drawn();
  const std::string digits = order.kind == MessageKind::code ? mint_code(row) : std::string();
  if (row.state == MessageState::dropped) return;
  const auto below = [this](std::uint32_t bound) { return random_below(random, bound); };
  const auto to = electronic(order.channel) ? destination(order) : std::nullopt;
  if (fate == Fate::refused) {
    row.state = MessageState::failed;
    row.settled_as = MessageState::failed;
    row.settled_at = now;
  }
  if (order.member == kNobody) return;
  // The member alone may know: the columns that anybody is shown are a stranger's.
  if (fate == Fate::hindered || (electronic(order.channel) && !to))
    row.state = MessageState::failed;
  if (row.state == MessageState::failed) return;

  Mail mail{order.key, order.kind, order.channel, order.member, "letter", digits, row.reference};
  if (to) {
    mail.channel = to->contact.type == ContactType::mobile ? Channel::sms : Channel::email;
    const auto value =
        open_box(keys.ring("contact_private"), kBoxContact, row_of(order.member), to->value_sealed);
    mail.to = value.value().reveal();
  }
  const Limits& limits = settings.limits;
  if (order.kind == MessageKind::temporary) {
    MemberRow& member = records.tables.members.at(order.member);
    const TemporaryPassword password = TemporaryPassword::draw(below);
    mail.secret = password.symbols().reveal();
    member.temporary = {
        temporary_hash(keys, member.id, mail.secret),
        now + (electronic(order.channel) ? limits.temporary_validity : limits.letter_validity), 0,
        order.channel};
    ++member.version;
  } else if (order.kind == MessageKind::verification) {
    ContactRow& contact = records.tables.contacts.at(*order.contact);
    if (contact.contact.message != order.key || contact.former_since) {
      row.state = MessageState::dropped;
      return;
    }
    const Code code = Code::draw(below, limits.code_digits);
    mail.secret = code.digits().reveal();
    contact.contact.code_hash = contact_code_hash(keys, order.member, order.key, mail.secret);
    contact.contact.code_expires_at = now + limits.code_validity;
    ++contact.contact.version;
  }
  mails.push_back(std::move(mail));
}

void Town::deliver(Fate fate) {
  for (const MessageKey key : records.tables.outbox_order) {
    OutboxRow& row = records.tables.outbox.at(key);
    if (row.state == MessageState::queued) hand_over(row, fate);
  }
}

void Town::settle(MessageState as, std::chrono::seconds after) {
  for (auto& [key, row] : records.tables.outbox) {
    if (!row.handed_over_at || row.settled_as) continue;
    row.settled_as = as;
    row.settled_at = now + after;
    const bool real = row.order.member != kNobody && row.state == MessageState::handed_over;
    if (real && after == std::chrono::seconds{}) row.state = as;
  }
}

const Mail* Town::last_mail(MemberId member, MessageKind kind) const {
  for (auto mail = mails.rbegin(); mail != mails.rend(); ++mail) {
    if (member != kNobody && mail->member == member && mail->kind == kind) return &*mail;
  }
  return nullptr;
}

std::string Town::code_of(const Person& person) const {
  const Mail* mail = last_mail(person.member, MessageKind::code);
  return mail == nullptr ? std::string() : mail->secret;
}

std::string Town::temporary_of(const Person& person) const {
  const Mail* mail = last_mail(person.member, MessageKind::temporary);
  return mail == nullptr ? std::string() : mail->secret;
}

}  // namespace portillon::test
