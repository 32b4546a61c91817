#include "courier/deliver.h"

#include <algorithm>
#include <optional>

#include "courier/compose.h"
#include "courier/of_kind.h"
#include "courier/recipient.h"
#include "courier/reference.h"
#include "courier/sms_budget.h"
#include "crypto/sealed_box.h"
#include "domain/code.h"
#include "domain/temporary.h"
#include "page/derivations.h"

namespace portillon {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr hours kDay{24};
constexpr std::string_view kBudget = "sms_budget";
constexpr std::string_view kNobodysAddress = "Madame Martin\n12 route de la Chalosse\n40250 MUGRON";
constexpr unsigned kMostCrashes = 5;  // in a row, then the row itself is what kills its couriers
constexpr int kNotingTries = 6;       // 0.1 s, doubling: some three seconds in all

class Delivery {
 public:
  Delivery(const Claimed& claimed, Dispatch& dispatch, const Equipment& with)
      : claimed_(claimed), dispatch_(dispatch), with_(with) {}

  Ending run();
  Ending put_off(std::string_view reason);

 private:
  Secret address_of(Recipient& to) const;
  bool within_limit(const Recipient& to);
  Envelope envelope_to(Recipient& to, Secret address, const Drawn& drawn) const;
  Drawn draw(Channel channel);
  bool mint(const Recipient& to, const Drawn& drawn);
  Handover hand_over(const Envelope& envelope, bool somebody);
  Ending note(const Handover& handover, bool somebody);
  Ending note_handed_over(Sent sent);
  Sent to_nobody(std::string provider = {}) const;
  Ending end(Ending ending, std::string_view reason, bool still_ours);

  Ending failed(std::string_view reason, Sent sent) {
    return end(Ending::failed, reason, dispatch_.failed(claimed_, reason, std::move(sent)));
  }
  Ending dropped(std::string_view reason) {
    return end(Ending::dropped, reason, dispatch_.dropped(claimed_, reason));
  }

