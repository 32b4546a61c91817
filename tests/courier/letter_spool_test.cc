#include "courier/letter_spool.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <ctime>
#include <set>
#include <thread>

#include "courier/letter_batches.h"
#include "courier/letter_manifest.h"
#include "courier/printing_house.h"
#include "courier/support/memory_dispatch.h"
#include "courier/support/printing_house.h"

namespace portillon {

using namespace std::chrono_literals;
using test::Crash;
using test::letter_of;
using test::local_time;
using test::MemoryDispatch;
using test::printing_house;
using test::Steps;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(letter_spool)

constexpr std::chrono::milliseconds kWithin{2000};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Stops the work, as a kill would, after so many operations on the disk.
struct Stopping {
  std::optional<int> after;
  int done = 0;
  std::function<void()> hook() {
    return [this] {
      if (after && done == *after) throw Crash{};
      ++done;
    };
  }
};

struct Spool {
  test::Folder folder;
  LetterConfig config = test::letter_config(folder.path());
  SpoolFolders folders{folder.path()};
  std::string journal;
  Log log{"courier", [this](std::string_view line) { journal += line; }};
  Stopping stopping;
  LetterSpool spool{config, load_certificate(config, test::present()), stopping.hook()};
  std::chrono::sys_seconds certificate_ends =
      load_certificate(config, test::present()).valid_until();
  LetterBatches batches{config, certificate_ends, log, stopping.hook()};
  Steps steps;
  MemoryDispatch dispatch{steps};
  Time thursday = local_time(2026, 11, 26, 10);

