// A whole request through the shell: method, path, query, content type, cookies, origin,
// Sec-Fetch-Site, browser, address and id, a line each, then the body. Nobody makes up an anti-CSRF
// token, so no form is ever done.
#include <algorithm>

#include "fuzz.h"
#include "shell/fakes.h"
#include "shell/form.h"

namespace portillon::fuzz {
namespace {

constexpr unsigned kAllReads = kReadsVisit | kReadsJourney | kReadsFull | kReadsPermit | kReadsKept;

RawRequest request_of(std::string_view input) {
  RawRequest raw;
  raw.method = take_until(input, '\n');
  raw.path = take_until(input, '\n');
  for (std::string* line :
       {&raw.query, &raw.content_type, &raw.cookies, &raw.origin, &raw.fetch_site, &raw.user_agent,
        &raw.remote_address, &raw.request_id}) {
    *line = take_until(input, '\n');
  }
  raw.body = input.substr(0, kLongestBody + 1);
  raw.content_length = std::to_string(raw.body.size());
  return raw;
}

void is_an_answer(const RawResponse& response) {
  constexpr int kStatuses[] = {200, 303, 400, 403, 404, 405, 413, 415, 503};
  must(std::ranges::count(kStatuses, response.status()) == 1, "a status that pages have");
  for (const auto& [name, value] : response.headers()) {
    if (name != "Set-Cookie") continue;
    must(value.starts_with("__Host-portillon-"), "a cookie is bound to this host");
    must(value.find("; Path=/; Secure; HttpOnly; SameSite=Lax") != value.npos,
         "and has its attributes");
  }
  must(response.header("Cache-Control") == "no-store", "no page is kept by anybody");
}

}  // namespace

void request(std::string_view input) {
  static test::House house(kAllReads);
  static const bool prepared = [] {
    test::behaviour() = [](const Request& request, const Session& session, const World&) {
      must(request.method == Method::get, "no form without its token is done");
      must(!session.journey && !session.full && !session.permit && !session.kept,
           "nothing is opened by what was made up");
      View view("code");
      view.body().set("WORD",
                      std::string(request.query["suite"]) + std::string(request.form["code"]));
      return show(view);
    };
    return true;
  }();
  must(prepared, "the page is there");
  is_an_answer(house.handle(request_of(input)));
  house.forget_log();
}

}  // namespace portillon::fuzz
