// All places for password computations taken, and kept busy: what everybody else is answered.
#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <thread>

#include "shell/fakes.h"

namespace portillon {
namespace {

using test::behaviour;

constexpr HashParameters kReal{};  // of the product, not of a test: its time is the measure
constexpr unsigned kPlaces = 2;

Keys peppered() {
  std::vector<KeyRing> rings;
  rings.push_back(test::ring("visit"));
  rings.push_back(test::ring("browser"));
  rings.push_back(test::ring("pepper"));
  return Keys(std::move(rings));
}

Secret secret(std::string text) { return Secret::from(std::move(text)); }

// Of this thread, on a processor: what else the machine does counts for nothing. That nobody waited
// for a place shows by itself: those who hold them let go only after all were answered.
double seconds_worked() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// What `suite` asks for: a member's sign-in, a stranger's, or one that computes until it is told to
// end. A plain function's state stands here.
std::atomic<unsigned> holding = 0;
std::atomic<bool> ended = false;
std::string stored;

Step sign_in(const Request& request, const Session&, const World& world) {
  const std::string_view who = request.query["suite"];
  if (who == "stranger") world.hasher.matches_nobody(secret("Moissons-2026"));
  if (who == "member") world.hasher.matches(stored, 7, secret("Moissons-2026"));
  if (who == "holder") {
    static std::atomic<unsigned> number = 0;
    world.hasher.hash(7, secret("first" + std::to_string(++number)));
    ++holding;
    while (!ended) world.hasher.hash(7, secret("next" + std::to_string(++number)));
  }
  View view("code");
  view.body().set("WORD", "bonjour");
  return show(view);
}

class Crowded {
 public:
  Crowded() {
    behaviour() = sign_in;
    holding = 0;
    ended = false;
    stored = BoundedHasher(places_).hash(7, secret("Moissons-2026"));
  }

  // Each with a storage of its own, as workers have.
  RawResponse ask(std::string_view who) const {
    const Program house = house_.program();
    const Program program{house.page,  house.settings, keys_,   house.renderer, house.inside,
                          house.desks, silent_log_,    places_, house.wake,     house.metrics};
    test::FakeStorage storage;
    SystemRandom random;
    RawRequest raw = house_.get();
    raw.query = "suite=" + std::string(who);
    return handle(program, raw, {storage, random});
  }
  // The median of the work for an answer, and that all had this status.
  double work(std::string_view who, int status, unsigned times) const {
    std::vector<double> all;
    for (unsigned i = 0; i < times; ++i) {
      const double start = seconds_worked();
      const RawResponse answer = ask(who);
      all.push_back(seconds_worked() - start);
      BOOST_TEST(answer.status() == status);
    }
    std::ranges::nth_element(all, all.begin() + times / 2);
    return all[times / 2];
  }

 private:
  test::House house_;
  Keys keys_ = peppered();
  Log silent_log_{"code", [](std::string_view) {}};
  mutable HashPlaces places_{keys_, kReal, kPlaces};
};

std::string retry_after(const RawResponse& answer) {
  for (const auto& [name, value] : answer.headers()) {
    if (name == "Retry-After") return value;
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(overload)

BOOST_FIXTURE_TEST_CASE(with_all_places_taken_the_answer_is_503_fast_for_strangers_as_for_members,
                        Crowded) {
  const double computed = work("member", 200, 5);

  std::vector<std::jthread> holders;
  std::atomic<unsigned> served = 0;
  for (unsigned i = 0; i < kPlaces; ++i) {
    holders.emplace_back([&] { served += ask("holder").status() == 200; });
  }
  while (holding < kPlaces) std::this_thread::yield();

  const RawResponse member = ask("member");
  const RawResponse stranger = ask("stranger");
  BOOST_TEST(retry_after(member) == "5");
  BOOST_TEST(member.body() == stranger.body());
  BOOST_TEST((member.headers() == stranger.headers()));
  const double refused = std::max(work("member", 503, 31), work("stranger", 503, 31));
  BOOST_TEST_MESSAGE("refused with " << refused / computed << " of a computation's work");
  BOOST_TEST(refused < computed / 4, refused << " s against " << computed << " s");

  // What holds a place computes on; and once it is done, everybody comes in again.
  ended = true;
  holders.clear();
  BOOST_TEST(served == kPlaces);
  for (const char* who : {"member", "stranger"}) {
    for (unsigned i = 0; i < 2 * kPlaces; ++i) BOOST_TEST(ask(who).status() == 200);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
