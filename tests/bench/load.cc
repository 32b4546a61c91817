// Members at work, each thread one after the other.
//   load sign_in|recover PORT THREADS WARM_UP SECONDS MEMBERS MAILBOX [COUNT]
// MEMBERS: lines of identifier, password, mobile, e-mail, with tabs between. Prints one JSON
// object: `rate` counts what was finished in the SECONDS after WARM_UP, if anything was; `done` and
// `requests` count all. With COUNT each thread ends after so many.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http.h"
#include "mailbox.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Member {
  std::string identifier, password, mobile, email;
};

struct Tally {
  std::atomic<unsigned long> done{0}, counted{0}, failed{0}, busy{0}, requests{0};
};

const std::string kPrefix = "/acces/";

std::vector<Member> members_of(const char* path) {
  std::vector<Member> all;
  std::ifstream in(path);
  for (Member one; std::getline(in, one.identifier, '\t') && std::getline(in, one.password, '\t') &&
                   std::getline(in, one.mobile, '\t') && std::getline(in, one.email);) {
    all.push_back(one);
  }
  return all;
}

constexpr std::chrono::milliseconds kPatience{
    250};  // the page asks for 5 s: nobody is that patient

// In letters: four digits on end could be the end of the member's own number, which is refused.
std::string in_letters(unsigned number) {
  std::string word;
  for (; number > 0; number /= 10) word += static_cast<char>('a' + number % 10);
  return word;
}

// All places for password computations taken: the visitor presses the button again.
Answer press(Visitor& visitor, Tally& tally, const std::string& page, const Form& form) {
  for (;;) {
    Answer answer = visitor.post(kPrefix + page, form);
    if (answer.status != 503) return answer;
    ++tally.busy;
    std::this_thread::sleep_for(kPatience);
  }
}

void expect(const Answer& answer, const std::string& page) {
  if (answer.status == 303 && answer.location.ends_with(kPrefix + page)) return;
  throw std::runtime_error("instead of " + page + ": " + std::to_string(answer.status) + " " +
                           answer.location + answer.body.substr(0, 3000));
}

void step(Visitor& visitor, Tally& tally, const std::string& page, const Form& form,
          const std::string& next) {
  const Answer answer = press(visitor, tally, page, form);
  expect(answer, next);
  visitor.follow(answer);
}

void recover(Visitor& visitor, Tally& tally, Mailbox& mailbox, const Member& member, bool by_sms) {
  static std::atomic<unsigned> fresh{
      static_cast<unsigned>(Clock::now().time_since_epoch().count())};
  const std::string& to = by_sms ? member.mobile : member.email;
  const auto received = [&](Kind kind) {
    auto message = mailbox.next(to, kind);
    if (!message) throw std::runtime_error("no message came for " + to);
    return *message;
  };
  mailbox.forget(to);
  visitor.forget();
  visitor.get(kPrefix + "identite");
  step(visitor, tally, "identite", {{"identifier", member.identifier}}, "reception");
  step(visitor, tally, "reception", {{"channel", by_sms ? "sms" : "email"}}, "code");
  step(visitor, tally, "code", {{"code", received(Kind::code)}}, "confirmation");
  const std::string temporary = received(Kind::temporary);
  visitor.get(kPrefix + "connexion");
  step(visitor, tally, "connexion", {{"identifier", member.identifier}, {"password", temporary}},
       "nouveau-mot-de-passe");
  const std::string own = "Brouette 7 " + in_letters(++fresh) + " & Pluie";
  step(visitor, tally, "nouveau-mot-de-passe", {{"new_password", own}, {"confirm_password", own}},
       "nouveau-mot-de-passe");
  visitor.get(kPrefix + "coordonnees");
  expect(press(visitor, tally, "coordonnees", {{"action", "confirm"}}), "mon-compte");
}

void sign_in(Visitor& visitor, Tally& tally, const Member& member) {
  const Answer answer = press(visitor, tally, "connexion",
                              {{"identifier", member.identifier}, {"password", member.password}});
  if (answer.status != 303) throw std::runtime_error("sign_in: " + std::to_string(answer.status));
}

int run(int argc, char** argv) {
  const bool recovers = std::string(argv[1]) == "recover";
  const int port = std::atoi(argv[2]);
  const auto threads = static_cast<std::size_t>(std::atoi(argv[3]));
  const auto members = members_of(argv[6]);
  const unsigned long most = argc > 8 ? std::strtoul(argv[8], nullptr, 10) : ~0UL;
  Mailbox mailbox(argv[7]);
  Tally tally;
  if (members.size() < threads) throw std::runtime_error("fewer members than threads");
  const auto start = Clock::now();
  const auto from = start + Seconds(std::atof(argv[4]));
  const auto end = from + Seconds(std::atof(argv[5]));

  const auto work = [&](std::size_t mine) {
    Visitor visitor(port);
    if (!recovers) {
      visitor.get(kPrefix + "connexion");
      visitor.freeze();  // each sign-in is another visitor's
    }
    unsigned long begun = 0;
    for (std::size_t at = mine; begun < most && Clock::now() < end && tally.failed < 20;
         at = at + threads < members.size() ? at + threads : mine) {
      ++begun;
      try {
        recovers ? recover(visitor, tally, mailbox, members[at], mine % 2 == 0)
                 : sign_in(visitor, tally, members[at]);
        ++tally.done;
        const auto now = Clock::now();
        if (now >= from && now < end) ++tally.counted;
      } catch (const std::exception& error) {
        ++tally.failed;
        std::fprintf(stderr, "load: %s\n", error.what());
      }
    }
    tally.requests += visitor.requests();
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work, i);
  }
  // On a machine with much else to do nothing may end within the SECONDS: then all there was
  // counts.
  const double rate = tally.counted > 0
                          ? static_cast<double>(tally.counted) / std::atof(argv[5])
                          : static_cast<double>(tally.done) / Seconds(Clock::now() - start).count();
  std::printf(
      "{\"rate\": %.4f, \"done\": %lu, \"failed\": %lu, \"busy\": %lu, \"requests\": %lu}\n", rate,
      tally.done.load(), tally.failed.load(), tally.busy.load(), tally.requests.load());
  return tally.failed > 0 ? 1 : 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 8 && argc != 9) return 2;
  try {
    return bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "load: %s\n", error.what());
    return 1;
  }
}