  Spool() {
    setenv("TZ", "Europe/Paris", 1);
    tzset();
    thursday = local_time(2026, 11, 26, 10);
  }
  Handover send(std::uint64_t message, unsigned lease, const std::string& reference,
                std::optional<Time> at = {}) {
    return spool.send(letter_of(message, lease, reference, at.value_or(thursday)), kWithin);
  }
  std::set<std::string> in(const fs::path& path) const {
    std::set<std::string> names;
    if (!fs::exists(path)) return names;
    for (const auto& entry : fs::directory_iterator(path)) names.insert(entry.path().filename());
    return names;
  }
  // References of the letters of a batch.
  std::set<std::string> references(const fs::path& batch) const {
    std::set<std::string> found;
    if (!fs::exists(batch)) return found;
    for (const LetterFile& file : letters_in(batch)) found.insert(file.reference);
    return found;
  }
  void answer(const std::string& batch, std::optional<MessageState> state) {
    for (LetterFate& fate : dispatch.batches["imprimerie/" + batch]) {
      fate.settled = state;
      fate.settled_at = thursday;
    }
  }
};

const std::string kBatch = "40-2026-11-26-nodea";
const std::set<std::string> kNone;

BOOST_FIXTURE_TEST_CASE(a_letter_lies_sealed_in_the_open_batch_for_its_owner_alone, Spool) {
  const Handover handover = send(1, 1, "R7K-4QX");
  BOOST_TEST((handover.answer == Answer::accepted));
  BOOST_TEST(handover.provider == "imprimerie");
  BOOST_TEST(handover.provider_id == kBatch + "/" + letter_of(1, 1, "R7K-4QX", thursday).handle);
  BOOST_TEST(handover.provider_id.size() <= 128U);
  const auto files = letters_in(folders.open / kBatch);
  BOOST_TEST_REQUIRE(files.size() == 1U);
  const fs::path file = folders.open / kBatch / files[0].name();
  BOOST_TEST(printing_house().open(file) == "%PDF-1.5 of R7K-4QX Kf7m");
  BOOST_TEST(!has(test::read(file), "%PDF"));
  struct stat status {};
  BOOST_TEST_REQUIRE(::stat(file.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600U);
  for (const fs::path& each :
       {folders.open, folders.ready, folders.archive, folders.open / kBatch}) {
    BOOST_TEST_REQUIRE(::stat(each.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0700U);
  }
}

BOOST_FIXTURE_TEST_CASE(no_letter_is_ever_on_the_disk_in_plain, Spool) {
  for (int stop = 0;; ++stop) {
    stopping = {stop, 0};
    bool crashed = false;
    try {
      send(1, static_cast<unsigned>(stop), "R7K-4QX");
    } catch (const Crash&) {
      crashed = true;
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file()) BOOST_TEST(!has(test::read(entry.path()), "%PDF"));
    }
    if (!crashed) break;
  }
}

BOOST_FIXTURE_TEST_CASE(another_try_replaces_the_earlier_letter_of_an_open_batch, Spool) {
  send(1, 1, "R7K-4QX");
  send(2, 1, "KKK-KKK");
  send(1, 2, "WWW-WWW");
  BOOST_TEST((references(folders.open / kBatch) == std::set<std::string>{"KKK-KKK", "WWW-WWW"}));
  // In the next day's batch too.
  send(2, 2, "GGG-GGG", thursday + 24h);
  BOOST_TEST((references(folders.open / kBatch) == std::set<std::string>{"WWW-WWW"}));
  BOOST_TEST(
      (references(folders.open / "40-2026-11-27-nodea") == std::set<std::string>{"GGG-GGG"}));
}

BOOST_FIXTURE_TEST_CASE(once_the_batch_is_closed_another_try_adds_a_letter, Spool) {
  send(1, 1, "R7K-4QX");
  batches.close_due(thursday + 7h);
  send(1, 2, "WWW-WWW", thursday + 8h);
  BOOST_TEST((references(folders.ready / kBatch) == std::set<std::string>{"R7K-4QX"}));
  BOOST_TEST(
      (references(folders.open / "40-2026-11-27-nodea") == std::set<std::string>{"WWW-WWW"}));
  // By a clock that is behind: a batch of its own, never one that is closed.
  send(3, 1, "GGG-GGG", thursday);
  BOOST_TEST((references(folders.open / (kBatch + "-2")) == std::set<std::string>{"GGG-GGG"}));
  BOOST_TEST((references(folders.ready / kBatch) == std::set<std::string>{"R7K-4QX"}));
  batches.close_due(thursday + 8h);
  BOOST_TEST((in(folders.ready) == std::set<std::string>{kBatch, kBatch + "-2"}));
}

BOOST_FIXTURE_TEST_CASE(what_the_courier_did_not_make_becomes_no_path, Spool) {
  const auto refused = [&](auto change) {
    Envelope envelope = letter_of(1, 1, "R7K-4QX", thursday);
    change(envelope);
    return spool.send(envelope, kWithin).answer == Answer::refused;
  };
  BOOST_TEST(refused([](Envelope& e) { e.reference = "../../x"; }));
  BOOST_TEST(refused([](Envelope& e) { e.reference = "=1+1"; }));
  BOOST_TEST(refused([](Envelope& e) { e.handle = "../" + e.handle.substr(3); }));
  BOOST_TEST(refused([](Envelope& e) { e.handle.clear(); }));
  BOOST_TEST(refused([](Envelope& e) { e.pdf = Secret(); }));
  BOOST_TEST(refused([](Envelope& e) { e.channel = Channel::email; }));
  BOOST_TEST((in(folders.open) == kNone));
}

BOOST_FIXTURE_TEST_CASE(an_expired_certificate_takes_no_letter, Spool) {
  const Handover handover = send(1, 1, "R7K-4QX", thursday + 24h * 5000);
  BOOST_TEST((handover.answer == Answer::unavailable));
  BOOST_TEST(handover.reason == "certificate_expired");
  BOOST_TEST((in(folders.open) == kNone));
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_refuses_is_unavailable_and_nothing_is_half_there, Spool) {
  fs::permissions(folders.open, fs::perms::none);
  if (::geteuid() == 0) fs::remove(folders.open);  // root may write anywhere
  const Handover handover = send(1, 1, "R7K-4QX");
  BOOST_TEST((handover.answer == Answer::unavailable));
  BOOST_TEST(handover.reason == "spool");
}

BOOST_FIXTURE_TEST_CASE(a_spool_in_use_is_waited_for_no_longer_than_allowed, Spool) {
  const LetterLock other(folders.lock, 0ms);
  BOOST_TEST(other.held());
  const auto began = std::chrono::steady_clock::now();
  const Handover handover = spool.send(letter_of(1, 1, "R7K-4QX", thursday), 100ms);
  BOOST_TEST((handover.answer == Answer::unavailable));
  BOOST_TEST((std::chrono::steady_clock::now() - began < 1s));
}

BOOST_FIXTURE_TEST_CASE(many_threads_and_couriers_lose_no_letter, Spool) {
  const std::string_view signs = "34679CDFGH";
  std::vector<std::jthread> threads;
  LetterSpool second(config, load_certificate(config, test::present()));
  for (unsigned thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      LetterSpool& mine = thread % 2 == 0 ? spool : second;
      for (unsigned i = 0; i < 10; ++i) {
        const std::string reference = std::string("KKK-K") + signs[thread] + signs[i];
        BOOST_REQUIRE(
            (mine.send(letter_of(100 * thread + i + 1, 1, reference, thursday), 20s).answer ==
             Answer::accepted));
      }
    });
  }
  threads.clear();
  BOOST_TEST(references(folders.open / kBatch).size() == 40U);
}

