// When two moments are the same state: nothing that a page may decide on tells them apart. Ages
// count only as far as a limit asks for them.
#include "parts/message_state.h"
#include "tests/journey/walk.h"

namespace portillon::test {

// What has become of the message that the page is about, as anybody and as the member sees it, and
// what is bound to become of it.
void Walk::add_deliveries(std::string& key) {
  const Journey* here = journey(0);
  const auto status =
      here != nullptr && here->message ? town.records.message(*here->message) : std::nullopt;
  key += '|';
  for (const Channel channel : town.records.tables.channels_down) key += name_of(channel);
  if (!status) return;
  const auto use = town.settings.limits.code_validity;
  const MessageStep shown = step_of(*status, Onlooker::anybody, use, town.now);
  const MessageStep truth = step_of(*status, Onlooker::member, use, town.now);
  for (const bool each : {takes_long(*status, shown, town.now), status->settled_as.has_value(),
                          status->settled_as == MessageState::failed}) {
    key += each ? '1' : '0';
  }
  key += std::to_string(static_cast<int>(shown)) + std::to_string(static_cast<int>(truth));
}

std::string Walk::state_of() {
  const Limits& limits = town.settings.limits;
  const Recovery known = recovery();
  std::string key;
  const auto add = [&key](auto value) { key += std::to_string(static_cast<int>(value)) + ","; };
  for (std::size_t n = 0; n < at.member.size(); ++n) {
    const Journey* here = journey(n);
    add(here == nullptr ? -1 : static_cast<int>(here->stage));
    if (here != nullptr) {
      add(here->proven);
      // SMS and e-mail mirror each other: what differs is which of the two moves asks again.
      add(here->channel ? (*here->channel == Channel::letter ? 1 : 0) : -1);
      add(here->message && known.code && known.code->message == *here->message);
      add(!code_for(n).empty());
    }
    const auto& full = at.member.at(n).full;
    const auto row =
        full ? town.records.tables.sessions.find(*full) : town.records.tables.sessions.end();
    const bool alive = row != town.records.tables.sessions.end() &&
                       town.now < row->second.seen_at + limits.session_idle;
    add(alive ? 1 + row->second.password_changed : 0);
  }
  key += '|';
  if (known.code) {
    add(known.code->wrong);
    add(known.code->hash.has_value());
    add(town.now < known.code->expires_at);
  }
  key += '|';
  add(known.wrong_in_a_row);
  add(known.proof_failed_at && town.now < *known.proof_failed_at + limits.proof_wait);
  add(known.codes_sent.size());
  add(!known.codes_sent.empty() && town.now < known.codes_sent.back() + limits.between_sends);
  add(known.letters.size());
  add(!known.letters.empty() && town.now < known.letters.back() + std::chrono::hours(14 * 24));
  const auto& held = temporary();
  add(held && town.now < held->expires_at ? 1 + held->wrong : 0);
  if (theme == kFreezes) {
    add(town.records.tables.members.at(member.member).frozen);
    add(held && held->channel == Channel::letter);
  }
  // What waits for the courier: a code only matters while it is the live one, see above.
  bool waits[] = {false, false};
  for (const auto& [id, row] : town.records.tables.outbox) {
    if (row.state == MessageState::queued && row.order.member == member.member &&
        row.order.kind == MessageKind::temporary) {
      waits[row.order.channel == Channel::letter ? 1 : 0] = true;
    }
  }
  add(waits[0] ? 1 : 0);
  add(waits[1] ? 1 : 0);
  if (theme == kDeliveries) add_deliveries(key);
  key += '|';
  add(at.password);
  add(at.together);
  add(town.records.tables.members.at(member.member).contacts_confirmed);
  return key;
}

}  // namespace portillon::test
