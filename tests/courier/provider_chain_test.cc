#include "courier/provider_chain.h"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <thread>

#include "tests/courier/support/memory_dispatch.h"
#include "tests/crypto/rings.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

struct Script {
  std::deque<Answer> answers;  // accepted when there are no more
  std::vector<std::string> given;
  std::vector<std::chrono::milliseconds> within;
  bool throws = false;
  std::chrono::milliseconds takes{0};
  Time tended{};
};

class Scripted final : public Provider {
 public:
  Scripted(std::string name, Script& script) : name_(std::move(name)), script_(script) {}
  const std::string& name() const override { return name_; }
  Handover send(const Envelope& envelope, std::chrono::milliseconds within) override {
    script_.given.push_back(envelope.reference);
    script_.within.push_back(within);
    std::this_thread::sleep_for(script_.takes);
    if (script_.throws) throw std::runtime_error("+33612345678");
    if (script_.answers.empty()) return {Answer::accepted, {}, {}, "id-" + name_};
    const Answer answer = script_.answers.front();
    script_.answers.pop_front();
    return {answer, "scripted", {}, {}};
  }
  void tend(Dispatch& dispatch) override { script_.tended = dispatch.now(); }

 private:
  std::string name_;
  Script& script_;
};

struct Two {
  SeededRandom random{3};
  Script first, second, mail;
  ProviderChain chain{random};
  Two() {
    chain.add(Channel::sms, std::make_unique<Scripted>("first", first));
    chain.add(Channel::sms, std::make_unique<Scripted>("second", second));
    chain.add(Channel::email, std::make_unique<Scripted>("mail", mail));
  }
  Handover send(Channel channel = Channel::sms) {
    Envelope envelope;
    envelope.channel = channel;
    envelope.reference = "ABC-DEF";
    return chain.send(envelope);
  }
  const ProviderReport report(std::string_view name) {
    for (const ProviderReport& report : chain.reports()) {
      if (report.name == name) return report;
    }
    throw std::out_of_range("no such provider");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(provider_chain, Two)

BOOST_AUTO_TEST_CASE(the_first_of_its_channel_takes_it) {
  const Handover handover = send();
  BOOST_TEST((handover.answer == Answer::accepted));
  BOOST_TEST(handover.provider == "first");
  BOOST_TEST(handover.provider_id == "id-first");
  BOOST_TEST(second.given.empty());
  BOOST_TEST(mail.given.empty());
}

BOOST_AUTO_TEST_CASE(the_time_of_all_tries_is_told_whatever_came_of_them) {
  first.takes = 20ms;
  first.answers = {Answer::unavailable, Answer::refused};
  send();
  send();
  BOOST_TEST((report("first").spent >= 40ms));
  BOOST_TEST((report("first").spent < 20s));
  BOOST_TEST((report("mail").spent == 0ms));
}

BOOST_AUTO_TEST_CASE(what_surely_was_not_taken_goes_to_the_next_as_the_same_try) {
  first.answers = {Answer::unavailable};
  BOOST_TEST(send().provider == "second");
  BOOST_TEST(second.given.front() == first.given.front());
}

BOOST_AUTO_TEST_CASE(what_may_have_been_taken_goes_to_nobody_else_with_the_same_secret) {
  first.answers = {Answer::unknown};
  const Handover handover = send();
  BOOST_TEST((handover.answer == Answer::unknown));
  BOOST_TEST(second.given.empty());
}

BOOST_AUTO_TEST_CASE(what_is_about_the_recipient_is_not_asked_of_the_next) {
  first.answers = {Answer::refused, Answer::later};
  BOOST_TEST((send().answer == Answer::refused));
  BOOST_TEST((send().answer == Answer::later));
  BOOST_TEST(second.given.empty());
  BOOST_TEST(!report("first").down);
}

BOOST_AUTO_TEST_CASE(one_that_hangs_leaves_the_next_one_time_enough) {
  first.answers = {Answer::unavailable};
  send();
  BOOST_TEST((first.within.at(0) <= kHandoverWithin / 2));
  BOOST_TEST((second.within.at(0) >= kHandoverWithin / 2));
  BOOST_TEST((second.within.at(0) < kHandoverWithin));
}

BOOST_AUTO_TEST_CASE(whoever_fails_again_and_again_is_left_alone) {
  first.answers = {5, Answer::unavailable};
  for (int i = 0; i < 6; ++i) BOOST_TEST(send().provider == "second");
  BOOST_TEST(first.given.size() == 5U);
  BOOST_TEST(report("first").down);
  BOOST_TEST(report("first").failed == 5U);
  BOOST_TEST(report("first").reason == "scripted");
  BOOST_TEST(report("second").accepted == 6U);
  BOOST_TEST((chain.ready_at(Channel::sms) <= std::chrono::steady_clock::now()));
}

BOOST_AUTO_TEST_CASE(with_all_of_a_channel_down_messages_wait_and_the_other_channel_does_not) {
  first.answers = {5, Answer::unavailable};
  second.answers = {5, Answer::unknown};
  for (int i = 0; i < 10; ++i) send();
  BOOST_TEST((chain.ready_at(Channel::sms) > std::chrono::steady_clock::now()));
  BOOST_TEST((chain.ready_at(Channel::email) <= std::chrono::steady_clock::now()));
  const Handover handover = send();
  BOOST_TEST((handover.answer == Answer::unavailable));
  BOOST_TEST(handover.reason == "all_down");
  BOOST_TEST(report("first").down);
  BOOST_TEST(report("second").down);
  BOOST_TEST(!report("mail").down);
}

BOOST_AUTO_TEST_CASE(it_is_found_again_by_one_message) {
  first.answers = {5, Answer::unavailable};
  for (int i = 0; i < 5; ++i) send();
  std::this_thread::sleep_for(1300ms);
  BOOST_TEST(send().provider == "first");
  BOOST_TEST(!report("first").down);
}

BOOST_AUTO_TEST_CASE(an_exception_counts_as_a_failure_and_its_words_are_not_kept) {
  first.throws = true;
  BOOST_TEST(send().provider == "second");
  BOOST_TEST(report("first").reason == "error");
}

BOOST_AUTO_TEST_CASE(a_channel_without_provider_is_down_and_takes_nothing) {
  const Handover handover = send(Channel::letter);
  BOOST_TEST((handover.answer == Answer::unavailable));
  BOOST_TEST(handover.reason == "no_provider");
  BOOST_TEST((chain.ready_at(Channel::letter) > std::chrono::steady_clock::now() + 1h));
  BOOST_TEST(report("none-letter").down);
}

BOOST_AUTO_TEST_CASE(each_of_a_channel_is_tended) {
  Steps steps;
  MemoryDispatch dispatch{steps};
  chain.tend(Channel::sms, dispatch);
  BOOST_TEST((first.tended == dispatch.clock));
  BOOST_TEST((second.tended == dispatch.clock));
  BOOST_TEST((mail.tended == Time{}));
}

BOOST_AUTO_TEST_SUITE_END()