BOOST_FIXTURE_TEST_CASE(a_batch_is_closed_at_the_hour_with_its_manifest_and_checksums, Spool) {
  send(1, 1, "R7K-4QX");
  spool.send(letter_of(2, 1, "KKK-KKK", thursday, MessageKind::canary), kWithin);
  batches.close_due(thursday + 5h + 59min);
  BOOST_TEST((in(folders.ready) == kNone));
  batches.close_due(thursday + 6h);
  BOOST_TEST((in(folders.ready) == std::set<std::string>{kBatch}));
  BOOST_TEST((in(folders.open) == kNone));
  const fs::path batch = folders.ready / kBatch;
  const std::string manifest = test::read(batch / "manifest.csv");
  BOOST_TEST(manifest.starts_with(
                 "number;reference;file;bytes;sha256;kind;pages;date\r\n1;KKK-KKK;KKK-KKK.canary."),
             manifest);
  BOOST_TEST(has(manifest, ";canary;1;2026-11-26\r\n2;R7K-4QX;R7K-4QX.temporary."), manifest);
  BOOST_TEST(manifest.ends_with(";temporary;1;2026-11-26\r\n"), manifest);
  const auto letter = letters_in(batch).at(1).name();
  BOOST_TEST(
      has(manifest, ";" + letter + ";" + std::to_string(fs::file_size(batch / letter)) + ";"));
  BOOST_TEST(
      std::system(("cd " + batch.string() + " && sha256sum --check --strict --status SHA256SUMS")
                      .c_str()) == 0);
  BOOST_TEST(has(test::read(batch / "SHA256SUMS"), "  manifest.csv\n"));
  BOOST_TEST(has(journal, "\"letters_closed\""));
  BOOST_TEST(has(journal, "\"letters\":2"));
  BOOST_TEST(!has(journal, "R7K"));
}

BOOST_FIXTURE_TEST_CASE(an_empty_day_makes_no_batch, Spool) {
  batches.close_due(thursday + 7h);
  BOOST_TEST((in(folders.ready) == kNone));
  send(1, 1, "R7K-4QX");
  send(1, 2, "KKK-KKK", thursday + 24h);  // its first try is gone from Thursday's
  batches.close_due(thursday + 7h);
  BOOST_TEST((in(folders.ready) == kNone));
  BOOST_TEST((in(folders.open) == std::set<std::string>{"40-2026-11-27-nodea"}));
}

BOOST_FIXTURE_TEST_CASE(a_week_end_is_one_batch_of_monday, Spool) {
  send(1, 1, "R7K-4QX", local_time(2026, 11, 27, 17));
  send(2, 1, "KKK-KKK", local_time(2026, 11, 28, 12));
  send(3, 1, "WWW-WWW", local_time(2026, 11, 30, 15));
  for (Time now = local_time(2026, 11, 27, 17); now < local_time(2026, 11, 30, 16); now += 1h) {
    batches.close_due(now);
    BOOST_TEST((in(folders.ready) == kNone));
  }
  batches.close_due(local_time(2026, 11, 30, 16));
  BOOST_TEST(references(folders.ready / "40-2026-11-30-nodea").size() == 3U);
}

// At every stop the batch is either not in `ready`, or there whole; the next look finishes it.
BOOST_FIXTURE_TEST_CASE(a_kill_at_any_step_of_closing_shows_no_half_batch_and_loses_no_letter,
                        Spool) {
  const std::set<std::string> both = {"R7K-4QX", "KKK-KKK"};
  int stops = 0;
  for (;; ++stops) {
    for (const fs::path& each : {folders.open, folders.ready}) {
      fs::remove_all(each);
      fs::create_directory(each);
    }
    stopping = {};
    send(1, 1, "R7K-4QX");
    send(2, 1, "KKK-KKK");
    stopping = {stops, 0};
    bool crashed = false;
    try {
      batches.close_due(thursday + 7h);
    } catch (const Crash&) {
      crashed = true;
    }
    const fs::path ready = folders.ready / kBatch;
    if (fs::exists(ready)) {
      BOOST_TEST((references(ready) == both));
      BOOST_TEST(std::system(
                     ("cd " + ready.string() + " && sha256sum --check --strict --status SHA256SUMS")
                         .c_str()) == 0);
      BOOST_TEST(in(ready).size() == 4U);
    }
    stopping = {};
    batches.close_due(thursday + 7h);
    BOOST_TEST((references(ready) == both));
    BOOST_TEST((in(folders.open) == kNone));
    if (!crashed) break;
  }
  BOOST_TEST(stops >= 8);
}

