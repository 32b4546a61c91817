#include "admin/bounce.h"

#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>

#include "admin/commands.h"
#include "tests/crypto/rings.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace portillon {
std::ostream& operator<<(std::ostream& out, Told told) {
  return out << (told == Told::failed      ? "failed"
                 : told == Told::delivered ? "delivered"
                                           : "nothing");
}
}  // namespace portillon

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

// Reports of our message 101, third try, as Postfix writes them.
struct Desk {
  SeededRandom random{3};
  Keys keys;
  std::string handle;
  std::string mail;

  Desk() {
    std::vector<KeyRing> rings;
    rings.push_back(KeyRing::parse("receipt", "test", generate_key_line(random, 1)));
    keys = Keys(std::move(rings));
    handle = handle_of(keys, 101, 3);
    mail = report(handle, "failed", "5.1.1");
  }
  static std::string report(const std::string& name, const std::string& action,
                            const std::string& status) {
    return "Return-Path: <>\r\nDelivered-To: retours+" + name +
           "@caisse.exemple.fr\r\n"
           "Received: by mx.exemple.fr (Postfix)\r\n\tid 4VbQxk; Thu, 26 Nov 2026 10:00:00 "
           "+0000\r\n"
           "From: MAILER-DAEMON@mx.exemple.fr\r\nSubject: Undelivered Mail Returned to Sender\r\n"
           "To: retours+" +
           name +
           "@caisse.exemple.fr\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"b/mx\"\r\n"
           "\r\nThis is a MIME-encapsulated message.\r\n\r\n--b/mx\r\n"
           "Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform "
           "you\r\n\r\n"
           "--b/mx\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; mx.exemple.fr\r\nOriginal-Envelope-Id: " +
           name +
           "\r\nX-Postfix-Queue-ID: 4VbQxk\r\n\r\nFinal-Recipient: rfc822; marie@exemple.fr\r\n"
           "Action: " +
           action + "\r\nStatus: " + status +
           "\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b/mx\r\n"
           "Content-Type: message/rfc822\r\n\r\nReturn-Path: <retours+" +
           name + "@caisse.exemple.fr>\r\nSubject: Votre code\r\nMessage-ID: <" + name +
           "@caisse.exemple.fr>\r\n\r\nBonjour\r\n\r\n--b/mx--\r\n";
  }
  bool names_ours(const DeliveryReport& found) const {
    const auto handled = handled_in(found, keys);
    return handled && handled->message == 101 && handled->lease == 3;
  }
  Told told(const std::string& action, const std::string& status) const {
    return read_report(report(handle, action, status)).told;
  }
};

struct Ran {
  int status = -1;
  std::string told;
};

// The command, with `input` on standard input and no configuration.
Ran run(const std::string& arguments, const std::string& input) {
  const Folder folder;
  const std::string file = folder.put("mail", input);
  const std::string line = "PORTILLON_CONFIG=/nonexistent " PORTILLON_BUILD
                           "/bin/portillon outbox " +
                           arguments + " 2>&1 < " + file;
  FILE* pipe = popen(line.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  Ran ran;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) ran.told += static_cast<char>(c);
  const int ended = pclose(pipe);
  if (WIFEXITED(ended)) ran.status = WEXITSTATUS(ended);
  return ran;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bounce, Desk)

BOOST_AUTO_TEST_CASE(a_report_of_failure_names_the_try_and_says_so) {
  const DeliveryReport found = read_report(mail);
  BOOST_TEST(found.problem == "");
  BOOST_TEST(found.told == Told::failed);
  BOOST_TEST(names_ours(found));
}

