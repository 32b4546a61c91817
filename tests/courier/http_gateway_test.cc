#include "courier/http_gateway.h"

#include <boost/test/unit_test.hpp>
#include <future>

#include "courier/sms_config.h"
#include "shell/config_table.h"
#include "tests/courier/support/scripted_http.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;
using Then = HttpScript::Then;

namespace {

constexpr std::string_view kHandle = "00000000000000070000010123456789abcdef0123";
constexpr std::string_view kText = "Votre code : 0417\n@exemple.fr #0417 \"&\\ é€";

Envelope envelope() {
  Envelope envelope;
  envelope.to = Secret::from("+33612345678");
  envelope.text = Secret::from(std::string(kText));
  envelope.reference = "K7C-4QT";
  envelope.handle = kHandle;
  return envelope;
}

constexpr std::string_view kSimple = R"(
  method = "POST"
  [sms.form]
  to = "{to}"
  text = "{text}"
  [sms.accepted]
  status = [200]
)";

// One description, at the address of a scripted gateway.
class Gateway {
 public:
  explicit Gateway(std::string_view description = kSimple, bool tls = false) : script(tls) {
    std::string toml = "[[sms]]\nname = \"essai\"\nurl = \"" + script.url() + "\"\n";
    if (tls) toml += "ca_file = \"" + folder.put("ca.pem", script.certificate()) + "\"\n";
    toml += description;
    Settings settings;
    settings.receipts.push_back({"essai", "https://interne.exemple.fr/acces/accuse"});
    auto made = sms_providers(parse_toml(toml, "t"), "t", settings,
                              [](std::string_view) { return Secret::from("mot de passe&"); });
    provider = std::move(made.at(0));
  }
  Handover send(std::chrono::milliseconds within = 5s) {
    return provider->send(envelope(), within);
  }
  Handover answered(HttpScript with, std::chrono::milliseconds within = 5s) {
    script.expect(std::move(with));
    return send(within);
  }
  Handover answered(int status, const std::string& body, const std::string& headers = "") {
    return answered({http_answer(status, body, headers)});
  }

  Folder folder;
  ScriptedHttp script;
  std::unique_ptr<Provider> provider;
};

