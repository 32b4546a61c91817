#include "tests/journey/walk.h"

namespace portillon::test {
namespace {

constexpr std::size_t kHome = 0;
constexpr std::size_t kElsewhere = 1;

bool stands_at(const Walk& walk, std::size_t browser, Stage stage) {
  const Journey* here = walk.journey(browser);
  return here != nullptr && here->stage == stage;
}

bool answer(Walk& walk, const std::string& proof, const std::string& text) {
  if (!stands_at(walk, kHome, Stage::prove) || text.empty()) return false;
  walk.post(kHome, pages::prove, {{"proof", proof}, {"answer", text}});
  return true;
}

bool choose(Walk& walk, std::size_t browser, const char* channel) {
  if (!stands_at(walk, browser, Stage::channel) && !stands_at(walk, browser, Stage::code)) {
    return false;
  }
  walk.post(browser, pages::channel, {{"channel", channel}});
  return true;
}

bool type_right_code(Walk& walk) {
  const std::string code = walk.code_for(kHome);
  if (!stands_at(walk, kHome, Stage::code) || code.empty()) return false;
  if (walk.at.together) walk.part();  // late or dead, the right one is told apart from a wrong one
  const Answer answer = walk.post(kHome, pages::code, {{"code", code}});
  if (answer.place() == "sent") walk.at.spent.insert(code);
  walk.at.over = walk.theme == kCodes && answer.place() == "sent";
  return true;
}

// Neither the right one nor one that was right before.
bool type_wrong_code(Walk& walk) {
  if (!stands_at(walk, kHome, Stage::code)) return false;
  std::string wrong = wrong_code(walk.code_for(kHome));
  walk.post(kHome, pages::code, {{"code", wrong}});
  return true;
}

// The codes of earlier messages, read from the member's telephone.
bool type_old_codes(Walk& walk) {
  if (!stands_at(walk, kHome, Stage::code)) return false;
  const std::string good = walk.code_for(kHome);
  for (const Mail& mail : walk.town.mails) {
    if (mail.kind != MessageKind::code || mail.secret == good) continue;
    walk.post(kHome, pages::code, {{"code", mail.secret}});
    return true;
  }
  return false;
}

bool type_code_elsewhere(Walk& walk) {
  const std::string code = walk.code_for(kHome);
  if (!stands_at(walk, kElsewhere, Stage::code) || code.empty()) return false;
  if (code == walk.code_for(kElsewhere)) return false;
  walk.post(kElsewhere, pages::code, {{"code", code}});
  return true;
}

bool temporary_is_good(const Walk& walk) {
  const auto& held = walk.temporary();
  return held && walk.town.now < held->expires_at &&
         held->wrong < walk.town.settings.limits.temporary_tries;
}

bool enter_with_temporary(Walk& walk) {
  const std::string temporary = walk.town.temporary_of(walk.member);
  if (temporary.empty() || walk.at.spent.contains(temporary)) return false;
  const bool good = temporary_is_good(walk);
  const Answer answer = walk.sign_in(kHome, temporary);
  if (good != (answer.place() == "new_password")) throw std::logic_error("temporary password");
  walk.at.spent.insert(temporary);
  return true;
}

// Every temporary password but the one that is good now: used, replaced, expired.
bool enter_with_dead_temporaries(Walk& walk) {
  const std::string last = walk.town.temporary_of(walk.member);
  bool tried = false;
  for (const Mail& mail : std::vector<Mail>(walk.town.mails)) {
    if (mail.kind != MessageKind::temporary) continue;
    if (mail.secret == last && temporary_is_good(walk)) continue;
    walk.at.spent.insert(mail.secret);
    if (walk.sign_in(kElsewhere, mail.secret).status() != 422) {
      throw std::logic_error("a dead temporary password opened something");
    }
    tried = true;
  }
  return tried;
}

bool enter_with_own(Walk& walk, std::size_t browser) {
  if (walk.own_password().empty()) return false;
  return walk.sign_in(browser, walk.own_password()).status() == 303;
}

bool choose_password(Walk& walk, bool slip) {
  const unsigned last = walk.theme == kFreezes ? 2 : 1;
  if (!stands_at(walk, kHome, Stage::new_password) || walk.at.password == last) return false;
  const std::string& next = kPasswords[walk.at.password + 1];
  const Answer answer =
      walk.post(kHome, pages::new_password,
                {{"new_password", next}, {"confirm_password", slip ? "autre" : next}});
  if (!slip) {
    if (answer.place() != "new_password" || answer.status() != 303) {
      throw std::logic_error("the new password was refused");
    }
    ++walk.at.password;
  }
  return true;
}

// With the reference of a message that the member alone could read.
bool say_not_me(Walk& walk) {
  if (walk.town.records.tables.members.at(walk.member.member).frozen) return false;
  for (auto mail = walk.town.mails.rbegin(); mail != walk.town.mails.rend(); ++mail) {
    const bool own = mail->kind == MessageKind::password_changed ||
                     (mail->kind == MessageKind::temporary && mail->channel != Channel::letter);
    if (!own) continue;
    walk.post(kElsewhere, pages::not_me,
              {{"reference", mail->reference}, {"identifier", walk.member.identifier}});
    return true;
  }
  return false;
}

bool change_password(Walk& walk, bool right) {
  const auto& full = walk.at.member[kHome].full;
  if (!full || walk.at.password == 1 || walk.own_password().empty()) return false;
  const std::string& next = kPasswords[1];
  const Answer answer = walk.post(kHome, pages::change_password,
                                  {{"current_password", right ? walk.own_password() : "faux"},
                                   {"new_password", next},
                                   {"confirm_password", next}});
  if (right && answer.place() == "account") ++walk.at.password;
  return true;
}

bool down(Walk& walk, std::vector<Channel> channels) {
  if (walk.town.records.tables.channels_down == channels) return false;
  walk.town.records.tables.channels_down = std::move(channels);
  return true;
}

Move wait(std::string_view name, unsigned themes, std::chrono::seconds time) {
  return {name, themes, [time](Walk& walk) {
            walk.pass(time);
            return true;
          }};
}

// Long enough for a code to expire, but looking at the page meanwhile keeps the journey alive.
bool linger(Walk& walk) {
  if (!stands_at(walk, kHome, Stage::code)) return false;
  for (int n = 0; n < 2; ++n) {
    walk.pass(16min);
    for (std::size_t browser : {kHome, kElsewhere}) {
      walk.town.get(walk.at.member[browser], pages::identify);
      walk.town.get(walk.at.stranger[browser], pages::identify);
    }
  }
  return true;
}

std::vector<Move> every_move() {
  return {
      {"identify", kAll, [](Walk& w) { return w.identify(kHome), true; }},
      {"identify elsewhere", kBrowsers, [](Walk& w) { return w.identify(kElsewhere), true; }},
      {"right amount", kAll, [](Walk& w) { return answer(w, "amount", w.member.amount); }},
      {"right serial", kLetters, [](Walk& w) { return answer(w, "vitale", w.member.vitale); }},
      {"wrong amount", kLetters, [](Walk& w) { return answer(w, "amount", "1,01"); }},
      {"old amount", kLetters, [](Walk& w) { return answer(w, "amount", w.member.old_amount); }},
      {"slip of an amount", kLetters, [](Walk& w) { return answer(w, "amount", "douze"); }},
      {"letter instead of proof", kLetters,
       [](Walk& w) {
         if (!stands_at(w, kHome, Stage::prove)) return false;
         w.post(kHome, pages::prove, {{"way", "letter"}});
         return true;
       }},
      {"proof out of order", kLetters | kCodes,
       [](Walk& w) {
         if (stands_at(w, kHome, Stage::prove)) return false;
         w.post(kHome, pages::prove, {{"proof", "amount"}, {"answer", w.member.amount}});
         return true;
       }},
      {"by sms", kCodes | kBrowsers | kSignIns | kFreezes | kDeliveries,
       [](Walk& w) { return choose(w, kHome, "sms"); }},
      {"by email", kCodes | kDeliveries, [](Walk& w) { return choose(w, kHome, "email"); }},
      {"by letter", kLetters | kFreezes | kDeliveries,
       [](Walk& w) { return choose(w, kHome, "letter"); }},
      {"by no way", kCodes, [](Walk& w) { return choose(w, kHome, ""); }},
      {"by sms elsewhere", kBrowsers, [](Walk& w) { return choose(w, kElsewhere, "sms"); }},
      {"channel out of order", kCodes | kLetters,
       [](Walk& w) {
         if (stands_at(w, kHome, Stage::channel) || stands_at(w, kHome, Stage::code)) return false;
         w.post(kHome, pages::channel, {{"channel", "sms"}});
         return true;
       }},
      {"right code", kCodes | kBrowsers | kSignIns | kFreezes | kDeliveries, type_right_code},
      {"wrong code", kCodes | kBrowsers, type_wrong_code},
      {"old code", kCodes, type_old_codes},
      {"code of another browser", kBrowsers, type_code_elsewhere},
      {"slip of a code", kCodes,
       [](Walk& w) {
         if (!stands_at(w, kHome, Stage::code)) return false;
         w.post(kHome, pages::code, {{"code", "12"}});
         return true;
       }},
      {"code out of order", kCodes | kLetters,
       [](Walk& w) {
         if (stands_at(w, kHome, Stage::code)) return false;
         w.post(kHome, pages::code, {{"code", "1234"}});
         return true;
       }},
      {"resend", kCodes | kDeliveries,
       [](Walk& w) {
         if (!stands_at(w, kHome, Stage::code)) return false;
         w.post(kHome, pages::code, {{"action", "resend"}});
         return true;
       }},
      {"temporary password", kBrowsers | kLetters | kSignIns | kFreezes, enter_with_temporary},
      {"dead temporary passwords", kLetters | kSignIns | kFreezes, enter_with_dead_temporaries},
      {"wrong password", kCodes | kLetters | kSignIns,
       [](Walk& w) { return w.sign_in(kElsewhere, "faux"), true; }},
      {"own password", kSignIns | kFreezes, [](Walk& w) { return enter_with_own(w, kHome); }},
      {"own password elsewhere", kSignIns, [](Walk& w) { return enter_with_own(w, kElsewhere); }},
      {"new password", kSignIns | kFreezes, [](Walk& w) { return choose_password(w, false); }},
      {"slip of a new password", kSignIns, [](Walk& w) { return choose_password(w, true); }},
      {"new password out of order", kCodes | kSignIns,
       [](Walk& w) {
         if (stands_at(w, kHome, Stage::new_password)) return false;
         w.post(kHome, pages::new_password,
                {{"new_password", kPasswords[1]}, {"confirm_password", kPasswords[1]}});
         return true;
       }},
      {"change password", kSignIns, [](Walk& w) { return change_password(w, true); }},
      {"change password wrongly", kSignIns, [](Walk& w) { return change_password(w, false); }},
      {"confirm contacts", kSignIns,
       [](Walk& w) {
         if (!w.at.member[kHome].full) return false;
         w.post(kHome, pages::contacts, {{"action", "confirm"}});
         return true;
       }},
      {"not me", kFreezes, say_not_me},
      {"abandon", kAll,
       [](Walk& w) {
         w.town.post(w.at.member[kHome], pages::leave, {}, "abandon");
         w.town.post(w.at.stranger[kHome], pages::leave, {}, "abandon");
         return true;
       }},
      {"sign out", kSignIns,
       [](Walk& w) {
         w.town.post(w.at.member[kHome], pages::leave, {}, "deconnexion");
         return true;
       }},
      {"courier", kAll,
       [](Walk& w) {
         w.deliver();
         return true;
       }},
      {"courier, refused", kDeliveries,
       [](Walk& w) { return w.town.deliver(Fate::refused), true; }},
      {"courier, kept back", kDeliveries,
       [](Walk& w) { return w.town.deliver(Fate::hindered), true; }},
      {"receipt", kDeliveries,
       [](Walk& w) { return w.town.settle(MessageState::delivered), true; }},
      {"bounce", kDeliveries, [](Walk& w) { return w.town.settle(MessageState::failed), true; }},
      {"bounce to come", kDeliveries,
       [](Walk& w) { return w.town.settle(MessageState::failed, 20s), true; }},
      {"sms down", kDeliveries, [](Walk& w) { return down(w, {Channel::sms}); }},
      {"sms up again", kDeliveries, [](Walk& w) { return down(w, {}); }},
      wait("61 s", kCodes | kBrowsers | kDeliveries, 61s),
      wait("31 min", kCodes | kSignIns, 31min),
      {"31 min on the page", kCodes | kDeliveries, linger},
      wait("25 h", kCodes | kSignIns, 25h),
      wait("15 d", kLetters, 15 * 24h),
  };
}

}  // namespace

std::vector<Move> moves_of(unsigned themes) {
  std::vector<Move> wanted = every_move();
  std::erase_if(wanted, [&](const Move& move) { return (move.themes & themes) == 0; });
  return wanted;
}

}  // namespace portillon::test