BOOST_AUTO_TEST_CASE(the_try_is_found_wherever_a_server_left_it) {
  const std::string none = report(std::string(42, 'x'), "failed", "5.1.1");
  BOOST_TEST(!names_ours(read_report(none)));
  const std::string blank(42, 'x');
  for (const std::string before :
       {"Delivered-To: retours+", "To: retours+", "Original-Envelope-Id: ", "Message-ID: <",
        "Return-Path: <retours+"}) {
    const std::size_t at = none.find(before + blank);
    BOOST_REQUIRE(at != std::string::npos);
    std::string one = none;
    one.replace(at + before.size(), 42, handle);
    BOOST_TEST(names_ours(read_report(one)), before);
  }
  std::string upper = handle;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  BOOST_TEST(names_ours(read_report(report(upper, "failed", "5.1.1"))));
  const std::string headers = replaced(none, "message/rfc822", "text/rfc822-headers");
  BOOST_TEST(!names_ours(read_report(headers)));
  BOOST_TEST(names_ours(
      read_report(replaced(headers, "Message-ID: <" + blank, "Message-ID: <" + handle))));
}

BOOST_AUTO_TEST_CASE(the_address_that_it_was_sent_to_wins_over_what_it_returns) {
  const std::string other = handle_of(keys, 999, 1);
  std::string mixed = report(other, "failed", "5.1.1");
  mixed = replaced(mixed, "Delivered-To: retours+" + other, "Delivered-To: retours+" + handle);
  BOOST_TEST(names_ours(read_report(mixed)));
}

BOOST_AUTO_TEST_CASE(a_handle_that_nobody_here_made_names_nothing) {
  std::string forged = handle;
  forged.back() = forged.back() == '0' ? '1' : '0';
  BOOST_TEST(!names_ours(read_report(report(forged, "failed", "5.1.1"))));
  BOOST_TEST(!names_ours(read_report(report(handle + "0", "failed", "5.1.1"))));
  BOOST_TEST(!names_ours(read_report(report(handle.substr(1), "failed", "5.1.1"))));
}

BOOST_AUTO_TEST_CASE(only_what_is_final_counts) {
  BOOST_TEST(told("failed", "5.1.1") == Told::failed);
  BOOST_TEST(told("Failed (mailbox away)", "4.4.7") == Told::failed);  // given up: RFC 3464 2.3.3
  BOOST_TEST(told("delivered", "2.1.5") == Told::delivered);
  BOOST_TEST(told("delayed", "4.4.1") == Told::nothing);
  BOOST_TEST(told("relayed", "2.1.9") == Told::nothing);
  BOOST_TEST(told("expanded", "2.1.5") == Told::nothing);
  BOOST_TEST(told("failed", "2.0.0") == Told::nothing);
  BOOST_TEST(told("delivered", "5.0.0") == Told::nothing);
  BOOST_TEST(told("", "") == Told::nothing);
  const std::string two = replaced(mail, "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
                                   "\r\nFinal-Recipient: rfc822; other@exemple.fr\r\n"
                                   "Action: delivered\r\nStatus: 2.0.0\r\n");
  BOOST_TEST(read_report(two).told == Told::nothing);
  BOOST_TEST(
      read_report(replaced(two, "Action: delivered\r\nStatus: 2.0.0", "ACTION:failed")).told ==
      Told::failed);
}

BOOST_AUTO_TEST_CASE(an_encoded_report_is_read_as_well) {
  const std::string coded = replaced(
      replaced(mail, "message/delivery-status\r\n",
               "message/delivery-status\r\nContent-Transfer-Encoding: quoted-printable\r\n"),
      "Action: failed", "Action: fai=\r\nled");
  BOOST_TEST(read_report(coded).told == Told::failed);
}

