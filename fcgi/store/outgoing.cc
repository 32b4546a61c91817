#include "store/outgoing.h"

#include "page/world.h"
#include "store/outbox.h"
#include "store/queries.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};

}  // namespace

void Outgoing::find_own_language(MemberId member) {
  const auto row = c_.one(sql::kFindLanguage, member);
  const auto& tag = std::get<0>(row.value());
  if (tag) own_ = Language::parse(*tag);
}

// Who has chosen no password yet has no other language than that of this first time.
Language Outgoing::language_of(MessageKind kind) const {
  if (goes_as_asked(kind)) return *a_.language;
  if (!own_ && kind == MessageKind::first_access) return a_.language.value_or(Language{});
  return own_.value_or(Language{});
}

bool Outgoing::notify(const Notify& news) {
  unsigned of_old = 0;  // those that were current before this step
  for (const auto& [contact, type, since] :
       c_.all(sql::kFindNotified, news.member, a_.now, news.contact.value_or(0))) {
    if (since < a_.now) ++of_old;
    const Channel channel = type == name_of(ContactType::email) ? Channel::email : Channel::sms;
    if (!queue(notice(news, channel, contact))) return false;
  }
  if (of_old >= news.post_below || !may_post(news)) return true;
  return queue(notice(news, Channel::letter, std::nullopt));
}

Queue Outgoing::notice(const Notify& news, Channel channel,
                       std::optional<ContactId> contact) const {
  return {new_message_key(a_.random),
          news.kind,
          channel,
          news.subject,
          news.member,
          {},
          contact,
          a_.now};
}

// New contacts often come a few together, and on the day of the first password: one letter a day
// says it.
bool Outgoing::may_post(const Notify& news) {
  const auto letters = c_.all(sql::kFindNoticeLetters, news.subject, a_.now - 30 * kDay);
  if (letters.size() >= a_.limits.notice_letters_a_month) return false;
  return news.kind != MessageKind::contact_changed || letters.empty() ||
         std::get<0>(letters.back()) <= a_.now - kDay;
}

bool Outgoing::queue(const Queue& message) {
  return c_.run(sql::kQueue, message.key, std::string(name_of(message.kind)),
                std::string(name_of(message.channel)), message.subject, message.member,
                message.journey, message.contact, message.on_file_before, a_.now,
                priority_of(message.kind), a_.now, a_.now + kept_for(message.kind, message.channel),
                std::string(language_of(message.kind).tag())) == 1;
}

}  // namespace portillon