// What the row's next try does after a kill: the letter is there once, whole, by its last
// reference.
BOOST_FIXTURE_TEST_CASE(a_kill_at_any_step_of_a_letter_leaves_one_after_the_next_try, Spool) {
  int stops = 0;
  for (;; ++stops) {
    fs::remove_all(folders.open);
    fs::create_directory(folders.open);
    stopping = {};
    send(1, 1, "R7K-4QX");
    stopping = {stops, 0};
    bool crashed = false;
    try {
      send(1, 2, "KKK-KKK");
    } catch (const Crash&) {
      crashed = true;
    }
    BOOST_TEST(references(folders.open / kBatch).size() <= 1U);
    for (const LetterFile& file : letters_in(folders.open / kBatch)) {
      BOOST_TEST(printing_house().open(folders.open / kBatch / file.name()) ==
                 "%PDF-1.5 of " + file.reference + " Kf7m");
    }
    stopping = {};
    send(1, 3, "WWW-WWW");
    batches.close_due(thursday + 7h);
    BOOST_TEST((references(folders.ready / kBatch) == std::set<std::string>{"WWW-WWW"}));
    BOOST_TEST(in(folders.ready / kBatch).size() == 3U);  // nothing half-written went along
    fs::remove_all(folders.ready / kBatch);
    if (!crashed) break;
  }
  BOOST_TEST(stops >= 6);
}

struct Answered : Spool {
  Answered() {
    send(1, 1, "R7K-4QX");
    send(2, 1, "KKK-KKK");
    batches.close_due(thursday + 7h);
    dispatch.batches["imprimerie/" + kBatch] = {{"KKK-KKK", {}, {}}, {"R7K-4QX", {}, {}}};
  }
};

BOOST_FIXTURE_TEST_CASE(a_batch_stays_until_each_letter_has_its_answer, Answered) {
  batches.archive_due(thursday + 48h, dispatch);
  dispatch.batches["imprimerie/" + kBatch][0].settled = MessageState::delivered;
  batches.archive_due(thursday + 48h, dispatch);
  BOOST_TEST((in(folders.ready) == std::set<std::string>{kBatch}));
  BOOST_TEST((in(folders.archive) == kNone));
}

BOOST_FIXTURE_TEST_CASE(a_batch_just_closed_waits_for_letters_that_are_not_noted_yet, Answered) {
  answer(kBatch, MessageState::delivered);
  batches.archive_due(thursday + 7h + 59min, dispatch);
  BOOST_TEST((in(folders.ready) == std::set<std::string>{kBatch}));
  batches.archive_due(thursday + 8h + 1min, dispatch);
  BOOST_TEST((in(folders.archive) == std::set<std::string>{kBatch}));
}

BOOST_FIXTURE_TEST_CASE(the_archive_holds_manifest_and_answer_and_no_letter, Answered) {
  answer(kBatch, MessageState::delivered);
  dispatch.batches["imprimerie/" + kBatch][0].settled = MessageState::failed;
  batches.archive_due(thursday + 48h, dispatch);
  BOOST_TEST((in(folders.ready) == kNone));
  const fs::path batch = folders.archive / kBatch;
  BOOST_TEST((in(batch) == std::set<std::string>{"manifest.csv", "acknowledgement.csv"}));
  BOOST_TEST(
      test::read(batch / "acknowledgement.csv") ==
      "reference;status;date\r\nKKK-KKK;failed;2026-11-26\r\nR7K-4QX;delivered;2026-11-26\r\n");
  BOOST_TEST(has(journal, "\"letters_archived\""));
  batches.archive_due(thursday + 24h * 61, dispatch);
  BOOST_TEST((in(folders.archive) == std::set<std::string>{kBatch}));
  batches.archive_due(thursday + 24h * 63, dispatch);
  BOOST_TEST((in(folders.archive) == kNone));
}