BOOST_AUTO_TEST_CASE(answers_of_people_and_machines_are_no_reports) {
  const std::string to = "To: retours+" + handle + "@caisse.exemple.fr\r\n";
  for (const std::string& text :
       {to + "Subject: Absence\r\nAuto-Submitted: auto-replied\r\n\r\nJe suis en vacances.\r\n",
        to + "Subject: Undelivered Mail\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        to + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nspam\r\n--b--\r\n",
        to + "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n"
             "\r\n--b\r\n\r\nread\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
             "Disposition: manual-action/MDN-sent-manually; displayed\r\nAction: "
             "failed\r\n--b--\r\n",
        to + "Content-Type: multipart/report; boundary=b\r\n\r\n", std::string(),
        std::string("\0", 1), std::string(1000, '\xff'),
        std::string("Content-Type: multipart/report"), std::string("\r\n\r\n")}) {
    BOOST_TEST(read_report(text).problem != "", text.substr(0, 60));
    BOOST_TEST(read_report(text).told == Told::nothing);
  }
}

BOOST_AUTO_TEST_CASE(a_bomb_of_nested_parts_is_not_unpacked) {
  std::string bomb = "To: x@y.fr\r\n";
  for (int i = 0; i < 20'000; ++i) {
    const std::string b = std::to_string(i);
    bomb += "Content-Type: multipart/report; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
  }
  BOOST_TEST(read_report(bomb).problem == "too many parts");
  std::string letters = "To: x@y.fr\r\n";
  for (int i = 0; i < 30'000; ++i) letters += "content-TYPE: message/rfc822\r\n\r\n";
  BOOST_TEST(read_report(letters).problem == "too many parts");
}

BOOST_AUTO_TEST_CASE(ten_thousand_damaged_reports_do_no_harm) {
  std::mt19937 engine(20261126);
  const auto below = [&](std::size_t most) { return engine() % most; };
  unsigned still = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string damaged = mail;
    for (std::size_t changes = 1 + below(6); changes > 0 && !damaged.empty(); --changes) {
      const std::size_t at = below(damaged.size());
      switch (below(6)) {
        case 0:
          damaged[at] = static_cast<char>(below(256));
          break;
        case 1:
          damaged.erase(at, below(80));
          break;
        case 2:
          damaged.insert(at, damaged.substr(below(damaged.size()), below(200)));
          break;
        case 3:
          damaged.insert(at, 1 + below(3), '\0');
          break;
        case 4:
          damaged.insert(at, below(2) == 0 ? "\r\n\r\n" : "--b/mx\r\n");
          break;
        default:
          damaged.resize(std::max<std::size_t>(at, 1));
      }
    }
    const DeliveryReport found = read_report(damaged);
    BOOST_REQUIRE(found.handles.size() <= 32);
    if (!found.problem.empty()) BOOST_REQUIRE(found.told == Told::nothing);
    still += found.told == Told::failed && names_ours(found);
  }
  BOOST_TEST(still > 1000u);  // most damage is none
  BOOST_TEST(still < 10'000u);
}

BOOST_AUTO_TEST_CASE(a_pipe_is_answered_with_0_whatever_it_brings_and_75_when_we_are_the_reason) {
  const Ran spam = run("bounced --mail", "Subject: Absence\r\n\r\nBonjour\r\n");
  BOOST_TEST(spam.status == 0);
  BOOST_TEST(spam.told == "portillon: outbox bounced: no delivery report\n");
  BOOST_TEST(run("bounced --mail", "").status == 0);
  BOOST_TEST(run("bounced --mail", std::string(3'000'000, 'x')).status == 0);
  BOOST_TEST(run("bounced --mail", report(handle, "delayed", "4.4.1")).told ==
             "portillon: outbox bounced: not at its end yet\n");
  const Ran away = run("bounced --mail", mail);
  BOOST_TEST(away.status == kTryLater);
  BOOST_TEST(away.told == "portillon: outbox bounced: /nonexistent: cannot be read\n");
}

BOOST_AUTO_TEST_CASE(the_command_wants_handles_or_a_mail) {
  BOOST_TEST(run("", "").status == 2);
  BOOST_TEST(run("bounced", "").status == 2);
  BOOST_TEST(run("bounced --mail " + handle, "").status == 2);
  BOOST_TEST(run("bounced " + handle, "").status == 1);  // no configuration
}

BOOST_AUTO_TEST_SUITE_END()