std::string said(const Handover& handover) {
  constexpr const char* kAnswers[] = {"accepted", "refused", "later", "unavailable", "unknown"};
  return std::string(kAnswers[static_cast<std::size_t>(handover.answer)]) + " " +
         std::string(handover.reason);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string last_request(const Gateway& gateway) { return gateway.script.requests().back(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(http_gateway)

// ---- What goes over the line

BOOST_AUTO_TEST_CASE(a_query_like_kannels_says_every_value_percent_encoded) {
  Gateway gateway(R"(
    method = "GET"
    [sms.query]
    username = "portillon"
    password = "{secret}"
    to = "{to}"
    text = "{text}"
    charset = "UTF-8"
    coding = 0
    dlr-mask = 3
    dlr-url = "{receipt}&status=%d"
    [sms.accepted]
    status = [202]
    body_starts = ["0: Accepted", "3: Queued"]
  )");
  BOOST_TEST(said(gateway.answered(202, "0: Accepted for delivery")) == "accepted ");
  const std::string request = last_request(gateway);
  BOOST_TEST(
      request.starts_with("GET /send?charset=UTF-8&coding=0&dlr-mask=3&dlr-url="
                          "https%3A%2F%2Finterne.exemple.fr%2Facces%2Faccuse%3Fprovider%3D"
                          "essai%26handle%3D" +
                          std::string(kHandle) +
                          "%26status%3D%25d&password=mot%20de%20passe"
                          "%26&text=Votre%20code%20%3A%200417%0A%40exemple.fr%20%230417%20"
                          "%22%26%5C%20%C3%A9%E2%82%AC&to=%2B33612345678&username=portillon "
                          "HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(a_form_with_basic_authentication_and_an_id_in_a_header) {
  Gateway gateway(R"(
    user = "AC0123"
    [sms.headers]
    Idempotency-Key = "{handle}"
    [sms.form]
    To = "{to}"
    From = "MSA"
    Body = "{text}"
    [sms.accepted]
    status = [201]
    [sms.id]
    header = "X-Message-Id"
  )");
  const Handover handover = gateway.answered(201, "{}", "x-message-id:  SM42 \r\n");
  BOOST_TEST(said(handover) == "accepted ");
  BOOST_TEST(handover.provider_id == "SM42");
  const std::string request = last_request(gateway);
  BOOST_TEST(holds(request, "POST /send HTTP/1.1\r\n"));
  BOOST_TEST(holds(request, "Authorization: Basic QUMwMTIzOm1vdCBkZSBwYXNzZSY=\r\n"));
  BOOST_TEST(holds(request, "Content-Type: application/x-www-form-urlencoded\r\n"));
  BOOST_TEST(holds(request, "Idempotency-Key: " + std::string(kHandle) + "\r\n"));
  BOOST_TEST(holds(request,
                   "\r\n\r\nBody=Votre%20code%20%3A%200417%0A%40exemple.fr%20%230417%20%22"
                   "%26%5C%20%C3%A9%E2%82%AC&From=MSA&To=%2B33612345678"));
}

BOOST_AUTO_TEST_CASE(nested_json_holds_a_text_of_any_signs_as_one_value) {
  Gateway gateway(R"(
    [sms.json]
    messages = [ { destinations = [ { to = "{to_digits}", messageId = "{handle}" } ], text = "[{reference}] {text}", flash = false, validity = 30 } ]
    [sms.headers]
    Authorization = "App {secret}"
    [sms.accepted]
    status = [200]
    json = { "messages.0.status.groupName" = ["PENDING", "DELIVERED"] }
    [sms.id]
    json = "messages.0.messageId"
  )");
  const Handover handover = gateway.answered(
      200, R"({"messages":[{"messageId":"a-1","status":{"groupId":1,"groupName":"PENDING"}}]})");
  BOOST_TEST(said(handover) == "accepted ");
  BOOST_TEST(handover.provider_id == "a-1");
  const std::string request = last_request(gateway);
  BOOST_TEST(holds(request, "Content-Type: application/json\r\n"));
  BOOST_TEST(holds(request, "Authorization: App mot de passe&\r\n"));
  BOOST_TEST(
      holds(request, R"({"messages":[{"destinations":[{"messageId":")" + std::string(kHandle) +
                         R"(","to":"33612345678"}],"flash":false,"text":"[K7C-4QT] )"
                         R"(Votre code : 0417\n@exemple.fr #0417 \"&\\ é€","validity":30}]})"));
}

// ---- What answers mean

BOOST_AUTO_TEST_CASE(the_kinds_of_answer_are_told_apart_as_described) {
  Gateway gateway(R"(
    [sms.form]
    to = "{to}"
    text = "{text}"
    [sms.refused]
    status = [400]
    json = { code = [21211, "21614"] }
    [sms.later]
    status = [409]
    [sms.accepted]
    status = [200, 201]
    json = { status = ["0"] }
  )");
  BOOST_TEST(said(gateway.answered(200, R"({"status":"0"})")) == "accepted ");
  BOOST_TEST(said(gateway.answered(201, R"({"status":0})")) == "accepted ");
  BOOST_TEST(said(gateway.answered(400, R"({"code":21211})")) == "refused bad_number");
  BOOST_TEST(said(gateway.answered(400, R"({"code":21614})")) == "refused bad_number");
  BOOST_TEST(said(gateway.answered(400, R"({"code":20003})")) == "unavailable not_accepted");
  BOOST_TEST(said(gateway.answered(409, "")) == "later not_now");
  BOOST_TEST(said(gateway.answered(200, R"({"status":"9"})")) == "unavailable not_accepted");
  BOOST_TEST(said(gateway.answered(401, "")) == "unavailable login_refused");
  BOOST_TEST(said(gateway.answered(403, "")) == "unavailable login_refused");
  BOOST_TEST(said(gateway.answered(429, "")) == "unavailable overloaded");
  BOOST_TEST(said(gateway.answered(500, "{}")) == "unavailable server_error");
  BOOST_TEST(said(gateway.answered(503, "")) == "unavailable overloaded");
}

BOOST_AUTO_TEST_CASE(a_2xx_that_cannot_be_understood_may_have_been_an_acceptance) {
  Gateway gateway(R"(
    [sms.form]
    to = "{to}"
    text = "{text}"
    [sms.accepted]
    json = { status = ["0"] }
  )");
  BOOST_TEST(said(gateway.answered(200, "<html>bonjour</html>")) == "unknown unclear_answer");
  BOOST_TEST(said(gateway.answered(200, R"({"other":1})")) == "unknown unclear_answer");
  BOOST_TEST(said(gateway.answered(200, std::string("\0\xff{", 3))) == "unknown unclear_answer");
  BOOST_TEST(said(gateway.answered(200, R"({"status":"1","status":"0"})")) ==
             "unknown unclear_answer");
  BOOST_TEST(said(gateway.answered(504, "")) == "unknown gateway_timeout");
}