BOOST_FIXTURE_TEST_CASE(a_batch_of_which_the_outbox_knows_nothing_is_kept_as_long_as_an_archive,
                        Answered) {
  dispatch.batches.clear();
  batches.archive_due(thursday + 24h * 59, dispatch);
  BOOST_TEST(references(folders.ready / kBatch).size() == 2U);
  batches.archive_due(thursday + 24h * 61, dispatch);
  BOOST_TEST((in(folders.ready) == kNone));
}

BOOST_FIXTURE_TEST_CASE(a_kill_at_any_step_of_archiving_ends_without_letters_and_with_the_manifest,
                        Answered) {
  answer(kBatch, MessageState::delivered);
  const fs::path copy = folder / "copy";
  fs::copy(folders.ready, copy, fs::copy_options::recursive);
  int stops = 0;
  for (;; ++stops) {
    for (const fs::path& each : {folders.ready, folders.archive}) fs::remove_all(each);
    fs::create_directory(folders.archive);
    fs::copy(copy, folders.ready, fs::copy_options::recursive);
    fs::last_write_time(folders.ready / kBatch / "SHA256SUMS",
                        fs::last_write_time(copy / kBatch / "SHA256SUMS") - 400h);
    stopping = {stops, 0};
    const Time later = test::present() + 2h;
    bool crashed = false;
    try {
      batches.archive_due(later, dispatch);
    } catch (const Crash&) {
      crashed = true;
    }
    BOOST_TEST((in(folders.ready).size() + in(folders.archive).size()) == 1U);
    stopping = {};
    batches.archive_due(later, dispatch);
    BOOST_TEST((in(folders.ready) == kNone));
    BOOST_TEST((in(folders.archive / kBatch) ==
                std::set<std::string>{"manifest.csv", "acknowledgement.csv"}));
    // And again while it is deleted for good.
    stopping = {stops, 0};
    try {
      batches.archive_due(later + 24h * 400, dispatch);
    } catch (const Crash&) {
    }
    stopping = {};
    batches.archive_due(later + 24h * 400, dispatch);
    BOOST_TEST((in(folders.archive) == kNone));
    if (!crashed) break;
  }
  BOOST_TEST(stops >= 8);
}

BOOST_FIXTURE_TEST_CASE(a_batch_without_answer_is_told_of_at_the_next_closing, Answered) {
  send(3, 1, "WWW-WWW", local_time(2026, 12, 2, 10));
  batches.close_due(local_time(2026, 12, 2, 16));
  BOOST_TEST(has(journal, "\"letters_unanswered\""));
  BOOST_TEST(has(journal, kBatch));
}

BOOST_FIXTURE_TEST_CASE(a_certificate_that_soon_expires_is_told_of_once_a_day, Spool) {
  const auto told = [&] {
    std::size_t times = 0;
    for (std::size_t at = 0;
         (at = journal.find("letters_certificate_ends", at)) != std::string::npos; ++at)
      ++times;
    return times;
  };
  batches.close_due(certificate_ends - 31 * 24h);
  BOOST_TEST(told() == 0U);
  for (const std::chrono::minutes before : {29 * 24h + 0min, 29 * 24h - 1min, 28 * 24h + 0min})
    batches.close_due(certificate_ends - before);
  BOOST_TEST(told() == 2U);
}

BOOST_FIXTURE_TEST_CASE(the_house_that_the_courier_tends_closes_and_archives_by_the_databases_clock,
                        Spool) {
  const auto house = make_printing_house(config, log, test::present());
  BOOST_TEST(house->name() == "imprimerie");
  BOOST_TEST(
      (house->send(letter_of(1, 1, "R7K-4QX", thursday), kWithin).answer == Answer::accepted));
  dispatch.clock = thursday + 5h;
  house->tend(dispatch);
  BOOST_TEST((in(folders.ready) == kNone));
  dispatch.clock = thursday + 7h;
  house->tend(dispatch);
  BOOST_TEST((in(folders.ready) == std::set<std::string>{kBatch}));
  dispatch.batches["imprimerie/" + kBatch] = {{"R7K-4QX", MessageState::delivered, thursday}};
  dispatch.clock = thursday + 9h;
  house->tend(dispatch);
  BOOST_TEST((in(folders.archive) == std::set<std::string>{kBatch}));
}

BOOST_FIXTURE_TEST_CASE(a_spool_that_is_gone_is_logged_and_ends_nothing, Spool) {
  fs::remove_all(folders.open);
  batches.close_due(thursday);
  BOOST_TEST(has(journal, "\"letters_spool_failed\""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
