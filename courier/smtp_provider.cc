#include "courier/smtp_provider.h"

#include "courier/smtp_connection.h"

namespace portillon {

SmtpProvider::SmtpProvider(SmtpHost host, Secret password, MailSender sender,
                           std::shared_ptr<const MailLayout> layout)
    : host_(std::move(host)),
      password_(std::move(password)),
      sender_(std::move(sender)),
      layout_(std::move(layout)) {}

SmtpProvider::~SmtpProvider() = default;

// The one used last, whose connection is the warmest.
std::unique_ptr<SmtpConnection> SmtpProvider::take() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return std::make_unique<SmtpConnection>(host_, password_);
}

void SmtpProvider::give_back(std::unique_ptr<SmtpConnection> connection) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(connection));
}

Handover SmtpProvider::send(const Envelope& envelope, std::chrono::milliseconds within) {
  const auto begin = std::chrono::steady_clock::now();
  const auto to = Email::parse(envelope.to.reveal());
  const auto message = mime_message(envelope, sender_, *layout_);
  if (!to || !message) return {Answer::refused, "bad_mailbox", {}, {}};
  auto connection = take();
  const auto spent = std::chrono::steady_clock::now() - begin;
  const Handover handover =
      connection->send(*message, envelope_sender(sender_.bounces, envelope.handle), *to,
                       within - std::chrono::ceil<std::chrono::milliseconds>(spent));
  give_back(std::move(connection));
  return handover;
}

}  // namespace portillon
