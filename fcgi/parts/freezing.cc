#include "parts/freezing.h"

#include "page/world.h"

namespace portillon {

Effects freeze(std::optional<MemberId> member, const SubjectId& subject, Time now, Random& random) {
  const MemberId whom = member.value_or(kNobody);
  Queue letter;
  letter.key = new_message_key(random);
  letter.kind = MessageKind::frozen;
  letter.channel = Channel::letter;
  letter.subject = subject;
  letter.member = whom;
  letter.on_file_before = now;
  // Under nobody's subject no code and no journey is found.
  return {Freeze{whom}, EndOtherSessions{whom, member ? subject : SubjectId{}}, std::move(letter)};
}

}  // namespace portillon