  const Claimed& claimed_;
  Dispatch& dispatch_;
  const Equipment& with_;
  Time now_{};
  std::string reference_;
  Handover answered_;
  bool asked_ = false;
  std::chrono::nanoseconds took_{};
};

Ending Delivery::run() {
  now_ = dispatch_.now();
  if (now_ >= claimed_.queued_at + of_use(claimed_, with_.settings.limits)) {
    return dropped("too_old");
  }
  with_.courses.refresh(claimed_.channel, dispatch_);
  if (claimed_.crashes >= kMostCrashes) return failed("poisoned", to_nobody());
  Recipient to = recipient_of(claimed_, dispatch_, with_.settings.canary);
  const bool canary = claimed_.kind == MessageKind::canary;
  if (!canary && to.channel == Channel::sms && sms_is_spent(dispatch_, with_.settings.limits)) {
    to = instead_of_sms(claimed_, dispatch_);
  }
  if (!to.somebody && !has_decoy_course(claimed_.kind)) {
    return to.hindrance.empty() ? dropped("nothing_on_file") : failed(to.hindrance, to_nobody());
  }

  Secret address = address_of(to);
  if (!within_limit(to)) hinder(to, "destination_limit");
  if (to.channel == Channel::sms && to.hindrance != kBudget && claimed_.tries == 1 &&
      !spend_sms(to.somebody, dispatch_, with_.settings.limits, with_.log)) {
    return put_off(kBudget);  // another one was quicker; the next try knows
  }

  // Composed before the hash is written: a text or letter that cannot be made kills no earlier
  // secret.
  const Drawn drawn = draw(to.channel);
  reference_ = drawn.reference;
  const Envelope envelope = envelope_to(to, std::move(address), drawn);
  const bool minted = mint(to, drawn);
  if (!minted && to.hindrance.empty()) return dropped("superseded");
  answered_ = hand_over(envelope, to.somebody);
  asked_ = true;
  if (!to.hindrance.empty()) return failed(to.hindrance, to_nobody());
  return note(answered_, to.somebody);
}

// How nobody's message fares: as a real one might, always the same way for the same subject.
Sent Delivery::to_nobody(std::string provider) const {
  return {std::move(provider), {}, with_.courses.plausible(claimed_, with_.keys, with_.random)};
}

// Nobody's is opened too: an empty box takes as long as one that holds an address.
Secret Delivery::address_of(Recipient& to) const {
  if (claimed_.kind == MessageKind::canary) return Secret::from(std::string(to.sealed));
  const KeyRing& ring = with_.keys.ring("contact_private");
  if (to.somebody) {
    auto address = open_box(ring, to.purpose, row_of(claimed_.member), to.sealed);
    if (address) return *std::move(address);
    hinder(to, "unreadable_destination");
    return {};
  }
  open_box(ring, kBoxContact, row_of(kNobody), empty_box(ring, kNobodysAddress.size()));
  return {};
}

// A letter is set and drawn for nobody too: that takes longer than all the rest.
Envelope Delivery::envelope_to(Recipient& to, Secret address, const Drawn& drawn) const {
  const auto made = [&](Secret lines) {
    Envelope envelope = compose(claimed_, to.channel, std::move(lines), drawn, now_, with_.texts);
    envelope.handle = handle_of(with_.keys, claimed_.key, claimed_.lease);
    return envelope;
  };
  if (to.somebody) {
    try {
      return made(std::move(address));
    } catch (const LetterError&) {
      hinder(to, "unfit_for_a_letter");
    }
  }
  return made(Secret::from(std::string(kNobodysAddress)));
}

// Once for each message, however often it is tried: a gateway that is down must not use up a
// household's day. The page has counted a verification. A notice counts, but always goes: whoever
// uses up the limit must not be able to silence the warning.
bool Delivery::within_limit(const Recipient& to) {
  if (!to.hash || claimed_.kind == MessageKind::verification || claimed_.tries > 1) return true;
  const bool spent = dispatch_.spend(
      {destination_bucket(*to.hash), with_.settings.limits.destination_a_day, kDay});
  return spent || is_notice(claimed_.kind);
}

Drawn Delivery::draw(Channel channel) {
  const Limits& limits = with_.settings.limits;
  const UniformBelow below = [this](std::uint32_t bound) {
    return random_below(with_.random, bound);
  };
  Drawn drawn;
  drawn.reference = draw_reference(with_.random);
  switch (claimed_.kind) {
    case MessageKind::code:
    case MessageKind::verification: {
      const Code code = Code::draw(below, limits.code_digits);
      drawn.secret = Secret::from(std::string(code.digits().reveal()));
      drawn.until = now_ + limits.code_validity;
      break;
    }
    case MessageKind::temporary: {
      const TemporaryPassword password = TemporaryPassword::draw(below);
      drawn.secret = Secret::from(std::string(password.symbols().reveal()));
      drawn.grouped = password.grouped();
      drawn.until =
          now_ + (channel == Channel::letter ? limits.letter_validity : limits.temporary_validity);
      break;
    }
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      break;
  }
  return drawn;
}

bool Delivery::mint(const Recipient& to, const Drawn& drawn) {
  Claimed target = claimed_;
  // What cannot reach the member must not replace what already did.
  if (!to.somebody) target.member = kNobody;
  const std::string_view secret = drawn.secret.reveal();
  switch (claimed_.kind) {
    case MessageKind::code:
      return dispatch_.mint_code(target,
                                 code_hash(with_.keys, target.subject, target.journey, secret),
                                 drawn.until, drawn.reference);
    case MessageKind::temporary:
      return dispatch_.mint_temporary(target, temporary_hash(with_.keys, target.member, secret),
                                      drawn.until, drawn.reference);
    case MessageKind::verification:
      return dispatch_.mint_verification(
          target, contact_code_hash(with_.keys, target.member, target.key, secret), drawn.until,
          drawn.reference);
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return dispatch_.start_notice(target, drawn.reference);
  }
  return false;
}

Handover Delivery::hand_over(const Envelope& envelope, bool somebody) {
  const auto began = Echo::Clock::now();
  if (!somebody) {
    const Echo::Answered answered = with_.echo.answer(envelope.channel);
    with_.pause(answered.took);
    took_ = Echo::Clock::now() - began;
    return answered.handover;
  }
  Handover handover = with_.transport.send(envelope);
  took_ = Echo::Clock::now() - began;
  with_.echo.heard(envelope.channel, handover, took_);
  return handover;
}

Ending Delivery::note(const Handover& handover, bool somebody) {
  switch (handover.answer) {
    case Answer::accepted:
      return note_handed_over(somebody ? Sent{handover.provider, handover.provider_id, {}}
                                       : to_nobody(handover.provider));
    case Answer::refused:
      return failed(handover.reason, {handover.provider, {}, {}});
    case Answer::later:
    case Answer::unavailable:
    case Answer::unknown:
      return put_off(handover.reason);
  }
  return Ending::lost;
}

// It has left: a database that is away for a moment must not make it leave twice.
Ending Delivery::note_handed_over(Sent sent) {
  milliseconds wait{100};
  for (int tried = 1;; ++tried) {
    try {
      return end(Ending::handed_over, {}, dispatch_.handed_over(claimed_, sent));
    } catch (const StorageError&) {
      if (tried == kNotingTries) throw;
      with_.pause(wait);
      wait *= 2;
    }
  }
}

Ending Delivery::put_off(std::string_view reason) {
  const Time until = dispatch_.now() + back_off(claimed_.tries, with_.random);
  return end(Ending::put_off, reason, dispatch_.put_off(claimed_, until, reason));
}

std::string_view event_of(Ending ending) {
  switch (ending) {
    case Ending::handed_over:
      return "message_handed_over";
    case Ending::put_off:
      return "message_put_off";
    case Ending::failed:
      return "message_failed";
    case Ending::dropped:
      return "message_dropped";
    case Ending::lost:
      return "message_lease_lost";
  }
  return {};
}

// The same line for members and strangers: a log must not say who is which.
Ending Delivery::end(Ending ending, std::string_view reason, bool still_ours) {
  if (!still_ours) ending = Ending::lost;
  const std::string message = number_text(claimed_.key);
  const std::chrono::duration<double, std::milli> took = took_;
  with_.log.write(event_of(ending), {{"message", std::string_view(message)},
                                     {"kind", name_of(claimed_.kind)},
                                     {"channel", name_of(claimed_.channel)},
                                     {"reference", std::string_view(reference_)},
                                     {"try", std::int64_t{claimed_.tries}},
                                     {"provider", std::string_view(answered_.provider)},
                                     {"answer", asked_ ? name_of(answered_.answer) : ""},
                                     {"milliseconds", took.count()},
                                     {"reason", reason}});
  return ending;
}

}  // namespace

Ending deliver(const Claimed& claimed, Dispatch& dispatch, const Equipment& with) {
  Delivery delivery(claimed, dispatch, with);
  try {
    return delivery.run();
  } catch (const StorageError&) {
    throw;
  } catch (const std::exception&) {
    // Not its words: they may quote what was being sent.
    return delivery.put_off("error");
  }
}

milliseconds back_off(unsigned tries, Random& random) {
  constexpr milliseconds kFirst{2000};
  constexpr milliseconds kLongest{5 * 60 * 1000};
  const unsigned doublings = std::min(std::max(tries, 1U) - 1, 10U);
  const milliseconds whole = std::min(kFirst * (1U << doublings), kLongest);
  const auto spread = static_cast<std::uint32_t>(whole.count() / 2);
  return whole - whole / 4 + milliseconds(random_below(random, spread + 1));
}

}  // namespace portillon
