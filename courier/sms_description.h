#pragma once
// What the configuration says of one SMS gateway, [[sms]]; docs/providers.md has examples.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "courier/http_client.h"
#include "courier/request_blank.h"

namespace portillon {

// An answer is of this kind when every condition that is named here holds; none named: no answer
// is.
struct AnswerRule {
  std::vector<unsigned> statuses;        // any of these
  std::vector<std::string> body_starts;  // with any of these
  // "messages.0.status" and its texts: any of these. Every path must match.
  std::vector<std::pair<std::string, std::vector<std::string>>> json;

  bool empty() const { return statuses.empty() && body_starts.empty() && json.empty(); }
};

// Where an accepted answer names the message; of the three one at most is set.
struct IdPlace {
  std::string json;    // a path
  std::string header;  // a name
  std::string after;   // in the body: what stands before it, up to the next white space
};

struct SmsDescription {
  std::string name;
  HttpMethod method = HttpMethod::post;
  RequestBlank url;  // with the query
  std::vector<RequestBlank> headers;
  RequestBlank body;
  std::string user;  // of Basic authentication, with {secret} for the password
  std::string ca_file;
  std::string receipt;                  // {receipt} without the handle; empty: none are expected
  std::chrono::seconds patience{10};    // for one answer
  bool idempotent = false;              // the same handle twice is one message for them
  AnswerRule refused, later, accepted;  // tried in this order; no match: not taken
  IdPlace id;

  bool has(Slot slot) const;  // anywhere in the request
};

}  // namespace portillon
