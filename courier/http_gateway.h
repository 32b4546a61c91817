#pragma once
// An SMS gateway that is spoken to over HTTP, any that a description fits.

#include "courier/provider.h"
#include "courier/sms_description.h"

namespace portillon {

class HttpGateway final : public Provider {
 public:
  HttpGateway(SmsDescription description, Secret secret);

  const std::string& name() const override { return description_.name; }
  Handover send(const Envelope&, std::chrono::milliseconds within) override;

 private:
  HttpRequest request_for(const Envelope&) const;

  SmsDescription description_;
  Secret secret_;
  HttpClient client_;
};

}  // namespace portillon
