#include "courier/smtp_provider.h"

#include <boost/test/unit_test.hpp>
#include <future>
#include <sstream>

#include "courier/smtp_dialogue.h"
#include "tests/courier/support/sample_mail.h"
#include "tests/courier/support/scripted_smtp.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;
using Clock = std::chrono::steady_clock;

namespace portillon {
std::ostream& operator<<(std::ostream& out, Answer answer) {
  constexpr const char* kNames[] = {"accepted", "refused", "later", "unavailable", "unknown"};
  return out << kNames[static_cast<int>(answer)];
}
}  // namespace portillon

namespace {

// Marie's mail, and whoever is to carry it.
struct Desk : PostOffice {
  Folder folder;
  Certificate authority = make_authority("Portillon test");
  std::string ca = folder.put("ca.pem", authority.pem());

  SmtpHost host_of(const ScriptedSmtp& server, MailTls tls = MailTls::none) const {
    SmtpHost host;
    host.name = "principal";
    host.host = "127.0.0.1";
    host.port = server.port();
    host.tls = tls;
    host.hello = "caisse.exemple.fr";
    if (tls != MailTls::none) host.ca = ca;
    return host;
  }
  std::unique_ptr<SmtpProvider> provider(SmtpHost host) const {
    Secret password = Secret::from(host.user.empty() ? "" : "pass word\"'\\é");
    return std::make_unique<SmtpProvider>(std::move(host), std::move(password), sample_sender(),
                                          sample_layout());
  }
  Handover send(Provider& provider, std::chrono::milliseconds within = 2000ms) const {
    return provider.send(sample_mail(*this), within);
  }
  // What comes of one mail when the server answers `verb` so.
  std::string outcome(const std::string& verb, std::string_view reply,
                      std::chrono::milliseconds within = 2000ms) const {
    ScriptedSmtp server;
    server.answer(verb, reply);
    const auto carrier = provider(host_of(server));
    const auto begin = Clock::now();
    const Handover handover = send(*carrier, within);
    BOOST_TEST((Clock::now() - begin < within + 500ms), verb << " " << reply << ": too late");
    return said(handover);
  }
  static std::string said(const Handover& handover) {
    std::ostringstream out;
    out << handover.answer << " " << handover.reason;
    return out.str();
  }
};

constexpr std::string_view kStall = ScriptedSmtp::kStall;
constexpr std::string_view kCut = ScriptedSmtp::kCut;

std::string cut_after(std::string_view reply) {
  return std::string(ScriptedSmtp::kCutAfter) + std::string(reply);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(smtp_provider, Desk)

BOOST_AUTO_TEST_CASE(a_message_arrives_whole_from_its_own_sender) {
  ScriptedSmtp server;
  const Handover handover = send(*provider(host_of(server)));
  BOOST_TEST(said(handover) == "accepted ");
  BOOST_TEST(handover.provider_id == "4F1B2C");
  BOOST_REQUIRE(server.messages().size() == 1);
  const Letterbox letter = server.messages().front();
  BOOST_TEST(letter.from == "retours+" + std::string(kHandle) + "@caisse.exemple.fr");
  BOOST_TEST(letter.to == kEmail);
  const auto wire = mime_message(sample_mail(*this), sample_sender(), *sample_layout());
  BOOST_TEST(letter.content == wire->reveal());
  BOOST_TEST(server.heard("EHLO caisse.exemple.fr"));
  BOOST_TEST(!server.heard("AUTH"));
}

BOOST_AUTO_TEST_CASE(a_line_that_begins_with_a_dot_does_not_end_the_message) {
  ScriptedSmtp server;
  Envelope envelope = sample_mail(*this);
  envelope.text = Secret::from(".\n..\n.\nMAIL FROM:<x@exemple.fr>\n.");
  BOOST_TEST(said(provider(host_of(server))->send(envelope, 2s)) == "accepted ");
  BOOST_TEST(server.messages().size() == 1u);
  BOOST_TEST(server.messages().front().content.find("\r\n..\r\n...\r\n..\r\nMAIL FROM") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_said_of_the_recipient_decides_over_the_message) {
  BOOST_TEST(outcome("RCPT", "450 4.2.0 greylisted") == "later recipient_later");
  BOOST_TEST(outcome("RCPT", "452 4.2.2 full") == "later recipient_later");
  BOOST_TEST(outcome("RCPT", "550 5.1.1 no such user") == "refused bad_mailbox");
  BOOST_TEST(outcome("RCPT", "550-5.1.1 no\n550 5.1.1 such user") == "refused bad_mailbox");
  BOOST_TEST(outcome("RCPT", "550 no such user") == "refused bad_mailbox");
  BOOST_TEST(outcome("RCPT", "553 5.1.3 odd") == "refused bad_mailbox");
  BOOST_TEST(outcome("RCPT", "552 5.2.2 full") == "refused mailbox_full");
}

BOOST_AUTO_TEST_CASE(what_is_said_of_our_rights_is_not_the_recipients_fault) {
  BOOST_TEST(outcome("RCPT", "554 5.7.1 relay access denied") == "unavailable policy");
  BOOST_TEST(outcome("RCPT", "530 5.7.0 log in first") == "unavailable login");
  BOOST_TEST(outcome("RCPT", "503 5.5.1 MAIL first") == "unavailable protocol");
  BOOST_TEST(outcome("MAIL", "550 5.1.8 who?") == "unavailable sender_refused");
  BOOST_TEST(outcome("MAIL", "451 4.3.0 not now") == "unavailable sender_refused");
  BOOST_TEST(outcome("MAIL", "530 5.7.0 log in first") == "unavailable login");
}

BOOST_AUTO_TEST_CASE(what_is_said_of_the_whole_message_decides_over_it) {
  BOOST_TEST(outcome("DATA", "451 4.3.0 not now") == "later message_later");
  BOOST_TEST(outcome("DATA", "554 5.5.0 no") == "refused message_refused");
  BOOST_TEST(outcome(".", "451 4.7.0 not now") == "later message_later");
  BOOST_TEST(outcome(".", "452 4.3.1 no room") == "later message_later");
  BOOST_TEST(outcome(".", "550 5.1.1 no such user") == "refused bad_mailbox");
  BOOST_TEST(outcome(".", "552 5.2.2 full") == "refused mailbox_full");
  BOOST_TEST(outcome(".", "552 5.3.4 too big") == "refused message_too_big");
  BOOST_TEST(outcome(".", "552 too big") == "refused message_too_big");
  BOOST_TEST(outcome(".", "554 5.7.1 spam") == "refused message_refused");
  BOOST_TEST(outcome(".", "554 no") == "refused message_refused");
}

BOOST_AUTO_TEST_CASE(a_server_that_takes_nothing_now_is_unavailable) {
  BOOST_TEST(outcome("greeting", "554 5.3.2 no service") == "unavailable greeting");
  BOOST_TEST(outcome("greeting", "450 4.3.2 busy") == "unavailable greeting");
  for (const char* verb : {"greeting", "MAIL", "RCPT", "DATA", "."}) {
    BOOST_TEST(outcome(verb, "421 4.3.2 closing") == "unavailable closing", verb);
    BOOST_TEST(outcome(verb, cut_after("421 4.3.2 closing")) == "unavailable closing", verb);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_knows_only_helo_is_greeted_so) {
  ScriptedSmtp server;
  server.answer("EHLO", "502 5.5.1 what");
  const auto carrier = provider(host_of(server));
  BOOST_TEST(said(send(*carrier)) == "accepted ");
  BOOST_TEST(server.heard("HELO caisse.exemple.fr"));
  server.answer("HELO", "550 5.7.1 not you");
  BOOST_TEST(said(send(*provider(host_of(server)))) == "unavailable protocol");
}

BOOST_AUTO_TEST_CASE(a_cut_or_silence_before_the_end_leaves_the_message_to_another_server) {
  for (const char* verb : {"greeting", "EHLO", "MAIL", "RCPT", "DATA"}) {
    BOOST_TEST(outcome(verb, kCut) == "unavailable cut", verb);
    BOOST_TEST(outcome(verb, kStall, 300ms) == "unavailable timeout", verb);
  }
}

BOOST_AUTO_TEST_CASE(a_cut_or_silence_after_the_end_leaves_it_open_whether_it_was_taken) {
  BOOST_TEST(outcome(".", kCut) == "unknown no_answer");
  BOOST_TEST(outcome(".", kStall, 400ms) == "unknown no_answer");
  // We cannot know how much of it the other side has read.
  BOOST_TEST(outcome("content", kCut) == "unknown no_answer");
}

BOOST_AUTO_TEST_CASE(an_accepted_message_is_accepted_however_the_connection_ends) {
  BOOST_TEST(outcome(".", cut_after("250 2.0.0 ok")) == "accepted ");
  BOOST_TEST(outcome(".", "250-2.0.0 well\n250 2.0.0 ok") == "accepted ");
  BOOST_TEST(outcome("QUIT", kStall, 1000ms) == "accepted ");
  BOOST_TEST(outcome("QUIT", kCut) == "accepted ");
}

BOOST_AUTO_TEST_CASE(a_refusal_stands_although_the_server_never_says_goodbye) {
  ScriptedSmtp server;
  server.answer("RCPT", "550 5.1.1 no such user");
  server.answer("QUIT", kStall);
  const auto carrier = provider(host_of(server));
  const auto begin = Clock::now();
  BOOST_TEST(said(send(*carrier, 1000ms)) == "refused bad_mailbox");
  BOOST_TEST((Clock::now() - begin < 1500ms));
}

BOOST_AUTO_TEST_CASE(garbage_is_no_acceptance) {
  const std::string garbage = "hello\x01\xff world";
  for (const char* verb : {"greeting", "EHLO", "MAIL", "RCPT", "DATA"}) {
    BOOST_TEST(outcome(verb, cut_after(garbage)) == "unavailable cut", verb);
    BOOST_TEST(outcome(verb, garbage, 300ms) == "unavailable timeout", verb);
    BOOST_TEST(outcome(verb, cut_after("999 9.9.9 what")) == "unavailable cut", verb);
  }
  BOOST_TEST(outcome(".", cut_after(garbage)) == "unknown no_answer");
  BOOST_TEST(outcome(".", cut_after("350 more?")) == "unknown no_answer");
  BOOST_TEST(outcome(".", cut_after("25")) == "unknown no_answer");
}

BOOST_AUTO_TEST_CASE(an_endless_line_costs_neither_memory_nor_time) {
  const std::string endless(300'000, 'x');
  for (const char* verb : {"greeting", "EHLO", "MAIL", "RCPT", "DATA"}) {
    BOOST_TEST(outcome(verb, cut_after("250 " + endless), 1000ms).starts_with("unavailable"), verb);
    BOOST_TEST(outcome(verb, endless, 500ms).starts_with("unavailable"), verb);
  }
  const std::string end = outcome(".", "250 " + endless, 1000ms);
  BOOST_TEST((end == "accepted " || end == "unknown no_answer"), end);
}

BOOST_AUTO_TEST_CASE(nobody_there_is_unavailable) {
  SmtpHost host;
  {
    const ScriptedSmtp server;
    host = host_of(server);
  }
  BOOST_TEST(said(send(*provider(host))) == "unavailable connect");
  host.host = "niemand.invalid";
  BOOST_TEST(said(send(*provider(host))) == "unavailable resolve");
}

BOOST_AUTO_TEST_CASE(both_forms_of_tls_carry_a_message) {
  const Certificate certificate = make_server(authority, "127.0.0.1");
  for (const MailTls tls : {MailTls::implicit, MailTls::starttls}) {
    ScriptedSmtp server({tls, &certificate});
    BOOST_TEST(said(send(*provider(host_of(server, tls)))) == "accepted ");
    BOOST_TEST(server.messages().size() == 1u);
    BOOST_TEST(server.heard("STARTTLS") == (tls == MailTls::starttls));
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_told_to_a_server_that_cannot_prove_who_it_is) {
  const Certificate other_name = make_server(authority, "autre.exemple.fr");
  const Certificate expired = make_server(authority, "127.0.0.1", -1);
  const Certificate stranger = make_server(make_authority("Somebody"), "127.0.0.1");
  for (const Certificate* certificate : {&other_name, &expired, &stranger}) {
    for (const MailTls tls : {MailTls::implicit, MailTls::starttls}) {
      ScriptedSmtp server({tls, certificate});
      SmtpHost host = host_of(server, tls);
      host.user = "portillon";
      BOOST_TEST(said(send(*provider(host))) == "unavailable certificate");
      BOOST_TEST(!server.heard("AUTH"));
      BOOST_TEST(!server.heard("MAIL"));
    }
  }
  const Certificate good = make_server(authority, "127.0.0.1");
  ScriptedSmtp server({MailTls::implicit, &good});
  SmtpHost host = host_of(server, MailTls::implicit);
  host.ca.clear();  // the system knows no authority of ours
  BOOST_TEST(said(send(*provider(host))) == "unavailable certificate");
}

BOOST_AUTO_TEST_CASE(a_server_without_starttls_gets_neither_password_nor_message) {
  ScriptedSmtp server;
  SmtpHost host = host_of(server, MailTls::starttls);
  host.user = "portillon";
  BOOST_TEST(said(send(*provider(host))) == "unavailable tls");
  BOOST_TEST(!server.heard("AUTH"));
  BOOST_TEST(!server.heard("MAIL"));
  BOOST_TEST(
      said(send(*provider(host_of(server, MailTls::implicit)), 500ms)).starts_with("unavailable"));
}

BOOST_AUTO_TEST_CASE(tls_that_breaks_off_is_unavailable) {
  const Certificate certificate = make_server(authority, "127.0.0.1");
  ScriptedSmtp server({MailTls::starttls, &certificate});
  const auto carrier = provider(host_of(server, MailTls::starttls));
  server.answer("STARTTLS", "454 4.7.0 not now");
  BOOST_TEST(said(send(*carrier)).starts_with("unavailable"));
  server.answer("STARTTLS", cut_after("220 go"));
  BOOST_TEST(said(send(*carrier)).starts_with("unavailable"));
  server.answer("STARTTLS", kStall);
  BOOST_TEST(said(send(*carrier, 300ms)) == "unavailable timeout");
  server.forget_answers();
  BOOST_TEST(said(send(*carrier)) == "accepted ");
}

BOOST_AUTO_TEST_CASE(we_log_in_with_the_password_of_the_credential_file) {
  const Certificate certificate = make_server(authority, "127.0.0.1");
  ScriptedSmtp server({MailTls::starttls, &certificate});
  SmtpHost host = host_of(server, MailTls::starttls);
  host.user = "portillon";
  BOOST_TEST(said(send(*provider(host))) == "accepted ");
  // RFC 4616: NUL user NUL password
  BOOST_TEST(server.heard("AHBvcnRpbGxvbgBwYXNzIHdvcmQiJ1zDqQ=="));
  server.answer("EHLO", "250-scripted\n250-STARTTLS\n250 AUTH LOGIN GSSAPI CRAM-MD5 NTLM");
  BOOST_TEST(said(send(*provider(host))) == "accepted ");
  BOOST_TEST(server.heard("AUTH LOGIN"));
  BOOST_TEST(server.heard("cG9ydGlsbG9u"));
  BOOST_TEST(server.heard("cGFzcyB3b3JkIidcw6k="));
}

BOOST_AUTO_TEST_CASE(who_is_not_let_in_is_unavailable) {
  ScriptedSmtp server;
  SmtpHost host = host_of(server);
  host.user = "portillon";
  const auto carrier = provider(host);
  server.answer("AUTH", "535 5.7.8 wrong");
  BOOST_TEST(said(send(*carrier)) == "unavailable login");
  server.answer("AUTH", "454 4.7.0 not now");
  BOOST_TEST(said(send(*carrier)) == "unavailable login");
  server.answer("AUTH", kCut);
  BOOST_TEST(said(send(*carrier)) == "unavailable cut");
  server.forget_answers();
  server.answer("EHLO", "250-scripted\n250 AUTH GSSAPI CRAM-MD5");
  BOOST_TEST(said(send(*carrier)) == "unavailable login");
  server.answer("EHLO", "250 scripted");  // asks nobody who he is
  BOOST_TEST(said(send(*carrier)) == "unavailable login");
  BOOST_TEST(server.messages().empty());
  server.forget_answers();
  BOOST_TEST(said(send(*carrier)) == "accepted ");
}

BOOST_AUTO_TEST_CASE(a_connection_serves_many_messages) {
  const Certificate certificate = make_server(authority, "127.0.0.1");
  ScriptedSmtp server({MailTls::starttls, &certificate});
  SmtpHost host = host_of(server, MailTls::starttls);
  host.user = "portillon";
  const auto carrier = provider(host);
  for (int i = 0; i < 20; ++i) BOOST_TEST(said(send(*carrier)) == "accepted ");
  BOOST_TEST(server.connections() == 1u);
  BOOST_TEST(server.messages().size() == 20u);
}

BOOST_AUTO_TEST_CASE(threads_share_connections_and_never_more_than_are_at_work) {
  ScriptedSmtp server;
  const auto carrier = provider(host_of(server));
  for (int round = 0; round < 5; ++round) {
    std::vector<std::future<Handover>> sent;
    for (int i = 0; i < 4; ++i) {
      sent.push_back(std::async(std::launch::async, [&] { return send(*carrier, 5000ms); }));
    }
    for (auto& each : sent) BOOST_TEST(said(each.get()) == "accepted ");
  }
  BOOST_TEST(server.connections() <= 4u);
  BOOST_TEST(server.messages().size() == 20u);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_has_ended_is_replaced_within_the_same_call) {
  ScriptedSmtp server;
  const auto carrier = provider(host_of(server));
  server.answer(".", cut_after("250 2.0.0 ok"));
  for (int i = 0; i < 3; ++i) BOOST_TEST(said(send(*carrier)) == "accepted ");
  BOOST_TEST(server.connections() == 3u);
  server.forget_answers();
  BOOST_TEST(said(send(*carrier)) == "accepted ");
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_is_refused_further_use_is_replaced_once) {
  ScriptedSmtp server;
  const auto carrier = provider(host_of(server));
  BOOST_TEST(said(send(*carrier)) == "accepted ");
  for (const std::string_view reply :
       {std::string_view("421 4.7.0 enough of you"), kCut,
        std::string_view("452 4.5.3 too many messages on this connection")}) {
    server.answer("MAIL", reply);
    const unsigned before = server.connections();
    BOOST_TEST(said(send(*carrier)).starts_with("unavailable "));
    BOOST_TEST(server.connections() == before + 1);
    server.forget_answers();
    BOOST_TEST(said(send(*carrier)) == "accepted ");
  }
}

BOOST_AUTO_TEST_CASE(one_refusal_does_not_touch_the_next_message) {
  ScriptedSmtp server;
  const auto carrier = provider(host_of(server));
  for (const char* verb : {"RCPT", ".", "MAIL"}) {
    server.answer(verb, "550 5.1.1 no");
    BOOST_TEST(said(send(*carrier)) != "accepted ");
    server.forget_answers();
    BOOST_TEST(said(send(*carrier)) == "accepted ");
  }
}

BOOST_AUTO_TEST_CASE(no_field_can_bring_a_command_with_it) {
  ScriptedSmtp server;
  const auto carrier = provider(host_of(server));
  const std::string evil = "\r\nRCPT TO:<thief@exemple.fr>\r\nDATA\r\n.\r\nQUIT\r\n";
  for (const std::string& address :
       {"marie@exemple.fr" + evil + "x", "marie" + evil + "@exemple.fr",
        std::string("<marie@exemple.fr> NOTIFY=SUCCESS"), std::string("a@b.fr>\rRCPT TO:<c@d.fr"),
        std::string("marie@exemple.fr\0x@y.fr", 23)}) {
    Envelope envelope = sample_mail(*this);
    envelope.to = Secret::from(std::string(address));
    BOOST_TEST(said(carrier->send(envelope, 2s)) == "refused bad_mailbox");
  }
  BOOST_TEST(server.connections() == 0u);
  Envelope envelope = sample_mail(*this);
  envelope.subject = "x" + evil;
  envelope.text = Secret::from("x" + evil);
  BOOST_TEST(said(carrier->send(envelope, 2s)) == "accepted ");
  BOOST_TEST(server.messages().size() == 1u);
  const auto commands = server.commands();
  BOOST_TEST(std::ranges::count_if(commands, [](const auto& c) { return c.starts_with("RCPT"); }) ==
             1);
  envelope.handle = evil;
  BOOST_CHECK_THROW(carrier->send(envelope, 2s), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_name_that_the_server_gave_is_a_word_and_never_an_address) {
  BOOST_TEST(queue_name("2.0.0 Ok: queued as 4VbQxk3Q2Zz1Y") == "4VbQxk3Q2Zz1Y");
  BOOST_TEST(queue_name("2.0.0 6a1c8f38 Message accepted for delivery") == "6a1c8f38");
  BOOST_TEST(queue_name("OK id=1rBxyz-0001Ab-2C") == "id=1rBxyz-0001Ab-2C");
  BOOST_TEST(queue_name("2.1.5 <marie.1950@exemple.fr> ok") == "");
  BOOST_TEST(queue_name("2.6.0 <abc1@x.fr> [InternalId=12345, Hostname=x]") == "InternalId=12345");
  BOOST_TEST(queue_name("ok") == "");
  BOOST_TEST(queue_name(std::string(65, '1')) == "");
}

BOOST_AUTO_TEST_CASE(an_answer_of_three_digits_and_no_more_is_an_answer) {
  SmtpDialogue dialogue;
  dialogue.content_ended();
  dialogue.heard("250");
  BOOST_TEST((dialogue.outcome(SmtpFailure::none).answer == Answer::accepted));
}

BOOST_AUTO_TEST_SUITE_END()
