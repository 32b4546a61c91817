#include "courier/deliver.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "page/buckets.h"
#include "page/derivations.h"
#include "tests/courier/support/post_office.h"

using namespace portillon;
using namespace portillon::test;

namespace {

struct Case {
  MessageKind kind;
  Channel channel;
  bool secret;
};
constexpr Case kEveryCase[] = {
    {MessageKind::code, Channel::sms, true},
    {MessageKind::code, Channel::email, true},
    {MessageKind::temporary, Channel::sms, true},
    {MessageKind::temporary, Channel::email, true},
    {MessageKind::temporary, Channel::letter, true},
    {MessageKind::verification, Channel::sms, true},
    {MessageKind::verification, Channel::email, true},
    {MessageKind::password_changed, Channel::sms, false},
    {MessageKind::contact_changed, Channel::email, false},
    {MessageKind::first_access, Channel::sms, false},
    {MessageKind::recovery_tried, Channel::sms, false},
    {MessageKind::recovery_tried, Channel::email, false},
    {MessageKind::password_changed, Channel::letter, false},
    {MessageKind::contact_changed, Channel::letter, false},
    {MessageKind::first_access, Channel::letter, false},
    {MessageKind::frozen, Channel::letter, false},
};

std::string named(const Case& each) {
  return std::string(name_of(each.kind)) + " by " + std::string(name_of(each.channel));
}

// Steps that one delivery takes, the claim not counted.
std::vector<std::string> steps_of(const Case& each, MemberId member) {
  PostOffice office;
  office.queue(each.kind, each.channel, member);
  office.deliver_due();
  return {office.steps.taken.begin() + 1, office.steps.taken.end()};
}

std::vector<std::string> without_send(std::vector<std::string> steps) {
  std::erase(steps, "send");
  return steps;
}

bool has_decoy_course(const Case& each) {
  return each.kind == MessageKind::code || each.kind == MessageKind::temporary ||
         each.kind == MessageKind::recovery_tried;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(every_kind_reaches_the_contact_on_file_with_a_secret_that_works) {
  for (const Case& each : kEveryCase) {
    BOOST_TEST_CONTEXT(named(each)) {
      PostOffice office;
      const MessageKey key = office.queue(each.kind, each.channel, kMarie);
      BOOST_CHECK(office.deliver_due() == Ending::handed_over);
      BOOST_CHECK(office.row(key).state == MessageState::handed_over);
      BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
      const Received& mail = office.transport.received.front();
      BOOST_CHECK(mail.channel == each.channel);
      BOOST_CHECK_EQUAL(mail.reference, office.row(key).reference);
      BOOST_CHECK(holds(mail.text, mail.reference));
      if (each.channel == Channel::sms) BOOST_CHECK_EQUAL(mail.to, kMobile);
      if (each.channel == Channel::email) BOOST_CHECK_EQUAL(mail.to, kEmail);
      BOOST_CHECK_EQUAL(office.works(key, mail.secret()), each.secret);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_kind_goes_in_the_language_of_its_row) {
  const Language english = *Language::parse("en");
  for (const Case& each : kEveryCase) {
    BOOST_TEST_CONTEXT(named(each)) {
      PostOffice office;
      const MessageKey key = office.queue(each.kind, each.channel, kMarie, english);
      BOOST_CHECK(office.deliver_due() == Ending::handed_over);
      BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
      const Received& mail = office.transport.received.front();
      BOOST_CHECK(mail.language == english);
      BOOST_CHECK(!holds(mail.text, "votre code") && !holds(mail.text, "Bonjour") &&
                  !holds(mail.text, "Madame, Monsieur"));
      BOOST_CHECK_EQUAL(office.works(key, mail.secret()), each.secret);
    }
  }
}

BOOST_AUTO_TEST_CASE(in_a_language_without_words_it_goes_in_french_and_says_so) {
  PostOffice office;
  office.queue(MessageKind::code, Channel::sms, kMarie, *Language::parse("pl"));
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(office.transport.received.front().language == Language{});
  BOOST_CHECK(office.transport.received.front().text.starts_with("MSA : votre code est "));
}

BOOST_AUTO_TEST_CASE(
    after_a_crash_at_any_step_it_leaves_once_or_once_more_and_only_the_last_works) {
  for (const Case& each : kEveryCase) {
    const auto steps = steps_of(each, kMarie);
    for (std::size_t at = 0; at < steps.size(); ++at) {
      BOOST_TEST_CONTEXT(named(each) << ", crash before " << steps[at]) {
        PostOffice office;
        const MessageKey key = office.queue(each.kind, each.channel, kMarie);
        office.steps.crash_at = at + 1;
        BOOST_CHECK_THROW(office.deliver_due(), Crash);
        BOOST_CHECK(office.dispatch.claim(1, 30s, std::nullopt).empty());
        office.dispatch.clock += 31s;
        BOOST_CHECK(office.deliver_due() == Ending::handed_over);

        const auto& received = office.transport.received;
        const bool had_left = steps[at] == "handed_over";
        BOOST_REQUIRE_EQUAL(received.size(), had_left ? 2U : 1U);
        BOOST_CHECK_EQUAL(received.back().reference, office.row(key).reference);
        BOOST_CHECK_EQUAL(office.works(key, received.back().secret()), each.secret);
        if (!had_left) continue;
        BOOST_CHECK_NE(received[0].reference, received[1].reference);
        if (each.secret) BOOST_CHECK(!office.works(key, received[0].secret()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_leaves_before_its_hash_is_written) {
  for (const Case& each : kEveryCase) {
    const auto steps = steps_of(each, kMarie);
    BOOST_REQUIRE_GE(steps.size(), 3U);
    BOOST_CHECK_EQUAL(steps.back(), "handed_over");
    BOOST_CHECK_EQUAL(steps[steps.size() - 2], "send");
    const std::string& before = steps[steps.size() - 3];
    BOOST_CHECK_MESSAGE(before.starts_with("mint_") || before == "start_notice", before);
  }
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_for_a_moment_after_the_sending_makes_no_second_one) {
  PostOffice office;
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  const auto steps = steps_of(kEveryCase[0], kMarie);
  office.steps.away_from = steps.size();  // the claim came first, so: before handed_over
  office.steps.away_for = 3;
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(office.row(key).state == MessageState::handed_over);
  BOOST_CHECK_EQUAL(office.transport.received.size(), 1U);
  BOOST_CHECK_EQUAL(office.pauses.size(), 3U);
}

BOOST_AUTO_TEST_CASE(what_is_too_old_for_its_use_is_dropped_unsent) {
  const std::pair<Case, std::chrono::seconds> kAges[] = {
      {{MessageKind::code, Channel::sms, true}, 30min},
      {{MessageKind::verification, Channel::email, true}, 30min},
      {{MessageKind::temporary, Channel::sms, true}, 24h},
      {{MessageKind::temporary, Channel::letter, true}, 30 * 24h},
      {{MessageKind::password_changed, Channel::sms, false}, 7 * 24h},
  };
  for (const auto& [each, age] : kAges) {
    BOOST_TEST_CONTEXT(named(each)) {
      for (const bool late : {false, true}) {
        PostOffice office;
        const MessageKey key = office.queue(each.kind, each.channel, kMarie);
        office.dispatch.clock += late ? age : age - 1s;
        BOOST_CHECK(office.deliver_due() == (late ? Ending::dropped : Ending::handed_over));
        BOOST_CHECK_EQUAL(office.transport.received.size(), late ? 0U : 1U);
        BOOST_CHECK_EQUAL(office.row(key).reason, late ? "too_old" : "");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_runs_the_same_statements_and_nothing_leaves) {
  for (const Case& each : kEveryCase) {
    if (!has_decoy_course(each)) continue;
    for (const MemberId nobody : {kNobody, kJeanne}) {
      BOOST_TEST_CONTEXT(named(each) << " for " << nobody) {
        const auto expected = without_send(steps_of(each, kMarie));
        const auto steps = steps_of(each, nobody);
        BOOST_TEST(steps == expected, boost::test_tools::per_element());
        PostOffice office;
        const MessageKey key = office.queue(each.kind, each.channel, nobody);
        BOOST_CHECK(office.deliver_due() == Ending::handed_over);
        BOOST_CHECK(office.row(key).state == MessageState::handed_over);
        BOOST_CHECK_EQUAL(office.row(key).reference.size(), 7U);
        BOOST_CHECK(office.transport.received.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(near_the_end_of_the_budget_a_stranger_runs_the_same_statements) {
  const auto course = [](MemberId member) {
    PostOffice office;
    office.settings.limits.sms_a_day = 10;
    office.dispatch.used[sms_budget(office.settings.limits).name] = 8;
    office.dispatch.used[sms_alarm(80, office.dispatch.window_ends).name] = 1;
    office.queue(MessageKind::code, Channel::sms, member);
    BOOST_CHECK(office.deliver_due() == Ending::handed_over);
    return without_send(office.steps.taken);
  };
  BOOST_TEST(course(kNobody) == course(kMarie), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_member_cannot_be_sent_looks_like_a_strangers) {
  for (const std::string reason :
       {"destination_limit", "unreadable_destination", "unfit_for_a_letter"}) {
    BOOST_TEST_CONTEXT(reason) {
      const bool letter = reason == "unfit_for_a_letter";
      const Case order{MessageKind::temporary, letter ? Channel::letter : Channel::sms, true};
      PostOffice office;
      if (reason == "destination_limit") office.settings.limits.destination_a_day = 0;
      if (reason == "unreadable_destination") {
        for (ContactRow& contact : office.dispatch.contacts) {
          contact.destination.value_sealed = office.sealed(kJeanne, kBoxContact, kMobile);
        }
      }
      office.dispatch.addresses[kMarie] = office.sealed(kMarie, kBoxAddress, std::string(39, 'M'));
      const MessageKey key = office.queue(order.kind, order.channel, kMarie);
      BOOST_CHECK(office.deliver_due() == Ending::failed);
      BOOST_CHECK_EQUAL(office.row(key).reason, reason);
      BOOST_CHECK_EQUAL(office.row(key).reference.size(), 7U);
      BOOST_CHECK(office.transport.received.empty());
      BOOST_CHECK(!office.dispatch.temporaries[kMarie].hash);
      auto expected = steps_of(order, kNobody);
      expected.back() = "failed";
      const std::vector<std::string> taken(office.steps.taken.begin() + 1,
                                           office.steps.taken.end());
      BOOST_TEST(taken == expected, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_sees_an_outage_as_a_member_does) {
  PostOffice office;
  office.transport.answers = {{Answer::unavailable, "timeout"}};
  office.queue(MessageKind::code, Channel::sms, kMarie);
  const MessageKey nobodys = office.queue(MessageKind::code, Channel::sms, kNobody);
  BOOST_CHECK(office.deliver_due() == Ending::put_off);
  BOOST_CHECK(office.deliver_due() == Ending::put_off);
  BOOST_CHECK_EQUAL(office.row(nobodys).reason, "timeout");
  office.dispatch.clock += 10s;
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
}

BOOST_AUTO_TEST_CASE(a_strangers_message_takes_as_long_as_the_last_real_one) {
  PostOffice office;
  office.queue(MessageKind::code, Channel::sms, kMarie);
  office.queue(MessageKind::code, Channel::sms, kNobody);
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(office.pauses.empty());
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_REQUIRE_EQUAL(office.pauses.size(), 1U);
  BOOST_CHECK(office.pauses.front() == office.echo.answer(Channel::sms).took);
}

BOOST_AUTO_TEST_CASE(a_refusal_of_one_number_is_no_strangers_refusal) {
  PostOffice office;
  office.transport.answers = {{Answer::refused, "bad_number"}};
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  office.queue(MessageKind::code, Channel::sms, kNobody);
  BOOST_CHECK(office.deliver_due() == Ending::failed);
  BOOST_CHECK_EQUAL(office.row(key).reason, "bad_number");
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
}

BOOST_AUTO_TEST_CASE(a_temporary_password_that_reaches_nobody_leaves_the_earlier_one_alive) {
  PostOffice office;
  const Digest earlier = temporary_hash(office.keys, kJeanne, "by letter");
  office.dispatch.temporaries[kJeanne].hash = earlier;
  office.queue(MessageKind::temporary, Channel::sms, kJeanne);
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(equal(office.dispatch.temporaries[kJeanne].hash.value(), earlier));
}

BOOST_AUTO_TEST_CASE(a_household_shares_ten_sends_a_day) {
  PostOffice office;
  for (int sent = 0; sent < 10; ++sent) {
    office.queue(MessageKind::code, Channel::sms, sent % 2 ? kMarie : kPaul);
    BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  }
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kPaul);
  BOOST_CHECK(office.deliver_due() == Ending::failed);
  BOOST_CHECK_EQUAL(office.row(key).reason, "destination_limit");
  BOOST_CHECK_EQUAL(office.transport.received.size(), 10U);
  office.queue(MessageKind::code, Channel::email, kMarie);
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
}

BOOST_AUTO_TEST_CASE(a_warning_goes_even_when_the_limit_is_used_up) {
  PostOffice office;
  office.settings.limits.destination_a_day = 1;
  for (int sent = 0; sent < 2; ++sent) {
    office.queue(MessageKind::password_changed, Channel::sms, kMarie);
    BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  }
}

BOOST_AUTO_TEST_CASE(a_notice_for_nobody_is_dropped_unsent) {
  for (const Case& each : kEveryCase) {
    if (each.secret || has_decoy_course(each)) continue;
    PostOffice office;
    const MessageKey key = office.queue(each.kind, each.channel, kNobody);
    BOOST_CHECK(office.deliver_due() == Ending::dropped);
    BOOST_CHECK_EQUAL(office.row(key).reason, "nothing_on_file");
    BOOST_CHECK(office.transport.received.empty());
  }
}

// What happened, when, the reference, the telephone; and in writing the page, which a link scanner
// may open as often as it likes. No number, no name.
BOOST_AUTO_TEST_CASE(every_notice_says_what_to_do_if_it_was_not_the_member) {
  for (const Case& each : kEveryCase) {
    if (each.secret) continue;
    BOOST_TEST_CONTEXT(named(each)) {
      PostOffice office;
      office.queue(each.kind, each.channel, kMarie);
      office.dispatch.clock += 2h;  // it says when it happened, not when it left
      office.deliver_due();
      BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
      const Received& mail = office.transport.received.front();
      for (const std::string_view part : {"3 février", "10 h 00", "03 20 90 05 00"}) {
        std::string plain = mail.text;
        for (auto at = plain.find("\u00a0"); at != plain.npos; at = plain.find("\u00a0")) {
          plain.replace(at, 2, " ");
        }
        BOOST_CHECK_MESSAGE(holds(plain, part), part << " in " << plain);
      }
      BOOST_CHECK(holds(mail.text, mail.reference));
      BOOST_CHECK(!holds(mail.text, "http"));
      BOOST_CHECK(!holds(mail.text, "DUPUY"));
      const bool page = holds(mail.text, "msa.fr:8443/acces/ce-n-est-pas-moi");
      BOOST_CHECK_EQUAL(page, each.channel != Channel::sms && each.kind != MessageKind::frozen);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_verification_was_counted_by_its_page) {
  PostOffice office;
  office.queue(MessageKind::verification, Channel::sms, kMarie);
  office.deliver_due();
  for (const auto& [bucket, uses] : office.dispatch.used) {
    BOOST_CHECK(!bucket.starts_with("destination:"));
  }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_is_down_does_not_use_up_the_day) {
  PostOffice office;
  office.settings.limits.destination_a_day = 1;
  office.transport.answers = {{Answer::unavailable, "down"}, {Answer::unavailable, "down"}};
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  std::set<std::string> references;
  for (int tried = 0; tried < 3; ++tried) {
    office.deliver_due();
    references.insert(office.row(key).reference);
    office.dispatch.clock += 20s;
  }
  BOOST_CHECK(office.row(key).state == MessageState::handed_over);
  BOOST_CHECK_EQUAL(references.size(), 3U);
  const auto& received = office.transport.received;
  BOOST_CHECK(office.works(key, received.at(2).secret()));
  for (const std::size_t dead : {0U, 1U}) BOOST_CHECK(!office.works(key, received[dead].secret()));
}

BOOST_AUTO_TEST_CASE(each_sms_that_leaves_is_one_of_the_budget_and_no_other_message) {
  PostOffice office;
  const std::string budget = sms_budget(office.settings.limits).name;
  office.transport.answers = {{Answer::unavailable, "down"}, {Answer::unavailable, "down"}};
  office.queue(MessageKind::code, Channel::sms, kMarie);
  for (int tried = 0; tried < 3; ++tried, office.dispatch.clock += 20s) office.deliver_due();
  BOOST_CHECK_EQUAL(office.dispatch.used[budget], 1U);
  for (const MemberId nobody : {kNobody, kJeanne}) {
    office.queue(MessageKind::code, Channel::sms, nobody);
    office.deliver_due();
  }
  office.queue(MessageKind::code, Channel::email, kMarie);
  office.deliver_due();
  BOOST_CHECK_EQUAL(office.dispatch.used[budget], 1U);
  office.queue(MessageKind::password_changed, Channel::sms, kMarie);
  office.deliver_due();
  BOOST_CHECK_EQUAL(office.dispatch.used[budget], 2U);
}

BOOST_AUTO_TEST_CASE(past_the_budget_what_was_queued_by_sms_goes_by_mail) {
  for (const MessageKind kind : {MessageKind::code, MessageKind::temporary}) {
    PostOffice office;
    office.settings.limits.sms_a_day = 0;
    const MessageKey key = office.queue(kind, Channel::sms, kMarie);
    BOOST_CHECK(office.deliver_due() == Ending::handed_over);
    BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
    BOOST_CHECK(office.transport.received[0].channel == Channel::email);
    BOOST_CHECK(office.works(key, office.transport.received[0].secret()));
  }
}

BOOST_AUTO_TEST_CASE(past_the_budget_who_has_no_mail_and_a_stranger_run_one_course_and_fail) {
  for (const MessageKind kind : {MessageKind::code, MessageKind::temporary}) {
    const auto course = [&](MemberId member) {
      PostOffice office;
      office.settings.limits.sms_a_day = 0;
      const MessageKey key = office.queue(kind, Channel::sms, member);
      BOOST_CHECK(office.deliver_due() == Ending::failed);
      BOOST_CHECK_EQUAL(office.row(key).reason, "sms_budget");
      BOOST_CHECK_EQUAL(office.row(key).reference.size(), 7U);
      BOOST_CHECK(office.transport.received.empty());
      return std::vector<std::string>(office.steps.taken);
    };
    const auto paul = course(kPaul);
    for (const MemberId nobody : {kNobody, kJeanne}) {
      BOOST_TEST(course(nobody) == paul, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(past_the_budget_what_has_no_other_way_fails_with_its_reason) {
  for (const MessageKind kind : {MessageKind::verification, MessageKind::password_changed}) {
    PostOffice office;
    office.settings.limits.sms_a_day = 0;
    const MessageKey key = office.queue(kind, Channel::sms, kPaul);
    BOOST_CHECK(office.deliver_due() == Ending::failed);
    BOOST_CHECK_EQUAL(office.row(key).reason, "sms_budget");
    BOOST_CHECK(office.transport.received.empty());
  }
}

BOOST_AUTO_TEST_CASE(the_budget_is_told_at_80_percent_and_at_its_end_once_each) {
  PostOffice office;
  office.settings.limits.sms_a_day = 10;
  office.settings.limits.destination_a_day = 100;
  const auto told = [&](std::string_view event) {
    std::size_t times = 0;
    for (auto at = office.logged.find(event); at != std::string::npos;
         at = office.logged.find(event, at + 1)) {
      ++times;
    }
    return times;
  };
  for (unsigned sent = 1; sent <= 12; ++sent) {
    office.queue(MessageKind::password_changed, Channel::sms, kMarie);
    office.deliver_due();
    BOOST_CHECK_EQUAL(told("sms_budget_warning"), sent >= 8 ? 1U : 0U);
    BOOST_CHECK_EQUAL(told("sms_budget_spent"), sent >= 10 ? 1U : 0U);
  }
  const std::string budget = sms_budget(office.settings.limits).name;
  BOOST_CHECK_EQUAL(office.dispatch.used[budget], 10U);
  BOOST_CHECK(holds(office.logged, "\"level\":\"warning\",\"used\":8,\"most\":10"));
}

BOOST_AUTO_TEST_CASE(a_code_that_a_newer_one_replaced_is_not_sent) {
  PostOffice office;
  const MessageKey older = office.queue(MessageKind::code, Channel::sms, kMarie);
  const MessageKey newer = office.queue(MessageKind::code, Channel::sms, kMarie);
  BOOST_CHECK(office.deliver_due() == Ending::dropped);
  BOOST_CHECK_EQUAL(office.row(older).reason, "superseded");
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
  BOOST_CHECK_EQUAL(office.transport.received[0].key, newer);
}

BOOST_AUTO_TEST_CASE(who_lost_the_lease_sends_nothing) {
  PostOffice office;
  office.queue(MessageKind::code, Channel::sms, kMarie);
  const Claimed slow = office.dispatch.claim(1, 30s, std::nullopt).front();
  office.dispatch.clock += 31s;
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_CHECK(deliver(slow, office.dispatch, office.equipment()) == Ending::lost);
  BOOST_CHECK_EQUAL(office.transport.received.size(), 1U);
}

BOOST_AUTO_TEST_CASE(a_contact_that_another_members_row_was_copied_from_does_not_open) {
  PostOffice office;
  for (ContactRow& contact : office.dispatch.contacts) {
    contact.destination.value_sealed = office.sealed(kJeanne, kBoxContact, kMobile);
  }
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  BOOST_CHECK(office.deliver_due() == Ending::failed);
  BOOST_CHECK_EQUAL(office.row(key).reason, "unreadable_destination");
  BOOST_CHECK(office.transport.received.empty());
}

BOOST_AUTO_TEST_CASE(an_address_that_fits_no_letter_fails_and_kills_no_earlier_password) {
  PostOffice office;
  office.dispatch.addresses[kMarie] = office.sealed(kMarie, kBoxAddress, std::string(39, 'M'));
  const MessageKey key = office.queue(MessageKind::temporary, Channel::letter, kMarie);
  BOOST_CHECK(office.deliver_due() == Ending::failed);
  BOOST_CHECK_EQUAL(office.row(key).reason, "unfit_for_a_letter");
  BOOST_CHECK(!office.dispatch.temporaries[kMarie].hash);
}

BOOST_AUTO_TEST_CASE(a_letter_is_one_pdf_and_lives_thirty_days) {
  PostOffice office;
  office.queue(MessageKind::temporary, Channel::letter, kMarie);
  office.deliver_due();
  BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
  const Received& letter = office.transport.received.front();
  BOOST_CHECK(letter.pdf.starts_with("%PDF-"));
  BOOST_CHECK_EQUAL(letter.to, "MARIE DUPUY\n12 CHEMIN DES PINS\n40000 MONT-DE-MARSAN");
  BOOST_CHECK(holds(letter.text, "5\u00a0mars 2026"));
  BOOST_CHECK(office.dispatch.temporaries[kMarie].expires_at == office.dispatch.clock + 30 * 24h);
}

BOOST_AUTO_TEST_CASE(whatever_a_transport_throws_is_put_off_and_not_quoted) {
  PostOffice office;
  office.transport.throws = "could not send to +33612345678";
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  BOOST_CHECK(office.deliver_due() == Ending::put_off);
  BOOST_CHECK_EQUAL(office.row(key).reason, "error");
  BOOST_CHECK(!holds(office.logged, "612345678"));
}

BOOST_AUTO_TEST_CASE(neither_log_nor_outbox_ever_holds_a_secret_or_a_destination) {
  for (const Case& each : kEveryCase) {
    PostOffice office;
    office.transport.answers = {{Answer::unavailable, "down"}};
    const MessageKey key = office.queue(each.kind, each.channel, kMarie);
    office.deliver_due();
    office.dispatch.clock += 20s;
    office.deliver_due();
    const OutboxRow& row = office.row(key);
    BOOST_REQUIRE_EQUAL(office.transport.received.size(), 2U);
    BOOST_CHECK(holds(office.logged, "message_handed_over"));
    for (const Received& mail : office.transport.received) {
      for (const std::string& told : {mail.secret(), mail.to}) {
        if (told.empty()) continue;
        // Between quotes or spaces: four digits may well be part of a number.
        BOOST_CHECK(!holds(office.logged, '"' + told) && !holds(office.logged, ' ' + told));
        BOOST_CHECK(!holds(row.reference + row.reason, told));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(waiting_doubles_up_to_five_minutes_and_no_two_wait_alike) {
  SeededRandom random(5);
  const std::chrono::milliseconds kWhole[] = {2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s};
  for (unsigned tries = 1; tries <= std::size(kWhole); ++tries) {
    std::set<std::chrono::milliseconds> seen;
    for (int i = 0; i < 20; ++i) seen.insert(back_off(tries, random));
    BOOST_CHECK(*seen.begin() >= kWhole[tries - 1] * 3 / 4);
    BOOST_CHECK(*seen.rbegin() <= kWhole[tries - 1] * 5 / 4);
    BOOST_CHECK_GT(seen.size(), 10U);
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_has_killed_five_couriers_is_given_up_and_never_sent) {
  PostOffice office;
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  office.dispatch.rows.at(key).order.crashes = 5;
  BOOST_CHECK(office.deliver_due() == Ending::failed);
  BOOST_CHECK_EQUAL(office.row(key).reason, "poisoned");
  BOOST_CHECK(office.transport.received.empty());
  const MessageKey other = office.queue(MessageKind::code, Channel::sms, kPaul);
  office.dispatch.rows.at(other).order.crashes = 4;
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
}

BOOST_AUTO_TEST_CASE(a_canary_goes_to_the_caisse_itself_without_any_secret) {
  PostOffice office;
  office.settings.canary.mobile = "+33639981234";
  office.queue(MessageKind::canary, Channel::sms, kNobody);
  BOOST_CHECK(office.deliver_due() == Ending::handed_over);
  BOOST_REQUIRE_EQUAL(office.transport.received.size(), 1U);
  BOOST_CHECK_EQUAL(office.transport.received[0].to, "+33639981234");
  const MessageKey nowhere = office.queue(MessageKind::canary, Channel::email, kNobody);
  BOOST_CHECK(office.deliver_due() == Ending::dropped);
  BOOST_CHECK_EQUAL(office.row(nowhere).reason, "nothing_on_file");
}

BOOST_AUTO_TEST_CASE(each_try_has_a_handle_that_names_it_and_no_other) {
  PostOffice office;
  const MessageKey key = office.queue(MessageKind::code, Channel::sms, kMarie);
  office.transport.answers = {{Answer::unknown, "cut"}};
  office.deliver_due();
  office.dispatch.rows.at(key).due = office.dispatch.clock;
  office.deliver_due();
  const auto& received = office.transport.received;
  BOOST_REQUIRE_EQUAL(received.size(), 2U);
  BOOST_CHECK_NE(received[0].handle, received[1].handle);
  BOOST_CHECK_NE(received[0].reference, received[1].reference);
  for (const Received& one : received) {
    const auto handled = handled_by(office.keys, one.handle);
    BOOST_REQUIRE(handled.has_value());
    BOOST_CHECK_EQUAL(handled->message, key);
  }
  std::string forged = received[0].handle;
  forged.back() = forged.back() == '0' ? '1' : '0';
  BOOST_CHECK(!handled_by(office.keys, forged));
}

BOOST_AUTO_TEST_SUITE_END()
