#include "courier/smtp_dialogue.h"

#include <algorithm>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr int kClosing = 421;
constexpr int kOverQuota = 552;

Handover answered(Answer answer, std::string_view reason) { return {answer, reason, {}, {}}; }

// The three digits that begin an answer; 0 where it is none.
int code_of(std::string_view line) {
  if (line.size() < 3 || !text::all_digits(line.substr(0, 3))) return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-' && line[3] != '\r' && line[3] != '\n') {
    return 0;
  }
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  return code >= 200 && code < 600 ? code : 0;
}

bool is_last_line(std::string_view line) { return line.size() < 4 || line[3] != '-'; }

// "1.2" of "550 5.1.2 no such host": at most three digits each.
void read_enhanced(std::string_view line, int& subject, int& detail) {
  subject = detail = 0;
  if (line.size() < 9 || line[4] != line[0] || line[5] != '.') return;
  int numbers[2] = {0, 0};
  std::size_t at = 6;
  for (int i = 0; i < 2; ++i) {
    const std::size_t begin = at;
    while (at < line.size() && at - begin < 3 && text::is_digit(line[at])) {
      numbers[i] = numbers[i] * 10 + (line[at++] - '0');
    }
    if (at == begin) return;
    if (i == 0 && (at >= line.size() || line[at++] != '.')) return;
  }
  subject = numbers[0];
  detail = numbers[1];
}

bool is_queue_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || text::is_digit(c) || c == '.' ||
         c == '-' || c == '_' || c == '=' || c == '/';
}

bool is_enhanced_code(std::string_view word) {
  return word.find_first_not_of("0123456789.") == word.npos && std::ranges::count(word, '.') == 2;
}

}  // namespace

std::string queue_name(std::string_view answer) {
  while (!answer.empty()) {
    const std::size_t end = std::min(answer.find_first_of(" \t\r\n"), answer.size());
    std::string_view word = answer.substr(0, end);
    answer.remove_prefix(std::min(end + 1, answer.size()));
    while (!word.empty() && !is_queue_sign(word.front())) word.remove_prefix(1);
    while (!word.empty() && (!is_queue_sign(word.back()) || word.back() == '.')) {
      word.remove_suffix(1);
    }
    if (word.size() >= 5 && word.size() <= 64 && std::ranges::all_of(word, is_queue_sign) &&
        std::ranges::any_of(word, text::is_digit) && !is_enhanced_code(word)) {
      return std::string(word);
    }
  }
  return {};
}

void SmtpDialogue::next(SmtpPhase phase) {
  phase_ = phase;
  code_ = subject_ = detail_ = 0;
}

void SmtpDialogue::said(std::string_view line) {
  if (line.starts_with("EHLO") || line.starts_with("HELO")) return next(SmtpPhase::hello);
  if (line.starts_with("STARTTLS")) return next(SmtpPhase::starttls);
  if (line.starts_with("AUTH")) return next(SmtpPhase::login);
  if (line.starts_with("MAIL FROM:")) return next(SmtpPhase::sender);
  if (line.starts_with("RCPT TO:")) return next(SmtpPhase::recipient);
  if (line == "DATA\r\n") return next(SmtpPhase::data);
  if (line == "QUIT\r\n") return;  // after the end, whatever that was
  next(phase_);                    // the further lines of a login
}

void SmtpDialogue::heard(std::string_view line) {
  const int code = code_of(line);
  if (phase_ == SmtpPhase::connecting) greeted_ = true;
  if (phase_ == SmtpPhase::login && code == 235) logged_in_ = true;
  if (code == 0 || !is_last_line(line) || code_ != 0) return;
  code_ = code;
  read_enhanced(line, subject_, detail_);
  if (phase_ != SmtpPhase::ended || code / 100 != 2) return;
  // A code alone, without even a line end, is an answer as well.
  queue_name_ = queue_name(line.substr(std::min(std::size_t{4}, line.size())));
}

void SmtpDialogue::content_asked() {
  if (phase_ == SmtpPhase::data) next(SmtpPhase::content);
}

Handover SmtpDialogue::about_recipient() const {
  if (code_ / 100 == 4) return answered(Answer::later, "recipient_later");
  if (code_ == 503) return answered(Answer::unavailable, "protocol");
  if (code_ >= 530 && code_ <= 538) return answered(Answer::unavailable, "login");
  // "Relaying denied", "your address is on a list": about us, and another server may take it.
  if (subject_ == 7) return answered(Answer::unavailable, "policy");
  return answered(Answer::refused, subject_ == 2 && detail_ == 2 ? "mailbox_full" : "bad_mailbox");
}

Handover SmtpDialogue::about_message() const {
  if (code_ / 100 == 4) return answered(Answer::later, "message_later");
  if (code_ == 503) return answered(Answer::unavailable, "protocol");
  if (subject_ == 1) return answered(Answer::refused, "bad_mailbox");
  if (subject_ == 2 && detail_ == 2) return answered(Answer::refused, "mailbox_full");
  const bool too_big = (subject_ == 2 || subject_ == 3) && (detail_ == 3 || detail_ == 4);
  if (too_big || (code_ == kOverQuota && subject_ == 0)) {
    return answered(Answer::refused, "message_too_big");
  }
  return answered(Answer::refused, "message_refused");
}

// Nobody answered, or what answers nothing.
Handover SmtpDialogue::not_taken(SmtpFailure failure) const {
  if (phase_ == SmtpPhase::ended) return answered(Answer::unknown, "no_answer");
  switch (failure) {
    case SmtpFailure::resolve:
      return answered(Answer::unavailable, "resolve");
    case SmtpFailure::connect:
      return answered(Answer::unavailable, "connect");
    case SmtpFailure::certificate:
      return answered(Answer::unavailable, "certificate");
    case SmtpFailure::tls:
      return answered(Answer::unavailable, "tls");
    case SmtpFailure::login:
      return answered(Answer::unavailable, "login");
    case SmtpFailure::timeout:
      return answered(Answer::unavailable, "timeout");
    case SmtpFailure::none:
    case SmtpFailure::other:
      break;
  }
  return answered(Answer::unavailable, "cut");
}

Handover SmtpDialogue::outcome(SmtpFailure failure) const {
  if (failure == SmtpFailure::tls || failure == SmtpFailure::certificate) return not_taken(failure);
  if (code_ == kClosing) return answered(Answer::unavailable, "closing");
  const int kind = code_ / 100;
  const bool refusal = kind == 4 || kind == 5;
  switch (phase_) {
    case SmtpPhase::connecting:
      if (refusal) return answered(Answer::unavailable, "greeting");
      break;
    case SmtpPhase::hello:
    case SmtpPhase::starttls:
      if (refusal) return answered(Answer::unavailable, "protocol");
      break;
    case SmtpPhase::login:
      if (refusal) return answered(Answer::unavailable, "login");
      break;
    case SmtpPhase::sender:
      if (code_ >= 530 && code_ <= 538) return answered(Answer::unavailable, "login");
      if (refusal) return answered(Answer::unavailable, "sender_refused");
      break;
    case SmtpPhase::recipient:
      if (refusal) return about_recipient();
      break;
    case SmtpPhase::data:
    case SmtpPhase::content:
      if (refusal) return about_message();
      break;
    case SmtpPhase::ended:
      if (kind == 2) return {Answer::accepted, {}, {}, queue_name_};
      if (refusal) return about_message();
      break;
  }
  return not_taken(failure);
}

}  // namespace portillon
