#pragma once
// What was said on an SMTP connection, as libcurl reports it line by line, and what it means for
// the message. libcurl's own codes tell too little: that a recipient was refused for now, for ever,
// or because the connection ended looks the same there.

#include <string>
#include <string_view>

#include "courier/transport.h"

namespace portillon {

// How far we have come: what the next answer answers.
enum class SmtpPhase : std::uint8_t {
  connecting,  // until the greeting
  hello,       // EHLO, HELO
  starttls,
  login,
  sender,     // MAIL FROM
  recipient,  // RCPT TO
  data,       // DATA
  content,    // some of the message may have left, and surely not its end
  ended,      // all of it was given away: its final dot may have been sent
};

// The end of a transfer as the library saw it, where nobody answered.
enum class SmtpFailure : std::uint8_t {
  none,
  resolve,
  connect,
  tls,
  certificate,
  login,
  timeout,
  other
};

class SmtpDialogue {
 public:
  // Lines of ours ("MAIL FROM:…"), and of the server's ("250-SIZE 1000"). Nothing of them is kept
  // but codes and the name that the server gave the message.
  void said(std::string_view line);
  void heard(std::string_view line);
  // The library has asked for content; all of it was given.
  void content_asked();
  void content_ended() { next(SmtpPhase::ended); }

  SmtpPhase phase() const { return phase_; }
  // On a connection that was opened for this message.
  bool greeted() const { return greeted_; }
  bool logged_in() const { return logged_in_; }

  Handover outcome(SmtpFailure failure) const;

 private:
  void next(SmtpPhase phase);
  Handover about_recipient() const;
  Handover about_message() const;
  Handover not_taken(SmtpFailure failure) const;

  SmtpPhase phase_ = SmtpPhase::connecting;
  int code_ = 0;     // of the last whole answer since the last line of ours; 0: none
  int subject_ = 0;  // second and third number of its enhanced code, 5.1.2: 1 and 2
  int detail_ = 0;
  bool greeted_ = false;
  bool logged_in_ = false;
  std::string queue_name_;
};

// The word of an answer to the whole message by which a server names it: with a digit, of 5 to 64
// letters, digits and .-_=/; empty if there is none. Never an address.
std::string queue_name(std::string_view answer);

}  // namespace portillon
