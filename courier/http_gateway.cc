#include "courier/http_gateway.h"

#include <algorithm>
#include <utility>

#include "courier/sms_verdict.h"

namespace portillon {
namespace {

constexpr std::chrono::milliseconds kLeastForRepeat{250};

}  // namespace

using std::chrono::milliseconds;
using std::chrono::steady_clock;

HttpGateway::HttpGateway(SmsDescription description, Secret secret)
    : description_(std::move(description)), secret_(std::move(secret)) {}

HttpRequest HttpGateway::request_for(const Envelope& envelope) const {
  const std::string receipt =
      description_.receipt.empty() ? "" : description_.receipt + envelope.handle;
  const SlotValues values{envelope.to.reveal(), envelope.text.reveal(), secret_.reveal(),
                          envelope.reference,   envelope.handle,        receipt};
  HttpRequest request;
  request.method = description_.method;
  request.url = description_.url.fill(values);
  for (const RequestBlank& header : description_.headers) {
    request.headers.push_back(header.fill(values));
  }
  request.body = description_.body.fill(values);
  request.user = description_.user;
  request.password = secret_.reveal();
  request.ca_file = description_.ca_file;
  request.kept_header = description_.id.header;
  return request;
}

// Who knows the handle again takes the same try once, however often it is said: so where nothing is
// known of the first time, it is said again. Only they can tell, so nothing but their word changes
// the unknown into something known.
Handover HttpGateway::send(const Envelope& envelope, milliseconds within) {
  const auto end = steady_clock::now() + within;
  const HttpRequest request = request_for(envelope);
  const auto ask = [&] {
    const auto left = std::chrono::floor<milliseconds>(end - steady_clock::now());
    return verdict(description_,
                   client_.exchange(request, std::min<milliseconds>(left, description_.patience)));
  };
  Handover first = ask();
  if (first.answer != Answer::unknown || !description_.idempotent) return first;
  if (end - steady_clock::now() < kLeastForRepeat) return first;
  Handover second = ask();
  return second.answer == Answer::unavailable ? std::move(first) : std::move(second);
}

}  // namespace portillon
