#pragma once
// One mail server that takes our messages (a smart host), over SMTP. Source: RFC 5321; RFC 8314
// (implicit TLS), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 3463 (enhanced codes). Through libcurl.

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "courier/mime.h"
#include "courier/provider.h"

namespace portillon {

enum class MailTls : std::uint8_t {
  implicit,  // from the first byte
  starttls,  // demanded: a server that does not offer it gets nothing
  none,      // to this machine alone
};

struct SmtpHost {
  std::string name;
  std::string host;  // host name or IPv4 address
  unsigned port = 465;
  MailTls tls = MailTls::implicit;
  std::string user;          // empty: no AUTH
  std::filesystem::path ca;  // certificates (PEM) that alone are trusted; empty: the system's
  std::string hello;         // what we call ourselves (EHLO)
};

class SmtpConnection;

class SmtpProvider final : public Provider {
 public:
  // `password`: of `user`. The layout is shared by all servers.
  SmtpProvider(SmtpHost host, Secret password, MailSender sender,
               std::shared_ptr<const MailLayout> layout);
  ~SmtpProvider() override;

  const std::string& name() const override { return host_.name; }
  // Connections stay open between messages and are used by whichever thread comes next. What the
  // server says means:
  //   to the recipient or the message: 4xx later; 5xx refused ("bad_mailbox", "mailbox_full",
  //     "message_refused", "message_too_big"), except that of a 5xx to the recipient for want of
  //     rights (x.7.x, 530 to 538) another server may think otherwise: unavailable ("policy",
  //     "login")
  //   before that, or 421 at any moment: unavailable ("connect", "resolve", "tls", "certificate",
  //     "greeting", "login", "sender_refused", "closing", "protocol", "timeout", "cut")
  //   nothing, or what is no answer, once the end of the message may have been sent: unknown
  //     ("no_answer")
  // An accepted one's provider_id is the word of the answer that looks like a queue's name.
  Handover send(const Envelope& envelope, std::chrono::milliseconds within) override;

 private:
  std::unique_ptr<SmtpConnection> take();
  void give_back(std::unique_ptr<SmtpConnection> connection);

  const SmtpHost host_;
  const Secret password_;
  const MailSender sender_;
  const std::shared_ptr<const MailLayout> layout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<SmtpConnection>> idle_;
};

}  // namespace portillon