BOOST_AUTO_TEST_CASE(of_a_huge_answer_no_more_than_the_cap_is_read) {
  Gateway gateway(R"(
    [sms.form]
    to = "{to}"
    text = "{text}"
    [sms.accepted]
    body_starts = ["ok"]
  )");
  BOOST_TEST(said(gateway.answered(200, "ok" + std::string(kLongestAnswer - 2, 'x'))) ==
             "accepted ");
  BOOST_TEST(said(gateway.answered(200, "ok" + std::string(kLongestAnswer, 'x'))) ==
             "unknown cut_answer");
  BOOST_TEST(said(gateway.answered(500, std::string(4 << 20, 'x'))) == "unavailable server_error");
}

BOOST_AUTO_TEST_CASE(an_id_that_no_column_or_log_should_hold_is_left_out) {
  Gateway gateway(R"(
    [sms.form]
    to = "{to}"
    text = "{text}"
    [sms.accepted]
    status = [200]
    [sms.id]
    after = "ID: "
  )");
  BOOST_TEST(gateway.answered(200, "OK ID: 42ab\r\nmerci").provider_id == "42ab");
  BOOST_TEST(gateway.answered(200, "OK").provider_id == "");
  BOOST_TEST(gateway.answered(200, "ID: \x1b[2J").provider_id == "");
  BOOST_TEST(gateway.answered(200, "ID: " + std::string(129, 'a')).provider_id == "");
}

BOOST_AUTO_TEST_CASE(no_redirect_is_followed) {
  Gateway gateway;
  Gateway other;
  const Handover handover = gateway.answered(302, "", "Location: " + other.script.url() + "\r\n");
  BOOST_TEST(said(handover) == "unavailable not_accepted");
  BOOST_TEST(other.script.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(no_proxy_of_the_environment_is_asked) {
  Gateway gateway;
  const ScriptedHttp proxy;
  setenv("http_proxy", proxy.url("/").c_str(), 1);
  BOOST_TEST(said(gateway.send()) == "accepted ");
  unsetenv("http_proxy");
  BOOST_TEST(proxy.connections() == 0U);
}

// ---- Silence, cuts and death

BOOST_AUTO_TEST_CASE(nobody_there_is_unavailable_at_once) {
  std::string url;
  {
    const ScriptedHttp gone;
    url = gone.url();
  }
  auto providers = sms_providers(
      parse_toml("[[sms]]\nname = \"essai\"\nurl = \"" + url + "\"\n" + std::string(kSimple), "t"),
      "t", {}, [](std::string_view) { return Secret(); });
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(said(providers[0]->send(envelope(), 5s)) == "unavailable unreachable");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 2s));
}

BOOST_AUTO_TEST_CASE(silence_after_the_request_is_unknown_and_ends_in_time) {
  const std::string half = http_answer(200, "ok").substr(0, 25);
  Gateway gateway;
  for (const std::string& before_silence : {std::string(), std::string("HTT"), half}) {
    const auto start = std::chrono::steady_clock::now();
    const Handover handover = gateway.answered({before_silence, Then::stall}, 300ms);
    const auto took = std::chrono::steady_clock::now() - start;
    BOOST_TEST((took > 250ms && took < 1500ms));
    // Its status line alone satisfies this description.
    BOOST_TEST(said(handover) == (before_silence == half ? "accepted " : "unknown timeout"));
  }
}

BOOST_AUTO_TEST_CASE(a_cut_answer_counts_by_its_status_alone) {
  Gateway by_status;
  Gateway by_body(R"(
    [sms.form]
    to = "{to}"
    text = "{text}"
    [sms.accepted]
    status = [200]
    body_starts = ["ok"]
  )");
  const auto cut = [](int status) {
    const std::string whole = http_answer(status, "ok, and more to come");
    return HttpScript{whole.substr(0, whole.size() - 6), Then::cut};
  };
  BOOST_TEST(said(by_status.answered(cut(200))) == "accepted ");
  BOOST_TEST(said(by_body.answered(cut(200))) == "unknown cut_answer");
  BOOST_TEST(said(by_body.answered(cut(500))) == "unavailable server_error");
}

