#pragma once
// A courier with everything around it in memory: members, an outbox, and a transport that keeps
// what it is handed and answers as told.

#include <chrono>
#include <string>
#include <vector>

#include "courier/deliver.h"
#include "tests/courier/support/memory_dispatch.h"
#include "tests/crypto/rings.h"

namespace portillon::test {

using namespace std::chrono_literals;

// An envelope, kept beyond its time.
struct Received {
  MessageKey key = 0;
  Channel channel = Channel::sms;
  std::string to, subject, text, reference, pdf, handle;
  Language language;
  // The code or temporary password that the text carries.
  std::string secret() const;
};

class RecordingTransport final : public Transport {
 public:
  explicit RecordingTransport(Steps& steps) : steps_(steps) {}
  std::vector<Received> received;
  std::vector<Handover> answers;  // to the next ones; accepted when there are no more
  std::string throws;             // not empty: thrown instead of an answer
  Handover send(const Envelope&) override;

 private:
  Steps& steps_;
};

Settings sample_settings();
Keys sample_keys(Random&);
inline constexpr MemberId kMarie = 1;   // mobile, e-mail, address
inline constexpr MemberId kPaul = 2;    // Marie's mobile
inline constexpr MemberId kJeanne = 3;  // neither mobile nor e-mail
inline constexpr std::string_view kMobile = "+33612345678";
inline constexpr std::string_view kEmail = "marie@exemple.fr";

class PostOffice {
 public:
  PostOffice();

  Settings settings = sample_settings();
  SeededRandom random{7};
  Keys keys = sample_keys(random);
  Texts texts;
  Steps steps;
  MemoryDispatch dispatch{steps};
  RecordingTransport transport{steps};
  Echo echo;
  Courses courses;
  std::string logged;
  Log log{"courier", [this](std::string_view line) { logged += line; }};
  std::vector<std::chrono::nanoseconds> pauses;
  Equipment equipment();

  // Queues a message; what waits for it (a journey's code, a pending contact) is there as well.
  MessageKey queue(MessageKind, Channel, MemberId, Language = {});
  // Claims and delivers the one message that is due, as the loop does.
  Ending deliver_due();
  const OutboxRow& row(MessageKey key) const { return dispatch.rows.at(key); }
  // Whether this secret opens what the message is about, now.
  bool works(MessageKey key, const std::string& secret) const;
  std::string sealed(MemberId, std::string_view purpose, std::string_view plain) const;

 private:
  void add_contact(MemberId, ContactType, std::string_view value, MessageKey verification = 0);
  MessageKey last_key_ = 100;
};

SubjectId subject_number(MessageKey number);

}  // namespace portillon::test