BOOST_AUTO_TEST_CASE(who_takes_the_request_and_dies_is_unknown_and_hears_it_once) {
  Gateway gateway;
  BOOST_TEST(said(gateway.answered({"", Then::cut})) == "unknown cut");
  BOOST_TEST(said(gateway.answered({"", Then::close})) == "unknown cut");
  BOOST_TEST(gateway.script.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_dies_on_a_connection_used_before_hears_it_once_too) {
  Gateway gateway;
  BOOST_TEST(said(gateway.send()) == "accepted ");
  BOOST_TEST(said(gateway.answered({"", Then::close})) == "unknown cut");
  BOOST_TEST(gateway.script.requests().size() == 2U);
  BOOST_TEST(said(gateway.send()) == "accepted ");
}

constexpr std::string_view kIdempotent = R"(
  idempotent = true
  timeout = 1
  [sms.headers]
  Idempotency-Key = "{handle}"
  [sms.form]
  to = "{to}"
  text = "{text}"
  [sms.accepted]
  status = [200]
)";

BOOST_AUTO_TEST_CASE(who_knows_the_handle_again_is_asked_once_more_with_the_same) {
  Gateway gateway(kIdempotent);
  BOOST_TEST(said(gateway.answered({"", Then::cut})) == "accepted ");
  const auto requests = gateway.script.requests();
  BOOST_REQUIRE(requests.size() == 2U);
  BOOST_TEST(requests[0] == requests[1]);
  BOOST_TEST(holds(requests[0], std::string(kHandle)));

  gateway.script.expect({"", Then::stall});  // for as long as the description is patient
  BOOST_TEST(said(gateway.send()) == "accepted ");
}

BOOST_AUTO_TEST_CASE(what_was_unknown_stays_so_unless_they_say_what_became_of_it) {
  Gateway gateway(kIdempotent);
  gateway.script.expect({"", Then::cut});
  BOOST_TEST(said(gateway.answered(503, "")) == "unknown cut");  // the first cut, then 503
  gateway.script.expect({"", Then::cut});
  BOOST_TEST(said(gateway.answered({"", Then::cut})) == "unknown cut");
  BOOST_TEST(gateway.script.requests().size() == 4U);
  BOOST_TEST(said(gateway.answered({"", Then::stall}, 500ms)) == "unknown timeout");
  BOOST_TEST(gateway.script.requests().size() == 5U);  // no time was left
}

// ---- Connections

BOOST_AUTO_TEST_CASE(one_connection_serves_one_message_after_the_other) {
  Gateway gateway;
  for (int i = 0; i < 20; ++i) BOOST_TEST(said(gateway.send()) == "accepted ");
  BOOST_TEST(gateway.script.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(several_threads_send_at_once_and_leave_their_connections_to_others) {
  Gateway gateway;
  const auto round = [&] {
    std::vector<std::future<std::string>> all;
    for (int i = 0; i < 4; ++i) {
      all.push_back(std::async(std::launch::async, [&] { return said(gateway.send()); }));
    }
    for (auto& each : all) BOOST_TEST(each.get() == "accepted ");
  };
  for (int i = 0; i < 10; ++i) round();
  BOOST_TEST(gateway.script.connections() <= 4U);
  BOOST_TEST(gateway.script.requests().size() == 40U);
}

BOOST_AUTO_TEST_CASE(tls_is_spoken_to_a_certificate_that_is_trusted_alone) {
  Gateway gateway(kSimple, true);
  BOOST_TEST(said(gateway.send()) == "accepted ");
  BOOST_TEST(said(gateway.send()) == "accepted ");
  BOOST_TEST(gateway.script.connections() == 1U);

  const std::string toml =
      "[[sms]]\nname = \"essai\"\nurl = \"" + gateway.script.url() + "\"\n" + std::string(kSimple);
  auto wary =
      sms_providers(parse_toml(toml, "t"), "t", {}, [](std::string_view) { return Secret(); });
  BOOST_TEST(said(wary[0]->send(envelope(), 5s)) == "unavailable no_trusted_tls");
  BOOST_TEST(gateway.script.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(no_time_left_sends_nothing) {
  Gateway gateway;
  BOOST_TEST(said(gateway.send(0ms)) == "unavailable timeout");
  BOOST_TEST(gateway.script.connections() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
